"""Upper bounds: what no arrangement can exceed, whatever search is used.

`each wish alone`: every nice-to-have is bounded by itself and the bounds are added. For words it
is a small linear program over (group size, people with the word in a group) whose optimum is found
exactly by its corners; for numbers it is the rearrangement inequality; for anything else each
person's best companions. `projected eigenvalue`: the Donath-Hoffman bound on the whole matrix of
pairs, for any sizes. The smaller one is used; must-haves can only lower what is reachable.
`doubly nonnegative`, far tighter and far slower, is proven by `certify` when it is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from .problem import (
    BALANCE,
    FULL,
    Criterion,
    Ints,
    Problem,
    deviations,
    has_words,
    most_ranks,
    ranks,
)
from .relaxed import Sizes, safe_limit, tightened_limit
from .roster import Kind, Value
from .rules import (
    Balance,
    Match,
    Mix,
    NewFaces,
    PreferOneSite,
    WithFriends,
    WithTopics,
    kind_of,
)
from .wishes import most_worth

_MOST_COLUMNS = 40
_MOST_FOR_EIGEN = 700
_ROUNDS = (40, 400, 40_000_000_000)


@dataclass(frozen=True)
class Bound:
    """A proven upper limit of the objective and the method that proves it."""

    value: int
    method: str

    def gap(self, objective: int) -> float:
        """Return how far below the limit an objective is, as a share of the limit."""
        if self.value <= 0:
            return 0.0
        return round(max(0.0, (self.value - objective) / self.value), 6)


def upper_bound(problem: Problem) -> Bound:
    """Return the smaller of the cheap bounds (kept with the problem once it is known)."""
    kept = problem.__dict__.get("_bound")
    if kept is None:
        kept = _smallest(problem)
        problem.__dict__["_bound"] = kept
    assert isinstance(kept, Bound)
    return kept


def remember_bound(problem: Problem, bound: Bound) -> None:
    """Keep a bound that `upper_bound` gave for an equal problem (its hash is the same) before."""
    problem.__dict__["_bound"] = bound


def _smallest(problem: Problem) -> Bound:
    found = [Bound(separate_bound(problem), "each wish alone")]
    if problem.group_count and 2 <= problem.n <= _MOST_FOR_EIGEN:
        found.append(Bound(eigenvalue_bound(problem), "projected eigenvalue"))
    return min(found, key=lambda each: each.value)


def separate_bound(problem: Problem) -> int:
    """Add up what each nice-to-have could reach alone."""
    if not problem.criteria:
        return math.ceil(_best_companions(problem, problem.value))
    alone = math.ceil(sum(each.weight * _alone(problem, each) for each in problem.criteria) + 1e-6)
    return alone + most_worth(problem.wishes)


def certify(
    problem: Problem,
    *,
    iterations: int | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Bound:
    """Prove the tightest limit there is time for: no arrangement that keeps the rules exceeds it.

    Every iteration takes one decomposition of a matrix of all people, so some thirty of them fit
    into a second for 240 people. When `should_stop` answers yes the limit found so far is returned.
    """
    known = upper_bound(problem)
    if problem.n < 2 or not problem.group_count:
        return known
    limit = tightened_limit(
        problem.value / 2.0,
        _possible(problem),
        iterations=proof_iterations(problem) if iterations is None else iterations,
        should_stop=should_stop,
        barred=problem.forbidden,
    )
    value = _rounded(problem, limit) + most_worth(problem.wishes)
    return min(known, Bound(value, "doubly nonnegative"), key=lambda b: b.value)


def proof_iterations(problem: Problem) -> int:
    """Return how many iterations of `certify` take up to about ten seconds of one core."""
    least, most, work = _ROUNDS
    return max(least, min(most, work // max(1, problem.n) ** 3))


def eigenvalue_bound(problem: Problem) -> int:
    """Return the projected eigenvalue bound, rounded up a little."""
    worth = problem.value / 2.0
    limit = _rounded(problem, safe_limit(worth, worth, _possible(problem)))
    return limit + most_worth(problem.wishes)


def _possible(problem: Problem) -> Sizes:
    """Return the sizes groups can have beside the others, and what a pair counts in each."""
    n, others = problem.n, problem.group_count - 1
    least = max(1, problem.min_size, n - others * problem.max_size)
    most = min(problem.max_size, n - others * max(1, problem.min_size))
    sizes = tuple(range(least, most + 1))
    counts = tuple(float(problem.share[size]) if size > 1 else 0.0 for size in sizes)
    return Sizes(problem.group_count, sizes, counts)


def _rounded(problem: Problem, limit: float) -> int:
    """Return a limit rounded up, so that the last digits of a processor do not show."""
    most = int(limit) // max(1, int(problem.share.max()))
    step = int(problem.share.max()) * max(1, most // 100_000)
    return step * math.ceil((limit + 1.0) / step)


def _alone(problem: Problem, criterion: Criterion) -> float:
    rule = criterion.rule
    if isinstance(rule, WithFriends | WithTopics):
        return 0.0
    companions = _best_companions(problem, criterion.pairs)
    if isinstance(rule, NewFaces):
        return companions
    column = problem.roster.values[rule.attribute]
    if any(value is None for value in column):
        return companions
    kind = kind_of(problem.roster, rule.attribute)
    if kind in (Kind.NUMBER, Kind.DATE):
        if isinstance(rule, Balance):
            return min(companions, _spread(problem, column))
        if isinstance(rule, Mix):
            return min(
                companions,
                _ranks(problem, ranks(column).astype(np.float64) * (FULL / most_ranks(column))),
            )
        return companions
    if kind is Kind.MANY_OF or isinstance(rule, Match | PreferOneSite):
        return companions
    return min(companions, _words(problem, has_words(column)[1].sum(axis=0, dtype=np.int64)))


def _sizes(problem: Problem) -> range:
    return range(max(2, problem.min_size), problem.max_size + 1)


def _best_companions(problem: Problem, pairs: Ints) -> float:
    """Each person with those who suit best: the mean of the best size - 1."""
    n = problem.n
    most = min(problem.max_size - 1, n - 1)
    if most < 1:
        return 0.0
    apart = np.where(np.eye(n, dtype=bool), np.iinfo(np.int64).min // 4, pairs)
    best = -np.sort(np.partition(-apart, most - 1, axis=1)[:, :most], axis=1)
    sums = best.cumsum(axis=1)
    table = [int(problem.share[s]) * sums[:, min(s - 2, most - 1)] / 2.0 for s in _sizes(problem)]
    return _over_sizes(problem, np.array(table).T)


def _over_sizes(problem: Problem, table: npt.NDArray[np.float64]) -> float:
    """Bound a sum over people of what each is worth in a group of each size (people × sizes).

    Group sizes average n / groups, so the sum over people of 1 - mean / size is nothing: any price
    on it gives a valid limit, and the best price is found by halving (the limit is convex in the
    price).
    """
    n = problem.n
    weight = 1.0 - (n / problem.group_count) / np.array(list(_sizes(problem)), dtype=np.float64)

    def limit(price: float) -> float:
        return float((table - price * weight[None, :]).max(axis=1).sum())

    if len(weight) == 1:
        return limit(0.0)
    reach = float(np.abs(table).max()) * problem.max_size + 1.0
    low, high = -reach, reach
    for _ in range(60):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        if limit(left) <= limit(right):
            high = right
        else:
            low = left
    return min(limit((low + high) / 2), limit(0.0))


def _unit(problem: Problem) -> float:
    """Return the largest product of a pair's share and size - 1."""
    return float(max(int(problem.share[size]) * (size - 1) for size in _sizes(problem)))


def _spread(problem: Problem, column: Sequence[Value]) -> float:
    """Squares within a group are at most its size times its members' squares from the mean."""
    units = deviations(column).astype(np.float64)
    squares = (units - units.mean()) ** 2 * BALANCE
    table = [int(problem.share[s]) * s * squares for s in _sizes(problem)]
    return _over_sizes(problem, np.array(table).T)


def _ranks(problem: Problem, ranks: npt.NDArray[np.float64]) -> float:
    """Spread the largest ranks with the largest coefficients (rearrangement inequality).

    A group of s is the average of its parts of s - 1, so the smallest size bounds them all; shares
    of seats are allowed, which can only raise the limit.
    """
    n, size = len(ranks), max(2, problem.min_size)
    steps = np.array([2 * k - size + 1 for k in range(size)], dtype=np.float64) / (size - 1)
    heights = np.concatenate(([0.0], steps.cumsum())) / size
    at = np.interp(np.arange(n + 1) / n, np.arange(size + 1) / size, heights)
    return float((np.diff(at) * n * np.sort(ranks)).sum()) * _unit(problem)


def _words(problem: Problem, counts: Ints) -> float:
    """Everyone differs, less the pairs that must share a word however it is spread."""
    columns = [(s, k) for s in _sizes(problem) for k in range(s + 1)]
    fewest = _fewest_pairs if len(columns) <= _MOST_COLUMNS else _spread_evenly
    often, repeats = np.unique(counts, return_counts=True)
    same = sum(
        int(times) * fewest(problem, columns, int(many))
        for many, times in zip(often, repeats, strict=True)
        if many > 1
    )
    return FULL * max(0.0, _unit(problem) * problem.n / 2 - same)


def _spread_evenly(problem: Problem, columns: list[tuple[int, int]], many: int) -> float:
    base, extra = divmod(many, problem.group_count)
    pairs = base * (base - 1) // 2 * (problem.group_count - extra) + base * (base + 1) // 2 * extra
    return float(min(int(problem.share[s]) for s in _sizes(problem)) * pairs)


def _fewest_pairs(problem: Problem, columns: list[tuple[int, int]], many: int) -> float:
    """Return the least cost of pairs with one word: a linear program with three equations.

    Its value is bounded from below by any prices; the prices are taken from the best corner.
    """
    cost = np.array(
        [int(problem.share[s]) * k * (k - 1) // 2 for s, k in columns], dtype=np.float64
    )
    rows = np.array([(1.0, s, k) for s, k in columns])
    goal = np.array([problem.group_count, problem.n, many], dtype=np.float64)
    width = 3 if problem.min_size < problem.max_size else 2
    if width == 2:
        rows, goal = rows[:, [0, 2]], goal[[0, 2]]
    picks = np.array(list(combinations(range(len(columns)), width)))
    basis = rows[picks]
    usable = np.abs(np.linalg.det(basis)) > 1e-9
    basis, chosen = basis[usable], cost[picks[usable]]
    prices = np.linalg.solve(basis, chosen[:, :, None])[:, :, 0]
    lowered = (cost[None, :] - prices @ rows.T).min(axis=1)
    bounds = prices @ goal + np.minimum(lowered, 0.0) * problem.group_count
    return max(0.0, float(bounds.max()) - 1e-6)
