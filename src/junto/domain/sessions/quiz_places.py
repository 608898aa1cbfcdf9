"""Where a quiz can be run, and for whom: sessions, groups, programs, the organization."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from junto.domain.assessments.quiz_events import QuizEnded, QuizOpened
from junto.domain.groups import queries as group_queries
from junto.domain.organizations import queries as organization_queries
from junto.domain.people.enums import Role
from junto.domain.programs import queries as program_queries
from junto.domain.programs.enums import StaffRole
from junto.domain.sessions import policies as session_policies
from junto.domain.sessions import room_policies, room_queries
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import RoomEvent, Session
from junto.foundation import ports, tenancy
from junto.foundation.access import Actor
from junto.foundation.events import subscribe
from junto.kernel.formats.room import Kind

# Sessions that begin or began within this time can be chosen.
AROUND = timedelta(hours=18)
MOST_PLACES = 60
_ALL = (Role.FACILITATOR, Role.PROGRAM_MANAGER, Role.ORG_ADMIN)
_STAFF = frozenset({StaffRole.MANAGER, StaffRole.FACILITATOR})

Row = tuple[str, str, str, tuple[str, ...]]


def hosts(*, actor: Actor, place: str, ref: str) -> bool:
    """Tell whether the actor may run a quiz there."""
    check = {
        "session": _in_room,
        "group": _in_group,
        "program": lambda actor, ref: _staffs(actor, program_queries.get_program(ref)),
        "organization": lambda actor, ref: _is_here(actor, ref) and actor.has(*_ALL),
    }.get(place)
    return check is not None and _found(check, actor, ref)


def plays(*, actor: Actor, place: str, ref: str) -> bool:
    """Tell whether a quiz that is run there is for the actor."""
    check = {
        "session": _in_room,
        "group": _in_group,
        "program": _in_program,
        "organization": _is_here,
    }.get(place)
    return check is not None and _found(check, actor, ref)


def _found(check: Callable[[Actor, str], bool], actor: Actor, ref: str) -> bool:
    try:
        return actor.person_id is not None and check(actor, ref)
    except tenancy.NotFound:
        return False


def _in_room(actor: Actor, ref: str) -> bool:
    return room_policies.enter_room(actor, room_queries.get_look(ref))


def _in_group(actor: Actor, ref: str) -> bool:
    return session_policies.list_sessions(actor, group_queries.get_group(ref))


def _in_program(actor: Actor, ref: str) -> bool:
    if program_queries.takes_part_in(ref, actor.person_id or 0):
        return True
    return _staffs(actor, program_queries.get_program(ref))


def _staffs(actor: Actor, program: Any) -> bool:
    here = program.organization_id == actor.organization_id
    return here and not program_queries.staff_roles(program, actor).isdisjoint(_STAFF)


def _is_here(actor: Actor, ref: str) -> bool:
    return organization_queries.get_organization(ref).pk == actor.organization_id


# ---------------------------------------------------------------- what can be chosen


def places(*, actor: Actor) -> list[Row]:
    """Return kind, reference, title and suggested teams of each, what is nearest first."""
    staffed = {row.program_id: row for row in program_queries.staffing(actor) if row.role in _STAFF}
    mine = group_queries.groups_with(actor.person_id or 0)
    rows = [*_sessions(mine, list(staffed), timezone.now()), *_groups(mine, list(staffed))]
    for row in staffed.values():
        teams = [group.name for group in group_queries.groups_in([row.program_id])]
        rows.append(("program", row.ref, row.name, tuple(teams)))
    if actor.has(*_ALL) and actor.organization_id is not None:
        organization = organization_queries.get_organization_by_id(actor.organization_id)
        rows.append(("organization", organization.ref, organization.name, ()))
    return rows[:MOST_PLACES]


def _sessions(groups: list[Any], programs: list[int], now: datetime) -> list[Row]:
    rows = Session.objects.filter(starts_at__gt=now - AROUND, starts_at__lt=now + AROUND)
    rows = rows.exclude(state__in=(SessionState.CALLED_OFF, SessionState.ENDED))
    mine = rows.filter(group_id__in=[group.pk for group in groups])
    theirs = rows.filter(group__program_id__in=programs, group__ended_at=None)
    found = (mine | theirs).annotate(group_name=F("group__name")).order_by("starts_at", "pk")
    return [
        ("session", row.ref, f"{row.group_name}: {row.title}", ()) for row in found[:MOST_PLACES]
    ]


def _groups(groups: list[Any], programs: list[int]) -> list[Row]:
    found = {row.pk: row for row in [*groups, *group_queries.groups_in(programs)]}
    rows = sorted(found.values(), key=lambda row: (row.name, row.pk))
    return [("group", row.ref, row.name, ()) for row in rows]


# ---------------------------------------------------------------- telling the room


@subscribe(QuizOpened)
@subscribe(QuizEnded)
def tell_the_room(event: QuizOpened | QuizEnded, *, actor: Actor, now: datetime) -> None:
    """Write into the log of a session that a quiz goes on, so that every page looks again."""
    if event.place != "session":
        return
    session = Session.objects.select_for_update().filter(ref=event.place_ref).first()
    if session is None or session.opened_at is None or session.ended_at is not None:
        return
    RoomEvent.objects.create(
        session=session,
        number=room_queries.last_number(session) + 1,
        at=now,
        kind=Kind.WROTE,
        payload={"quiz": event.run_ref},
        person=None,
    )


def provide() -> None:
    """Offer this to the quizzes, which know nothing of sessions and groups."""
    ports.provide("assessments.hosts", hosts)
    ports.provide("assessments.plays", plays)
    ports.provide("assessments.places", places)
