"""Turns: pairs, rests and roles are shared out so that nobody is more than one ahead."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel.rotation import pair_rounds, rotate_roles

ROLES = ("coach", "learner", "observer", "scribe")


@given(st.integers(2, 11), st.integers(0, 30), st.integers(0, 20))
def test_nobody_rests_twice_before_everybody_rested_once(n: int, rounds: int, start: int) -> None:
    people = [f"p{at}" for at in range(n)]
    made = pair_rounds(people, rounds, start=start)
    rests = Counter(each for round_ in made for each in round_.rests)
    turns = [rests[each] for each in people]
    assert max(turns) - min(turns) <= 1
    assert all(len(round_.rests) == n % 2 for round_ in made)
    for round_ in made:
        seen = [each for pair in round_.pairs for each in pair]
        assert sorted([*seen, *round_.rests]) == sorted(people)


@pytest.mark.parametrize("n", [2, 5, 8, 13])
def test_everybody_works_with_everybody_before_anybody_does_so_twice(n: int) -> None:
    people = [f"p{at:02d}" for at in range(n)]
    rounds = n - 1 if n % 2 == 0 else n
    pairs = [tuple(sorted(p)) for each in pair_rounds(people, rounds) for p in each.pairs]
    assert sorted(pairs) == list(combinations(people, 2))


def test_a_later_program_goes_on_where_the_last_one_ended() -> None:
    whole = pair_rounds("abcde", 9)
    assert pair_rounds("abcde", 4) + pair_rounds("abcde", 5, start=4) == whole


@st.composite
def rounds_of_groups(draw: st.DrawFn, *, one_size: bool = False) -> tuple[list[list[str]], int]:
    """Rounds of shuffled people in groups no smaller than the number of roles."""
    roles = draw(st.integers(1, 4))
    size = draw(st.integers(roles, 5))
    groups = draw(st.integers(1, 4))
    extra = 0 if one_size else draw(st.integers(0, groups))
    people = [f"p{at}" for at in range(size * groups + extra)]
    meetings: list[list[str]] = []
    for _ in range(draw(st.integers(1, 9))):
        order = draw(st.permutations(people))
        meetings += [list(order[at::groups]) for at in range(groups)]
    return meetings, roles


@settings(max_examples=150, deadline=None)
@given(rounds_of_groups())
def test_each_persons_turns_of_any_two_roles_differ_by_at_most_one(
    given_: tuple[list[list[str]], int],
) -> None:
    meetings, count = given_
    roles = ROLES[:count]
    held = rotate_roles(meetings, roles)
    turns = Counter((role, who) for each in held for role, who in each.items())
    for who in {each for people in meetings for each in people}:
        mine = [turns[role, who] for role in roles]
        assert max(mine) - min(mine) <= 1
    for people, each in zip(meetings, held, strict=True):
        assert list(each) == list(roles)
        assert len(set(each.values())) == len(roles)
        assert set(each.values()) <= set(people)


@settings(max_examples=80, deadline=None)
@given(rounds_of_groups(one_size=True))
def test_in_groups_of_one_size_everybody_has_each_role_equally_often(
    given_: tuple[list[list[str]], int],
) -> None:
    meetings, count = given_
    roles = ROLES[:count]
    turns = Counter(
        (role, who) for each in rotate_roles(meetings, roles) for role, who in each.items()
    )
    people = {each for group in meetings for each in group}
    rounds = len(meetings) * len(meetings[0]) // len(people)
    for role in roles:
        for who in people:
            assert turns[role, who] in (rounds // len(meetings[0]), -(-rounds // len(meetings[0])))


@settings(max_examples=150, deadline=None)
@given(st.integers(2, 5), st.lists(st.integers(1, 7), min_size=1, max_size=5))
def test_a_group_that_stays_together_over_years_keeps_turns_within_one(
    size: int, years: list[int]
) -> None:
    people = [f"p{at}" for at in range(size)]
    roles = [f"role {at}" for at in range(size)]
    turns: Counter[tuple[str, str]] = Counter()
    for meetings in years:
        held = rotate_roles([people] * meetings, roles, before=dict(turns))
        turns += Counter((role, who) for each in held for role, who in each.items())
        for who in people:
            mine = [turns[role, who] for role in roles]
            assert max(mine) - min(mine) <= 1


def test_a_triad_that_goes_on_next_year_gives_each_the_role_they_lacked() -> None:
    before = {("coach", "a"): 1, ("learner", "b"): 1, ("observer", "c"): 1}
    before |= {("coach", "b"): 1, ("learner", "c"): 1, ("observer", "a"): 1}
    [held] = rotate_roles([("a", "b", "c")], ROLES[:3], before=before)
    assert held == {"coach": "c", "learner": "a", "observer": "b"}


def test_with_one_person_missing_the_last_role_stays_open() -> None:
    [held] = rotate_roles([("a", "b")], ROLES[:3])
    assert held == {"coach": "a", "learner": "b"}


def test_a_name_that_stands_twice_is_refused_by_its_meeting() -> None:
    with pytest.raises(ValueError, match="Meeting 2 names somebody twice"):
        rotate_roles([("a", "b"), ("a", "a")], ROLES[:2])
    with pytest.raises(ValueError, match="twice in the list of roles"):
        rotate_roles([("a", "b")], ("coach", "coach"))
