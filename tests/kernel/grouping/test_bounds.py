"""What is proven: no arrangement of a small instance exceeds a limit, for any sizes."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from junto.kernel import grouping as g
from junto.kernel.grouping import bounds, relaxed, standing


def problem(*, n, low, high, seed, spread=40, forbidden=0):
    rng = np.random.default_rng(seed)
    rules = g.rules_from_dict({"size": {"min": low, "max": high}})
    built = g.build_problem(g.Roster.of(ids=[f"p{i:02d}" for i in range(n)]), rules)
    value = rng.integers(-10, spread, (n, n))
    value = np.triu(value, 1) + np.triu(value, 1).T
    apart = np.zeros((n, n), dtype=bool)
    for i, j in rng.integers(0, n, (forbidden, 2)):
        apart[i, j] = apart[j, i] = i != j
    return replace(built, value=value.astype(np.int64), forbidden=apart)


def partitions(people, low, high, count):
    if count == 0:
        yield from [[]] if not people else []
        return
    first, rest = people[0], people[1:]
    for size in range(low, min(high, len(people)) + 1):
        if not low * (count - 1) <= len(people) - size <= high * (count - 1):
            continue
        for others in combinations(rest, size - 1):
            left = [each for each in rest if each not in others]
            for after in partitions(left, low, high, count - 1):
                yield [[first, *others], *after]


def optimum(instance):
    every = partitions(
        list(range(instance.n)), instance.min_size, instance.max_size, instance.group_count
    )
    legal = (
        groups
        for groups in every
        if not any(instance.forbidden[np.ix_(each, each)].any() for each in groups)
    )
    return max(standing.worth(instance, groups) for groups in legal)


SHAPES = [
    {"n": 8, "low": 2, "high": 2},
    {"n": 9, "low": 3, "high": 3},
    {"n": 12, "low": 3, "high": 3},
    {"n": 10, "low": 5, "high": 5},
    {"n": 7, "low": 2, "high": 3},
    {"n": 8, "low": 2, "high": 4},
    {"n": 10, "low": 3, "high": 4},
    {"n": 11, "low": 3, "high": 5},
    {"n": 9, "low": 2, "high": 7},
    {"n": 12, "low": 3, "high": 5},
]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("seed", [1, 2])
def test_no_arrangement_exceeds_a_limit(shape, seed):
    instance = problem(**shape, seed=seed)
    best = optimum(instance)
    assert best <= bounds.eigenvalue_bound(instance)
    assert best <= bounds._rounded(
        instance,
        relaxed.tightened_limit(
            instance.value / 2.0,
            bounds._possible(instance),
            iterations=60,
            barred=instance.forbidden,
        ),
    )


@pytest.mark.parametrize("shape", SHAPES[1:8:2], ids=str)
def test_no_arrangement_that_keeps_the_rules_exceeds_a_limit_that_counts_on_them(shape):
    instance = problem(**shape, seed=4, forbidden=3)
    limit = relaxed.tightened_limit(
        instance.value / 2.0,
        bounds._possible(instance),
        iterations=100,
        barred=instance.forbidden,
    )
    assert optimum(instance) <= limit


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_any_multipliers_prove_a_limit(shape):
    instance = problem(**shape, seed=3)
    drawn = np.random.default_rng(9).normal(size=(instance.n, instance.n)) * 30
    sizes = bounds._possible(instance)
    limit = relaxed.safe_limit(instance.value / 2.0, drawn + drawn.T, sizes)
    assert optimum(instance) <= limit


def test_searching_for_multipliers_tightens_the_limit_and_more_of_it_never_loosens_it():
    instance = problem(n=30, low=5, high=5, seed=7)
    worth, sizes = instance.value / 2.0, bounds._possible(instance)
    found = [relaxed.tightened_limit(worth, sizes, iterations=k) for k in (20, 100, 400)]
    assert relaxed.safe_limit(worth, worth, sizes) > found[0] >= found[1] >= found[2]


def test_the_doubly_nonnegative_limit_meets_the_optimum_of_a_clear_case():
    instance = problem(n=8, low=2, high=2, seed=1)
    near = np.zeros((8, 8), dtype=np.int64)
    for i in range(0, 8, 2):
        near[i, i + 1] = near[i + 1, i] = 100
    instance = replace(instance, value=near)
    limit = relaxed.tightened_limit(near / 2.0, bounds._possible(instance), iterations=300)
    assert round(limit, 3) == 400 * int(instance.share[2])


def test_certifying_stops_when_told_and_is_still_a_limit():
    instance = problem(n=12, low=3, high=3, seed=5)
    limit = relaxed.tightened_limit(
        instance.value / 2.0,
        bounds._possible(instance),
        iterations=10_000,
        should_stop=lambda: True,
    )
    assert optimum(instance) <= limit


def test_certifying_a_roster_gives_a_limit_no_worse_than_the_cheap_one():
    roster = g.Roster.of(
        ids=[f"p{i}" for i in range(12)],
        attributes=[g.Attribute("function", g.Kind.ONE_OF), g.Attribute("years", g.Kind.NUMBER)],
        values={"function": list("aabbccddaabb"), "years": [i * i % 17 for i in range(12)]},
    )
    soft = [{"mix": {"attribute": "function"}}, {"match": {"attribute": "years"}}]
    rules = g.rules_from_dict({"size": {"min": 3, "max": 5}, "soft": soft})
    built = g.build_problem(roster, rules)
    result = g.solve(built, seed=1, iterations=300)
    proven = g.certify(built)
    assert result.objective <= proven.value <= result.standing.bound.value
    assert proven.method == "doubly nonnegative"
