"""Writing people."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from junto.domain.accounts import actions as accounts
from junto.domain.accounts import queries as account_queries
from junto.domain.organizations import actions as organizations
from junto.domain.organizations import policies as organization_policies
from junto.domain.people import events, policies, queries
from junto.domain.people.enums import Role
from junto.domain.people.models import AttributeDefinition, Person, RoleAssignment
from junto.foundation import tenancy
from junto.foundation.access import Actor
from junto.foundation.events import publish

FIELDS = (
    "full_name",
    "known_as",
    "email",
    "employer",
    "unit",
    "level",
    "site",
    "country",
    "time_zone",
    "hours_start",
    "hours_end",
    "languages",
    "attributes",
)

# Whoever keeps the list may add people in these roles; the others are an administrator's to give.
GIVEN_BY_KEEPERS = frozenset({Role.PARTICIPANT, Role.FACILITATOR, Role.MENTOR})


class EmailTaken(ValueError):
    """Somebody else in the organization has this e-mail address."""


class AccountExists(ValueError):
    """Somebody signs in with this e-mail address already."""


class LastAdmin(ValueError):
    """The organization would be left without an administrator."""


class OwnManager(ValueError):
    """Somebody would be, at some distance, their own manager."""


@transaction.atomic
def add_person(
    *, organization: Any, fields: dict[str, Any], roles: Iterable[str], actor: Actor, now: datetime
) -> Person:
    """Add one person by hand.

    Raises
    ------
    EmailTaken
        When the e-mail address is somebody else's.
    """
    policies.manage_people.check(actor, organization)
    if not GIVEN_BY_KEEPERS.issuperset(roles := set(roles)):
        organization_policies.administer.check(actor, organization)
    person = Person(created_at=now, **_clean(fields))
    _save(person)
    _set_roles(person, roles)
    publish(events.PersonAdded(person_ref=person.ref), actor=actor, now=now)
    return person


@transaction.atomic
def change_person(
    *, person: Person, fields: dict[str, Any], actor: Actor, now: datetime
) -> list[str]:
    """Change what is known of a person; returns the names of the fields that changed."""
    policies.manage_people.check(actor, person)
    changed = [name for name, value in _clean(fields).items() if getattr(person, name) != value]
    if not changed:
        return []
    for name in changed:
        setattr(person, name, fields[name])
    if "time_zone" in changed:
        person.time_zone_assumed = False
    if {"hours_start", "hours_end"} & set(changed):
        person.hours_assumed = False
    if "manager" in changed:
        _refuse_circle(person)
    _save(person)
    publish(events.PersonChanged(person_ref=person.ref, fields=changed), actor=actor, now=now)
    return changed


@transaction.atomic
def change_own_times(
    *, person: Person, time_zone: str, hours_start: str, hours_end: str, actor: Actor, now: datetime
) -> None:
    """Somebody says when they can meet."""
    policies.view_person.check(actor, person)
    person.time_zone, person.time_zone_assumed = time_zone, False
    person.hours_start, person.hours_end, person.hours_assumed = hours_start, hours_end, False
    person.save()
    publish(
        events.PersonChanged(person_ref=person.ref, fields=["time_zone", "hours"]),
        actor=actor,
        now=now,
    )


@transaction.atomic
def set_roles(
    *, organization: Any, person: Person, roles: Iterable[str], actor: Actor, now: datetime
) -> None:
    """Give a person exactly these roles.

    Raises
    ------
    LastAdmin
        When nobody would be left to administer the organization.
    """
    organization_policies.administer.check(actor, organization)
    before, after = queries.roles_of(person), frozenset(roles)
    if Role.ORG_ADMIN in before - after and len(queries.administrators()) == 1:
        raise LastAdmin
    _set_roles(person, set(after))
    publish(
        events.RolesChanged(
            person_ref=person.ref, added=sorted(after - before), removed=sorted(before - after)
        ),
        actor=actor,
        now=now,
    )


@transaction.atomic
def remove_person(*, organization: Any, person: Person, actor: Actor, now: datetime) -> None:
    """Somebody leaves: from the next request on they see nothing here."""
    policies.manage_people.check(actor, person)
    if queries.roles_of(person) >= {Role.ORG_ADMIN} and len(queries.administrators()) == 1:
        raise LastAdmin
    person.ended_at = now
    person.save()
    publish(events.PersonLeft(person_ref=person.ref), actor=actor, now=now)


@transaction.atomic
def reveal_sensitive(*, person: Person, actor: Actor, now: datetime) -> dict[str, Any]:
    """The sensitive attributes of one person; that somebody looked is recorded."""
    policies.manage_people.check(actor, person)
    hidden = {row.key for row in queries.attribute_definitions() if row.is_sensitive}
    publish(events.SensitiveSeen(person_ref=person.ref), actor=actor, now=now)
    return {key: value for key, value in person.attributes.items() if key in hidden}


@transaction.atomic
def record_export(*, organization: Any, count: int, actor: Actor, now: datetime) -> None:
    """Somebody takes a file of people out: that is recorded before the file leaves."""
    policies.manage_people.check(actor, organization)
    publish(events.PeopleExported(count=count), actor=actor, now=now)


@transaction.atomic
def restore_person(*, organization: Any, person: Person, actor: Actor, now: datetime) -> None:
    """Undo a removal."""
    policies.manage_people.check(actor, person)
    person.ended_at = None
    _save(person)
    publish(events.PersonAdded(person_ref=person.ref), actor=actor, now=now)


@transaction.atomic
def add_founder(
    *, organization: Any, user: Any, full_name: str, time_zone: str, now: datetime
) -> Person:
    """The person who set the organization up: its first administrator and program manager."""
    with tenancy.scope(organization.pk):
        person = Person.objects.create(
            user=user,
            full_name=full_name,
            email=user.email,
            time_zone=time_zone,
            created_at=now,
        )
        _set_roles(person, {Role.ORG_ADMIN, Role.PROGRAM_MANAGER})
    return person


@transaction.atomic
def found_organization(
    *,
    code: str,
    email: str,
    name: str,
    password: str,
    organization_name: str,
    kind: str,
    time_zone: str,
    now: datetime,
) -> tuple[Any, Any]:
    """The first steps in one: spend the code, make the account, the organization and its admin.

    Returns the user and the organization.

    Raises
    ------
    junto.domain.accounts.actions.CodeSpent
        When the code was used before or has expired.
    AccountExists
        When somebody signs in with this address already.
    """
    accounts.spend_setup_code(code=code, now=now)
    if account_queries.user_by_email(email) is not None:
        raise AccountExists(email)
    user = accounts.create_user(email=email, name=name, password=password, now=now)
    organization = organizations.create_organization(
        name=organization_name,
        kind=kind,
        time_zone=time_zone,
        actor=Actor(user_id=user.pk),
        now=now,
    )
    add_founder(organization=organization, user=user, full_name=name, time_zone=time_zone, now=now)
    return user, organization


@transaction.atomic
def prepare_sign_in(*, email: str, now: datetime) -> None:
    """Give an address that an organization knows an account to prove by code.

    Whether the address is known shows nowhere: the page that follows is the same.
    """
    known = queries.memberships_everywhere(email=email.strip().lower())
    if known and account_queries.user_by_email(email) is None:
        accounts.create_user(email=email, name=known[0].person_name, password=None, now=now)


def attach_user(*, person: Person, user: Any) -> Person:
    """Let this user sign in as this person. Called inside the transaction that made both."""
    person.user = user
    person.save()
    return person


@transaction.atomic
def link_user(*, user: Any, now: datetime) -> int:
    """A user who proved an e-mail address becomes the people who carry it; returns how many."""
    with tenancy.unscoped("an address that was proved may be known to several organizations"):
        taken = Person.objects.filter(user=user).values("organization_id")
        return int(
            Person.objects.filter(email=user.email, user=None, ended_at=None)
            .exclude(organization_id__in=taken)
            .update(user=user)
        )


def define_attribute(
    *, key: str, label: str, kind: str, is_sensitive: bool, position: int
) -> AttributeDefinition:
    """Keep an attribute in the organization in scope, or find the one that is kept."""
    found, _ = AttributeDefinition.objects.get_or_create(
        organization_id=tenancy.current_organization_id(),
        key=key,
        defaults={
            "label": label,
            "kind": kind,
            "is_sensitive": is_sensitive,
            "position": position,
        },
    )
    return found


def _clean(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - {*FIELDS, "manager", "external_id"}
    if unknown:
        raise KeyError(sorted(unknown))
    if "email" in fields:
        fields["email"] = fields["email"].strip().lower()
    return fields


def _save(person: Person) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise EmailTaken(person.email) from None


def _set_roles(person: Person, roles: set[str]) -> None:
    RoleAssignment.objects.filter(person=person).exclude(role__in=roles).delete()
    held = queries.roles_of(person)
    RoleAssignment.objects.bulk_create(
        [RoleAssignment(person=person, role=role) for role in sorted(roles - held)]
    )


def _refuse_circle(person: Person) -> None:
    above = person.manager
    while above is not None:
        if above.pk == person.pk:
            raise OwnManager
        above = above.manager
