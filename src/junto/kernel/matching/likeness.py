"""What two people offer each other, in numbers between 0 and `FULL`: topics and hours."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from .market import FULL, Ints

DAY = 24 * 60


def covered(seekers: Sequence[Collection[str]], givers: Sequence[Collection[str]]) -> Ints:
    """Return seekers × givers: the share of what a seeker looks for that a giver has.

    Who looks for nothing finds nothing.
    """
    wanted, given = _bits(seekers, givers)
    both = wanted @ given.T
    counts = np.maximum(wanted.sum(axis=1), 1)
    share: Ints = both * FULL // counts[:, None]
    return share


def in_common(rows: Sequence[Collection[str]], columns: Sequence[Collection[str]]) -> Ints:
    """Return rows × columns: what both have, as a share of the shorter of the two lists."""
    left, right = _bits(rows, columns)
    shorter = np.minimum(left.sum(axis=1)[:, None], right.sum(axis=1)[None, :])
    share: Ints = (left @ right.T) * FULL // np.maximum(shorter, 1)
    return share


def minutes_in_common(rows: Sequence[tuple[int, int]], columns: Sequence[tuple[int, int]]) -> Ints:
    """Return rows × columns: minutes of a day that two people share.

    Each has (start, end) in minutes of one clock, the end after the start; a day goes around.
    """
    left, right = (np.array(each, dtype=np.int64).reshape(-1, 2) for each in (rows, columns))
    shared = np.zeros((len(left), len(right)), dtype=np.int64)
    for shift in (-2 * DAY, -DAY, 0, DAY, 2 * DAY):
        begin = np.maximum(left[:, :1], right[:, 0] + shift)
        end = np.minimum(left[:, 1:], right[:, 1] + shift)
        shared += np.maximum(end - begin, 0)
    return np.minimum(shared, DAY)


def _bits(rows: Sequence[Collection[str]], columns: Sequence[Collection[str]]) -> tuple[Ints, Ints]:
    known = {each: at for at, each in enumerate(sorted({t for s in (*rows, *columns) for t in s}))}

    def made(lists: Sequence[Collection[str]]) -> Ints:
        bits = np.zeros((len(lists), len(known)), dtype=np.int64)
        for row, topics in enumerate(lists):
            bits[row, [known[each] for each in topics]] = 1
        return bits

    return made(rows), made(columns)
