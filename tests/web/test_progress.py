"""The pages of one's goal, and of what members show."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from factories import NOW
from factories.rooms import make_room_world
from junto.domain.groups.models import GroupFacilitator
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SimpleNamespace:
    """Three people of one circle, and who looks after it."""
    made: Any = make_room_world(3, kind="circle", facilitator=True)
    with tenancy.scope(made.organization.pk):
        GroupFacilitator.objects.create(group=made.group, person=made.guide, since=NOW)
    made.browsers = [Client() for _ in range(3)]
    for client, person in zip(made.browsers, (*made.members[:2], made.guide), strict=True):
        client.force_login(person.user)
    return made


def at(name: str, world: SimpleNamespace) -> str:
    return reverse(f"after:{name}", kwargs={"ref": world.group.address})


def pages(world: SimpleNamespace) -> list[bool]:
    """Whether the second member and the facilitator read the first one's goal."""
    return [
        "Listen longer" in client.get(at("progress", world)).content.decode()
        for client in world.browsers[1:]
    ]


def test_a_goal_is_kept_shown_and_withdrawn(world: SimpleNamespace) -> None:
    owner = world.browsers[0]
    with time_machine.travel(NOW, tick=False):
        owner.post(at("goal", world), {"words": "Listen longer", "at": "4"})
        found = [pages(world)]
        for on in ("yes", "no"):
            owner.post(at("goal-show", world), {"to": "facilitator", "on": on})
            found.append(pages(world))

    assert found == [[False, False], [False, True], [False, False]]
    assert "Listen longer" in owner.get(at("goal", world)).content.decode()


def test_numbers_of_two_days_are_a_line(world: SimpleNamespace) -> None:
    owner = world.browsers[0]
    found = []
    for days in (0, 7):
        with time_machine.travel(NOW + timedelta(days=days), tick=False):
            owner.post(at("goal", world), {"words": "Listen longer", "at": "4"})
            found.append("s-lagoon" in owner.get(at("goal", world)).content.decode())

    assert found == [False, True]


def test_a_goal_without_words_comes_back(world: SimpleNamespace) -> None:
    answer = world.browsers[0].post(at("goal", world), {"words": " "})

    assert (answer.status_code, "Say what it is" in answer.content.decode()) == (422, True)


def test_the_facilitator_finds_the_page_from_the_group(world: SimpleNamespace) -> None:
    group = reverse("groups:circle", kwargs={"ref": world.group.address})
    found = [at("progress", world) in each.get(group).content.decode() for each in world.browsers]

    assert found == [False, False, True]
    assert "Nobody shows theirs" in world.browsers[2].get(at("progress", world)).content.decode()
