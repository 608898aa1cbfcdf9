"""Small cases in full: a rule allows what its words say, and what is told impossible is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel import grouping as g
from kernel.grouping import people

HOUSES = ("Acme", "Bolt", "Crux", None)
ORDER = ("junior", "senior", "head")
KINDS = {"projects": g.Kind.MANY_OF, "sites": g.Kind.MANY_OF, "friends": g.Kind.MANY_OF}
ROSTERS = st.fixed_dictionaries(
    {
        "house": st.lists(st.sampled_from(HOUSES), min_size=6, max_size=6),
        "projects": st.lists(
            st.sets(st.sampled_from("xyz"), max_size=2).map(lambda s: tuple(sorted(s)) or None),
            min_size=6,
            max_size=6,
        ),
        "level": st.lists(st.sampled_from((*ORDER, None)), min_size=6, max_size=6),
        "sites": st.lists(
            st.sets(st.sampled_from(("Oslo", "Lima", "home")), max_size=2).map(
                lambda s: tuple(sorted(s)) or None
            ),
            min_size=6,
            max_size=6,
        ),
        "friends": st.lists(
            st.sets(st.integers(0, 7), max_size=3).map(
                lambda s: tuple(f"p{each:02d}" for each in sorted(s)) or None
            ),
            min_size=6,
            max_size=6,
        ),
    }
)


def conflict(group: list[dict[str, Any]]) -> bool:
    return all(
        not set(one["projects"] or ()) & set(other["projects"] or ())
        for at, one in enumerate(group)
        for other in group[:at]
    )


def rivals(group: list[dict[str, Any]]) -> bool:
    return not {"Acme", "Bolt"} <= {each["house"] for each in group}


def near(group: list[dict[str, Any]]) -> bool:
    found = [ORDER.index(each["level"]) for each in group if each["level"]]
    return not found or max(found) - min(found) <= 1


def one_site(group: list[dict[str, Any]]) -> bool:
    def can(person: dict[str, Any]) -> set[str]:
        return {"home" if each == "home" else each for each in person["sites"] or ("home",)}

    return bool(set.intersection(*(can(each) for each in group)))


def not_alone(group: list[dict[str, Any]]) -> bool:
    return sum(each["house"] == "Acme" for each in group) != 1


CASES: list[tuple[dict[str, Any], Any]] = [
    ({"conflict": {"attribute": "projects"}}, conflict),
    ({"conflict": {"attribute": "house", "between": [["Acme", "Bolt"]]}}, rivals),
    ({"near": {"attribute": "level", "order": list(ORDER), "steps": 1}}, near),
    ({"same_site_or_remote": {"attribute": "sites", "remote": ["home"]}}, one_site),
    ({"not_alone": {"attribute": "house", "value": "Acme"}}, not_alone),
]


@pytest.mark.parametrize(("rule", "holds"), CASES)
@given(columns=ROSTERS, high=st.integers(3, 4))
@settings(max_examples=6, deadline=None)
def test_a_rule_allows_exactly_what_its_words_say(
    rule: dict[str, Any], holds: Any, columns: dict[str, list[Any]], high: int
) -> None:
    columns["house"][:2] = ["Acme", "Bolt"]
    problem = people.problem_of(columns, (2, high), hard=[rule], kinds=KINDS)
    rows = [{name: columns[name][at] for name in columns} for at in range(6)]
    impossible = g.check(problem)
    if not problem.group_count:
        assert impossible
        return
    legal = []
    for each in people.all_arrangements(problem):
        said = g.evaluate(problem, people.named(problem, each)).violations == ()
        assert said == all(holds([rows[at] for at in group]) for group in each)
        legal.append(said)
    assert not (impossible and any(legal))


@given(columns=ROSTERS, first=st.sampled_from(CASES), second=st.sampled_from(CASES))
@settings(max_examples=3, deadline=None)
def test_one_more_rule_never_raises_the_best_there_is(
    columns: dict[str, list[Any]], first: Any, second: Any
) -> None:
    columns["house"][:2] = ["Acme", "Bolt"]
    soft = [
        {"with_friends": {"attribute": "friends", "weight": 2}},
        {"with_topics": {"attribute": "projects"}},
        {"mix": {"attribute": "house"}},
    ]
    best = []
    for hard in ([first[0]], [first[0], second[0]]):
        problem = people.problem_of(columns, (3, 3), hard=hard, soft=soft, kinds=KINDS)
        found = [
            standing
            for each in people.all_arrangements(problem)
            if not (standing := g.evaluate(problem, people.named(problem, each))).violations
        ]
        best.append(max((each.objective for each in found), default=-1))
        assert all(each.objective <= each.bound.value for each in found)
        if found:
            result = g.solve(problem, seed=1, iterations=60)
            assert (result.objective, result.violations) == (best[-1], ())
    assert best[1] <= best[0]


def test_the_order_of_people_changes_nothing() -> None:
    luck = np.random.default_rng(5)
    named = [tuple(f"p{each:02d}" for each in luck.choice(12, 2, replace=False)) for _ in range(12)]
    named = [tuple(each for each in row if each != f"p{at:02d}") for at, row in enumerate(named)]
    rules = g.rules_from_dict(
        {
            "size": {"min": 4, "max": 4},
            "hard": [{"not_alone": {"attribute": "kind", "value": "a"}}],
            "soft": [{"with_friends": {"attribute": "friends"}}],
        }
    )
    results = []
    for order in (range(12), reversed(range(12))):
        at = list(order)
        roster = g.Roster.of(
            ids=[f"p{each:02d}" for each in at],
            attributes=[
                g.Attribute("friends", g.Kind.MANY_OF),
                g.Attribute("kind", g.Kind.ONE_OF),
            ],
            values={"friends": [named[each] for each in at], "kind": ["aab"[e % 3] for e in at]},
        )
        results.append(g.solve(g.build_problem(roster, rules), seed=2, iterations=80))
    assert results[0].groups == results[1].groups
    assert results[0].problem_hash == results[1].problem_hash
