"""A program with people, ready for its groups."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from factories.boards import form_groups, make_world
from junto.domain.groups.models import Formation
from junto.domain.people.models import AttributeDefinition, Person
from junto.foundation import tenancy

ROSTER = Path(__file__).parents[3] / "shared/rosters/us-congress.csv"


@pytest.fixture
def world(db: None) -> Iterator[SimpleNamespace]:
    """Twelve people, inside their organization."""
    made = make_world()
    with tenancy.scope(made.organization.pk):
        yield made


@pytest.fixture
def form() -> Callable[..., Formation]:
    """Have a draft worked out here and now."""

    return form_groups


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
