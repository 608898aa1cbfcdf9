"""Joining and leaving a group that meets."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.groups import events, fit, policies, queries
from junto.domain.groups.models import Group, GroupMember
from junto.domain.programs import queries as program_queries
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person


class NotEnrolled(ValueError):
    """Only who takes part in the program can be in one of its groups."""


@transaction.atomic
def join_group(*, group: Group, person: "Person", actor: Actor, now: datetime) -> bool:
    """Let somebody into a group that meets; False when they are in it already.

    Raises
    ------
    NotEnrolled
        When the person does not take part in the program.
    """
    policies.form_groups.check(actor, group.program)
    if person.pk not in program_queries.enrolled_ids(group.program):
        raise NotEnrolled(person.ref)
    if queries.is_member(group, person.pk):
        return False
    GroupMember.objects.create(group=group, person=person, joined_at=now)
    told = events.PersonJoined(group_ref=group.ref, person_ref=person.ref)
    publish(told, actor=actor, now=now)
    return True


@transaction.atomic
def leave_group(*, group: Group, person: "Person", actor: Actor, now: datetime) -> bool:
    """End somebody's membership; what they did with the group stays. False when they were out."""
    policies.form_groups.check(actor, group.program)
    seats = GroupMember.objects.filter(group=group, person=person, ended_at=None)
    if not seats.update(ended_at=now):
        return False
    fit.forget(group, person)
    told = events.PersonLeftGroup(group_ref=group.ref, person_ref=person.ref)
    publish(told, actor=actor, now=now)
    return True


def joined_since(group: Group, moment: datetime) -> list["Person"]:
    """Who came into a group after a moment and is still there, by name."""
    rows = GroupMember.objects.filter(group=group, ended_at=None, joined_at__gt=moment)
    found = rows.filter(person__ended_at=None).select_related("person")
    return [row.person for row in found.order_by("person__full_name", "person_id")]
