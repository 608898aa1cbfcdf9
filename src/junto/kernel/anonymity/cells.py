"""A cell: the people, and their answers, that one figure is a sum of."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

Person = Hashable
# One answer of one person: who, and which of their answers.
Record = tuple[Person, Hashable]


@dataclass(frozen=True)
class Cell:
    """One figure that may be shown: a sum over answers, each with its weight.

    Parameters
    ----------
    key
        What the caller calls it.
    weights
        (person, which answer) -> weight in the sum. The same person may appear with several
        answers: what counts is how many people stand behind a figure.
    """

    key: str
    weights: Mapping[Record, Fraction]

    @classmethod
    def of(cls, key: str, people: Iterable[Person], *, which: Hashable = "") -> Cell:
        """The plain sum over one answer of each of these people."""
        return cls(key, {(person, which): Fraction(1) for person in people})

    @classmethod
    def over(cls, key: str, records: Iterable[Record]) -> Cell:
        """The plain sum over these answers."""
        return cls(key, {record: Fraction(1) for record in records})

    @cached_property
    def people(self) -> frozenset[Person]:
        """Whoever stands behind the figure."""
        return frozenset(person for (person, _), weight in self.weights.items() if weight)

    def without(self, known: frozenset[Person]) -> Cell:
        """What is left for somebody who knows the answers of `known`."""
        if not known:
            return self
        left = {record: w for record, w in self.weights.items() if record[0] not in known}
        return Cell(self.key, left)


def by_priority(cells: Sequence[Cell]) -> list[Cell]:
    """The larger first; among equals, as they were declared."""
    return sorted(cells, key=lambda cell: -len(cell.people))


def merge_small(cells: Sequence[Cell], *, k: int, key: str) -> list[Cell]:
    """Put cells of fewer than `k` people into one called `key`.

    Where these are together still too few, the smallest of the others joins them.
    """
    small = [cell for cell in cells if len(cell.people) < k]
    large = [cell for cell in cells if len(cell.people) >= k]
    if not small:
        return list(cells)
    if len(_people_of(small)) < k and large:
        smallest = min(large, key=lambda cell: len(cell.people))
        large.remove(smallest)
        small.append(smallest)
    weights = {record: w for cell in small for record, w in cell.weights.items()}
    return [*large, Cell(key, weights)]


def _people_of(cells: Iterable[Cell]) -> set[Person]:
    return {person for cell in cells for person in cell.people}
