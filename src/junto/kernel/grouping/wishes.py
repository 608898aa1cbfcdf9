"""Wishes for company: somebody gets theirs when one of those they wish for is in their group.

A second one adds nothing, so a wish is no sum over pairs. It is counted for each person, in the
units of the objective, beside what the pairs are worth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

_Ints: TypeAlias = npt.NDArray[np.int64]
_Bits: TypeAlias = npt.NDArray[np.int8]

MOST_FRIENDS = 5


@dataclass(frozen=True)
class Wish:
    """A nice-to-have about company: whom each person wishes for, and what one wish is worth.

    `index` is its place among the nice-to-haves; `wants` is people × people.
    """

    index: int
    wants: _Bits
    unit: int

    @property
    def wishers(self) -> npt.NDArray[np.bool_]:
        """Who wishes for anybody that is there."""
        return np.asarray(self.wants.any(axis=1), dtype=np.bool_)

    @property
    def count(self) -> int:
        """How many people wish for somebody."""
        return int(self.wishers.sum())

    def granted(self, group: Sequence[int]) -> list[int]:
        """Return the people of a group who get their wish in it."""
        block = self.wants[np.ix_(group, group)]
        return [group[int(k)] for k in np.flatnonzero(block.any(axis=1))]


def worth_of(wishes: Sequence[Wish], group: Sequence[int]) -> int:
    """Return what the wishes that a group grants are worth."""
    return sum(each.unit * len(each.granted(group)) for each in wishes)


def most_worth(wishes: Sequence[Wish]) -> int:
    """Return what all wishes would be worth."""
    return sum(each.unit * each.count for each in wishes)


def expected_worth(wishes: Sequence[Wish], n: int, sizes: Sequence[int]) -> float:
    """Return what a random draw grants on average, by arithmetic."""
    total = 0.0
    for each in wishes:
        named, often = np.unique(each.wants.sum(axis=1, dtype=np.int64), return_counts=True)
        for count, people in zip(named.tolist(), often.tolist(), strict=True):
            for size in sorted(set(sizes)) if count else ():
                seats = size * list(sizes).count(size)
                none = math.comb(n - 1 - count, size - 1) / math.comb(n - 1, size - 1)
                total += each.unit * people * seats / n * (1.0 - none)
    return total


def drawn_worth(wishes: Sequence[Wish], home: _Ints) -> _Ints:
    """Return what each of many draws grants; `home` is draws × people: the group of each."""
    total = np.zeros(len(home), dtype=np.int64)
    for each in wishes:
        for person in np.flatnonzero(each.wishers):
            wanted = np.flatnonzero(each.wants[person])
            total += each.unit * (home[:, wanted] == home[:, person, None]).any(axis=1)
    return total


class Wanting:
    """The wishes of a field of seats, with an empty seat as a person who wishes for nobody."""

    def __init__(self, wish: Wish, price: int) -> None:
        n = len(wish.wants)
        self.price = price
        self.wants = np.zeros((n + 1, n + 1), dtype=np.int64)
        self.wants[:n, :n] = wish.wants
        self.asks = np.asarray(self.wants.any(axis=1), dtype=np.bool_)

    def granted(self, table: _Ints) -> int:
        """Return how many get their wish, for groups × seats."""
        block = self.wants[table[:, :, None], table[:, None, :]]
        return int(block.any(axis=2).sum())

    def by_swaps(self, left: _Ints, right: _Ints) -> _Ints:
        """Return how many more get their wish after each swap between two groups of each pair."""
        side, other = _Half.of(self, left, right), _Half.of(self, right, left)
        return side.after_swaps() + other.after_swaps().swapaxes(1, 2) - _before(side, other)

    def by_shifts(self, left: _Ints, right: _Ints) -> _Ints:
        """Return how many more get their wish after each shift from the left group to the right."""
        side, other = _Half.of(self, left, right), _Half.of(self, right, left)
        width = left.shape[1]
        stays = (side.have[:, :, None] - side.own > 0) & side.asks[:, :, None]
        stays[:, np.arange(width), np.arange(width)] = False
        hosts = (other.have[:, :, None] + other.across > 0) & other.asks[:, :, None]
        moved = (side.across.sum(axis=2) > 0) & side.asks
        after: _Ints = stays.sum(axis=1) + hosts.sum(axis=1) + moved
        return after - _before(side, other)[:, 0]


@dataclass(frozen=True)
class _Half:
    """One group of each pair: who asks, whom they want here and in the other group."""

    asks: npt.NDArray[np.bool_]
    own: _Ints
    across: _Ints
    back: _Ints
    have: _Ints
    guests: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, wanting: Wanting, here: _Ints, there: _Ints) -> _Half:
        """Read one group of each pair."""
        own = wanting.wants[here[:, :, None], here[:, None, :]]
        across = wanting.wants[here[:, :, None], there[:, None, :]]
        back = wanting.wants[there[:, :, None], here[:, None, :]]
        asks = wanting.asks[here]
        return cls(asks, own, across, back, own.sum(axis=2), wanting.asks[there])

    def after_swaps(self) -> _Ints:
        """Return how many get their wish here when each one goes and each guest comes."""
        width = self.own.shape[1]
        company = self.have[:, :, None, None] - self.own[:, :, :, None] + self.across[:, :, None, :]
        stays = (company > 0) & self.asks[:, :, None, None]
        stays[:, np.arange(width), np.arange(width), :] = False
        found = self.back.sum(axis=2)[:, None, :] - self.back.swapaxes(1, 2)
        comes = (found > 0) & self.guests[:, None, :]
        after: _Ints = stays.sum(axis=1) + comes
        return after


def _before(side: _Half, other: _Half) -> _Ints:
    found: _Ints = ((side.have > 0) & side.asks).sum(axis=1)
    found = found + ((other.have > 0) & other.asks).sum(axis=1)
    return found[:, None, None]
