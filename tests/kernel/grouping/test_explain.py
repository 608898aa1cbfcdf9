"""Reasons and consequences are told as codes and values, and they are true."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from junto.kernel import grouping as g
from kernel.grouping import people

GROUPS = (("p00", "p01", "p02"), ("p03", "p04", "p05"), ("p06", "p07", "p08"))


def problem(**more: Any) -> g.Problem:
    return people.problem_of(
        {
            "function": ["ops", "it", "hr", "ops", "ops", "it", "hr", "hr", "it"],
            "years": [1, 5, 9, 1, 1, 5, 9, 9, 5],
            "skills": [("a", "b"), ("b",), ("c",), ("a",), ("c",), ("c",), ("d",), ("d",), ("e",)],
            "gender": ["w", "m", "w", "m", "w", "m", "w", "m", "w"],
            "zone": ["Europe/Oslo", "Asia/Kolkata", "UTC"] * 3,
        },
        more.get("size", (2, 4)),
        hard=more.get("hard", []),
        soft=[
            {"mix": {"attribute": "function", "weight": 3}},
            {"balance": {"attribute": "years", "weight": 2}},
            {"match": {"attribute": "skills", "weight": 2}},
            {"mix": {"attribute": "gender"}},
            {"new_faces": {"weight": 2}},
        ],
        kinds={"years": g.Kind.NUMBER, "skills": g.Kind.MANY_OF},
        met=[g.Meeting("p00", "p02", 1)],
    )


def told(person: str, **more: Any) -> dict[str, g.Reason]:
    found = g.explain_person(problem(**more), GROUPS, person, limit=9)
    return {each.code: each for each in found}


def test_reasons_say_what_a_person_brings_and_shares() -> None:
    reasons = told("p00")
    assert reasons["only_one"].values == {"attribute": "function", "value": "ops"}
    assert reasons["shares"].values == {"attribute": "skills", "values": ("b",)}
    assert reasons["shares"].people == ("p01",)
    assert reasons["met_before"].people == ("p02",)
    assert reasons["evens_out"].values["group_mean"] == 5.0
    assert told("p01")["new_faces"].people == ("p00", "p02")


def test_the_strongest_reason_comes_first_and_the_limit_holds() -> None:
    found = g.explain_person(problem(), GROUPS, "p00", limit=3)
    assert [each.weight for each in found] == sorted((each.weight for each in found), reverse=True)
    assert len(found) == 3


def test_hidden_attributes_are_never_mentioned() -> None:
    hide = ("gender", "function", "zone")
    hours = {"hours": 1, "zone": "zone", "start": "09:00", "end": "17:00", "on": "2026-12-01"}
    whole = problem(hard=[{"shared_hours": hours}])
    found = [
        *[
            each
            for r in g.explain_everyone(whole, GROUPS, hide=hide, limit=9).values()
            for each in r
        ],
        *[
            each
            for change in g.swap(whole, GROUPS, "p00", "p03", hide=hide).changes
            for each in (*change.gains, *change.loses)
        ],
    ]
    assert not {each.values.get("attribute") for each in found} & set(hide)
    assert "shared_hours" not in {
        each.code for each in g.explain_person(whole, GROUPS, "p00", hide=hide)
    }
    spreads = g.explain_group(whole, GROUPS, 0, hide=hide).spreads
    assert [each.attribute for each in spreads] == ["years", "skills"]


def test_shared_hours_are_told_in_the_persons_own_time() -> None:
    hours = {"hours": 3, "zone": "zone", "start": "09:00", "end": "17:00", "on": "2026-12-01"}
    reasons = told("p01", hard=[{"shared_hours": hours}])
    assert reasons["shared_hours"].values == {
        "hours": 2.5,
        "start": "14:30",
        "end": "17:00",
        "on": "2026-12-01",
        "zone": "Asia/Kolkata",
    }


def test_ties_and_people_with_nowhere_else_to_go_are_told() -> None:
    assert told("p00", hard=[{"together": [["p00", "p02"]]}])["together"].people == ("p02",)
    assert "one_place" not in told("p00", size=(3, 3))
    apart = [["p00", f"p{i:02d}"] for i in range(3, 9)]
    assert "one_place" in told("p00", size=(3, 3), hard=[{"never_together": apart}])


def test_everyones_reasons_are_those_of_each() -> None:
    whole = problem(hard=[{"never_together": [["p00", "p04"]]}])
    everyone = g.explain_everyone(whole, GROUPS)
    assert list(everyone) == [each for group in GROUPS for each in group]
    for person, reasons in everyone.items():
        assert reasons == g.explain_person(whole, GROUPS, person)


def test_a_group_is_shown_beside_everybody() -> None:
    view = g.explain_group(problem(), GROUPS, 1)
    assert view.people == GROUPS[1]
    function, years = view.spreads[0], view.spreads[1]
    assert function.group == {"it": 1, "ops": 2}
    assert function.pool == {"hr": 3, "it": 3, "ops": 3}
    assert years.group == {"mean": 2.33, "low": 1.0, "high": 5.0}
    assert 0 <= view.fit <= 100


def test_a_swap_tells_what_it_would_do() -> None:
    whole = problem(hard=[{"never_together": [["p03", "p01"]]}])
    done = g.swap(whole, GROUPS, "p00", "p03")
    assert done.groups == (("p03", "p01", "p02"), ("p00", "p04", "p05"), ("p06", "p07", "p08"))
    assert done.score_before == g.evaluate(whole, GROUPS).score
    assert done.score_after == g.evaluate(whole, done.groups).score
    assert [(each.rule, each.people) for each in done.broken] == [
        ("never_together", ("p01", "p03"))
    ]
    assert done.mended == ()
    assert [each.index for each in done.changes] == [0, 1]
    met = next(each for each in done.changes[0].gains if each.code == "met_pairs")
    assert met.values == {"before": 1, "after": 0}
    back = g.swap(whole, done.groups, "p00", "p03")
    assert back.groups == GROUPS
    assert back.mended == done.broken
    assert back.score_after == done.score_before


def test_a_move_tells_when_a_group_becomes_too_small() -> None:
    done = g.move(problem(size=(3, 4)), GROUPS, "p00", 2)
    assert done.groups[2] == ("p06", "p07", "p08", "p00")
    assert [(each.rule, each.group) for each in done.broken] == [("size", 0)]
    with pytest.raises(ValueError, match="no such group"):
        g.move(problem(), GROUPS, "p00", 9)


@given(whole=people.problems())
@settings(max_examples=40, deadline=None)
def test_the_best_swaps_and_moves_are_the_best_there_are(whole: g.Problem) -> None:
    luck = np.random.default_rng(whole.n)
    groups = people.named(whole, people.dealt(whole, luck))
    person = groups[0][0]
    tied = {whole.roster.ids[each] for block in whole.blocks for each in block}
    now = people.clashes(whole, groups)
    swaps, moves = [], []
    for at, group in enumerate(groups[1:], start=1):
        for other in group:
            done = g.swap(whole, groups, person, other)
            if people.clashes(whole, done.groups) <= now and not {person, other} & tied:
                swaps.append(done.score_after)
        roomy = len(group) < whole.max_size and len(groups[0]) > whole.min_size
        done = g.move(whole, groups, person, at)
        if roomy and people.clashes(whole, done.groups) <= now and person not in tied:
            moves.append(done.score_after)
    found = g.best_swaps(whole, groups, person, limit=99)
    for other, score in found:
        assert g.swap(whole, groups, person, other).score_after == score
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
    if not whole.count_rules:
        assert [score for _, score in found] == sorted(swaps, reverse=True)
        assert [s for _, s in g.best_moves(whole, groups, person, limit=99)] == sorted(
            moves, reverse=True
        )


def test_must_haves_that_keep_a_person_from_others_are_told_with_how_many() -> None:
    apart = [
        {"at_most": {"attribute": "function", "count": 1}},
        {"never_together": [["p00", "p07"]]},
    ]

    reasons = told("p00", hard=apart)

    assert reasons["kept_apart"].values == {
        "rule": "at_most",
        "attribute": "function",
        "value": "ops",
        "count": 2,
    }
    assert reasons["never_together"].people == ("p07",)


def test_whom_a_group_needs_to_have_enough_of_a_kind_is_told_so() -> None:
    enough = [{"at_least": {"attribute": "function", "value": "ops", "count": 1}}]

    assert told("p00", hard=enough)["needed"].values == {
        "attribute": "function",
        "value": "ops",
        "count": 1,
    }
    assert "needed" not in told("p01", hard=enough)


def test_a_must_have_on_a_hidden_attribute_binds_without_a_word() -> None:
    hard = [
        {"at_most": {"attribute": "gender", "count": 2}},
        {"at_least": {"attribute": "gender", "value": "w", "count": 1}},
    ]

    found = g.explain_person(problem(hard=hard), GROUPS, "p00", hide=("gender",), limit=9)

    assert not [each for each in found if each.values.get("attribute") == "gender"]


def test_the_reasons_of_some_groups_are_those_among_the_reasons_of_all() -> None:
    whole = problem()

    some = g.explain_everyone(whole, GROUPS, only=(1,))

    everyone = g.explain_everyone(whole, GROUPS)
    assert some == {person: everyone[person] for person in GROUPS[1]}
