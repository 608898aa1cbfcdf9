"""Telling one person that a promise was not kept. No event, no count: the two know, nobody else."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from junto.domain.circle import deliveries, policies, queries
from junto.domain.circle.models import Confidence
from junto.domain.people import queries as people_queries
from junto.foundation import idempotency
from junto.foundation.access import Actor, Forbidden

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person

LONGEST = 2000


class NobodyThere(ValueError):
    """Whoever is told looks after the group, runs its program or is in it, and is somebody else."""


class NothingSaid(ValueError):
    """A word in confidence has words."""


class TooLong(ValueError):
    """A word in confidence is a page at most."""


@transaction.atomic
def tell_in_confidence(
    *,
    group: "Group",
    reader: "Person | None",
    text: str,
    actor: Actor,
    now: datetime,
    promise: str = "",
) -> Confidence:
    """Tell one person that a promise of the group was not kept.

    Raises
    ------
    NobodyThere, NothingSaid, TooLong
        When nobody of those who may be told is named, or nothing or too much was said.
    """
    policies.confide.check(actor, group)
    author = people_queries.person_of(actor)
    if author is None:
        raise Forbidden("circle.confide")
    may_be_told = {each.person.pk for each in queries.listeners_of(group, author.pk)}
    if reader is None or reader.pk not in may_be_told:
        raise NobodyThere
    idempotency.claim()
    told = Confidence.objects.create(
        group=group,
        author=author,
        reader=reader,
        promise=promise.strip(),
        text=_readable(text),
        written_on=now.astimezone(ZoneInfo(author.time_zone)).date(),
    )
    deliveries.post_confidence(told, reader, now=now)
    return told


@transaction.atomic
def answer_confidence(*, confidence: Confidence, text: str, actor: Actor, now: datetime) -> None:
    """Answer whoever told it, in place of an earlier answer.

    Raises
    ------
    NothingSaid, TooLong
        When nothing or too much was said.
    """
    policies.answer_confidence.check(actor, confidence)
    idempotency.claim()
    is_first = not confidence.answer
    confidence.answer = _readable(text)
    confidence.save(update_fields=["answer"])
    if is_first:
        deliveries.post_confidence(confidence, confidence.author, now=now)


@transaction.atomic
def take_back_confidence(*, confidence: Confidence, actor: Actor, now: datetime) -> None:
    """Forget what was told and what was answered, for both."""
    policies.take_back.check(actor, confidence)
    idempotency.claim()
    confidence.delete()


def _readable(text: str) -> str:
    words = text.replace("\0", "").strip()
    if not words:
        raise NothingSaid
    if len(words) > LONGEST:
        raise TooLong
    return words
