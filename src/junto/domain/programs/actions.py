"""Writing programs."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.people import queries as people_queries
from junto.domain.programs import events, policies
from junto.domain.programs.enums import EnrollmentState, ProgramState, SetupStep, StaffRole
from junto.domain.programs.models import Enrollment, Program, ProgramStaff
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person


class LastManager(ValueError):
    """Nobody would be left to manage the program."""


@transaction.atomic
def create_program(*, organization: Any, name: str, actor: Actor, now: datetime) -> Program:
    """Begin a program; whoever begins it manages it."""
    policies.create_program.check(actor, organization)
    program = Program.objects.create(name=name, created_at=now)
    manager = people_queries.person_of(actor)
    if manager is not None:
        ProgramStaff.objects.create(program=program, person=manager, role=StaffRole.MANAGER)
        actor.known.clear()
    publish(events.ProgramCreated(program_ref=program.ref), actor=actor, now=now)
    return program


@transaction.atomic
def add_staff(
    *, program: Program, person: "Person", role: str, actor: Actor, now: datetime
) -> None:
    """Let somebody look after the program."""
    policies.manage_program.check(actor, program)
    ProgramStaff.objects.get_or_create(
        organization_id=program.organization_id, program=program, person=person, role=role
    )
    actor.known.clear()
    publish(
        events.StaffAdded(program_ref=program.ref, person_ref=person.ref, role=str(role)),
        actor=actor,
        now=now,
    )


@transaction.atomic
def remove_manager(*, program: Program, person: "Person", actor: Actor, now: datetime) -> None:
    """Somebody does not manage the program any more; one manager always stays.

    Raises
    ------
    LastManager
        When nobody would be left to manage it.
    """
    policies.manage_program.check(actor, program)
    managers = ProgramStaff.objects.filter(program=program, role=StaffRole.MANAGER)
    if not managers.exclude(person=person).exists():
        raise LastManager
    managers.filter(person=person).delete()
    actor.known.clear()
    publish(
        events.StaffRemoved(program_ref=program.ref, person_ref=person.ref), actor=actor, now=now
    )


@transaction.atomic
def remove_facilitator(*, program: Program, person: "Person", actor: Actor, now: datetime) -> None:
    """Somebody does not facilitate in the program any more."""
    policies.manage_program.check(actor, program)
    rows = ProgramStaff.objects.filter(program=program, role=StaffRole.FACILITATOR)
    rows.filter(person=person).delete()
    actor.known.clear()
    told = events.FacilitatorRemoved(program_ref=program.ref, person_ref=person.ref)
    publish(told, actor=actor, now=now)


@transaction.atomic
def save_template(
    *,
    program: Program,
    template_id: str,
    template_version: str,
    group_kind: str,
    size_min: int,
    size_max: int,
    starts_on: date | None,
    rules: dict[str, Any] | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Choose the template and the group size; `rules` replaces the rules where given."""
    policies.manage_program.check(actor, program)
    program.template_id, program.template_version = template_id, template_version
    program.group_kind = group_kind
    program.size_min, program.size_max = size_min, size_max
    program.starts_on = starts_on
    if rules is not None:
        program.rules = rules
    _save_step(program, SetupStep.TEMPLATE, now)
    publish(
        events.TemplateChosen(program_ref=program.ref, template_id=template_id),
        actor=actor,
        now=now,
    )


@transaction.atomic
def save_rules(*, program: Program, rules: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Save the must-haves and nice-to-haves for this program's groups."""
    policies.manage_program.check(actor, program)
    program.rules = rules
    _save_step(program, SetupStep.RULES, now)
    publish(events.RulesSaved(program_ref=program.ref), actor=actor, now=now)


@transaction.atomic
def save_size(
    *, program: Program, size_min: int, size_max: int, actor: Actor, now: datetime
) -> None:
    """Change how many people a group has."""
    policies.manage_program.check(actor, program)
    program.size_min, program.size_max = size_min, size_max
    program.save()
    publish(events.SizeChanged(program_ref=program.ref), actor=actor, now=now)


@transaction.atomic
def rename_program(*, program: Program, name: str, actor: Actor, now: datetime) -> None:
    """Give the program another name."""
    policies.manage_program.check(actor, program)
    program.name = name
    program.save()
    publish(events.ProgramRenamed(program_ref=program.ref), actor=actor, now=now)


@transaction.atomic
def enroll_people(
    *, program: Program, people: Iterable["Person"], actor: Actor, now: datetime
) -> int:
    """Enroll people who are not in the program yet; returns how many joined."""
    policies.manage_program.check(actor, program)
    wanted = list(people)
    known = {
        enrollment.person_id: enrollment
        for enrollment in Enrollment.objects.filter(program=program)
    }
    back = [
        known[person.pk]
        for person in wanted
        if person.pk in known and known[person.pk].state == EnrollmentState.WITHDRAWN
    ]
    Enrollment.objects.filter(pk__in=[row.pk for row in back]).update(
        state=EnrollmentState.ACTIVE, since=now
    )
    fresh = [
        Enrollment(program=program, person=person, since=now)
        for person in wanted
        if person.pk not in known
    ]
    Enrollment.objects.bulk_create(fresh, batch_size=500)
    _save_step(program, SetupStep.PEOPLE, now)
    count = len(fresh) + len(back)
    publish(events.PeopleEnrolled(program_ref=program.ref, count=count), actor=actor, now=now)
    return count


@transaction.atomic
def withdraw_people(
    *, program: Program, person_ids: Iterable[int], actor: Actor, now: datetime
) -> int:
    """Take people out of the program; returns how many left."""
    policies.manage_program.check(actor, program)
    count = Enrollment.objects.filter(program=program, person_id__in=list(person_ids)).update(
        state=EnrollmentState.WITHDRAWN, since=now
    )
    _save_step(program, SetupStep.PEOPLE, now)
    publish(events.PeopleWithdrawn(program_ref=program.ref, count=count), actor=actor, now=now)
    return int(count)


def note_changed_people(*, now: datetime, **which: Any) -> None:
    """People who left the organization or came back: their programs have other people now.

    Called inside the transaction of the change; `which` says who, as fields of a person.
    """
    theirs = {f"enrollments__person__{name}": value for name, value in which.items()}
    for program in Program.objects.filter(**theirs).distinct().order_by("pk"):
        _save_step(program, SetupStep.PEOPLE, now)


def mark_running(*, program: Program, actor: Actor, now: datetime) -> None:
    """The program's groups are published: it runs. Called inside the publishing transaction."""
    program.state = ProgramState.RUNNING
    _save_step(program, SetupStep.GROUPS, now)
    publish(events.ProgramStarted(program_ref=program.ref), actor=actor, now=now)


def mark_step(*, program: Program, step: str, now: datetime) -> None:
    """A later step of the set-up is done. Called inside the transaction that did it."""
    if step not in program.steps_saved:
        _save_step(program, step, now)


def note_step(*, program: Program, step: str, now: datetime) -> None:
    """A step of the set-up was taken elsewhere for the first time. Called inside a transaction."""
    locked = Program.objects.select_for_update().get(pk=program.pk)
    if step not in locked.steps_saved:
        locked.steps_saved = {**locked.steps_saved, str(step): now.isoformat()}
        locked.save(update_fields=["steps_saved"])
    program.steps_saved = locked.steps_saved


def _save_step(program: Program, step: str, now: datetime) -> None:
    program.steps_saved = {**program.steps_saved, str(step): now.isoformat()}
    program.save()
