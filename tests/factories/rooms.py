"""A group with a session that is about to begin."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from junto.domain.groups.models import Group, GroupMember
from junto.domain.organizations.models import SupportContact
from junto.domain.people.models import Person
from junto.domain.programs.models import ProgramStaff
from junto.domain.sessions import room_actions as room
from junto.domain.sessions.models import Session
from junto.foundation import tenancy

NAMES = (
    "Amara Okafor",
    "Devika Menon",
    "Ingrid Sørensen",
    "Jonah Whitfield",
    "Mei-Ling Tan",
    "Tomás Ruiz",
    "Priya Nair",
    "Omar Haddad",
    "Lena Fischer",
    "Kwame Mensah",
    "Sofia Duarte",
    "Hiroshi Ono",
    "Nadia Rahman",
    "Pavel Novak",
)


def make_room_world(
    people: int = 3,
    format_id: str = "triad-coaching",
    *,
    kind: str = "triad",
    minutes: int = 75,
    starts_at: datetime = NOW,
    facilitator: bool = False,
    **fields: Any,
) -> SimpleNamespace:
    """An organization, a group of so many and its first session, which begins now."""
    organization = OrganizationFactory()
    manager = make_person(organization, roles=("program_manager",), full_name="Helena Brandt")
    program = make_program(organization, manager=manager)
    members = [make_person(organization, full_name=NAMES[n]) for n in range(people)]
    guide = make_person(organization, full_name="Rui Costa") if facilitator else None
    enroll(program, members)
    with tenancy.scope(organization.pk):
        SupportContact.objects.create(name="Counsel", how="counsel@help.example")
        group = Group.objects.create(program=program, kind=kind, name="Kestrel", published_at=NOW)
        GroupMember.objects.bulk_create(
            [GroupMember(group=group, person=each, joined_at=NOW) for each in members]
        )
        if guide:
            ProgramStaff.objects.create(program=program, person=guide, role="facilitator")
        session = add_session(group, 1, format_id, minutes=minutes, starts_at=starts_at, **fields)
    return SimpleNamespace(
        organization=organization,
        program=program,
        manager=manager,
        group=group,
        session=session,
        members=members,
        actors=[actor_of(each) for each in members],
        guide=guide,
    )


def add_session(
    group: Group, number: int, format_id: str, *, minutes: int, starts_at: datetime, **fields: Any
) -> Session:
    """One more session of a group; in the scope of its organization."""
    values = {
        "title": "Delegating without disappearing",
        "date": starts_at.date(),
        "starts": starts_at.time(),
        "zone": "UTC",
        "format_version": "1.0.0",
        "changed_at": NOW,
    }
    return Session.objects.create(
        group=group,
        number=number,
        format_id=format_id,
        minutes=minutes,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        **{**values, **fields},
    )


def begin(session: Session, people: list[Person], *, now: datetime = NOW) -> Session:
    """Let these people come in and the first of them open the room."""
    for person in people:
        room.arrive(session=session, actor=actor_of(person), now=now)
    room.open_room(session=session, actor=actor_of(people[0]), now=now)
    session.refresh_from_db()
    return session
