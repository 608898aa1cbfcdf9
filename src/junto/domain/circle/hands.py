"""Asking one's own group for a hand between two sessions: a sentence, and gone after seven days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from junto.domain.circle import policies
from junto.domain.circle.models import Hand, HandAnswer, MailWish
from junto.domain.people import queries as people_queries
from junto.foundation import idempotency, tenancy
from junto.foundation.access import Actor, Forbidden

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person

KEPT_FOR = timedelta(days=7)
LONGEST, LONGEST_ANSWER = 280, 2000


class NothingSaid(ValueError):
    """Whoever asks for a hand says for what."""


class TooLong(ValueError):
    """A question is a sentence, an answer a page at most."""


class OneIsOpen(ValueError):
    """One question at a time: take the first back, or let it go by itself."""


@transaction.atomic
def ask(*, group: "Group", text: str, actor: Actor, now: datetime) -> Hand:
    """Ask the people of one's group for a hand.

    Raises
    ------
    NothingSaid, TooLong, OneIsOpen
        When nothing or too much was said, or an earlier question still stands.
    """
    policies.ask_a_hand.check(actor, group)
    words = _readable(text, LONGEST)
    if not words:
        raise NothingSaid
    person = _own(actor, "circle.ask-a-hand")
    idempotency.claim()
    Hand.objects.filter(group=group, person=person, asked_at__lte=now - KEPT_FOR).delete()
    try:
        with transaction.atomic():
            return Hand.objects.create(group=group, person=person, text=words, asked_at=now)
    except IntegrityError:
        raise OneIsOpen from None


@transaction.atomic
def lend(*, hand: Hand, actor: Actor, now: datetime, text: str = "") -> HandAnswer:
    """Offer help, or answer in confidence in place of an earlier answer.

    Raises
    ------
    TooLong
        When an answer is longer than a page.
    junto.foundation.tenancy.NotFound
        When its seven days are over.
    """
    if hand.asked_at <= now - KEPT_FOR:
        raise tenancy.NotFound(hand.ref)
    policies.lend_a_hand.check(actor, hand)
    words = _readable(text, LONGEST_ANSWER)
    person = _own(actor, "circle.lend-a-hand")
    idempotency.claim()
    row, is_new = HandAnswer.objects.get_or_create(
        organization_id=hand.organization_id,
        hand=hand,
        person=person,
        defaults={"text": words, "answered_at": now},
    )
    if not is_new and words:
        row.text, row.answered_at = words, now
        row.save(update_fields=["text", "answered_at"])
    return row


@transaction.atomic
def withdraw(*, hand: Hand, actor: Actor, now: datetime) -> None:
    """Take back one's own offer or answer, as if it had not been made."""
    del now
    policies.lend_a_hand.check(actor, hand)
    person = _own(actor, "circle.lend-a-hand")
    idempotency.claim()
    HandAnswer.objects.filter(hand=hand, person=person).delete()


@transaction.atomic
def take_back(*, hand: Hand, actor: Actor, now: datetime) -> None:
    """Take back one's own question with all its answers."""
    del now
    policies.own_hand.check(actor, hand)
    idempotency.claim()
    hand.delete()


def forget(now: datetime) -> None:
    """Delete what was asked seven days ago, with all answers, in every organization."""
    with tenancy.unscoped("the clock deletes what is old in every organization"):
        Hand.objects.filter(asked_at__lte=now - KEPT_FOR).delete()


# ---------------------------------------------------------------- reading


def get_hand(ref: str) -> Hand:
    """The question with this reference (NotFound when there is none, or its days are over)."""
    return tenancy.find(Hand, ref)


@dataclass(frozen=True)
class Asked:
    """A question as one member sees it.

    Parameters
    ----------
    own
        The member's own answer, or None.
    answers
        Everybody's, for whoever asked; empty for all others.
    """

    hand: Hand
    is_mine: bool
    own: HandAnswer | None
    answers: Sequence[HandAnswer]


def standing_in(group: "Group", person_id: int, *, now: datetime) -> list[Asked]:
    """What the people of a group could use a hand with, the reader's own first."""
    rows = list(_standing(now).filter(group=group).select_related("person").order_by("-asked_at"))
    given: dict[int, list[HandAnswer]] = {}
    # Answers of those who have left since stay between the two.
    for each in (
        HandAnswer.objects.filter(hand__in=rows)
        .filter(Q(person=person_id) | Q(hand__person=person_id))
        .select_related("person")
        .order_by("answered_at", "pk")
    ):
        given.setdefault(each.hand_id, []).append(each)
    found = [
        Asked(
            hand=row,
            is_mine=row.person_id == person_id,
            own=next((a for a in given.get(row.pk, []) if a.person_id == person_id), None),
            answers=tuple(given.get(row.pk, [])) if row.person_id == person_id else (),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: not each.is_mine)


def asked_by_others(group_ids: Sequence[int], person_id: int, *, now: datetime) -> list[Hand]:
    """Questions in these groups that somebody has not answered; one query, or none."""
    if not group_ids:
        return []
    rows = _standing(now).filter(group__in=group_ids).exclude(person=person_id)
    rows = rows.exclude(answers__person=person_id).select_related("person", "group")
    return list(rows.order_by("asked_at", "pk"))


def has_news(wish: MailWish) -> bool:
    """True where another asked since the last mail, or answered this person."""
    mine = _ours().filter(group=wish.group_id, person=wish.person_id)
    asked = _ours().filter(group=wish.group_id, asked_at__gt=wish.told_at)
    answers = HandAnswer.objects.filter(hand__in=mine, answered_at__gt=wish.told_at)
    return asked.exclude(person=wish.person_id).exists() or answers.exists()


def stored_about(person_id: int) -> list[dict[str, str]]:
    """What somebody asked for and answered; the words of others are the others'."""
    asked = Hand.objects.filter(person_id=person_id).order_by("pk")
    given = HandAnswer.objects.filter(person_id=person_id).order_by("pk")
    return [
        *({"asked_for_a_hand": row.text, "on": row.asked_at.isoformat()} for row in asked),
        *({"lent_a_hand": row.text, "on": row.answered_at.isoformat()} for row in given),
    ]


def _ours() -> "QuerySet[Hand]":
    """Questions of people who are in their groups."""
    return Hand.objects.filter(
        group__ended_at=None,
        person__ended_at=None,
        person__group_memberships__group=F("group"),
        person__group_memberships__ended_at=None,
    )


def _standing(now: datetime) -> "QuerySet[Hand]":
    """Those of less than seven days."""
    return _ours().filter(asked_at__gt=now - KEPT_FOR)


def _own(actor: Actor, permission: str) -> "Person":
    person = people_queries.person_of(actor)
    if person is None:
        raise Forbidden(permission)
    return person


def _readable(text: str, longest: int) -> str:
    words = text.replace("\0", "").strip()
    if len(words) > longest:
        raise TooLong
    return words
