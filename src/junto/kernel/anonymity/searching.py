"""Look for a combination of figures that rests on too few people.

Rows are figures, columns are answers. A combination of figures leaves only the people of a set S
exactly when the rows of the null space that belong to S are linearly dependent. People with equal
columns stand or fall together, so they are one *atom*. Sets of atoms with fewer than `k` people are
searched in a small random-looking picture of the null space, in which what is dependent stays
dependent; what is found there is checked again with exact fractions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from junto.kernel.anonymity.cells import Cell, Person

PRIME = 2**61 - 1
Row = dict[int, Fraction]


@dataclass(frozen=True)
class Breach:
    """These people are alone behind some combination of the figures."""

    people: frozenset[Person]


@dataclass(frozen=True)
class _Atom:
    """People whose answers are in the same figures with the same weights."""

    people: tuple[Person, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True)
class _Sketched:
    """An atom as the search sees it: the picture of its null-space rows."""

    place: int
    weight: int
    rows: tuple[tuple[int, ...], ...]


def audit(cells: Sequence[Cell], *, k: int, known: Iterable[Person] = ()) -> Breach | None:
    """Find people, fewer than `k`, whom some combination of these figures singles out."""
    insiders = frozenset(known)
    atoms, rows, width = _atoms([cell.without(insiders) for cell in cells])
    small = [atom for atom in atoms if len(atom.people) < k]
    if not small:
        return None
    null = _null_space(rows, width)
    size = max(len(atom.columns) for atom in small) * (k - 1) + 1
    picture = _picture(null, size)
    searched = [
        _Sketched(place, len(atom.people), tuple(picture[column] for column in atom.columns))
        for place, atom in enumerate(small)
    ]
    for places in _dependent(searched, k - 1):
        found = [small[place] for place in places]
        if _is_dependent([null[column] for atom in found for column in atom.columns]):
            return Breach(frozenset(person for atom in found for person in atom.people))
    return None


# ---------------------------------------------------------------- from cells to columns


def _atoms(cells: Sequence[Cell]) -> tuple[list[_Atom], list[Row], int]:
    columns: dict[tuple[Person, object], list[tuple[int, Fraction]]] = defaultdict(list)
    for place, cell in enumerate(cells):
        for record, weight in cell.weights.items():
            if weight:
                columns[record].append((place, Fraction(weight)))
    of_person: dict[Person, set[tuple[tuple[int, Fraction], ...]]] = defaultdict(set)
    for (person, _), column in columns.items():
        of_person[person].add(tuple(column))
    alike: dict[frozenset[tuple[tuple[int, Fraction], ...]], list[Person]] = defaultdict(list)
    for person, kinds in of_person.items():
        alike[frozenset(kinds)].append(person)

    atoms: list[_Atom] = []
    rows: list[Row] = [{} for _ in cells]
    width = 0
    for signature, people in alike.items():
        places = []
        for entries in sorted(signature):
            for row, weight in entries:
                rows[row][width] = weight
            places.append(width)
            width += 1
        atoms.append(_Atom(tuple(people), tuple(places)))
    return atoms, rows, width


# ---------------------------------------------------------------- exact linear algebra


def _null_space(rows: Sequence[Row], width: int) -> list[Row]:
    """A basis of the null space, one row per column of the figures."""
    reduced: dict[int, Row] = {}
    for row in rows:
        left = _without(dict(row), reduced)
        if not left:
            continue
        pivot = min(left)
        factor = left[pivot]
        left = {column: value / factor for column, value in left.items()}
        for other in reduced.values():
            if pivot in other:
                _subtract(other, left, other[pivot])
        reduced[pivot] = left
    free = {column: n for n, column in enumerate(c for c in range(width) if c not in reduced)}
    basis: list[Row] = []
    for column in range(width):
        if column in reduced:
            row = reduced[column]
            basis.append({free[c]: -value for c, value in row.items() if c != column})
        else:
            basis.append({free[column]: Fraction(1)})
    return basis


def _without(row: Row, reduced: dict[int, Row]) -> Row:
    for pivot in [column for column in row if column in reduced]:
        if pivot in row:
            _subtract(row, reduced[pivot], row[pivot])
    return row


def _subtract(row: Row, other: Row, times: Fraction) -> None:
    for column, value in other.items():
        left = row.get(column, Fraction(0)) - times * value
        if left:
            row[column] = left
        else:
            row.pop(column, None)


def _is_dependent(rows: Sequence[Row]) -> bool:
    reduced: dict[int, Row] = {}
    for row in rows:
        left = dict(row)
        # A pivot's row may bring in columns of other pivots, so look until none is left.
        while hits := [column for column in left if column in reduced]:
            _subtract(left, reduced[hits[0]], left[hits[0]])
        if not left:
            return True
        pivot = min(left)
        factor = left[pivot]
        reduced[pivot] = {column: value / factor for column, value in left.items()}
    return False


# ---------------------------------------------------------------- the search in the picture


def _scatter(number: int) -> int:
    """A fixed number that looks random (splitmix64), so that one plan is the plan of everybody."""
    mask = 2**64 - 1
    z = (number + 1) * 0x9E3779B97F4A7C15 & mask
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & mask
    z = (z ^ z >> 27) * 0x94D049BB133111EB & mask
    return (z ^ z >> 31) % PRIME


def _picture(null: Sequence[Row], size: int) -> list[tuple[int, ...]]:
    """Each row of the null space in `size` dimensions, modulo a prime."""
    axes: dict[int, tuple[int, ...]] = {}
    picture = []
    for row in null:
        point = [0] * size
        for column, value in row.items():
            if column not in axes:
                axes[column] = tuple(_scatter(column * size + n) for n in range(size))
            scale = value.numerator * pow(value.denominator, -1, PRIME)
            for n, axis in enumerate(axes[column]):
                point[n] += scale * axis
        picture.append(tuple(each % PRIME for each in point))
    return picture


def _dependent(atoms: Sequence[_Sketched], budget: int) -> Iterator[tuple[int, ...]]:
    """Sets of atoms of at most `budget` people whose rows depend on each other."""
    singles = all(len(atom.rows) == 1 for atom in atoms)

    def descend(
        chosen: tuple[int, ...], candidates: list[_Sketched], left: int
    ) -> Iterator[tuple[int, ...]]:
        lightest: dict[tuple[int, ...], _Sketched] = {}
        for atom in candidates:
            if _echelon(atom.rows) is None:
                yield (*chosen, atom.place)
                continue
            for row in atom.rows:
                line = _line(row)
                twin = lightest.get(line)
                if twin is None:
                    lightest[line] = atom
                    continue
                if twin.weight + atom.weight <= left:
                    yield (*chosen, twin.place, atom.place)
                if atom.weight < twin.weight:
                    lightest[line] = atom
        # Two more atoms after the next one, of one person at least; a pair was just looked for.
        more = 2 if singles else 1
        for number, atom in enumerate(candidates):
            rest = left - atom.weight
            if rest < more:
                continue
            echelon = _echelon(atom.rows)
            if echelon is None:
                continue
            further = [
                _Sketched(each.place, each.weight, tuple(_reduce(r, echelon) for r in each.rows))
                for each in candidates[number + 1 :]
                if each.weight <= rest
            ]
            if further:
                yield from descend((*chosen, atom.place), further, rest)

    yield from descend((), [atom for atom in atoms if atom.weight <= budget], budget)


def _line(row: tuple[int, ...]) -> tuple[int, ...]:
    """The row scaled so that its first number is 1: equal for rows on one line."""
    first = next(value for value in row if value)
    scale = pow(first, -1, PRIME)
    return tuple(value * scale % PRIME for value in row)


def _echelon(rows: Sequence[tuple[int, ...]]) -> list[tuple[int, tuple[int, ...]]] | None:
    """The rows with one leading 1 each, or None when they depend on each other."""
    echelon: list[tuple[int, tuple[int, ...]]] = []
    for row in rows:
        left = _reduce(row, echelon)
        if not any(left):
            return None
        line = _line(left)
        echelon.append((next(n for n, value in enumerate(line) if value), line))
    return echelon


def _reduce(
    row: tuple[int, ...], echelon: Sequence[tuple[int, tuple[int, ...]]]
) -> tuple[int, ...]:
    for pivot, line in echelon:
        times = row[pivot]
        if times:
            row = tuple((a - times * b) % PRIME for a, b in zip(row, line, strict=True))
    return row
