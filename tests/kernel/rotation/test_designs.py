"""Designs: what algebra promises holds, and published figures come out."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel.rotation import design, design_for, kirkman, most_rounds
from junto.kernel.rotation.designs import Design, transversal
from junto.kernel.rotation.fields import Field, Ring, prime_powers


def meetings(made: Design) -> list[tuple[int, int]]:
    return [pair for each in made for group in each for pair in combinations(sorted(group), 2)]


def is_sound(made: Design, people: int, smallest: int, largest: int) -> bool:
    """Everybody once a round, sizes within bounds, nobody together twice."""
    placed = all(
        sorted(seat for group in each for seat in group) == list(range(people)) for each in made
    )
    sized = all(smallest <= len(group) <= largest for each in made for group in each)
    met = meetings(made)
    return placed and sized and len(met) == len(set(met))


@pytest.mark.parametrize(
    ("people", "smallest", "largest", "rounds"),
    [
        (15, 3, 3, 7),
        (9, 3, 3, 4),
        (16, 4, 4, 5),
        (25, 5, 5, 6),
        (49, 7, 7, 8),
        (64, 8, 8, 9),
        (81, 9, 9, 10),
        (27, 3, 3, 13),
        (45, 3, 3, 22),
        (64, 4, 4, 21),
        (60, 4, 5, 14),
        (120, 5, 6, 24),
        (30, 4, 5, 7),
        (32, 4, 4, 9),
        (8, 2, 2, 7),
        (7, 1, 2, 7),
        (60, 5, 5, 1),
    ],
)
def test_designs_have_the_rounds_that_are_promised(
    people: int, smallest: int, largest: int, rounds: int
) -> None:
    made = design(people, smallest, largest)
    assert (len(made), is_sound(made, people, smallest, largest)) == (rounds, True)


@pytest.mark.parametrize(("people", "size"), [(9, 3), (16, 4), (25, 5), (27, 3), (45, 3), (64, 4)])
def test_where_the_limit_is_reached_everybody_meets_everybody_once(people: int, size: int) -> None:
    made = design(people, size, size)
    assert len(made) == most_rounds(people, size)
    assert sorted(meetings(made)) == list(combinations(range(people), 2))


def test_kirkmans_fifteen_walk_seven_days_and_everybody_meets_everybody_once() -> None:
    made = kirkman()
    assert (len(made), is_sound(made, 15, 3, 3)) == (7, True)
    assert sorted(meetings(made)) == list(combinations(range(15), 2))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 70), st.integers(2, 7), st.integers(0, 2))
def test_no_design_seats_anybody_twice_or_lets_two_meet_twice(
    people: int, smallest: int, more: int
) -> None:
    made = design(people, smallest, smallest + more)
    assert is_sound(made, people, smallest, smallest + more)
    if people > smallest:
        assert len(made) <= most_rounds(people, smallest)


@settings(max_examples=40, deadline=None)
@given(st.integers(4, 60), st.integers(2, 5), st.integers(1, 6))
def test_a_design_for_some_rounds_has_them_or_is_the_longest(
    people: int, smallest: int, rounds: int
) -> None:
    longest = len(design(people, smallest, smallest + 1))
    assert len(design_for(people, smallest, smallest + 1, rounds)) >= min(rounds, longest)


def test_no_transversal_design_is_made_up_where_a_ring_is_too_small() -> None:
    assert transversal(60, 5, 5, 12) == ()
    assert transversal(36, 6, 6, 6) == ()


@pytest.mark.parametrize("order", [2, 3, 4, 5, 8, 9, 16, 25, 27, 32, 49])
def test_fields_are_fields(order: int) -> None:
    [(prime, exponent)] = prime_powers(order)
    field = Field(prime, exponent)
    elements = range(order)
    for a in elements:
        assert sorted(field.add(a, b) for b in elements) == list(elements)
        if a:
            assert sorted(field.multiply(a, b) for b in elements) == list(elements)


@pytest.mark.parametrize("order", [4, 8, 9])
def test_multiplication_spreads_over_addition(order: int) -> None:
    [(prime, exponent)] = prime_powers(order)
    field = Field(prime, exponent)
    for a, b, c in product(range(order), repeat=3):
        whole = field.multiply(a, field.add(b, c))
        assert whole == field.add(field.multiply(a, b), field.multiply(a, c))
        assert field.multiply(field.multiply(a, b), c) == field.multiply(a, field.multiply(b, c))


@pytest.mark.parametrize("order", [12, 15, 20, 35, 45])
def test_in_a_ring_differences_of_tracks_can_be_divided_by(order: int) -> None:
    ring = Ring.of(order)
    assert ring.tracks == min(prime**exponent for prime, exponent in prime_powers(order))
    for one, two in combinations([ring.track(at) for at in range(ring.tracks)], 2):
        seen = {(ring.products[a][one], ring.products[a][two]) for a in range(order)}
        assert len(seen) == order


@pytest.mark.parametrize(
    ("people", "smallest", "most"), [(15, 3, 7), (60, 5, 14), (120, 6, 23), (1, 3, 0), (8, 1, 0)]
)
def test_the_upper_limit_is_the_published_one(people: int, smallest: int, most: int) -> None:
    assert most_rounds(people, smallest) == most
