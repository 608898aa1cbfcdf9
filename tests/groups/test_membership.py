"""Joining and leaving a group that meets."""

from types import SimpleNamespace

import pytest

from factories import NOW, actor_of, enroll, make_person
from factories.schedules import make_schedule_world
from junto.domain.groups import membership, queries
from junto.domain.groups.models import GroupMember
from junto.foundation import tenancy
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SimpleNamespace:
    world = make_schedule_world()
    world.newcomer = make_person(world.organization, full_name="Signe Holst")
    return world


def test_a_newcomer_who_takes_part_joins_once(world: SimpleNamespace) -> None:
    group = world.groups["Kestrel"]
    enroll(world.program, [world.newcomer])
    with tenancy.scope(world.organization.pk):
        joined = [
            membership.join_group(group=group, person=world.newcomer, actor=world.actor, now=NOW)
            for _ in range(2)
        ]
        names = [person.full_name for person in queries.members_of(group)]
        told = EventRecord.objects.filter(kind="groups.person-joined").count()

    assert (joined, told) == ([True, False], 1)
    assert names == ["Amara Okafor", "Devika Menon", "Jonah Whitfield", "Signe Holst"]


def test_nobody_joins_who_does_not_take_part(world: SimpleNamespace) -> None:
    group = world.groups["Kestrel"]
    with tenancy.scope(world.organization.pk), pytest.raises(membership.NotEnrolled):
        membership.join_group(group=group, person=world.newcomer, actor=world.actor, now=NOW)


def test_who_leaves_is_out_and_what_was_is_kept(world: SimpleNamespace) -> None:
    group, person = world.groups["Kestrel"], world.people["Kestrel"][0]
    with tenancy.scope(world.organization.pk):
        left = [
            membership.leave_group(group=group, person=person, actor=world.actor, now=NOW)
            for _ in range(2)
        ]
        seat = GroupMember.objects.get(group=group, person=person)
        is_in = queries.is_member(group, person.pk)

    assert (left, is_in, seat.ended_at) == ([True, False], False, NOW)


def test_members_seat_nobody(world: SimpleNamespace) -> None:
    group, person = world.groups["Kestrel"], world.people["Kestrel"][0]
    with tenancy.scope(world.organization.pk):
        for act in (membership.join_group, membership.leave_group):
            with pytest.raises(Forbidden):
                act(group=group, person=person, actor=actor_of(person), now=NOW)
