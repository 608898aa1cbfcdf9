"""Reading people."""

from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, Q, Window

from junto.domain.people import wall
from junto.domain.people.enums import Role
from junto.domain.people.models import AttributeDefinition, PastGroup, Person, RoleAssignment
from junto.foundation import tenancy
from junto.foundation.access import Actor
from junto.foundation.tenancy import statements

PAGE_SIZE = 50
SHOWN_COLUMNS = ("shown_email", "shown_unit", "shown_site", "is_walled_off")


@dataclass(frozen=True)
class Membership:
    """One organization that a user belongs to."""

    person_id: int
    person_ref: str
    person_name: str
    organization_id: int
    organization_ref: str
    organization_name: str
    organization_is_sample: bool
    roles: frozenset[str]


# All but the roles, in the order in which they are read.
_MEMBERSHIP = [field.name for field in fields(Membership)][:-1]


def actor_for(*, user: Any, organization_id: int) -> Actor:
    """The user as an actor in one organization; without a person there, somebody with no roles."""
    for row in memberships_of(user):
        if row.organization_id == organization_id:
            return Actor(
                user_id=user.pk,
                person_id=row.person_id,
                organization_id=organization_id,
                roles=row.roles,
            )
    return Actor(user_id=user.pk, organization_id=organization_id)


def memberships_of(user: Any) -> tuple[Membership, ...]:
    """The organizations a user belongs to, with the roles held there.

    Every page needs them several times: they are asked for once per user object, and a request
    has its own.
    """
    known: tuple[Membership, ...] | None = getattr(user, "_memberships", None)
    if known is None:
        known = memberships_everywhere(user_id=user.pk)
        user._memberships = known
    return known


def memberships_everywhere(**which: Any) -> tuple[Membership, ...]:
    """Memberships of the people of all organizations who fit: for who asks about themselves."""
    rows = statements.rows(_memberships, **which)
    roles: dict[int, set[str]] = {}
    for row in rows:
        roles.setdefault(row[0], set()).update(row[-1:] if row[-1] else ())
    people = {row[0]: dict(zip(_MEMBERSHIP, row, strict=False)) for row in rows}
    return tuple(Membership(**row, roles=frozenset(roles[pk])) for pk, row in people.items())


def _memberships(**which: Any) -> Any:
    with tenancy.unscoped("a user is looked up across the organizations that know them"):
        return (
            Person.objects.filter(ended_at=None, **which)
            .order_by("organization__name", "pk")
            .values_list(
                "pk",
                "ref",
                "full_name",
                "organization_id",
                "organization__ref",
                "organization__name",
                "organization__is_sample",
                "role_assignments__role",
            )
        )


def get_person(ref: str) -> Person:
    """The person with this reference (NotFound when there is none)."""
    return tenancy.find(Person, ref)


def person_of(actor: Actor) -> Person | None:
    """The actor's own person in the organization in scope."""
    return statements.first(_with_key, pk=actor.person_id) if actor.person_id else None


def _with_key(pk: int) -> Any:
    return Person.objects.filter(pk=pk)[:1]


def people(
    *,
    search: str = "",
    unit: str = "",
    site: str = "",
    role: str = "",
    actor: Actor | None = None,
) -> Any:
    """People of the organization in scope who have not left, filtered, by name.

    With an actor, nobody is found by what is walled off from them.
    """
    found = Person.objects.filter(ended_at=None)
    if search:
        more = Q(known_as__icontains=search) | Q(email__icontains=search)
        found = found.filter(Q(full_name__icontains=search) | (more & ~wall.behind(actor)))
    if unit or site:
        found = found.exclude(wall.behind(actor))
    if unit:
        found = found.filter(unit=unit)
    if site:
        found = found.filter(site=site)
    if role:
        found = found.filter(role_assignments__role=role)
    return found.order_by("full_name", "id")


SORTS = {
    "name": ("full_name", "id"),
    "unit": ("shown_unit", "full_name", "id"),
    "site": ("shown_site", "full_name", "id"),
    "added": ("-created_at", "full_name", "id"),
}


@dataclass(frozen=True)
class Listed:
    """What a list of people is filtered and sorted by."""

    search: str = ""
    unit: str = ""
    site: str = ""
    role: str = ""
    sort: str = "name"


def people_rows(wanted: Listed, *, start: int, actor: Actor) -> list[tuple[Any, ...]]:
    """The list's rows from `start` on, a page of them.

    Tuples: id, ref, full name, what the actor may see, how many there are. What they may see:
    e-mail, unit, site, and whether the person is walled off from them.
    """
    which = {name: getattr(wanted, name) for name in ("unit", "site", "role")}
    given: dict[str, Any] = {name: value for name, value in which.items() if value}
    given |= {"start": start, "person_id": actor.person_id, "order": SORTS[wanted.sort]}
    if wanted.search:
        # Looked for as a part of a name: not a value as it is.
        return list(_rows(**given, search=wanted.search))
    return statements.rows(_rows, **given)


def _rows(*, start: int, person_id: int | None, order: tuple[str, ...], **which: Any) -> Any:
    actor = Actor(person_id=person_id)
    # Counted by the query that reads a page: a query of its own costs as much again.
    return (
        wall.shown_to(people(**which, actor=actor), actor)
        .order_by(*order)
        .annotate(of_all=Window(Count("pk")))
        .values_list("pk", "ref", "full_name", *SHOWN_COLUMNS, "of_all")[start : start + PAGE_SIZE]
    )


def count_people(wanted: Listed, *, actor: Actor) -> int:
    """How many people a list of `wanted` has."""
    found = people(
        search=wanted.search, unit=wanted.unit, site=wanted.site, role=wanted.role, actor=actor
    )
    return int(found.count())


def people_called(wanted: str) -> list[Person]:
    """Who has this e-mail address, else who has exactly this name (two at most are looked for)."""
    here = Person.objects.filter(ended_at=None)
    by_email = list(here.filter(email=wanted.lower())[:1])
    return by_email or list(here.filter(full_name__iexact=wanted).order_by("id")[:2])


def names_in(text: str, *, most: int = 40) -> list[str]:
    """Names of people of whom a part stands in a text with a capital letter."""
    words = {word.strip(".,;:!?()\"'’") for word in text.split()}
    capital = sorted(word for word in words if len(word) > 2 and word[:1].isupper())[:most]
    if not capital:
        return []
    named = Q()
    for word in capital:
        named |= Q(full_name__contains=word) | Q(known_as=word)
    found = Person.objects.filter(named, ended_at=None).order_by("id")[:most]
    return [name for each in found for name in (each.full_name, each.known_as) if name]


def people_by_ids(ids: list[int]) -> list[Person]:
    """People with these ids, by name."""
    return list(Person.objects.filter(pk__in=ids).order_by("full_name", "id"))


def managers_by_ids() -> dict[int, int]:
    """Everybody's manager by id, of those who take part in nothing too."""
    rows = Person.objects.filter(manager__isnull=False)
    return dict(rows.values_list("pk", "manager_id"))


def names_by_ids(ids: set[int]) -> dict[int, str]:
    """Names by id, of those who left too."""
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "full_name"))


def names_by_refs(refs: set[Any]) -> dict[str, str]:
    """Names by reference, of those who left too."""
    return dict(Person.objects.filter(ref__in=refs).values_list("ref", "full_name"))


def managers_of(ids: set[int]) -> dict[int, int | None]:
    """The manager's id of each of these people."""
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "manager_id"))


def find_here(ref: str) -> Person:
    """The person with this reference in the organization in scope (NotFound when there is none)."""
    found = Person.objects.filter(ref=ref, ended_at=None).first()
    if found is None:
        raise tenancy.NotFound(ref)
    return found


def stored_about(person: Person) -> dict[str, Any]:
    """What this context stores about a person, ready for JSON."""
    plain = (
        "full_name", "known_as", "email", "external_id", "employer", "unit", "level", "site",
        "country", "time_zone", "hours_start", "hours_end", "languages",
    )  # fmt: skip
    labels = {row.key: row.label for row in attribute_definitions()}
    return {
        **{name: getattr(person, name) for name in plain},
        "manager": person.manager.full_name if person.manager else "",
        "details": {labels.get(key, key): value for key, value in person.attributes.items()},
        "roles": sorted(roles_of(person)),
        "added_on": person.created_at.date().isoformat(),
        "past_groups": list(person.past_groups.order_by("label").values_list("label", flat=True)),
    }


def roles_of(person: Person) -> frozenset[str]:
    """The roles of one person."""
    return frozenset(RoleAssignment.objects.filter(person=person).values_list("role", flat=True))


def roles_by_person(person_ids: list[int]) -> dict[int, list[str]]:
    """Roles of several people: id -> roles, in the order of `Role`."""
    if not person_ids:
        return {}
    held: dict[int, list[str]] = {}
    few = len(person_ids) <= PAGE_SIZE
    rows = statements.rows(_roles, person_ids=person_ids) if few else _roles(person_ids)
    for person_id, role in rows:
        held.setdefault(person_id, []).append(role)
    order = {role: place for place, role in enumerate(Role.values)}
    for roles in held.values():
        roles.sort(key=lambda role: order.get(role, len(order)))
    return held


def _roles(person_ids: list[int]) -> Any:
    return RoleAssignment.objects.filter(person_id__in=person_ids).values_list("person_id", "role")


def count_everybody() -> int:
    """How many people the organization has."""
    return int(people().count())


def count_without_account() -> int:
    """How many of them have never come in."""
    return int(people().filter(user=None).count())


def count_by_role() -> dict[str, int]:
    """How many people hold each role."""
    rows = RoleAssignment.objects.filter(person__ended_at=None).values_list("role")
    return dict(rows.annotate(people=Count("pk")).order_by())


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


def choices_of_filters() -> tuple[list[str], list[str]]:
    """Distinct units and sites, each sorted, in one query."""
    pairs = set(statements.rows(_units_and_sites))
    units, sites = {unit for unit, _ in pairs}, {site for _, site in pairs}
    return sorted(units - {""}), sorted(sites - {""})


def _units_and_sites() -> Any:
    return Person.objects.filter(ended_at=None).values_list("unit", "site").distinct()


def met_before(person: Person) -> list[tuple[str, Person]]:
    """Who was in a group with somebody before Junto knew of it: its name, and who is still here."""
    through = PastGroup.members.through.objects
    mine = through.filter(
        pastgroup__organization_id=tenancy.current_organization_id(), person_id=person.pk
    )
    rows = through.filter(
        pastgroup_id__in=mine.values("pastgroup_id"), person__ended_at=None
    ).exclude(person_id=person.pk)
    found = rows.select_related("pastgroup", "person").order_by("pastgroup__label", "person_id")
    return [(row.pastgroup.label, row.person) for row in found]


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
