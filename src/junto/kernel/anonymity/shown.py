"""Everything shown of a set of answers, kept so that one more figure is judged quickly.

Figures are rows, answers are columns, and what somebody can work out is every combination of rows:
a linear code. A breach is a word of the code with fewer than `k` people. Three ways lead to the
answer, the cheapest first:

1. The rows are kept in several systematic forms whose pivots belong to different people. A word
   that is no row of a form (times a number) takes at least two of its rows, so it has two people
   among that form's pivots, and forms together give a least number of people for every word that
   was not looked at (Brouwer and Zimmermann, see Grassl, "Searching for linear codes with large
   minimum distance", 2006).
2. Rows of these forms with few people are breaches themselves.
3. Where the forms leave it open, sets of fewer than `k` people are searched for: they form a word
   exactly when their rows of the null space depend on each other (`dependent`).

All numbers are whole and taken modulo a prime. That a figure follows from others is checked in
exact numbers, so a prime that hides a dependency cannot let a breach through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

from junto.kernel.anonymity.cells import Cell, Person
from junto.kernel.anonymity.dependent import PRIME, Unit, dependent, inverse, scatter, solve
from junto.kernel.anonymity.exact import follows

Ints = npt.NDArray[np.int64]
_MOST_WORK = 4 * 10**8


@dataclass(frozen=True)
class People:
    """Who can never be told apart by any of the figures, and their columns."""

    people: tuple[Person, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True)
class _Form:
    """The rows in a systematic form: `rows[i]` is 1 at `pivots[i]`, where all others are 0.

    `spare` counts the pivots whose people serve another form already.
    """

    rows: Ints
    pivots: tuple[int, ...]
    spare: int = 0

    def left_of(self, row: Ints) -> Ints:
        """What no row of the form explains."""
        times = row[list(self.pivots)]
        at = np.flatnonzero(times)
        if not len(at):
            return row
        taken = (times[at, None] * self.rows[at] % PRIME).sum(axis=0)
        rest: Ints = (row - taken) % PRIME
        return rest


class Shown:
    """The figures shown so far, among all that may ever be shown of these answers."""

    def __init__(self, cells: Sequence[Cell], *, k: int) -> None:
        self.k = k
        self.cells = list(cells)
        self.alike, self._exact = _columns(cells)
        width = sum(len(each.columns) for each in self.alike)
        self._rows = np.zeros((len(cells), width), dtype=np.int64)
        for at, row in enumerate(self._exact):
            for column, value in row.items():
                self._rows[at, column] = value % PRIME
        self._of = np.array([n for n, a in enumerate(self.alike) for _ in a.columns], dtype=int)
        self._first = np.array([a.columns[0] for a in self.alike], dtype=int)
        self._count = np.array([len(a.people) for a in self.alike], dtype=np.int64)
        self._plain = len(self.alike) == width
        self._kept: list[int] = []
        empty = np.zeros((0, width), dtype=np.int64)
        self._forms = [_Form(empty, ()) for _ in range(k // 2 + 2)]
        self._room = self._count.copy()

    def add(self, place: int) -> frozenset[Person]:
        """Show a figure, unless some combination with those shown rests on fewer than `k` people.

        Returns these people, or nobody when the figure is shown from now on. Where the search
        would take too long, everybody behind the figure is returned: what cannot be proved safe
        stays hidden.
        """
        row = self._rows[place]
        if not self._forms[0].left_of(row).any():
            # Either it tells nothing new, or the prime hides what it tells: nothing is proved.
            return frozenset() if self._follows(place) else frozenset(self.cells[place].people)
        room, forms, few = self._room.copy(), [], None
        for form in self._forms:
            grown, changed = self._grow(form, row, room)
            forms.append(grown)
            few = few if few is not None else self._few_in(grown.rows[changed])
        if few is None and sum(max(0, 2 - form.spare) for form in forms) < self.k:
            few = self._search(forms[0])
        if few is not None:
            return few or frozenset(self.cells[place].people)
        self._forms, self._room = forms, room
        self._kept.append(place)
        return frozenset()

    def _follows(self, place: int) -> bool:
        pivots = list(self._forms[0].pivots)
        times = solve(self._rows[self._kept][:, pivots].T, self._rows[place, pivots])
        others = [self._exact[each] for each in self._kept]
        return follows(self._exact[place], others, [int(each) for each in times], PRIME)

    def _grow(self, form: _Form, row: Ints, room: Ints) -> tuple[_Form, Ints]:
        """Add a row to a form; return it and which of its rows are new."""
        left = form.left_of(row)
        at = np.flatnonzero(left)
        pivot = int(at[np.argmax(room[self._of[at]])])
        is_spare = room[self._of[pivot]] <= 0
        if not is_spare:
            room[self._of[pivot]] -= 1
        left = left * inverse(left[pivot : pivot + 1])[0] % PRIME
        rows = np.vstack([form.rows, left])
        changed = np.flatnonzero(rows[:-1, pivot])
        rows[changed] = (rows[changed] - rows[changed, pivot, None] * left) % PRIME
        grown = _Form(rows, (*form.pivots, pivot), form.spare + int(is_spare))
        return grown, np.append(changed, len(rows) - 1)

    def _few_in(self, rows: Ints) -> frozenset[Person] | None:
        """The people of the first row that rests on fewer than `k`, if there is one."""
        used = rows != 0
        if not self._plain:
            used = np.logical_or.reduceat(used, self._first, axis=1)
        found = np.flatnonzero(used.astype(np.float32) @ self._count.astype(np.float32) < self.k)
        return self._people(np.flatnonzero(used[found[0]])) if len(found) else None

    def _people(self, places: Any) -> frozenset[Person]:
        return frozenset(person for at in places for person in self.alike[at].people)

    def _search(self, form: _Form) -> frozenset[Person] | None:
        """Look for few people whose rows of the null space depend on each other.

        Nobody at all is returned when that would take too long.
        """
        small = [n for n, count in enumerate(self._count) if count < self.k]
        ones = sum(self._count[n] == 1 for n in small)
        if float(ones) ** max(2, self.k - 2) > _MOST_WORK:
            return frozenset()
        size = max((len(self.alike[n].columns) for n in small), default=1) * (self.k - 1) + 1
        picture = self._picture(form, size)
        units = [Unit(n, int(self._count[n]), picture[list(self.alike[n].columns)]) for n in small]
        found = dependent(units, self.k - 1)
        return None if found is None else self._people(found)

    def _picture(self, form: _Form, size: int) -> Ints:
        """Each column's row of the null space, seen in `size` dimensions that look random."""
        width = form.rows.shape[1]
        pivots = list(form.pivots)
        free = np.setdiff1d(np.arange(width), pivots)
        picture = np.zeros((width, size), dtype=np.int64)
        picture[free] = scatter(free[:, None] * size + np.arange(size)[None, :])
        for axis in range(size):
            seen = form.rows[:, free] * picture[free, axis] % PRIME
            picture[pivots, axis] = -seen.sum(axis=1) % PRIME
        return picture


def _columns(cells: Sequence[Cell]) -> tuple[list[People], list[dict[int, int]]]:
    """Put people together whose answers are in the same figures; return these and the rows."""
    scaled = [_whole(cell) for cell in cells]
    columns: dict[Any, list[tuple[int, int]]] = defaultdict(list)
    for place, weights in enumerate(scaled):
        for record, weight in weights.items():
            columns[record].append((place, weight))
    of_person: dict[Person, set[tuple[tuple[int, int], ...]]] = defaultdict(set)
    for (person, _), column in columns.items():
        of_person[person].add(tuple(column))
    together: dict[frozenset[tuple[tuple[int, int], ...]], list[Person]] = defaultdict(list)
    for person, kinds in of_person.items():
        together[frozenset(kinds)].append(person)
    alike: list[People] = []
    rows: list[dict[int, int]] = [{} for _ in cells]
    width = 0
    for signature, people in together.items():
        first = width
        for entries in sorted(signature):
            for row, weight in entries:
                rows[row][width] = weight
            width += 1
        alike.append(People(tuple(people), tuple(range(first, width))))
    return alike, rows


def _whole(cell: Cell) -> dict[Any, int]:
    """The weights as whole numbers: a figure and twice the figure tell the same."""
    weights = {record: Fraction(each) for record, each in cell.weights.items() if each}
    scale = lcm(*(each.denominator for each in weights.values()))
    return {record: int(each * scale) for record, each in weights.items()}
