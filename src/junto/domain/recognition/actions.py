"""Writing thanks."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from junto.domain.groups import queries as group_queries
from junto.domain.people import queries as people_queries
from junto.domain.programs import queries as program_queries
from junto.domain.recognition import events, policies
from junto.domain.recognition.models import Thanks
from junto.foundation.access import Actor, system
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person

LONGEST = 500


class NobodyThere(ValueError):
    """Whoever is thanked is in the same group or program, and is somebody else."""


class NothingSaid(ValueError):
    """Thanks name the moment."""


class TooLong(ValueError):
    """Thanks are a sentence or two."""


@transaction.atomic
def give_thanks(
    *,
    group: "Group",
    recipient: "Person | None",
    moment: str,
    actor: Actor,
    now: datetime,
    effect: str = "",
    session_ref: str = "",
) -> Thanks:
    """Tell somebody what they did and what it changed.

    Raises
    ------
    NobodyThere, NothingSaid, TooLong
        When there is nobody to thank, or nothing or too much was said.
    """
    policies.thank.check(actor, group)
    giver = people_queries.person_of(actor)
    if giver is None or recipient is None or not _may_be_thanked(group, recipient, giver):
        raise NobodyThere
    if not moment.strip():
        raise NothingSaid
    if len(moment) > LONGEST or len(effect) > LONGEST:
        raise TooLong
    thanks = Thanks.objects.create(
        group=group,
        session_ref=session_ref,
        giver=giver,
        recipient=recipient,
        moment=moment.strip(),
        effect=effect.strip(),
        given_on=now.astimezone(ZoneInfo(giver.time_zone)).date(),
    )
    publish(events.ThanksGiven(group_ref=group.ref), actor=system(), now=now)
    return thanks


def _may_be_thanked(group: "Group", recipient: "Person", giver: "Person") -> bool:
    if recipient.pk == giver.pk or recipient.ended_at is not None:
        return False
    if group_queries.is_member(group, recipient.pk):
        return True
    return recipient.pk in program_queries.enrolled_ids(group.program)
