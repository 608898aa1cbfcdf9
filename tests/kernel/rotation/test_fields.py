"""Fields of prime powers: their axioms, for every order designs are made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from junto.kernel.rotation.fields import Field, Ring, prime_powers

ORDERS = (2, 3, 4, 5, 7, 8, 9, 11, 13, 16, 25, 27, 32, 49, 64, 81)


def field_of(order: int) -> Field:
    [(prime, exponent)] = prime_powers(order)
    return Field(prime, exponent)


@given(st.sampled_from(ORDERS), st.data())
def test_sums_and_products_can_be_taken_in_any_order(order: int, data: st.DataObject) -> None:
    field = field_of(order)
    a, b, c = (data.draw(st.integers(0, order - 1)) for _ in range(3))
    assert field.add(a, b) == field.add(b, a)
    assert field.multiply(a, b) == field.multiply(b, a)
    assert field.add(field.add(a, b), c) == field.add(a, field.add(b, c))
    assert field.multiply(field.multiply(a, b), c) == field.multiply(a, field.multiply(b, c))


@given(st.sampled_from(ORDERS), st.data())
def test_a_product_with_a_sum_is_the_sum_of_the_products(order: int, data: st.DataObject) -> None:
    field = field_of(order)
    a, b, c = (data.draw(st.integers(0, order - 1)) for _ in range(3))
    parts = field.add(field.multiply(a, b), field.multiply(a, c))
    assert field.multiply(a, field.add(b, c)) == parts


@pytest.mark.parametrize("order", ORDERS)
def test_zero_and_one_are_neutral(order: int) -> None:
    field = field_of(order)
    assert [field.add(a, 0) for a in range(order)] == list(range(order))
    assert [field.multiply(a, 1) for a in range(order)] == list(range(order))
    assert {field.multiply(a, 0) for a in range(order)} == {0}


@pytest.mark.parametrize("order", ORDERS)
def test_each_element_has_one_opposite_and_each_but_zero_one_inverse(order: int) -> None:
    ring = Ring.of(order)
    assert [row.count(0) for row in ring.sums] == [1] * order
    assert [row.count(1) for row in ring.products] == [0] + [1] * (order - 1)


@pytest.mark.parametrize("order", ORDERS)
def test_a_power_of_every_element_is_the_element_itself(order: int) -> None:
    ring = Ring.of(order)
    for a in range(order):
        power = 1
        for _ in range(order):
            power = ring.products[power][a]
        assert power == a
