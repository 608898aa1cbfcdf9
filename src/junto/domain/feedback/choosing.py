"""Choosing whom to ask: propose, take off, hand in, approve, send back, fill up."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.feedback import asking, policies, queries, sharing
from junto.domain.feedback.enums import LIVE, MIXED, NAMED, Category, RaterState, RoundStage
from junto.domain.feedback.models import FeedbackRound, Rater, Subject
from junto.domain.feedback.refusals import (
    Full,
    NotEnough,
    NotOneself,
    ReadsFirst,
    TooLate,
    TooManyAsks,
)
from junto.foundation import idempotency
from junto.foundation.access import Actor

if TYPE_CHECKING:
    from junto.domain.people.models import Person

LONGEST_WORD_BACK = 300


@transaction.atomic
def propose(
    *, subject: Subject, person: "Person", category: Category, actor: Actor, now: datetime
) -> Rater:
    """Ask somebody for feedback on oneself, once the round begins; at once where it has begun.

    Where the program looks at each choice, it looks at this one first.

    Raises
    ------
    NotOneself
        For oneself, the own manager, or a category that is not mixed.
    TooManyAsks
        When that person is asked as often as one may be, over all rounds under way.
    Full
        When as many are asked as the round allows, or that person is among them: whether they
        said not this time makes no difference here.
    ReadsFirst
        For the coach who reads the report: they could take their own answer out of it.
    TooLate
        After the round has closed.
    """
    policies.choose.check(actor, subject)
    if category not in MIXED or person.pk in (subject.person_id, subject.person.manager_id):
        raise NotOneself
    if person.pk == subject.coach_id:
        raise ReadsFirst([person])
    round_ = _hold_live_rounds(subject)
    is_asking = round_.stage == RoundStage.ASKING
    if is_asking and now >= round_.closes_at:
        raise TooLate
    known = Rater.objects.filter(subject=subject, person=person).first()
    if known and (is_asking or known.category in NAMED):
        raise Full
    if known:
        return known
    if queries.mixed_count(subject) >= round_.most:
        raise Full
    if queries.loads_everywhere().get(person.pk, 0) >= round_.most:
        raise TooManyAsks
    idempotency.claim()
    rater = Rater.objects.create(subject=subject, person=person, category=category)
    if round_.needs_approval:
        _wait_for_a_look(subject, is_handed_in=is_asking)
    elif is_asking:
        asking.ask(subject, [rater], now)
    return rater


def _hold_live_rounds(subject: Subject) -> FeedbackRound:
    """Two people never ask the same third at once: how often they are asked counts over all."""
    rows = FeedbackRound.objects.select_for_update().filter(stage__in=LIVE).order_by("pk")
    found = {row.pk: row for row in rows}
    if subject.round_id not in found:
        raise TooLate
    return found[subject.round_id]


def _wait_for_a_look(subject: Subject, *, is_handed_in: bool) -> None:
    Subject.objects.filter(pk=subject.pk).update(is_approved=False, is_handed_in=is_handed_in)


@transaction.atomic
def take_back_proposal(*, rater: Rater, actor: Actor, now: datetime) -> None:
    """Not ask somebody after all.

    Raises
    ------
    TooLate
        When they have been asked already.
    """
    policies.choose.check(actor, rater.subject)
    if rater.category in NAMED or rater.state != RaterState.PROPOSED:
        raise TooLate
    idempotency.claim()
    Rater.objects.filter(pk=rater.pk, state=RaterState.PROPOSED).delete()
    if rater.subject.round.stage == RoundStage.CHOOSING:
        _wait_for_a_look(rater.subject, is_handed_in=False)


# ---------------------------------------------------------------- the program's look


@transaction.atomic
def hand_in(*, subject: Subject, actor: Actor, now: datetime) -> None:
    """Say that one has chosen; the program looks at it.

    Raises
    ------
    NotEnough
        When fewer are chosen than stand behind a figure.
    TooLate
        Where nobody looks at it, or people are asked already.
    """
    policies.choose.check(actor, subject)
    round_ = subject.round
    if not round_.needs_approval or round_.stage != RoundStage.CHOOSING:
        raise TooLate
    if queries.mixed_count(subject) < round_.k:
        raise NotEnough([subject.person])
    idempotency.claim()
    Subject.objects.filter(pk=subject.pk).update(is_handed_in=True, sent_back="")


@transaction.atomic
def approve(*, subject: Subject, actor: Actor, now: datetime) -> None:
    """Say that the people somebody chose are a fair choice; added later, they are asked now.

    Raises
    ------
    TooLate
        After the round has closed.
    """
    policies.run_round.check(actor, subject.round)
    row = FeedbackRound.objects.select_for_update().get(pk=subject.round_id)
    if row.stage not in LIVE or (row.stage == RoundStage.ASKING and now >= row.closes_at):
        raise TooLate
    idempotency.claim()
    fields = {"is_approved": True, "is_handed_in": True, "sent_back": ""}
    Subject.objects.filter(pk=subject.pk).update(**fields)
    if row.stage == RoundStage.ASKING:
        added = Rater.objects.filter(subject=subject, state=RaterState.PROPOSED)
        asking.ask(subject, list(added.select_related("person")), now)


@transaction.atomic
def send_back(*, subject: Subject, word: str, actor: Actor, now: datetime) -> None:
    """Ask somebody to choose once more, with a word that only they read.

    Raises
    ------
    TooLate
        When the round is over.
    """
    policies.run_round.check(actor, subject.round)
    if subject.round.stage not in LIVE:
        raise TooLate
    idempotency.claim()
    Subject.objects.filter(pk=subject.pk).update(
        is_approved=False, is_handed_in=False, sent_back=word.strip()[:LONGEST_WORD_BACK]
    )


# ---------------------------------------------------------------- the balance


@transaction.atomic
def fill_up(*, round_: FeedbackRound, actor: Actor, now: datetime) -> sharing.Filled:
    """Propose people for everybody who has too few, so that all give about the same.

    Whom people chose stays. Those of one's groups come first; a manager and their report are
    never mixed with others.

    Raises
    ------
    TooLate
        When people are asked already.
    """
    policies.run_round.check(actor, round_)
    if round_.stage != RoundStage.CHOOSING:
        raise TooLate
    shared = sharing.share(round_)
    if shared.short:
        return shared.filled()
    idempotency.claim()
    Rater.objects.bulk_create(shared.new)
    return shared.filled()
