"""A program with people, ready for its groups."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from junto.domain.groups import actions
from junto.domain.groups.models import Formation
from junto.domain.people.models import AttributeDefinition, Person
from junto.foundation import tenancy
from junto.foundation.jobs import running
from junto.foundation.jobs.models import Job

ROSTER = Path(__file__).parents[3] / "shared/rosters/us-congress.csv"
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


@pytest.fixture
def world(db: None) -> Iterator[SimpleNamespace]:
    """Twelve people, inside their organization."""
    made = make_world()
    with tenancy.scope(made.organization.pk):
        yield made


@pytest.fixture
def form() -> Callable[..., Formation]:
    """Have a draft worked out here and now."""

    def work(world: SimpleNamespace, *, iterations: int = 60, **how: Any) -> Formation:
        made = actions.start_formation(
            program=world.program, actor=world.actor, now=NOW, iterations=iterations, **how
        )
        running.run(Job.objects.get(ref=made.job_ref).pk, clock=lambda: NOW)
        return Formation.objects.select_related("program").get(pk=made.pk)

    return work


@pytest.fixture
def congress(db: None) -> Iterator[SimpleNamespace]:
    """537 people of the roster beside the project, in circles of five to seven."""
    if not ROSTER.exists():
        pytest.skip("the roster is not there")
    organization = OrganizationFactory()
    manager = make_person(organization, roles=("program_manager",))
    program = make_program(
        organization, manager=manager, size_min=5, size_max=7, starts_on=date(2026, 12, 1)
    )
    kinds = {
        "party": "one_of",
        "state": "one_of",
        "chamber": "one_of",
        "gender": "one_of",
        "years_served": "number",
    }
    with ROSTER.open(encoding="utf-8", newline="") as file, tenancy.scope(organization.pk):
        AttributeDefinition.objects.bulk_create(
            [
                AttributeDefinition(
                    key=key, label=key, kind=kind, is_sensitive=key in ("party", "gender")
                )
                for key, kind in kinds.items()
            ]
        )
        people = Person.objects.bulk_create(
            [
                Person(
                    full_name=row["full_name"],
                    external_id=row["person_id"],
                    time_zone=row["time_zone"],
                    attributes={
                        key: float(row[key]) if kind == "number" else row[key]
                        for key, kind in kinds.items()
                    },
                    created_at=NOW,
                )
                for row in csv.DictReader(file)
            ]
        )
    enroll(program, people)
    with tenancy.scope(organization.pk):
        yield SimpleNamespace(
            organization=organization,
            program=program,
            manager=manager,
            actor=actor_of(manager),
            members=people,
        )
