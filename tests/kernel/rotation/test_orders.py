"""The next order makes up for how everybody began before."""

from collections import Counter

import pytest

from junto.kernel.rotation import next_order, rounds


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_over_all_orders_everybody_begins_in_each_role_equally_often(n: int) -> None:
    people, before = "ABCDE"[:n], []
    for session in range(n * (n - 1)):
        before.append(rounds(people, next_order(people, session, before)))

    begun = Counter((min(place, 2), who) for held in before for place, who in enumerate(held[0]))

    assert {begun[0, who] for who in people} == {n - 1}
    assert {begun[1, who] for who in people} == {n - 1}


def test_two_or_three_who_are_always_there_get_one_order_after_another() -> None:
    for people in ("AB", "ABC"):
        before = []
        for session in range(12):
            assert next_order(people, session, before) == session
            before.append(rounds(people, session))


def test_who_came_in_place_of_another_does_not_make_one_begin_twice() -> None:
    before = [rounds("ABC", 0)]

    made = rounds("ACD", next_order("ACD", 1, before))

    assert (made[0][0] != "A", made[0][1] != "B", made[0][2] != "C") == (True, True, True)


def test_one_person_needs_no_order() -> None:
    assert next_order("A", 3, []) == 3
