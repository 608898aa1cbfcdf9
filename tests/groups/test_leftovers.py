"""Nobody is left out where people do not divide into pairs or threes."""

from types import SimpleNamespace

import pytest

from factories import NOW, actor_of, enroll, make_person
from factories.boards import form_groups, make_world
from junto.domain.groups import actions, mending, queries
from junto.domain.groups.models import Formation, GroupMember, Seat
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


def sizes_of(formation: Formation) -> list[int]:
    return sorted(len(group) for group in queries.seating_of(formation))


@pytest.mark.parametrize(
    ("people", "least", "most", "sizes"),
    [(7, 2, 3, [2, 2, 3]), (11, 3, 4, [3, 4, 4]), (3, 2, 3, [3])],
)
def test_the_last_ones_make_a_group_larger(
    people: int, least: int, most: int, sizes: list[int]
) -> None:
    world = make_world(people, size_min=least, size_max=most)
    with tenancy.scope(world.organization.pk):
        made = form_groups(world)

        seated = set(Seat.objects.filter(formation=made).values_list("person_id", flat=True))
        assert sizes_of(made) == sizes
    assert seated == {person.pk for person in world.members}


def test_pairs_of_an_odd_number_are_refused_with_a_way_out_before_anybody_is_left() -> None:
    world = make_world(7, size_min=2, size_max=2)
    with tenancy.scope(world.organization.pk):
        refused = queries.possible(world.program, world.program.rules, (2, 2), NOW)
        allowed = queries.possible(world.program, world.program.rules, (2, 3), NOW)

    assert (bool(refused), bool(allowed)) == (False, True)
    assert refused.impossible[0]["relaxations"]


def test_who_joins_pairs_that_are_full_gets_a_place_by_mending() -> None:
    world = make_world(6, size_min=2, size_max=3)
    late = make_person(world.organization, full_name="Late Comer", unit="Finance", site="Leeds")
    with tenancy.scope(world.organization.pk):
        seat(world)
        enroll(world.program, [late])
        found = mending.mending(world.program, now=NOW)
        way = next(each for each in found.ways if not each.moved)
        mending.mend(program=world.program, key=way.key, agreed=(), actor=world.actor, now=NOW)

        assert found.waiting == [late]
        assert mending.count_waiting(world.program) == 0
        assert GroupMember.objects.filter(ended_at=None).count() == 7


def seat(world: SimpleNamespace) -> None:
    people = world.members
    actions.publish_seating(
        program=world.program,
        seating={f"Pair {n}": people[2 * n : 2 * n + 2] for n in range(3)},
        actor=actor_of(world.manager),
        now=NOW,
    )
