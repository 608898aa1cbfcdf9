"""Simulated annealing over swaps and shifts, many at a time.

Each step draws a random pairing of the groups and looks at every swap between the two groups of
every pair at once. Pairs share no group, so all changes of a step are exact and independent. An
empty seat is a person worth nothing to anybody: swapping somebody with an empty seat is a shift.
Within a pair one change is drawn by heat bath (Boltzmann weights, staying put among them) from a
table of whole numbers, so that a run is the same on every processor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from .problem import Bits, Bools, CountRule, Ints, Problem
from .stream import Stream
from .wishes import Wanting

_FINE = 32
_LAST = 16 * _FINE
DEGREE = 64
_WIDE = 10
_NEVER = np.int64(-(2**59))
_COLDEST = DEGREE // 4
_LEAST_PILOT = 64
_RANGES = ((45, 20), (35, 14), (85, 45))
_WIDE_RANGES = ((57, 36), (30, 3))
_TABLE = np.zeros(_LAST + _FINE * DEGREE // _COLDEST + 1, dtype=np.int64)
_TABLE[:_LAST] = [int((Decimal(-k) / _FINE).exp() * 2**30) for k in range(_LAST)]


def is_wide(width: int) -> bool:
    """Tell whether groups of so many seats are searched seat by seat."""
    return width >= _WIDE


@dataclass(frozen=True)
class Seats:
    """Who sits where: groups × seats, `n` marking an empty seat."""

    table: Ints
    sizes: Ints

    def copy(self) -> Seats:
        """Return seats that can be changed apart."""
        return Seats(self.table.copy(), self.sizes.copy())


def seats_of(groups: Sequence[Sequence[int]], width: int, n: int) -> Seats:
    """Lay groups out in a table."""
    table = np.full((len(groups), width), n, dtype=np.int64)
    for at, people in enumerate(groups):
        table[at, : len(people)] = people
    return Seats(table, np.array([len(each) for each in groups], dtype=np.int64))


def groups_of(seats: Seats, n: int) -> list[list[int]]:
    """Read the groups back from the table."""
    return [sorted(int(each) for each in row if each < n) for row in seats.table]


class Field:
    """What a swap is worth: pairs, sizes, and the rules that need counts, in one whole number.

    `fine` is what one forbidden pair costs before the share of its group's size is applied;
    `heavy` is what one person in the way of a counted rule costs. Shifts stay within `sizes`.
    Pairs in `apart` cost half of a forbidden pair: more than any swap could gain, less than a
    must-have.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        held: Bools | None = None,
        soft: bool = True,
        sizes: tuple[int, int] | None = None,
        apart: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.least, self.width = sizes or (problem.min_size, problem.max_size)
        n, width = problem.n, self.width
        self.problem, self.n = problem, n
        top = int(np.abs(problem.value).max()) if n else 0
        self.equal = self.least == self.width
        # One unit of worth is a pair's share; where all sizes are one, that share is left out.
        unit = int(problem.share[min(width, len(problem.share) - 1)])
        self.wanted = [
            Wanting(each, each.unit // unit if self.equal else each.unit)
            for each in (problem.wishes if soft else ())
        ]
        granted = sum(each.unit // max(1, unit) + 1 for each in problem.wishes)
        self.fine = 1 if not soft else 4 * width * max(1, top) + 2 * width * granted
        worth = -self.fine * problem.forbidden.astype(np.int64)
        if soft:
            worth = worth + problem.value
            for one, other in apart:
                worth[[one, other], [other, one]] -= self.fine // 2
        fits = int(np.abs(worth).max(initial=0)) < 2**31
        kind = np.dtype(np.int32 if fits else np.int64)
        self.pairs: npt.NDArray[Any] = np.zeros((n + 1, n + 1), dtype=kind)
        self.pairs[:n, :n] = worth
        self.flat = self.pairs.ravel()
        self.share = np.ones_like(problem.share) if not soft or self.equal else problem.share
        self.heavy = self.fine * (int(self.share[max(2, problem.min_size)]) if soft else 1)
        self.sides = np.kron(np.eye(2), np.ones((width, 1)))
        self.barred = np.zeros(n + 1, dtype=np.int64)
        self.barred[n] = _NEVER
        if held is not None:
            self.barred[:n][held] = _NEVER
        self.counted: list[tuple[CountRule, Bits]] = [
            (rule, np.vstack([rule.has, np.zeros((1, rule.has.shape[1]), dtype=np.int8)]))
            for rule in problem.count_rules
        ]

    @property
    def draws(self) -> int:
        """How many changes a step draws for each pair of groups.

        One where counted rules or small groups make it right to look at all seats at once, else one
        for each seat of the left group and one for the shifts: in large groups a single change
        would leave almost all that was looked at unused.
        """
        if self.counted or self.wanted or not is_wide(self.width):
            return 1
        return self.width + (not self.equal)

    @property
    def is_pairs(self) -> bool:
        """Whether pairs say everything, so that compiled steps can."""
        return not self.counted and not self.wanted

    def total(self, seats: Seats) -> int:
        """Return what the whole arrangement is worth, by plain summing."""
        block = self.pairs[seats.table[:, :, None], seats.table[:, None, :]]
        sums = block.sum(axis=(1, 2), dtype=np.int64) // 2
        worth = int((self.share[seats.sizes] * sums).sum())
        for rule, has in self.counted:
            counts = has[seats.table].sum(axis=1, dtype=np.int64)
            worth -= self.heavy * int(rule.broken(counts, seats.sizes).sum())
        for wanted in self.wanted:
            worth += wanted.price * wanted.granted(seats.table)
        return worth

    def deltas(self, seats: Seats, a: Ints, b: Ints) -> Ints:
        """Return pairs × changes: what each swap and then each shift is worth; barred ones least.

        The first width² changes swap a seat of `a` with a seat of `b`; then, where sizes may
        differ, width changes move a seat of `a` into `b`, and width move a seat of `b` into `a`.
        """
        width, count = self.width, len(a)
        left, right = seats.table[a], seats.table[b]
        both = np.concatenate([left, right], axis=1)
        block = self.flat.take((both * (self.n + 1))[:, :, None] + both[:, None, :])
        sums = (block.astype(np.float64) @ self.sides).astype(np.int64)
        own_a, cross_a = sums[:, :width, 0], sums[:, :width, 1]
        cross_b, own_b = sums[:, width:, 0], sums[:, width:, 1]
        size_a, size_b = seats.sizes[a], seats.sizes[b]
        share_a, share_b = self.share[size_a], self.share[size_b]
        between = (share_a + share_b)[:, None, None] * block[:, :width, width:]
        leave_a = share_b[:, None] * cross_a - share_a[:, None] * own_a + self.barred.take(left)
        leave_b = share_a[:, None] * cross_b - share_b[:, None] * own_b + self.barred.take(right)
        swaps: Ints = leave_a[:, :, None] + leave_b[:, None, :] - between
        for rule, has in self.counted:
            swaps -= self.heavy * _broken_by_swaps(rule, has[left], has[right], size_a, size_b)
        for wanted in self.wanted:
            swaps += wanted.price * wanted.by_swaps(left, right)
        if self.equal:
            return swaps.reshape(count, -1)
        return np.concatenate(
            [
                swaps.reshape(count, -1),
                self.shifts(
                    _Side(left, size_a, own_a, cross_a), _Side(right, size_b, own_b, cross_b)
                ),
                self.shifts(
                    _Side(right, size_b, own_b, cross_b), _Side(left, size_a, own_a, cross_a)
                ),
            ],
            axis=1,
        )

    def shifts(self, left: _Side, right: _Side) -> Ints:
        """Return what it is worth to move each person of the left groups to the right ones."""
        worth_a, worth_b = left.own.sum(axis=1) // 2, right.own.sum(axis=1) // 2
        before = self.share[left.sizes] * worth_a + self.share[right.sizes] * worth_b
        after = self.share[np.maximum(left.sizes - 1, 0)][:, None] * (worth_a[:, None] - left.own)
        after += self.share[right.sizes + 1][:, None] * (worth_b[:, None] + left.cross)
        change: Ints = after - before[:, None] + self.barred.take(left.seats)
        full = (left.sizes <= self.least) | (right.sizes >= self.width)
        change[full] += _NEVER
        for rule, has in self.counted:
            more = _broken_by_shifts(
                rule, has[left.seats], has[right.seats], left.sizes, right.sizes
            )
            change -= self.heavy * more
        for wanted in self.wanted:
            change += wanted.price * wanted.by_shifts(left.seats, right.seats)
        return change


@dataclass(frozen=True)
class _Side:
    """One group of each pair: who sits where, its size, and what people bring to either group."""

    seats: Ints
    sizes: Ints
    own: Ints
    cross: Ints


def _broken_by_swaps(rule: CountRule, has_a: Bits, has_b: Bits, size_a: Ints, size_b: Ints) -> Ints:
    """Return how many more people stand in the way after each swap."""
    count_a, count_b = has_a.sum(axis=1, dtype=np.int64), has_b.sum(axis=1, dtype=np.int64)
    flow = has_b[:, None, :, :].astype(np.int64) - has_a[:, :, None, :]
    more: Ints = rule.broken(count_a[:, None, None, :] + flow, size_a[:, None, None])
    more = more + rule.broken(count_b[:, None, None, :] - flow, size_b[:, None, None])
    before = rule.broken(count_a, size_a) + rule.broken(count_b, size_b)
    return more - before[:, None, None]


def _broken_by_shifts(
    rule: CountRule, has_a: Bits, has_b: Bits, size_a: Ints, size_b: Ints
) -> Ints:
    """Return how many more people stand in the way after each shift from left to right."""
    count_a, count_b = has_a.sum(axis=1, dtype=np.int64), has_b.sum(axis=1, dtype=np.int64)
    more: Ints = rule.broken(count_a[:, None, :] - has_a, size_a[:, None] - 1)
    more = more + rule.broken(count_b[:, None, :] + has_a, size_b[:, None] + 1)
    before = rule.broken(count_a, size_a) + rule.broken(count_b, size_b)
    return more - before[:, None]


@dataclass
class Run:
    """A run in progress: where it is, and the best it has seen."""

    field: Field
    seats: Seats
    worth: int
    best: Seats
    best_worth: int

    @classmethod
    def start(cls, field: Field, seats: Seats) -> Run:
        """Begin at an arrangement."""
        worth = field.total(seats)
        return cls(field, seats.copy(), worth, seats.copy(), worth)

    def step(self, stream: Stream, heat: int) -> int:
        """Take one step at a temperature (in 1/`DEGREE`); return how many changes were made."""
        count = len(self.seats.sizes)
        half = count // 2
        if not half:
            return 0
        order = stream.order(count)
        a, b = order[:half], order[half : 2 * half]
        draws = stream.raw(half * self.field.draws)
        if self.field.draws > 1:
            return self._sweep(a, b, draws.reshape(half, -1), heat)
        change = self.field.deltas(self.seats, a, b)
        return self._make(a, b, change, _drawn(change, draws, heat))

    def _sweep(self, a: Ints, b: Ints, draws: Ints, heat: int) -> int:
        """Draw a swap for each seat of the left groups in turn, then a shift between each pair."""
        field, width = self.field, self.field.width
        around = _Around.of(field, self.seats, a, b)
        size_a, size_b = self.seats.sizes[a], self.seats.sizes[b]
        share_a, share_b = field.share[size_a][:, None], field.share[size_b][:, None]
        made = 0
        for i in range(width):
            change = share_b * around.to_b[:, i : i + 1] - share_a * around.to_a[:, i : i + 1]
            change = change + share_a * around.to_a[:, width:] - share_b * around.to_b[:, width:]
            change -= (share_a + share_b) * around.block[:, i, width:]
            change += field.barred.take(around.people[:, i : i + 1])
            change += field.barred.take(around.people[:, width:])
            pick = _drawn(change, draws[:, i], heat)
            at = np.flatnonzero(pick < width)
            if len(at):
                made += len(at)
                self.worth += int(change[at, pick[at]].sum())
                around.swap(at, i, width + pick[at])
        self.seats.table[a] = around.people[:, :width]
        self.seats.table[b] = around.people[:, width:]
        if not field.equal:
            left = _Side(around.people[:, :width], size_a, *around.sums(slice(0, width)))
            right = _Side(around.people[:, width:], size_b, *around.sums(slice(width, None))[::-1])
            change = np.concatenate([field.shifts(left, right), field.shifts(right, left)], axis=1)
            pick = _drawn(change, draws[:, width], heat)
            at = np.flatnonzero(pick < 2 * width)
            chosen = pick[at] + width * width
            self._swap(a[at], b[at], *self._seats_of(a[at], b[at], chosen))
            self.worth += int(change[at, pick[at]].sum())
            made += len(at)
        self._remember()
        return made

    def steps(self, stream: Stream, heat: int, count: int) -> int:
        """Take several steps at a temperature; return how many changes were made."""
        groups = len(self.seats.sizes)
        compiled = _compiled() if groups > 1 and self.field.is_pairs else None
        if compiled is None:
            return sum(self.step(stream, heat) for _ in range(count))
        work = compiled.run_steps if self.field.draws == 1 else compiled.run_sweeps
        turns = stream.turns(count, groups, groups // 2 * self.field.draws)
        return self._ask(work, heat, _TABLE, *turns)

    def _ask(self, work: Callable[..., int], heat: int, *more: Ints) -> int:
        """Have compiled code change the seats; return how many changes were made."""
        field = self.field
        worths = np.array([self.worth, self.best_worth], dtype=np.int64)
        rules = [field.least, field.equal, _NEVER, heat, _FINE * DEGREE, _LAST]
        made = work(
            field.pairs,
            self.seats.table,
            self.seats.sizes,
            self.best.table,
            self.best.sizes,
            worths,
            field.share,
            field.barred,
            np.array(rules, dtype=np.int64),
            *more,
        )
        self.worth, self.best_worth = (int(each) for each in worths)
        return int(made)

    def improve(self, a: Ints, b: Ints) -> int:
        """Make the best improving change between each pair of groups; return how many were made."""
        change = self.field.deltas(self.seats, a, b)
        pick = change.argmax(axis=1)
        pick[change[np.arange(len(a)), pick] <= 0] = change.shape[1]
        return self._make(a, b, change, pick)

    def _make(self, a: Ints, b: Ints, change: Ints, pick: Ints) -> int:
        made = np.flatnonzero(pick < change.shape[1])
        if not len(made):
            return 0
        chosen = pick[made]
        self._swap(a[made], b[made], *self._seats_of(a[made], b[made], chosen))
        self.worth += int(change[made, chosen].sum())
        self._remember()
        return len(made)

    def _remember(self) -> None:
        """Keep the seats if they are the best seen."""
        if self.worth > self.best_worth:
            self.best_worth, self.best = self.worth, self.seats.copy()

    def _seats_of(self, a: Ints, b: Ints, chosen: Ints) -> tuple[Ints, Ints]:
        """Return the seats each change swaps; a shift swaps with the first empty seat."""
        width = self.field.width
        seat_a, seat_b = np.divmod(chosen, width)
        for at in np.flatnonzero(chosen >= width * width):
            seat = int(chosen[at]) - width * width
            into = b[at] if seat < width else a[at]
            empty = int(np.argmax(self.seats.table[into] == self.field.n))
            seat_a[at], seat_b[at] = (seat, empty) if seat < width else (empty, seat - width)
        return seat_a, seat_b

    def _swap(self, a: Ints, b: Ints, seat_a: Ints, seat_b: Ints) -> None:
        table, sizes = self.seats.table, self.seats.sizes
        from_a, from_b = table[a, seat_a], table[b, seat_b]
        table[a, seat_a], table[b, seat_b] = from_b, from_a
        if not self.field.equal:
            grown = (from_a == self.field.n).astype(np.int64) - (from_b == self.field.n)
            sizes[a] += grown
            sizes[b] -= grown

    def polish(self, should_stop: Callable[[], bool] | None = None) -> None:
        """Descend from the best seen until no swap or shift between any two groups helps."""
        self.seats, self.worth = self.best.copy(), self.best_worth
        rounds = _rounds(len(self.seats.sizes))
        compiled = _compiled() if rounds and self.field.is_pairs else None
        if compiled is not None:
            a, b = (np.concatenate(each) for each in zip(*rounds, strict=True))
            looked = np.zeros(len(a), dtype=np.int64)
            changed = np.zeros(len(self.seats.sizes) + 1, dtype=np.int64)
        while not (should_stop is not None and should_stop()):
            if compiled is not None:
                made = self._ask(compiled.improve, 1, a, b, looked, changed)
            else:
                made = sum(self.improve(*each) for each in rounds)
            if not made:
                return


@dataclass
class _Around:
    """Who sits in two groups of each pair, what pairs of them are worth, and what each brings."""

    people: Ints
    block: Ints
    to_a: Ints
    to_b: Ints

    @classmethod
    def of(cls, field: Field, seats: Seats, a: Ints, b: Ints) -> _Around:
        """Read the pairs of groups."""
        width = field.width
        people = np.concatenate([seats.table[a], seats.table[b]], axis=1)
        block = field.flat.take((people * (field.n + 1))[:, :, None] + people[:, None, :])
        block = block.astype(np.int64)
        return cls(people, block, block[:, :, :width].sum(2), block[:, :, width:].sum(2))

    def swap(self, at: Ints, seat: int, other: Ints) -> None:
        """Swap the person in one seat of the left groups at `at` with those in other seats."""
        moved = self.block[at, :, other] - self.block[at, :, seat]
        self.to_a[at] += moved
        self.to_b[at] -= moved
        for each in (self.people, self.to_a, self.to_b, self.block, self.block.swapaxes(1, 2)):
            kept = each[at, seat].copy()
            each[at, seat] = each[at, other]
            each[at, other] = kept

    def sums(self, seats: slice) -> tuple[Ints, Ints]:
        """Return what people in these seats bring to the left groups and to the right ones."""
        return self.to_a[:, seats], self.to_b[:, seats]


def _drawn(change: Ints, draws: Ints, heat: int) -> Ints:
    """Draw one change of each row by heat bath; staying put is one past the last."""
    top = np.maximum(change.max(axis=1), 0)
    far = heat * _LAST // (_FINE * DEGREE) + 1
    weight = _TABLE.take(np.minimum(top[:, None] - change, far) * (_FINE * DEGREE) // heat)
    stay = _TABLE.take(np.minimum(top, far) * (_FINE * DEGREE) // heat)
    run = weight.cumsum(axis=1)
    drawn = draws % (run[:, -1] + stay)
    return np.asarray((run <= drawn[:, None]).sum(axis=1), dtype=np.int64)


@cache
def _compiled() -> ModuleType | None:
    """Return the compiled steps where numba is installed; the plain ones end in the same seats."""
    if find_spec("numba") is None:
        return None
    return import_module("junto.kernel.grouping.compiled")


@lru_cache(maxsize=4)
def _rounds(count: int) -> list[tuple[Ints, Ints]]:
    """Pair every two groups once, in rounds in which no group stands twice (the circle method)."""
    even = count + count % 2
    ring = list(range(1, even))
    rounds = []
    for turn in range(even - 1):
        line = [0, *ring[turn:], *ring[:turn]]
        pairs = [(line[k], line[-1 - k]) for k in range(even // 2)]
        kept = [pair for pair in pairs if max(pair) < count]
        if kept:
            a, b = zip(*kept, strict=True)
            rounds.append((np.array(a, dtype=np.int64), np.array(b, dtype=np.int64)))
    return rounds


def cooling(hot: int, cold: int, count: int) -> list[int]:
    """Return `count` temperatures falling evenly in proportion; exact on every machine."""
    if count < 2:
        return [cold]
    ratio = (Decimal(cold) / Decimal(hot)).ln() / (count - 1)
    return [max(_COLDEST, int(Decimal(hot) * (ratio * k).exp())) for k in range(count)]


def calibrate(
    field: Field, seats: Seats, stream: Stream, *, steps: int, hot: int, cold: int
) -> tuple[int, int]:
    """Find where to begin and end cooling: changes per pair and step fall to 1/hot, 1/cold."""
    run = Run.start(field, seats)
    half = max(1, len(seats.sizes) // 2) * field.draws
    heat = typical(field, seats, stream)
    begin = 0
    for _ in range(60):
        made = run.steps(stream, heat, steps)
        if not begin and made * hot < half * steps:
            begin = heat
        if made * cold < half * steps or heat == _COLDEST:
            break
        heat = max(_COLDEST, heat * 4 // 5)
    return begin or heat, heat


def halfway(field: Field, seats: Seats, stream: Stream, *, steps: int) -> int:
    """Return the temperature at which half of what is drawn in a step is a change."""
    run = Run.start(field, seats)
    half = max(1, len(seats.sizes) // 2) * field.draws
    heat = typical(field, seats, stream)
    steps = max(steps, _LEAST_PILOT // half)
    while heat > _COLDEST and run.steps(stream, heat, steps) * 2 >= half * steps:
        heat = max(_COLDEST, heat * 9 // 10)
    return heat


def ranges(field: Field, heat: int) -> list[tuple[int, int]]:
    """Return where cooling may begin and end, given where half of what is drawn is a change.

    Which suits depends on the problem: where values are unrelated, little is gained once few pairs
    change; where they follow from attributes, most of the gain is there.
    """
    return [
        (max(_COLDEST, heat * begin // 100), max(_COLDEST, heat * end // 100))
        for begin, end in (_WIDE_RANGES if field.draws > 1 else _RANGES)
    ]


def typical(field: Field, seats: Seats, stream: Stream) -> int:
    """Return the middling size of what a swap that breaks nothing changes."""
    count = len(seats.sizes)
    order = stream.order(count)
    half = count // 2
    swaps = field.deltas(seats, order[:half], order[half : 2 * half])
    change = np.abs(swaps[:, : field.width**2]).ravel()
    gentle = np.sort(change[(change > 0) & (change < field.fine)])
    middle = int(gentle[len(gentle) // 2]) if len(gentle) else 1
    return max(_COLDEST, middle * DEGREE // 2)
