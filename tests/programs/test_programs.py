"""Programs: who is in, which template, which rules, who may."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from factories import NOW, actor_of, make_person
from factories.boards import make_world
from junto.domain.programs import actions, policies, queries
from junto.domain.programs.models import Enrollment
from junto.foundation import tenancy
from junto.foundation.access import Forbidden


@pytest.fixture
def world(db: None) -> Iterator[SimpleNamespace]:
    made = make_world(4)
    with tenancy.scope(made.organization.pk):
        yield made


def test_whoever_begins_a_program_manages_it(world: SimpleNamespace) -> None:
    program = actions.create_program(
        organization=world.organization, name="Second", actor=world.actor, now=NOW
    )

    assert policies.manage_program(world.actor, program) is True
    assert queries.managers_of(program) == [world.manager]
    assert queries.managed_ids(world.actor) == {world.program.pk, program.pk}


def test_a_manager_of_another_program_manages_only_their_own(world: SimpleNamespace) -> None:
    other = actor_of(make_person(world.organization, roles=("program_manager",)))

    assert policies.manage_program(other, world.program) is False
    with pytest.raises(Forbidden):
        actions.save_size(program=world.program, size_min=2, size_max=3, actor=other, now=NOW)


def test_who_left_can_come_back(world: SimpleNamespace) -> None:
    person = world.members[0]

    left = actions.withdraw_people(
        program=world.program, person_ids=[person.pk], actor=world.actor, now=NOW
    )
    outside = queries.others_of(world.program)
    back = actions.enroll_people(program=world.program, people=[person], actor=world.actor, now=NOW)

    assert (left, back) == (1, 1)
    assert person in outside
    assert person.pk in queries.enrolled_ids(world.program)
    assert Enrollment.objects.filter(person=person).count() == 1


def test_enrolling_twice_enrolls_once(world: SimpleNamespace) -> None:
    again = actions.enroll_people(
        program=world.program, people=world.members, actor=world.actor, now=NOW
    )

    assert again == 0
    assert queries.count_enrolled(world.program) == 4


def test_the_step_is_saved_with_its_time(world: SimpleNamespace) -> None:
    actions.save_rules(
        program=world.program, rules={"hard": [], "soft": []}, actor=world.actor, now=NOW
    )

    assert world.program.steps_saved == {"rules": NOW.isoformat()}
