"""More people than a format takes sit at tables, each with a room; nobody is left over."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from factories import NOW
from factories.rooms import make_room_world
from junto.domain.sessions import room_actions as room
from junto.domain.sessions import room_queries as queries
from junto.domain.sessions import tables
from junto.domain.sessions.models import Attendance, Session
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd() -> Iterator[SimpleNamespace]:
    """Fourteen people in a format for nine; thirteen are there."""
    world = make_room_world(14, "peer-advisory-forum", kind="circle", minutes=105)
    with tenancy.scope(world.organization.pk):
        for actor in world.actors[:13]:
            room.arrive(session=world.session, actor=actor, now=NOW)
        yield world


@pytest.mark.parametrize(
    ("format_id", "people", "sizes"),
    [
        ("peer-advisory-forum", 30, [8, 8, 7, 7]),
        ("peer-advisory-forum", 9, []),
        ("triad-coaching", 5, []),
        ("triad-coaching", 7, [4, 3]),
        ("reciprocal-pair-coaching", 4, []),
        ("feedback-debrief-360", 6, [3, 3]),
    ],
)
def test_tables_are_as_even_as_can_be_and_each_fits_the_format(
    format_id: str, people: int, sizes: list[int]
) -> None:
    fmt = queries.find_format(format_id)
    assert fmt is not None
    assert tables.sizes_of(fmt, people) == sizes


def test_everybody_sits_at_one_table_and_each_table_runs_by_itself(crowd: SimpleNamespace) -> None:
    made = tables.split(session=crowd.session, actor=crowd.actors[0], now=NOW)
    seated = [ref for each in made for ref in each.seated]
    assert sorted(seated) == sorted(each.ref for each in crowd.members[:13])
    assert sorted(len(each.seated) for each in made) == [6, 7]
    actor_of = dict(zip((each.ref for each in crowd.members), crowd.actors, strict=True))
    for table in made:
        first = actor_of[table.seated[0]]
        assert room.open_room(session=table, actor=first, now=NOW)
        table.refresh_from_db()
        assert sorted(table.timeline["cast"]["people"]) == sorted(table.seated)
        leader = actor_of[queries.load_room(table).leaders()[0]]
        room.end(session=table, actor=leader, now=NOW + timedelta(seconds=5))
    was = dict(Attendance.objects.values_list("person__ref", "was"))
    assert was == dict.fromkeys(seated, "present")
    again = actor_of[made[0].seated[0]]
    assert tables.split(session=made[0], actor=again, now=NOW) == []


def test_the_page_leads_everybody_to_their_own_table_and_a_latecomer_to_the_smallest(
    crowd: SimpleNamespace,
) -> None:
    clients = []
    for person in crowd.members:
        client = Client()
        client.force_login(person.user)
        clients.append(client)
    page = reverse("room:room", kwargs={"ref": crowd.session})
    before = clients[0].get(page).content.decode()
    assert "You can split into tables of 7 and 6" in before
    clients[0].post(reverse("room:act", kwargs={"ref": crowd.session}), {"do": "split"})
    found = {each.ref: each for each in Session.objects.all()}
    for client, person in zip(clients[:13], crowd.members[:13], strict=True):
        end = client.get(page, follow=True)
        assert person.ref in found[end.context["session"].ref].seated
        assert "Table " in end.content.decode()
    late = clients[13].get(page, follow=True).context["session"]
    assert len(late.seated) == 6
    clients[13].post(reverse("room:act", kwargs={"ref": late}), {"do": "arrive"})
    late.refresh_from_db()
    assert crowd.members[13].ref in late.seated
    assert [len(each.seated) for each in tables.tables_of(late)] == [7, 7]
