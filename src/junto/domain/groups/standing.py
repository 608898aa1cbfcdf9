"""How groups stand: what a group covers, when its people can meet, what two of them share.

Nothing here speaks of what is sensitive, and nothing ranks groups.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from junto.domain.groups import problems
from junto.domain.people import queries as people_queries
from junto.domain.people.enums import AttributeKind

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

# Hours are compared by quarters of an hour.
QUARTER, DAY = 15, 24 * 4
MOST_SHARED = 6


def covered(people: Iterable[Any], name: str) -> tuple[str, ...]:
    """Different values of a field among these people, by alphabet; unknown ones are left out."""
    values = {str(getattr(person, name) or "").strip() for person in people}
    return tuple(sorted(values - {""}, key=str.casefold))


# ---------------------------------------------------------------- hours


@dataclass(frozen=True)
class CommonHours:
    """When these people can meet on one day, in quarters of an hour from midnight UTC.

    Parameters
    ----------
    own
        Person id -> the quarters within their hours.
    shared
        Runs (first quarter, how many) in which most people can meet, the longest first.
    most
        How many can meet then: everybody, or fewer where no hour suits all.
    """

    own: Mapping[int, frozenset[int]]
    shared: tuple[tuple[int, int], ...]
    most: int

    @property
    def is_everybody(self) -> bool:
        """Whether there is a time for all of them."""
        return self.most == len(self.own)


def common_hours(people: Sequence["Person"], on: date) -> CommonHours:
    """Lay the hours of people in several zones over each other, as they are on a day."""
    own = {person.pk: _quarters(person, on) for person in people}
    counts = [sum(quarter in each for each in own.values()) for quarter in range(DAY)]
    most = max(counts, default=0)
    if most < 2:
        return CommonHours(own, (), most)
    runs = _runs([count == most for count in counts])
    return CommonHours(own, tuple(sorted(runs, key=lambda run: (-run[1], run[0]))), most)


def shift_of(zone: str, on: date) -> int:
    """How many quarters a zone is ahead of UTC at noon of a day."""
    ahead = datetime.combine(on, time(12), ZoneInfo(zone)).utcoffset()
    return int(ahead.total_seconds() // 60) // QUARTER if ahead else 0


def _quarters(person: "Person", on: date) -> frozenset[int]:
    shift = shift_of(person.time_zone, on)
    start, end = _quarter(person.hours_start), _quarter(person.hours_end)
    length = (end - start) % DAY or DAY
    return frozenset((start - shift + each) % DAY for each in range(length))


def _quarter(wall: str) -> int:
    hour, _colon, minute = wall.partition(":")
    return (int(hour) * 60 + int(minute or 0)) // QUARTER


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """Stretches of true values on a clock, which has no end."""
    if all(flags):
        return [(0, len(flags))]
    found = []
    for place, is_in in enumerate(flags):
        if is_in and not flags[place - 1]:
            length = 1
            while flags[(place + length) % len(flags)]:
                length += 1
            found.append((place, length))
    return found


# ---------------------------------------------------------------- what two people share


@dataclass(frozen=True)
class InCommon:
    """What somebody shares with another member, and what the other brings beside that.

    Both are rows of a label and values.
    """

    person: "Person"
    shared: tuple[tuple[str, tuple[str, ...]], ...]
    brings: tuple[tuple[str, tuple[str, ...]], ...]


def in_common(me: "Person", people: Iterable["Person"], program: "Program") -> list[InCommon]:
    """What `me` and each of the others have in common, by the lists in their profiles.

    Lists are those the organization keeps and did not call sensitive. Where a rule of the program
    puts together who is alike in a list (goals, say), only what is shared counts; in any other
    list (skills, say) what the other has and `me` has not is what they bring.
    """
    alike = {
        str(rule["match"].get("attribute", ""))
        for rule in program.rules.get("soft", [])
        if isinstance(rule.get("match"), dict)
    }
    lists = [
        row
        for row in people_queries.attribute_definitions()
        if row.kind == AttributeKind.MANY_OF and not row.is_sensitive
    ]
    found = []
    for person in people:
        shared, brings = [], []
        for row in lists:
            mine, theirs = _words(me, row.key), _words(person, row.key)
            both = tuple(word for word in theirs if word.casefold() in _folded(mine))
            more = tuple(word for word in theirs if word.casefold() not in _folded(mine))
            if both:
                shared.append((row.label, both[:MOST_SHARED]))
            if more and row.key not in alike:
                brings.append((row.label, more[:MOST_SHARED]))
        found.append(InCommon(person, tuple(shared), tuple(brings)))
    return found


def _words(person: "Person", name: str) -> list[str]:
    value = problems.value_of(person, name)
    values = value if isinstance(value, list | tuple) else [value] if value else []
    return list(dict.fromkeys(str(each).strip() for each in values if str(each).strip()))


def _folded(words: Iterable[str]) -> set[str]:
    return {word.casefold() for word in words}


# ---------------------------------------------------------------- who reports to whom


def reports_inside(people: Sequence["Person"]) -> bool:
    """True when somebody of these reports to another of them, at whatever distance.

    The line is followed through people outside the group as well.
    """
    ids = {person.pk for person in people}
    above = {person.pk: person.manager_id for person in people}
    missing = {manager for manager in above.values() if manager} - set(above)
    while missing:
        found = people_queries.managers_of(missing)
        above |= found
        missing = {manager for manager in found.values() if manager} - set(above)
    for start in ids:
        seen, at = {start}, above.get(start)
        while at and at not in seen:
            if at in ids:
                return True
            seen.add(at)
            at = above.get(at)
    return False
