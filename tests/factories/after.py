"""A group that has met: people who make next steps, thank each other and answer."""

from datetime import time, timedelta
from types import SimpleNamespace
from typing import Any

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from junto.domain.groups.enums import GroupKind
from junto.domain.groups.models import Group, GroupMember
from junto.domain.people.models import Person
from junto.domain.programs.models import Program
from junto.domain.sessions import pulses
from junto.domain.sessions.enums import SessionState, Was
from junto.domain.sessions.models import Attendance, Session
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


def make_session(group: Group, *, ended: bool = True, number: int = 1, **fields: Any) -> Session:
    """A session of a group, over unless said otherwise."""
    values = {
        "title": f"Session {number}",
        "date": NOW.date(),
        "starts": time(9),
        "zone": "UTC",
        "minutes": 60,
        "starts_at": NOW,
        "ends_at": NOW + timedelta(hours=1),
        "changed_at": NOW,
        "state": SessionState.ENDED if ended else SessionState.PLANNED,
        **fields,
    }
    with tenancy.scope(group.organization_id):
        return Session.objects.create(group=group, number=number, **values)


def note_presence(session: Session, there: list[Person], away: list[Person]) -> None:
    """Who was there."""
    with tenancy.scope(session.organization_id):
        Attendance.objects.bulk_create(
            [Attendance(session=session, person=person, was=Was.PRESENT) for person in there]
            + [Attendance(session=session, person=person, was=Was.ABSENT) for person in away]
        )


def open_pulse(session: Session) -> None:
    """Ask the three questions of whoever was there."""
    with tenancy.scope(session.organization_id):
        pulses.open_pulse(session, now=NOW)
