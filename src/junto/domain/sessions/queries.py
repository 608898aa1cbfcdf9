"""Reading series, sessions and who comes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, prefetch_related_objects

from junto.domain.groups import queries as group_queries
from junto.domain.sessions.enums import Said, SeriesState, SessionState
from junto.domain.sessions.models import Attendance, Series, Session
from junto.foundation import tenancy

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

STANDING = (SessionState.PLANNED, SessionState.LIVE, SessionState.ENDED)
AHEAD = (SessionState.PLANNED, SessionState.LIVE)


def get_session(ref: str) -> Session:
    """The session with this reference (NotFound when there is none)."""
    return tenancy.find(Session, ref)


def get_series(ref: str) -> Series:
    """The series with this reference (NotFound when there is none)."""
    return tenancy.find(Series, ref)


def sessions_of(group: "Group") -> list[Session]:
    """A group's sessions, those called off too, in order."""
    return list(Session.objects.filter(group=group).order_by("number"))


def session_before(session: Session) -> Session | None:
    """The group's session before this one, unless it was called off."""
    earlier = Session.objects.filter(
        group_id=session.group_id, starts_at__lt=session.starts_at, state__in=STANDING
    )
    return earlier.defer("calendar", "timeline").order_by("-starts_at").first()


def next_session(group: "Group", now: datetime) -> Session | None:
    """The session that is on, or the next one."""
    ahead = Session.objects.filter(group=group, state__in=AHEAD, ends_at__gt=now)
    return ahead.order_by("starts_at").first()


def next_among(sessions: Iterable[Session], now: datetime) -> Session | None:
    """The same of sessions that were read already."""
    ahead = [each for each in sessions if each.state in AHEAD and each.ends_at > now]
    return min(ahead, key=lambda each: each.starts_at, default=None)


def reached(session_id: int) -> str:
    """Whether the expected outcome of a session was reached; empty where nobody said."""
    found = Session.objects.filter(pk=session_id).values_list("reached", flat=True)
    return found.first() or ""


def ends_of_held(group_ids: Iterable[int]) -> dict[int, list[datetime]]:
    """When the sessions that these groups held were due to end, by group id."""
    rows = Session.objects.filter(group_id__in=list(group_ids), state=SessionState.ENDED)
    found: dict[int, list[datetime]] = {}
    for group_id, end in rows.order_by("ends_at", "pk").values_list("group_id", "ends_at"):
        found.setdefault(group_id, []).append(end)
    return found


def sessions_ahead(person_id: int, now: datetime, limit: int = 20) -> list[Session]:
    """Somebody's next sessions in the organization in scope."""
    found = Session.objects.filter(
        group__members__person_id=person_id,
        group__members__ended_at=None,
        group__ended_at=None,
        state__in=AHEAD,
        ends_at__gt=now,
    )
    return list(found.select_related("group").order_by("starts_at", "pk")[:limit])


def sessions_together(person_id: int) -> list[Session]:
    """All sessions of the groups that somebody is in, past and called off too, in order."""
    found = Session.objects.filter(
        group__members__person_id=person_id,
        group__members__ended_at=None,
        group__ended_at=None,
    ).defer("calendar", "timeline", "params")
    return list(found.select_related("group").order_by("starts_at", "pk"))


def sessions_for_calendar(person_id: int) -> list[Session]:
    """Everything that belongs in somebody's calendar, past and called off too."""
    found = Session.objects.filter(
        group__members__person_id=person_id, group__members__ended_at=None
    )
    return list(found.select_related("group").order_by("starts_at", "pk").distinct())


def attendance_of(session: Session) -> dict[int, Attendance]:
    """What people said about coming, by person id."""
    return {row.person_id: row for row in Attendance.objects.filter(session=session)}


def cannot_come(sessions: Sequence[Session], person_id: int) -> set[int]:
    """Ids of those of the sessions to which somebody said they cannot come."""
    rows = Attendance.objects.filter(
        session__in=sessions, person_id=person_id, said=Said.CANNOT
    ).values_list("session_id", flat=True)
    return set(rows)


@dataclass
class GroupSchedule:
    """A group and how far its times are."""

    group: "Group"
    people: list["Person"]
    proposed: Series | None = None
    agreed: Series | None = None
    sessions: list[Session] = field(default_factory=list)

    def next(self, now: datetime) -> Session | None:
        """The next session."""
        ahead = [each for each in self.sessions if each.ends_at > now and each.state in AHEAD]
        return ahead[0] if ahead else None


def schedule_of(program: "Program", refs: Iterable[str] = ()) -> list[GroupSchedule]:
    """Return the program's groups that meet with their people, proposals and sessions.

    Parameters
    ----------
    refs
        References of groups, when not all are wanted.
    """
    wanted = set(refs)
    groups = [row for row in group_queries.groups_of(program) if not wanted or row.ref in wanted]
    ids = [group.pk for group in groups]
    prefetch_related_objects(
        groups,
        "members__person",
        Prefetch("series", Series.objects.exclude(state=SeriesState.ENDED), to_attr="open_series"),
    )
    sessions: dict[int, list[Session]] = {}
    rows = Session.objects.filter(group__in=ids).defer("calendar", "timeline")
    for session in rows.order_by("starts_at", "pk"):
        sessions.setdefault(session.group_id, []).append(session)
    found = []
    for group in groups:
        # A member's page needs the group with its program; neither is read again.
        group.program = program
        series = {row.state: row for row in group.open_series}
        found.append(
            GroupSchedule(
                group,
                people_in(group),
                series.get(SeriesState.PROPOSED),
                series.get(SeriesState.AGREED),
                sessions.get(group.pk, []),
            )
        )
    return found


@dataclass(frozen=True)
class GroupLine:
    """A group in the schedule of its program, as much of it as a list shows."""

    group: Any
    # A proposal that waits, whether no hour suits everybody in it, and its plan where asked for.
    series: Series | None
    is_hard: bool
    sessions: int
    starts_at: datetime | None

    @property
    def state(self) -> str:
        """Which of the lists it belongs to."""
        if self.series is not None:
            return "hard" if self.is_hard else "proposed"
        return "agreed" if self.sessions else "none"


def schedule_lines(program: "Program", now: datetime) -> list[GroupLine]:
    """Return the program's groups with the state of their times; plans are left unread."""
    groups = group_queries.groups_of(program)
    ids = [group.pk for group in groups]
    waiting = Series.objects.filter(group__in=ids, state=SeriesState.PROPOSED).defer("plan")
    series = {row.group_id: row for row in waiting}
    hard = set(
        Series.objects.filter(group__in=ids, state=SeriesState.PROPOSED)
        .exclude(plan__no_common_hour=None)
        .values_list("group_id", flat=True)
    )
    ahead: dict[int, list[datetime]] = {}
    rows = Session.objects.filter(group__in=ids, state__in=AHEAD, ends_at__gt=now)
    for group_id, starts_at in rows.order_by("starts_at").values_list("group_id", "starts_at"):
        ahead.setdefault(group_id, []).append(starts_at)
    return [
        GroupLine(
            group,
            series.get(group.pk),
            group.pk in hard,
            len(ahead.get(group.pk, ())),
            next(iter(ahead.get(group.pk, ())), None),
        )
        for group in groups
    ]


def plans_of(lines: Iterable[GroupLine]) -> dict[int, dict[str, Any]]:
    """The plans of these groups' proposals, by group id."""
    ids = [line.series.pk for line in lines if line.series is not None]
    return dict(Series.objects.filter(pk__in=ids).values_list("group_id", "plan"))


def people_in(group: Any) -> list["Person"]:
    """The people of a group whose members were read, by name."""
    here = [
        row.person
        for row in group.members.all()
        if row.ended_at is None and row.person.ended_at is None
    ]
    return sorted(here, key=lambda person: (person.full_name, person.pk))


def busy_elsewhere(
    people_ids: Iterable[int], now: datetime
) -> dict[int, list[tuple[int, datetime, datetime]]]:
    """Sessions ahead by person id: group id, start and end."""
    rows = (
        Session.objects.filter(
            group__members__person_id__in=list(people_ids),
            group__members__ended_at=None,
            group__ended_at=None,
            state__in=AHEAD,
            ends_at__gt=now,
        )
        .values_list("group__members__person_id", "group_id", "starts_at", "ends_at")
        .distinct()
    )
    found: dict[int, list[tuple[int, datetime, datetime]]] = {}
    for person_id, group_id, starts, ends in rows:
        found.setdefault(person_id, []).append((group_id, starts, ends))
    return found


def proposed_series(program: "Program") -> list[Series]:
    """The proposals of a program that wait, by group."""
    return list(
        Series.objects.filter(
            group__program=program, group__ended_at=None, state=SeriesState.PROPOSED
        )
        .select_related("group")
        .order_by("group__name", "group_id")
    )


def groups_without_times(program: "Program") -> int:
    """How many groups of a program that meet have no agreed series."""
    groups = {group.pk for group in group_queries.groups_of(program)}
    agreed = Series.objects.filter(group__in=groups, state=SeriesState.AGREED)
    return len(groups) - agreed.count()


def planned_from(now: datetime) -> list[Session]:
    """Sessions of the organization in scope that still lie ahead."""
    return list(Session.objects.filter(state=SessionState.PLANNED, ends_at__gt=now).order_by("pk"))


def without_calendar() -> list[Session]:
    """Sessions whose calendar file is to be written, soonest first."""
    return list(
        Session.objects.filter(calendar="").select_related("group").order_by("starts_at", "pk")
    )


def to_remind(after: datetime, before: datetime) -> list[tuple[Session, "Person"]]:
    """Sessions that begin between two moments, with everybody who did not say they cannot come."""
    sessions = Session.objects.filter(
        state=SessionState.PLANNED,
        starts_at__gt=after,
        starts_at__lte=before,
        group__ended_at=None,
    ).select_related("group")
    found = []
    for session in sessions.order_by("starts_at", "pk"):
        away = {pk for pk, row in attendance_of(session).items() if row.said == Said.CANNOT}
        people = group_queries.members_of(session.group)
        found += [(session, person) for person in people if person.pk not in away]
    return found
