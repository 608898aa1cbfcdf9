"""After a session: who had how much of the floor, told to each alone; who held which role; minutes.

When a session ends, each person's share of the measured time is written down for that person, and
the moments at which turns began and ended are taken out of the log: what is left tells how long
stages took and nothing about anybody. The log still replays to the same room.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Avg, Count, Max, Min

from junto.domain.groups import queries as group_queries
from junto.domain.people import queries as people_queries
from junto.domain.sessions import policies, room_queries
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import (
    RoleTurn,
    RoomEvent,
    Session,
    StageMinutes,
    VoiceLine,
    VoiceTrend,
    VoiceWish,
)
from junto.foundation import idempotency, tenancy
from junto.foundation.access import Actor
from junto.foundation.schedule import every
from junto.kernel.formats.balance import balance, shares
from junto.kernel.formats.room import Kind, Room

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.programs.models import Program

KEPT_FOR = timedelta(days=14)
# In a pair one share tells the other.
FEWEST = 3
# With one's own line and the two figures of a group, the others' shares of three follow.
FEWEST_IN_TREND = 4
FEWEST_GROUPS = 4
# What tells when somebody began or ended to speak, asked for something or agreed.
_OF_SOMEBODY = (
    Kind.DONE,
    Kind.PASSED,
    Kind.RAISED,
    Kind.LOWERED,
    Kind.READY,
    Kind.ASKED_MORE,
    Kind.ANSWERED_MORE,
    Kind.WROTE,
)


# ---------------------------------------------------------------- when a session ends


def note(session: Session, now: datetime) -> None:
    """Write down what is told of a session that has ended, and forget the seconds behind it."""
    if not session.timeline:
        return
    room = room_queries.load_room(session)
    _note_minutes(session, room)
    _note_shares(session, room, now)
    _forget_moments(session)
    room_queries.forget(session)


def _note_minutes(session: Session, room: Room) -> None:
    planned: dict[str, int] = {}
    took: dict[str, float] = {}
    for place, seconds in room.took.items():
        step = room.plan[place]
        planned[step.stage.id] = planned.get(step.stage.id, 0) + step.seconds
        took[step.stage.id] = took.get(step.stage.id, 0.0) + seconds
    StageMinutes.objects.bulk_create(
        StageMinutes(
            session=session,
            stage=name,
            place=at,
            planned_seconds=planned[name],
            took_seconds=round(seconds),
        )
        for at, (name, seconds) in enumerate(took.items())
    )


def _note_shares(session: Session, room: Room, now: datetime) -> None:
    found = balance(room.spoken, room.due)
    if found is None or len(room.due) < FEWEST:
        return
    had, planned = shares(room.spoken), shares(room.due)
    VoiceLine.objects.bulk_create(
        VoiceLine(
            session=session,
            person=person,
            text=json.dumps([round(100 * had.get(ref, 0.0)), round(100 * planned[ref])]),
            since=now.date(),
        )
        for ref, person in sorted(room_queries.people_of(session, room).items())
        if ref in planned
    )
    if is_trend_on(session.group) and len(room.due) >= FEWEST_IN_TREND:
        VoiceTrend.objects.create(
            session=session,
            balance=round(100 * found.balance),
            least_heard=min(999, round(100 * found.least_heard)),
        )


def _forget_moments(session: Session) -> None:
    """Move what single people did to the moment at which their stage began."""
    rows = RoomEvent.objects.filter(session=session).order_by("number")
    boundary, numbers = None, list[int]()
    for number, at, kind in [*rows.values_list("number", "at", "kind"), (0, None, "")]:
        if kind in _OF_SOMEBODY and boundary is not None:
            numbers.append(number)
            continue
        if numbers:
            rows.filter(number__in=numbers).update(at=boundary)
            numbers = []
        if kind in (Kind.OPENED, Kind.ADVANCED, Kind.SKIPPED):
            boundary = at


# ---------------------------------------------------------------- one person's own line


@dataclass(frozen=True)
class OwnLine:
    """Somebody's own share of a session, and the planned one, in percent."""

    had: int
    planned: int


def own_line(session: Session, person_id: int) -> OwnLine | None:
    """Return what is told to a person about themselves, until they delete it."""
    row = VoiceLine.objects.filter(session=session, person_id=person_id).first()
    return OwnLine(*json.loads(row.text)) if row else None


@transaction.atomic
def delete_line(*, session: Session, actor: Actor, now: datetime) -> None:
    """Delete one's own line: it was seen."""
    del now
    person = people_queries.person_of(actor)
    VoiceLine.objects.filter(session=session, person=person).delete()
    idempotency.claim()


@every(timedelta(hours=12), "sessions.forget-voice-lines")
def forget_lines(now: datetime) -> None:
    """Delete the lines nobody looked at for two weeks."""
    with tenancy.unscoped("the clock deletes what is old in every organization"):
        VoiceLine.objects.filter(since__lt=(now - KEPT_FOR).date()).delete()


# ---------------------------------------------------------------- the group's trend


def is_trend_on(group: "Group") -> bool:
    """Tell whether everybody in a group wants to see how evenly it is heard."""
    members = {person.pk for person in group_queries.members_of(group)}
    wish = set(VoiceWish.objects.filter(group=group).values_list("person_id", flat=True))
    return len(members) >= FEWEST_IN_TREND and members <= wish


def wants_trend(group: "Group", person_id: int) -> bool:
    """Tell whether somebody has said that they want it."""
    return VoiceWish.objects.filter(group=group, person_id=person_id).exists()


@transaction.atomic
def wish_trend(*, group: "Group", wants: bool, actor: Actor, now: datetime) -> None:
    """Say that one wants the trend, or not any more; one "no" ends it and deletes it."""
    del now
    policies.wish_trend.check(actor, group)
    person = people_queries.person_of(actor)
    assert person is not None
    if wants:
        VoiceWish.objects.get_or_create(group=group, person=person)
    else:
        VoiceWish.objects.filter(group=group, person=person).delete()
        VoiceTrend.objects.filter(session__group=group).delete()
    idempotency.claim()


def trend_of(group: "Group", person_id: int) -> list[VoiceTrend]:
    """Return the group's sessions with figures since somebody joined it, oldest first.

    Nothing unless all want it now.
    """
    since = group.members.filter(person_id=person_id, ended_at=None).values("joined_at")[:1]
    if not is_trend_on(group):
        return []
    rows = VoiceTrend.objects.filter(session__group=group, session__ends_at__gte=since)
    rows = rows.select_related("session")
    return list(rows.order_by("session__number", "session__table"))


# ---------------------------------------------------------------- roles and minutes


@dataclass(frozen=True)
class Held:
    """How often somebody held a role, and in which session last (0: never)."""

    times: int
    last: int


def ledger(group: "Group") -> dict[str, dict[int, Held]]:
    """Return by role and person how often it was held in sessions that are over."""
    rows = (
        RoleTurn.objects.filter(session__group=group, session__state=SessionState.ENDED)
        .values("role", "person_id")
        .annotate(times=Count("session_id", distinct=True), last=Max("session__number"))
        .order_by("role", "person_id")
    )
    found: dict[str, dict[int, Held]] = {}
    for row in rows:
        found.setdefault(row["role"], {})[row["person_id"]] = Held(row["times"], row["last"])
    return found


@dataclass(frozen=True)
class Minutes:
    """A stage: how long it was planned and took on average, in minutes, over so many sessions."""

    stage: str
    planned: float
    took: float
    sessions: int


def minutes_of(session: Session) -> list[Minutes]:
    """Return what the stages of one session were planned for and took, in their order."""
    rows = StageMinutes.objects.filter(session=session).order_by("place")
    return [Minutes(row.stage, row.planned_seconds / 60, row.took_seconds / 60, 1) for row in rows]


def minutes_in(program: "Program") -> dict[str, list[Minutes]]:
    """Return the same on average by format, where at least four groups have run it."""
    sessions = Session.objects.filter(group__program=program, state=SessionState.ENDED)
    enough = (
        sessions.filter(stage_minutes__isnull=False)
        .values("format_id")
        .annotate(groups=Count("group_id", distinct=True))
        .filter(groups__gte=FEWEST_GROUPS)
        .values_list("format_id", flat=True)
    )
    rows = (
        StageMinutes.objects.filter(session__in=sessions, session__format_id__in=list(enough))
        .values("session__format_id", "stage")
        .annotate(
            groups=Count("session__group_id", distinct=True),
            planned=Avg("planned_seconds"),
            took=Avg("took_seconds"),
            count=Count("session_id", distinct=True),
            at=Min("place"),
        )
        .filter(groups__gte=FEWEST_GROUPS)
        .order_by("session__format_id", "at", "stage")
    )
    found: dict[str, list[Minutes]] = {}
    for row in rows:
        made = Minutes(row["stage"], row["planned"] / 60, row["took"] / 60, row["count"])
        found.setdefault(row["session__format_id"], []).append(made)
    return found
