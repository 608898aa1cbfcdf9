"""Somebody looks after each group, as evenly as can be, and nobody who should not."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel import grouping as g
from junto.kernel.matching import staffing

GROUPS = (("a1", "a2"), ("b1", "b2"), ("c1", "c2"), ("d1", "d2"))
MEMBERS = [each for group in GROUPS for each in group]


def staffed(
    hard: list[dict[str, Any]], *, staff: int = 2, places: int = 2, **columns: list[Any]
) -> staffing.Staffing:
    """The four groups of two, and so many facilitators."""
    ids = [*MEMBERS, *(f"f{at}" for at in range(1, staff + 1))]
    roster = g.Roster.of(
        ids=ids,
        attributes=[g.Attribute(name, g.Kind.MANY_OF) for name in columns],
        values={name: [(each,) if each else None for each in col] for name, col in columns.items()},
    )
    rules = g.rules_from_dict({"size": {"min": 2, "max": 2}, "hard": hard})
    found = [f"f{at}" for at in range(1, staff + 1)]
    return staffing.staff_groups(roster, rules, GROUPS, found, places=places)


def test_groups_are_shared_out_evenly() -> None:
    found = staffed([], staff=2, places=4)
    assert (len(found.of("f1")), len(found.of("f2")), found.unstaffed) == (2, 2, ())


def test_nobody_looks_after_their_manager_or_a_report() -> None:
    rule = [{"not_with_manager": {"attribute": "boss"}}]
    boss = [None, "f1", None, None, None, None, None, None, "c1", None]
    found = staffed(rule, boss=boss)
    assert found.pairs == {0: "f2", 1: "f1", 2: "f2", 3: "f1"}


def test_everybody_in_the_group_understands_whoever_looks_after_it() -> None:
    rule = [{"common_language": {"attribute": "speaks"}}]
    speaks = ["en", "en", "es", "es", "es", "es", "en", "en", "es", "en"]
    found = staffed(rule, speaks=speaks)
    assert found.pairs == {0: "f2", 1: "f1", 2: "f1", 3: "f2"}


def test_too_few_places_are_named_and_the_rest_is_looked_after() -> None:
    rule = [{"common_language": {"attribute": "speaks"}}]
    speaks = ["en", "en", "es", "es", "es", "es", "es", "es", "es", "en"]
    found = staffed(rule, speaks=speaks)
    [short] = found.unstaffed
    assert (short.groups, short.staff, short.places) == ((1, 2, 3), ("f1",), 2)
    assert short.why == "Groups 2, 3, 4 can only be looked after by f1, who have 2 places in all."
    assert (found.pairs[0], len(found.of("f1"))) == ("f2", 2)


def test_a_group_that_nobody_fits_is_named() -> None:
    rule = [{"never_together": [["a1", "f1"], ["a2", "f2"]]}]
    found = staffed(rule)
    assert [each.why for each in found.unstaffed] == ["Nobody fits group 1."]
    assert sorted(found.pairs) == [1, 2, 3]


def test_without_anybody_every_group_is_named() -> None:
    found = staffed([], staff=0)
    assert (found.pairs, found.unstaffed[0].groups) == ({}, (0, 1, 2, 3))


@given(
    apart=st.sets(st.sampled_from([(m, f) for m in MEMBERS for f in ("f1", "f2", "f3")])),
    places=st.integers(1, 3),
)
@settings(max_examples=25, deadline=None)
def test_as_many_groups_as_can_be_are_looked_after(
    apart: set[tuple[str, str]], places: int
) -> None:
    sets = [list(each) for each in sorted(apart)]
    found = staffed([{"never_together": sets}] if sets else [], staff=3, places=places)

    def legal(choice: tuple[str, ...]) -> bool:
        fits = all(
            not who or not any((each, who) in apart for each in GROUPS[at])
            for at, who in enumerate(choice)
        )
        return fits and all(choice.count(who) <= places for who in ("f1", "f2", "f3"))

    choices = [each for each in product(("", "f1", "f2", "f3"), repeat=4) if legal(each)]
    most = max(4 - each.count("") for each in choices)
    assert len(found.pairs) == most
    assert (found.unstaffed == ()) == (most == 4)
    assert legal(tuple(found.pairs.get(at, "") for at in range(4)))


def test_the_rules_say_who_looks_after_groups_and_is_in_none() -> None:
    roster = g.Roster.of(
        ids=["a", "b", "c", "d"],
        attributes=[g.Attribute("role", g.Kind.ONE_OF)],
        values={"role": ["facilitator", "leader", "leader", None]},
    )
    document = {
        "size": {"min": 2, "max": 3},
        "staff": {"attribute": "role", "value": "facilitator", "groups": 2},
    }
    rules = g.rules_from_dict(document, roster)
    assert g.rules_to_dict(rules) == document
    assert staffing.staff_in(roster, rules) == ("a",)
    assert staffing.without(roster, ["a"]).ids == ("b", "c", "d")


def test_too_few_facilitators_are_told_before_any_search() -> None:
    roster = g.Roster.of(ids=[f"p{i:02d}" for i in range(24)])
    problem = g.build_problem(roster, g.rules_from_dict({"size": {"min": 3, "max": 4}}))
    assert g.check_staff(problem, 3, 2) == ()
    [reason] = g.check_staff(problem, 2, 2)
    assert reason.why == (
        "2 people look after 2 groups each, 4 in all; 24 people make 6 groups at least."
    )
    assert [each.text for each in reason.relaxations] == [
        "Let each look after 3 groups.",
        "Make groups of 3 to 6.",
        "Name 1 person more.",
    ]
