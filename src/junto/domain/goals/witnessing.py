"""Asking one member of the group to stand by a step; they may say no, and they see what became."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from junto.domain.goals import deliveries, policies, queries
from junto.domain.goals.enums import WitnessState
from junto.domain.goals.models import Commitment, Witness
from junto.domain.groups import queries as group_queries
from junto.domain.people import queries as people_queries
from junto.foundation import idempotency
from junto.foundation.access import Actor, Forbidden

if TYPE_CHECKING:
    from junto.domain.people.models import Person

LONGEST = 280


class NobodyThere(ValueError):
    """Whoever stands by a step is another member of its group."""


class AlreadyAsked(ValueError):
    """One person at a time: take the question back first."""


class NothingSaid(ValueError):
    """A word to cheer somebody on has words."""


class TooLong(ValueError):
    """A word to cheer somebody on is a line or two."""


class IsClosed(ValueError):
    """Nobody is asked to stand by a step that is over."""


@transaction.atomic
def ask_witness(
    *, step: Commitment, person: "Person | None", actor: Actor, now: datetime
) -> Witness:
    """Ask one member of the group to stand by an open step; whoever said no makes room.

    Raises
    ------
    NobodyThere, AlreadyAsked, IsClosed
        When it is nobody else of the group, another was asked, or the step is over.
    """
    policies.own_step.check(actor, step)
    owner = people_queries.person_of(actor)
    if owner is None:
        raise Forbidden("goals.own")
    if not step.is_open:
        raise IsClosed
    if (
        person is None
        or person.pk == owner.pk
        or not group_queries.is_member(step.group, person.pk)
    ):
        raise NobodyThere
    idempotency.claim()
    # One request at a time decides who is asked.
    Commitment.objects.select_for_update().get(pk=step.pk)
    Witness.objects.filter(step=step, state=WitnessState.NO).delete()
    if Witness.objects.filter(step=step).exists():
        raise AlreadyAsked
    day = now.astimezone(ZoneInfo(owner.time_zone)).date()
    made = Witness.objects.create(step=step, person=person, asked_on=day)
    deliveries.post_witness(made, now=now)
    return made


@transaction.atomic
def take_back(*, step: Commitment, actor: Actor, now: datetime) -> None:
    """Let nobody stand by the step any more; what they wrote goes too."""
    del now
    policies.own_step.check(actor, step)
    idempotency.claim()
    Witness.objects.filter(step=step).delete()


@transaction.atomic
def answer(*, witness: Witness, yes: bool, actor: Actor, now: datetime) -> None:
    """Say yes, or no, also after a yes; a no ends what one sees of the step."""
    del now
    policies.stand_by.check(actor, witness)
    idempotency.claim()
    row = Witness.objects.select_for_update().get(pk=witness.pk)
    row.state = WitnessState.YES if yes else WitnessState.NO
    row.cheer = row.cheer if yes else ""
    row.save(update_fields=["state", "cheer"])


@transaction.atomic
def cheer(*, witness: Witness, text: str, actor: Actor, now: datetime) -> None:
    """Leave a word for whose step it is, in place of an earlier one.

    Raises
    ------
    NothingSaid, TooLong
        When nothing or too much was said.
    """
    del now
    policies.cheer_on.check(actor, witness)
    words = text.replace("\0", "").strip()
    if not words:
        raise NothingSaid
    if len(words) > LONGEST:
        raise TooLong
    idempotency.claim()
    Witness.objects.filter(pk=witness.pk).update(cheer=words)


def others_to_ask(step: Commitment) -> "list[Person]":
    """The other members of the step's group."""
    return [each for each in group_queries.members_of(step.group) if each.pk != step.person_id]


def waiting_for(person_id: int) -> list[Witness]:
    """Steps that somebody was asked to stand by and has not answered."""
    return [each for each in queries.stood_by(person_id) if each.state == WitnessState.ASKED]
