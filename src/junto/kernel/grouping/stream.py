"""Random numbers that stay the same on every machine and in every version of numpy.

Only the raw bits of PCG64 are used: numpy promises those, not what it makes of them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_TOP = np.uint64(33)


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
        return np.argsort(drawn, kind="stable").astype(np.int64)

    def orders(self, rows: int, count: int) -> npt.NDArray[np.int64]:
        """Return `rows` random orders of 0 .. count - 1."""
        drawn = np.asarray(self._bits.random_raw(rows * count), dtype=np.uint64)
        return np.argsort(drawn.reshape(rows, count), axis=1, kind="stable").astype(np.int64)

    def turns(
        self, rows: int, count: int, more: int
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return what `rows` calls of `order(count)` and `raw(more)` in turn would return."""
        drawn = np.asarray(self._bits.random_raw(rows * (count + more)), dtype=np.uint64)
        drawn = drawn.reshape(rows, count + more)
        order = np.argsort(drawn[:, :count], axis=1, kind="stable").astype(np.int64)
        return order, (drawn[:, count:] >> _TOP).astype(np.int64)
