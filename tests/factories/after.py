"""A group that has met: people who make next steps, thank each other and answer."""

from types import SimpleNamespace
from typing import Any

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from junto.domain.groups.enums import GroupKind
from junto.domain.groups.models import Group, GroupMember
from junto.domain.people.models import Person
from junto.domain.programs.models import Program
from junto.foundation import tenancy


def make_group(
    program: Program, members: list[Person], *, kind: str = GroupKind.CIRCLE, name: str = "Kestrel"
) -> Group:
    """A group that meets."""
    with tenancy.scope(program.organization_id):
        group = Group.objects.create(program=program, kind=kind, name=name, published_at=NOW)
        GroupMember.objects.bulk_create(
            [GroupMember(group=group, person=person, joined_at=NOW) for person in members]
        )
    return group


def make_circle(count: int = 5, *, kind: str = GroupKind.CIRCLE, **person: Any) -> SimpleNamespace:
    """An organization with a program, its manager, an administrator and one group."""
    organization = OrganizationFactory()
    manager = make_person(organization, roles=("program_manager",), full_name="Helena Brandt")
    admin = make_person(organization, roles=("org_admin",), full_name="Omar Reyes")
    program = make_program(organization, manager=manager, name="Leading together")
    members = [
        make_person(organization, roles=("participant",), full_name=f"Member {n}", **person)
        for n in range(count)
    ]
    enroll(program, members)
    return SimpleNamespace(
        organization=organization,
        program=program,
        manager=manager,
        admin=admin,
        members=members,
        actors=[actor_of(each) for each in members],
        group=make_group(program, members, kind=kind),
    )
