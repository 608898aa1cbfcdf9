"""What is impossible is said by name, with what would help."""

from __future__ import annotations

from typing import Any

import pytest

from junto.kernel import grouping as g
from kernel.grouping import people


def found(problem: g.Problem, pins: dict[str, int] | None = None) -> g.Impossible:
    reasons = g.check(problem, pins)
    assert len(reasons) == 1
    for each in reasons[0].relaxations:
        if each.rules is not None:
            eased = g.build_problem(problem.roster, g.rules_from_dict(each.rules))
            assert g.check(eased) == ()
    return reasons[0]


def texts(reason: g.Impossible) -> list[str]:
    return [each.text for each in reason.relaxations]


def test_people_who_do_not_divide_up() -> None:
    reason = found(people.problem_of({"x": ["a"] * 11}, (5, 5)))
    assert reason.why == "11 people cannot be divided into groups of 5 with nobody left over."
    assert texts(reason) == ["Make groups of 5 to 6."]
    few = g.build_problem(
        people.roster_of({"x": ["a"] * 5}), g.rules_from_dict({"size": {"count": 3}})
    )
    assert found(few).why == "5 people cannot fill 3 groups of at least 2."
    assert texts(found(few)) == ["Make 2 groups."]


def test_seven_people_of_one_state_and_six_groups() -> None:
    states = ["CA"] * 7 + [f"S{i}" for i in range(41)]
    rule = [{"at_most": {"attribute": "state", "count": 1}}]
    reason = found(people.problem_of({"state": states}, (8, 9), hard=rule))
    assert reason.why == (
        "7 people have “CA” as state and a group takes 1 of them, so 7 groups are needed; "
        "48 people make 6 groups at most."
    )
    assert reason.people == tuple(f"p{i:02d}" for i in range(7))
    assert texts(reason) == ["Allow 2 with one state in a group.", "Make groups of 6 to 9."]


def test_two_facilitators_and_five_groups() -> None:
    roles = ["facilitator"] * 2 + ["leader"] * 28
    rule = [{"at_least": {"attribute": "role", "value": "facilitator", "count": 1}}]
    reason = found(people.problem_of({"role": roles}, (5, 6), hard=rule))
    assert reason.why == (
        "2 people have “facilitator” as role, enough for 2 groups; "
        "30 people make 5 groups at least."
    )
    assert reason.people == ("p00", "p01")


def test_a_facilitator_in_each_group_against_one_state_in_each() -> None:
    columns = {
        "state": ["CA"] * 6 + [f"S{i}" for i in range(24)],
        "role": ["facilitator"] * 5 + ["leader"] * 25,
    }
    hard: list[dict[str, Any]] = [
        {"at_most": {"attribute": "state", "count": 1}},
        {"at_least": {"attribute": "role", "value": "facilitator", "count": 1}},
    ]
    reason = found(people.problem_of(columns, (5, 6), hard=hard))
    assert reason.why.endswith("“CA” in state needs 6 groups.")


def test_too_many_who_sit_together() -> None:
    chain = [{"together": [["p00", "p01", "p02"], ["p02", "p03"], ["p03", "p04"]]}]
    reason = found(people.problem_of({"x": ["a"] * 12}, (3, 4), hard=chain))
    assert reason.code == "too_many_together"
    assert reason.people == ("p00", "p01", "p02", "p03", "p04")
    assert texts(reason)[0] == "Make groups of 3 to 5."


def test_together_and_apart() -> None:
    hard = [{"together": [["p00", "p01"], ["p01", "p02"]]}, {"never_together": [["p00", "p02"]]}]
    reason = found(people.problem_of({"x": ["a"] * 8}, (4, 4), hard=hard))
    assert reason.why == "p00 and p02 are to sit together, and “never_together” keeps them apart."
    assert texts(reason) == ["Let p00 and p02 sit apart."]


def test_more_people_apart_than_groups() -> None:
    rule = [{"never_together": [[f"p{i:02d}" for i in range(5)]]}]
    reason = found(people.problem_of({"x": ["a"] * 12}, (3, 4), hard=rule))
    assert reason.rule == "never_together"
    assert reason.people == ("p00", "p01", "p02", "p03", "p04")
    assert "so they need 5 groups" in reason.why


def test_a_part_that_does_not_divide_up() -> None:
    levels = ["lead"] * 7 + ["head"] * 9
    reason = found(
        people.problem_of({"level": levels}, (4, 5), hard=[{"same": {"attribute": "level"}}])
    )
    assert reason.code == "cannot_be_divided"
    assert reason.people == tuple(f"p{i:02d}" for i in range(7))


def by_count(count: int, levels: str) -> g.Impossible:
    rules = g.rules_from_dict(
        {"size": {"count": count}, "hard": [{"same": {"attribute": "level"}}]}
    )
    return found(g.build_problem(people.roster_of({"level": list(levels)}), rules))


def test_parts_that_make_another_number_of_groups() -> None:
    reason = by_count(5, "aaaabbbbccccdddd")
    assert reason.why == (
        "Because of “same”, people fall into 4 parts that never mix, which makes 4 to 4 groups, "
        "not 5."
    )
    assert texts(reason) == ["Make 4 groups."]
    assert texts(by_count(2, "aaaaabbbbbccccc"))[0] == "Make 3 groups."


def test_one_person_whom_nobody_can_meet() -> None:
    zones = ["Europe/Oslo"] * 9 + ["Pacific/Auckland"]
    rule = {"hours": 2, "zone": "zone", "start": "09:00", "end": "17:00", "on": "2026-12-01"}
    reason = found(people.problem_of({"zone": zones}, (3, 4), hard=[{"shared_hours": rule}]))
    assert reason.people == ("p09",)
    assert reason.values["on"] == ["2026-12-01"]
    assert "p09 can be in a group of 1 at most, and groups have 3 or more" in reason.why


def test_two_people_who_need_the_same_companion() -> None:
    speaks = [("fi",), ("hu",), ("fi", "hu", "en"), *[("en",)] * 5]
    reason = found(
        people.problem_of(
            {"speaks": speaks},
            (2, 4),
            hard=[{"common_language": {"attribute": "speaks"}}],
            kinds={"speaks": g.Kind.MANY_OF},
        )
    )
    assert reason.code == "too_few_to_share"
    assert reason.people == ("p00", "p01")


@pytest.mark.parametrize(
    ("pins", "code"),
    [
        ({"p00": 0, "p01": 0}, "pinned_apart"),
        ({f"p{i:02d}": 1 for i in range(2, 8)}, "too_many_pinned"),
        ({"p08": 0, "p09": 1}, "pinned_torn"),
    ],
)
def test_pins_that_break_the_rules(pins: dict[str, int], code: str) -> None:
    hard = [{"never_together": [["p00", "p01"]]}, {"together": [["p08", "p09"]]}]
    problem = people.problem_of({"x": ["a"] * 12}, (3, 5), hard=hard)
    assert [each.code for each in g.check(problem, pins)] == [code]
    with pytest.raises(g.Infeasible):
        g.solve(problem, seed=1, iterations=1, pins=pins)


def test_a_pin_names_somebody_and_a_group() -> None:
    problem = people.problem_of({"x": ["a"] * 12}, (3, 5))
    for pins in ({"nobody": 0}, {"p00": 99}):
        with pytest.raises(ValueError, match="pin"):
            g.check(problem, pins)
