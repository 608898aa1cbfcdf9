"""Writing next steps."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from junto.domain.goals import events, policies
from junto.domain.goals.enums import SLOTS, STILL_OPEN, StepState
from junto.domain.goals.models import Commitment
from junto.domain.people import queries as people_queries
from junto.foundation import idempotency
from junto.foundation.access import Actor, system
from junto.foundation.events import Event, publish

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person

LONGEST = 500


class NothingToDo(ValueError):
    """A next step says what somebody will do."""


class TooLong(ValueError):
    """A next step is a sentence or two."""


class DayIsOver(ValueError):
    """A next step has a day to come."""


class TwoAreOpen(ValueError):
    """Nobody holds more than two open next steps."""


class NothingToUndo(ValueError):
    """The step has not changed since it was made, or that was undone already."""


def today_of(person: "Person", now: datetime) -> date:
    """The day it is for this person."""
    return now.astimezone(ZoneInfo(person.time_zone)).date()


@transaction.atomic
def make_step(
    *,
    group: "Group",
    do: str,
    by: date,
    actor: Actor,
    now: datetime,
    cue: str = "",
    sure: int | None = None,
    session_ref: str = "",
) -> Commitment:
    """Keep what somebody will do, and when.

    Raises
    ------
    NothingToDo, TooLong, DayIsOver
        When the words or the day are missing or too much.
    TwoAreOpen
        When two are open already; a third is refused by the database itself.
    """
    policies.share_steps.check(actor, group)
    person = people_queries.person_of(actor)
    if person is None or not do.strip():
        raise NothingToDo
    if len(do) > LONGEST or len(cue) > LONGEST:
        raise TooLong
    if by < today_of(person, now):
        raise DayIsOver
    step = Commitment(
        person=person,
        group=group,
        session_ref=session_ref,
        do=do.strip(),
        cue=cue.strip(),
        by=by,
        sure=sure,
        made_on=today_of(person, now),
    )
    step.slot = _free_slot(step)
    _save_in_slot(step)
    _tell(events.StepMade(group_ref=group.ref), now)
    return step


@dataclass(frozen=True)
class Shape:
    """What a step says: what, at which cue, how sure, and what would make it surer."""

    do: str
    cue: str = ""
    sure: int | None = None
    lift: str = ""


@transaction.atomic
def shape_step(*, step: Commitment, shape: Shape, actor: Actor, now: datetime) -> bool:
    """Say an open step in other words: smaller, at another cue; False when it is not open.

    A new cue is to be gone through in mind again.

    Raises
    ------
    NothingToDo, TooLong
        When nothing or too much is left of it.
    """
    policies.own_step.check(actor, step)
    do, cue, lift = (each.replace("\0", "").strip() for each in (shape.do, shape.cue, shape.lift))
    if not do:
        raise NothingToDo
    if max(len(do), len(cue), len(lift)) > LONGEST:
        raise TooLong
    row = Commitment.objects.select_for_update().get(pk=step.pk)
    if not row.is_open:
        return False
    if cue != row.cue:
        row.pictured_on = None
    row.do, row.cue, row.sure, row.lift = do, cue, shape.sure, lift
    row.save(update_fields=["do", "cue", "sure", "lift", "pictured_on"])
    _tell(events.StepChanged(group_ref=step.group.ref), now)
    return True


@transaction.atomic
def picture_step(*, step: Commitment, actor: Actor, now: datetime) -> bool:
    """Keep that its owner went through it in mind; False for a second tap or a closed step."""
    policies.own_step.check(actor, step)
    idempotency.claim()
    rows = Commitment.objects.filter(pk=step.pk, state__in=STILL_OPEN, pictured_on=None)
    return bool(rows.update(pictured_on=today_of(step.person, now)))


@transaction.atomic
def finish_step(*, step: Commitment, state: StepState, actor: Actor, now: datetime) -> bool:
    """Done, or let go on purpose; False when it was no longer open (a second tap)."""
    policies.own_step.check(actor, step)
    if state not in (StepState.DONE, StepState.LET_GO):
        raise ValueError(state)
    return _change(step, now, state=state, slot=None, settled_on=today_of(step.person, now))


@transaction.atomic
def move_step(*, step: Commitment, by: date, actor: Actor, now: datetime) -> bool:
    """Give it another day; False when it was no longer open.

    Raises
    ------
    DayIsOver
        When the new day is past.
    """
    policies.own_step.check(actor, step)
    if by < today_of(step.person, now):
        raise DayIsOver
    return _change(step, now, state=StepState.MOVED, by=by)


@transaction.atomic
def learn_from_step(*, step: Commitment, learned: str, actor: Actor, now: datetime) -> None:
    """Keep what it taught; an open step is done with that.

    Raises
    ------
    NothingToDo, TooLong
        When nothing or too much was written.
    """
    policies.own_step.check(actor, step)
    if not learned.strip():
        raise NothingToDo
    if len(learned) > LONGEST:
        raise TooLong
    row = Commitment.objects.select_for_update().get(pk=step.pk)
    row.before = _as_it_is(row)
    row.learned = learned.strip()
    row.state = StepState.LEARNED
    row.slot = None
    row.settled_on = row.settled_on or today_of(step.person, now)
    row.save()
    _tell(events.StepChanged(group_ref=step.group.ref), now)


@transaction.atomic
def undo_change(*, step: Commitment, actor: Actor, now: datetime) -> Commitment:
    """Put the step back to what it was before its last change.

    Raises
    ------
    NothingToUndo
        When there was no change, or it was undone.
    TwoAreOpen
        When two others have been opened since.
    """
    policies.own_step.check(actor, step)
    row = Commitment.objects.select_for_update().get(pk=step.pk)
    if not row.before:
        raise NothingToUndo
    row.state = row.before["state"]
    row.by = date.fromisoformat(row.before["by"])
    row.before = None
    if row.state != StepState.LEARNED:
        row.learned = ""
    if row.is_open:
        row.settled_on = None
        row.slot = row.slot or _free_slot(row)
    _save_in_slot(row)
    _tell(events.StepChanged(group_ref=step.group.ref), now)
    return row


def _change(step: Commitment, now: datetime, **fields: object) -> bool:
    still_open = Commitment.objects.filter(pk=step.pk, state__in=STILL_OPEN)
    if not still_open.update(before=_as_it_is(step), **fields):
        return False
    _tell(events.StepChanged(group_ref=step.group.ref), now)
    return True


def _as_it_is(step: Commitment) -> dict[str, str]:
    return {"state": str(step.state), "by": step.by.isoformat()}


def _free_slot(step: Commitment) -> int:
    mine = Commitment.objects.filter(person=step.person, slot__isnull=False)
    taken = set(mine.values_list("slot", flat=True))
    free = [slot for slot in SLOTS if slot not in taken]
    if not free:
        raise TwoAreOpen
    return free[0]


def _save_in_slot(step: Commitment) -> None:
    try:
        with transaction.atomic():
            step.save()
    except IntegrityError:
        # Another request took the place in between.
        raise TwoAreOpen from None


def _tell(event: Event, now: datetime) -> None:
    """In the name of the house: whose steps they are is not for the organization's log."""
    publish(event, actor=system(), now=now)
