"""Who reviews whom: pairs across level and unit; an odd number makes one ring of three.

Nobody reviews somebody above or below them in their own line, or somebody they are kept apart
from. The order in which people are given makes no difference.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from junto.domain.groups import mentoring, vetoes
from junto.domain.groups import queries as group_queries

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

# What makes a pair worth more: another level first, another unit, a face not met in a group.
LEVEL, UNIT, NEW = 4, 3, 2


class Compared:
    """Which two of some people may be a pair, and what it is worth: matrices in their order."""

    def __init__(self, program: "Program", people: Sequence["Person"], now: datetime) -> None:
        """Read who is above whom, who is kept apart and who has met."""
        import numpy as np

        self.ids = [each.pk for each in people]
        at = {pk: place for place, pk in enumerate(self.ids)}
        level, unit = (
            np.array([getattr(each, name) for each in people]) for name in ("level", "unit")
        )
        self.worth: Any = (
            LEVEL * (level[:, None] != level[None, :])
            + UNIT * (unit[:, None] != unit[None, :])
            + NEW
        )
        for (a, b), times in group_queries.times_met(program, set(at), now).items():
            if times:
                self.worth[at[a], at[b]] -= NEW
                self.worth[at[b], at[a]] -= NEW
        self.allowed: Any = ~np.eye(len(at), dtype=bool)
        for a, b in _apart(program, people):
            if a in at and b in at:
                self.allowed[at[a], at[b]] = self.allowed[at[b], at[a]] = False


def _apart(program: "Program", people: Sequence["Person"]) -> Iterator[tuple[int, int]]:
    """Who is above whom, and who is kept apart, in public or by a wish of their own."""
    by_ref = {each.ref: each.pk for each in people}
    yield from ((by_ref[a], by_ref[b]) for a, b in vetoes.apart_pairs(people))
    yield from mentoring.barred(program)
    lines = mentoring.lines_above()
    yield from ((pk, above) for pk in by_ref.values() for above in lines.get(pk, ()))


def rings(
    program: "Program", people: Sequence["Person"], *, now: datetime
) -> tuple[list[tuple[int, ...]], list[int]]:
    """Rings of two, one of three where somebody is left, and who is in none.

    In a ring each reviews the one before them, and the first the last.
    """
    from junto.kernel.matching import reciprocal_pairs

    ordered = sorted(people, key=lambda each: each.ref)
    seen = Compared(program, ordered, now)
    places = {each.ref: place for place, each in enumerate(ordered)}
    found = reciprocal_pairs(list(places), seen.worth, allowed=seen.allowed)
    made: list[tuple[int, ...]] = [(places[a], places[b]) for a, b in found.pairs]
    alone = [
        place for place in map(places.__getitem__, found.alone) if not _join(made, place, seen)
    ]
    return (
        [tuple(seen.ids[place] for place in ring) for ring in made],
        [seen.ids[place] for place in alone],
    )


def _join(made: list[tuple[int, ...]], who: int, seen: Compared) -> bool:
    """Put somebody into the pair where it is worth most; False when they fit in none."""
    fitting = [
        (int(sum(seen.worth[who, each] for each in pair)), -place)
        for place, pair in enumerate(made)
        if len(pair) == 2 and all(seen.allowed[who, each] for each in pair)
    ]
    if not fitting:
        return False
    place = -max(fitting)[1]
    made[place] = (*made[place], who)
    return True


def best_for(
    program: "Program", author: "Person", others: Sequence["Person"], *, now: datetime
) -> "Person | None":
    """Who of the others fits somebody best; none when nobody may."""
    ordered = sorted(others, key=lambda each: each.ref)
    seen = Compared(program, [author, *ordered], now)
    fitting = [place for place in range(len(ordered)) if seen.allowed[0, place + 1]]
    if not fitting:
        return None
    return ordered[min(fitting, key=lambda place: (-int(seen.worth[0, place + 1]), place))]
