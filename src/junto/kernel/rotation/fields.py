"""Finite arithmetic for designs: fields GF(p^k), and rings made of several of them.

A field of q elements has q elements whose differences can all be divided by; a ring that is a
product of fields has as many as its smallest field (MacNeish 1922). Elements are whole numbers
0 .. order - 1; in a field of p^k the digits to base p are the coefficients of a polynomial.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product


def prime_powers(order: int) -> tuple[tuple[int, int], ...]:
    """Return the prime powers an order is made of, as (prime, exponent).

    Examples
    --------
    >>> prime_powers(72)
    ((2, 3), (3, 2))
    """
    found: list[tuple[int, int]] = []
    prime = 2
    while prime * prime <= order:
        exponent = 0
        while order % prime == 0:
            order, exponent = order // prime, exponent + 1
        if exponent:
            found.append((prime, exponent))
        prime += 1
    return (*found, (order, 1)) if order > 1 else tuple(found)


@dataclass(frozen=True)
class Field:
    """The field of `prime ** exponent` elements."""

    prime: int
    exponent: int

    @property
    def order(self) -> int:
        """How many elements it has."""
        return int(self.prime**self.exponent)

    def add(self, a: int, b: int) -> int:
        """Return a + b: digit by digit, nothing carried."""
        return self._number(
            [(x + y) % self.prime for x, y in zip(self._digits(a), self._digits(b), strict=True)]
        )

    def multiply(self, a: int, b: int) -> int:
        """Return a · b: the product of the polynomials, reduced."""
        p, k = self.prime, self.exponent
        long = [0] * (2 * k - 1)
        for i, x in enumerate(self._digits(a)):
            for j, y in enumerate(self._digits(b)):
                long[i + j] = (long[i + j] + x * y) % p
        for top in range(2 * k - 2, k - 1, -1):
            for j, y in enumerate(self._modulus):
                long[top - k + j] = (long[top - k + j] - long[top] * y) % p
        return self._number(long[:k])

    @cached_property
    def _modulus(self) -> tuple[int, ...]:
        """The low digits of the first monic polynomial that no smaller one divides."""
        for low in product(range(self.prime), repeat=self.exponent):
            digits = low[::-1]
            if _irreducible((*digits, 1), self.prime):
                return digits
        raise AssertionError("every degree has an irreducible polynomial")

    def _digits(self, number: int) -> list[int]:
        return [number // self.prime**at % self.prime for at in range(self.exponent)]

    def _number(self, digits: list[int]) -> int:
        return sum(digit * int(self.prime**at) for at, digit in enumerate(digits))


def _irreducible(polynomial: tuple[int, ...], prime: int) -> bool:
    degree = len(polynomial) - 1
    for small in range(1, degree // 2 + 1):
        for low in product(range(prime), repeat=small):
            if not any(_rest(polynomial, (*low, 1), prime)):
                return False
    return True


def _rest(polynomial: tuple[int, ...], divisor: tuple[int, ...], prime: int) -> list[int]:
    left = list(polynomial)
    for top in range(len(left) - 1, len(divisor) - 2, -1):
        factor = left[top]
        for j, y in enumerate(divisor):
            at = top - len(divisor) + 1 + j
            left[at] = (left[at] - factor * y) % prime
    return left[: len(divisor) - 1]


@dataclass(frozen=True)
class Ring:
    """A product of fields; a single field when the order is a prime power."""

    fields: tuple[Field, ...]

    @classmethod
    def of(cls, order: int) -> Ring:
        """Return the ring of an order of 2 or more."""
        return _ring(order)

    @property
    def order(self) -> int:
        """How many elements it has."""
        made = 1
        for field in self.fields:
            made *= field.order
        return made

    @property
    def tracks(self) -> int:
        """How many elements there are whose differences can all be divided by."""
        return min(field.order for field in self.fields)

    def track(self, at: int) -> int:
        """Return the `at`-th of those elements: the `at`-th of each field."""
        return self._join([at] * len(self.fields))

    @cached_property
    def sums(self) -> tuple[tuple[int, ...], ...]:
        """The table of a + b."""
        return self._table("add")

    @cached_property
    def products(self) -> tuple[tuple[int, ...], ...]:
        """The table of a · b."""
        return self._table("multiply")

    def _table(self, what: str) -> tuple[tuple[int, ...], ...]:
        parts = [
            [[getattr(f, what)(a, b) for b in range(f.order)] for a in range(f.order)]
            for f in self.fields
        ]
        split = [self._split(each) for each in range(self.order)]
        return tuple(
            tuple(
                self._join([part[x][y] for part, x, y in zip(parts, a, b, strict=True)])
                for b in split
            )
            for a in split
        )

    def _split(self, number: int) -> list[int]:
        parts = []
        for field in self.fields:
            number, part = divmod(number, field.order)
            parts.append(part)
        return parts

    def _join(self, parts: list[int]) -> int:
        number = 0
        for field, part in zip(reversed(self.fields), reversed(parts), strict=True):
            number = number * field.order + part
        return number


@lru_cache(maxsize=64)
def _ring(order: int) -> Ring:
    return Ring(tuple(Field(prime, exponent) for prime, exponent in prime_powers(order)))
