"""Who works with whom in pairs over many rounds, and who holds which role, with fair shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from .constructions import pairings

T = TypeVar("T")
Person: TypeAlias = str
Before: TypeAlias = Mapping[tuple[str, Person], int]
Held: TypeAlias = dict[str, Person]

_EXACT = 8


@dataclass(frozen=True)
class PairRound:
    """The pairs of a round, and who rests in it (somebody, when the number of people is odd)."""

    pairs: tuple[tuple[Person, Person], ...]
    rests: tuple[Person, ...]


def pair_rounds(people: Sequence[Person], rounds: int, *, start: int = 0) -> tuple[PairRound, ...]:
    """Return rounds of pairs from the circle method, going round again when all have met.

    Nobody meets a person twice before everybody has met everybody, and nobody rests twice before
    everybody has rested once. `start` is how many rounds were held before: a later program goes on
    where the last one ended.

    Examples
    --------
    >>> [each.rests for each in pair_rounds("abc", 4)]
    [('a',), ('b',), ('c',), ('a',)]
    """
    circle = pairings(people)
    made = []
    for turn in range(start, start + rounds):
        pairs = tuple(circle[turn % len(circle)]) if circle else ()
        paired = {each for pair in pairs for each in pair}
        made.append(PairRound(pairs, tuple(each for each in people if each not in paired)))
    return tuple(made)


def rotate_roles(
    meetings: Sequence[Sequence[Person]],
    roles: Sequence[str],
    *,
    before: Before | None = None,
) -> tuple[Held, ...]:
    """Return who holds each role in each meeting, so that turns differ by at most one.

    A meeting is one group in one round. People and meetings are the two sides of a bipartite graph,
    who is in which meeting its edges, roles its colors: an equitable coloring always exists (de
    Werra 1971). Meeting after meeting, roles go to those who had them least; then turns are evened
    out two roles at a time: each meeting is an arrow from who
    holds the one to who holds the other, and turning a path of arrows around shifts one turn from
    its beginning to its end. No such path is left at the end. So, without turns from before, each
    person's turns of any two roles differ by at most one where no meeting has fewer people than
    roles; and where meetings are of one size, turns without a role are even in the same way.

    Parameters
    ----------
    meetings
        Groups, in the order they meet. With fewer people than roles the last roles stay open.
    roles
        Names of the roles, the most important first.
    before
        Turns held earlier, as (role, person): they count. In a group that stays together with a
        role for everybody, turns over all the years differ by at most one; elsewhere new turns make
        up for old ones as far as such exchanges can.

    Examples
    --------
    >>> held = rotate_roles([("a", "b", "c")] * 3, ("coach", "learner", "observer"))
    >>> sorted(each["coach"] for each in held)
    ['a', 'b', 'c']
    """
    _check_roles(meetings, roles)
    seats = max((len(each) for each in meetings), default=0)
    colors = max(seats, len(roles))
    names = [*roles, *[None] * (colors - len(roles))]
    known = before or {}
    counts = {
        (color, person): known.get((name, person), 0) if name is not None else 0
        for color, name in enumerate(names)
        for person in {each for people in meetings for each in people}
    }
    table: list[list[Person | None]] = []
    for people in meetings:
        row = _fairest(people, counts)
        for color, person in enumerate(row):
            counts[color, person] += 1
        table.append([*row, *[None] * (colors - len(row))])
    _even_out(table, counts, colors, len(roles))
    return tuple(
        {role: who for role, who in zip(roles, row, strict=False) if who is not None}
        for row in table
    )


def _check_roles(meetings: Sequence[Sequence[Person]], roles: Sequence[str]) -> None:
    if len(set(roles)) != len(roles):
        raise ValueError("A role stands twice in the list of roles.")
    for at, people in enumerate(meetings, start=1):
        if len(set(people)) != len(people):
            raise ValueError(f"Meeting {at} names somebody twice.")


def _fairest(people: Sequence[Person], counts: Mapping[tuple[int, Person], int]) -> list[Person]:
    """Return the people of one meeting in the order of roles, those behind in a role first.

    The exact assignment with the fewest turns held before, by dynamic programming over who is
    seated; in a large meeting role after role goes to whoever is furthest behind.
    """
    if len(people) > _EXACT:
        left, row = list(people), []
        for color in range(len(people)):
            row.append(min(left, key=lambda person: counts[color, person]))
            left.remove(row[-1])
        return row
    best: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, ())}
    for color in range(len(people)):
        after: dict[int, tuple[int, tuple[int, ...]]] = {}
        for taken, (cost, row_) in best.items():
            for at, person in enumerate(people):
                if taken >> at & 1:
                    continue
                more = (cost + 2 * counts[color, person] + 1, (*row_, at))
                mask = taken | 1 << at
                if mask not in after or more < after[mask]:
                    after[mask] = more
        best = after
    [(_, order)] = best.values()
    return [people[at] for at in order]


def _even_out(
    table: list[list[Person | None]],
    counts: dict[tuple[int, Person], int],
    colors: int,
    roles: int,
) -> None:
    """Shift turns between two roles at a time until no shift makes turns more even."""
    changed = True
    while changed:
        changed = False
        for one in range(min(roles, colors)):
            for two in range(one + 1, colors):
                while _shift(table, counts, one, two):
                    changed = True


def _shift(
    table: list[list[Person | None]], counts: dict[tuple[int, Person], int], one: int, two: int
) -> bool:
    """Turn the first path of meetings that evens out two roles; tell whether there was one."""
    for more, less in ((one, two), (two, one)):
        arrows: dict[Person, list[tuple[int, Person]]] = {}
        for at, row in enumerate(table):
            holder, other = row[more], row[less]
            if holder is not None and other is not None:
                arrows.setdefault(holder, []).append((at, other))
        for person in arrows:
            ahead = counts[more, person] - counts[less, person]
            if ahead < 2:
                continue
            path = _path(arrows, counts, person, more, less)
            if path:
                _turn(table, counts, path, more, less)
                return True
    return False


def _path(
    arrows: Mapping[Person, Sequence[tuple[int, Person]]],
    counts: Mapping[tuple[int, Person], int],
    start: Person,
    more: int,
    less: int,
) -> list[int]:
    """Return the shortest path of meetings from somebody to who is two turns further behind."""
    ahead = counts[more, start] - counts[less, start]
    came: dict[Person, tuple[Person, int]] = {}
    line = [start]
    for person in line:
        for at, other in arrows.get(person, ()):
            if other == start or other in came:
                continue
            came[other] = (person, at)
            if counts[more, other] - counts[less, other] < ahead - 2:
                return _back(came, other, start)
            line.append(other)
    return []


def _back(came: Mapping[Person, tuple[Person, int]], end: Person, start: Person) -> list[int]:
    path = []
    while end != start:
        end, at = came[end]
        path.append(at)
    return path


def _turn(
    table: list[list[Person | None]],
    counts: dict[tuple[int, Person], int],
    path: Sequence[int],
    more: int,
    less: int,
) -> None:
    for at in path:
        row = table[at]
        for color, change in ((more, 1), (less, -1)):
            gives, takes = row[more], row[less]
            if gives is not None and takes is not None:
                counts[color, gives] -= change
                counts[color, takes] += change
        row[more], row[less] = row[less], row[more]
