"""Matching: the best total is the best, the stable one is stable, and a refusal is a proof."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel import matching as m
from junto.kernel.matching.transport import Edges, place


@st.composite
def markets(draw: st.DrawFn) -> m.Market:
    """Any small market, with forbidden pairs, ties, and perhaps too few places."""
    n, k = draw(st.integers(1, 5)), draw(st.integers(1, 4))

    def matrix(values: st.SearchStrategy[Any]) -> list[list[Any]]:
        return [[draw(values) for _ in range(k)] for _ in range(n)]

    return m.Market.of(
        mentees=[f"e{at}" for at in range(n)],
        mentors=[f"o{at}" for at in range(k)],
        places=draw(st.lists(st.integers(0, 3), min_size=k, max_size=k)),
        worth=matrix(st.integers(0, 9)),
        allowed=matrix(st.sampled_from((True, True, True, False))),
        mentee_likes=matrix(st.integers(0, 3)),
        mentor_likes=matrix(st.integers(0, 3)),
    )


def every_way(market: m.Market, smallest: int = 1) -> dict[tuple[int, ...], int]:
    """Every way to place everybody, and its worth."""
    n, k = market.allowed.shape
    found = {}
    for hosts in product(range(k), repeat=n):
        fits = all(hosts.count(j) <= market.places[j] for j in range(k))
        large = all(hosts.count(j) >= smallest for j in set(hosts))
        if fits and large and all(market.allowed[i, j] for i, j in enumerate(hosts)):
            found[hosts] = sum(int(market.worth[i, j]) for i, j in enumerate(hosts))
    return found


def is_proof(market: m.Market, reason: m.Reason) -> bool:
    """Whether those named have nowhere else to go, and are more than the places there."""
    places = dict(zip(market.mentors, market.places.tolist(), strict=True))
    rows = [market.mentees.index(each) for each in reason.mentees]
    may = (market.allowed[rows] & (market.places > 0)).any(axis=0)
    confined = {market.mentors[j] for j in np.flatnonzero(may).tolist()} <= set(reason.mentors)
    counted = sum(places[each] for each in reason.mentors) == reason.places
    return confined and counted and len(reason.mentees) > reason.places


@settings(max_examples=200, deadline=None)
@given(markets())
def test_the_best_total_equals_the_best_of_all_ways_or_is_refused_with_a_proof(
    market: m.Market,
) -> None:
    ways = every_way(market)
    if not ways:
        with pytest.raises(m.Infeasible) as caught:
            m.assign(market)
        assert caught.value.reasons
        for reason in caught.value.reasons:
            assert is_proof(market, reason)
        return
    found = m.assign(market)
    assert (found.total, found.loss, found.unplaced) == (max(ways.values()), 0, ())
    hosts = tuple(market.mentors.index(found.pairs[each]) for each in market.mentees)
    assert ways[hosts] == found.total


@settings(max_examples=200, deadline=None)
@given(markets())
def test_a_stable_matching_has_no_pair_that_would_rather_swap(market: m.Market) -> None:
    found = m.stable(market)
    assert m.blocking_pairs(market, found.pairs) == ()
    assert found.blocking == 0
    assert sorted([*found.pairs, *found.unplaced]) == sorted(market.mentees)
    for at, mentor in enumerate(market.mentors):
        assert len(found.of(mentor)) <= market.places[at]
    for mentee, mentor in found.pairs.items():
        assert market.allowed[market.mentees.index(mentee), market.mentors.index(mentor)]


@settings(max_examples=100, deadline=None)
@given(markets(), st.randoms(use_true_random=False))
def test_the_order_people_are_given_in_changes_nothing(market: m.Market, luck: Any) -> None:
    rows, columns = list(range(len(market.mentees))), list(range(len(market.mentors)))
    luck.shuffle(rows)
    luck.shuffle(columns)
    turned = m.Market.of(
        mentees=[market.mentees[i] for i in rows],
        mentors=[market.mentors[j] for j in columns],
        places=[int(market.places[j]) for j in columns],
        worth=market.worth[np.ix_(rows, columns)],
        allowed=market.allowed[np.ix_(rows, columns)],
        mentee_likes=market.mentee_likes[np.ix_(rows, columns)],
        mentor_likes=market.mentor_likes[np.ix_(rows, columns)],
    )
    assert m.stable(market) == m.stable(turned)
    if every_way(market):
        assert m.both(market) == m.both(turned)


@settings(max_examples=150, deadline=None)
@given(markets(), st.integers(0, 5))
def test_a_new_match_moves_others_only_for_more_than_the_amount(
    market: m.Market, amount: int
) -> None:
    ways = every_way(market)
    if not ways:
        return
    current = m.assign(market).pairs
    ended = (market.mentees[0], current[market.mentees[0]])
    first = market.mentors.index(ended[1])
    open_ = {hosts: worth for hosts, worth in ways.items() if hosts[0] != first}
    if not open_:
        with pytest.raises(m.Infeasible):
            m.rematch(market, current, apart=[ended], amount=amount)
        return
    now = [market.mentors.index(current[each]) for each in market.mentees]

    def rank(hosts: tuple[int, ...]) -> int:
        stays = sum(a == b for a, b in zip(hosts, now, strict=True))
        return 2 * open_[hosts] + stays * (2 * amount + 1)

    found = m.rematch(market, current, apart=[ended], amount=amount)
    hosts = tuple(market.mentors.index(found.pairs[each]) for each in market.mentees)
    assert rank(hosts) == max(rank(each) for each in open_)


def test_a_new_match_with_free_places_moves_one_person() -> None:
    luck = np.random.default_rng(5)
    market = m.Market.of(
        mentees=[f"e{at:02d}" for at in range(30)],
        mentors=[f"o{at:02d}" for at in range(20)],
        places=[2] * 20,
        worth=luck.integers(0, m.FULL, (30, 20)),
    )
    current = m.assign(market).pairs
    found = m.rematch(market, current, apart=[("e04", current["e04"])], amount=m.FULL)
    assert [each for each in current if found.pairs[each] != current[each]] == ["e04"]


@settings(max_examples=100, deadline=None)
@given(markets(), st.integers(2, 3))
def test_each_circle_has_enough_mentees_or_none(market: m.Market, smallest: int) -> None:
    try:
        found = m.circles(market, smallest=smallest)
    except (m.Infeasible, m.MatchError):
        return
    for at, mentor in enumerate(market.mentors):
        count = len(found.of(mentor))
        assert count == 0 or smallest <= count <= market.places[at]
    assert sorted(found.pairs) == sorted(market.mentees)
    assert found.total <= max(every_way(market, smallest).values())


def test_textbook_stable_marriages_come_out() -> None:
    # Gale and Shapley (1962), example 2: four and four, one stable matching.
    ranks = [
        [(1, 3), (2, 3), (3, 2), (4, 3)],
        [(1, 4), (4, 1), (3, 3), (2, 2)],
        [(2, 2), (1, 4), (3, 4), (4, 1)],
        [(4, 1), (2, 2), (3, 1), (1, 4)],
    ]
    market = m.Market.of(
        mentees=["a", "b", "c", "d"],
        mentors=["A", "B", "C", "D"],
        places=[1, 1, 1, 1],
        worth=[[0] * 4] * 4,
        mentee_likes=[[4 - one for one, _ in row] for row in ranks],
        mentor_likes=[[4 - two for _, two in row] for row in ranks],
    )
    assert m.stable(market).pairs == {"a": "C", "b": "D", "c": "A", "d": "B"}


def test_both_answers_say_what_the_other_costs() -> None:
    market = m.Market.of(
        mentees=["ana", "ben"],
        mentors=["mia", "noa"],
        places=[1, 1],
        worth=[[900, 300], [800, 100]],
    )
    answer = m.both(market)
    assert answer.assigned.pairs == {"ana": "noa", "ben": "mia"}
    assert answer.stable.pairs == {"ana": "mia", "ben": "noa"}
    assert (answer.cost_of_stable, answer.cost_of_assigned) == (100, 1)


def test_who_has_no_mentor_and_who_are_too_many_is_said_by_name() -> None:
    def refusal(allowed: list[list[bool]], places: list[int]) -> list[str]:
        market = m.Market.of(
            mentees=["ana", "ben", "cho"],
            mentors=["mia", "noa"],
            places=places,
            worth=[[1, 1]] * 3,
            allowed=allowed,
        )
        with pytest.raises(m.Infeasible) as caught:
            m.assign(market)
        return [each.why for each in caught.value.reasons]

    assert refusal([[True, True], [False, False], [True, True]], [2, 2]) == [
        "ben has no mentor who is allowed and has a place."
    ]
    assert refusal([[True, False], [True, False], [True, True]], [1, 5]) == [
        "ana and ben can only go to mia: 2 people for 1 place."
    ]
    assert refusal([[True, True]] * 3, [1, 1]) == ["3 mentees share 2 places."]


@pytest.mark.parametrize("count", [1, 3, 8])
def test_few_candidates_place_everybody_and_say_what_may_be_missing(count: int) -> None:
    luck = np.random.default_rng(2)
    worth = luck.integers(0, 1000, (60, 40)) + np.arange(40) * 50
    market = m.Market.of(
        mentees=[f"e{at:02d}" for at in range(60)],
        mentors=[f"o{at:02d}" for at in range(40)],
        places=[2] * 40,
        worth=worth,
    )
    best, found = m.assign(market), m.assign(market, candidates=count)
    assert sorted(found.pairs) == list(market.mentees)
    assert found.loss is not None
    assert best.total - found.loss <= found.total <= best.total


@settings(max_examples=60, deadline=None)
@given(st.integers(70, 120), st.integers(2, 40), st.integers(0, 10**6), st.sampled_from((3, 10**6)))
def test_prices_prove_the_total_of_larger_markets(n: int, k: int, seed: int, most: int) -> None:
    luck = np.random.default_rng(seed)
    cost = luck.integers(0, most, (n, k))
    room = np.full(k, -(-n // k), dtype=np.int64)
    placed = place(Edges(cost, room))
    load = np.bincount(placed.host, minlength=k)
    assert (load <= room).all()
    assert (placed.price >= 0).all()
    assert placed.price[load < room].tolist() == [0] * int((load < room).sum())
    total = cost + placed.price
    assert (total[np.arange(n), placed.host] == total.min(axis=1)).all()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"mentees": []}, "There is no mentee"),
        ({"mentors": ["mia", "mia"]}, "The mentor “mia” is named twice"),
        ({"places": [1]}, "one number of places for each mentor"),
        ({"places": [1, -1]}, "noa cannot have -1 places"),
        ({"worth": [[1]]}, "a row for each mentee"),
        ({"worth": [[0.5, float("nan")]]}, "something else than whole numbers"),
        ({"worth": [[-1, 1]]}, "lies between 0"),
        ({"allowed": [[True]]}, "a row for each mentee"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(more: dict[str, Any], message: str) -> None:
    given_ = {"mentees": ["ana"], "mentors": ["mia", "noa"], "places": [1, 1], "worth": [[1, 2]]}
    with pytest.raises(m.MatchError, match=message):
        m.Market.of(**(given_ | more))
