"""Which of the exact orders comes next, given how everybody began before."""

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from junto.kernel.rotation.constructions import rounds

T = TypeVar("T")

# Who learns and who coaches have places of their own; all the others watch. To begin as the learner
# twice is noticed most, to begin by watching least.
_WATCHING = 2
_WEIGHTS = (3, 2, 1)


def next_order(
    people: Sequence[T], session: int, before: Sequence[Sequence[Sequence[T]]] = ()
) -> int:
    """Return for which number `rounds` gives the fairest order, `session` where all are as fair.

    Everybody has every role in each of them; they differ in who begins in which role, and in who
    coaches whom. The fairest repeats both least, over everything that was held, with whom ever. In
    three sessions of the same three people each begins once, and in six each has begun twice in
    each role and met each of the others in all roles equally often.

    Parameters
    ----------
    people
        Who is there, in the order of their seats.
    session
        How many sessions were held before.
    before
        The rounds of each of them: in each, who learned, who coached, then the others.

    Examples
    --------
    >>> rounds("ABC", next_order("ABC", 1, [rounds("ABC", 0)]))[0]
    ('B', 'A', 'C')
    >>> rounds("AB", next_order("AB", 1, [rounds("BC", 0)]))[0]
    ('A', 'B')
    """
    if len(people) < _WATCHING:
        return session
    begun: Counter[tuple[int, T]] = Counter()
    coached: Counter[tuple[T, ...]] = Counter()
    for held in before:
        for place, person in enumerate(held[0] if held else ()):
            begun[min(place, _WATCHING), person] += 1
        coached.update(tuple(each[:_WATCHING]) for each in held if len(each) >= _WATCHING)

    def repeats(number: int) -> int:
        made = rounds(people, number)
        # The increase of a sum of squares: what was repeated often weighs more.
        starts = (
            _WEIGHTS[at] * (2 * begun[at, who] + 1)
            for place, who in enumerate(made[0])
            for at in (min(place, _WATCHING),)
        )
        return sum(starts) + sum(2 * coached[tuple(each[:_WATCHING])] + 1 for each in made)

    every = len(people) * (len(people) - 1)
    return min(range(session, session + every), key=repeats)
