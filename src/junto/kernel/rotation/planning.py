"""Several rounds of groups in which nobody meets twice, as diverse as the rules ask.

Needs numpy; import it where rounds are planned, not with the package. Whole numbers throughout: a
problem, a seed and a number of iterations give the same rounds on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from junto.kernel import grouping
from junto.kernel.grouping.anneal import Field, Run, calibrate, cooling, groups_of, seats_of
from junto.kernel.grouping.standing import violations, worth
from junto.kernel.grouping.stream import Stream
from junto.kernel.rotation.designs import Design, design_for, most_rounds
from junto.kernel.rotation.relabeling import relabel

Ints: TypeAlias = npt.NDArray[np.int64]
Seated: TypeAlias = list[list[int]]

ENGINE = "junto-rounds 1"
SEARCH, DESIGN = "search", "design"
DEFAULT_ITERATIONS = 1_200
_LEVELS = 60
_PILOT = 6
_LOOK = 32
_DIVERSE = 97
_PURPOSE = 11


@dataclass(frozen=True)
class Repeat:
    """Two people who meet again in a round."""

    round: int
    a: str
    b: str


@dataclass(frozen=True)
class Broken:
    """A must-have that a group of a round breaks."""

    round: int
    violation: grouping.Violation


@dataclass(frozen=True)
class Schedule:
    """Rounds of groups, and how good they are.

    `limit` is how many rounds without a repeat are possible at most; `methods` says of each round
    whether it was searched or comes from a design; `worth` what each is worth, `expected` what a
    random draw is worth on average.
    """

    rounds: tuple[grouping.Groups, ...]
    methods: tuple[str, ...]
    repeats: tuple[Repeat, ...]
    broken: tuple[Broken, ...]
    limit: int
    worth: tuple[int, ...]
    expected: int
    seed: int
    iterations: int
    engine: str
    problem_hash: str

    @property
    def without_repeat(self) -> int:
        """How many rounds there are before the first one with a repeat."""
        return min((each.round for each in self.repeats), default=len(self.rounds))


def schedule_rounds(
    problem: grouping.Problem,
    rounds: int,
    *,
    seed: int,
    iterations: int = DEFAULT_ITERATIONS,
    absent: Mapping[int, Collection[str]] | None = None,
    apart: Collection[tuple[str, str]] = (),
    should_stop: Callable[[], bool] | None = None,
    on_round: Callable[[int], None] | None = None,
) -> Schedule:
    """Plan rounds; earlier meetings are the problem's history.

    Each round is searched by itself for the most diverse groups in which nobody meets again. Where
    that gives fewer rounds than asked, or groups worth less than 97 % of the first round's, a
    design takes its place if it has more: transversal designs over fields and products of fields
    (Bose 1938, MacNeish 1922), the circle method for pairs, Kirkman's fifteen. Who takes which seat
    of a design is chosen for diversity. Rounds beyond that repeat as few meetings as are found.

    Parameters
    ----------
    problem
        People, sizes, must-haves, nice-to-haves and history; *together* has no meaning here.
    rounds, seed, iterations
        How many rounds; `iterations` steps of search for each.
    absent
        Who is away, by round (0 is the first). Their group meets without them while its size allows
        it; otherwise that round is arranged anew around all the others.
    apart
        Pairs of people who are to sit apart without anybody being told: the search obeys as it
        obeys a must-have, and nothing of the schedule speaks of them.
    on_round
        Called with the number of rounds there are whenever one more is found.

    Raises
    ------
    ValueError
        When nothing can be planned: the message is one sentence.
    """
    planner = Planner(
        problem,
        rounds=rounds,
        seed=seed,
        iterations=iterations,
        absent=absent or {},
        apart=apart,
        should_stop=should_stop,
        on_round=on_round,
    )
    return planner.plan()


class Planner:
    """One plan in the making: what `schedule_rounds` was given, and the steps it takes."""

    def __init__(
        self,
        problem: grouping.Problem,
        *,
        rounds: int,
        seed: int,
        iterations: int,
        absent: Mapping[int, Collection[str]],
        apart: Collection[tuple[str, str]] = (),
        should_stop: Callable[[], bool] | None = None,
        on_round: Callable[[int], None] | None = None,
    ) -> None:
        _check(problem, rounds, absent)
        self.problem, self.rounds = problem, rounds
        self.seed, self.iterations, self.should_stop = seed, max(1, iterations), should_stop
        self.on_round = on_round or (lambda count: None)
        index = problem.index
        self.apart = [(index[a], index[b]) for a, b in apart if a in index and b in index]
        self.forbidden = problem.forbidden.copy()
        for a, b in self.apart:
            self.forbidden[[a, b], [b, a]] = True
        self.away = {
            at: {problem.index[each] for each in people} for at, people in absent.items() if people
        }
        self.before = np.zeros((problem.n, problem.n), dtype=np.int64)
        for each in problem.history:
            a, b = problem.index[each.a], problem.index[each.b]
            self.before[a, b] = self.before[b, a] = each.times
        top = int(np.abs(problem.value).max(initial=0))
        self.again = 2 * problem.max_size * max(1, top)
        share = int(problem.share[problem.max_size])
        self.again += 2 * problem.max_size * sum(1 + e.unit // share for e in problem.wishes)

    def plan(self) -> Schedule:
        """Return the rounds: searched, designed, or both."""
        planned = self.searched()
        methods = [SEARCH] * len(planned)
        if len(planned) < self.rounds or self._fades(planned):
            designed = self._designed()
            clean = self._clean(designed)
            if clean >= max(1, len(planned)):
                planned, methods = designed[:clean], [DESIGN] * clean
        while len(planned) < self.rounds:
            at = len(planned)
            planned.append(self._search(at, self._met(planned)))
            methods.append(SEARCH)
            self.on_round(len(planned))
        return self._schedule(planned, methods)

    def _fades(self, planned: Sequence[Seated]) -> bool:
        worths = [worth(self.problem, each) for each in planned]
        return bool(worths) and 100 * min(worths) < _DIVERSE * worths[0]

    # -- search ------------------------------------------------------------------------------------

    def searched(self) -> list[Seated]:
        """Return the rounds a search finds one after the other, up to the first that repeats."""
        planned: list[Seated] = []
        if self.problem.max_size == 2:
            return planned
        met = self.before.copy()
        while len(planned) < self.rounds:
            seated = self._search(len(planned), met)
            if self._repeats(seated, met) or self._is_broken(seated):
                break
            planned.append(seated)
            self.on_round(len(planned))
            _meet(met, seated)
        return planned

    def _search(self, at: int, met: Ints) -> Seated:
        """Search one round: the fewest broken must-haves, then repeats, then the most worth."""
        people = [i for i in range(self.problem.n) if i not in self.away.get(at, ())]
        part = self._part(people, met)
        if part.group_count < 2:
            return [people] if people else []
        stream = Stream(self.seed, _PURPOSE + at)
        base = part.n // part.group_count
        sizes = (max(part.min_size, base - 1), min(part.max_size, base + 2))
        order = stream.order(part.n).tolist()
        groups = [order[k :: part.group_count] for k in range(part.group_count)]
        field = Field(part, sizes=sizes)
        run = Run.start(field, seats_of(groups, sizes[1], part.n))
        hot, cold = calibrate(field, run.seats, stream, steps=_PILOT, hot=2, cold=50)
        levels = min(_LEVELS, self.iterations)
        done = 0
        for level, heat in enumerate(cooling(hot, cold, levels)):
            for _ in range(self.iterations * (level + 1) // levels - done):
                run.step(stream, heat)
                done += 1
                if done % _LOOK == 0 and self._is_over():
                    break
            if self._is_over():
                break
        run.polish(self.should_stop)
        return sorted([people[i] for i in group] for group in groups_of(run.best, part.n))

    def _is_over(self) -> bool:
        return self.should_stop is not None and self.should_stop()

    def _part(self, people: Sequence[int], met: Ints) -> grouping.Problem:
        """Return the problem of those who are there, in which meeting again costs."""
        whole = self.problem
        if not people:
            return replace(whole, group_count=0)
        here = np.ix_(people, people)
        fewest = -(-len(people) // whole.max_size)
        most = max(fewest, len(people) // whole.min_size)
        wanted = (2 * len(people) * whole.group_count + whole.n) // (2 * whole.n)
        roster = whole.roster
        return replace(
            whole,
            roster=grouping.Roster(
                tuple(roster.ids[i] for i in people),
                tuple(roster.names[i] for i in people),
                (),
                {},
            ),
            history=(),
            criteria=(),
            group_count=max(fewest, min(most, wanted)),
            value=whole.value[here] - self.again * met[here],
            forbidden=self.forbidden[here],
            pair_rules=(),
            wishes=tuple(replace(each, wants=each.wants[here]) for each in whole.wishes),
            count_rules=tuple(
                replace(each, has=each.has[list(people)]) for each in whole.count_rules
            ),
        )

    # -- designs -----------------------------------------------------------------------------------

    def _designed(self) -> list[Seated]:
        """Return the rounds of a design, people placed on it for diversity, and those away out."""
        problem = self.problem
        made = design_for(problem.n, problem.min_size, problem.max_size, self.rounds)
        if not made:
            return []
        made = made[: self.rounds]
        person = self._labels(made)
        planned = [
            sorted(sorted(int(person[seat]) for seat in group) for group in each) for each in made
        ]
        for at in sorted(self.away):
            if at < len(planned):
                planned[at] = self._without(at, planned)
        return planned

    def _labels(self, made: Design) -> Ints:
        problem = self.problem
        meets = np.zeros((problem.n, problem.n), dtype=np.int64)
        for each in made:
            for group in each:
                for a, b in combinations(group, 2):
                    meets[a, b] = meets[b, a] = problem.share[len(group)]
        value = problem.value - self.again * self.before
        value = value - 2 * self.again * problem.max_size * self.forbidden.astype(np.int64)
        np.fill_diagonal(value, 0)
        start = Stream(self.seed, _PURPOSE - 1).order(problem.n)
        steps = min(self.iterations, 8 * problem.n)
        return relabel(meets, value, start, steps=steps, should_stop=self.should_stop)

    def _without(self, at: int, planned: Sequence[Seated]) -> Seated:
        """Return a round without those away; arranged anew where a group becomes too small."""
        away = self.away[at]
        left = [[each for each in group if each not in away] for group in planned[at]]
        left = [group for group in left if group]
        if min((len(group) for group in left), default=0) >= self.problem.min_size:
            return left
        met = self._met([each for other, each in enumerate(planned) if other != at])
        return self._search(at, met)

    # -- judging -----------------------------------------------------------------------------------

    def _met(self, planned: Sequence[Seated]) -> Ints:
        met = self.before.copy()
        for each in planned:
            _meet(met, each)
        return met

    def _repeats(self, seated: Seated, met: Ints) -> list[tuple[int, int]]:
        return [(a, b) for group in seated for a, b in combinations(sorted(group), 2) if met[a, b]]

    def _is_broken(self, seated: Seated) -> bool:
        """Tell whether a round breaks a must-have, or seats together who is to sit apart."""
        place = {each: at for at, group in enumerate(seated) for each in group}
        met = any(place.get(a, -1) == place.get(b, -2) for a, b in self.apart)
        return met or bool(violations(self.problem, seated))

    def _clean(self, planned: Sequence[Seated]) -> int:
        """Return how many rounds there are before the first that repeats or breaks something."""
        met = self.before.copy()
        for at, seated in enumerate(planned):
            if self._repeats(seated, met) or self._is_broken(seated):
                return at
            _meet(met, seated)
        return len(planned)

    def _schedule(self, planned: Sequence[Seated], methods: Sequence[str]) -> Schedule:
        problem, ids = self.problem, self.problem.roster.ids
        met = self.before.copy()
        repeats: list[Repeat] = []
        broken: list[Broken] = []
        for at, seated in enumerate(planned):
            repeats += [Repeat(at, ids[a], ids[b]) for a, b in self._repeats(seated, met)]
            broken += [Broken(at, each) for each in violations(problem, seated)]
            _meet(met, seated)
        return Schedule(
            rounds=tuple(tuple(tuple(ids[i] for i in group) for group in s) for s in planned),
            methods=tuple(methods),
            repeats=tuple(repeats),
            broken=tuple(broken),
            limit=_limit(problem),
            worth=tuple(worth(problem, each) for each in planned),
            expected=round(problem.expected),
            seed=self.seed,
            iterations=self.iterations,
            engine=ENGINE,
            problem_hash=problem.hash,
        )


def _limit(problem: grouping.Problem) -> int:
    if problem.min_size > 1:
        return most_rounds(problem.n, problem.min_size)
    # Pairs, one person resting when the number is odd: each round uses (n - 1) / 2 of the pairs.
    return problem.n if problem.n % 2 else problem.n - 1


def _meet(met: Ints, seated: Seated) -> None:
    for group in seated:
        for a, b in combinations(group, 2):
            met[a, b] += 1
            met[b, a] += 1


def _check(problem: grouping.Problem, rounds: int, absent: Mapping[int, Collection[str]]) -> None:
    if rounds < 1:
        raise ValueError(f"{rounds} rounds cannot be planned; one is the least.")
    if problem.min_size < 2 < problem.max_size:
        raise ValueError("Nobody is alone in a group but in pairs, where an odd one rests.")
    if problem.blocks:
        raise ValueError("“together” has no place in rounds: people meet once, not every time.")
    if not problem.group_count:
        raise ValueError(
            f"{problem.n} people do not divide into groups of {problem.min_size} "
            f"to {problem.max_size}."
        )
    for at, people in sorted(absent.items()):
        if not 0 <= at < rounds:
            raise ValueError(f"Somebody is away in round {at + 1}, but there are {rounds} rounds.")
        for each in sorted(people):
            if each not in problem.index:
                raise ValueError(f"Nobody has the id “{each}”, who is away in round {at + 1}.")
        left = problem.n - len(set(people))
        if left and -(-left // problem.max_size) > left // problem.min_size:
            raise ValueError(
                f"Round {at + 1}: the {left} people who are there do not divide into groups of "
                f"{problem.min_size} to {problem.max_size}."
            )
