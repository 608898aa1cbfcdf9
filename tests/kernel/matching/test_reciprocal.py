"""Pairs across units: as many as possible, each person once, and a limit that holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel import matching as m


def most(worth: np.ndarray, allowed: np.ndarray, left: tuple[int, ...]) -> tuple[int, int]:
    """How many pairs there can be, and what they are worth then at most."""
    if not left:
        return 0, 0
    best = most(worth, allowed, left[1:])
    for other in left[1:]:
        if allowed[left[0], other]:
            rest = tuple(each for each in left[1:] if each != other)
            pairs, total = most(worth, allowed, rest)
            best = max(best, (pairs + 1, total + int(worth[left[0], other])))
    return best


@settings(max_examples=120, deadline=None)
@given(st.integers(1, 8), st.integers(0, 10**6), st.booleans())
def test_everybody_is_once_in_a_pair_or_left_over_and_the_limit_holds(
    n: int, seed: int, everybody: bool
) -> None:
    luck = np.random.default_rng(seed)
    worth = luck.integers(0, 50, (n, n))
    worth = worth + worth.T
    allowed = np.ones((n, n), dtype=bool) if everybody else luck.random((n, n)) < 0.6
    allowed = allowed | allowed.T
    people = [f"p{at}" for at in range(n)]
    found = m.reciprocal_pairs(people, worth, allowed=allowed)
    seen = sorted([*(each for pair in found.pairs for each in pair), *found.alone])
    assert seen == people
    count, total = most(worth, allowed, tuple(range(n)))
    assert len(found.pairs) <= count
    if len(found.pairs) == count:
        assert found.total <= total <= found.limit
    if everybody:
        assert len(found.pairs) == n // 2
        assert 20 * found.total >= 17 * total


def test_pairs_cross_units_and_the_odd_one_is_named() -> None:
    units = ["ops", "ops", "it", "it", "law"]
    apart = [[one != two for two in units] for one in units]
    found = m.reciprocal_pairs(list("abcde"), [[1] * 5] * 5, allowed=apart)
    assert (len(found.pairs), len(found.alone), found.total) == (2, 1, 2)


def test_what_is_not_mutual_is_refused() -> None:
    with pytest.raises(m.MatchError, match="the same both ways"):
        m.reciprocal_pairs(["a", "b"], [[0, 1], [2, 0]])
    with pytest.raises(m.MatchError, match="named twice"):
        m.reciprocal_pairs(["a", "a"], [[0, 1], [1, 0]])
