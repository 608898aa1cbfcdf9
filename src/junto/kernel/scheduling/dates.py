"""Dates of a rhythm."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from junto.kernel.scheduling.model import Rhythm

_LAST = 5


def dates_of(rhythm: Rhythm, weekday: int) -> tuple[date, ...]:
    """Return the dates of a rhythm on a weekday (Monday is 0).

    Examples
    --------
    >>> [str(day) for day in dates_of(Rhythm.monthly(date(2026, 1, 29), 3), 3)]
    ['2026-01-29', '2026-02-26', '2026-03-26']
    """
    first = rhythm.starts_on + timedelta(days=(weekday - rhythm.starts_on.weekday()) % 7)
    if not rhythm.months:
        return tuple(first + timedelta(weeks=weeks) for weeks in rhythm.weeks)
    nth = (first.day - 1) // 7 + 1
    months = (first.year * 12 + first.month - 1 + more for more in range(rhythm.months))
    return tuple(_nth(month // 12, month % 12 + 1, weekday, nth) for month in months)


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    opening, days = monthrange(year, month)
    day = 1 + (weekday - opening) % 7 + 7 * (nth - 1)
    if nth == _LAST:
        day = 1 + (weekday - opening) % 7 + 21
        day += 7 if day + 7 <= days else 0
    return date(year, month, day)
