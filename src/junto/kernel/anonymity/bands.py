"""How exactly a figure that may be shown is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from junto.kernel.anonymity.thresholds import DISTRIBUTION_TIMES

# So close (in scale points of the sum) to all-lowest or all-highest, a mean tells what each said.
EDGE = 2


@dataclass(frozen=True)
class Band:
    """From where to where a mean lies; both ends are equal where it is told exactly."""

    low: Fraction
    high: Fraction

    @property
    def is_exact(self) -> bool:
        """True for a mean that is told as it is."""
        return self.low == self.high


def band(total: int | Fraction, count: int, *, low: int, high: int, edge: int = EDGE) -> Band:
    """The mean of `count` answers that add up to `total` on a scale from `low` to `high`.

    Where nearly everybody gave the lowest or the highest answer, a range is told instead.

    Raises
    ------
    ValueError
        When so many answers cannot add up to that.
    """
    least, most = count * low, count * high
    if count < 1 or not least <= total <= most:
        raise ValueError(f"{count} answers from {low} to {high} cannot add up to {total}")
    if total - least < edge:
        return Band(Fraction(low), Fraction(min(least + edge, most)) / count)
    if most - total < edge:
        return Band(Fraction(max(most - edge, least)) / count, Fraction(high))
    return Band(Fraction(total) / count, Fraction(total) / count)


def may_show_spread(count: int, *, k: int) -> bool:
    """True when distribution, spread, smallest and largest may be shown beside the mean."""
    return count >= DISTRIBUTION_TIMES * k


def tenths(counts: Sequence[int]) -> tuple[int, ...]:
    """How answers are spread, each share rounded to a tenth of all.

    Exact counts would tell how many answered, and a one stands for somebody.
    """
    total = sum(counts)
    return tuple((20 * count + total) // (2 * total) if total else 0 for count in counts)


def count_shown(answered: int, *, k: int) -> int:
    """How many answered, rounded down to a multiple of `k`: "8 or more".

    An exact count beside a known number of people asked tells who kept silent, and two exact
    counts can be subtracted.
    """
    return answered - answered % k
