"""Who sits apart in secret: the search obeys, and nothing of the result tells of it."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from junto.kernel import grouping as g
from kernel.grouping import people

IDS = [f"p{i:02d}" for i in range(24)]
# Everybody would love to sit with the next: without a veto some of these pairs meet.
APART = [(IDS[0], IDS[1]), (IDS[2], IDS[3]), (IDS[7], IDS[4])]


def circles(hard: list[dict[str, object]] | None = None) -> g.Problem:
    columns = {"likes": [f"like {i // 2}" for i in range(24)], "years": [i % 7 for i in range(24)]}
    return people.problem_of(
        columns,
        (5, 7),
        hard=hard,
        soft=[{"match": {"attribute": "likes"}}, {"mix": {"attribute": "years"}}],
        kinds={"years": g.Kind.NUMBER},
    )


def met(result: g.Result) -> int:
    return sum(one in group and other in group for one, other in APART for group in result.groups)


@pytest.mark.parametrize("seed", range(20))
def test_they_sit_apart_whatever_the_seed(seed: int) -> None:
    assert met(g.solve(circles(), seed=seed, iterations=60, apart=APART)) == 0


def test_they_would_have_met_otherwise() -> None:
    assert met(g.solve(circles(), seed=1, iterations=60)) > 0


def test_the_result_says_what_it_would_say_of_these_groups_anyway() -> None:
    problem = circles()
    result = g.solve(problem, seed=3, iterations=60, apart=APART)
    assert result.standing == g.evaluate(problem, result.groups)
    assert result.violations == ()
    assert (result.objective, result.score) == (result.standing.objective, result.standing.score)
    assert result.problem_hash == g.solve(problem, seed=3, iterations=60).problem_hash


def test_the_same_people_apart_in_any_order_give_the_same_groups() -> None:
    problem = circles()
    first = g.solve(problem, seed=5, iterations=60, apart=APART)
    turned = [(other, one) for one, other in reversed(APART)]
    again = g.solve(problem, seed=5, iterations=60, apart=[*turned, ("p99", "p00"), *turned])
    assert asdict(first) == asdict(again)


def test_a_must_have_comes_first_and_nobody_hears_of_it() -> None:
    problem = circles([{"together": [[IDS[0], IDS[1]]]}])
    assert g.check(problem) == ()
    result = g.solve(problem, seed=1, iterations=60, apart=APART)
    assert result.violations == ()
    assert met(result) == 1


def test_more_people_apart_than_can_be_is_no_refusal() -> None:
    problem = circles()
    everybody = [(one, other) for one in IDS for other in IDS if one < other]
    result = g.solve(problem, seed=1, iterations=20, apart=everybody)
    assert (len(result.groups), result.violations) == (problem.group_count, ())


def test_people_pinned_together_stay_together() -> None:
    pins = {one: at for pair, at in zip(APART, (0, 1, 2), strict=True) for one in pair}
    result = g.solve(circles(), seed=1, iterations=40, apart=APART, pins=pins)
    assert [result.groups[at].count(one) for one, at in pins.items()] == [1] * 6


def test_mending_seats_no_newcomer_with_who_is_to_sit_apart() -> None:
    problem = circles()
    groups = [list(IDS[:6]), list(IDS[6:12]), list(IDS[12:18]), list(IDS[18:23])]
    plain = g.repair(problem, groups)
    place = next(each.target for each in plain[0].placed if each.person == IDS[23])
    apart = [(IDS[23], each) for each in groups[place]]
    found = g.repair(problem, groups, apart=apart)
    assert {each.target for way in found for each in way.placed if way.kind == "keep"} != {place}
    for way in found:
        seat = next(group for group in way.groups if IDS[23] in group)
        assert [each for each in seat if (IDS[23], each) in apart] == []
        assert way.violations == ()


def test_mending_without_another_way_says_nothing_of_it() -> None:
    problem = circles()
    groups = [list(IDS[:6]), list(IDS[6:12]), list(IDS[12:18]), list(IDS[18:23])]
    everybody = [(IDS[23], each) for each in IDS[:23]]
    assert g.repair(problem, groups, apart=everybody) != ()
    assert next(each.violations for each in g.repair(problem, groups, apart=everybody)) == ()
