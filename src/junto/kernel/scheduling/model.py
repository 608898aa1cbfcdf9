"""What is asked and what is answered, as frozen dataclasses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)


class NothingToSchedule(ValueError):
    """A group without people or a series without occasions."""


@dataclass(frozen=True)
class Window:
    """Hours on one weekday on the local clock, in minutes after midnight.

    An `end` past 1440 reaches into the next day.
    """

    weekday: int
    start: int
    end: int


def same_hours(
    start: str, end: str, weekdays: Iterable[int] = MONDAY_TO_FRIDAY
) -> tuple[Window, ...]:
    """Return the same hours on several weekdays; an end before the start is the next morning.

    Examples
    --------
    >>> same_hours("22:00", "06:00", [0])
    (Window(weekday=0, start=1320, end=1800),)
    """
    begins, ends = _minutes(start), _minutes(end)
    ends += 1440 if ends <= begins else 0
    return tuple(Window(day, begins, ends) for day in weekdays)


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes or 0)


@dataclass(frozen=True)
class Person:
    """Somebody who is to come.

    Parameters
    ----------
    zone
        IANA name.
    windows
        Their hours of the week on the local clock.
    days_off
        Local dates without any hours.
    busy
        Other meetings as (start, end) in UTC.
    """

    ref: str
    zone: str
    windows: tuple[Window, ...]
    days_off: frozenset[date] = frozenset()
    busy: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True)
class Rhythm:
    """On which dates a series takes place, once its weekday is known.

    `weeks` are weeks after the first occasion. A monthly rhythm keeps the weekday of the month (the
    second Tuesday); a fifth weekday becomes the last one.
    """

    starts_on: date
    weeks: tuple[int, ...] = ()
    months: int = 0

    @classmethod
    def every(cls, weeks: int, starts_on: date, count: int) -> Rhythm:
        """Return a series every so many weeks."""
        return cls(starts_on, tuple(range(0, weeks * count, weeks)))

    @classmethod
    def monthly(cls, starts_on: date, count: int) -> Rhythm:
        """Return a series on the same weekday of each month."""
        return cls(starts_on, months=count)

    @property
    def count(self) -> int:
        """How many occasions there are."""
        return self.months or len(self.weeks)


@dataclass(frozen=True)
class Problem:
    """A group that wants to meet.

    Parameters
    ----------
    minutes
        How long it meets: one number, or one for each occasion.
    anchor
        The zone whose wall time is kept; the zone of most people when empty.
    weekdays
        Weekdays to choose from in that zone, the best liked first.
    """

    people: tuple[Person, ...]
    rhythm: Rhythm
    minutes: int | tuple[int, ...]
    anchor: str = ""
    step: int = 30
    weekdays: tuple[int, ...] = (1, 2, 3, 0, 4)

    @property
    def lengths(self) -> tuple[int, ...]:
        """Minutes of each occasion."""
        if isinstance(self.minutes, int):
            return (self.minutes,) * self.rhythm.count
        return self.minutes


@dataclass(frozen=True)
class Seat:
    """One person at one occasion, on their own clock.

    `outside` are minutes outside their own hours; `early` those of them before 07:30, `late` those
    after 20:30. `burden` weighs them (see `burden.py`).
    """

    ref: str
    starts: datetime
    outside: int
    early: int
    late: int
    burden: int
    is_away: bool = False


@dataclass(frozen=True)
class Occasion:
    """One meeting: what is agreed on (date, wall time, zone), the instant, and everybody's clock.

    `oddity` is "gap" when the wall time does not exist on that date and "overlap" when it exists
    twice; see `zones.instant` for the rule.
    """

    date: date
    starts: time
    zone: str
    minutes: int
    starts_at: datetime
    seats: tuple[Seat, ...]
    oddity: str = ""


@dataclass(frozen=True)
class Load:
    """What a series asks of one person beyond their own hours."""

    ref: str
    outside: int
    early: int
    late: int
    burden: int
    # Occasions that begin early or end late for them, of those outside their hours.
    times_early: int = 0
    times_late: int = 0
    times_away: int = 0


@dataclass(frozen=True)
class Shift:
    """Somebody's local hour differs from the occasion before at the same agreed wall time."""

    ref: str
    # Place of the occasion in the series.
    at: int
    before: time
    after: time
    # How much later on their clock.
    minutes: int


@dataclass(frozen=True)
class Choice:
    """A series to choose: one wall time, or a few in turn."""

    weekday: int
    zone: str
    times: tuple[time, ...]
    occasions: tuple[Occasion, ...]
    loads: tuple[Load, ...]
    shifts: tuple[Shift, ...]

    @property
    def rotates(self) -> bool:
        """Whether the wall time changes from occasion to occasion."""
        return len(self.times) > 1

    @property
    def worst(self) -> int:
        """The largest burden of anybody."""
        return max(load.burden for load in self.loads)

    @property
    def total(self) -> int:
        """Everybody's burden together."""
        return sum(load.burden for load in self.loads)


@dataclass(frozen=True)
class Apart:
    """Two people whose own hours share less than a meeting takes."""

    one: str
    other: str
    shared_minutes: int
    hours_between: float


@dataclass(frozen=True)
class Part:
    """A part of a group that does share an hour."""

    refs: tuple[str, ...]
    # The first date, with the wall time in a zone.
    date: date
    starts: time
    zone: str


@dataclass(frozen=True)
class NoCommonHour:
    """Why no wall time lies inside everybody's own hours, and ways out.

    `only_without` names each person without whom the rest share an hour all series long. `parts`
    splits the group in two that do, when that is possible.
    """

    minutes: int
    apart: tuple[Apart, ...]
    only_without: tuple[str, ...]
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """Up to three series to choose from, the fairest first, and why there is no common hour."""

    choices: tuple[Choice, ...]
    no_common_hour: NoCommonHour | None = None

    @property
    def best(self) -> Choice:
        """The fairest series."""
        return self.choices[0]
