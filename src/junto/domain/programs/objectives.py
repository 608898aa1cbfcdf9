"""What a program is to reach: objectives with a target, and how far each is."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from junto.domain.programs import events, policies
from junto.domain.programs.enums import Measure
from junto.domain.programs.models import Objective, Program
from junto.foundation import tenancy
from junto.foundation.access import Actor
from junto.foundation.events import publish

MOST = 7


class TooMany(ValueError):
    """A program that aims at everything aims at nothing."""


def get_objective(ref: str) -> Objective:
    """The objective with this reference (NotFound when there is none)."""
    return tenancy.find(Objective, ref)


def objectives_of(program: Program) -> list[Objective]:
    """What the program is to reach, in the order in which it was said."""
    return list(Objective.objects.filter(program=program, ended_at=None).order_by("pk"))


def highest(measure: str) -> Decimal | None:
    """The largest target that makes sense, where a measure has one."""
    if measure == Measure.OWN:
        return None
    return Decimal(5) if measure == Measure.USEFUL else Decimal(100)


@transaction.atomic
def set_objective(
    *,
    program: Program,
    text: str,
    serves: str,
    measure: str,
    unit: str,
    target: Decimal,
    at_most: bool,
    by: date | None,
    objective: Objective | None = None,
    actor: Actor,
    now: datetime,
) -> Objective:
    """Say what the program is to reach, or say it in another way.

    Raises
    ------
    TooMany
        When the program has as many objectives as anybody can keep in mind.
    """
    policies.manage_program.check(actor, program)
    if objective is None:
        Program.objects.select_for_update().get(pk=program.pk)
        if Objective.objects.filter(program=program, ended_at=None).count() >= MOST:
            raise TooMany
        objective = Objective(program=program, created_at=now)
    is_own = measure == Measure.OWN
    objective.text, objective.serves, objective.measure = text, serves, measure
    objective.unit, objective.at_most = (unit, at_most) if is_own else ("", False)
    objective.target, objective.by = target, by
    if not is_own:
        objective.value = objective.value_on = None
    objective.save()
    publish(
        events.ObjectiveSet(program_ref=program.ref, objective_ref=objective.ref),
        actor=actor,
        now=now,
    )
    return objective


@transaction.atomic
def note_value(
    *, objective: Objective, value: Decimal, on: date, actor: Actor, now: datetime
) -> None:
    """Note how far an objective of one's own is."""
    policies.aim.check(actor, objective)
    objective.value, objective.value_on = value, on
    objective.save(update_fields=["value", "value_on"])
    publish(
        events.ValueNoted(program_ref=objective.program.ref, objective_ref=objective.ref),
        actor=actor,
        now=now,
    )


@transaction.atomic
def end_objective(*, objective: Objective, actor: Actor, now: datetime) -> None:
    """Take an objective back; `restore_objective` undoes it."""
    policies.aim.check(actor, objective)
    _end(objective, now, actor, now)


@transaction.atomic
def restore_objective(*, objective: Objective, actor: Actor, now: datetime) -> None:
    """Aim at it again."""
    policies.aim.check(actor, objective)
    _end(objective, None, actor, now)


def _end(objective: Objective, at: datetime | None, actor: Actor, now: datetime) -> None:
    objective.ended_at = at
    objective.save(update_fields=["ended_at"])
    kind = events.ObjectiveEnded if at else events.ObjectiveSet
    publish(
        kind(program_ref=objective.program.ref, objective_ref=objective.ref), actor=actor, now=now
    )
