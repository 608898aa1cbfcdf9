"""One moment on everybody's clock: own time first, then each city."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

EARLY, LATE = time(7, 30), time(20, 30)


@dataclass(frozen=True)
class City:
    """What a clock says in one place, and who lives by it."""

    place: str
    zone: str
    local: datetime
    # Days after the reader's own date: -1, 0 or 1.
    day_shift: int
    is_early: bool
    is_late: bool
    people: tuple[Any, ...]


def place_of(person: Any) -> str:
    """Where somebody is: their site, else the city of their zone."""
    return str(person.site or city_of(person.time_zone))


def city_of(zone: str) -> str:
    """`America/New_York` as "New York"."""
    return zone.rpartition("/")[2].replace("_", " ")


def cities(moment: datetime, people: Iterable[Any], own_zone: str, minutes: int = 0) -> list[City]:
    """Return each place once, in the order of its clock."""
    places: dict[tuple[str, str], list[Any]] = {}
    for person in people:
        places.setdefault((place_of(person), person.time_zone), []).append(person)
    own_date = moment.astimezone(ZoneInfo(own_zone)).date()
    found = []
    for (place, zone), there in places.items():
        local = moment.astimezone(ZoneInfo(zone))
        shift = (local.date() - own_date).days
        early, late = is_early_or_late(local, minutes)
        found.append(City(place, zone, local, shift, early, late, tuple(there)))
    return sorted(found, key=lambda city: (city.local.replace(tzinfo=None), city.place))


def is_early_or_late(local: datetime, minutes: int) -> tuple[bool, bool]:
    """Whether a meeting begins before 07:30, and whether it goes on after 20:30."""
    begins = local.hour * 60 + local.minute
    is_late = begins + minutes > LATE.hour * 60 + LATE.minute or begins < 4 * 60
    return not is_late and local.time() < EARLY, is_late


def instant(day: date, starts: time, zone: str) -> datetime:
    """Return the instant of a wall time in UTC.

    A wall time in a gap is read with the offset before it, and of one that exists twice the first
    is meant (RFC 5545, 3.3.5): Python's own reading with fold 0.
    """
    return datetime.combine(day, starts.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)
