"""Orders that are exactly fair when everybody is there."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def rounds(people: Sequence[T], session: int) -> list[tuple[T, ...]]:
    """Return a session's rounds: in each, first who learns, then who coaches, then the others.

    Everybody holds every place once a session. The distance between learner and coach changes from
    session to session and the beginner moves on when all distances were used: three people meet in
    all six ordered pairs in two sessions, and each begins twice in six.

    Examples
    --------
    >>> rounds("ABC", 0)
    [('A', 'B', 'C'), ('B', 'C', 'A'), ('C', 'A', 'B')]
    >>> rounds("AB", 1)
    [('B', 'A'), ('A', 'B')]
    """
    n = len(people)
    if n < 2:
        return [tuple(people)] * n
    steps = [step for near in range(1, n // 2 + 1) for step in dict.fromkeys((near, n - near))]
    step, start = steps[session % (n - 1)], session // (n - 1) % n
    made = []
    for turn in range(n):
        learner, coach = (start + turn) % n, (start + turn + step) % n
        others = [(start + turn + far * step) % n for far in range(2, n)]
        others = [place for place in others if place not in (learner, coach)]
        others = list(dict.fromkeys(others))
        others += [place for place in range(n) if place not in (learner, coach, *others)]
        made.append(tuple(people[place] for place in (learner, coach, *others)))
    return made


def pairings(people: Sequence[T]) -> list[list[tuple[T, T]]]:
    """Return rounds of pairs in which everybody works with everybody once (circle method).

    With an odd number each person rests in one round.

    Examples
    --------
    >>> pairings("ABCD")
    [[('A', 'D'), ('B', 'C')], [('A', 'C'), ('D', 'B')], [('A', 'B'), ('C', 'D')]]
    """
    n = len(people)
    places = list(range(n + n % 2))
    made = []
    for _ in range(len(places) - 1):
        facing = zip(places[: len(places) // 2], reversed(places), strict=False)
        made.append([(people[one], people[two]) for one, two in facing if max(one, two) < n])
        places = [places[0], places[-1], *places[1:-1]]
    return made


def speaking_orders(n: int) -> list[tuple[int, ...]]:
    """Return the Williams square of n people: n orders when n is even, 2n when it is odd.

    Over all of them everybody has every place, and follows everybody else, equally often.

    Examples
    --------
    >>> speaking_orders(4)
    [(0, 1, 3, 2), (1, 2, 0, 3), (2, 3, 1, 0), (3, 0, 2, 1)]
    """
    base = [0] if n else []
    low, high = 1, n - 1
    while len(base) < n:
        base.append(low)
        low += 1
        if len(base) < n:
            base.append(high)
            high -= 1
    orders = [tuple((place + shift) % n for place in base) for shift in range(n)]
    return orders if n % 2 == 0 else orders + [order[::-1] for order in orders]


def speaking_order(people: Sequence[T], turn: int) -> list[T]:
    """Return the order of people in the `turn`-th round of speaking: the next row of the square."""
    if not people:
        return []
    orders = speaking_orders(len(people))
    return [people[place] for place in orders[turn % len(orders)]]
