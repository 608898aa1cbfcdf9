"""Conflicts of interest, distance in levels, one site or remote, and nobody alone."""

from __future__ import annotations

from typing import Any

import pytest

from junto.kernel import grouping as g
from kernel.grouping import people
from kernel.grouping.test_rules_kept import apart

LISTS = {"x": g.Kind.MANY_OF}


def test_people_of_one_project_are_apart_and_an_empty_value_conflicts_with_nothing() -> None:
    rule = {"conflict": {"attribute": "x"}}
    assert apart({"x": ["Apollo", None, "Apollo", None, "Gemini"]}, rule) == {(0, 2)}
    several = [("Apollo", "Gemini"), ("Gemini",), ("Apollo",), None, ("Vostok",)]
    assert apart({"x": several}, rule, kinds=LISTS) == {(0, 1), (0, 2)}


def test_rivals_are_apart_and_colleagues_of_one_house_are_not() -> None:
    rule = {"conflict": {"attribute": "x", "between": [["Acme", "Bolt", "Crux"], ["Dyne", "Echo"]]}}
    houses = ["Acme", "Acme", "Bolt", "Dyne", None, "Echo", "Fern", "Crux"]
    assert apart({"x": houses}, rule) == {(0, 2), (1, 2), (0, 7), (1, 7), (2, 7), (3, 5)}
    both = [("Acme", "Bolt"), ("Acme",), ("Crux",), ("Dyne",), ("Echo",)]
    assert apart({"x": both}, rule, kinds=LISTS) == {(0, 1), (0, 2), (1, 2), (3, 4)}


def test_levels_are_at_most_so_many_steps_apart() -> None:
    order = ["junior", "senior", "lead", "head"]
    rule = {"near": {"attribute": "x", "order": order, "steps": 1}}
    levels = ["junior", "senior", "lead", None, "head"]
    assert apart({"x": levels}, rule) == {(0, 2), (0, 4), (1, 4)}


def test_numbers_are_at_most_so_much_apart() -> None:
    rule = {"near": {"attribute": "x", "steps": 0.3}}
    kinds = {"x": g.Kind.NUMBER}
    assert apart({"x": [0.1, 0.4, 0.5, None]}, rule, kinds=kinds) == {(0, 2)}


def test_a_group_is_of_one_site_or_remote_all_of_it() -> None:
    rule = {"same_site_or_remote": {"attribute": "x", "remote": ["home"]}}
    assert apart({"x": ["Oslo", "home", None, "Oslo"]}, rule) == {(0, 1), (0, 2), (1, 3), (2, 3)}


def test_people_of_several_sites_need_one_that_all_of_a_group_have() -> None:
    problem = people.problem_of(
        {"x": [("Oslo", "Lima"), ("Lima", "Pune"), ("Oslo", "Pune")]},
        (3, 3),
        hard=[{"same_site_or_remote": {"attribute": "x"}}],
        kinds=LISTS,
    )
    assert not problem.forbidden.any()
    [broken] = g.evaluate(problem, [["p00", "p01", "p02"]]).violations
    assert broken.rule == "same_site_or_remote"


def test_the_wish_for_one_site_counts_pairs() -> None:
    problem = people.problem_of(
        {"x": ["Oslo", "home", None, "Oslo"]},
        (2, 2),
        soft=[{"same_site_or_remote": {"attribute": "x", "remote": ["home"]}}],
    )
    assert problem.criteria[0].pairs.tolist() == [
        [0, 0, 0, 1000],
        [0, 0, 1000, 0],
        [0, 1000, 0, 0],
        [1000, 0, 0, 0],
    ]
    assert g.solve(problem, seed=1, iterations=20).score == 100.0


def test_nobody_is_alone_in_a_minority() -> None:
    rule = {"not_alone": {"attribute": "x", "value": "woman", "at_least": 2}}
    problem = people.problem_of({"x": ["woman"] * 4 + ["man"] * 8}, (4, 4), hard=[rule])
    lone = g.evaluate(
        problem,
        [
            ["p00", "p04", "p05", "p06"],
            ["p01", "p02", "p03", "p07"],
            ["p08", "p09", "p10", "p11"],
        ],
    )
    [broken] = lone.violations
    assert (broken.group, broken.people, broken.values["value"]) == (0, ("p00",), "woman")
    result = g.solve(problem, seed=1, iterations=20)
    assert result.violations == ()


def test_everybody_is_told_which_of_these_rules_binds_them() -> None:
    columns = {
        "house": ["Acme", "Bolt", None, None, "Acme", None],
        "level": [1, 2, 2, 3, 2, 4],
        "site": ["Oslo", None, "Oslo", None, "Oslo", None],
        "sex": ["w", "m", "w", "m", "m", "m"],
    }
    problem = people.problem_of(
        columns,
        (3, 3),
        hard=[
            {"conflict": {"attribute": "house", "between": [["Acme", "Bolt"]]}},
            {"near": {"attribute": "level", "steps": 2}},
            {"same_site_or_remote": {"attribute": "site"}},
            {"not_alone": {"attribute": "sex", "value": "w"}},
        ],
        kinds={"level": g.Kind.NUMBER},
    )
    groups = (("p00", "p02", "p04"), ("p01", "p03", "p05"))
    everyone = g.explain_everyone(problem, groups, limit=9)
    assert [(each.code, each.values) for each in everyone["p00"]] == [
        ("one_place", {}),
        ("no_conflict", {"attribute": "house", "count": 1}),
        ("near", {"attribute": "level", "count": 1, "steps": 2.0}),
        ("one_site", {"attribute": "site", "site": "Oslo"}),
        ("not_alone", {"attribute": "sex", "value": "w", "count": 2}),
    ]
    assert everyone["p00"][-1].people == ("p02",)
    assert [each.code for each in everyone["p03"]] == ["one_place", "one_site"]
    assert everyone["p03"][1].values["site"] == ""
    hidden = g.explain_person(problem, groups, "p00", hide=("house", "sex"), limit=9)
    assert [each.code for each in hidden] == ["one_place", "near", "one_site"]


def test_what_cannot_be_read_says_why() -> None:
    wrong: list[tuple[dict[str, Any], dict[str, g.Kind], str]] = [
        ({"near": {"attribute": "x", "steps": 1}}, {}, "“x” holds words: say their order"),
        (
            {"near": {"attribute": "x", "steps": 1, "order": ["a"]}},
            {},
            "“order” leaves out “b”, which is in “x”.",
        ),
        ({"near": {"attribute": "x", "steps": "nan"}}, {}, "“steps” is above 0"),
        ({"near": {"attribute": "x", "steps": 1, "order": ["a", "a"]}}, {}, "“a” twice"),
        ({"near": {"attribute": "x"}}, {}, "“near” needs “steps”."),
        ({"conflict": {"attribute": "x", "between": [["a"]]}}, {}, "at least two values"),
        ({"conflict": {"attribute": "x", "between": []}}, {}, "at least one set"),
        ({"conflict": {"attribute": "x", "between": [["a", "c"]]}}, {}, "nobody has “c” in “x”"),
        ({"not_alone": {"attribute": "x", "at_least": 1}}, {}, "a whole number of 2 or more"),
        ({"not_alone": {"attribute": "x", "value": "d"}}, {}, "nobody has “d” in “x”"),
        ({"same_site_or_remote": {"attribute": "y"}}, {}, "no attribute “y”. Known: x."),
    ]
    for rule, kinds, message in wrong:
        with pytest.raises(g.RuleError, match=message):
            people.problem_of({"x": ["a", "b"]}, (2, 2), hard=[rule], kinds=kinds)
    with pytest.raises(g.RuleError, match="needs one value for each person, and “x” is a list"):
        people.problem_of(
            {"x": [("a",), ("b",)]},
            (2, 2),
            hard=[{"near": {"attribute": "x", "steps": 1}}],
            kinds={"x": g.Kind.MANY_OF},
        )


def test_the_file_and_the_dictionary_say_the_same() -> None:
    text = """
size: {min: 2, max: 4}
hard:
  - conflict: {attribute: employer, between: [[Acme, Bolt], [Dyne, Echo]]}
  - conflict: {attribute: project}
  - near: {attribute: level, order: [junior, senior], steps: 1}
  - same_site_or_remote: {attribute: site, remote: [Home, NO]}
  - not_alone: {attribute: gender, value: woman, at_least: 2}
soft:
  - same_site_or_remote: {attribute: site, weight: 2}
"""
    rules = g.parse_rules(text)
    assert g.rules_to_dict(rules)["hard"] == [
        {"conflict": {"attribute": "employer", "between": [["Acme", "Bolt"], ["Dyne", "Echo"]]}},
        {"conflict": {"attribute": "project"}},
        {"near": {"attribute": "level", "steps": 1, "order": ["junior", "senior"]}},
        {"same_site_or_remote": {"attribute": "site", "remote": ["Home", "NO"]}},
        {"not_alone": {"attribute": "gender", "value": "woman", "at_least": 2}},
    ]
    assert g.rules_from_dict(g.rules_to_dict(rules)) == rules


def told(problem: g.Problem) -> tuple[str, list[str]]:
    """Why a must-have cannot be kept, and what helps; each help does."""
    [reason] = g.check(problem)
    for each in reason.relaxations:
        assert each.rules is not None
        assert g.check(g.build_problem(problem.roster, g.rules_from_dict(each.rules))) == ()
    return reason.why, [each.text for each in reason.relaxations]


def test_a_conflict_that_needs_more_groups_is_named() -> None:
    columns = {"project": ["Apollo"] * 4 + [f"P{i}" for i in range(8)]}
    rule = {"conflict": {"attribute": "project"}}
    why, helps = told(people.problem_of(columns, (4, 4), hard=[rule]))
    assert why == (
        "p00, p01, p02 and p03 cannot sit together two by two, so they need 4 groups; 12 people "
        "make 3 groups at most."
    )
    assert helps == [
        "Make groups of 3 to 4.",
        "Make “conflict” of project a nice-to-have.",
    ]


def test_levels_too_far_apart_say_how_many_steps_would_do() -> None:
    order = ["junior", "senior", "lead", "head"]
    rule = {"near": {"attribute": "level", "order": order, "steps": 1}}
    columns = {"level": ["junior"] * 6 + ["lead"] * 2}
    why, helps = told(people.problem_of(columns, (4, 4), hard=[rule]))
    assert why.startswith("Because of “near”, p00, p01, p02, p03, p04 and p05 can only be together")
    assert helps == [
        "Make groups of 2 to 4.",
        "Allow 2 steps of level instead of 1.",
        "Leave “near” out.",
    ]


def test_a_site_with_too_few_people_is_named() -> None:
    rule = {"same_site_or_remote": {"attribute": "site", "remote": ["home"]}}
    columns = {"site": ["Oslo"] * 7 + ["home"]}
    why, helps = told(people.problem_of(columns, (4, 4), hard=[rule]))
    assert why == (
        "Because of “same_site_or_remote”, p00, p01, p02, p03, p04 and 2 more can only be "
        "together: 7 people cannot be divided into groups of 4."
    )
    assert helps == ["Make “same_site_or_remote” of site a nice-to-have."]


def test_a_minority_that_cannot_be_shared_out_is_named() -> None:
    lone = people.problem_of(
        {"sex": ["w"] + ["m"] * 7},
        (4, 4),
        hard=[{"not_alone": {"attribute": "sex", "value": "w"}}],
    )
    assert told(lone) == (
        "1 person has “w” as sex. They cannot be shared out so that a group has none or at least "
        "2 of them, and at most 4.",
        ["Leave “not_alone” out."],
    )
    torn = people.problem_of(
        {"sex": ["w"] * 5 + ["m"] * 7},
        (4, 4),
        hard=[
            {"at_most": {"attribute": "sex", "count": 3}},
            {"not_alone": {"attribute": "sex", "value": "w", "at_least": 3}},
        ],
    )
    why, helps = told(torn)
    assert why.startswith("5 people have “w” as sex.")
    assert helps == ["Ask for 2 of them where there is one.", "Leave “not_alone” out."]


def friendly(named: list[Any], size: int, **more: Any) -> g.Problem:
    """A problem with nothing but wishes for people."""
    return people.problem_of(
        {"friends": named},
        (size, size),
        soft=[{"with_friends": {"attribute": "friends"}}],
        kinds=LISTS | {"friends": g.Kind.MANY_OF},
        **more,
    )


def test_a_second_friend_adds_nothing() -> None:
    problem = friendly([("p01", "p02"), None, ("gone",), None, ("p05",), None], 3)
    one = g.evaluate(problem, [["p00", "p01", "p03"], ["p02", "p04", "p05"]])
    two = g.evaluate(problem, [["p00", "p01", "p02"], ["p03", "p04", "p05"]])
    none = g.evaluate(problem, [["p00", "p03", "p04"], ["p01", "p02", "p05"]])
    assert one.objective == two.objective == one.bound.value - 1
    assert (one.score, none.objective) == (100.0, 0)
    assert [(each.kept, each.of) for each in (*one.wishes, *none.wishes)] == [(2, 2), (0, 2)]


def test_everybody_is_seated_with_a_friend_where_that_can_be() -> None:
    count = 24
    named = [(f"p{(i + 6) % count:02d}", f"p{(5 * i + 1) % count:02d}") for i in range(count)]
    result = g.solve(friendly(named, 4), seed=1, iterations=400)
    [wish] = result.standing.wishes
    assert (wish.rule, wish.attribute, wish.kept, wish.of) == ("with_friends", "friends", 24, 24)


def test_more_than_five_friends_are_refused_by_name() -> None:
    with pytest.raises(g.RosterError, match="names 6 people for p00: 5 at most") as refusal:
        friendly([tuple(f"p{i:02d}" for i in range(1, 7)), *[None] * 7], 4)
    assert refusal.value.code == "too_many_friends"


def test_a_must_have_outweighs_every_wish() -> None:
    problem = friendly(
        [("p01",), ("p00",), ("p03",), ("p02",)], 2, hard=[{"never_together": [["p00", "p01"]]}]
    )
    result = g.solve(problem, seed=1, iterations=50)
    assert result.violations == ()
    [wish] = result.standing.wishes
    assert wish.kept == 0


def test_what_chance_grants_is_known_by_arithmetic() -> None:
    named = [("p01", "p05"), None, ("p03",), ("p00", "p01", "p02"), None, ("p06",), ("p05",), None]
    problem = people.problem_of(
        {"friends": named},
        (3, 5),
        soft=[{"with_friends": {"attribute": "friends"}}],
        kinds={"friends": g.Kind.MANY_OF},
    )
    whole = list(people.all_arrangements(problem))
    even = [each for each in whole if sorted(map(len, each)) == sorted(problem.even_sizes)]
    worths = [g.evaluate(problem, people.named(problem, each)).objective for each in even]
    assert problem.expected == pytest.approx(sum(worths) / len(worths))
    drawn = g.chance(problem, draws=2000, seed=3)
    assert drawn.mean == pytest.approx(0.0, abs=3.0)


def test_more_rules_than_fit_into_memory_are_refused_in_a_sentence() -> None:
    roster = g.Roster.of(ids=[f"p{i:04d}" for i in range(1100)])
    hard = [{"never_together": [["p0000", f"p{n:04d}"]]} for n in range(1, 900)]
    rules = g.rules_from_dict({"size": {"min": 5, "max": 5}, "hard": hard})
    with pytest.raises(g.RosterError, match="899 must-haves for 1100 people do not fit"):
        g.build_problem(roster, rules)
    one = {"never_together": [each for rule in hard for each in rule["never_together"]]}
    both = g.rules_from_dict({"size": {"min": 5, "max": 5}, "hard": [one]})
    assert g.check(g.build_problem(roster, both)) == ()
