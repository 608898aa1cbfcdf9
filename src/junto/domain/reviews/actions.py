"""Writing reviews: start one for a program, cancel it, ask somebody directly, answer that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from junto.domain.people import queries as people_queries
from junto.domain.programs import queries as program_queries
from junto.domain.reviews import deliveries, events, pairing, policies
from junto.domain.reviews.enums import PieceState
from junto.domain.reviews.models import Piece, Review
from junto.foundation import idempotency
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

LONGEST_TITLE, LONGEST_QUESTION, MOST_QUESTIONS = 120, 200, 6


class NothingAsked(ValueError):
    """A review has a title and one to six guiding questions."""


class TooLong(ValueError):
    """A title is a line, a text is two pages at most."""


class NotThatDay(ValueError):
    """Both days lie ahead, and texts are written before the outcome is agreed."""


class TooFew(ValueError):
    """Nobody could be paired."""


class NotThatPerson(ValueError):
    """Somebody who takes no part, oneself, or one who said not this time."""


class OneAtATime(ValueError):
    """Somebody has asked for a review already that is not open yet."""


class TooLate(ValueError):
    """The review is no longer where this can be done."""


@dataclass(frozen=True)
class Plan:
    """What a review asks and by when."""

    title: str
    questions: Sequence[str]
    write_by: date
    agree_by: date


def start_review(*, program: "Program", plan: Plan, actor: Actor, now: datetime) -> Review:
    """Pair everybody who takes part, and tell them.

    Who fits whom is worked out before anything is written: that may take a second.

    Raises
    ------
    NothingAsked, TooLong, NotThatDay
        When the plan does not hold.
    TooFew
        When no two may review each other.
    """
    policies.start.check(actor, program)
    questions = _questions(plan, now)
    people = program_queries.enrolled_people(program)
    made, alone = pairing.rings(program, people, now=now) if len(people) > 1 else ([], [])
    if not made:
        raise TooFew
    pairs: list[tuple[int, int | None]] = [*directed(made), *((each, None) for each in alone)]
    return _store(program, replace(plan, questions=questions), pairs, actor, now)


@transaction.atomic
def _store(
    program: "Program",
    plan: Plan,
    pairs: Sequence[tuple[int, int | None]],
    actor: Actor,
    now: datetime,
) -> Review:
    review = Review.objects.create(
        program=program,
        title=plan.title.strip(),
        questions=list(plan.questions),
        write_by=plan.write_by,
        agree_by=plan.agree_by,
        created_at=now,
    )
    Piece.objects.bulk_create([_piece(review, person, reviewer) for person, reviewer in pairs])
    for piece in Piece.objects.filter(review=review).select_related("author", "program"):
        deliveries.tell_paired(piece, now=now)
    told = events.ReviewStarted(program_ref=program.ref, review_ref=review.ref)
    publish(told, actor=actor, now=now)
    return review


def _questions(plan: Plan, now: datetime) -> list[str]:
    found = [each.strip() for each in plan.questions if each.strip()]
    if not plan.title.strip() or not 1 <= len(found) <= MOST_QUESTIONS:
        raise NothingAsked
    if len(plan.title.strip()) > LONGEST_TITLE:
        raise TooLong
    if any(len(each) > LONGEST_QUESTION for each in found):
        raise TooLong
    if not now.date() < plan.write_by < plan.agree_by:
        raise NotThatDay
    return found


def directed(rings: Sequence[tuple[int, ...]]) -> list[tuple[int, int]]:
    """Author and reviewer: each reviews the one before them."""
    return [(ring[at], ring[(at + 1) % len(ring)]) for ring in rings for at in range(len(ring))]


def _piece(review: Review, author_id: int, reviewer_id: int | None) -> Piece:
    return Piece(
        program=review.program,
        review=review,
        author_id=author_id,
        reviewer_id=reviewer_id,
        state=PieceState.WRITING if reviewer_id else PieceState.WAITING,
        questions=review.questions,
        write_by=review.write_by,
        agree_by=review.agree_by,
    )


@transaction.atomic
def cancel_review(*, review: Review, actor: Actor, now: datetime) -> None:
    """End a review: whoever has written goes on without it, the rest is gone.

    No words of anybody are destroyed by a manager; nobody is reminded any more.

    Raises
    ------
    TooLate
        When it was cancelled already.
    """
    policies.run.check(actor, review)
    row = Review.objects.select_for_update().get(pk=review.pk)
    if row.cancelled_at is not None:
        raise TooLate
    for piece in Piece.objects.filter(review=row).order_by("pk"):
        if not (piece.work or piece.own_view or piece.other_view):
            piece.delete()
    row.cancelled_at = now
    row.save(update_fields=["cancelled_at"])
    told = events.ReviewCancelled(program_ref=row.program.ref, review_ref=row.ref)
    publish(told, actor=actor, now=now)


# ---------------------------------------------------------------- ask somebody directly


@dataclass(frozen=True)
class Ask:
    """Whom to ask, by which questions, and by when."""

    reviewer: "Person"
    questions: Sequence[str]
    write_by: date
    agree_by: date


@transaction.atomic
def ask_directly(*, program: "Program", ask: Ask, actor: Actor, now: datetime) -> Piece:
    """Ask one person of the program to review one's work.

    Raises
    ------
    NothingAsked, TooLong, NotThatDay, NotThatPerson, OneAtATime
        When the question does not hold, or one is open already.
    """
    policies.have.check(actor, program)
    questions = _questions(Plan("-", ask.questions, ask.write_by, ask.agree_by), now)
    me = people_queries.person_of(actor)
    if me is None or not _may_ask(program, me.pk, ask.reviewer.pk):
        raise NotThatPerson
    idempotency.claim()
    try:
        with transaction.atomic():
            piece = Piece.objects.create(
                program=program,
                author=me,
                reviewer=ask.reviewer,
                state=PieceState.ASKED,
                questions=questions,
                write_by=ask.write_by,
                agree_by=ask.agree_by,
            )
    except IntegrityError:
        raise OneAtATime from None
    deliveries.tell_asked(piece, now=now)
    return piece


def _may_ask(program: "Program", me: int, other: int) -> bool:
    return me != other and program_queries.takes_part(program, other)


@transaction.atomic
def ask_another(*, piece: Piece, reviewer: "Person", actor: Actor, now: datetime) -> None:
    """Ask somebody else, where nobody reviews one's work yet.

    Raises
    ------
    NotThatPerson
        When they take no part or said not this time.
    TooLate
        When somebody reviews it by now.
    """
    policies.author.check(actor, piece)
    row = Piece.objects.select_for_update().get(pk=piece.pk)
    if row.state != PieceState.WAITING:
        raise TooLate
    if not _may_ask(row.program, row.author_id, reviewer.pk):
        raise NotThatPerson
    if row.declined.filter(pk=reviewer.pk).exists():
        raise NotThatPerson
    idempotency.claim()
    row.reviewer, row.state = reviewer, PieceState.ASKED
    row.save(update_fields=["reviewer", "state"])
    deliveries.tell_asked(row, now=now)


@transaction.atomic
def say_yes(*, piece: Piece, actor: Actor, now: datetime) -> None:
    """Agree to review somebody's work.

    Raises
    ------
    TooLate
        When one is not asked any more.
    """
    policies.review.check(actor, piece)
    idempotency.claim()
    mine = Piece.objects.filter(pk=piece.pk, reviewer_id=actor.person_id, state=PieceState.ASKED)
    if not mine.update(state=PieceState.WRITING):
        raise TooLate
    deliveries.tell_agreed(Piece.objects.get(pk=piece.pk), now=now)


@transaction.atomic
def step_back(*, piece: Piece, actor: Actor, now: datetime) -> None:
    """Not this time, or not any more: no reason is asked, and what one wrote is gone.

    Raises
    ------
    TooLate
        When both texts are open: they stay with the two.
    """
    policies.review.check(actor, piece)
    idempotency.claim()
    row = Piece.objects.select_for_update().get(pk=piece.pk)
    if row.state not in (PieceState.ASKED, PieceState.WRITING):
        raise TooLate
    row.declined.add(actor.person_id or 0)
    free(row, now=now)


def free(row: Piece, *, now: datetime) -> None:
    """Leave a piece that is not open without its reviewer; the author is told."""
    row.reviewer, row.state, row.other_view = None, PieceState.WAITING, ""
    row.save(update_fields=["reviewer", "state", "other_view"])
    deliveries.tell_waiting(row, now=now)
