"""Which of the exact orders comes next, given how everybody began before."""

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from junto.kernel.rotation.constructions import rounds

T = TypeVar("T")

# Who learns and who coaches have places of their own; all the others watch.
_WATCHING = 2


def next_order(
    people: Sequence[T], session: int, before: Sequence[Sequence[Sequence[T]]] = ()
) -> int:
    """Return for which number `rounds` gives the fairest order, `session` where all are as fair.

    Everybody has every role in each of them; they differ in who begins in which role, and in who
    coaches whom. The fairest repeats both least, over everything that was held, with whom ever.
    Two or three people who are always there get their orders one after another.

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
    >>> next_order("ABC", 1, [rounds("ABC", 0)])
    1
    >>> next_order("AB", 1, [rounds("BC", 0)])
    2
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
        starts = (begun[min(place, _WATCHING), who] for place, who in enumerate(made[0]))
        pairs = (coached[tuple(each[:_WATCHING])] for each in made)
        return sum(2 * times + 1 for times in (*starts, *pairs))

    every = len(people) * (len(people) - 1)
    return min(range(session, session + every), key=repeats)
