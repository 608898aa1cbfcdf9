"""Factories: the shortest way to an organization with people in it."""

from datetime import UTC, datetime
from typing import Any

import factory

from junto.domain.accounts.models import User
from junto.domain.organizations.models import Organization
from junto.domain.people.models import Person, RoleAssignment
from junto.domain.programs.models import Enrollment, Program, ProgramStaff
from junto.foundation import tenancy
from junto.foundation.access import Actor

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class OrganizationFactory(factory.django.DjangoModelFactory):
    """An organization."""

    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Organization {n}")
    created_at = NOW


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody who can sign in (with the password `correct horse 7`)."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"user{n}@people.example")
    name = factory.Sequence(lambda n: f"User {n}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("password", "correct horse 7")
        return model_class.objects.create_user(*args, **kwargs)


def make_person(
    organization: Organization, *, roles: tuple[str, ...] = (), user: bool = True, **fields: Any
) -> Person:
    """A person of an organization, able to sign in unless `user=False`."""
    with tenancy.scope(organization.pk):
        account = UserFactory() if user else None
        number = Person.objects.count() + 1
        values = {
            "full_name": f"Person {number}",
            "email": account.email if account else f"person{number}@people.example",
            "created_at": NOW,
            "user": account,
            **fields,
        }
        person = Person.objects.create(**values)
        RoleAssignment.objects.bulk_create(
            [RoleAssignment(person=person, role=role) for role in roles]
        )
    return person


def make_program(
    organization: Organization, *, manager: Person | None = None, **fields: Any
) -> Program:
    """A program, managed by `manager` if given."""
    with tenancy.scope(organization.pk):
        program = Program.objects.create(**{"name": "Program", "created_at": NOW, **fields})
        if manager is not None:
            ProgramStaff.objects.create(program=program, person=manager, role="manager")
    return program


def enroll(program: Program, people: list[Person]) -> None:
    """Let people take part."""
    with tenancy.scope(program.organization_id):
        Enrollment.objects.bulk_create(
            [Enrollment(program=program, person=person, since=NOW) for person in people]
        )


def actor_of(person: Person, *roles: str) -> Actor:
    """The person as an actor with the roles they hold, plus `roles`."""
    with tenancy.scope(person.organization_id):
        held = set(RoleAssignment.objects.filter(person=person).values_list("role", flat=True))
    return Actor(
        user_id=person.user_id,
        person_id=person.pk,
        organization_id=person.organization_id,
        roles=frozenset(held | set(roles)),
    )
