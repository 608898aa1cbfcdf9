"""What a meeting costs a person: weighed minutes outside their own hours.

Inside own hours a minute costs nothing. Outside them it costs 1 by day, 2 before 07:30 or after
20:30, and 6 between 22:30 and 06:00. On a day without hours of one's own, and while one is in
another meeting, every minute costs 8: such a meeting is most likely missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from junto.kernel.scheduling.model import Person, Window
from junto.kernel.scheduling.zones import (
    DAY,
    WEEK,
    Minutes,
    Zone,
    day_start,
    minute_of_week,
    minutes_of,
)

EARLY, LATE = 7 * 60 + 30, 20 * 60 + 30
_MORNING, _NIGHT = 6 * 60, 22 * 60 + 30
# Before four it is still the evening before.
_SMALL_HOURS = 4 * 60
BY_DAY, AT_THE_EDGE, AT_NIGHT, AWAY = 1, 2, 6, 8


@dataclass(frozen=True)
class Week:
    """One week of somebody's hours as running sums over its minutes, twice in a row."""

    burden: Minutes
    outside: Minutes
    early: Minutes
    late: Minutes
    # Minutes since the window opened and until it closes; -1 outside.
    since: Minutes
    until: Minutes


def week_of(windows: Sequence[Window]) -> Week:
    """Return the tables of weekly hours."""
    since, until = _margins(windows)
    outside = (since < 0).astype(np.int64)
    of_day = np.arange(WEEK) % DAY
    weight = np.full(WEEK, BY_DAY)
    is_early = (of_day >= _SMALL_HOURS) & (of_day < EARLY)
    is_late = (of_day >= LATE) | (of_day < _SMALL_HOURS)
    weight[is_early | is_late] = AT_THE_EDGE
    weight[(of_day >= _NIGHT) | (of_day < _MORNING)] = AT_NIGHT
    days_with_hours = {window.weekday % 7 for window in windows}
    for weekday in set(range(7)) - days_with_hours:
        weight[weekday * DAY : (weekday + 1) * DAY] = AWAY
    return Week(
        burden=_sums(outside * weight),
        outside=_sums(outside),
        early=_sums(outside * is_early),
        late=_sums(outside * is_late),
        since=since,
        until=until,
    )


def _margins(windows: Sequence[Window]) -> tuple[Minutes, Minutes]:
    since = np.full(WEEK, -1, dtype=np.int64)
    until = np.full(WEEK, -1, dtype=np.int64)
    for start, length in _joined(windows):
        at = (start + np.arange(length)) % WEEK
        since[at] = np.maximum(since[at], np.arange(length))
        until[at] = np.maximum(until[at], length - np.arange(length))
    return since, until


def _joined(windows: Sequence[Window]) -> list[tuple[int, int]]:
    """Return (start, length) in the week, windows that touch made one."""
    spans = sorted(
        (each.weekday % 7 * DAY + each.start, each.weekday % 7 * DAY + each.end) for each in windows
    )
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return [(start, min(end - start, WEEK)) for start, end in joined]


def _sums(per_minute: npt.NDArray[np.int64]) -> Minutes:
    return np.concatenate(([0], np.cumsum(np.concatenate((per_minute, per_minute)))))


@dataclass(frozen=True)
class Cost:
    """One person at every candidate, in minutes; arrays of one shape."""

    local: Minutes
    burden: Minutes
    outside: Minutes
    early: Minutes
    late: Minutes
    margin: Minutes
    is_away: npt.NDArray[np.bool_]


def cost_of(person: Person, week: Week, zone: Zone, moments: Minutes, minutes: Minutes) -> Cost:
    """Return what meetings at these instants cost somebody."""
    local = zone.to_local(moments)
    at = minute_of_week(local)
    ends = at + minutes
    away = _is_off(person.days_off, local, minutes) | _is_busy(person, moments, minutes)
    burden = week.burden[ends] - week.burden[at]
    outside = week.outside[ends] - week.outside[at]
    inside = np.minimum(week.since[at], week.until[at] - minutes)
    return Cost(
        local=local,
        burden=np.where(away, AWAY * minutes, burden),
        outside=np.where(away, minutes, outside),
        early=week.early[ends] - week.early[at],
        late=week.late[ends] - week.late[at],
        margin=np.where((outside > 0) | away, -1, inside),
        is_away=away | (burden >= AWAY * minutes),
    )


def _is_off(days_off: frozenset[date], local: Minutes, minutes: Minutes) -> npt.NDArray[np.bool_]:
    if not days_off:
        return np.zeros(local.shape, dtype=bool)
    off = np.array(sorted(day_start(day) // DAY for day in days_off))
    return np.isin(local // DAY, off) | np.isin((local + minutes - 1) // DAY, off)


def _is_busy(person: Person, moments: Minutes, minutes: Minutes) -> npt.NDArray[np.bool_]:
    found = np.zeros(moments.shape, dtype=bool)
    for start, end in person.busy:
        found |= (moments < minutes_of(end)) & (moments + minutes > minutes_of(start))
    return found
