"""All candidates of a group at once: weekday × wall time × occasion × person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from junto.kernel.scheduling.burden import Cost, Week, cost_of, week_of
from junto.kernel.scheduling.dates import dates_of
from junto.kernel.scheduling.model import NothingToSchedule, Problem, Window
from junto.kernel.scheduling.zones import DAY, Minutes, Zone, day_start


class Almanac:
    """Zones and hours already worked out, to be shared by groups scheduled one after another."""

    def __init__(self) -> None:
        self._zones: dict[tuple[str, int, int], Zone] = {}
        self._weeks: dict[tuple[Window, ...], Week] = {}

    def zone(self, name: str, first: date, last: date) -> Zone:
        """Return a zone over the years of two dates."""
        key = (name, first.year, last.year)
        if key not in self._zones:
            self._zones[key] = Zone(name, date(first.year, 1, 1), date(last.year, 12, 31))
        return self._zones[key]

    def week(self, windows: tuple[Window, ...]) -> Week:
        """Return the tables of weekly hours."""
        if windows not in self._weeks:
            self._weeks[windows] = week_of(windows)
        return self._weeks[windows]


@dataclass(frozen=True)
class Board:
    """What every candidate costs everybody."""

    problem: Problem
    anchor: str
    dates: tuple[tuple[date, ...], ...]
    slots: tuple[int, ...]
    moments: Minutes
    costs: tuple[Cost, ...]
    # weekday × slot × occasion × person
    burden: Minutes
    margin: Minutes


def anchor_of(problem: Problem, almanac: Almanac) -> str:
    """Return the zone whose wall time is kept.

    It is that of most people; of equals the one nearest to everybody, then the first by name.
    """
    if problem.anchor:
        return problem.anchor
    day = problem.rhythm.starts_on
    counts = Counter(person.zone for person in problem.people)
    offsets = {zone: almanac.zone(zone, day, day).offset(day) for zone in counts}

    def distance(zone: str) -> int:
        apart = {other: abs(offsets[zone] - offsets[other]) for other in counts}
        return sum(min(each, DAY - each) * counts[other] for other, each in apart.items())

    return min(counts, key=lambda zone: (-counts[zone], distance(zone), zone))


def board_of(problem: Problem, almanac: Almanac) -> Board:
    """Cost every candidate.

    Raises
    ------
    NothingToSchedule
        Without people or occasions.
    UnknownZone
        When a zone has no such name.
    """
    if not problem.people or not problem.rhythm.count or not problem.weekdays:
        raise NothingToSchedule
    anchor = anchor_of(problem, almanac)
    dates = tuple(dates_of(problem.rhythm, weekday) for weekday in problem.weekdays)
    slots = tuple(range(0, DAY, problem.step))
    first = min(row[0] for row in dates) - timedelta(days=2)
    last = max(row[-1] for row in dates) + timedelta(days=3)
    days = np.array([[day_start(day) for day in row] for row in dates], dtype=np.int64)
    walls = days[:, None, :] + np.array(slots, dtype=np.int64)[None, :, None]
    moments = almanac.zone(anchor, first, last).to_utc(walls)
    minutes = np.broadcast_to(np.array(problem.lengths, dtype=np.int64), moments.shape)
    costs = tuple(
        cost_of(
            person,
            almanac.week(person.windows),
            almanac.zone(person.zone, first, last),
            moments,
            minutes,
        )
        for person in problem.people
    )
    return Board(
        problem=problem,
        anchor=anchor,
        dates=dates,
        slots=slots,
        moments=moments,
        costs=costs,
        burden=np.stack([cost.burden for cost in costs], axis=-1),
        margin=np.stack([cost.margin for cost in costs], axis=-1),
    )
