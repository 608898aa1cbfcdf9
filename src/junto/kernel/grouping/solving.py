"""Form groups: seat, mend, anneal, polish, and keep the best of the runs the budget allows.

The method is simulated annealing for the maximally diverse grouping problem with temperatures found
by a pilot on the instance itself, and a descent to a local optimum over all swaps and shifts at the
end. People who are tied or pinned keep their seats while others move around them; groups have no
names of their own, so nothing is lost by that as long as ties are few.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from math import isqrt

import numpy as np

from .anneal import (
    DEGREE,
    Field,
    Run,
    Seats,
    cooling,
    groups_of,
    halfway,
    is_wide,
    ranges,
    seats_of,
)
from .bounds import upper_bound
from .feasibility import Infeasible, check
from .problem import (
    ENGINE,
    Bools,
    Problem,
    build_problem,
    group_limits,
    must_haves_only,
    problem_hash,
)
from .roster import Roster
from .rules import Rules, Size
from .seating import construct
from .standing import Groups, Standing, Violation, granted, places, score_of, violations, worth
from .stream import Stream

_PILOT, _LONG_PILOT, _PILOT_SHARE = 8, 64, 400
_RACE_SHARE, _LEAST_RACE = 25, 40
_LEVELS = 100
_REPORTS = 20
_MENDING, _LEAST_MENDING, _MENDING_SHARE = 3_000, 300, 40
_TRIES = 6
_HEATS = ((DEGREE, DEGREE // 8), (DEGREE * 6 // 10, DEGREE // 6))
_LOOK = 32
_ENOUGH, _WIDE_ENOUGH, _LEAST = 7, 60, 1_500
_FIRST, _FIRST_SHARE = 2_000, 3
_CYCLES, _LEAST_CYCLE = 12, 100
_OTHER_COUNTS = 4
_OTHER_TRIES = 2


@dataclass(frozen=True)
class Progress:
    """The best arrangement so far."""

    step: int
    iterations: int
    objective: int
    score: float
    violations: int
    groups: Groups


@dataclass(frozen=True)
class Result:
    """Groups with everything needed to form them again and to say how good they are."""

    groups: Groups
    sizes: tuple[int, ...]
    objective: int
    score: float
    standing: Standing
    violations: tuple[Violation, ...]
    seed: int
    iterations: int
    stopped_at: int | None
    engine: str
    problem_hash: str


def default_iterations(problem: Problem) -> int:
    """Return a number of steps that takes about two seconds of one core for 500 people."""
    return max(1_500, min(12_000, 20_000_000 // max(1, problem.n * problem.max_size)))


def solve(
    problem: Problem,
    *,
    seed: int,
    iterations: int | None = None,
    pins: Mapping[str, int] | None = None,
    start: Groups | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop_at: int | None = None,
    apart: Collection[tuple[str, str]] = (),
) -> Result:
    """Form groups; raise `Infeasible` when the rules are proven impossible.

    Parameters
    ----------
    problem : Problem
        People and rules.
    seed, iterations : int
        Together with the problem they fix the result. One iteration looks at every swap between the
        two groups of each pair of a random pairing of the groups.
    pins : mapping of person id to group index, optional
        People who keep their group.
    start : groups, optional
        Improve these; their order is kept.
    should_stop : callable, optional
        Asked now and then, while must-haves are mended too; when it answers yes the best so far is
        polished and returned, and `stopped_at` says after which step, those of mending counted.
    on_progress : callable, optional
        Called about twenty times with the best so far.
    stop_at : int, optional
        Stop after this step: repeats a run that `should_stop` had ended.
    apart : pairs of person ids, optional
        Who is to sit apart without anybody being told: the search gives up any nice-to-have for it
        but no must-have. It enters no part of the result: not the hash of the problem, not the
        objective, the score or the bound, and no violation. Strangers to the problem are passed
        over.
    """
    impossible = check(problem, pins)
    if impossible:
        raise Infeasible(impossible)
    steps = iterations if iterations is not None else default_iterations(problem)
    search = _Search(
        problem,
        seed,
        max(1, steps),
        pins=pins or {},
        should_stop=should_stop,
        on_progress=on_progress,
        stop_at=stop_at,
        apart=apart,
    )
    seats = search.run(places(problem, start) if start is not None else None)
    seated = groups_of(seats, problem.n)
    if not pins and start is None:
        seated.sort()
    return _result(problem, seated, seed, max(1, steps), search.stopped_at)


def warm() -> None:
    """Do what only a first search would have to wait for: have its steps compiled, with numba.

    That takes some seconds after an installation and one where what was compiled is kept.
    """
    for size in (2, 10):
        roster = Roster.of(ids=[f"p{each}" for each in range(2 * size)], attributes=[], values={})
        solve(build_problem(roster, Rules(Size(size, size))), seed=1, iterations=1)


def other_count(
    problem: Problem, *, seed: int, should_stop: Callable[[], bool] | None = None
) -> int | None:
    """Return the nearest other number of groups with which a short search keeps every must-have.

    Asked where a search has left must-haves broken; None when no number close by was found to do.
    """
    size = problem.rules.size
    if size.min is not None and size.max is not None:
        fewest, most = group_limits(problem.n, size.min, size.max)
    else:
        fewest, most = 1, problem.n // 2
    here = problem.group_count
    near = sorted(range(fewest, most + 1), key=lambda count: (abs(count - here), count))
    for count in near[1 : _OTHER_COUNTS + 1]:
        if size.count is None:
            other = replace(must_haves_only(problem, problem.rules), group_count=count)
        else:
            rules = replace(problem.rules, size=replace(size, count=count))
            other = must_haves_only(problem, rules)
        search = _Search(
            other, seed, 1, pins={}, should_stop=should_stop, on_progress=None, stop_at=None
        )
        if search.keeps_all():
            return count
    return None


def _result(
    problem: Problem, seated: list[list[int]], seed: int, steps: int, stopped_at: int | None
) -> Result:
    groups = tuple(tuple(problem.roster.ids[each] for each in group) for group in seated)
    objective = worth(problem, seated)
    bound = upper_bound(problem)
    score = score_of(problem, objective, bound)
    broken = violations(problem, seated)
    return Result(
        groups=groups,
        sizes=tuple(len(each) for each in seated),
        objective=objective,
        score=score,
        standing=Standing(
            objective, score, broken, bound, problem.expected, granted(problem, seated)
        ),
        violations=broken,
        seed=seed,
        iterations=steps,
        stopped_at=stopped_at,
        engine=ENGINE,
        problem_hash=problem_hash(problem),
    )


class _Stop(Exception):
    """The caller has seen enough."""


class _Search:
    """One search: its budget, and the best it has found."""

    def __init__(
        self,
        problem: Problem,
        seed: int,
        steps: int,
        *,
        pins: Mapping[str, int],
        should_stop: Callable[[], bool] | None,
        on_progress: Callable[[Progress], None] | None,
        stop_at: int | None,
        apart: Collection[tuple[str, str]] = (),
    ) -> None:
        self.problem, self.steps = problem, steps
        index = problem.index
        # In one order however it was told, each pair once: the sums stay the same.
        self.apart = sorted(
            {
                (min(index[one], index[other]), max(index[one], index[other]))
                for one, other in apart
                if one in index and other in index and one != other
            }
        )
        self.should_stop, self.on_progress, self.stop_at = should_stop, on_progress, stop_at
        self.pins = {problem.index[each]: at for each, at in pins.items()}
        self.stream = Stream(seed, 1)
        held = np.zeros(problem.n, dtype=bool)
        held[[*self.pins, *(each for block in problem.blocks for each in block)]] = True
        self.held: Bools = held
        base = problem.n // problem.group_count
        self.sizes = (max(problem.min_size, base - 1), min(problem.max_size, base + 2))
        self.fields: dict[int, Field] = {}
        self.done = 0
        # Steps of the search and of mending.
        self.ticks = 0
        self.stopped_at: int | None = None
        self.best: Seats | None = None
        self.best_rank = (0, 0, 0)
        self.reported = 0
        self.range: tuple[int, int] | None = None

    def run(self, start: list[list[int]] | None) -> Seats:
        """Spend the budget and return the best arrangement seen."""
        restarts = max(1, self.steps // self._enough()) if start is None else 1
        try:
            for turn in range(restarts):
                share = (self.steps - self.done) // (restarts - turn)
                self._once(self.done + share, start)
        except _Stop:
            self.stopped_at = self.ticks
        assert self.best is not None
        return self._finished(self.best)

    def keeps_all(self) -> bool:
        """Tell whether a short search keeps every must-have."""
        seats = self._seats(construct(self.problem, self.stream, self.pins))
        self._keep(seats)
        try:
            seats = self._mended(seats, _OTHER_TRIES)
        except _Stop:
            return False
        return not violations(self.problem, groups_of(seats, self.problem.n))

    def _enough(self) -> int:
        """Return how long a run is worth being, before beginning again is worth more."""
        count = self.problem.group_count
        if is_wide(self.problem.max_size):
            return max(_LEAST, _WIDE_ENOUGH * count**3)
        return max(_LEAST, _ENOUGH * count**4)

    def _once(self, until: int, start: list[list[int]] | None) -> None:
        problem = self.problem
        groups = self._started(start)
        seats = self._seats(groups)
        self._keep(seats)
        if problem.group_count < 2:
            self.done = until
            return
        seats = self._mended(seats, _TRIES)
        self._keep(seats)
        field = self._field(seats)
        steps = max(1, until - self.done)
        pilot = max(_PILOT, min(_LONG_PILOT, steps // _PILOT_SHARE))
        heat = halfway(field, seats, self.stream, steps=pilot)
        if start is not None:
            self._cool(seats, steps, (max(1, heat // 8), max(1, heat // 16)))
            return
        if self.range is None:
            self.range = self._raced(seats, steps // _RACE_SHARE, ranges(field, heat))
        self._cycled(seats, max(1, until - self.done), self.range)

    def _cycled(self, seats: Seats, steps: int, heats: tuple[int, int]) -> None:
        """Cool once; with steps to spare heat the best up halfway and cool it again, several times.

        In small groups few changes are left to a cooled arrangement, and a second cooling finds
        more of them than a slower first one would. Large groups gain more from the slower one.
        """
        first = max(steps // _FIRST_SHARE, _FIRST * self.problem.group_count)
        if self._field(seats).draws > 1 or steps < first + _LEAST_CYCLE * _CYCLES:
            self._cool(seats, steps, heats)
            return
        best = self._cool(seats, first, heats)
        warm = (isqrt(heats[0] * heats[1]), heats[1])
        rest = steps - first
        for turn in range(_CYCLES):
            share = rest * (turn + 1) // _CYCLES - rest * turn // _CYCLES
            run = self._cool(best.best, share, warm)
            if run.best_worth >= best.best_worth:
                best = run

    def _raced(self, seats: Seats, steps: int, choices: list[tuple[int, int]]) -> tuple[int, int]:
        """Cool a little in each range, and return the one that led furthest."""
        if steps < _LEAST_RACE:
            return choices[0]
        reached = []
        for choice in choices:
            run = Run.start(self._field(seats), seats)
            self._anneal(run, steps, choice)
            self._keep(run.best)
            reached.append(run.best_worth)
        return choices[reached.index(max(reached))]

    def _started(self, start: list[list[int]] | None) -> list[list[int]]:
        problem = self.problem
        if start is None:
            return construct(problem, self.stream, self.pins)
        sizes = [len(each) for each in start]
        legal = len(start) == problem.group_count and problem.min_size <= min(sizes)
        if not legal or max(sizes) > problem.max_size:
            raise ValueError("The groups to start from have other sizes than the rules allow.")
        for person, at in self.pins.items():
            if person not in start[at]:
                raise ValueError("A pinned person sits in another group at the start.")
        return [list(each) for each in start]

    def _cool(self, seats: Seats, steps: int, heats: tuple[int, int]) -> Run:
        run = Run.start(self._field(seats), seats)
        self._anneal(run, steps, heats)
        run.polish(self.should_stop)
        self._keep(self._mended(run.best, 1))
        return run

    def _anneal(self, run: Run, steps: int, heats: tuple[int, int]) -> None:
        """Take steps from the hot end of a range of temperatures to the cold one."""
        levels = min(_LEVELS, steps)
        for level, heat in enumerate(cooling(*heats, levels)):
            left = steps * (level + 1) // levels - steps * level // levels
            while left:
                count = min(left, self._until_look(), self._until_report())
                run.steps(self.stream, heat, count)
                self.done += count
                left -= count
                self._look(run, count)
                self._report(run)

    def _until_look(self) -> int:
        """Return how many steps there are before it can matter what the caller says."""
        ask = _LOOK - self.ticks % _LOOK
        return ask if self.stop_at is None else max(1, min(ask, self.stop_at - self.ticks))

    def _until_report(self) -> int:
        """Return how many steps there are before progress is told again."""
        if self.on_progress is None:
            return self.steps
        return max(1, -(-(self.reported + 1) * self.steps // _REPORTS) - self.done)

    def _look(self, run: Run, count: int) -> None:
        if self._is_over(count):
            run.polish()
            self._keep(run.best)
            raise _Stop

    def _is_over(self, count: int = 1) -> bool:
        """Count steps, and tell whether the caller has seen enough."""
        self.ticks += count
        if self.stop_at is not None and self.ticks >= self.stop_at:
            return True
        return self.ticks % _LOOK == 0 and self.should_stop is not None and self.should_stop()

    def _keep(self, seats: Seats) -> None:
        rank = self._rank(seats)
        if self.best is None or rank > self.best_rank:
            self.best, self.best_rank = seats.copy(), rank

    def _rank(self, seats: Seats) -> tuple[int, int, int]:
        """Return how seats are compared by: must-haves, who sits apart, what it is worth."""
        width = seats.table.shape[1]
        hard = self.fields.get(-width)
        if hard is None:
            hard = Field(self.problem, soft=False, sizes=(min(self.sizes[0], width), width))
            self.fields[-width] = hard
        groups = groups_of(seats, self.problem.n)
        place = {each: at for at, group in enumerate(groups) for each in group}
        met = sum(place[one] == place[other] for one, other in self.apart)
        return hard.total(seats), -met, worth(self.problem, groups)

    def _report(self, run: Run) -> None:
        due = self.done * _REPORTS // self.steps
        if self.on_progress is None or due == self.reported:
            return
        self.reported = due
        seats = run.best
        if self.best is not None and self.best_rank > self._rank(seats):
            seats = self.best
        seated = groups_of(seats, self.problem.n)
        objective = worth(self.problem, seated)
        groups = tuple(tuple(self.problem.roster.ids[i] for i in group) for group in seated)
        self.on_progress(
            Progress(
                self.done,
                self.steps,
                objective,
                score_of(self.problem, objective),
                len(violations(self.problem, seated)),
                groups,
            )
        )

    def _field(self, seats: Seats) -> Field:
        """Return the field for seats, whose sizes may leave evenness by little.

        Without that a wide choice of sizes would end in a few perfect pairs and many large rests.
        Must-haves may need other sizes; then mending makes them, and they stay.
        """
        width = seats.table.shape[1]
        kept = self.fields.get(width)
        if kept is None:
            least = min(self.sizes[0], width)
            kept = Field(self.problem, held=self.held, sizes=(least, width), apart=self.apart)
            self.fields[width] = kept
        return kept

    def _seats(self, groups: list[list[int]]) -> Seats:
        width = max(self.sizes[1], *(len(each) for each in groups))
        return seats_of(groups, width, self.problem.n)

    def _mended(self, seats: Seats, tries: int) -> Seats:
        """Search for must-haves alone where some are still broken; keep what comes nearest.

        Every other try may use any size the rules allow.
        """
        problem = self.problem
        if not problem.count_rules and not problem.forbidden.any():
            return self._seats(groups_of(seats, problem.n))
        steps = min(_MENDING, max(_LEAST_MENDING, _MENDING_SHARE * problem.n))
        for turn in range(tries):
            any_size = (problem.min_size, problem.max_size)
            sizes = any_size if turn % 2 else (self.sizes[0], seats.table.shape[1])
            field = Field(problem, held=self.held, soft=False, sizes=sizes)
            seats = seats_of(groups_of(seats, problem.n), sizes[1], problem.n)
            run = Run.start(field, seats)
            if run.best_worth == 0:
                break
            for heat in cooling(*_HEATS[turn // 2 % len(_HEATS)], steps):
                run.steps(self.stream, heat, 1)
                is_over = self._is_over()
                if run.best_worth == 0:
                    break
                if is_over:
                    self._keep(self._seats(groups_of(run.best, problem.n)))
                    raise _Stop
            seats = run.best
        return self._seats(groups_of(seats, problem.n))

    def _finished(self, seats: Seats) -> Seats:
        """Descend once more from where mending may have left off."""
        if self.problem.group_count < 2:
            return seats
        run = Run.start(self._field(seats), seats)
        run.polish()
        return run.best
