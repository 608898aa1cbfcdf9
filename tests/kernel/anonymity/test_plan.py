"""Random memberships: what is shown determines nothing that is hidden, by exact enumeration."""

import os
import random
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel import anonymity as a

PEOPLE = [f"p{n:02}" for n in range(9)]
memberships = st.lists(
    st.sets(st.sampled_from(PEOPLE), min_size=1), min_size=1, max_size=6, unique_by=frozenset
)


def rank(rows: list[list[Fraction]]) -> int:
    """Of a matrix of exact numbers, by elimination."""
    rows, found = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        hit = next((n for n in range(found, len(rows)) if rows[n][column]), None)
        if hit is None:
            continue
        rows[found], rows[hit] = rows[hit], rows[found]
        for n in range(found + 1, len(rows)):
            times = rows[n][column] / rows[found][column]
            rows[n] = [x - times * y for x, y in zip(rows[n], rows[found], strict=True)]
        found += 1
    return found


def matrix(cells: list[a.Cell]) -> list[list[Fraction]]:
    records = sorted({record for cell in cells for record in cell.weights})
    return [[Fraction(cell.weights.get(record, 0)) for record in records] for cell in cells]


def singled_out(cells: list[a.Cell], k: int) -> bool:
    """The definition, word for word: try every set of fewer than k people."""
    records = sorted({record for cell in cells for record in cell.weights})
    people = sorted({record[0] for record in records})
    whole = matrix(cells)
    for size in range(1, k):
        for few in combinations(people, size):
            others = [n for n, record in enumerate(records) if record[0] not in few]
            if rank([[row[n] for n in others] for row in whole]) < rank(whole):
                return True
    return False


def follows(cell: a.Cell, shown: list[a.Cell]) -> bool:
    """True when a cell is a combination of those that are shown."""
    return rank(matrix([*shown, cell])) == rank(matrix([*shown, cell])[:-1]) if shown else False


def made(groups: list[set[str]]) -> list[a.Cell]:
    return [a.Cell.of(f"c{n}", group) for n, group in enumerate(groups)]


@settings(deadline=None, max_examples=80)
@given(memberships, st.integers(2, 5))
def test_the_search_agrees_with_trying_everything(groups: list[set[str]], k: int) -> None:
    assert (a.audit(made(groups), k=k) is not None) == singled_out(made(groups), k)


@settings(deadline=None, max_examples=80)
@given(memberships, st.integers(2, 5))
def test_no_hidden_cell_follows_from_what_is_shown(groups: list[set[str]], k: int) -> None:
    cells = made(groups)
    plan = a.plan(cells, k=k)
    shown = [cell for cell in cells if cell.key in plan.shown]

    assert not singled_out(shown, k)
    assert [c.key for c in cells if c.key in plan.hidden and follows(c, shown)] == []


@settings(deadline=None, max_examples=100)
@given(memberships, st.integers(2, 5), st.integers(0, 5))
def test_what_was_shown_before_counts_as_shown(groups: list[set[str]], k: int, first: int) -> None:
    cells = made(groups)
    early, late = cells[:first], cells[first:]
    before = a.plan(early, k=k)
    published = [cell for cell in early if cell.key in before.shown]
    after = a.plan(late, k=k, published=published)

    assert (*before.shown, *after.shown) == a.plan(cells, k=k).shown


answers = st.dictionaries(
    st.tuples(st.sampled_from(PEOPLE[:5]), st.sampled_from("xyz")),
    st.fractions(min_value=-2, max_value=2, max_denominator=4),
    min_size=1,
)


@settings(deadline=None, max_examples=40)
@given(st.lists(answers, min_size=1, max_size=4), st.integers(2, 4))
def test_several_answers_of_one_person_count_as_one_person(
    weights: list[dict[Any, Fraction]], k: int
) -> None:
    cells = [a.Cell(f"c{n}", each) for n, each in enumerate(weights)]

    assert (a.audit(cells, k=k) is not None) == singled_out(cells, k)


def test_a_breach_names_the_people_who_stand_alone() -> None:
    everybody, most = a.Cell.of("all", PEOPLE), a.Cell.of("most", PEOPLE[2:])

    assert a.audit([everybody, most], k=4) == a.Breach(frozenset(PEOPLE[:2]))


def test_the_total_waits_for_a_group_that_was_too_small() -> None:
    wren = a.Cell.of("wren", PEOPLE[:5])
    finch = a.Cell.of("finch", PEOPLE[5:7])
    total = a.Cell.of("total", PEOPLE[:7])

    assert a.plan([total], k=4, published=[wren]).hidden == {"total": a.Why.SUBTRACTION}
    assert a.plan([wren, finch], k=4).hidden == {"finch": a.Why.FEW}
    assert a.plan([total, wren], k=4) == a.Plan(("total",), {"wren": a.Why.SUBTRACTION})


def test_a_hundred_groups_and_their_total_are_planned() -> None:
    groups = [[f"p{n}-{each}" for each in range(2 + n % 5)] for n in range(100)]
    cells = [a.Cell.of(f"g{n}", people) for n, people in enumerate(groups)]
    total = a.Cell.of("total", [person for people in groups for person in people])
    plan = a.plan([*cells, total], k=a.GROUP_PULSE)

    assert len(plan.shown) == 61
    assert "total" in plan.shown


@pytest.mark.parametrize(
    ("sizes", "merged"),
    [
        ({"peers": 5, "reports": 4}, {"peers": 5, "reports": 4}),
        ({"peers": 5, "reports": 2, "others": 2}, {"peers": 5, "few": 4}),
        ({"peers": 6, "boss": 5, "reports": 2}, {"peers": 6, "few": 7}),
        ({"reports": 2}, {"few": 2}),
    ],
)
def test_small_cells_are_put_together(sizes: dict[str, int], merged: dict[str, int]) -> None:
    cells = [a.Cell.of(key, [f"{key}{n}" for n in range(size)]) for key, size in sizes.items()]

    found = a.merge_small(cells, k=4, key="few")

    assert {cell.key: len(cell.people) for cell in found} == merged


def test_the_larger_come_first_and_equals_as_declared() -> None:
    cells = [a.Cell.of(key, PEOPLE[:size]) for key, size in (("a", 4), ("b", 6), ("c", 4))]

    assert [cell.key for cell in a.by_priority(cells)] == ["b", "a", "c"]


def test_an_impossible_sum_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot add up to"):
        a.band(26, 5, low=1, high=5)


@given(st.lists(st.integers(1, 5), min_size=4, max_size=30))
def test_a_range_always_holds_the_mean(scores: list[int]) -> None:
    found = a.band(sum(scores), len(scores), low=1, high=5)

    assert found.low <= Fraction(sum(scores), len(scores)) <= found.high
    assert 1 <= found.low <= found.high <= 5


# ---------------------------------------------------------------- up to fourteen people

# `make attack` draws thousands of memberships; the suite of every day a few.
DRAWN = int(os.environ.get("ATTACK_ROUNDS", "25"))


def singled_out_at_once(cells: list[a.Cell], people: list[str], k: int) -> bool:
    """Every set of fewer than `k` people, tried in one go.

    Ranks by singular values: those of zeros and ones this small are 0 or far from it.
    """
    whole = np.array([[person in cell.people for person in people] for cell in cells], float)
    sets = [few for size in range(1, k) for few in combinations(range(len(people)), size)]
    without = np.ones((len(sets), 1, len(people)))
    for at, few in enumerate(sets):
        without[at, 0, list(few)] = 0
    ranks = np.linalg.matrix_rank(whole[None] * without, tol=1e-9)
    return bool((ranks < np.linalg.matrix_rank(whole, tol=1e-9)).any())


@pytest.mark.parametrize("part", range(4))
def test_random_memberships_of_up_to_fourteen_people_agree_with_trying_everything(
    part: int,
) -> None:
    chance = random.Random(f"memberships {part}")
    for _ in range(DRAWN):
        people = [f"p{n:02}" for n in range(chance.randint(4, 14))]
        drawn = [
            chance.sample(people, chance.randint(1, len(people)))
            for _ in range(chance.randint(1, 8))
        ]
        cells, k = [a.Cell.of(f"c{n}", each) for n, each in enumerate(drawn)], chance.randint(2, 5)
        plan = a.plan(cells, k=k)
        shown = [cell for cell in cells if cell.key in plan.shown]

        assert (a.audit(cells, k=k) is not None) == singled_out_at_once(cells, people, k)
        assert not shown or not singled_out_at_once(shown, people, k)


@settings(deadline=None, max_examples=60)
@given(memberships, st.integers(2, 5), st.permutations(PEOPLE))
def test_whose_answers_they_are_changes_nothing_of_what_is_shown(
    groups: list[set[str]], k: int, others: list[str]
) -> None:
    """Scores are permuted by giving people each other's: the plan never sees who said what."""
    swapped = dict(zip(PEOPLE, others, strict=True))
    again = [{swapped[person] for person in group} for group in groups]

    assert a.plan(made(again), k=k) == a.plan(made(groups), k=k)
