"""Rounds of groups in which nobody meets twice, by algebra: no search and no chance.

Seats are whole numbers 0 .. n - 1. A design is a list of rounds; a round is a list of groups; every
seat is in exactly one group of each round, and two seats share a group at most once in all.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from .constructions import pairings
from .fields import Ring

Round: TypeAlias = tuple[tuple[int, ...], ...]
Design: TypeAlias = tuple[Round, ...]

MOST_GROUPS = 600

# The fifteen schoolgirls of Kirkman (1850) over seven days: the points of PG(3,2) are 1 .. 15, its
# lines three points whose numbers cancel out in binary.
_KIRKMAN = (
    "1-2-3 4-8-12 5-10-15 6-11-13 7-9-14",
    "1-4-5 2-8-10 3-13-14 6-9-15 7-11-12",
    "1-6-7 2-9-11 3-12-15 4-10-14 5-8-13",
    "1-8-9 2-12-14 3-5-6 4-11-15 7-10-13",
    "1-10-11 2-13-15 3-4-7 5-9-12 6-8-14",
    "1-12-13 2-4-6 3-9-10 5-11-14 7-8-15",
    "1-14-15 2-5-7 3-8-11 4-9-13 6-10-12",
)


def most_rounds(people: int, smallest: int) -> int:
    """Return the upper limit of rounds without a repeat: somebody meets s - 1 new people in each.

    Examples
    --------
    >>> most_rounds(15, 3)
    7
    """
    if people < 2 or smallest < 2:
        return 0
    return (people - 1) // (smallest - 1)


def kirkman() -> Design:
    """Return seven rounds of fifteen people in threes; everybody meets everybody once."""
    return tuple(
        tuple(tuple(int(each) - 1 for each in line.split("-")) for line in day.split())
        for day in _KIRKMAN
    )


def transversal(people: int, smallest: int, largest: int, groups: int) -> Design:
    """Return as many rounds as there are groups, from a resolvable transversal design.

    Seat each person at (track, place): a track for each seat of a group, a place for each group. In
    round `a` the groups are the sets of equal place - a · track. Two tracks have one such `a` for
    every two places, when the difference of tracks can be divided by (Bose 1938; MacNeish 1922).
    The last tracks may be empty in part, so that sizes differ. Empty when there is no such design.
    """
    if not smallest * groups <= people <= largest * groups or not 2 <= groups < people:
        return ()
    used = -(-people // groups)
    ring = Ring.of(groups)
    if used > ring.tracks or groups > MOST_GROUPS:
        return ()
    design = []
    for a in range(groups):
        made: list[list[int]] = [[] for _ in range(groups)]
        shifts = [ring.products[a][ring.track(track)] for track in range(used)]
        for seat in range(people):
            track, place = divmod(seat, groups)
            made[ring.sums[place][shifts[track]]].append(seat)
        design.append(tuple(tuple(group) for group in made))
    return tuple(design)


def design(people: int, smallest: int, largest: int) -> Design:
    """Return the longest design found for these sizes; empty when there is none.

    The tracks of a transversal design have met nobody of their own track: where they divide into
    groups, its rounds go on inside them. Affine planes (9, 16, 25 people and so on) and their
    higher spaces come out of this.

    Examples
    --------
    >>> len(design(60, 4, 5)), len(design(15, 3, 3)), len(design(25, 5, 5))
    (14, 7, 6)
    """
    return _design(people, _least(smallest, largest), largest)


def design_for(people: int, smallest: int, largest: int, rounds: int) -> Design:
    """Return the design with the fewest, so largest, groups that has enough rounds, or the longest.

    Examples
    --------
    >>> len(design_for(30, 3, 6, 4)[0])
    5
    """
    best: Design = ()
    for made in _designs(people, _least(smallest, largest), largest):
        if len(made) >= rounds:
            return made
        best = max(best, made, key=len)
    return best


def _least(smallest: int, largest: int) -> int:
    """Nobody is alone but in pairs, where an odd one rests."""
    return max(1 if largest == 2 else 2, smallest)


@lru_cache(maxsize=256)
def _design(people: int, smallest: int, largest: int) -> Design:
    return max(_designs(people, smallest, largest), key=len, default=())


@lru_cache(maxsize=256)
def _designs(people: int, smallest: int, largest: int) -> tuple[Design, ...]:
    """Return a design for each number of groups that has one, the fewest groups first."""
    if people < 1 or largest < smallest:
        return ()
    if largest == 2:
        return (_circle(people),) if smallest == 1 or people % 2 == 0 else ()
    found: list[Design] = []
    for groups in range(-(-people // largest), people // smallest + 1):
        options = [_once(people, groups), _with_tracks(people, smallest, largest, groups)]
        if (people, groups) == (15, 5) and smallest <= 3 <= largest:
            options.append(kirkman())
        found.append(max(options, key=len))
    return tuple(found)


def _once(people: int, groups: int) -> Design:
    """Return the single round that needs no algebra, in sizes as even as they can be."""
    return (tuple(tuple(range(at, people, groups)) for at in range(groups)),)


def _with_tracks(people: int, smallest: int, largest: int, groups: int) -> Design:
    across = transversal(people, smallest, largest, groups)
    if not across:
        return ()
    tracks = [range(at, min(at + groups, people)) for at in range(0, people, groups)]
    inside = [_design(len(each), smallest, largest) for each in tracks]
    more = min((len(each) for each in inside), default=0)
    after = tuple(
        tuple(
            tuple(track[seat] for seat in group)
            for track, rounds in zip(tracks, inside, strict=True)
            for group in rounds[at]
        )
        for at in range(more)
    )
    return across + after


def _circle(people: int) -> Design:
    rounds = []
    for pairs in pairings(range(people)):
        paired = {seat for pair in pairs for seat in pair}
        alone = [(seat,) for seat in range(people) if seat not in paired]
        rounds.append((*pairs, *alone))
    return tuple(rounds)
