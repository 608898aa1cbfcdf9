"""What a group's page says of the people it brings together."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factories.rooms import make_room_world
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def page_of(world: SimpleNamespace, person: Any) -> str:
    address = reverse("groups:circle", kwargs={"ref": world.group})
    return client_of(person).get(address).content.decode()


def know(world: SimpleNamespace, **fields: tuple[Any, ...]) -> None:
    """Give each member the value that stands in their place."""
    with tenancy.scope(world.organization.pk):
        for place, person in enumerate(world.members):
            for name, values in fields.items():
                setattr(person, name, values[place])
            person.save()


def part(page: str, start: str, end: str = "</section>") -> str:
    assert start in page, start
    return page.split(start, 1)[1].split(end, 1)[0]


def test_a_group_says_which_departments_it_covers() -> None:
    world = make_room_world()
    know(world, unit=("Finance", "Operations", "Finance"))

    covers = part(page_of(world, world.members[0]), 'id="covers-h"')

    assert (covers.count("Finance"), covers.count("Operations")) == (1, 1)
    assert "Employers here" not in covers


def test_a_group_of_several_employers_says_which() -> None:
    world = make_room_world()
    know(world, employer=("Northlight", "Harbor Bank", "Northlight"))

    covers = part(page_of(world, world.members[0]), 'id="covers-h"')

    assert (covers.count("Northlight"), covers.count("Harbor Bank")) == (1, 1)


def test_what_is_behind_a_wall_does_not_count_as_covered() -> None:
    world = make_room_world()
    know(world, unit=("Finance", "Operations", "Sales"))
    world.members[2].manager = world.manager
    with tenancy.scope(world.organization.pk):
        world.members[2].save()

    covers = part(page_of(world, world.manager), 'id="covers-h"')

    assert ("Finance" in covers, "Sales" in covers) == (True, False)
