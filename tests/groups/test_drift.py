"""A draft notices that other people take part now."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import NOW, OrganizationFactory, actor_of, make_person, make_program
from junto.domain.groups import queries
from junto.domain.groups.models import Formation
from junto.domain.people import actions as people
from junto.domain.programs import actions as programs
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db

DRAFTED = NOW + timedelta(hours=1)
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def world() -> SimpleNamespace:
    organization = OrganizationFactory()
    manager = make_person(organization, roles=("program_manager", "org_admin"))
    program = make_program(organization, manager=manager)
    members = [make_person(organization) for _ in range(3)]
    actor = actor_of(manager)
    with tenancy.scope(organization.pk):
        programs.enroll_people(program=program, people=members, actor=actor, now=NOW)
        Formation.objects.create(
            program=program, number=1, size_min=3, size_max=3, created_at=DRAFTED
        )
    return SimpleNamespace(organization=organization, program=program, members=members, actor=actor)


def has_drifted(world: SimpleNamespace) -> bool:
    with tenancy.scope(world.organization.pk):
        world.program.refresh_from_db()
        formation = queries.newest_formation(world.program)
        assert formation is not None
        return queries.has_drifted(formation, len(world.members))


def test_nobody_is_counted_while_nobody_came_or_went(world: SimpleNamespace) -> None:
    with tenancy.scope(world.organization.pk):
        formation = queries.newest_formation(world.program)
        assert formation is not None
        with CaptureQueriesContext(connection) as asked:
            drifted = queries.has_drifted(formation, len(world.members))

    assert (drifted, len(asked)) == (False, 0)


def test_somebody_taken_out_of_the_program_is_noticed(world: SimpleNamespace) -> None:
    with tenancy.scope(world.organization.pk):
        programs.withdraw_people(
            program=world.program, person_ids=[world.members[0].pk], actor=world.actor, now=LATER
        )

    assert has_drifted(world) is True


def test_somebody_who_left_the_organization_and_came_back_is_noticed_twice(
    world: SimpleNamespace,
) -> None:
    somebody = {"organization": world.organization, "person": world.members[0]}
    with tenancy.scope(world.organization.pk):
        people.remove_person(**somebody, actor=world.actor, now=LATER)
    gone = has_drifted(world)
    with tenancy.scope(world.organization.pk):
        people.restore_person(**somebody, actor=world.actor, now=LATER)

    assert (gone, has_drifted(world)) == (True, False)
