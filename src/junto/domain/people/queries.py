"""Reading people."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from junto.domain.people.models import AttributeDefinition, PastGroup, Person, RoleAssignment
from junto.foundation import tenancy
from junto.foundation.access import Actor

PAGE_SIZE = 50


@dataclass(frozen=True)
class Membership:
    """One organization that a user belongs to."""

    organization_id: int
    organization_ref: str
    organization_name: str
    organization_is_sample: bool
    person_ref: str
    roles: frozenset[str]


def actor_for(*, user: Any, organization_id: int) -> Actor:
    """The user as an actor in one organization; without a person there, somebody with no roles."""
    with tenancy.scope(organization_id):
        rows = list(
            Person.objects.filter(user_id=user.pk, ended_at=None).values_list(
                "pk", "role_assignments__role"
            )
        )
    if not rows:
        return Actor(user_id=user.pk, organization_id=organization_id)
    roles = frozenset(role for _, role in rows if role)
    return Actor(
        user_id=user.pk, person_id=rows[0][0], organization_id=organization_id, roles=roles
    )


def memberships_of(user_id: int) -> list[Membership]:
    """The organizations a user belongs to, with the roles held there."""
    with tenancy.unscoped("a user is looked up across the organizations that know them"):
        people = list(
            Person.objects.filter(user_id=user_id, ended_at=None)
            .select_related("organization")
            .order_by("organization__name", "pk")
        )
        roles = list(
            RoleAssignment.objects.filter(person__in=people).values_list("person_id", "role")
        )
    return [
        Membership(
            organization_id=person.organization_id,
            organization_ref=person.organization.ref,
            organization_name=person.organization.name,
            organization_is_sample=person.organization.is_sample,
            person_ref=person.ref,
            roles=frozenset(role for person_id, role in roles if person_id == person.pk),
        )
        for person in people
    ]


def get_person(ref: str) -> Person:
    """The person with this reference (NotFound when there is none)."""
    return tenancy.find(Person, ref)


def person_of(actor: Actor) -> Person | None:
    """The actor's own person in the organization in scope."""
    return Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None


def people(*, search: str = "", unit: str = "", site: str = "", role: str = "") -> Any:
    """People of the organization in scope who have not left, filtered, by name."""
    found = Person.objects.filter(ended_at=None)
    if search:
        found = found.filter(
            Q(full_name__icontains=search)
            | Q(known_as__icontains=search)
            | Q(email__icontains=search)
        )
    if unit:
        found = found.filter(unit=unit)
    if site:
        found = found.filter(site=site)
    if role:
        found = found.filter(role_assignments__role=role)
    return found.order_by("full_name", "id")


def people_by_ids(ids: list[int]) -> list[Person]:
    """People with these ids, by name."""
    return list(Person.objects.filter(pk__in=ids).order_by("full_name", "id"))


def roles_of(person: Person) -> frozenset[str]:
    """The roles of one person."""
    return frozenset(RoleAssignment.objects.filter(person=person).values_list("role", flat=True))


def administrators() -> list[Person]:
    """The organization's administrators, by name."""
    return list(
        Person.objects.filter(ended_at=None, role_assignments__role="org_admin").order_by(
            "full_name", "id"
        )
    )


def attribute_definitions() -> list[AttributeDefinition]:
    """Attributes this organization keeps, in order."""
    return list(AttributeDefinition.objects.order_by("position", "label"))


def choices_of(field: str) -> list[str]:
    """Distinct values of a plain field (`unit`, `site`, `level`, `employer`), sorted."""
    return list(
        Person.objects.filter(ended_at=None)
        .exclude(**{field: ""})
        .order_by(field)
        .values_list(field, flat=True)
        .distinct()
    )


def meetings(person_ids: set[int]) -> dict[tuple[int, int], int]:
    """How often each two of these people were in one past group: (lower id, higher id) -> times."""
    members: dict[int, list[int]] = {}
    through = PastGroup.members.through.objects.filter(
        pastgroup__organization_id=tenancy.current_organization_id(), person_id__in=person_ids
    )
    for group_id, person_id in through.values_list("pastgroup_id", "person_id"):
        members.setdefault(group_id, []).append(person_id)
    times: dict[tuple[int, int], int] = {}
    for ids in members.values():
        ordered = sorted(ids)
        for place, first in enumerate(ordered):
            for second in ordered[place + 1 :]:
                times[first, second] = times.get((first, second), 0) + 1
    return times
