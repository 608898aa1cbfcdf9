"""Sets of few people whose rows of the null space depend on each other, modulo a prime."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
PRIME = 2**31 - 1
# Weights stand in the low bits beside a key of 31 bits.
_BITS = 8


@dataclass(frozen=True)
class Unit:
    """People who stand or fall together: their name, their number, their rows."""

    name: int
    count: int
    rows: Ints


def scatter(numbers: Ints) -> Ints:
    """Fixed numbers that look random (splitmix64), so that one plan is everybody's plan."""
    with np.errstate(over="ignore"):
        z = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    found: Ints = ((z ^ (z >> np.uint64(31))) % np.uint64(PRIME)).astype(np.int64)
    return found


def inverse(values: Ints) -> Ints:
    """One over each value, modulo the prime; 0 where the value is 0."""
    result, power, exponent = np.ones_like(values), values % PRIME, PRIME - 2
    while exponent:
        if exponent & 1:
            result = result * power % PRIME
        power = power * power % PRIME
        exponent >>= 1
    return result


def solve(matrix: Ints, values: Ints) -> Ints:
    """Solve a regular system of equations modulo the prime."""
    work = np.column_stack([matrix, values]) % PRIME
    for at in range(len(work)):
        swap = at + int(np.flatnonzero(work[at:, at])[0])
        work[[at, swap]] = work[[swap, at]]
        work[at] = work[at] * inverse(work[at, at : at + 1]) % PRIME
        others = np.flatnonzero(work[:, at])
        others = others[others != at]
        work[others] = (work[others] - work[others, at, None] * work[at]) % PRIME
    return work[:, -1]


def dependent(units: Sequence[Unit], budget: int) -> list[int] | None:
    """Names of units of at most `budget` people whose rows depend on each other."""
    units = [unit for unit in units if unit.count <= budget]
    if not units:
        return None
    if all(len(unit.rows) == 1 for unit in units):
        rows = np.array([unit.rows[0] for unit in units])
        counts = np.array([unit.count for unit in units], dtype=np.int64)
        found = _among(rows, counts, budget)
        return None if found is None else [units[at].name for at in found]
    return next(_descend((), list(units), budget), None)


# ---------------------------------------------------------------- one row each


def _among(rows: Ints, counts: Ints, budget: int) -> list[int] | None:
    """Search level by level: what is left after each unit that is taken, seen from it."""
    nothing = np.flatnonzero(~rows.any(axis=1))
    if len(nothing):
        return [int(nothing[0])]
    seen = _from_one(rows)
    pair = _pair(seen, counts, budget)
    if pair or budget < 3:
        return pair
    triple = _triple(seen, counts, budget)
    if triple or budget < 4:
        return triple
    for at in range(len(seen)):
        rest = budget - int(counts[at])
        if rest < 3:
            continue
        later = at + 1 + np.flatnonzero(counts[at + 1 :] <= rest - 2)
        if len(later) < 3:
            continue
        found = _among((seen[later, 1:] - seen[at, 1:]) % PRIME, counts[later], rest)
        if found:
            return [at, *(int(later[each]) for each in found)]
    return None


def _from_one(rows: Ints) -> Ints:
    """Rows scaled to begin with 1; a first number that is 0 by chance makes way for another."""
    while not rows[:, 0].all():
        rows = rows.copy()
        rows[:, 0] = (rows[:, 0] + rows[:, 1:] @ np.arange(3, 2 + rows.shape[1])) % PRIME
    return rows * inverse(rows[:, :1]) % PRIME


def _pair(seen: Ints, counts: Ints, budget: int) -> list[int] | None:
    """Two units on one line."""
    order = np.lexsort((counts, seen[:, 1]))
    same = seen[order[1:], 1] == seen[order[:-1], 1]
    for at in np.flatnonzero(same):
        one, other = int(order[at]), int(order[at + 1])
        if counts[one] + counts[other] <= budget and (seen[one] == seen[other]).all():
            return [one, other]
    return None


def _triple(seen: Ints, counts: Ints, budget: int) -> list[int] | None:
    """Three units in one plane: seen from the first, the other two lie on one line."""
    at = np.flatnonzero(counts <= budget - 2)
    seen, counts = seen[at], counts[at]
    n = len(at)
    if n < 3:
        return None
    block = max(1, 2_000_000 // n)
    for begin in range(0, n, block):
        firsts = np.arange(begin, min(n, begin + block))
        side = (seen[None, :, 1] - seen[firsts, None, 1]) % PRIME
        up = (seen[None, :, 2] - seen[firsts, None, 2]) % PRIME
        keys = (up * inverse(side) % PRIME << _BITS) | counts
        # Each set once: the first is the one that comes first.
        keys[np.arange(n)[None, :] <= firsts[:, None]] = -1
        # Two on one line with nothing aside were a pair, too heavy to be one.
        order = np.argsort(keys, axis=1)
        keys = np.take_along_axis(keys, order, axis=1)
        same = (keys[:, 1:] >> _BITS == keys[:, :-1] >> _BITS) & (keys[:, :-1] >= 0)
        low = (1 << _BITS) - 1
        same &= (keys[:, 1:] & low) + (keys[:, :-1] & low) <= budget - counts[firsts, None]
        for row, column in zip(*np.nonzero(same), strict=True):
            trio = [int(firsts[row]), int(order[row, column]), int(order[row, column + 1])]
            if _rank(seen[trio]) < len(trio):
                return [int(at[each]) for each in trio]
    return None


def _rank(rows: Ints) -> int:
    return len(_echelon([tuple(int(value) for value in row) for row in rows]))


# ---------------------------------------------------------------- several rows each


def _descend(
    chosen: tuple[int, ...], units: list[Unit], budget: int, taken: Sequence[tuple[int, ...]] = ()
) -> Iterator[list[int]]:
    """Take units in turn, as long as people are left, until their rows depend on each other."""
    for at, unit in enumerate(units):
        if unit.count > budget:
            continue
        rows = [*taken, *(tuple(int(value) for value in row) for row in unit.rows)]
        if len(_echelon(rows)) < len(rows):
            yield [*chosen, unit.name]
            continue
        if budget > unit.count:
            yield from _descend((*chosen, unit.name), units[at + 1 :], budget - unit.count, rows)


def _echelon(rows: Sequence[tuple[int, ...]]) -> list[tuple[int, tuple[int, ...]]]:
    """The rows that are independent, with a leading 1 each."""
    echelon: list[tuple[int, tuple[int, ...]]] = []
    for row in rows:
        left = row
        for pivot, line in echelon:
            times = left[pivot]
            if times:
                left = tuple((a - times * b) % PRIME for a, b in zip(left, line, strict=True))
        pivot = next((n for n, value in enumerate(left) if value), -1)
        if pivot < 0:
            continue
        scale = pow(left[pivot], -1, PRIME)
        echelon.append((pivot, tuple(value * scale % PRIME for value in left)))
    return echelon
