"""A participant's home: one next thing, by what is ahead."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW
from factories.rooms import add_session, make_room_world
from junto.domain.goals import actions as goals
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def triad(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    world = make_room_world(starts_at=NOW + timedelta(days=2), title="Hard conversations")
    world.client = Client()
    world.client.force_login(world.members[0].user)
    world.home = reverse("home:role", kwargs={"ref": world.organization.ref, "role": "participant"})
    return world


def filled_buttons(page: str) -> list[str]:
    return [part.split(">", 1)[1].split("<")[0] for part in page.split('class="btn btn-p"')[1:]]


def home(world: SimpleNamespace) -> str:
    return str(world.client.get(world.home).content.decode())


def act(world: SimpleNamespace, do: str, **fields: Any) -> None:
    world.client.post(reverse("room:act", kwargs={"ref": world.session}), {"do": do, **fields})


def test_the_next_session_is_the_next_thing(triad: SimpleNamespace) -> None:
    page = home(triad)

    assert "Hard conversations" in page
    assert filled_buttons(page) == ["Prepare"]


def test_a_session_that_is_on_comes_first(triad: SimpleNamespace) -> None:
    act(triad, "arrive")
    for person in triad.members[1:]:
        other = Client()
        other.force_login(person.user)
        other.post(reverse("room:act", kwargs={"ref": triad.session}), {"do": "arrive"})
    act(triad, "open")

    assert filled_buttons(home(triad)) == ["Go to the room"]


def test_open_next_steps_stand_on_ones_own_home_alone(triad: SimpleNamespace) -> None:
    with tenancy.scope(triad.organization.pk):
        goals.make_step(
            group=triad.group,
            do="Ask before I answer",
            by=(NOW + timedelta(days=1)).date(),
            actor=triad.actors[0],
            now=NOW,
        )
    other = Client()
    other.force_login(triad.members[1].user)

    pages = (home(triad), other.get(triad.home).content.decode())

    assert ["Ask before I answer" in page for page in pages] == [True, False]


def test_the_home_asks_as_much_for_one_session_as_for_many(triad: SimpleNamespace) -> None:
    def asked() -> int:
        home(triad)
        with CaptureQueriesContext(connection) as queries:
            home(triad)
        return len(queries)

    one = asked()
    with tenancy.scope(triad.organization.pk):
        for number in range(2, 12):
            add_session(
                triad.group,
                number,
                "triad-coaching",
                minutes=75,
                starts_at=NOW + timedelta(days=14 * number),
            )

    assert (one, asked()) == (one, one)
    assert one <= 23
