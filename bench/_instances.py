"""Instances of the maximally diverse grouping problem: how they are read and searched.

MDGPLIB `.txt`: one line `n m ss|ds lo hi lo hi ...`, then `i j distance` for every pair. `.npz`: a
matrix `D` and the sizes `lo` and `hi` of each group. The objective is the plain sum of distances
within groups, which rewards uneven sizes where sizes may differ.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from junto.kernel import grouping as g
from junto.kernel.grouping import anneal, bounds
from junto.kernel.grouping.stream import Stream

SCALE = 1000
TRIAL = 300
RACE = 25
RUN, WIDE_RUN, LEAST = 7, 60, 1_500
CERTIFY = 10.0


@dataclass(frozen=True)
class Instance:
    """Distances between people, and the least and most people of each group."""

    name: str
    apart: np.ndarray
    low: tuple[int, ...]
    high: tuple[int, ...]

    @property
    def n(self) -> int:
        """How many people there are."""
        return len(self.apart)

    @property
    def equal(self) -> bool:
        """Whether all groups are of one size."""
        return len({*self.low, *self.high}) == 1

    def random_mean(self) -> float:
        """What a random draw gives on average, with sizes as even as the limits allow."""
        sizes = self.sizes(even=True)
        pairs = sum(size * (size - 1) / 2 for size in sizes)
        return pairs * float(self.apart[np.triu_indices(self.n, 1)].mean())

    def sizes(self, *, even: bool) -> list[int]:
        """Return sizes within the limits that have the fewest pairs (even), or the most."""
        best: dict[int, tuple[int, list[int]]] = {0: (0, [])}
        for low, high in zip(self.low, self.high, strict=True):
            found: dict[int, tuple[int, list[int]]] = {}
            for seated, (pairs, before) in best.items():
                for size in range(low, high + 1):
                    worth = pairs + (-1 if even else 1) * size * (size - 1)
                    total = seated + size
                    if total <= self.n and (total not in found or worth > found[total][0]):
                        found[total] = (worth, [*before, size])
            best = found
        return best[self.n][1]

    def worth(self, groups: Sequence[Sequence[int]]) -> float:
        """Return the sum of distances within groups."""
        return sum(float(self.apart[np.ix_(at, at)].sum()) / 2 for at in groups)

    def problem(self) -> g.Problem:
        """Return the instance as a problem in thousandths, sizes judged by the plain sum."""
        ids = [f"p{i:05d}" for i in range(self.n)]
        rules = g.rules_from_dict({"size": {"min": min(self.low), "max": max(self.high)}})
        value = np.rint(self.apart * SCALE).astype(np.int64)
        np.fill_diagonal(value, 0)
        built = g.build_problem(g.Roster.of(ids=ids), rules)
        share = np.ones_like(built.share)
        return replace(built, value=value, share=share, group_count=len(self.low))


def read(path: Path) -> Instance:
    """Read an instance of either kind."""
    if path.suffix == ".npz":
        with np.load(path) as file:
            apart = file["D"].astype(np.float64)
            low, high = (tuple(int(each) for each in file[name]) for name in ("lo", "hi"))
        return Instance(path.stem, apart, low, high)
    lines = path.read_text("ascii").split("\n", 1)
    head = lines[0].split()
    n, limits = int(head[0]), [int(each) for each in head[3:]]
    rows = np.array(lines[1].split(), dtype=np.float64).reshape(-1, 3)
    i, j = rows[:, 0].astype(int), rows[:, 1].astype(int)
    apart = np.zeros((n, n))
    apart[i, j] = apart[j, i] = rows[:, 2]
    return Instance(path.stem, apart, tuple(limits[::2]), tuple(limits[1::2]))


@dataclass(frozen=True)
class Found:
    """Groups, what they are worth, and what finding them took."""

    groups: list[list[int]]
    worth: float
    seconds: float
    iterations: int


def search(instance: Instance, *, seconds: float, seed: int) -> Found:
    """Search for about so many seconds; trials before say how many iterations that is."""
    problem = instance.problem()
    return run(instance, problem, iterations_for(instance, problem, seconds), seed)


def iterations_for(instance: Instance, problem: g.Problem, seconds: float) -> int:
    """Return how many iterations take about so long, from ever longer trials.

    The last trial takes most of the time: how a run begins and ends does not grow with its length.
    """
    _search(instance, problem, TRIAL, 0)
    trial, spent = TRIAL, 0.0
    while spent < seconds * 0.7:
        if spent:
            trial = int(trial * min(10.0, max(1.2, 0.85 * seconds / spent)))
        spent, _ = _search(instance, problem, trial, 0)
    return max(TRIAL, int(trial * seconds / spent))


def run(instance: Instance, problem: g.Problem, iterations: int, seed: int) -> Found:
    """Search with so many iterations."""
    spent, groups = _search(instance, problem, iterations, seed)
    return Found(groups, instance.worth(groups), spent, iterations)


def _search(
    instance: Instance, problem: g.Problem, iterations: int, seed: int
) -> tuple[float, list[list[int]]]:
    began = time.process_time()
    if not instance.equal:
        groups = _fixed_sizes(instance, problem, iterations, seed)
        return time.process_time() - began, groups
    result = g.solve(problem, seed=seed, iterations=iterations)
    spent = time.process_time() - began
    return spent, [[problem.index[each] for each in group] for group in result.groups]


def _fixed_sizes(
    instance: Instance, problem: g.Problem, iterations: int, seed: int
) -> list[list[int]]:
    """Anneal by swaps alone between groups of the most uneven sizes: the sum rewards those."""
    sizes = instance.sizes(even=False)
    width, stream = max(sizes), Stream(seed, 1)
    order = stream.order(instance.n)
    edges = np.cumsum((0, *sizes))
    groups = [order[edges[k] : edges[k + 1]].tolist() for k in range(len(sizes))]
    seats = anneal.seats_of(groups, width, instance.n)
    field = anneal.Field(problem, sizes=(width, width))
    enough = WIDE_RUN * len(sizes) ** 3 if anneal.is_wide(width) else RUN * len(sizes) ** 4
    runs = max(1, iterations // max(LEAST, enough))
    heat = anneal.halfway(field, seats, stream, steps=32)
    ranges = anneal.ranges(field, heat)
    share = max(1, iterations // RACE)
    tried = [_cooled(field, seats, stream, heats, share) for heats in ranges]
    first = max(range(len(tried)), key=lambda at: tried[at].best_worth)
    best, heats = tried[first], ranges[first]
    left = max(1, iterations - share * len(ranges))
    for turn in range(runs):
        steps = left * (turn + 1) // runs - left * turn // runs
        found = _cooled(field, seats, stream, heats, max(1, steps))
        best = max(best, found, key=lambda each: each.best_worth)
    return anneal.groups_of(best.best, instance.n)


def _cooled(
    field: anneal.Field, seats: anneal.Seats, stream: Stream, heats: tuple[int, int], steps: int
) -> anneal.Run:
    run = anneal.Run.start(field, seats)
    levels = min(100, steps)
    for level, heat in enumerate(anneal.cooling(*heats, levels)):
        run.steps(stream, heat, steps * (level + 1) // levels - steps * level // levels)
    run.polish()
    return run


def exchange(instance: Instance, *, seed: int) -> Found:
    """Return what the plain exchange heuristic finds: first draw, then each person's best swap."""
    began = time.process_time()
    sizes = instance.sizes(even=False)
    seat = np.repeat(np.arange(len(sizes)), sizes)[Stream(seed, 3).order(instance.n)]
    member = (seat[:, None] == np.arange(len(sizes))[None, :]).astype(np.float64)
    near = instance.apart @ member
    everyone = np.arange(instance.n)
    for i in everyone:
        own = near[everyone, seat]
        gain = near[i, seat] - own[i] + near[:, seat[i]] - own - 2 * instance.apart[i]
        gain[seat == seat[i]] = 0.0
        j = int(gain.argmax())
        if gain[j] > 1e-9:
            there, here = seat[j], seat[i]
            moved = instance.apart[:, i] - instance.apart[:, j]
            near[:, there] += moved
            near[:, here] -= moved
            seat[i], seat[j] = there, here
    groups = [np.flatnonzero(seat == k).tolist() for k in range(len(sizes))]
    return Found(groups, instance.worth(groups), time.process_time() - began, instance.n)


def certificate(
    instance: Instance, worth: float, *, certify: bool, seconds: float = CERTIFY
) -> dict[str, Any]:
    """Return the proven limit for an instance, and how far below it an arrangement is."""
    problem = instance.problem()
    began = time.perf_counter()
    value, method = bounds.eigenvalue_bound(problem), "projected eigenvalue"
    if certify:
        proven = g.certify(problem, should_stop=lambda: time.perf_counter() > began + seconds)
        value, method = proven.value, proven.method
    limit = value / SCALE
    return {
        "bound": limit,
        "gap": round((limit - worth) / limit, 5),
        "method": method,
        "proof_seconds": round(time.perf_counter() - began, 2),
    }
