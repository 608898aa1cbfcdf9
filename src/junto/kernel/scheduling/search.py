"""The fairest wall times: one that suits all, or a few in turn.

One wall time is kept when it lies inside everybody's own hours at every occasion. Otherwise the
largest burden of anybody is made as small as can be found, then the sum of burdens: the load that
somebody has to bear is shared out over the series. Fewer wall times are preferred unless one more
lowers the largest burden by a tenth.

The search is exact over the sets of up to three wall times among those that nobody would trade (see
`_worthy`), for each weekday, with the occasions dealt one by one to the wall time that keeps the
largest burden lowest, then improved by single changes and exchanges until none helps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from junto.kernel.scheduling.board import Board
from junto.kernel.scheduling.zones import Minutes

MOST_TIMES = 3
_WORTHY = 10
_POLISHED = 6
# One more wall time is worth it when the largest burden falls below this part of what it was.
_WORTH = 0.9
# A margin of an hour inside everybody's hours is as good as a larger one.
_COMFORT = 60
# Two choices are different when they are on different weekdays or this far apart.
_DIFFERENT = 120


@dataclass(frozen=True)
class Found:
    """A weekday, and the slot of each occasion, as places on the board."""

    weekday: int
    slots: tuple[int, ...]
    worst: int
    total: int

    @property
    def rank(self) -> tuple[int, int, int, int, tuple[int, ...]]:
        """What makes one better than another."""
        return (self.worst, self.total, len(set(self.slots)), self.weekday, self.slots)


def kept_times(board: Board) -> list[Found]:
    """Return wall times inside everybody's hours at every occasion, the most comfortable first."""
    margin = board.margin.min(axis=(2, 3))
    places = np.argwhere(margin >= 0)
    ranked = sorted((-min(int(margin[w, s]), _COMFORT), int(w), int(s)) for w, s in places.tolist())
    count = board.problem.rhythm.count
    return _different([Found(w, (s,) * count, 0, 0) for _, w, s in ranked], board)


def _different(found: list[Found], board: Board) -> list[Found]:
    """Return up to three, each unlike those before it where that can be."""
    chosen = found[:1]
    apart = _DIFFERENT // board.problem.step

    def is_new(each: Found, both: bool) -> bool:
        far = all(abs(each.slots[0] - other.slots[0]) >= apart for other in chosen)
        other_day = all(each.weekday != other.weekday for other in chosen)
        return (far and other_day) if both else (far or other_day)

    for both in (True, False):
        while len(chosen) < MOST_TIMES:
            more = next((each for each in found if is_new(each, both)), None)
            if more is None:
                break
            chosen.append(more)
    return chosen


def turns(board: Board) -> list[Found]:
    """Return the fairest rotation of each weekday, the fairest first, three at most."""
    known: dict[bytes, Found] = {}
    best = []
    for weekday, costs in enumerate(board.burden):
        alike = known.get(costs.tobytes())
        found = replace(alike, weekday=weekday) if alike else _best_of_weekday(costs, weekday)
        known[costs.tobytes()] = found
        best.append(found)
    return sorted(best, key=lambda found: found.rank)[:MOST_TIMES]


def one_time(board: Board) -> Found:
    """Return the single wall time with the smallest sum of burdens, then the smallest largest."""
    per_person = board.burden.sum(axis=2)
    worst, total = per_person.max(axis=-1), per_person.sum(axis=-1)
    order = np.lexsort((worst.ravel(), total.ravel()))
    weekday, slot = np.unravel_index(int(order[0]), total.shape)
    count = board.problem.rhythm.count
    return Found(
        int(weekday),
        (int(slot),) * count,
        int(worst[weekday, slot]),
        int(total[weekday, slot]),
    )


def _best_of_weekday(costs: Minutes, weekday: int) -> Found:
    slots = _worthy(costs)
    best = _best_with(costs, slots, weekday, 1)
    for times in range(2, MOST_TIMES + 1):
        more = _best_with(costs, slots, weekday, times)
        if more is not None and best is not None and more.worst < _WORTH * best.worst:
            best = more
    assert best is not None
    return best


def _worthy(costs: Minutes) -> list[int]:
    """Return slots worth combining: of those no other is better for all, some the fairest each way.

    A slot is kept when no other costs everybody at most as much. Of many, the ones with the
    smallest sum are taken, after the best slot of each person.
    """
    whole = costs.sum(axis=1)
    at_most = (whole[:, None, :] <= whole[None, :, :]).all(axis=-1)
    equal = (whole[:, None, :] == whole[None, :, :]).all(axis=-1)
    earlier = np.tri(len(whole), k=-1, dtype=bool).T
    beaten = (at_most & (~equal | earlier)).any(axis=0)
    kept = np.flatnonzero(~beaten)
    sums = whole[kept].sum(axis=-1)
    by_sum = kept[np.argsort(sums, kind="stable")]
    favorites = [int(kept[np.lexsort((sums, column))[0]]) for column in whole[kept].T]
    by_worst = kept[np.argsort(whole[kept].max(axis=-1), kind="stable")]
    mixed = [int(slot) for pair in zip(by_sum, by_worst, strict=True) for slot in pair]
    return list(dict.fromkeys([*favorites, *mixed]))[:_WORTHY]


def _best_with(costs: Minutes, slots: list[int], weekday: int, times: int) -> Found | None:
    if len(slots) < times:
        return None
    sets = np.array(list(combinations(sorted(slots), times)))
    dealt = _deal(costs, sets)
    sums = _loads(costs, dealt)
    order = np.lexsort((sums.sum(axis=-1), sums.max(axis=-1)))[:_POLISHED]
    polished = (_polish(costs, dealt[row], sets[row]) for row in order.tolist())
    best = min(polished, key=lambda each: _found(costs, each, weekday).rank)
    return _found(costs, _evened(costs, best), weekday)


def _loads(costs: Minutes, dealt: npt.NDArray[np.int64]) -> Minutes:
    """Return each person's burden for each row of slots by occasion."""
    found: Minutes = costs[dealt, np.arange(dealt.shape[-1])].sum(axis=-2)
    return found


def _deal(costs: Minutes, sets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Give each occasion of every set the slot that keeps the largest burden lowest."""
    count, rows = costs.shape[1], np.arange(len(sets))
    loads = np.zeros((len(sets), costs.shape[2]), dtype=np.int64)
    dealt = np.zeros((len(sets), count), dtype=np.int64)
    scale = int(costs.sum()) + 1
    for occasion in range(count):
        after = loads[:, None, :] + costs[sets, occasion]
        choice = (after.max(axis=-1) * scale + after.sum(axis=-1)).argmin(axis=-1)
        dealt[:, occasion] = sets[rows, choice]
        loads = after[rows, choice]
    return dealt


def _polish(
    costs: Minutes, start: npt.NDArray[np.int64], slots: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Change one occasion, or exchange two, as long as the largest burden or the sum falls.

    Where neither changes, a burden that is shared more evenly (a smaller sum of squares) is taken
    as well: from there the largest may fall.
    """
    now = np.searchsorted(slots, start)
    places = np.arange(len(now))
    while len(slots) > 1:
        mine = _loads(costs, slots[now][None])[0]
        # What each person gains or loses when an occasion goes to another slot.
        change = costs[slots].swapaxes(0, 1) - costs[slots[now], places][:, None]
        crossed = change[places[:, None], now[None, :]]
        exchange = crossed + crossed.swapaxes(0, 1)
        steps = np.concatenate((change.reshape(-1, len(mine)), exchange.reshape(-1, len(mine))))
        sums = mine + steps
        squares = (sums * sums).sum(axis=-1)
        best = int(np.lexsort((squares, sums.sum(axis=-1), sums.max(axis=-1)))[0])
        reached = (sums[best].max(), sums[best].sum(), squares[best])
        if reached >= (mine.max(), mine.sum(), (mine * mine).sum()):
            break
        if best < len(now) * len(slots):
            now[best // len(slots)] = best % len(slots)
        else:
            one, two = divmod(best - len(now) * len(slots), len(now))
            now[one], now[two] = now[two], now[one]
    found: npt.NDArray[np.int64] = slots[now]
    return found


def _evened(costs: Minutes, dealt: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Spread the slots of occasions that cost the same over the series, so that turns alternate."""
    alike: dict[bytes, list[int]] = {}
    for occasion in range(costs.shape[1]):
        alike.setdefault(costs[:, occasion].tobytes(), []).append(occasion)
    found = dealt.copy()
    for occasions in alike.values():
        found[occasions] = _spread([int(dealt[each]) for each in occasions])
    return found


def _spread(slots: list[int]) -> list[int]:
    """Order slots so that each is as evenly spaced as can be.

    Examples
    --------
    >>> _spread([1, 1, 1, 2, 2, 2])
    [1, 2, 1, 2, 1, 2]
    """
    counts = {slot: slots.count(slot) for slot in sorted(set(slots))}
    places = [
        ((turn + 0.5) / count, slot) for slot, count in counts.items() for turn in range(count)
    ]
    return [slot for _, slot in sorted(places)]


def _found(costs: Minutes, dealt: npt.NDArray[np.int64], weekday: int) -> Found:
    loads = _loads(costs, dealt[None])[0]
    slots = tuple(int(each) for each in dealt)
    return Found(weekday, slots, int(loads.max()), int(loads.sum()))
