"""Groups are complete, legal, kept to the rules and repeatable."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from junto.kernel import grouping as g
from junto.kernel.grouping.standing import violations, worth
from kernel.grouping import people

SITES = ["Oslo", "Lima", "Pune", "Kyiv"]


def formed(problem: g.Problem, iterations: int = 300, seed: int = 1) -> g.Result | None:
    try:
        return g.solve(problem, seed=seed, iterations=iterations)
    except g.Infeasible:
        return None


@given(problem=people.problems())
@settings(max_examples=20, deadline=None)
def test_everyone_is_seated_once_in_groups_of_legal_sizes(problem: g.Problem) -> None:
    result = formed(problem, 60)
    if result is not None:
        seated = sorted(each for group in result.groups for each in group)
        assert seated == list(problem.roster.ids)
        assert {problem.min_size <= size <= problem.max_size for size in result.sizes} == {True}
        assert result.sizes == tuple(len(each) for each in result.groups)


@given(problem=people.problems(most=8))
@settings(max_examples=30, deadline=None)
def test_what_is_called_impossible_has_no_arrangement(problem: g.Problem) -> None:
    legal = [each for each in people.all_arrangements(problem) if not violations(problem, each)]
    result = formed(problem, 300)
    if legal:
        assert result is not None
        assert result.violations == ()
        assert result.objective <= max(worth(problem, each) for each in legal)
    elif result is not None:
        assert result.violations != ()


@given(problem=people.problems(most=8))
@settings(max_examples=30, deadline=None)
def test_the_bound_is_never_below_the_best_there_is(problem: g.Problem) -> None:
    if problem.group_count:
        bound = g.evaluate(problem, next(iter(named_all(problem)))).bound
        assert max(worth(problem, each) for each in people.all_arrangements(problem)) <= bound.value


def named_all(problem: g.Problem) -> list[g.Groups]:
    return [people.named(problem, next(iter(people.all_arrangements(problem))))]


def test_small_problems_are_solved_to_the_optimum() -> None:
    for seed in range(6):
        problem = people.problem_of(
            {
                "site": [SITES[(i * i + seed) % 4] for i in range(8)],
                "years": [(7 * i + seed * 3) % 23 for i in range(8)],
            },
            (2, 4),
            soft=[{"mix": {"attribute": "site"}}, {"balance": {"attribute": "years"}}],
            kinds={"years": g.Kind.NUMBER},
        )
        best = max(worth(problem, each) for each in people.all_arrangements(problem))
        result = formed(problem, 400, seed)
        assert result is not None
        assert result.objective == best


def test_one_seed_and_one_budget_give_the_same_groups() -> None:
    problem = wide_problem()
    first, second = formed(problem, 200, 5), formed(problem, 200, 5)
    assert first == second
    assert first is not None
    assert first.seed == 5
    assert first.iterations == 200
    assert first.engine == g.ENGINE
    assert first.problem_hash == g.problem_hash(problem)


def wide_problem(n: int = 48, hard: list[dict[str, object]] | None = None) -> g.Problem:
    return people.problem_of(
        {
            "site": [SITES[i * 7 % 4] for i in range(n)],
            "function": [("ops", "it", "hr", "law", "r&d", "sales")[i * 5 % 6] for i in range(n)],
            "years": [i * 13 % 31 for i in range(n)],
        },
        (5, 7),
        hard=hard or [{"at_most": {"attribute": "function", "count": 1}}],
        soft=[{"mix": {"attribute": "site"}}, {"balance": {"attribute": "years"}}],
        kinds={"years": g.Kind.NUMBER},
    )


def test_the_order_of_the_roster_changes_nothing() -> None:
    problem = wide_problem()
    roster = problem.roster
    turned = g.Roster.of(
        ids=roster.ids[::-1],
        attributes=roster.attributes,
        values={name: column[::-1] for name, column in roster.values.items()},
    )
    other = g.build_problem(turned, problem.rules)
    assert other.hash == problem.hash
    one, two = formed(problem, 50), formed(other, 50)
    assert one is not None
    assert two is not None
    assert one.groups == two.groups


def test_a_run_that_was_stopped_can_be_repeated() -> None:
    problem = wide_problem()
    asked = iter(range(100))
    stopped = g.solve(problem, seed=2, iterations=900, should_stop=lambda: next(asked) >= 5)
    assert stopped.stopped_at == 192
    again = g.solve(problem, seed=2, iterations=900, stop_at=stopped.stopped_at)
    assert again.groups == stopped.groups


def test_progress_tells_the_best_so_far_and_never_falls() -> None:
    problem = wide_problem()
    seen: list[g.Progress] = []
    result = g.solve(problem, seed=1, iterations=400, on_progress=seen.append)
    assert [each.step for each in seen] == [20 * (k + 1) for k in range(20)]
    clean = [each.objective for each in seen if not each.violations]
    assert clean == sorted(clean)
    assert seen[-1].objective <= result.objective


def test_pinned_people_keep_their_group_and_ties_hold() -> None:
    problem = wide_problem(hard=[{"together": [["p01", "p02", "p40"]]}])
    result = g.solve(problem, seed=1, iterations=100, pins={"p03": 4, "p17": 4, "p20": 0})
    assert {"p03", "p17"} <= set(result.groups[4])
    assert "p20" in result.groups[0]
    home = next(group for group in result.groups if "p01" in group)
    assert {"p01", "p02", "p40"} <= set(home)
    assert result.violations == ()


def test_improving_given_groups_keeps_their_order_and_is_never_worse() -> None:
    problem = wide_problem()
    first = g.solve(problem, seed=1, iterations=20)
    better = g.solve(
        problem, seed=9, iterations=200, start=first.groups, pins={first.groups[3][0]: 3}
    )
    assert better.objective >= first.objective
    assert first.groups[3][0] in better.groups[3]


def test_groups_to_start_from_must_fit_the_rules() -> None:
    problem = wide_problem()
    first = g.solve(problem, seed=1, iterations=20)
    with pytest.raises(ValueError, match="other sizes"):
        g.solve(problem, seed=1, iterations=5, start=(sum(first.groups, ()),))
    with pytest.raises(ValueError, match="exactly once"):
        g.solve(problem, seed=1, iterations=5, start=first.groups[1:])


@pytest.mark.parametrize(
    "hard",
    [
        [{"at_most": {"attribute": "site", "count": 2}}],
        [{"at_least": {"attribute": "function", "value": "ops", "count": 1}}],
        [{"same": {"attribute": "site"}}],
        [{"never_together": [["p00", "p01", "p02", "p03"], ["p04", "p05"]]}],
    ],
)
def test_each_kind_of_rule_is_kept(hard: list[dict[str, object]]) -> None:
    result = formed(wide_problem(60, hard), 100)
    assert result is not None
    assert result.violations == ()


def planted(seed: int, n: int = 60) -> g.Problem:
    """Rules under which most pairs are forbidden and one arrangement is known to be legal."""
    zones = ("America/Los_Angeles", "America/New_York", "Europe/Oslo", "Asia/Kolkata")
    groups = n // 6
    return people.problem_of(
        {
            "firm": [f"firm {(i // 6 + i * 5 + seed) % (groups + 6)}" for i in range(n)],
            "zone": [zones[(i // 6) % 4] for i in range(n)],
            "speaks": [(("en", "es")[(i // 24) % 2], "fr") if i % 6 else ("fr",) for i in range(n)],
            "role": ["facilitator" if i % 6 == 0 else "leader" for i in range(n)],
            "boss": [f"p{(i + 7) % n:02d}" if i % 11 == 3 else None for i in range(n)],
        },
        (6, 6),
        hard=[
            {"at_most": {"attribute": "firm", "count": 3}},
            {
                "shared_hours": {
                    "hours": 4,
                    "zone": "zone",
                    "start": "09:00",
                    "end": "17:00",
                    "on": ["2026-12-01"],
                }
            },
            {"common_language": {"attribute": "speaks"}},
            {"at_least": {"attribute": "role", "value": "facilitator", "count": 1}},
            {"together": [["p01", "p02"]]},
            {"not_with_manager": {"attribute": "boss"}},
        ],
        kinds={"speaks": g.Kind.MANY_OF},
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_legal_arrangement_that_is_planted_is_found(seed: int) -> None:
    problem = planted(seed)
    assert problem.forbidden.mean() > 0.4
    result = formed(problem, 600, seed)
    assert result is not None
    assert result.violations == ()


def test_the_number_of_groups_can_be_asked_for() -> None:
    rules = g.rules_from_dict({"size": {"count": 7}})
    problem = g.build_problem(people.roster_of({"site": ["Oslo"] * 45}), rules)
    result = formed(problem, 5)
    assert result is not None
    assert sorted(result.sizes) == [6, 6, 6, 6, 7, 7, 7]


def test_two_people_make_a_pair_and_one_group_needs_no_search() -> None:
    for n, size in ((2, (2, 2)), (5, (2, 5))):
        result = formed(people.problem_of({"site": ["Oslo"] * n}, size), 10)
        assert result is not None
        assert result.violations == ()


def test_too_few_can_be_many_groups() -> None:
    assert people.problem_of({"site": ["Oslo"] * 7 + ["Lima"] * 35}, (6, 6)).group_count == 7
    rule = [{"at_most": {"attribute": "site", "count": 1}}]
    sites = ["Oslo"] * 9 + [f"site {i}" for i in range(33)]
    assert people.problem_of({"site": sites}, (4, 8), hard=rule).group_count == 9


def test_a_seed_gives_these_groups_on_every_machine() -> None:
    problem = people.problem_of(
        {"site": SITES * 3, "years": [i * 13 % 31 for i in range(12)]},
        (2, 4),
        hard=[{"never_together": [["p00", "p05"]]}],
        soft=[{"mix": {"attribute": "site"}}, {"balance": {"attribute": "years"}}],
        kinds={"years": g.Kind.NUMBER},
    )
    short = g.solve(problem, seed=7, iterations=5)
    assert short.groups == (
        ("p00", "p07"),
        ("p01", "p03", "p04", "p06"),
        ("p02", "p05"),
        ("p08", "p09", "p10", "p11"),
    )
    result = g.solve(problem, seed=7, iterations=1000)
    assert result.groups == (
        ("p00", "p07"),
        ("p01", "p04", "p10", "p11"),
        ("p02", "p05"),
        ("p03", "p06", "p08", "p09"),
    )
    assert result.objective == 34_232_000
    assert problem.hash == "e9da62383cc3deaa63700c6b08deb8d1899d8aee6e419df5e8f57de74b5f6e07"


def triangles(size: dict[str, int]) -> g.Problem:
    """Four triangles in a ring: threes can be seated, and no four people may be together."""
    together = {
        frozenset((3 * k + a, 3 * k + b)) for k in range(4) for a, b in ((0, 1), (0, 2), (1, 2))
    }
    together |= {frozenset((3 * k + 2, (3 * k + 3) % 12)) for k in range(4)}
    apart = [
        [f"p{a:02d}", f"p{b:02d}"]
        for a in range(12)
        for b in range(a + 1, 12)
        if frozenset((a, b)) not in together
    ]
    roster = people.roster_of({"site": ["Oslo"] * 12})
    document = {"size": size, "hard": [{"never_together": apart}]}
    return g.build_problem(roster, g.rules_from_dict(document))


def test_a_number_of_groups_that_cannot_do_is_refused_with_one_that_can() -> None:
    [refusal] = g.check(triangles({"count": 3}))

    assert refusal.relaxations[0].values == {"size": {"count": 4}}


def test_another_number_of_groups_that_would_do_is_named() -> None:
    problem = triangles({"min": 3, "max": 4})

    result = g.solve(problem, seed=1, iterations=200)

    assert (problem.group_count, bool(result.violations)) == (3, True)
    assert g.other_count(problem, seed=1) == 4


def test_a_run_is_stopped_while_it_mends_and_can_be_repeated() -> None:
    problem = triangles({"min": 3, "max": 4})
    asked = iter(range(1000))

    stopped = g.solve(problem, seed=1, iterations=200, should_stop=lambda: next(asked) >= 3)
    again = g.solve(problem, seed=1, iterations=200, stop_at=stopped.stopped_at)

    assert stopped.stopped_at == 4 * 32
    assert again.groups == stopped.groups
