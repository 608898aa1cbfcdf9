"""Scores, bounds and chance."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings

from junto.kernel import grouping as g
from junto.kernel.grouping import bounds
from junto.kernel.grouping.standing import worth
from kernel.grouping import people

SITES = ["Oslo", "Lima", "Pune", "Kyiv"]


def mixed(n: int = 24, size: tuple[int, int] = (4, 4)) -> g.Problem:
    return people.problem_of(
        {"site": [SITES[i % 4] for i in range(n)], "years": [i * 7 % 19 for i in range(n)]},
        size,
        soft=[{"mix": {"attribute": "site", "weight": 2}}, {"mix": {"attribute": "years"}}],
        kinds={"years": g.Kind.NUMBER},
    )


def test_a_random_draw_scores_about_nothing_and_the_limit_a_hundred() -> None:
    problem = mixed()
    drawn = g.chance(problem, draws=2000, seed=3)
    assert abs(drawn.mean) < 1.0
    assert drawn.best == drawn.scores[-1]
    assert drawn.better_than(drawn.best) < 2000
    assert drawn.better_than(101.0) == 2000
    assert sum(count for _, _, count in drawn.histogram()) == 2000
    assert g.chance(problem, draws=50, seed=3) == g.chance(problem, draws=50, seed=3)


def test_chance_scores_are_those_of_real_arrangements() -> None:
    problem = mixed(9, (4, 5))
    luck = np.random.default_rng(1)
    scores = [
        g.evaluate(problem, people.named(problem, people.dealt(problem, luck))).score
        for _ in range(300)
    ]
    drawn = g.chance(problem, draws=300, seed=1)
    assert set(drawn.scores) <= {
        g.evaluate(problem, people.named(problem, each)).score
        for each in people.all_arrangements(problem)
    }
    assert np.mean(scores) == pytest.approx(drawn.mean, abs=6.0)


def test_a_mix_that_can_be_perfect_reaches_the_limit() -> None:
    problem = people.problem_of(
        {"site": [SITES[i % 4] for i in range(24)]}, (4, 4), soft=[{"mix": {"attribute": "site"}}]
    )
    result = g.solve(problem, seed=1, iterations=100)
    assert result.score == 100.0
    assert result.standing.bound.gap(result.objective) == 0.0


@given(problem=people.problems(most=7))
@settings(max_examples=25, deadline=None)
def test_each_wish_alone_is_bounded(problem: g.Problem) -> None:
    if problem.group_count:
        ways = list(people.all_arrangements(problem))
        for criterion in problem.criteria:
            best = max(
                sum(
                    int(problem.share[len(group)])
                    * (int(criterion.pairs[np.ix_(group, group)].sum()) // 2)
                    for group in way
                )
                for way in ways
            )
            assert best <= bounds._alone(problem, criterion) + 1e-6


def test_the_eigenvalue_bound_holds_and_is_the_smaller_one_for_odd_matrices() -> None:
    luck = np.random.default_rng(5)
    column = [tuple(luck.choice(list("abcdefgh"), size=3, replace=False)) for _ in range(8)]
    problem = people.problem_of(
        {"x": column},
        (4, 4),
        soft=[{"mix": {"attribute": "x"}}],
        kinds={"x": g.Kind.MANY_OF},
    )
    best = max(worth(problem, each) for each in people.all_arrangements(problem))
    assert best <= bounds.eigenvalue_bound(problem)
    assert bounds.upper_bound(problem).value <= bounds.eigenvalue_bound(problem)


def test_no_wishes_score_full() -> None:
    problem = people.problem_of({"x": ["a"] * 6}, (3, 3))
    assert g.solve(problem, seed=1, iterations=5).score == 100.0
    assert g.chance(problem, draws=5).mean == 100.0


def test_every_broken_rule_is_listed_with_its_people() -> None:
    columns = {"state": ["CA", "CA", "TX", "TX", "TX", "NY", "NY", "CA"], "role": ["f"] + ["l"] * 7}
    problem = people.problem_of(
        columns,
        (3, 5),
        hard=[
            {"at_most": {"attribute": "state", "count": 2}},
            {"at_least": {"attribute": "role", "value": "f", "count": 1}},
            {"never_together": [["p00", "p01"]]},
            {"together": [["p05", "p06"]]},
        ],
    )
    groups = [["p00", "p01", "p05", "p06", "p07", "p02"], ["p03", "p04"]]
    listed = [
        (each.rule, each.group, each.people) for each in g.evaluate(problem, groups).violations
    ]
    assert listed == [
        ("size", 0, ("p00", "p01", "p02", "p05", "p06", "p07")),
        ("never_together", 0, ("p00", "p01")),
        ("at_most", 0, ("p00", "p01", "p07")),
        ("size", 1, ("p03", "p04")),
        ("at_least", 1, ("p03", "p04")),
    ]
    torn = [["p00", "p05", "p02", "p03"], ["p01", "p06", "p04", "p07"]]
    assert ("together", 0, ("p05", "p06")) in [
        (each.rule, each.group, each.people) for each in g.evaluate(problem, torn).violations
    ]


def test_groups_name_everyone_once() -> None:
    problem = mixed(8)
    for groups in (
        [["p00"] * 4, ["p01"] * 4],
        [["p00", "p01", "p02", "x"], ["p04", "p05", "p06", "p07"]],
    ):
        with pytest.raises(ValueError, match="exactly once"):
            g.evaluate(problem, groups)


@pytest.mark.roster
@pytest.mark.parametrize("name", ["Peer_n120_ss_s6120", "Peer_n240_ss_s6240"])
def test_the_search_comes_near_the_best_found_on_made_up_leaders(name: str) -> None:
    path = people.INSTANCES / "own" / f"{name}.npz"
    if not path.exists():
        pytest.skip("the instances beside the project are not there")
    best = json.loads((people.INSTANCES / "best_known.json").read_text())[name]["best_found"]
    with np.load(path) as file:
        apart, sizes = file["D"].astype(float), file["lo"]
    problem = people.problem_from_matrix(apart, int(sizes[0]))
    result = g.solve(problem, seed=1, iterations=4000)
    reached = sum(
        apart[np.ix_(at, at)].sum() / 2
        for at in ([problem.index[each] for each in group] for group in result.groups)
    )
    pairs = len(sizes) * sizes[0] * (sizes[0] - 1) / 2
    chance = pairs * apart[np.triu_indices(len(apart), 1)].mean()
    assert (reached - chance) / (best - chance) > 0.95
