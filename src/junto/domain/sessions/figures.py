"""How the sessions of a program went, in counts: what was held, who came, who has met whom.

Nobody is named here: rows tell of groups, of seats, and of units of the organization.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When

from junto.domain.sessions.enums import SessionState, Was
from junto.domain.sessions.models import Attendance, Session
from junto.domain.sessions.pulses import THERE

if TYPE_CHECKING:
    from junto.domain.programs.models import Program


@dataclass(frozen=True, slots=True)
class Line:
    """One session, as much of it as a count needs."""

    group_id: int
    pk: int
    ref: str
    number: int
    state: str
    starts_at: datetime
    minutes: int
    moves: int
    ended_at: datetime | None

    @property
    def met_at(self) -> datetime:
        """When it took place, which may be before its time."""
        return self.ended_at or self.starts_at

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def is_ahead(self, now: datetime) -> bool:
        """Whether it is on, or still to come."""
        return self.state in (SessionState.PLANNED, SessionState.LIVE) and self.ends_at > now

    def is_unnoted(self, now: datetime) -> bool:
        """Whether its time has passed without anybody opening the room or saying what happened."""
        return self.state == SessionState.PLANNED and self.ends_at <= now

    def is_due(self, now: datetime) -> bool:
        """Whether it was held or was to be held by now."""
        return self.state == SessionState.ENDED or self.is_unnoted(now)


def lines_of(program: "Program") -> dict[int, list[Line]]:
    """Return the sessions of a program's groups that meet, by group id and in order."""
    return lines_in([program.pk])


def lines_in(program_ids: Iterable[int]) -> dict[int, list[Line]]:
    """Return the sessions of all groups that meet in these programs, as `lines_of` does."""
    rows = Session.objects.filter(group__program__in=list(program_ids), group__ended_at=None)
    names = (
        "group_id",
        "pk",
        "ref",
        "number",
        "state",
        "starts_at",
        "minutes",
        "moves",
        "ended_at",
    )
    found: dict[int, list[Line]] = {}
    for row in rows.order_by("group_id", "number").values_list(*names):
        found.setdefault(row[0], []).append(Line(*row))
    return found


@dataclass(frozen=True)
class Seats:
    """Seats at sessions where somebody noted who came, and how many were taken."""

    noted: int
    taken: int
    # Changes whenever who came changes.
    mark: int

    @property
    def share(self) -> float | None:
        """The percentage of seats taken, or None where nobody noted it."""
        return 100 * self.taken / self.noted if self.noted else None


def seats_of(
    program: "Program", one_by_one: Iterable[int] = ()
) -> tuple[Seats, dict[int, tuple[int, int]]]:
    """Count the seats of a program's sessions that are over, where it was noted who came.

    Parameters
    ----------
    one_by_one
        Ids of sessions that are wanted one by one as well.

    Returns
    -------
    tuple
        All of them together, and (came, noted) by id of those wanted one by one. One query.
    """
    came = Q(was__in=THERE)
    wanted = Case(When(session_id__in=list(one_by_one), then=F("session_id")), default=0)
    rows = _over(program).exclude(was="").annotate(place=wanted).values_list("place")
    counted = rows.annotate(
        noted=Count("pk"), taken=Count("pk", filter=came), marks=Sum("pk", filter=came)
    )
    noted = taken = mark = 0
    single = {}
    for place, seats, there, marks in counted.order_by("place"):
        noted, taken, mark = noted + seats, taken + there, mark + (marks or 0)
        if place:
            single[place] = (there, seats)
    return Seats(noted, taken, mark), single


def away_twice(last_two: Mapping[int, tuple[int, int]]) -> set[int]:
    """Tell in which groups somebody who is still in it missed both of these sessions.

    Parameters
    ----------
    last_two
        Group id -> ids of its last two sessions that were held.
    """
    ids = [pk for pair in last_two.values() for pk in pair]
    rows = Attendance.objects.filter(
        session_id__in=ids,
        was=Was.ABSENT,
        session__group__members__person_id=F("person_id"),
        session__group__members__ended_at=None,
    )
    times: dict[tuple[int, int], int] = {}
    for group_id, person_id in rows.values_list("session__group_id", "person_id"):
        times[group_id, person_id] = times.get((group_id, person_id), 0) + 1
    return {group_id for (group_id, _person), count in times.items() if count > 1}


def _over(program: "Program") -> QuerySet[Attendance]:
    return Attendance.objects.filter(
        session__group__program=program,
        session__group__ended_at=None,
        session__state=SessionState.ENDED,
    )


# ---------------------------------------------------------------- who has met whom

MOST_UNITS = 6


@dataclass(frozen=True)
class Met:
    """Units of a program's people and the share of possible pairs between them who have met.

    Parameters
    ----------
    units
        Names, the largest first; the last may stand for all smaller ones (an empty name).
    shares
        (row, column) with column <= row -> percentage; pairs of units in which nobody could meet
        anybody are left out.
    """

    units: tuple[str, ...]
    shares: Mapping[tuple[int, int], float]


def met(program: "Program", unit_of: Mapping[int, str]) -> Met:
    """Work out who has met whom in a session, by unit.

    Parameters
    ----------
    unit_of
        Person id -> unit, of everybody who takes part.
    """
    sizes: dict[str, int] = {}
    for unit in unit_of.values():
        sizes[unit] = sizes.get(unit, 0) + 1
    known = sorted((unit for unit in sizes if unit), key=lambda unit: (-sizes[unit], unit))
    shown = known if len(known) <= MOST_UNITS else known[: MOST_UNITS - 1]
    rest = sum(sizes.values()) - sum(sizes[unit] for unit in shown)
    units = (*shown, "") if rest else tuple(shown)
    place = {unit: shown.index(unit) if unit in shown else len(shown) for unit in sizes}
    counts = [sizes[unit] for unit in shown] + ([rest] if rest else [])
    together: dict[tuple[int, int], int] = {}
    for first, second in _pairs(program):
        if first in unit_of and second in unit_of:
            one, other = place[unit_of[first]], place[unit_of[second]]
            cell = (max(one, other), min(one, other))
            together[cell] = together.get(cell, 0) + 1
    shares = {}
    for row, count in enumerate(counts):
        for column in range(row + 1):
            possible = count * (count - 1) // 2 if row == column else count * counts[column]
            if possible:
                shares[row, column] = 100 * together.get((row, column), 0) / possible
    return Met(units, shares)


def _pairs(program: "Program") -> set[tuple[int, int]]:
    rows = _over(program).filter(was__in=THERE)
    there: dict[int, list[int]] = {}
    for session_id, person_id in rows.order_by("person_id").values_list("session_id", "person_id"):
        there.setdefault(session_id, []).append(person_id)
    return {pair for people in there.values() for pair in combinations(people, 2)}
