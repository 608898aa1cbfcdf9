"""Fair orders: the figures that were published for them hold."""

from collections import Counter
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from junto.kernel.rotation import pairings, rounds, speaking_order, speaking_orders


@pytest.mark.parametrize("session", range(12))
def test_in_a_triad_everybody_holds_each_place_once_a_session(session: int) -> None:
    made = rounds("ABC", session)
    assert [sorted(column) for column in zip(*made, strict=True)] == [list("ABC")] * 3


@pytest.mark.parametrize("sessions", [2, 4, 6, 12])
def test_six_ordered_pairs_meet_equally_often_after_every_even_number_of_sessions(
    sessions: int,
) -> None:
    met = Counter((row[1], row[0]) for s in range(sessions) for row in rounds("ABC", s))
    assert met == dict.fromkeys(permutations("ABC", 2), sessions // 2)


def test_each_of_a_triad_learns_first_twice_in_six_sessions() -> None:
    assert Counter(rounds("ABC", s)[0][0] for s in range(6)) == {"A": 2, "B": 2, "C": 2}


def test_a_triad_follows_the_published_rule() -> None:
    for session in range(12):
        way = 1 if session % 2 == 0 else -1
        start = session // 2 % 3
        assert rounds(range(3), session) == [
            tuple((start + turn + way * place) % 3 for place in range(3)) for turn in range(3)
        ]


def test_a_pair_takes_turns_in_beginning() -> None:
    assert [rounds("AB", session)[0] for session in range(4)] == [
        ("A", "B"),
        ("B", "A"),
        ("A", "B"),
        ("B", "A"),
    ]


@given(st.integers(2, 9), st.integers(0, 60))
def test_every_round_seats_everybody_once_and_everybody_learns_once(n: int, session: int) -> None:
    made = rounds(range(n), session)
    assert [sorted(row) for row in made] == [list(range(n))] * n
    assert sorted(row[0] for row in made) == list(range(n))
    assert sorted(row[1] for row in made) == list(range(n))


@pytest.mark.parametrize("n", range(3, 9))
def test_every_ordered_pair_meets_once_in_one_session_fewer_than_there_are_people(n: int) -> None:
    met = Counter((row[1], row[0]) for s in range(n - 1) for row in rounds(range(n), s))
    assert met == dict.fromkeys(permutations(range(n), 2), 1)


@pytest.mark.parametrize(("n", "turns", "pairs"), [(6, 5, 15), (7, 7, 21), (8, 7, 28)])
def test_partners_change_until_everybody_worked_with_everybody(
    n: int, turns: int, pairs: int
) -> None:
    made = pairings(range(n))
    met = Counter(tuple(sorted(pair)) for row in made for pair in row)
    rests = [sum(all(who not in pair for pair in row) for row in made) for who in range(n)]
    assert (len(made), len(met), set(met.values())) == (turns, pairs, {1})
    assert rests == [n % 2] * n


@pytest.mark.parametrize("n", range(3, 10))
def test_speaking_orders_give_every_place_and_every_neighbor_equally_often(n: int) -> None:
    orders = speaking_orders(n)
    places = Counter((who, place) for order in orders for place, who in enumerate(order))
    follows = Counter(pair for order in orders for pair in pairwise(order))
    assert len(orders) == (n if n % 2 == 0 else 2 * n)
    assert (len(places), len(set(places.values()))) == (n * n, 1)
    assert (len(follows), len(set(follows.values()))) == (n * (n - 1), 1)


def test_the_next_round_of_speaking_takes_the_next_order() -> None:
    people = ["ana", "li", "omar"]
    heard = [tuple(speaking_order(people, turn)) for turn in range(6)]
    assert sorted(heard) == sorted(permutations(people))
    assert speaking_order(people, 6) == list(heard[0])
    assert speaking_order([], 3) == []
