"""Roles, turns and minutes in the browser: who sees them, from how many groups on, as a file."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW
from factories.rooms import add_session, make_room_world
from junto.domain.groups.models import Group, GroupMember
from junto.domain.people.models import Person
from junto.domain.sessions.models import RoleTurn, StageMinutes
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def held(group: Group, number: int, presenter: Person) -> None:
    """A session that is over, with a role and two stages."""
    session = add_session(group, number, "consultation-circle", minutes=60, starts_at=NOW)
    session.timeline, session.state, session.ended_at = {}, "ended", NOW
    session.save()
    RoleTurn.objects.create(session=session, role="presenter", person=presenter)
    for place, (stage, planned, took) in enumerate((("case", 480, 600), ("ideas", 1440, 1200))):
        StageMinutes.objects.create(
            session=session, stage=stage, place=place, planned_seconds=planned, took_seconds=took
        )


@pytest.fixture
def world() -> SimpleNamespace:
    return make_room_world(5, "consultation-circle", kind="circle", minutes=60)


def test_a_group_reads_who_held_what_and_a_longer_past_takes_as_many_queries(
    world: SimpleNamespace,
) -> None:
    url = reverse("circle:fairness", kwargs={"ref": world.group})
    client = signed_in(world.members[0])
    counts = []
    for first, last in ((2, 4), (4, 9)):
        with tenancy.scope(world.organization.pk):
            for number in range(first, last):
                held(world.group, number, world.members[number % 2])
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            text = client.get(url).content.decode()
        counts.append(len(queries))
    assert counts == [counts[0]] * 2
    assert "last in session 8" in text
    assert "last in session 7" in text


def test_minutes_of_a_program_show_from_four_groups_on_and_leave_as_a_file(
    world: SimpleNamespace,
) -> None:
    url = reverse("sessions:minutes", kwargs={"ref": world.program})
    client = signed_in(world.manager)
    with tenancy.scope(world.organization.pk):
        groups = [world.group]
        for n in range(3):
            group = Group.objects.create(
                program=world.program, kind="circle", name=f"Circle {n}", published_at=NOW
            )
            GroupMember.objects.create(group=group, person=world.members[0], joined_at=NOW)
            groups.append(group)
        for group in groups[:3]:
            held(group, 7, world.members[0])
        assert "Nothing to show yet" in client.get(url).content.decode()
        held(groups[3], 7, world.members[0])
    assert "4 sessions" in client.get(url).content.decode()
    rows = client.get(url + "?as=csv").content.decode("utf-8-sig").splitlines()
    assert [row.split(",")[2:] for row in rows] == [
        ["Planned", "Took", "Sessions"],
        ["8.0", "10.0", "4"],
        ["24.0", "20.0", "4"],
    ]
    assert signed_in(world.members[0]).get(url).status_code == 404


def test_what_one_gave_and_received_stands_on_ones_own_page_alone(world: SimpleNamespace) -> None:
    url = reverse("circle:fairness", kwargs={"ref": world.group})
    with tenancy.scope(world.organization.pk):
        held(world.group, 2, world.members[0])
    pages = [
        signed_in(each).get(url).content.decode() for each in (*world.members[:2], world.manager)
    ]

    assert ["What you gave and received here" in page for page in pages] == [True, False, False]
    assert ["Not everybody in the group has had time" in page for page in pages] == [True] * 3


def test_a_group_that_missed_two_is_asked_gently(world: SimpleNamespace) -> None:
    url = reverse("groups:circle", kwargs={"ref": world.group})
    with tenancy.scope(world.organization.pk):
        held(world.group, 2, world.members[0])
    before = signed_in(world.members[0]).get(url).content.decode()
    with tenancy.scope(world.organization.pk):
        for number in (3, 4):
            at = NOW + timedelta(hours=number)
            session = add_session(
                world.group, number, "consultation-circle", minutes=60, starts_at=at
            )
            session.state = "called_off"
            session.save()
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        after = signed_in(world.members[0]).get(url).content.decode()

    assert ["A short session is better than none" in page for page in (before, after)] == [
        False,
        True,
    ]
    assert "Met 1 of " in after
