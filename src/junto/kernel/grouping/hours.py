"""Working hours on the 24-hour circle of UTC.

A person's hours are one daily window. A meeting of `h` minutes fits when it starts inside the arc
that begins with the window and is the window's length less `h`. A group shares `h` minutes exactly
when the arcs of its members have a common point, and then they have one where some member's arc
begins: a handful of starts per date stands for the whole circle. While every arc is shorter than
eight hours, people who fit pair by pair fit all together (Helly's theorem on a line); longer arcs
can meet pair by pair around the circle and nowhere together, so the group is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import numpy as np
import numpy.typing as npt

from .roster import Roster, RosterError
from .rules import SharedHours, clock
from .words import hint, listing

DAY = 1440
_HELLY = DAY // 3


@dataclass(frozen=True)
class Window:
    """When a person's hours begin on the UTC circle on one date, and how long they last."""

    start: int
    length: int
    offset: int

    def arc(self, minutes: int) -> int:
        """Return how long the arc of possible starts is; below zero when nothing fits."""
        return DAY if self.length == DAY else self.length - minutes


def offset_at(zone: str, day: date) -> int:
    """Return the minutes a zone is ahead of UTC at 12:00 UTC of a date."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    shift = noon.astimezone(ZoneInfo(zone)).utcoffset()
    assert shift is not None
    return round(shift.total_seconds() / 60)


def windows(
    roster: Roster, rule: SharedHours, day: date, people: Sequence[int] | None = None
) -> list[Window]:
    """Return the hours of people (all, unless some are named by place) on one date.

    A `RosterError` names who has no hours.
    """
    who = range(len(roster.ids)) if people is None else people
    zones = roster.values[rule.zone]
    missing = [roster.names[i] for i in who if zones[i] is None]
    if missing:
        raise RosterError(
            f"“{rule.zone}” has no time zone for {listing(missing)}.",
            "no_zone",
            people=tuple(roster.ids[i] for i in who if zones[i] is None),
        )
    offsets: dict[str, int] = {}
    for i in who:
        name = str(zones[i])
        if name not in offsets:
            try:
                offsets[name] = offset_at(name, day)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                near = hint(name, sorted(available_timezones()))
                raise RosterError(
                    f"“{name}” of {roster.names[i]} is not a time zone. {near}",
                    "no_zone",
                    people=(roster.ids[i],),
                ) from None
    starts, ends = _clocks(roster, rule.start, who), _clocks(roster, rule.end, who)
    found = []
    for i, start, end in zip(who, starts, ends, strict=True):
        length = DAY if (start, end) == (0, DAY) else (end - start) % DAY
        offset = offsets[str(zones[i])]
        found.append(Window((start - offset) % DAY, length, offset))
    return found


def _clocks(roster: Roster, source: str, who: Sequence[int]) -> list[int]:
    fixed = clock(source)
    if fixed is not None:
        return [fixed] * len(who)
    minutes = []
    for i in who:
        value = roster.values[source][i]
        at = clock(str(value)) if value is not None else None
        if at is None:
            raise RosterError(
                f"“{source}” of {roster.names[i]} is “{'' if value is None else value}”, "
                "not a time like 09:00.",
                "no_clock",
                people=(roster.ids[i],),
            )
        minutes.append(at)
    return minutes


def starts_that_fit(found: Sequence[Window], minutes: int) -> npt.NDArray[np.int8]:
    """Return people × candidate starts: 1 where a meeting may start for that person."""
    arcs = [(each.start, each.arc(minutes)) for each in found]
    candidates = sorted({start for start, arc in arcs if arc >= 0}) or [0]
    start = np.array([each for each, _ in arcs])[:, None]
    arc = np.array([each for _, each in arcs])[:, None]
    fits: npt.NDArray[np.int8] = ((np.array(candidates) - start) % DAY <= arc).astype(np.int8)
    return fits


def pairs_suffice(found: Sequence[Window], minutes: int) -> bool:
    """Tell whether people who fit pair by pair are sure to fit all together."""
    return max(each.arc(minutes) for each in found) < _HELLY


def common(found: Sequence[Window]) -> tuple[int, int]:
    """Return the longest stretch everyone shares, as (start in UTC, minutes)."""
    free = np.ones(DAY, dtype=bool)
    clockface = np.arange(DAY)
    for each in found:
        free &= (clockface - each.start) % DAY < each.length
    if free.all():
        return 0, DAY
    if not free.any():
        return 0, 0
    first = int(np.argmin(free))
    turned = np.roll(free, -first)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], turned.astype(np.int8), [0]))))
    lengths = edges[1::2] - edges[::2]
    best = int(np.argmax(lengths))
    return int((edges[::2][best] + first) % DAY), int(lengths[best])


def as_clock(minutes: int) -> str:
    """Return "HH:MM" of minutes after midnight."""
    return f"{minutes % DAY // 60:02d}:{minutes % 60:02d}"
