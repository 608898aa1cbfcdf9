"""Letting people into the sample organization."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from junto.domain.organizations import queries as organizations
from junto.domain.people import actions as people
from junto.domain.people import queries as people_queries
from junto.domain.people.enums import Role
from junto.domain.programs import actions as programs
from junto.domain.programs import queries as program_queries
from junto.domain.programs.enums import StaffRole
from junto.foundation import jobs, tenancy
from junto.foundation.access import system


@transaction.atomic
def ask_for_sample(*, now: datetime) -> Any:
    """Have the sample organization made; returns the job that does."""
    return jobs.enqueue("overview.seed-sample", now=now)


@transaction.atomic
def visit_sample(*, user: Any, now: datetime) -> Any:
    """Let somebody with an account of their own manage the sample's programs.

    They are a nameless visitor there: others who look around the sample learn nothing of them.
    """
    sample = organizations.sample_organization()
    if sample is None:
        raise tenancy.NotFound("sample")
    with tenancy.scope(sample.pk):
        house = system(sample.pk)
        if people_queries.people().filter(user=user).exists():
            return sample
        visitor = people.add_person(
            organization=sample,
            fields={"full_name": _("Visitor"), "time_zone": sample.time_zone},
            roles=[Role.PROGRAM_MANAGER],
            actor=house,
            now=now,
        )
        people.attach_user(person=visitor, user=user)
        for program in program_queries.programs():
            programs.add_staff(
                program=program, person=visitor, role=StaffRole.MANAGER, actor=house, now=now
            )
    return sample
