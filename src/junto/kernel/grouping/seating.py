"""Seat the people with few choices first, by exact search, and the rest around them.

A scarce person can be in a group with few others. If there is a legal arrangement, each scarce
person sits in some group, and the smallest part of that group that is large enough is a set of
people who may all be together. So to seat everyone scarce in disjoint sets of that kind is
necessary; when an exhaustive search finds none, the rules are impossible, and the people are known
by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from .problem import Bools, CountRule, Ints, Problem, words_of
from .rules import AtMost
from .stream import Stream

_CHOICES = 30_000


@dataclass(frozen=True)
class Company:
    """Who may be with whom, as far as groups can be built up person by person."""

    may: Bools
    reach: Ints
    alike: Ints
    rules: tuple[CountRule, ...]
    block_of: Mapping[int, tuple[int, ...]]
    least: int
    most: int
    groups: tuple[int, int]

    @classmethod
    def of(cls, problem: Problem, groups: tuple[int, int] | None = None) -> Company:
        """Read who may be with whom; `groups` is how few and how many groups there can be."""
        may = ~problem.forbidden
        np.fill_diagonal(may, False)
        return cls(
            may,
            _reach(problem, may),
            _alike(problem),
            tuple(each for each in problem.count_rules if each.kind in ("cover", "cap")),
            {i: block for block in problem.blocks for i in block},
            problem.min_size,
            problem.max_size,
            groups or (problem.group_count, problem.group_count),
        )

    def scarce(self) -> list[int]:
        """Return the people with few choices, fewest first."""
        limit = max(2 * self.most, 12)
        found = [int(i) for i in np.flatnonzero(self.reach <= limit)]
        if len(found) == len(self.reach) and len(found) > limit:
            found = [int(i) for i in np.flatnonzero(self.reach <= self.least)]
        return sorted(found, key=lambda i: (int(self.reach[i]), i))

    def legal(self, people: Sequence[int]) -> bool:
        """Tell whether counted rules let these people be together."""
        for rule in self.rules:
            counts = rule.has[list(people)].sum(axis=0, dtype=np.int64)
            if int(rule.broken(counts, np.int64(len(people)))):  # type: ignore[arg-type]
                return False
        return True


def _reach(problem: Problem, may: Bools) -> Ints:
    """Return an upper limit on the size of a group with each person in it."""
    exact = may.astype(np.float64)
    reach: Ints = may.sum(axis=1, dtype=np.int64)
    for rule in problem.rules.hard:
        if isinstance(rule, AtMost):
            has = words_of(problem.roster, rule.attribute)[1].astype(np.float64)
            if (has.sum(axis=1) > 1).any():
                continue
            without = exact @ (has.sum(axis=1) == 0).astype(np.float64)
            seats = np.minimum(exact @ has, rule.count).sum(axis=1) + without
            reach = np.minimum(reach, seats.astype(np.int64))
    return reach + 1


def _alike(problem: Problem) -> Ints:
    """Number people so that those who are interchangeable for the must-haves share a number."""
    n = problem.n
    full = problem.forbidden.copy()
    np.fill_diagonal(full, True)
    single = {i for block in problem.blocks for i in block}
    counted = [rule.has for rule in problem.count_rules]

    def keys(matrix: Bools) -> list[tuple[bytes, ...]]:
        packed = np.packbits(matrix, axis=1)
        return [(packed[i].tobytes(), *(has[i].tobytes() for has in counted)) for i in range(n)]

    apart, free = keys(full), keys(problem.forbidden)
    often: dict[tuple[bytes, ...], int] = {}
    for key in apart:
        often[key] = often.get(key, 0) + 1
    numbers: dict[object, int] = {}
    return np.array(
        [
            numbers.setdefault(
                i if i in single else (0, *apart[i]) if often[apart[i]] > 1 else (1, *free[i]),
                len(numbers),
            )
            for i in range(n)
        ],
        dtype=np.int64,
    )


class OutOfChoicesError(Exception):
    """The search was cut short: nothing is proven."""


@dataclass
class Search:
    """Exact search for disjoint legal sets that seat given people."""

    company: Company
    order: Ints
    left: int = _CHOICES
    taken: set[int] = field(default_factory=set)

    def seat(
        self, people: Sequence[int], groups: list[list[int]] | None = None
    ) -> list[list[int]] | None:
        """Return groups that seat `people`, or None when there are none (proven)."""
        groups = groups if groups is not None else []
        waiting = [each for each in people if each not in self.taken]
        if not waiting:
            return [list(each) for each in groups] if self._leaves_enough(groups) else None
        first = waiting[0]
        for group in groups:
            joined = self._with(group, first, self.company.most)
            if joined is not None:
                found = self._go_on(waiting, groups, group, joined)
                if found is not None:
                    return found
        if len(groups) >= self.company.groups[1]:
            return None
        for fresh in self._sets(first):
            begun: list[int] = []
            groups.append(begun)
            found = self._go_on(waiting, groups, begun, fresh)
            if found is not None:
                return found
            groups.pop()
        return None

    def _leaves_enough(self, groups: Sequence[Sequence[int]]) -> bool:
        """Tell whether those who are left can fill the groups there have to be."""
        least = self.company.least
        short = sum(max(0, least - len(each)) for each in groups)
        empty = max(0, self.company.groups[0] - len(groups))
        return len(self.company.reach) - len(self.taken) >= short + empty * least

    def _go_on(
        self, waiting: Sequence[int], groups: list[list[int]], group: list[int], wanted: list[int]
    ) -> list[list[int]] | None:
        before = list(group)
        added = [each for each in wanted if each not in before]
        group[:] = wanted
        self.taken.update(added)
        found = self.seat(waiting, groups)
        group[:] = before
        self.taken.difference_update(added)
        return found

    def _with(self, group: Sequence[int], person: int, most: int) -> list[int] | None:
        """Return the group with the person and those tied to them, if that is legal."""
        self.left -= 1
        if self.left < 0:
            raise OutOfChoicesError
        joined = list(group)
        for each in self.company.block_of.get(person, (person,)):
            if each in joined:
                continue
            if each in self.taken or not all(self.company.may[each, other] for other in joined):
                return None
            joined.append(each)
        if len(joined) > most or not self.company.legal(joined):
            return None
        return joined

    def _sets(self, person: int) -> Iterator[list[int]]:
        """Yield legal sets of the smallest size with this person, one of each kind."""
        start = self._with([], person, self.company.most)
        if start is not None:
            open_to = np.all(self.company.may[start], axis=0)
            choices = [int(i) for i in self.order if open_to[i] and int(i) not in self.taken]
            choices.sort(key=lambda i: int(self.company.reach[i]))
            yield from self._grow(start, choices)

    def _grow(self, group: list[int], choices: list[int]) -> Iterator[list[int]]:
        if len(group) >= self.company.least:
            yield group
            return
        tried: set[int] = set()
        for at, each in enumerate(choices):
            if len(group) + len(choices) - at < self.company.least:
                return
            kind = int(self.company.alike[each])
            if kind in tried:
                continue
            tried.add(kind)
            grown = self._with(group, each, self.company.most)
            if grown is not None:
                rest = [c for c in choices[at + 1 :] if self.company.may[each, c]]
                yield from self._grow(grown, rest)

    def largest(self, person: int) -> list[int]:
        """Return a largest legal set with this person, up to the smallest size of a group."""
        best = [person]
        start = self._with([], person, self.company.most)
        if start is None:
            return best
        open_to = np.all(self.company.may[start], axis=0)
        todo = [(start, [int(i) for i in self.order if open_to[i]])]
        while todo and len(best) < self.company.least:
            group, choices = todo.pop()
            if len(group) > len(best):
                best = group
            tried: set[int] = set()
            for at, each in enumerate(choices):
                kind = int(self.company.alike[each])
                if len(group) + len(choices) - at <= len(best) or kind in tried:
                    continue
                tried.add(kind)
                grown = self._with(group, each, self.company.most)
                if grown is not None:
                    todo.append(
                        (grown, [c for c in choices[at + 1 :] if self.company.may[each, c]])
                    )
        return best


def construct(problem: Problem, stream: Stream, pins: Mapping[int, int]) -> list[list[int]]:
    """Return a first arrangement: pinned, scarce, tied, then the most bound of the rest."""
    company = Company.of(problem)
    groups: list[list[int]] = [[] for _ in range(problem.group_count)]
    for person, at in sorted(pins.items()):
        groups[at].append(person)
    _seat_scarce(company, stream, groups)
    seated = {each for group in groups for each in group}
    for block in sorted(problem.blocks, key=len, reverse=True):
        waiting = [each for each in block if each not in seated]
        home = next((g for g in groups if any(each in g for each in block)), None)
        if home is None:
            room = [g for g in groups if len(g) + len(waiting) <= problem.max_size] or groups
            home = min(
                room, key=lambda g: (int(problem.forbidden[np.ix_(g, waiting)].sum()), len(g))
            )
        home.extend(waiting)
        seated.update(waiting)
    _fill(problem, stream, groups, [i for i in range(problem.n) if i not in seated])
    return groups


def _seat_scarce(company: Company, stream: Stream, groups: list[list[int]]) -> None:
    taken = {each for group in groups for each in group}
    people = [each for each in company.scarce() if each not in taken]
    if not people:
        return
    pinned = [list(group) for group in groups if group]
    search = Search(company, stream.order(len(company.reach)), taken=taken)
    try:
        found = search.seat(people, [list(each) for each in pinned])
    except OutOfChoicesError:
        return
    if found is None:
        return
    filled = [at for at, group in enumerate(groups) if group]
    empty = [at for at, group in enumerate(groups) if not group]
    for at, group in zip(filled + empty, found, strict=False):
        groups[at][:] = group


def _fill(problem: Problem, stream: Stream, groups: list[list[int]], waiting: list[int]) -> None:
    count = len(groups)
    sizes = np.array([len(each) for each in groups])
    goal = np.maximum(sizes, problem.min_size)
    for _ in range(problem.n - int(goal.sum())):
        goal[int(np.argmin(goal))] += 1
    clashes = np.zeros((count, problem.n), dtype=np.int64)
    tallies = [
        (rule, np.zeros((count, rule.has.shape[1]), dtype=np.int64))
        for rule in problem.count_rules
        if rule.kind != "floor"
    ]

    def sit(person: int, at: int) -> None:
        clashes[at] += problem.forbidden[person]
        for rule, tally in tallies:
            tally[at] += rule.has[person]

    for at, group in enumerate(groups):
        for person in group:
            sit(person, at)
    bound = problem.forbidden.sum(axis=1)
    luck = stream.raw(problem.n)
    for person in sorted(waiting, key=lambda i: (-int(bound[i]), int(luck[i]))):
        cost = clashes[:, person].copy()
        for rule, tally in tallies:
            cost += rule.broken(tally + rule.has[person], sizes + 1)
        cost = cost * 1000 + stream.raw(count) % 1000
        open_now = np.flatnonzero(sizes < goal)
        at = int(open_now[np.argmin(cost[open_now])]) if len(open_now) else int(np.argmin(sizes))
        groups[at].append(person)
        sizes[at] += 1
        sit(person, at)
