"""Who reviews whom: pairs across level and unit; an odd number makes one ring of three.

Nobody reviews somebody above or below them in their own line, or somebody they are kept apart
from. The order in which people are given makes no difference.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from junto.domain.groups import mentoring, vetoes
from junto.domain.groups import queries as group_queries

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

# What makes a pair worth more: another level first, another unit, a face not met in a group.
LEVEL, UNIT, NEW = 4, 3, 2


class Compared:
    """Which two of some people may be a pair, and what it is worth."""

    def __init__(self, program: "Program", people: Sequence["Person"], now: datetime) -> None:
        """Read who is above whom, who is kept apart and who has met."""
        self._people = {each.pk: each for each in people}
        self._lines = mentoring.lines_above()
        by_ref = {each.ref: each.pk for each in people}
        wishes = {frozenset((by_ref[a], by_ref[b])) for a, b in vetoes.apart_pairs(people)}
        self._apart = wishes | {frozenset(pair) for pair in mentoring.barred(program)}
        self._met = group_queries.times_met(program, set(self._people), now)

    def may(self, a: int, b: int) -> bool:
        """Whether two may review each other."""
        if a == b or frozenset((a, b)) in self._apart:
            return False
        return not mentoring.in_one_line(a, b, self._lines)

    def worth(self, a: int, b: int) -> int:
        """What two may learn from each other's distance, in points."""
        one, other = self._people[a], self._people[b]
        return (
            LEVEL * (one.level != other.level)
            + UNIT * (one.unit != other.unit)
            + NEW * (not self._met.get((min(a, b), max(a, b))))
        )


def rings(
    program: "Program", people: Sequence["Person"], *, now: datetime
) -> tuple[list[tuple[int, ...]], list[int]]:
    """Rings of two, one of three where somebody is left, and who is in none.

    In a ring each reviews the one before them, and the first the last.
    """
    from junto.kernel.matching import reciprocal_pairs

    seen = Compared(program, people, now)
    by_ref = sorted((each.ref, each.pk) for each in people)
    keys = dict(by_ref)
    ids = [pk for _ref, pk in by_ref]
    found = reciprocal_pairs(
        [ref for ref, _pk in by_ref],
        [[seen.worth(a, b) for b in ids] for a in ids],
        allowed=[[seen.may(a, b) for b in ids] for a in ids],
    )
    made: list[tuple[int, ...]] = [(keys[a], keys[b]) for a, b in found.pairs]
    alone = []
    for ref in found.alone:
        if not _join(made, keys[ref], seen):
            alone.append(keys[ref])
    return made, alone


def _join(made: list[tuple[int, ...]], person: int, seen: Compared) -> bool:
    """Put somebody into the pair where it is worth most; False when they fit in none."""
    fitting = [
        (sum(seen.worth(person, each) for each in pair), -place)
        for place, pair in enumerate(made)
        if len(pair) == 2 and all(seen.may(person, each) for each in pair)
    ]
    if not fitting:
        return False
    place = -max(fitting)[1]
    made[place] = (*made[place], person)
    return True


def best_for(
    program: "Program", author: "Person", others: Sequence["Person"], *, now: datetime
) -> "Person | None":
    """Who of the others fits somebody best; none when nobody may."""
    seen = Compared(program, [author, *others], now)
    fitting = [each for each in others if seen.may(author.pk, each.pk)]
    if not fitting:
        return None
    return min(fitting, key=lambda each: (-seen.worth(author.pk, each.pk), each.ref))
