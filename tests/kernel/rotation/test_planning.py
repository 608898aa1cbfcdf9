"""Rounds: everybody once a round, nobody twice together, and what cannot be is said."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel import grouping as g
from junto.kernel.rotation.planning import DESIGN, SEARCH, Schedule, schedule_rounds
from junto.kernel.rotation.relabeling import relabel


def problem(
    n: int, smallest: int, largest: int, met: list[g.Meeting] | None = None, **rules: object
) -> g.Problem:
    """People with a function and years of experience, who are to differ in both."""
    ids = [f"p{at:03d}" for at in range(n)]
    roster = g.Roster.of(
        ids=ids,
        attributes=[g.Attribute("function", g.Kind.ONE_OF), g.Attribute("years", g.Kind.NUMBER)],
        values={
            "function": ["abcde"[at * 7 % 11 % 5] for at in range(n)],
            "years": [at * 13 % 29 for at in range(n)],
        },
    )
    wishes = (g.Mix("function", 2.0), g.Mix("years", 1.0))
    asked = g.Rules(g.Size(smallest, largest), soft=wishes, **rules)  # type: ignore[arg-type]
    made = g.build_problem(roster, asked, history=met or [])
    return replace(made, group_count=-(-n // largest))


def pairs(schedule: Schedule) -> list[tuple[str, str]]:
    return [
        pair
        for groups in schedule.rounds
        for group in groups
        for pair in combinations(sorted(group), 2)
    ]


def places_everybody(schedule: Schedule, made: g.Problem) -> bool:
    return all(
        sorted(each for group in groups for each in group) == list(made.roster.ids)
        for groups in schedule.rounds
    )


@pytest.mark.parametrize(
    ("n", "smallest", "largest", "rounds"),
    [(15, 3, 3, 7), (60, 4, 5, 13), (120, 5, 6, 20), (12, 2, 2, 11), (13, 1, 2, 13), (16, 4, 4, 5)],
)
def test_rounds_that_a_design_has_are_held_without_a_repeat(
    n: int, smallest: int, largest: int, rounds: int
) -> None:
    made = problem(n, smallest, largest)
    schedule = schedule_rounds(made, rounds, seed=1, iterations=60)
    assert (len(schedule.rounds), schedule.repeats, schedule.broken) == (rounds, (), ())
    assert places_everybody(schedule, made)
    assert len(pairs(schedule)) == len(set(pairs(schedule)))
    assert rounds <= schedule.limit


@settings(max_examples=25, deadline=None)
@given(
    st.integers(4, 26), st.integers(2, 5), st.integers(0, 1), st.integers(1, 6), st.integers(0, 9)
)
def test_everybody_is_placed_once_a_round_and_every_repeat_is_told(
    n: int, smallest: int, more: int, rounds: int, seed: int
) -> None:
    if -(-n // (smallest + more)) > n // smallest:
        more, smallest = 0, 2 if n % 2 == 0 else n
    made = problem(n, smallest, smallest + more)
    schedule = schedule_rounds(made, rounds, seed=seed, iterations=20)
    assert len(schedule.rounds) == rounds
    assert places_everybody(schedule, made)
    assert len(schedule.repeats) == len(pairs(schedule)) - len(set(pairs(schedule)))
    assert (not schedule.repeats) or schedule.without_repeat < rounds
    for groups in schedule.rounds:
        assert all(smallest <= len(group) <= smallest + more for group in groups)


def test_a_few_rounds_are_searched_and_many_come_from_a_design() -> None:
    made = problem(60, 4, 5)
    assert set(schedule_rounds(made, 3, seed=1, iterations=200).methods) == {SEARCH}
    assert set(schedule_rounds(made, 13, seed=1, iterations=60).methods) == {DESIGN}


def test_beyond_the_limit_rounds_repeat_and_say_so() -> None:
    schedule = schedule_rounds(problem(9, 3, 3), 6, seed=1, iterations=60)
    assert (schedule.limit, schedule.without_repeat) == (4, 4)
    assert sorted({each.round for each in schedule.repeats}) == [4, 5]


def test_people_who_met_before_do_not_meet_again() -> None:
    first = schedule_rounds(problem(30, 4, 5), 2, seed=1, iterations=200)
    met = [g.Meeting(a, b) for a, b in pairs(first)]
    later = schedule_rounds(problem(30, 4, 5, met), 2, seed=2, iterations=200)
    assert later.repeats == ()
    assert set(pairs(first)).isdisjoint(pairs(later))


def test_must_haves_hold_in_every_round() -> None:
    apart = g.NeverTogether((("p000", "p001", "p002"), ("p003", "p004")))
    made = problem(25, 5, 5, hard=(apart,))
    schedule = schedule_rounds(made, 3, seed=1, iterations=200)
    assert (schedule.broken, schedule.repeats) == ((), ())
    assert set(pairs(schedule)).isdisjoint(
        [("p000", "p001"), ("p000", "p002"), ("p001", "p002"), ("p003", "p004")]
    )


@pytest.mark.parametrize("rounds", [3, 13])
def test_who_is_away_sits_nowhere_in_that_round_and_everybody_else_does(rounds: int) -> None:
    made = problem(60, 4, 5)
    away = {0: ["p007"], 2: ["p011", "p012", "p013", "p014", "p015", "p016", "p017", "p018"]}
    schedule = schedule_rounds(made, rounds, seed=1, iterations=60, absent=away)
    for at, groups in enumerate(schedule.rounds):
        seated = sorted(each for group in groups for each in group)
        assert seated == [each for each in made.roster.ids if each not in away.get(at, ())]
        assert all(4 <= len(group) <= 5 for group in groups)
    assert {each.violation.rule for each in schedule.broken} == set()


def test_one_seed_gives_the_same_rounds_whatever_the_order_of_the_roster() -> None:
    made = problem(20, 4, 5)
    turned = g.Roster(
        made.roster.ids[::-1],
        made.roster.names[::-1],
        made.roster.attributes,
        {name: column[::-1] for name, column in made.roster.values.items()},
    )
    other = replace(g.build_problem(turned, made.rules), group_count=4)
    one = schedule_rounds(made, 5, seed=7, iterations=60)
    assert one == schedule_rounds(other, 5, seed=7, iterations=60)
    assert one != schedule_rounds(made, 5, seed=8, iterations=60)


def test_a_search_that_is_stopped_still_places_everybody() -> None:
    made = problem(30, 4, 5)
    schedule = schedule_rounds(made, 7, seed=1, should_stop=lambda: True)
    assert (len(schedule.rounds), places_everybody(schedule, made)) == (7, True)


def test_what_cannot_be_planned_is_refused_in_one_sentence() -> None:
    with pytest.raises(ValueError, match="0 rounds cannot be planned"):
        schedule_rounds(problem(9, 3, 3), 0, seed=1)
    with pytest.raises(ValueError, match="“together” has no place in rounds"):
        schedule_rounds(problem(9, 3, 3, hard=(g.Together((("p000", "p001"),)),)), 2, seed=1)
    with pytest.raises(ValueError, match="away in round 4, but there are 2 rounds"):
        schedule_rounds(problem(9, 3, 3), 2, seed=1, absent={3: ["p001"]})
    with pytest.raises(ValueError, match="Nobody has the id “zoe”, who is away in round 1"):
        schedule_rounds(problem(9, 3, 3), 2, seed=1, absent={0: ["zoe"]})
    with pytest.raises(ValueError, match="the 8 people who are there do not divide"):
        schedule_rounds(problem(9, 3, 3), 2, seed=1, absent={0: ["p001"]})


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 12), st.integers(0, 10**6))
def test_after_relabeling_no_exchange_of_two_people_is_worth_more(n: int, seed: int) -> None:
    luck = np.random.default_rng(seed)
    worth = luck.integers(0, 100, (n, n))
    meets = luck.integers(0, 3, (n, n))
    worth, meets = np.triu(worth, 1) + np.triu(worth, 1).T, np.triu(meets, 1) + np.triu(meets, 1).T

    def total(order: list[int]) -> int:
        return int((meets * worth[np.ix_(order, order)]).sum())

    found = relabel(meets, worth, np.arange(n), steps=400).tolist()
    assert sorted(found) == list(range(n))
    assert total(found) >= total(list(range(n)))
    for a, b in combinations(range(n), 2):
        other = list(found)
        other[a], other[b] = other[b], other[a]
        assert total(other) <= total(found)


def test_who_is_to_sit_apart_never_meets_and_nothing_says_so() -> None:
    made = problem(24, 4, 4)
    plain = schedule_rounds(made, 4, seed=1, iterations=150)
    secret = sorted(set(pairs(plain)))[:3]
    found = schedule_rounds(made, 4, seed=1, iterations=150, apart=[*secret, ("p000", "nobody")])

    assert set(secret) & set(pairs(found)) == set()
    assert places_everybody(found, made)
    assert (found.problem_hash, found.broken, found.limit) == (plain.problem_hash, (), plain.limit)


def test_every_round_that_is_found_is_told() -> None:
    told: list[int] = []
    schedule_rounds(problem(20, 4, 4), 3, seed=1, iterations=60, on_round=told.append)

    assert told == [1, 2, 3]
