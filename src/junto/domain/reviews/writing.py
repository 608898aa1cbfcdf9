"""What the two write: the author's own view first, the review, then posts and the outcome.

Both texts open together, in the moment the second is there; from then on they do not change.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from junto.domain.people import queries as people_queries
from junto.domain.reviews import deliveries, policies
from junto.domain.reviews.actions import TooLate, TooLong
from junto.domain.reviews.enums import UNOPENED, PieceState
from junto.domain.reviews.models import Piece, PiecePost
from junto.domain.reviews.queries import Work
from junto.foundation import idempotency
from junto.foundation.access import Actor

LONGEST, LONGEST_LINE, MOST_LINKS = 4_000, 200, 5


class NothingSaid(ValueError):
    """Work has a title, a view an answer to each question, a post and an outcome words."""


class NotALink(ValueError):
    """A link begins with https:// or http://."""


def _held(piece: Piece) -> Piece:
    row = Piece.objects.select_for_update().get(pk=piece.pk)
    if row.state not in UNOPENED:
        raise TooLate
    return row


@transaction.atomic
def name_work(
    *, piece: Piece, work: Work, view: Sequence[str], actor: Actor, now: datetime
) -> Piece:
    """Say what one would like to have reviewed and how one sees it oneself; again until both open.

    Raises
    ------
    NothingSaid, TooLong, NotALink
        When it does not hold.
    TooLate
        When both texts are open.
    """
    policies.author.check(actor, piece)
    row = _held(piece)
    work = _checked(work)
    row.own_view = _answers(row, view)
    row.work = json.dumps(asdict(work), ensure_ascii=False)
    idempotency.claim()
    row.save(update_fields=["own_view", "work"])
    return _open_together(row, now)


@transaction.atomic
def write_review(*, piece: Piece, view: Sequence[str], actor: Actor, now: datetime) -> Piece:
    """Answer the guiding questions about somebody's work; again until both open.

    Raises
    ------
    NothingSaid, TooLong
        When it does not hold.
    TooLate
        When the author has not named their work yet, or both texts are open.
    """
    policies.review.check(actor, piece)
    row = _held(piece)
    if row.state != PieceState.WRITING or not row.work:
        raise TooLate
    row.other_view = _answers(row, view)
    idempotency.claim()
    row.save(update_fields=["other_view"])
    return _open_together(row, now)


def _checked(work: Work) -> Work:
    fields = [work.title, work.tried, work.look_at]
    title, tried, look_at = (each.replace("\0", "").strip() for each in fields)
    links = [each.strip() for each in work.links if each.strip()]
    if not (title and tried and look_at):
        raise NothingSaid
    if len(title) > LONGEST_LINE or max(len(tried), len(look_at)) > LONGEST:
        raise TooLong
    if len(links) > MOST_LINKS or any(len(each) > 2 * LONGEST_LINE for each in links):
        raise TooLong
    if not all(each.startswith(("https://", "http://")) for each in links):
        raise NotALink
    return Work(title, tried, look_at, links)


def _answers(row: Piece, view: Sequence[str]) -> str:
    found = [each.replace("\0", "").strip() for each in view]
    if len(found) != len(row.questions) or not all(found):
        raise NothingSaid
    if any(len(each) > LONGEST for each in found):
        raise TooLong
    return json.dumps(found, ensure_ascii=False)


def _open_together(row: Piece, now: datetime) -> Piece:
    is_whole = row.reviewer_id and row.own_view and row.other_view
    if row.state == PieceState.WRITING and is_whole:
        row.state, row.opened_on = PieceState.OPEN, now.date()
        row.save(update_fields=["state", "opened_on"])
        deliveries.tell_open(row, now=now)
    return row


@transaction.atomic
def take_back(*, piece: Piece, actor: Actor, now: datetime) -> None:
    """Erase one's own piece with everything the two wrote about it."""
    policies.author.check(actor, piece)
    idempotency.claim()
    Piece.objects.filter(pk=piece.pk).delete()


# ---------------------------------------------------------------- once both are open


def _words(text: str) -> str:
    found = text.replace("\0", "").replace("\r\n", "\n").strip()
    if not found:
        raise NothingSaid
    if len(found) > LONGEST:
        raise TooLong
    return found


@transaction.atomic
def write_post(*, piece: Piece, text: str, actor: Actor, now: datetime) -> PiecePost:
    """Say something about what both have written.

    Raises
    ------
    NothingSaid, TooLong
        When there are no words, or too many.
    """
    policies.talk.check(actor, piece)
    idempotency.claim()
    return PiecePost.objects.create(
        piece=piece,
        writer=people_queries.person_of(actor),
        text=_words(text),
        written_at=now,
    )


@transaction.atomic
def edit_post(*, post: PiecePost, text: str, actor: Actor, now: datetime) -> None:
    """Put other words in place of one's own; raises as `write_post` does."""
    policies.own_post.check(actor, post)
    idempotency.claim()
    post.text, post.edited_at = _words(text), now
    post.save(update_fields=["text", "edited_at"])


@transaction.atomic
def delete_post(*, post: PiecePost, actor: Actor) -> None:
    """Erase one's own words."""
    policies.own_post.check(actor, post)
    idempotency.claim()
    post.delete()


@transaction.atomic
def word_outcome(*, piece: Piece, text: str, actor: Actor, now: datetime) -> None:
    """Say what changes; it is agreed once the other one says so to these very words.

    Raises
    ------
    NothingSaid, TooLong
        When there are no words, or too many.
    """
    policies.talk.check(actor, piece)
    idempotency.claim()
    row = Piece.objects.select_for_update().get(pk=piece.pk)
    row.outcome, row.worded_by_id = _words(text), actor.person_id
    row.agreed_on, row.state = None, PieceState.OPEN
    row.save(update_fields=["outcome", "worded_by", "agreed_on", "state"])


@transaction.atomic
def agree(*, piece: Piece, outcome: str, actor: Actor, now: datetime) -> None:
    """Agree to the outcome as the other one worded it.

    Raises
    ------
    TooLate
        When it was worded anew meanwhile, or by oneself.
    """
    policies.talk.check(actor, piece)
    idempotency.claim()
    row = Piece.objects.select_for_update().get(pk=piece.pk)
    if not row.outcome or row.outcome != outcome or row.worded_by_id == actor.person_id:
        raise TooLate
    row.state, row.agreed_on = PieceState.FINISHED, now.date()
    row.save(update_fields=["state", "agreed_on"])
