"""Random numbers that stay the same on every machine and in every version of numpy.

Only the raw bits of PCG64 are used: numpy promises those, not what it makes of them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_TOP = np.uint64(33)
_PLACE = 16
_PLACES = np.uint64(2**_PLACE - 1)


class Stream:
    """A stream of random whole numbers from a seed and a purpose."""

    def __init__(self, seed: int, purpose: int = 0) -> None:
        self._bits = np.random.PCG64([abs(seed), int(seed < 0), purpose])

    def raw(self, count: int) -> npt.NDArray[np.int64]:
        """Return numbers in 0 .. 2**31 - 1."""
        drawn = np.asarray(self._bits.random_raw(count), dtype=np.uint64)
        return (drawn >> _TOP).astype(np.int64)

    def below(self, limit: int) -> int:
        """Return a number in 0 .. limit - 1."""
        return int(self._bits.random_raw()) % limit

    def order(self, count: int) -> npt.NDArray[np.int64]:
        """Return 0 .. count - 1 in random order."""
        drawn = np.asarray(self._bits.random_raw(count), dtype=np.uint64)
        order: npt.NDArray[np.int64] = _sorted_places(drawn.reshape(1, count))[0]
        return order

    def orders(self, rows: int, count: int) -> npt.NDArray[np.int64]:
        """Return `rows` random orders of 0 .. count - 1."""
        drawn = np.asarray(self._bits.random_raw(rows * count), dtype=np.uint64)
        return _sorted_places(drawn.reshape(rows, count))

    def turns(
        self, rows: int, count: int, more: int
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return what `rows` calls of `order(count)` and `raw(more)` in turn would return."""
        drawn = np.asarray(self._bits.random_raw(rows * (count + more)), dtype=np.uint64)
        drawn = drawn.reshape(rows, count + more)
        return _sorted_places(drawn[:, :count]), (drawn[:, count:] >> _TOP).astype(np.int64)


def _sorted_places(drawn: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """Return the places of each row's numbers by size.

    The last bits of a number are replaced by its place: no two are equal, so that sorting by any
    method gives one order, and the fastest will do.
    """
    count = drawn.shape[1]
    if count > 2**_PLACE:
        return np.argsort(drawn, axis=1, kind="stable").astype(np.int64)
    keys = (drawn & ~_PLACES) | np.arange(count, dtype=np.uint64)
    keys.sort(axis=1)
    keys &= _PLACES
    return keys.view(np.int64)
