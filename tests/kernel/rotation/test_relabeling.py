"""Relabeling: who takes a seat of a design changes what rounds are worth, never who meets twice."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel.rotation import design
from junto.kernel.rotation.designs import Design
from junto.kernel.rotation.relabeling import Ints, relabel


def meetings_of(made: Design, people: int) -> Ints:
    met = np.zeros((people, people), dtype=np.int64)
    for each in made:
        for group in each:
            for a, b in combinations(group, 2):
                met[a, b] += 1
                met[b, a] += 1
    return met


def worth_of(people: int, seed: int) -> Ints:
    drawn = np.triu(np.random.default_rng(seed).integers(0, 100, (people, people)), 1)
    return drawn + drawn.T


SHAPES = [(9, 3, 3), (15, 3, 3), (16, 4, 4), (13, 1, 2), (30, 4, 5), (32, 4, 4)]


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(SHAPES), st.integers(0, 10**6))
def test_nobody_meets_twice_and_nobody_is_left_out_after_relabeling(
    shape: tuple[int, int, int], seed: int
) -> None:
    made, people = design(*shape), shape[0]
    start = np.random.default_rng(seed).permutation(people)
    person = relabel(meetings_of(made, people), worth_of(people, seed), start, steps=40).tolist()
    placed = tuple(tuple(tuple(person[seat] for seat in group) for group in each) for each in made)
    assert sorted(person) == list(range(people))
    for before, after in zip(made, placed, strict=True):
        assert [len(group) for group in after] == [len(group) for group in before]
        assert sorted(each for group in after for each in group) == list(range(people))
    assert meetings_of(placed, people).max() == 1
    assert meetings_of(placed, people).sum() == meetings_of(made, people).sum()


@pytest.mark.parametrize("shape", [(9, 3, 3), (15, 3, 3), (16, 4, 4)])
def test_where_everybody_meets_everybody_no_labeling_is_worth_more(
    shape: tuple[int, int, int],
) -> None:
    people = shape[0]
    meets, worth = meetings_of(design(*shape), people), worth_of(people, 5)
    person = relabel(meets, worth, np.arange(people), steps=40)
    assert (meets * worth[np.ix_(person, person)]).sum() == worth.sum()


def test_without_steps_everybody_keeps_their_seat() -> None:
    start = np.arange(9)[::-1]
    meets = meetings_of(design(9, 3, 3), 9)
    assert relabel(meets, worth_of(9, 1), start, steps=0).tolist() == start.tolist()
