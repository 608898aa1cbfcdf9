"""The people of a real roster, by name."""

from __future__ import annotations

import time

import pytest

from junto.kernel import grouping as g
from kernel.grouping import people

pytestmark = pytest.mark.roster
WINTER, SUMMER = "2026-12-01", "2027-07-01"
GUAM, MARIANAS, SAMOA = "M001219", "K000404", "R000600"


def states(problem: g.Problem, group: tuple[str, ...]) -> list[str]:
    column = problem.roster.values["state"]
    return sorted(str(column[problem.index[each]]) for each in group)


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_pacific_is_seated_in_the_one_way_there_is(seed: int) -> None:
    problem = people.congress(WINTER)
    result = g.solve(problem, seed=seed, iterations=40)
    assert result.violations == ()
    home = next(group for group in result.groups if GUAM in group)
    assert {GUAM, MARIANAS, SAMOA} <= set(home)
    assert states(problem, home) == ["AK", "AS", "GU", "HI", "MP"]
    assert sorted({*result.sizes}) == [5, 6, 7]


@pytest.mark.parametrize("days", [(SUMMER,), (WINTER, SUMMER)])
def test_in_summer_it_is_impossible_by_name_within_a_second(days: tuple[str, ...]) -> None:
    problem = people.congress(*days)
    began = time.thread_time()
    [found] = g.check(problem)
    assert time.thread_time() - began < 1.0
    assert found.rule == "shared_hours"
    assert found.people == (MARIANAS, GUAM)
    assert "Moylan" in found.why
    assert "King-Hinds" in found.why
    assert found.values["on"] == [SUMMER]
    helps = [each.text for each in found.relaxations]
    assert helps[:2] == [
        "Ask for two hours shared instead of three hours.",
        "Allow groups of 4.",
    ]
    assert [each for each in helps if each.startswith("Widen the hours to 18:00 for")] != []
    with pytest.raises(g.Infeasible):
        g.solve(problem, seed=1, iterations=1)


def test_each_relaxation_that_changes_the_rules_helps() -> None:
    problem = people.congress(SUMMER)
    [found] = g.check(problem)
    for each in found.relaxations:
        if each.rules is not None:
            eased = g.build_problem(problem.roster, g.rules_from_dict(each.rules))
            assert g.check(eased) == ()


def test_five_rules_for_everyone_beat_every_random_draw() -> None:
    problem = people.congress(WINTER)
    result = g.solve(problem, seed=1, iterations=600)
    drawn = g.chance(problem, draws=1000, seed=1)
    assert drawn.better_than(result.score) == 1000
    assert abs(drawn.mean) < 1.0
    assert result.score > 60.0
    assert result.score <= 100.0


def test_more_people_of_a_state_than_groups_is_named() -> None:
    problem = people.congress(size=(11, 12))
    [found] = g.check(problem)
    assert found.code == "too_many_alike"
    assert found.values["value"] == "CA"
    assert len(found.people) == 53
    assert "53 groups are needed" in found.why
