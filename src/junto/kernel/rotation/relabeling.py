"""Who takes which seat of a design: people can be exchanged freely, nobody meets twice by it.

What a labeling is worth is the sum, over seats that meet, of what their people are worth to each
other: a quadratic assignment. It is climbed by tabu search over all exchanges of two people
(Taillard 1991), in whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]

_NEVER = np.int64(-(2**62))
_LOOK = 16


def relabel(
    meets: Ints,
    worth: Ints,
    start: Ints,
    *,
    steps: int,
    should_stop: Callable[[], bool] | None = None,
) -> Ints:
    """Return the best assignment of people to seats that `steps` exchanges come by.

    Parameters
    ----------
    meets, worth
        Seats by seats, what their meeting counts; people by people, what they are worth. Both
        symmetric with an empty diagonal.
    start
        The person of each seat.
    """
    n = len(start)
    if n < 2:
        return start.copy()
    seated = start.copy()
    pairs = worth[np.ix_(seated, seated)]
    sums = meets @ pairs
    reached, best, kept = 0, 0, seated.copy()
    barred = np.zeros((n, n), dtype=np.int64)
    lower = np.tri(n, dtype=bool)
    for step in range(1, steps + 1):
        if step % _LOOK == 0 and should_stop is not None and should_stop():
            break
        own = np.diagonal(sums)
        gain = sums + sums.T - own[:, None] - own[None, :] + 2 * meets * pairs
        gain[lower] = _NEVER
        stays = barred[:, seated] > step
        tabu = stays & stays.T
        gain[tabu & (reached + gain <= best)] = _NEVER
        one, two = divmod(int(gain.argmax()), n)
        if gain[one, two] == _NEVER:
            break
        reached += int(gain[one, two])
        tenure = step + n // 4 + 2 + (step * 7 + one) % (n // 2 + 2)
        barred[one, seated[one]] = barred[two, seated[two]] = tenure
        sums += np.outer(meets[:, one] - meets[:, two], pairs[two] - pairs[one])
        sums[:, [one, two]] = sums[:, [two, one]]
        pairs[[one, two]] = pairs[[two, one]]
        pairs[:, [one, two]] = pairs[:, [two, one]]
        seated[[one, two]] = seated[[two, one]]
        if reached > best:
            best, kept = reached, seated.copy()
    return kept
