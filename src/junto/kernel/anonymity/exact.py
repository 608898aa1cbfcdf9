"""Whether a figure follows from others, in exact numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

Row = dict[int, Fraction]


def follows(
    row: Mapping[int, int], others: Sequence[Mapping[int, int]], times: Sequence[int], prime: int
) -> bool:
    """True when a row is a combination of others, which do not depend on each other.

    `times` are the numbers of the combination modulo a prime. Read back as fractions they are
    tried in exact numbers; only where that fails are all rows worked out in fractions.
    """
    if _is_sum(row, others, [_fraction(each, prime) for each in times]):
        return True
    return _rank([*others, row]) < len(others) + 1


def _fraction(value: int, prime: int) -> Fraction:
    """The fraction of small numbers that is a value modulo a prime (Wang 1981)."""
    low, high, one, other = value, prime, 1, 0
    while 2 * low * low > prime:
        times = high // low
        low, high = high - times * low, low
        one, other = other - times * one, one
    return Fraction(low, one) if one else Fraction(0)


def _is_sum(
    row: Mapping[int, int], others: Sequence[Mapping[int, int]], times: Sequence[Fraction]
) -> bool:
    total: dict[int, Fraction] = {column: Fraction(-value) for column, value in row.items()}
    for other, factor in zip(others, times, strict=True):
        if factor:
            for column, value in other.items():
                total[column] = total.get(column, Fraction(0)) + factor * value
    return not any(total.values())


def _rank(rows: Sequence[Mapping[int, int]]) -> int:
    reduced: dict[int, Row] = {}
    for row in rows:
        left = {column: Fraction(value) for column, value in row.items()}
        while hits := [column for column in left if column in reduced]:
            factor = left[hits[0]]
            for column, value in reduced[hits[0]].items():
                rest = left.get(column, Fraction(0)) - factor * value
                if rest:
                    left[column] = rest
                else:
                    left.pop(column, None)
        if left:
            pivot = min(left)
            scale = left[pivot]
            reduced[pivot] = {column: value / scale for column, value in left.items()}
    return len(reduced)
