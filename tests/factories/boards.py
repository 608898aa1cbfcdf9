"""A program with people, ready for its groups."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from junto.domain.groups import actions
from junto.domain.groups.models import Formation
from junto.domain.people.models import Person
from junto.foundation import tenancy
from junto.foundation.jobs import running
from junto.foundation.jobs.models import Job

UNITS = ("Operations", "Finance", "Digital")
SITES = ("Leeds", "Madrid", "Aarhus", "Toronto")
RULES: dict[str, Any] = {
    "hard": [],
    "soft": [{"mix": {"attribute": "unit", "weight": 3}}, {"mix": {"attribute": "site"}}],
}


def make_world(people: int = 12, **fields: Any) -> SimpleNamespace:
    """An organization with a program of groups of three, its manager and its people."""
    organization = OrganizationFactory()
    manager = make_person(organization, roles=("program_manager",), full_name="Helena Brandt")
    values = {"size_min": 3, "size_max": 3, "rules": RULES, "starts_on": date(2026, 12, 1)}
    program = make_program(organization, manager=manager, **{**values, **fields})
    with tenancy.scope(organization.pk):
        members = Person.objects.bulk_create(
            [
                Person(
                    full_name=f"Person {n:04}",
                    unit=UNITS[n % 3],
                    site=SITES[n % 4],
                    created_at=NOW,
                )
                for n in range(people)
            ]
        )
    enroll(program, members)
    return SimpleNamespace(
        organization=organization,
        program=program,
        manager=manager,
        actor=actor_of(manager),
        members=members,
    )


def form_groups(world: SimpleNamespace, *, iterations: int = 60, **how: Any) -> Formation:
    """Have a draft worked out here and now."""
    with tenancy.scope(world.organization.pk):
        made = actions.start_formation(
            program=world.program, actor=world.actor, now=NOW, iterations=iterations, **how
        )
        running.run(Job.objects.get(ref=made.job_ref).pk, clock=lambda: NOW)
        return Formation.objects.select_related("program").get(pk=made.pk)
