"""Wall time to instant and back, exactly and for many at once.

The rule for wall times that a change of clocks makes odd is that of RFC 5545, 3.3.5, which calendar
programs follow: a time that does not exist is read with the offset before the change (02:30 in a
gap of an hour is 03:30), and of a time that exists twice the first is meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Minutes = npt.NDArray[np.int64]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 1440
WEEK = 7 * DAY
# 1 January 1970 was a Thursday; weeks begin on Monday.
_THURSDAY = 3 * DAY


class UnknownZone(ValueError):
    """No zone of this name."""


def instant(day: date, starts: time, zone: str) -> datetime:
    """Return the instant of a wall time in UTC.

    Examples
    --------
    >>> instant(date(2026, 3, 29), time(2, 30), "Europe/Berlin").isoformat()
    '2026-03-29T01:30:00+00:00'
    >>> instant(date(2026, 10, 25), time(2, 30), "Europe/Berlin").isoformat()
    '2026-10-25T00:30:00+00:00'
    """
    return datetime.combine(day, starts.replace(fold=0), _zone(zone)).astimezone(UTC)


def on_clock(moment: datetime, zone: str) -> datetime:
    """Return an instant on the local clock of a zone."""
    return moment.astimezone(_zone(zone))


def oddity(day: date, starts: time, zone: str) -> str:
    """Return "gap" or "overlap" when a change of clocks makes this wall time odd.

    Examples
    --------
    >>> oddity(date(2026, 3, 29), time(2, 30), "Europe/Berlin")
    'gap'
    >>> oddity(date(2026, 3, 29), time(3, 30), "Europe/Berlin")
    ''
    """
    first = datetime.combine(day, starts.replace(fold=0), _zone(zone))
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return ""
    is_there = first.astimezone(UTC).astimezone(_zone(zone)).time() == starts.replace(fold=0)
    return "overlap" if is_there else "gap"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise UnknownZone(name) from None


def minutes_of(moment: datetime) -> int:
    """Return an instant as minutes since 1970."""
    return int((moment - EPOCH).total_seconds() // 60)


def moment_of(minutes: int) -> datetime:
    """Return the instant so many minutes after 1970."""
    return EPOCH + timedelta(minutes=minutes)


def day_start(day: date) -> int:
    """Return the minutes from 1970 to a date's midnight, on a clock of no zone."""
    return (day - EPOCH.date()).days * DAY


def minute_of_week(local: Minutes) -> Minutes:
    """Return minutes after Monday's midnight."""
    return (local + _THURSDAY) % WEEK


@dataclass(frozen=True)
class Change:
    """A change of a zone's offset: the first minute of the new one, and minutes ahead of UTC."""

    at: int
    before: int
    after: int

    @property
    def wall(self) -> datetime:
        """What clocks show when it begins, by the old offset."""
        return moment_of(self.at + self.before).replace(tzinfo=None)


def changes_of(name: str, first: date, last: date) -> tuple[int, tuple[Change, ...]]:
    """Return a zone's offset at the beginning of a date, and every change up to another.

    Examples
    --------
    >>> offset, changes = changes_of("Europe/London", date(2026, 1, 1), date(2026, 12, 31))
    >>> offset, [(str(each.wall), each.after) for each in changes]
    (0, [('2026-03-29 01:00:00', 60), ('2026-10-25 02:00:00', 0)])
    """
    info = _zone(name)
    days = range(day_start(first), day_start(last) + 2 * DAY, DAY)
    seen = [_offset(info, at) for at in days]
    found = tuple(
        Change(_change(info, at, at + DAY, before), before, after)
        for at, before, after in zip(days, seen, seen[1:], strict=False)
        if before != after
    )
    return seen[0], found


class Zone:
    """A zone's offsets between two dates, for arrays of minutes."""

    def __init__(self, name: str, first: date, last: date) -> None:
        self.name = name
        margin = timedelta(days=2)
        begins, changes = changes_of(name, first - margin, last + margin)
        offsets = [begins, *(each.after for each in changes)]
        self._offsets = np.array(offsets, dtype=np.int64)
        self._changes = np.array([each.at for each in changes], dtype=np.int64)
        # On the wall the old offset holds up to the later of the two readings of the change.
        later = np.maximum(self._offsets[:-1], self._offsets[1:])
        self._walls = self._changes + later

    def offset(self, day: date) -> int:
        """Return the minutes the zone is ahead of UTC at the beginning of a date in UTC."""
        return int(self.to_local(np.array(day_start(day)))) - day_start(day)

    def to_utc(self, local: Minutes) -> Minutes:
        """Return the instants of wall times, by the rule above."""
        place = np.searchsorted(self._walls, local, side="right")
        found: Minutes = local - self._offsets[place]
        return found

    def to_local(self, moments: Minutes) -> Minutes:
        """Return instants on the local clock."""
        place = np.searchsorted(self._changes, moments, side="right")
        found: Minutes = moments + self._offsets[place]
        return found


def _offset(info: ZoneInfo, at: int) -> int:
    shift = moment_of(at).astimezone(info).utcoffset()
    assert shift is not None
    return int(shift.total_seconds() // 60)


def _change(info: ZoneInfo, low: int, high: int, before: int) -> int:
    """Return the first minute with another offset; `low` has the old one, `high` the new one."""
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(info, middle) == before:
            low = middle
        else:
            high = middle
    return high
