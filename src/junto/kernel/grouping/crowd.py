"""Groups for very many people: features instead of a matrix of all pairs.

What two people are worth is a squared distance between their features (with a minus for wishes to
be alike), so a group is worth its size times the squares of its members less the square of their
sum, and nothing of the order of n x n is ever held. A start seats people layer by layer: those
furthest from the middle first, one in each group, by an assignment that puts each where they differ
most (assignment-based anticlustering), block by block. Then swaps between random pairs of groups,
as many as there are iterations. Features are whole numbers small enough for exact sums, so a seed
and a number of iterations give the same groups on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from .problem import Ints, deviations, group_limits, has_words, most_ranks, ranks
from .roster import Kind, Roster, Value
from .rules import (
    Match,
    Mix,
    NewFaces,
    PreferOneSite,
    RuleError,
    Rules,
    WithFriends,
    WithTopics,
    kind_of,
)
from .stream import Stream

Floats: TypeAlias = npt.NDArray[np.float64]
Marks: TypeAlias = npt.NDArray[np.float32]

CROWD = 5_000
ENGINE = "junto-crowd 1"
_BLOCK = 1_700
_LONGEST = 2_000.0
_MOST_WORDS = 60
_BIDS = 60
_GROWTH = 1.03
_SLICE = 4_096


@dataclass(frozen=True)
class Crowd:
    """People as whole-numbered features, and the sizes of their groups.

    `signs` holds 1 for a feature in which people of a group are to differ, and -1 where they are to
    be alike. `sizes` are as even as they can be.
    """

    ids: tuple[str, ...]
    features: Marks
    signs: Marks
    sizes: tuple[int, ...]

    @property
    def n(self) -> int:
        """How many people there are."""
        return len(self.ids)

    @property
    def hash(self) -> str:
        """Return what tells these people, wishes and sizes from any others (SHA-256)."""
        found = sha256("\n".join((ENGINE, *self.ids)).encode())
        for each in (self.features, self.signs):
            found.update(repr(each.shape).encode() + each.astype("<f4").tobytes())
        found.update(repr(self.sizes).encode())
        return found.hexdigest()

    @property
    def shares(self) -> Floats:
        """What a pair counts in a group of each size: groups are judged by the mean of pairs."""
        most = max(self.sizes)
        whole = max(1, most - 1) * max(1, most - 2)
        return np.array([0, 0, *(whole // (size - 1) for size in range(2, most + 1))], np.float64)

    def worth(self, groups: Sequence[Sequence[int]]) -> int:
        """Return the sum over groups of the mean worth of their pairs, once for each member."""
        shares, total = self.shares, 0
        for group in groups:
            marks = self.features[list(group)].astype(np.float64)
            sums = marks.sum(axis=0)
            squares = float((marks * marks * self.signs).sum())
            apart = len(group) * squares - float((sums * sums * self.signs).sum())
            total += int(shares[len(group)] * apart)
        return total

    def expected(self) -> float:
        """Return what a random draw is worth on average."""
        marks, n = self.features, self.n
        sums = marks.sum(axis=0, dtype=np.float64)
        squares = float((self._squares()).sum())
        apart = 2 * (n * squares - float((sums * sums * self.signs).sum())) / (n * (n - 1))
        shares = self.shares
        return sum(float(shares[s]) * apart * s * (s - 1) / 2 for s in self.sizes)

    def limit(self) -> float:
        """Return what no arrangement can exceed: no group is worth more than its squares allow."""
        plus = self.features[:, self.signs > 0].astype(np.float64)
        plus = plus - plus.mean(axis=0)
        unit = max(float(self.shares[s]) * s for s in set(self.sizes))
        return unit * float((plus * plus).sum())

    def _squares(self) -> Floats:
        found = np.empty(self.n)
        for at in range(0, self.n, _SLICE):
            marks = self.features[at : at + _SLICE]
            found[at : at + _SLICE] = (marks * marks * self.signs).sum(axis=1, dtype=np.float64)
        return found


@dataclass(frozen=True)
class CrowdResult:
    """Groups of very many people, with what it takes to form them again."""

    groups: tuple[tuple[str, ...], ...]
    objective: int
    expected: float
    limit: float
    seed: int
    iterations: int
    stopped_at: int | None

    @property
    def score(self) -> float:
        """Return the share of the way from a random draw to the proven limit, in per cent."""
        span = self.limit - self.expected
        return 100.0 if span < 0.5 else round(100 * (self.objective - self.expected) / span, 2)


def crowd_of(roster: Roster, rules: Rules) -> Crowd:
    """Turn a roster and wishes into features; raise `RuleError` for what they cannot express."""
    if rules.hard:
        raise RuleError(
            f"Must-haves are for up to {CROWD} people at a time: form groups within parts.",
            path=("hard", 0),
        )
    blocks, signs = [], []
    for at, rule in enumerate(rules.soft):
        if isinstance(rule, NewFaces):
            raise RuleError(
                f"Past meetings count for up to {CROWD} people at a time.", path=("soft", at)
            )
        if isinstance(rule, PreferOneSite | WithFriends | WithTopics):
            raise RuleError(
                f"“{rule.key}” is for up to {CROWD} people at a time.", path=("soft", at)
            )
        part = _part(roster, rule.attribute, ranked=isinstance(rule, Mix | Match))
        blocks.append(part * np.sqrt(rule.weight))
        signs.append(np.full(part.shape[1], -1.0 if isinstance(rule, Match) else 1.0))
    wide = np.concatenate(blocks, axis=1) if blocks else np.zeros((len(roster.ids), 1))
    order = sorted(range(len(roster.ids)), key=roster.ids.__getitem__)
    return crowd_from(
        wide[order],
        ids=[roster.ids[at] for at in order],
        sizes=_sizes(len(roster.ids), rules),
        signs=np.concatenate(signs) if signs else None,
    )


def crowd_from(
    features: npt.NDArray[np.floating],
    *,
    ids: Sequence[str],
    sizes: Sequence[int],
    signs: npt.NDArray[np.floating] | None = None,
) -> Crowd:
    """Return people with these features, rounded to whole numbers whose products sum exactly."""
    wide = np.asarray(features, dtype=np.float64)
    if wide.ndim != 2 or len(wide) != len(ids) or sum(sizes) != len(ids):
        raise ValueError("Features, ids and sizes are of different numbers of people.")
    if not np.isfinite(wide).all():
        raise ValueError("A feature is not a finite number.")
    wide = wide - wide.mean(axis=0)
    longest = float(np.sqrt((wide * wide).sum(axis=1).max(initial=0.0))) or 1.0
    marks = np.rint(wide * (_LONGEST / longest)).astype(np.float32)
    directions = np.ones(wide.shape[1]) if signs is None else signs
    return Crowd(tuple(ids), marks, np.asarray(directions, dtype=np.float32), tuple(sizes))


def form_crowd(
    crowd: Crowd,
    *,
    seed: int,
    iterations: int,
    should_stop: Callable[[], bool] | None = None,
    stop_at: int | None = None,
) -> CrowdResult:
    """Form groups of very many people.

    Parameters
    ----------
    crowd : Crowd
        People as features, and sizes.
    seed, iterations : int
        Together with the crowd they fix the result. One iteration looks at every swap between the
        two groups of each pair of a random pairing of the groups, and makes the best of each.
    should_stop : callable, optional
        Asked after every block of the start and every iteration; when it answers yes the rest of
        the start is seated by chance, and `stopped_at` says after how many of both.
    stop_at : int, optional
        Stop after so many blocks and iterations: repeats a run that `should_stop` had ended.
    """
    work = _Work(crowd, seed, should_stop, stop_at)
    table = work.seated()
    for _ in range(iterations):
        if work.is_over():
            break
        work.improve(table)
        work.ticks += 1
    filled = [[int(each) for each in row if each < crowd.n] for row in table]
    groups = sorted(sorted(group) for group in filled)
    return CrowdResult(
        tuple(tuple(crowd.ids[each] for each in group) for group in groups),
        crowd.worth(groups),
        crowd.expected(),
        crowd.limit(),
        seed,
        iterations,
        work.stopped_at,
    )


class _Work:
    """The state of one run."""

    def __init__(
        self,
        crowd: Crowd,
        seed: int,
        should_stop: Callable[[], bool] | None,
        stop_at: int | None,
    ) -> None:
        self.crowd, self.stream = crowd, Stream(seed, 7)
        self.should_stop, self.stop_at = should_stop, stop_at
        self.ticks = 0
        self.stopped_at: int | None = None
        self.squares = np.append(crowd._squares(), 0.0)
        self.marks = np.vstack([crowd.features, np.zeros_like(crowd.features[:1])])
        self.sizes = np.sort(np.array(crowd.sizes, dtype=np.int64))[::-1]

    def is_over(self) -> bool:
        """Tell whether the caller has seen enough."""
        if self.stopped_at is None:
            asked = self.should_stop is not None and self.should_stop()
            if asked or (self.stop_at is not None and self.ticks >= self.stop_at):
                self.stopped_at = self.ticks
        return self.stopped_at is not None

    def seated(self) -> Ints:
        """Return groups x seats, the number of people marking an empty seat."""
        n, count, width = self.crowd.n, len(self.sizes), int(self.sizes.max())
        table = np.full((count, width), n, dtype=np.int64)
        parts = -(-count // _BLOCK)
        # Everybody is dealt out by how far they are from the middle, so that blocks are alike.
        luck = self.stream.order(n)
        order = luck[np.argsort(-self._spread()[luck], kind="stable")]
        room = [int(self.sizes[part::parts].sum()) for part in range(parts)]
        people: list[list[int]] = [[] for _ in range(parts)]
        turn = 0
        for each in order.tolist():
            while len(people[turn]) == room[turn]:
                turn = (turn + 1) % parts
            people[turn].append(each)
            turn = (turn + 1) % parts
        for part in range(parts):
            chosen, sizes = np.array(people[part], dtype=np.int64), self.sizes[part::parts]
            table[part::parts] = self._dealt(chosen, sizes, width, plain=self.is_over())
            self.ticks += not self.stopped_at
        return table

    def _spread(self) -> Floats:
        found = np.empty(self.crowd.n)
        for at in range(0, self.crowd.n, _SLICE):
            marks = self.marks[at : min(at + _SLICE, self.crowd.n)]
            found[at : at + len(marks)] = (marks * marks).sum(axis=1, dtype=np.float64)
        return found

    def _dealt(self, people: Ints, sizes: Ints, width: int, *, plain: bool) -> Ints:
        """Seat the people of a block layer by layer, each where they differ most."""
        table = np.full((len(sizes), width), self.crowd.n, dtype=np.int64)
        sums = np.zeros((len(sizes), self.marks.shape[1]))
        squares = np.zeros(len(sizes))
        start = 0
        for seat in range(width):
            open_to = np.flatnonzero(sizes > seat)
            layer = people[start : start + len(open_to)]
            start += len(open_to)
            marks = self.marks[layer].astype(np.float64)
            if seat and not plain:
                worth = squares[open_to][None, :] - 2.0 * (
                    (marks * self.crowd.signs) @ sums[open_to].T
                )
                open_to = open_to[_assigned(worth)]
            table[open_to, seat] = layer
            sums[open_to] += marks
            squares[open_to] += self.squares[layer]
        return table

    def improve(self, table: Ints) -> int:
        """Make the best swap between the groups of each pair that gains; return how many."""
        count, width = table.shape
        half = count // 2
        order = self.stream.order(count)
        shares, made = self.crowd.shares, 0
        for at in range(0, half, _SLICE):
            a, b = (
                order[at : min(at + _SLICE, half)],
                order[half + at : half + min(at + _SLICE, half)],
            )
            left, right = table[a], table[b]
            here, there = self.marks[left], self.marks[right]
            both = np.concatenate([here, there], axis=1)
            signed = (both * self.crowd.signs).transpose(0, 2, 1)
            near = (both @ signed).astype(np.float64)
            size_a, size_b = self.sizes[a][:, None, None], self.sizes[b][:, None, None]
            share_a, share_b = shares[size_a], shares[size_b]
            q_a, q_b = self.squares[left][:, :, None], self.squares[right][:, None, :]
            to_a, to_b = near[:, :, :width].sum(axis=2), near[:, :, width:].sum(axis=2)
            apart = q_a + q_b - 2.0 * near[:, :width, width:]
            toward_a = to_a[:, None, width:] - to_a[:, :width, None]
            toward_b = to_b[:, None, width:] - to_b[:, :width, None]
            gain = share_a * (size_a * (q_b - q_a) - 2.0 * toward_a - apart)
            gain += share_b * (size_b * (q_a - q_b) + 2.0 * toward_b - apart)
            gain[(left == self.crowd.n)[:, :, None] | (right == self.crowd.n)[:, None, :]] = -np.inf
            flat = gain.reshape(len(a), -1)
            pick = flat.argmax(axis=1)
            good = np.flatnonzero(flat[np.arange(len(a)), pick] > 0)
            seat_a, seat_b = np.divmod(pick[good], width)
            table[a[good], seat_a], table[b[good], seat_b] = (
                right[good, seat_b],
                left[good, seat_a],
            )
            made += len(good)
        return made


def _assigned(worth: Floats) -> Ints:
    """Return a column for each row, no column twice, of nearly the greatest sum.

    The auction of Bertsekas: those without a column bid for their best one by what it is better
    than their second best. The last few rows take the best that is left.
    """
    rows, columns = worth.shape
    if columns < 2:
        return np.arange(rows, dtype=np.int64)
    least = np.floor(float(worth.std()) / _BIDS) + 1.0
    prices, holder = np.zeros(columns), np.full(columns, -1, dtype=np.int64)
    held = np.full(rows, -1, dtype=np.int64)
    waiting = np.arange(rows)
    for _ in range(20 * _BIDS):
        offers = worth[waiting] - prices
        each = np.arange(len(waiting))
        best = offers.argmax(axis=1)
        first = offers[each, best].copy()
        offers[each, best] = -np.inf
        bids = prices[best] + first - offers.max(axis=1) + least
        # The highest bid for a column wins; of equal ones that of the first row.
        ranked = np.lexsort((-waiting, bids, best))
        wins = ranked[np.append(best[ranked][1:] != best[ranked][:-1], True)]
        taken = best[wins]
        losers = holder[taken]
        held[losers[losers >= 0]] = -1
        holder[taken], prices[taken] = waiting[wins], bids[wins]
        held[waiting[wins]] = taken
        # People who are alike outbid each other by the least there is: it grows, and they settle.
        least *= _GROWTH
        waiting = np.flatnonzero(held < 0)
        if not len(waiting):
            return held
    for row in waiting.tolist():
        free = np.flatnonzero(holder < 0)
        held[row] = free[int(worth[row, free].argmax())]
        holder[held[row]] = row
    return held


def _sizes(n: int, rules: Rules) -> tuple[int, ...]:
    """Return sizes as even as they can be."""
    size = rules.size
    if size.min is not None and size.max is not None:
        fewest, most = group_limits(n, size.min, size.max)
        middle = round(2 * n / (size.min + size.max))
        count = max(fewest, min(most, middle))
    else:
        count = size.count or 1
    if not 1 <= count <= n:
        raise RuleError(f"{n} people do not divide into groups of these sizes.", path=("size",))
    base, extra = divmod(n, count)
    return (base + 1,) * extra + (base,) * (count - extra)


def _part(roster: Roster, attribute: str, *, ranked: bool) -> Floats:
    """Return features whose squared distances are 0 to 1, or about that where numbers are odd.

    Words become sqrt(1/2) for having one; numbers their rank (to differ or be alike) or their
    standard deviations. A missing value is in the middle.
    """
    column: Sequence[Value] = roster.values[attribute]
    known = np.array([value is not None for value in column])
    if not known.any():
        return np.zeros((len(column), 1))
    if kind_of(roster, attribute) in (Kind.NUMBER, Kind.DATE):
        if ranked:
            part = ranks(column)[:, None] / most_ranks(column)
        else:
            part = deviations(column)[:, None] / 200.0
    else:
        has = has_words(column)[1].astype(np.float64)
        often = np.argsort(-has.sum(axis=0), kind="stable")[:_MOST_WORDS]
        part = has[:, np.sort(often)] * np.sqrt(0.5)
    part[~known] = part[known].mean(axis=0)
    return np.asarray(part, dtype=np.float64)
