"""Starting what one's group does with people of one's own: a proposal, or at once where one may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from junto.domain.circle import deliveries, events, policies
from junto.domain.circle.enums import SpinState
from junto.domain.circle.models import SpinOff
from junto.domain.groups import agreements, starting
from junto.domain.groups import policies as group_policies
from junto.domain.people import queries as people_queries
from junto.domain.programs import queries as program_queries
from junto.domain.sessions import queries as session_queries
from junto.foundation.access import Actor, Forbidden
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.groups.models import Group

LONGEST_NAME, LONGEST = 80, 1000


class NoName(ValueError):
    """A new group has a name of its own."""


class TooLong(ValueError):
    """A name is a line, a reason half a page, an agreement seven sentences."""


class OneIsOpen(ValueError):
    """An earlier proposal of the same person waits for its answer."""


@dataclass(frozen=True)
class Wanted:
    """What the new group is called, why, and the sentences its agreement begins with."""

    name: str
    why: str = ""
    norms: Sequence[str] = ()


@transaction.atomic
def propose_spin_off(*, group: "Group", wanted: Wanted, actor: Actor, now: datetime) -> SpinOff:
    """Propose a group like one's own; whoever runs the program starts it at once.

    The format is that of the group's latest session.

    Raises
    ------
    NoName, TooLong, OneIsOpen
        When the name is missing, something is too long, or a proposal waits already.
    groups.starting.NameTaken, groups.membership.NotEnrolled
        When it would start at once and cannot.
    """
    policies.spin_off.check(actor, group)
    person = people_queries.person_of(actor)
    if person is None:
        raise Forbidden("circle.spin-off")
    waiting = SpinOff.objects.filter(program=group.program, person=person, state=SpinState.ASKED)
    if waiting.exists():
        raise OneIsOpen
    made = SpinOff.objects.create(
        program=group.program,
        origin=group,
        person=person,
        kind=group.kind,
        format_id=_format_of(group),
        asked_on=now.astimezone(ZoneInfo(person.time_zone)).date(),
        **_checked(wanted),
    )
    told = events.SpinOffProposed(program_ref=group.program.ref, group_ref=group.ref)
    publish(told, actor=actor, now=now)
    if group_policies.form_groups(actor, group.program):
        start_spin_off(spin_off=made, actor=actor, now=now)
    else:
        for manager in program_queries.managers_of(group.program):
            deliveries.post_spin_off(made, manager, now=now)
    return made


def _format_of(group: "Group") -> str:
    sessions = session_queries.sessions_of(group)
    return str(sessions[-1].format_id) if sessions else ""


def _checked(wanted: Wanted) -> dict[str, str]:
    name, why = (each.replace("\0", "").strip() for each in (wanted.name, wanted.why))
    norms = [line for each in wanted.norms if (line := each.replace("\0", "").strip())]
    if not name:
        raise NoName
    if (
        len(name) > LONGEST_NAME
        or len(why) > LONGEST
        or len(norms) > agreements.MOST_NORMS
        or any(len(each) > agreements.LONGEST_NORM for each in norms)
    ):
        raise TooLong
    return {"name": name, "why": why, "norms": "\n".join(norms)}


@transaction.atomic
def start_spin_off(*, spin_off: SpinOff, actor: Actor, now: datetime) -> "Group | None":
    """Let it begin with its proposer in it; None when it was answered already.

    Raises
    ------
    groups.starting.NameTaken, groups.membership.NotEnrolled
        When another group has the name, or its proposer takes part no longer.
    """
    policies.settle_spin_off.check(actor, spin_off)
    row = SpinOff.objects.select_for_update().get(pk=spin_off.pk)
    if row.state != SpinState.ASKED:
        return None
    row.made = starting.start_group(
        program=row.program,
        kind=row.kind,
        name=row.name,
        first=row.person,
        norms=row.norms.splitlines(),
        actor=actor,
        now=now,
    )
    _settle(row, SpinState.STARTED, actor, now)
    return row.made


@transaction.atomic
def decline_spin_off(*, spin_off: SpinOff, actor: Actor, now: datetime) -> bool:
    """Not this time; False when it was answered already."""
    policies.settle_spin_off.check(actor, spin_off)
    row = SpinOff.objects.select_for_update().get(pk=spin_off.pk)
    if row.state != SpinState.ASKED:
        return False
    _settle(row, SpinState.DECLINED, actor, now)
    return True


def _settle(row: SpinOff, state: SpinState, actor: Actor, now: datetime) -> None:
    row.state = state
    row.save(update_fields=["state", "made"])
    told = events.SpinOffSettled(program_ref=row.program.ref, state=state)
    publish(told, actor=actor, now=now)
