"""The next order makes up for how everybody began before."""

from collections import Counter

import pytest

from junto.kernel.rotation import next_order, rounds


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_over_all_orders_everybody_begins_in_each_role_equally_often(n: int) -> None:
    people = "ABCDE"[:n]
    before: list[list[tuple[str, ...]]] = []
    for session in range(n * (n - 1)):
        before.append(rounds(people, next_order(people, session, before)))

    begun = Counter((min(place, 2), who) for held in before for place, who in enumerate(held[0]))

    assert {begun[0, who] for who in people} == {n - 1}
    assert {begun[1, who] for who in people} == {n - 1}
    coached = Counter((each[0], each[1]) for held in before for each in held)
    assert (len(coached), set(coached.values())) == (n * (n - 1), {n})


def test_two_people_take_turns_and_three_begin_once_in_three_sessions() -> None:
    for people in ("AB", "ABC"):
        before: list[list[tuple[str, ...]]] = []
        for session in range(len(people)):
            before.append(rounds(people, next_order(people, session, before)))
        assert [held[0][0] for held in before] == list(people)


def test_who_came_in_place_of_another_does_not_make_one_begin_twice() -> None:
    before = [rounds("ABC", 0)]

    made = rounds("ACD", next_order("ACD", 1, before))

    assert made[0] == ("C", "D", "A")


def test_one_person_needs_no_order() -> None:
    assert next_order("A", 3, []) == 3
