"""How the sample began: the organization, its people, the program and its circles."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from junto.domain.accounts import actions as accounts
from junto.domain.catalog import queries as catalog
from junto.domain.groups import actions as groups
from junto.domain.groups import advice
from junto.domain.organizations import actions as organizations
from junto.domain.overview.sample.people import (
    ADVICE,
    CIRCLES,
    GOALS,
    MANAGERS,
    SITES,
    SKILLS,
    STAFF,
    UNITS,
)
from junto.domain.people import actions as people
from junto.domain.people.enums import AttributeKind, Role
from junto.domain.programs import actions as programs
from junto.foundation import tenancy
from junto.foundation.access import Actor, system

if TYPE_CHECKING:
    from junto.domain.organizations.models import Organization
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

ORGANIZATION = "Northlight Health"
PROGRAM = "Leading Together"
TEMPLATE = "advisory-forum-6-months"
RULES: dict[str, list[dict[str, Any]]] = {
    "hard": [
        {"not_with_manager": {"attribute": "manager"}},
        {"shared_hours": {"hours": 2}},
    ],
    "soft": [
        {"mix": {"attribute": "unit", "weight": 3}},
        {"mix": {"attribute": "site", "weight": 2}},
        {"balance": {"attribute": "years_leading", "weight": 1}},
    ],
}


@dataclass(frozen=True)
class Beginning:
    """What there is on the first day."""

    organization: "Organization"
    program: "Program"
    staff: dict[str, "Person"]
    leaders: dict[str, "Person"]


def begin(*, now: datetime) -> Beginning:
    """Make the organization with its published circles, on that day."""
    organization = organizations.create_organization(
        name=ORGANIZATION,
        kind="company",
        time_zone="Europe/London",
        actor=system(),
        now=now,
        is_sample=True,
    )
    with tenancy.scope(organization.pk):
        actor = system(organization.pk)
        organizations.set_support_contacts(
            organization=organization,
            contacts=[("Employee assistance line", "Ask reception for the number")],
            actor=actor,
            now=now,
        )
        people.define_attribute(
            key="years_leading",
            label="Years leading people",
            kind=AttributeKind.NUMBER,
            is_sensitive=False,
            position=1,
        )
        for position, (key, label) in enumerate((("goals", "Goals"), ("skills", "Skills")), 2):
            people.define_attribute(
                key=key,
                label=label,
                kind=AttributeKind.MANY_OF,
                is_sensitive=False,
                position=position,
            )
        staff = _add_staff(organization, actor, now)
        leaders = _add_leaders(organization, actor, now)
        program = _set_up_program(organization, staff, leaders, actor, now)
        groups.publish_seating(
            program=program,
            seating={
                circle: [leaders[name] for name, *_ in rows] for circle, rows in CIRCLES.items()
            },
            actor=actor,
            now=now,
        )
        _offer_advice(leaders, now)
    return Beginning(organization, program, staff, leaders)


def add_leader(
    organization: "Organization",
    row: tuple[str, str, str, int],
    *,
    actor: Actor,
    now: datetime,
) -> "Person":
    """Add one of the leaders."""
    name, unit, site, years = row
    return _add(
        organization,
        name,
        site,
        role=Role.PARTICIPANT,
        actor=actor,
        now=now,
        unit=UNITS[unit],
        attributes={
            "years_leading": years,
            "goals": list(dict.fromkeys((GOALS[years % 5], GOALS[(2 * years + 1) % 5]))),
            "skills": list(SKILLS[unit]),
        },
    )


def _address(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", ".").replace("'", "") + "@northlight.example"


def _add(
    organization: "Organization",
    name: str,
    site_name: str,
    *,
    role: str,
    actor: Actor,
    now: datetime,
    **more: Any,
) -> "Person":
    site = SITES[site_name]
    return people.add_person(
        organization=organization,
        fields={
            "full_name": name,
            "known_as": name.split(maxsplit=1)[0],
            "email": _address(name),
            "site": site_name,
            "country": site.country,
            "time_zone": site.time_zone,
            "hours_start": site.hours[0],
            "hours_end": site.hours[1],
            "languages": list(site.languages),
            **more,
        },
        roles=[role],
        actor=actor,
        now=now,
    )


def _add_staff(organization: "Organization", actor: Actor, now: datetime) -> dict[str, "Person"]:
    staff = {}
    for role, (name, site) in STAFF.items():
        person = _add(organization, name, site, role=role, actor=actor, now=now)
        user = accounts.create_user(email=person.email, name=name, password=None, now=now)
        staff[role] = people.attach_user(person=person, user=user)
    return staff


def _add_leaders(organization: "Organization", actor: Actor, now: datetime) -> dict[str, "Person"]:
    leaders: dict[str, Person] = {}
    for rows in CIRCLES.values():
        for row in rows:
            leaders[row[0]] = add_leader(organization, row, actor=actor, now=now)
    for name, manager in MANAGERS.items():
        people.change_person(
            person=leaders[name], fields={"manager": leaders[manager]}, actor=actor, now=now
        )
    first = leaders["Amara Okafor"]
    user = accounts.create_user(email=first.email, name=first.full_name, password=None, now=now)
    people.attach_user(person=first, user=user)
    return leaders


def _offer_advice(leaders: dict[str, "Person"], now: datetime) -> None:
    for name, (topics, about, minutes) in ADVICE.items():
        person = leaders[name]
        advice.offer_advice(
            topics=topics,
            about=about,
            minutes=minutes,
            places=2,
            is_paused=False,
            actor=Actor(person_id=person.pk, organization_id=person.organization_id),
            now=now,
        )


def _set_up_program(
    organization: "Organization",
    staff: dict[str, "Person"],
    leaders: dict[str, "Person"],
    actor: Actor,
    now: datetime,
) -> "Program":
    program = programs.create_program(organization=organization, name=PROGRAM, actor=actor, now=now)
    for role, staff_role in (
        ("program_manager", "manager"),
        ("sponsor", "sponsor"),
        ("facilitator", "facilitator"),
    ):
        programs.add_staff(
            program=program, person=staff[role], role=staff_role, actor=actor, now=now
        )
    programs.enroll_people(program=program, people=leaders.values(), actor=actor, now=now)
    template = catalog.get_template(TEMPLATE)
    programs.save_template(
        program=program,
        template_id=template.id,
        template_version=template.version,
        group_kind="circle",
        size_min=6,
        size_max=6,
        starts_on=now.date(),
        rules=None,
        actor=actor,
        now=now,
    )
    programs.save_rules(program=program, rules=RULES, actor=actor, now=now)
    return program
