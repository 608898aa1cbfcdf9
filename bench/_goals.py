"""What is promised of forming groups, measured: one line a goal, met or not.

Seconds of a search are seconds of one core, so that a busy machine does not change them; two
searches run side by side. Where numba is not installed the goals that ask for it are measured
without, and said so.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import _instances
import _planted
import matching
import numpy as np
import repair
import rounds

from junto.kernel import grouping as g
from junto.kernel import matching as m
from junto.kernel.grouping import anneal
from junto.kernel.rotation.planning import schedule_rounds

BENCH = Path(__file__).resolve().parent
INSTANCES = BENCH.parents[1] / "shared/grouping/instances"
PEER = ("Peer_n120_ss_s6120", "Peer_n240_ss_s6240", "Peer_n480_ss_s6480", "Peer_n960_ss_s6960")
RANDOM = (
    "RanReal_n120_ss_01",
    "RanReal_n240_ss_01",
    "RanReal_n480_ss_01",
    "RanReal_n960_ss_s96001",
)
SEARCHES = ((PEER, 1.0, 98.5), (PEER, 10.0, 99.5), (RANDOM, 1.0, 97.5), (RANDOM, 10.0, 99.3))
ROUNDS = ((60, 4, 5, 13), (120, 5, 6, 20), (15, 3, 3, 7))
OPTIMUM = 99.999


@dataclass(frozen=True)
class Goal:
    """What was promised, what came out, and whether that will do."""

    name: str
    measured: str
    met: bool | None

    def line(self) -> str:
        """Word it for the terminal."""
        told = {True: "met", False: "NOT MET", None: "not measured"}[self.met]
        return f"{self.name:58} {self.measured:44} {told}"


@dataclass(frozen=True)
class Task:
    """One instance, searched from several seeds for so many seconds, with or without numba."""

    name: str
    seconds: float
    seeds: tuple[int, ...]
    plain: bool = False


def path_of(name: str) -> Path:
    """Return where an instance is."""
    own = INSTANCES / "own" / f"{name}.npz"
    return own if own.exists() else INSTANCES / "mdgplib" / f"{name}.txt"


def best_known() -> dict[str, float]:
    """Return the best objective known for each instance; what is proven optimal is among them."""
    known = json.loads((INSTANCES / "best_known.json").read_text("utf-8"))
    return {name: each.get("best_found", each.get("optimal")) for name, each in known.items()}


def proven() -> list[str]:
    """Return the instances whose optimum is proven."""
    known = json.loads((INSTANCES / "best_known.json").read_text("utf-8"))
    return [name for name, each in known.items() if "optimal" in each]


def searched(task: Task) -> list[tuple[float, float]]:
    """Return the score and the seconds of each seed."""
    if task.plain:
        anneal._compiled = lambda: None  # type: ignore[assignment]
    instance = _instances.read(path_of(task.name))
    problem = instance.problem()
    iterations = _instances.iterations_for(instance, problem, task.seconds)
    best, chance = best_known()[task.name], instance.random_mean()
    found = [_instances.run(instance, problem, iterations, seed) for seed in task.seeds]
    return [(100 * (each.worth - chance) / (best - chance), each.seconds) for each in found]


def side_by_side(work: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[Any]:
    """Do two pieces of work at a time, each in a process of its own; yield them in order."""
    fresh = get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=fresh, max_tasks_per_child=1) as pool:
        yield from pool.map(work, tasks)


def searches(seeds: tuple[int, ...], most: float) -> Iterator[Goal]:
    """Measure how far the search comes on each instance within the seconds."""
    has_numba = find_spec("numba") is not None
    asked = [
        (Task(name, seconds, seeds), target)
        for names, seconds, target in SEARCHES
        if seconds <= most
        for name in names
    ]
    tasks = [task for task, _ in asked]
    for (task, target), found in zip(asked, side_by_side(searched, tasks), strict=True):
        yield _score(task, found, target, "" if has_numba else ", without numba")
    small = [Task(name, 0.5, seeds, plain) for name in proven() for plain in (False, True)]
    for task, found in zip(small, side_by_side(searched, small), strict=True):
        yield _score(task, found, OPTIMUM, ", without numba" if task.plain else "")
    if most < 10:
        return
    plain_tasks = [Task(name, 10.0, seeds[:1], plain=True) for name in PEER]
    for task, found in zip(plain_tasks, side_by_side(searched, plain_tasks), strict=True):
        yield _score(task, found, 97.5, ", without numba")


def _score(task: Task, found: list[tuple[float, float]], target: float, how: str) -> Goal:
    scores, spent = [score for score, _ in found], [seconds for _, seconds in found]
    aim = "the proven optimum" if target == OPTIMUM else f">= {target:g}"
    return Goal(
        f"{task.name} in {task.seconds:g} s{how}: {aim}",
        f"{min(scores):.2f} to {max(scores):.2f} in {min(spent):.1f} to {max(spent):.1f} s",
        min(scores) >= target,
    )


def planted(count: int) -> Iterator[Goal]:
    """Count the seeds at which a rule of the planted sets is left broken."""
    broken = list(side_by_side(_planted.broken, range(count)))
    share = _planted.share_forbidden()
    yield Goal(
        f"240 people, {share:.0f} % of pairs forbidden, {count} seeds, 5 s each: kept",
        f"{sum(not each for each in broken)} of {count} seeds without a broken rule",
        not any(broken),
    )


def refusals(congress: Callable[[str], g.Problem] | None) -> Iterator[Goal]:
    """Time how long it takes to say by name what is impossible."""
    cases: list[tuple[str, Callable[[], g.Problem]]] = [
        ("too few facilitators among 240", lambda: _planted.problem(1, facilitators=39)),
        ("240 people who all keep apart", _planted.strangers),
    ]
    if congress is not None:
        cases.append(("three hours a summer's day, 537 people", lambda: congress("2027-07-01")))
    for name, make in cases:
        problem = make()
        began = time.perf_counter()
        refused = g.check(problem)
        spent = time.perf_counter() - began
        yield Goal(
            f"{name}: refused by name in 1 s",
            f"{len(refused)} named in {spent:.2f} s",
            bool(refused) and spent < 1,
        )


# So many times the steps of a proof show where it converges.
LONGER = 4


def certificates(most: float) -> Iterator[Goal]:
    """Prove how near the best possible the groups of leaders are.

    A gap above the goal is fine where the proof is within 0.1 points of where it converges: then
    no more time would help.
    """
    for name, seconds, gap in ((PEER[1], 10.0, 1.5), (PEER[2], 60.0, 2.0)):
        if seconds > most:
            yield Goal(f"{name} proven in {seconds:g} s: gap <= {gap} %", "", None)
            continue
        instance = _instances.read(path_of(name))
        problem = instance.problem()
        found = _instances.run(instance, problem, 100_000, 1)
        told = _instances.certificate(instance, found.worth, certify=True, seconds=seconds)
        longer = g.certify(problem, iterations=LONGER * g.proof_iterations(problem))
        slack = 100 * (1 - longer.value / _instances.SCALE / told["bound"])
        yield Goal(
            f"{name} proven in {seconds:g} s: gap <= {gap} %",
            f"{100 * told['gap']:.2f} % in {told['proof_seconds']:.0f} s, "
            f"{slack:.2f} above where it converges",
            100 * told["gap"] <= gap or slack <= 0.1,
        )


def crowds(most: float) -> Iterator[Goal]:
    """Form groups of very many people, each in a process whose memory is its own."""
    for people, seconds in ((10_000, 5.0), (100_000, 60.0)):
        if seconds > most:
            yield Goal(f"{people} people in {seconds:g} s", "", None)
            continue
        command = [sys.executable, str(BENCH / "crowd.py"), "--people", str(people), "--json"]
        told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        yield Goal(
            f"{people} people in {seconds:g} s under 1,000 MB",
            f"{told['seconds']} s, {told['MB']} MB, {told['gap %']} % below the limit",
            told["seconds"] <= seconds and told["MB"] < 1000,
        )


def meetings() -> Iterator[Goal]:
    """Plan rounds in which nobody meets twice, match mentees, and mend groups."""
    for people, low, high, wanted in ROUNDS:
        plan = schedule_rounds(rounds.people(people, low, high), wanted, seed=1, iterations=300)
        size = f"{low}-{high}" if low < high else str(high)
        yield Goal(
            f"{people} people in groups of {size}: {wanted} rounds, no repeat",
            f"{plan.without_repeat} rounds",
            plan.without_repeat >= wanted,
        )
    luck = np.random.default_rng(1)
    market = m.Market.of(
        mentees=[f"e{at:05d}" for at in range(2000)],
        mentors=[f"o{at:05d}" for at in range(700)],
        places=[3] * 700,
        worth=matching.profiles(2000, 700, luck),
    )
    began = time.process_time()
    m.assign(market)
    spent = time.process_time() - began
    yield Goal("2,000 mentees to 2,100 places in 1 s", f"{spent:.2f} s", spent < 1)
    for seed in range(5):
        yield _mended(seed)


def _mended(seed: int) -> Goal:
    groups = repair.solved(repair.leaders(120, seed=seed)).groups
    problem = repair.leaders(122, without=3, seed=seed)
    anew = repair.solved(problem).score
    began = time.process_time()
    ways = g.repair(problem, groups)
    spent = time.process_time() - began
    best = max((each for each in ways if len(each.moved) <= 2), key=lambda each: each.score)
    return Goal(
        f"3 out and 2 in of 120, seed {seed}: 2 moved, 2 points, 1 s",
        f"{len(best.moved)} moved, {anew - best.score:.2f} points, {spent:.2f} s",
        anew - best.score <= 2 and spent < 1,
    )


def first_result(problem: g.Problem) -> Goal:
    """Time until somebody who waits sees groups."""
    seen: list[float] = []
    began = time.perf_counter()
    g.solve(problem, seed=1, on_progress=lambda _: seen.append(time.perf_counter() - began))
    return Goal(
        "537 people: a first result in 2 s", f"{seen[0]:.2f} s, {seen[-1]:.2f} s", seen[0] < 2
    )
