"""What two people offer each other, and placing as many as can be."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel import matching as m


def test_a_share_of_what_is_sought_is_covered_by_who_has_it() -> None:
    found = m.covered(
        [{"listening", "budgets"}, set()], [{"listening"}, {"budgets", "listening", "x"}]
    )

    assert found.tolist() == [[m.FULL // 2, m.FULL], [0, 0]]


def test_what_two_have_in_common_is_a_share_of_the_shorter_list() -> None:
    found = m.in_common([{"a", "b", "c"}], [{"a"}, {"a", "d"}, set()])

    assert found.tolist() == [[m.FULL, m.FULL // 2, 0]]


def test_hours_in_common_go_around_midnight() -> None:
    late = (22 * 60, 30 * 60)

    assert m.minutes_in_common([late], [(0, 8 * 60), late, (9 * 60, 17 * 60)]).tolist() == [
        [360, 480, 0]
    ]


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_as_many_as_can_be_are_placed_and_then_the_most_worth(seed: int) -> None:
    random = np.random.default_rng(seed)
    worth = random.integers(0, 50, (4, 3))
    allowed = random.random((4, 3)) < 0.5
    market = m.Market.of(
        mentees=list("abcd"), mentors=list("xyz"), places=[1, 1, 1], worth=worth, allowed=allowed
    )
    found = m.assign_most(market)

    best = (0, 0)
    for host in product((-1, 0, 1, 2), repeat=4):
        used = [at for at in host if at >= 0]
        if len(used) == len(set(used)) and all(
            at < 0 or allowed[row, at] for row, at in enumerate(host)
        ):
            total = sum(int(worth[row, at]) for row, at in enumerate(host) if at >= 0)
            best = max(best, (len(used), total))
    assert (len(found.pairs), found.total) == best
    assert sorted([*found.pairs, *found.unplaced]) == list("abcd")
