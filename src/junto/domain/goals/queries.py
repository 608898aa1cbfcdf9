"""Reading next steps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from junto.domain.goals.enums import STILL_OPEN, StepState, WitnessState
from junto.domain.goals.models import Commitment, Witness
from junto.domain.groups import queries as group_queries
from junto.foundation import tenancy
from junto.kernel import anonymity

if TYPE_CHECKING:
    from junto.domain.groups.models import Group

LATEST = 20


def get_step(ref: str) -> Commitment:
    """The next step with this reference (NotFound when there is none)."""
    return tenancy.find(Commitment, ref)


def open_steps_of(person_id: int) -> list[Commitment]:
    """What somebody has open, the nearest day first."""
    mine = Commitment.objects.filter(person_id=person_id, state__in=STILL_OPEN)
    return list(mine.select_related("group").order_by("by", "pk"))


def past_steps_of(person_id: int, *, limit: int = LATEST) -> list[Commitment]:
    """What somebody has done, let go or learned from, the latest first."""
    mine = Commitment.objects.filter(person_id=person_id).exclude(state__in=STILL_OPEN)
    return list(mine.select_related("group").order_by("-settled_on", "-pk")[:limit])


def open_steps_in(group: "Group") -> list[Commitment]:
    """What the people of a group have open there, by name: it opens their next session."""
    rows = Commitment.objects.filter(group=group, state__in=STILL_OPEN)
    here = Q(person__group_memberships__group=group, person__group_memberships__ended_at=None)
    return list(
        rows.filter(here, person__ended_at=None)
        .select_related("person")
        .order_by("person__full_name", "by", "pk")
    )


def made_in(session_ref: str, person_id: int) -> list[Commitment]:
    """What somebody took out of one session."""
    rows = Commitment.objects.filter(session_ref=session_ref, person_id=person_id)
    return list(rows.order_by("pk"))


# ---------------------------------------------------------------- standing by a step


def get_witness(ref: str) -> Witness:
    """The question to stand by a step with this reference (NotFound when there is none)."""
    return tenancy.find(Witness, ref)


def witness_of(step: Commitment) -> Witness | None:
    """Who was asked to stand by a step, while they are of its group."""
    rows = Witness.objects.filter(
        step=step,
        person__ended_at=None,
        person__group_memberships__group=step.group_id,
        person__group_memberships__ended_at=None,
    )
    return rows.select_related("person").first()


def stood_by(person_id: int) -> list[Witness]:
    """Steps of others that somebody was asked to stand by and has not refused, the newest first."""
    rows = Witness.objects.filter(person_id=person_id).exclude(state=WitnessState.NO)
    both = rows.filter(
        step__person__ended_at=None,
        step__person__group_memberships__group=F("step__group"),
        step__person__group_memberships__ended_at=None,
    )
    found = list(both.select_related("step__person", "step__group").order_by("-asked_on", "-pk"))
    if not found:
        return []
    mine = {group.pk for group in group_queries.groups_with(person_id)}
    return [each for each in found if each.step.group_id in mine][:LATEST]


def needs_rehearsal(step: Commitment, today: date) -> bool:
    """True from half-way to its day on, until its owner has gone through it in mind."""
    if not step.is_open or step.pictured_on is not None:
        return False
    return step.made_on + (step.by - step.made_on) / 2 <= today < step.by


@dataclass(frozen=True)
class Counts:
    """How many next steps were made, and what became of them."""

    made: int
    done: int
    open: int
    let_go: int


def counts_in(group_ids: Iterable[int]) -> Counts | None:
    """Counts over all these groups, or None while too few people are behind them."""
    rows = Commitment.objects.filter(group_id__in=list(group_ids))
    found: Any = rows.aggregate(
        people=Count("person", distinct=True),
        made=Count("pk"),
        done=Count("pk", filter=Q(state__in=(StepState.DONE, StepState.LEARNED))),
        open=Count("pk", filter=Q(state__in=STILL_OPEN)),
        let_go=Count("pk", filter=Q(state=StepState.LET_GO)),
    )
    if found.pop("people") < anonymity.GROUP_PULSE:
        return None
    return Counts(**found)


def due(days: Iterable[date]) -> list[Commitment]:
    """Open next steps of these days, in every organization."""
    with tenancy.unscoped("people of every organization are asked on the day of their step"):
        rows = Commitment.objects.filter(state__in=STILL_OPEN, by__in=list(days))
        return list(rows.filter(person__ended_at=None).select_related("person", "group"))


def stored_about(person_id: int) -> list[dict[str, Any]]:
    """Everything kept of somebody's next steps."""
    rows = Commitment.objects.filter(person_id=person_id).order_by("made_on", "pk")
    return [
        {
            "do": row.do,
            "cue": row.cue,
            "by": row.by.isoformat(),
            "sure": row.sure,
            "would_make_it_surer": row.lift,
            "pictured_on": row.pictured_on.isoformat() if row.pictured_on else None,
            "state": row.state,
            "learned": row.learned,
            "made_on": row.made_on.isoformat(),
        }
        for row in rows
    ]


def stored_of_standing_by(person_id: int) -> list[dict[str, Any]]:
    """What somebody wrote to those whose steps they stand by; the steps are the others'."""
    rows = Witness.objects.filter(person_id=person_id).order_by("asked_on", "pk")
    return [
        {"asked_on": row.asked_on.isoformat(), "answer": row.state, "cheer": row.cheer}
        for row in rows
    ]
