"""Mend groups after people left or came: a few proposals, each with what it costs.

Nobody moves who need not. What a proposal is judged by, in this order: must-haves that are broken,
people who change their group, groups that are touched, and what the arrangement is worth.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, permutations, product

import numpy as np

from .bounds import upper_bound
from .problem import Problem
from .standing import (
    Groups,
    Violation,
    group_worth,
    pair_worth,
    score_of,
    share_of,
    violations,
    worth,
)

_FEW = 3
# So many places are tried for each of a few who wait, to see which mixes best after a swap.
_PLACES = 4
# So many first changes are tried before a second one.
_FIRSTS = 2
# So many people may change their group only to mix better.
_MOVED = 2

Seats = list[list[int]]


@dataclass(frozen=True)
class Reseating:
    """Somebody who gets another group; `source` is None for who had none."""

    person: str
    source: int | None
    target: int


@dataclass(frozen=True)
class Proposal:
    """One way to mend the groups.

    Parameters
    ----------
    kind
        "keep" (groups stay), "mix" (groups stay and mix better), "dissolve" (a group that became
        too small joins others) or "fresh" (those who wait become a group).
    groups
        The groups after, at their places before; a dissolved one is empty, a fresh one comes last.
    placed, moved
        Who gets a first group, and who changes theirs.
    touched
        Places of groups whose people change.
    score
        Where it stands afterwards: 0 for a random draw, 100 for the proven limit. None where no
        number of groups fits so many people, so that there is nothing to compare with.
    violations
        Must-haves that are still broken.
    """

    kind: str
    groups: Groups
    placed: tuple[Reseating, ...]
    moved: tuple[Reseating, ...]
    touched: tuple[int, ...]
    score: float | None
    violations: tuple[Violation, ...]


def repair(
    problem: Problem,
    groups: Sequence[Sequence[str]],
    *,
    limit: int = _FEW,
    apart: Collection[tuple[str, str]] = (),
) -> tuple[Proposal, ...]:
    """Propose how to seat everybody of a problem, given groups that no longer fit it.

    Parameters
    ----------
    groups
        The groups as they are; who is not in the problem has left, who is in none of them waits.
    limit
        How many proposals at most.
    apart
        Pairs of people who are to sit apart without anybody being told: what would seat them
        together is not proposed where anything else is, and nothing of a proposal tells of them.

    Returns
    -------
    tuple
        Proposals, the best first; none when nothing needs mending.

    Raises
    ------
    ValueError
        When somebody sits in two groups.
    """
    before = [[problem.index[each] for each in group if each in problem.index] for group in groups]
    seated = [each for group in before for each in group]
    if len(set(seated)) < len(seated):
        raise ValueError("Somebody sits in two groups.")
    waiting = [each for each in range(problem.n) if each not in set(seated)]
    short = [at for at, group in enumerate(before) if 0 < len(group) < problem.min_size]
    if not waiting and not short:
        return ()
    found: dict[tuple[tuple[int, ...], ...], Proposal] = {}
    for kind, after in _candidates(_kept_apart(problem, apart), before, waiting, short):
        key = tuple(tuple(sorted(group)) for group in after)
        if key not in found:
            found[key] = _proposal(problem, kind, before, after)
    ranked = sorted(found.values(), key=lambda each: (_troubles(each, apart), _rank(each)))
    least = _troubles(ranked[0], apart) if ranked else (0, 0)
    return tuple(each for each in ranked if _troubles(each, apart) == least)[:limit]


def _kept_apart(problem: Problem, apart: Collection[tuple[str, str]]) -> Problem:
    """Return the problem with these pairs forbidden, to search in; what is told is of the other."""
    index = problem.index
    pairs = [(index[a], index[b]) for a, b in apart if a in index and b in index]
    if not pairs:
        return problem
    forbidden = problem.forbidden.copy()
    for one, other in pairs:
        forbidden[[one, other], [other, one]] = True
    return replace(problem, forbidden=forbidden)


def _troubles(each: Proposal, apart: Collection[tuple[str, str]]) -> tuple[int, int]:
    """Return how many must-haves are broken, and how many meet who are to sit apart."""
    place = {person: at for at, group in enumerate(each.groups) for person in group}
    met = sum(one in place and place[one] == place.get(other) for one, other in apart)
    return len(each.violations), met


def _rank(each: Proposal) -> tuple[int, int, float]:
    return len(each.moved), len(each.touched), -(each.score or 0.0)


def _candidates(
    problem: Problem, before: Seats, waiting: list[int], short: list[int]
) -> Iterator[tuple[str, Seats]]:
    kept = _filled(problem, _placed(problem, before, waiting))
    yield "keep", kept
    yield "mix", _best_mixed(problem, before, waiting, kept)
    for at in sorted(short, key=lambda at: (len(before[at]), at))[:2]:
        rest = _copy(before)
        leavers, rest[at] = rest[at], []
        yield "dissolve", _filled(problem, _placed(problem, rest, [*leavers, *waiting]))
    if len(waiting) >= problem.min_size:
        fresh, left = waiting[: problem.max_size], waiting[problem.max_size :]
        yield "fresh", _filled(problem, _placed(problem, [*_copy(before), fresh], left))


def _copy(groups: Seats) -> Seats:
    return [list(group) for group in groups]


# -- judging ---------------------------------------------------------------------------------------


def _broken(problem: Problem, group: Sequence[int]) -> int:
    """Count what a group breaks: its size, each forbidden pair, each counted rule."""
    if not group:
        return 0
    size = len(group)
    found = max(0, problem.min_size - size) + max(0, size - problem.max_size)
    found += int(problem.forbidden[np.ix_(group, group)].sum()) // 2
    for rule in problem.count_rules:
        counts = rule.has[list(group)].sum(axis=0, dtype=np.int64)
        found += int(rule.broken(counts, np.int64(size)))  # type: ignore[arg-type]
    return found


def _torn(problem: Problem, groups: Seats) -> int:
    """Count the sets of people who are to be together and are not."""
    seat = {each: at for at, group in enumerate(groups) for each in group}
    return sum(len({seat.get(each) for each in block}) > 1 for block in problem.blocks)


def _gain(problem: Problem, group: Sequence[int], changed: Sequence[int]) -> tuple[int, int]:
    """What a change of one group costs: more broken, less worth."""
    return (
        _broken(problem, changed) - _broken(problem, group),
        group_worth(problem, group) - group_worth(problem, changed),
    )


# -- changing --------------------------------------------------------------------------------------


def _placed(problem: Problem, groups: Seats, waiting: list[int]) -> Seats:
    """Seat those who wait, each where it breaks and costs least."""
    few = len(waiting) <= _FEW
    orders = permutations(waiting) if few else [tuple(_bound_first(problem, waiting))]
    best: Seats | None = None
    cost: tuple[int, int] = (0, 0)
    for order in orders:
        seats = _copy(groups)
        for person in order:
            _seat(problem, seats, person)
        now = (
            sum(_broken(problem, group) for group in seats) + _torn(problem, seats),
            -worth(problem, seats),
        )
        if best is None or now < cost:
            best, cost = seats, now
    return best if best is not None else _copy(groups)


def _bound_first(problem: Problem, people: Sequence[int]) -> list[int]:
    return sorted(people, key=lambda each: (-int(problem.forbidden[each].sum()), each))


def _seat(problem: Problem, seats: Seats, person: int) -> None:
    partners = {each for block in problem.blocks if person in block for each in block}

    def cost(at: int) -> tuple[int, int, int]:
        apart = sum(each in seats[k] for k in range(len(seats)) if k != at for each in partners)
        broken, lost = _gain(problem, seats[at], [*seats[at], person])
        return broken + apart, lost, at

    open_to = [at for at, group in enumerate(seats) if group]
    seats[min(open_to or range(len(seats)), key=cost)].append(person)


def _filled(problem: Problem, groups: Seats, choice: int = 0) -> Seats:
    """Move people into groups that are too small, from groups that can spare them.

    `choice` takes the next best in place of the best.
    """
    seats = _copy(groups)
    for at in range(len(seats)):
        while 0 < len(seats[at]) < problem.min_size:
            found = _spare(problem, seats, at, choice)
            if found is None:
                break
            source, person = found
            seats[source].remove(person)
            seats[at].append(person)
    return seats


def _spare(problem: Problem, seats: Seats, at: int, choice: int) -> tuple[int, int] | None:
    """Find who can leave their group for this one at the least cost."""
    tied = {each for block in problem.blocks for each in block}
    options = []
    for source, group in enumerate(seats):
        if source == at or len(group) <= problem.min_size:
            continue
        for person in group:
            if person in tied:
                continue
            out = _gain(problem, group, [each for each in group if each != person])
            into = _gain(problem, seats[at], [*seats[at], person])
            options.append(((out[0] + into[0], out[1] + into[1], person), source, person))
    # One seat less is missing, so that the group breaks one rule less: more must not break.
    fine = sorted(each for each in options if each[0][0] < 0)
    return fine[min(choice, len(fine) - 1)][1:] if fine else None


def _best_mixed(problem: Problem, before: Seats, waiting: list[int], kept: Seats) -> Seats:
    """Mix better after the best placing and after the next best ones, with few who move."""
    most = max(_MOVED, _count_moved(before, kept))
    starts = [kept]
    if len(waiting) <= 2:
        for homes in product(*(_homes(problem, before, person) for person in waiting)):
            seats = _copy(before)
            for person, at in zip(waiting, homes, strict=True):
                seats[at].append(person)
            starts += [_filled(problem, seats, choice) for choice in range(_PLACES)]
    known, found = set(), []
    for start in starts:
        key = tuple(tuple(sorted(group)) for group in start)
        spare = most - _count_moved(before, start)
        if key not in known and spare >= 0:
            known.add(key)
            found.append(_mixed(problem, start, _changed(before, start), spare))
    return min(
        found,
        key=lambda each: (
            sum(_broken(problem, group) for group in each) + _torn(problem, each),
            -worth(problem, _full(each)),
        ),
    )


def _count_moved(before: Seats, after: Seats) -> int:
    home = {each: at for at, group in enumerate(before) for each in group}
    return sum(home.get(each, at) != at for at, group in enumerate(after) for each in group)


def _homes(problem: Problem, groups: Seats, person: int) -> list[int]:
    """The places of a few groups in which somebody breaks and costs least."""
    open_to = [at for at, group in enumerate(groups) if group]
    return sorted(open_to, key=lambda at: (*_gain(problem, groups[at], [*groups[at], person]), at))[
        :_PLACES
    ]


def _changed(before: Seats, after: Seats) -> list[int]:
    return [
        at
        for at, group in enumerate(after)
        if at >= len(before) or sorted(group) != sorted(before[at])
    ]


def _mixed(problem: Problem, groups: Seats, touched: Sequence[int], spare: int) -> Seats:
    """Mix better by so many who move: one swap, or each on their own."""
    swapped = _copy(groups)
    swap = next(_better_swaps(problem, swapped, touched), None) if spare > 1 else None
    if swap is not None:
        (at, person), (to, other) = swap
        swapped[at][swapped[at].index(person)] = other
        swapped[to][swapped[to].index(other)] = person
    shifted = _shifted(problem, groups, touched, spare)
    return max((groups, swapped, shifted), key=lambda each: worth(problem, _full(each)))


def _shifted(problem: Problem, groups: Seats, touched: Sequence[int], spare: int) -> Seats:
    """Let so many change their group on their own, trying a few first ones."""
    best = groups
    if spare < 1:
        return best
    for at, person, to in islice(_better_shifts(problem, groups, touched), _FIRSTS):
        seats = _copy(groups)
        seats[at].remove(person)
        seats[to].append(person)
        seats = _shifted(problem, seats, [*touched, at, to], spare - 1)
        if worth(problem, _full(seats)) > worth(problem, _full(best)):
            best = seats
    return best


def _full(groups: Seats) -> Seats:
    return [group for group in groups if group]


def _better_shifts(
    problem: Problem, seats: Seats, touched: Sequence[int]
) -> Iterator[tuple[int, int, int]]:
    """Yield legal moves of one person, into or out of a touched group, the best first."""
    tied = {each for block in problem.blocks for each in block}
    sums = [problem.value[:, group].sum(axis=1, dtype=np.int64) for group in seats]
    pairs = [int(each[group].sum()) // 2 for each, group in zip(sums, seats, strict=True)]
    worths = [pair_worth(problem, group) for group in seats]
    shares = [share_of(problem, size) if size > 1 else 0 for size in range(problem.n + 1)]
    options = []
    for at, group in enumerate(seats):
        if len(group) <= problem.min_size:
            continue
        for person in group:
            if person in tied:
                continue
            left = shares[len(group) - 1] * (pairs[at] - int(sums[at][person])) - worths[at]
            for to in range(len(seats)) if at in touched else touched:
                size = len(seats[to])
                if to != at and 0 < size < problem.max_size:
                    joined_pairs = pairs[to] + int(sums[to][person])
                    gain = left + shares[size + 1] * joined_pairs - worths[to]
                    if gain > 0:
                        options.append((-gain, at, person, to))
    for _gain_of, at, person, to in sorted(options):
        joined = [*seats[to], person]
        rest = [each for each in seats[at] if each != person]
        if _broken(problem, joined) <= _broken(problem, seats[to]) and _broken(
            problem, rest
        ) <= _broken(problem, seats[at]):
            yield at, person, to


Place = tuple[int, int]


def _better_swaps(
    problem: Problem, seats: Seats, touched: Sequence[int]
) -> Iterator[tuple[Place, Place]]:
    """Yield legal swaps that are worth something, the best first."""
    tied = {each for block in problem.blocks for each in block}
    sums = [problem.value[:, group].sum(axis=1, dtype=np.int64) for group in seats]
    shares = [share_of(problem, len(group)) if len(group) > 1 else 0 for group in seats]
    options = []
    for at in touched:
        for to in range(len(seats)):
            if to == at or not seats[to] or (to in touched and to < at):
                continue
            for person in seats[at]:
                for other in seats[to]:
                    apart = int(problem.value[person, other])
                    here = int(sums[at][other]) - apart - int(sums[at][person])
                    there = int(sums[to][person]) - apart - int(sums[to][other])
                    gain = shares[at] * here + shares[to] * there
                    if gain > 0 and person not in tied and other not in tied:
                        options.append((-gain, at, person, to, other))
    for _gain_of, at, person, to, other in sorted(options):
        if _is_legal(problem, seats[at], person, other) and _is_legal(
            problem, seats[to], other, person
        ):
            yield (at, person), (to, other)


def _is_legal(problem: Problem, group: Sequence[int], leaves: int, joins: int) -> bool:
    """Whether a group breaks no more with another person in somebody's seat."""
    changed = [*(each for each in group if each != leaves), joins]
    return _broken(problem, changed) <= _broken(problem, group)


# -- telling ---------------------------------------------------------------------------------------


def _proposal(problem: Problem, kind: str, before: Seats, after: Seats) -> Proposal:
    home = {each: at for at, group in enumerate(before) for each in group}
    ids = problem.roster.ids
    moves = [
        Reseating(ids[each], home.get(each), at)
        for at, group in enumerate(after)
        for each in sorted(group)
        if home.get(each) != at
    ]
    places = [at for at, group in enumerate(after) if group]
    full = [after[at] for at in places]
    return Proposal(
        kind,
        tuple(tuple(ids[each] for each in sorted(group)) for group in after),
        tuple(each for each in moves if each.source is None),
        tuple(each for each in moves if each.source is not None),
        tuple(_changed(before, after)),
        score_of(problem, worth(problem, full), upper_bound(problem))
        if problem.group_count
        else None,
        tuple(replace(each, group=places[each.group]) for each in violations(problem, full)),
    )
