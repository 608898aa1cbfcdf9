"""What a swap or a shift is worth, against plain summing."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel import grouping as g
from junto.kernel.grouping.anneal import Field, Run, cooling, groups_of, seats_of
from junto.kernel.grouping.standing import violations, worth
from junto.kernel.grouping.stream import Stream
from kernel.grouping import people

LUCK = st.integers(0, 2**32 - 1)


def _every_change(problem: g.Problem, groups: list[list[int]], *, soft: bool) -> None:
    field = Field(problem, soft=soft)
    seats = seats_of(groups, problem.max_size, problem.n)
    before, width = field.total(seats), problem.max_size
    a, b = np.array([0]), np.array([1])
    deltas = field.deltas(seats, a, b)[0]
    run = Run.start(field, seats)
    for change, delta in enumerate(deltas):
        if delta < -(2**58):
            continue
        run.seats = seats.copy()
        run._swap(a, b, *run._seats_of(a, b, np.array([change])))
        assert field.total(run.seats) - before == delta
        sizes = [len(each) for each in groups_of(run.seats, problem.n)]
        assert sizes == run.seats.sizes.tolist()
        assert problem.min_size <= min(sizes) <= max(sizes) <= width


@given(problem=people.problems(), seed=LUCK, soft=st.booleans())
@settings(max_examples=60, deadline=None)
def test_every_delta_equals_plain_summing(problem: g.Problem, seed: int, soft: bool) -> None:
    groups = people.dealt(problem, np.random.default_rng(seed))
    if len(groups) > 1:
        _every_change(problem, groups, soft=soft)


@given(problem=people.problems(), seed=LUCK)
@settings(max_examples=40, deadline=None)
def test_steps_keep_the_running_worth_exact(problem: g.Problem, seed: int) -> None:
    groups = people.dealt(problem, np.random.default_rng(seed))
    field = Field(problem)
    run = Run.start(field, seats_of(groups, problem.max_size, problem.n))
    stream = Stream(seed)
    for heat in cooling(6_400_000, 64, 20):
        run.step(stream, heat)
        assert run.worth == field.total(run.seats)
    run.polish()
    assert run.best_worth == field.total(run.best)
    seated = [each for group in groups_of(run.best, problem.n) for each in group]
    assert sorted(seated) == list(range(problem.n))


@given(problem=people.problems(), seed=LUCK)
@settings(max_examples=40, deadline=None)
def test_the_field_sees_no_trouble_exactly_where_no_rule_is_broken(
    problem: g.Problem, seed: int
) -> None:
    groups = people.dealt(problem, np.random.default_rng(seed))
    seats = seats_of(groups, problem.max_size, problem.n)
    broken = [each for each in violations(problem, groups) if each.rule != "together"]
    assert (Field(problem, soft=False).total(seats) == 0) == (not broken)


def test_a_group_counts_the_mean_of_its_pairs_once_for_each_member() -> None:
    problem = people.problem_of(
        {"site": ["Oslo", "Lima", "Oslo", "Lima", "Pune", "Oslo", "Lima"]},
        (3, 4),
        soft=[{"mix": {"attribute": "site"}}],
    )
    groups = [[0, 1, 4], [2, 3, 5, 6]]
    unit = 1000 * 1000 * 6 // 2
    assert worth(problem, groups) == 3 * unit + round(4 * unit * 4 / 6)


def test_a_lopsided_choice_of_sizes_gains_nothing_by_chance() -> None:
    problem = people.problem_of(
        {"site": ["Oslo", "Lima"] * 6}, (2, 6), soft=[{"mix": {"attribute": "site"}}]
    )
    luck = np.random.default_rng(3)
    even, odd = [], []
    for _ in range(4000):
        order = luck.permutation(12).tolist()
        even.append(worth(problem, [order[:4], order[4:8], order[8:]]))
        odd.append(worth(problem, [order[:2], order[2:6], order[6:]]))
    assert abs(np.mean(even) / problem.expected - 1) < 0.01
    assert abs(np.mean(odd) / problem.expected - 1) < 0.01


def test_cooling_is_exact_and_falls() -> None:
    temperatures = cooling(6400, 64, 5)
    assert temperatures == [6400, 2023, 640, 202, 64]
    assert cooling(6400, 64, 1) == [64]


def test_random_numbers_stay_as_they_are() -> None:
    stream = Stream(1, 1)
    assert stream.order(6).tolist() == Stream(1, 1).order(6).tolist()
    assert Stream(1, 1).raw(3).tolist() != Stream(1, 2).raw(3).tolist()
    assert sorted(Stream(-5).order(9).tolist()) == list(range(9))
    assert Stream(7).orders(2, 3).shape == (2, 3)
    assert 0 <= Stream(7).below(3) < 3
