"""How mixed the groups of a program are, for its manager."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW
from factories.boards import make_world
from junto.domain.groups import actions, mix
from junto.domain.groups.models import Group, GroupMember
from junto.domain.people.models import AttributeDefinition, PastGroup
from junto.foundation import tenancy
from junto.foundation.events.models import EventRecord

pytestmark = pytest.mark.django_db


def seat(world: SimpleNamespace, *sizes: int) -> None:
    """Publish groups of these sizes, people in their order."""
    people = iter(world.members)
    with tenancy.scope(world.organization.pk):
        actions.publish_seating(
            program=world.program,
            seating={
                f"Group {n}": [next(people) for _ in range(size)] for n, size in enumerate(sizes)
            },
            actor=world.actor,
            now=NOW,
        )


def found(world: SimpleNamespace) -> mix.Mix:
    with tenancy.scope(world.organization.pk):
        return mix.mix_of(world.program, actor=world.actor)


def page(world: SimpleNamespace, **query: str) -> Any:
    client = Client()
    client.force_login(world.manager.user)
    return client.get(reverse("groups:mix", kwargs={"ref": world.program}), query)


def test_the_share_of_pairs_that_cross_units_stands_beside_chance() -> None:
    world = make_world(6)
    seat(world, 3, 3)

    line = found(world).line("unit")

    # Three units with two people each: 12 of 15 pairs differ, all of them within the groups.
    assert line is not None
    assert (line.within, line.chance) == (100, 80)


def test_numbers_and_lists_are_compared_by_their_distance() -> None:
    world = make_world(4)
    with tenancy.scope(world.organization.pk):
        for key, kind in (("years", "number"), ("skills", "many_of")):
            AttributeDefinition.objects.create(key=key, label=key, kind=kind)
        for person, years, skills in zip(
            world.members, (0, 10, 5, 5), (["a"], ["b"], ["a", "b"], ["b"]), strict=True
        ):
            person.attributes = {"years": years, "skills": skills}
            person.save()
    seat(world, 2, 2)

    years, skills = (found(world).line(name) for name in ("years", "skills"))

    assert years is not None
    assert skills is not None
    assert (years.within, round(years.chance, 3)) == (50, 50)
    assert (skills.within, round(skills.chance, 3)) == (
        75,
        round(100 * (1 + 0.5 + 1 + 0.5 + 0 + 0.5) / 6, 3),
    )


def test_nothing_sensitive_and_nobody_behind_the_wall_is_counted() -> None:
    world = make_world(6)
    with tenancy.scope(world.organization.pk):
        AttributeDefinition.objects.create(
            key="faith", label="Faith", kind="one_of", is_sensitive=True
        )
        for place, person in enumerate(world.members):
            person.attributes = {"faith": f"Creed {place % 2}"}
            person.save()
        world.members[0].manager = world.manager
        world.members[0].save()
    seat(world, 3, 3)

    content = page(world).content.decode()

    assert found(world).line("faith") is None
    assert ("Faith" in content, "Creed" in content) == (False, False)
    assert ("People you manage are left out" in content, len(found(world).people)) == (True, 5)


def test_groups_stand_by_name_and_never_by_a_figure() -> None:
    world = make_world(6)
    seat(world, 2, 2, 2)

    content = page(world, **{"in": "site"}).content.decode()

    names = [f"Group {n}" for n in range(3)]
    assert sorted(names, key=content.index) == names
    assert "Site, group by group" in content
    # Two lines of all groups, and each of the three groups.
    assert content.count('<td class="r num">100%</td>') == 5


def test_new_faces_and_who_has_met_are_counted_in_pairs() -> None:
    world = make_world(6)
    seat(world, 3, 3)
    with tenancy.scope(world.organization.pk):
        past = PastGroup.objects.create(label="Old circle")
        past.members.set([world.members[0], world.members[1], world.members[5]])
        ended = Group.objects.create(
            program=world.program, kind="circle", name="Round 1", published_at=NOW, ended_at=NOW
        )
        for person in (world.members[3], world.members[4]):
            GroupMember.objects.create(group=ended, person=person, joined_at=NOW, ended_at=NOW)
        counted = mix.met(world.program, mix.mix_of(world.program, actor=world.actor))

    assert counted == mix.Meeting(pairs=15, met=8, together=6, new=4)


def test_the_file_holds_every_group_and_taking_it_is_recorded() -> None:
    world = make_world(6)
    seat(world, 3, 3)
    client = Client()
    client.force_login(world.manager.user)

    answer = client.post(reverse("groups:mix", kwargs={"ref": world.program}))

    rows = answer.content.decode("utf-8-sig").splitlines()
    with tenancy.scope(world.organization.pk):
        told = EventRecord.objects.filter(kind="groups.mix-taken").count()
    assert rows[1] == "Unit,,6,100.0,80.0,"
    assert rows[2] == "Unit,Group 0,3,100.0,80.0,Digital: 1; Finance: 1; Operations: 1"
    assert told == 1


def test_the_page_asks_as_much_for_many_groups_as_for_two() -> None:
    def asked(people: int, *sizes: int) -> int:
        world = make_world(people)
        seat(world, *sizes)
        page(world)
        with CaptureQueriesContext(connection) as queries:
            page(world)
        return len(queries)

    assert asked(6, 3, 3) == asked(12, 3, 3, 3, 3)
