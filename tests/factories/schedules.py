"""Groups whose times are still to be found, in several zones."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from junto.domain.groups.models import Group, GroupMember
from junto.domain.programs.models import ProgramStaff
from junto.domain.sessions import actions, queries, timing
from junto.domain.sessions.models import Series
from junto.foundation import tenancy
from junto.foundation.jobs import running
from junto.foundation.jobs.models import Job

WIDE = (
    ("Amara Okafor", "Leeds", "Europe/London"),
    ("Devika Menon", "Madrid", "Europe/Madrid"),
    ("Jonah Whitfield", "Toronto", "America/Toronto"),
)
FAR = (
    ("Ingrid Sørensen", "Aarhus", "Europe/Copenhagen"),
    ("Tomás Ruiz", "New York", "America/New_York"),
    ("Mei-Ling Tan", "Singapore", "Asia/Singapore"),
    ("Priya Nair", "Bengaluru", "Asia/Kolkata"),
)
WANTED = timing.Wanted(timing.FORTNIGHTLY, date(2026, 12, 1), count=4, minutes=60)


def make_schedule_world(
    groups: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
        ("Kestrel", WIDE),
        ("Plover", FAR),
    ),
    **fields: Any,
) -> SimpleNamespace:
    """An organization, a program with its manager and facilitator, groups that just met."""
    organization = OrganizationFactory()
    manager = make_person(organization, roles=("program_manager",), full_name="Helena Brandt")
    guide = make_person(organization, roles=("facilitator",), full_name="Rui Costa")
    stranger = make_person(organization, roles=("program_manager",), full_name="Omar Haddad")
    program = make_program(organization, manager=manager, **fields)
    found: dict[str, Any] = {}
    people: dict[str, Any] = {}
    for name, members in groups:
        there = [
            make_person(organization, full_name=full, site=site, time_zone=zone)
            for full, site, zone in members
        ]
        enroll(program, there)
        with tenancy.scope(organization.pk):
            group = Group.objects.create(
                program=program, kind="circle", name=name, published_at=NOW
            )
            GroupMember.objects.bulk_create(
                [GroupMember(group=group, person=each, joined_at=NOW) for each in there]
            )
        found[name] = group
        people[name] = there
    with tenancy.scope(organization.pk):
        ProgramStaff.objects.create(program=program, person=guide, role="facilitator")
    return SimpleNamespace(
        organization=organization,
        program=program,
        manager=manager,
        actor=actor_of(manager),
        guide=guide,
        stranger=stranger,
        groups=found,
        people=people,
    )


def propose(world: SimpleNamespace, wanted: timing.Wanted = WANTED, **fields: Any) -> list[Series]:
    """Have times worked out here and now."""
    job = actions.propose_times(
        program=world.program, wanted=wanted, actor=world.actor, now=NOW, **fields
    )
    running.run(job.pk, clock=lambda: NOW)
    job.refresh_from_db()
    assert job.state == "done", job.trouble
    return queries.proposed_series(world.program)


def agree(world: SimpleNamespace, name: str = "Kestrel", choice: int = 0) -> list[Any]:
    """Propose and take times; returns the group's sessions."""
    series = next(row for row in propose(world) if row.group.name == name)
    actions.agree(series=series, choice=choice, actor=world.actor, now=NOW)
    return queries.sessions_of(world.groups[name])


def run_jobs(name: str) -> None:
    """Run what waits under a name."""
    for job in Job.objects.filter(name=name, state="waiting"):
        running.run(job.pk, clock=lambda: NOW)
