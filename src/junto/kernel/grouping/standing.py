"""Where an arrangement stands: what it is worth, what it breaks, and what there is to reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from .bounds import Bound, upper_bound
from .problem import CountRule, Ints, Problem, minority_of, words_of
from .rules import AtMost, Hard, NotAlone, Same, SharedHours, Together, WithFriends, WithTopics
from .stream import Stream
from .wishes import drawn_worth, worth_of

Groups: TypeAlias = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Violation:
    """A must-have that a group breaks, with the people in it."""

    rule: str
    group: int
    people: tuple[str, ...]
    code: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Granted:
    """How many of those who wish for company get it, by one nice-to-have."""

    rule: str
    attribute: str
    kept: int
    of: int


@dataclass(frozen=True)
class Standing:
    """What an arrangement is worth; `score` is 0 for a random draw and 100 for the proven limit."""

    objective: int
    score: float
    violations: tuple[Violation, ...]
    bound: Bound
    expected: float
    wishes: tuple[Granted, ...] = ()


@dataclass(frozen=True)
class Chance:
    """The scores of random draws of the same people, which keep the sizes and no other rule."""

    draws: int
    seed: int
    mean: float
    best: float
    scores: tuple[float, ...]

    def histogram(self, bins: int = 20) -> tuple[tuple[float, float, int], ...]:
        """Return (from, to, how many draws) over the range of the scores."""
        counts, edges = np.histogram(np.array(self.scores), bins=bins)
        return tuple(
            (float(low), float(high), int(count))
            for (low, high), count in zip(pairwise(edges), counts, strict=True)
        )

    def better_than(self, score: float) -> int:
        """Return how many of the draws an arrangement with this score beats."""
        return int(np.searchsorted(np.array(self.scores), score, side="left"))


def places(problem: Problem, groups: Sequence[Sequence[str]]) -> list[list[int]]:
    """Return groups as places in the problem; everyone must be there exactly once."""
    found = [[problem.index[each] for each in group if each in problem.index] for group in groups]
    flat = sorted(each for group in found for each in group)
    if flat != list(range(problem.n)) or sum(map(len, groups)) != problem.n:
        raise ValueError("Groups name everyone in the roster exactly once.")
    return found


def worth(problem: Problem, groups: Sequence[Sequence[int]]) -> int:
    """Return the sum over groups of the mean worth of their pairs, once for each member."""
    return sum(group_worth(problem, group) for group in groups)


def group_worth(problem: Problem, group: Sequence[int]) -> int:
    """Return what one group is worth: its pairs, and the wishes it grants."""
    return pair_worth(problem, group) + worth_of(problem.wishes, group)


def pair_worth(problem: Problem, group: Sequence[int]) -> int:
    """Return what the pairs of one group are worth."""
    if len(group) < 2:
        return 0
    pairs = int(problem.value[np.ix_(group, group)].sum()) // 2
    return share_of(problem, len(group)) * pairs


def share_of(problem: Problem, size: int) -> int:
    """Return what a pair counts in a group of this size, legal or not."""
    share = problem.share
    return int(share[size]) if size < len(share) else int(share[2]) // (size - 1)


def score_of(problem: Problem, objective: float, bound: Bound | None = None) -> float:
    """Return the share of the way from a random draw to the proven limit, in per cent."""
    limit = (bound if bound is not None else upper_bound(problem)).value
    span = limit - problem.expected
    # A limit is rounded up by one at most: where nothing can be gained, all there is is reached.
    if span < 1.5:
        return 100.0
    return round(100.0 * (objective - problem.expected) / span, 2)


def evaluate(problem: Problem, groups: Sequence[Sequence[str]]) -> Standing:
    """Return where an arrangement stands."""
    seated = places(problem, groups)
    objective = worth(problem, seated)
    bound = upper_bound(problem)
    return Standing(
        objective,
        score_of(problem, objective, bound),
        violations(problem, seated),
        bound,
        problem.expected,
        granted(problem, seated),
    )


def granted(problem: Problem, groups: Sequence[Sequence[int]]) -> tuple[Granted, ...]:
    """Return how many wishes for company an arrangement grants."""
    found = []
    for each in problem.wishes:
        rule = problem.rules.soft[each.index]
        assert isinstance(rule, WithFriends | WithTopics)
        kept = sum(len(each.granted(group)) for group in groups)
        found.append(Granted(rule.key, rule.attribute, kept, each.count))
    return tuple(found)


def chance(problem: Problem, *, draws: int = 1000, seed: int = 0) -> Chance:
    """Score random draws of groups as even as they can be."""
    stream = Stream(seed, 2)
    sizes = problem.even_sizes
    edges = np.cumsum((0, *sizes))
    value = problem.value
    total = np.zeros(draws, dtype=np.int64)
    batch = max(1, 2_000_000 // max(1, problem.n * max(sizes)))
    for start in range(0, draws, batch):
        count = min(batch, draws - start)
        orders = stream.orders(count, problem.n)
        for size in sorted(set(sizes)):
            first = sizes.index(size)
            last = first + sizes.count(size)
            block = orders[:, edges[first] : edges[last]].reshape(count, -1, size)
            flat = block * problem.n
            sums = np.zeros(count, dtype=np.int64)
            for i in range(size):
                for j in range(i + 1, size):
                    sums += value.ravel().take(flat[:, :, i] + block[:, :, j]).sum(axis=1)
            total[start : start + count] += int(problem.share[size]) * sums
        if problem.wishes:
            home = np.empty_like(orders)
            seat = np.repeat(np.arange(len(sizes)), sizes)
            np.put_along_axis(home, orders, seat[None, :], axis=1)
            total[start : start + count] += drawn_worth(problem.wishes, home)
    bound = upper_bound(problem)
    scores = sorted(score_of(problem, int(each), bound) for each in total)
    mean = round(sum(scores) / len(scores), 2) if scores else 0.0
    return Chance(draws, seed, mean, scores[-1] if scores else 0.0, tuple(scores))


# -- what is broken --------------------------------------------------------------------------------


def violations(problem: Problem, groups: Sequence[Sequence[int]]) -> tuple[Violation, ...]:
    """Return every must-have that is broken, group by group."""
    found: list[Violation] = []
    for at, group in enumerate(groups):
        found += _size_broken(problem, at, group)
        for pair in problem.pair_rules:
            clash = pair.forbids[np.ix_(group, group)]
            if clash.any():
                found += _pair_broken(problem, at, group, pair.index, clash)
        for rule in problem.count_rules:
            found += _count_broken(problem, at, group, rule)
    found += _torn(problem, groups)
    return tuple(found)


def _ids(problem: Problem, people: Sequence[int]) -> tuple[str, ...]:
    return tuple(problem.roster.ids[each] for each in sorted(people))


def _size_broken(problem: Problem, at: int, group: Sequence[int]) -> list[Violation]:
    if problem.min_size <= len(group) <= problem.max_size:
        return []
    values = {"size": len(group), "min": problem.min_size, "max": problem.max_size}
    return [Violation("size", at, _ids(problem, group), "size", values)]


def _values(rule: Hard) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in ("attribute", "count", "value", "hours", "steps", "at_least"):
        if getattr(rule, name, None) is not None:
            values[name] = getattr(rule, name)
    if isinstance(rule, SharedHours):
        values["on"] = [each.isoformat() for each in rule.on]
    return values


def _pair_broken(
    problem: Problem, at: int, group: Sequence[int], index: int, clash: Any
) -> list[Violation]:
    rule = problem.rules.hard[index]
    if isinstance(rule, AtMost | Same):
        words, has = words_of(problem.roster, rule.attribute)
        if isinstance(rule, AtMost):
            return [
                Violation(
                    rule.key,
                    at,
                    _ids(problem, [i for i in group if has[i, k]]),
                    rule.key,
                    {**_values(rule), "value": words[k]},
                )
                for k in range(len(words))
                if int(has[group, k].sum(dtype=np.int64)) > rule.count
            ]
    people = [group[int(k)] for k in np.flatnonzero(clash.any(axis=1))]
    return [Violation(rule.key, at, _ids(problem, people), rule.key, _values(rule))]


def _count_broken(
    problem: Problem, at: int, group: Sequence[int], counted: CountRule
) -> list[Violation]:
    rule = problem.rules.hard[counted.index]
    counts: Ints = counted.has[list(group)].sum(axis=0, dtype=np.int64)
    if not int(counted.broken(counts, np.int64(len(group)))):  # type: ignore[arg-type]
        return []
    values = _values(rule)
    people = list(group)
    if counted.kind == "cap" and isinstance(rule, AtMost):
        words = words_of(problem.roster, rule.attribute)[0]
        found = []
        for k in np.flatnonzero(counts > counted.count):
            who = [i for i in group if counted.has[i, k]]
            found.append(
                Violation(rule.key, at, _ids(problem, who), rule.key, {**values, "value": words[k]})
            )
        return found
    if counted.kind == "pack" and isinstance(rule, NotAlone):
        words = minority_of(problem.roster, rule)[0]
        return [
            Violation(
                rule.key,
                at,
                _ids(problem, [i for i in group if counted.has[i, k]]),
                rule.key,
                {**values, "value": words[k]},
            )
            for k in np.flatnonzero((counts > 0) & (counts < counted.count))
        ]
    if counted.kind == "cover":
        if counted.on is not None:
            values["on"] = [counted.on.isoformat()]
        best = int(counts.argmax())
        people = [i for i in group if not counted.has[i, best]]
    return [Violation(rule.key, at, _ids(problem, people), rule.key, values)]


def _torn(problem: Problem, groups: Sequence[Sequence[int]]) -> list[Violation]:
    if not problem.blocks:
        return []
    seat = {each: at for at, group in enumerate(groups) for each in group}
    key = Together.key
    return [
        Violation(key, seat[block[0]], _ids(problem, block), key, {})
        for block in problem.blocks
        if len({seat[each] for each in block}) > 1
    ]
