"""Figures of the grouping engine: seconds beside a baseline of the same run, and scores reached.

Run `python bench/grouping.py [--seconds 10]`. Rosters and instances are read from beside the
project; what is not there is left out and said so. Seconds are of this machine: read the ratios.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from junto.kernel import grouping as g

SHARED = Path(__file__).resolve().parents[1] / "../shared"
CONGRESS = SHARED / "rosters/us-congress.csv"
INSTANCES = SHARED / "grouping/instances"
HOURS = {"hours": 3, "zone": "time_zone", "start": "09:00", "end": "17:00"}
WISHES = [
    {"mix": {"attribute": "party", "weight": 3}},
    {"mix": {"attribute": "chamber"}},
    {"mix": {"attribute": "gender"}},
    {"balance": {"attribute": "years_served"}},
    {"match": {"attribute": "committees"}},
]


def congress(day: str) -> g.Problem:
    """Everyone in Congress, circles of five to seven, two must-haves and five nice-to-haves."""
    with CONGRESS.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    roster = g.Roster.from_rows(rows, id_column="person_id", lists={"committees": ";"})
    hard = [
        {"at_most": {"attribute": "state", "count": 1}},
        {"shared_hours": HOURS | {"on": [day]}},
    ]
    document = {"size": {"min": 5, "max": 7}, "hard": hard, "soft": WISHES}
    return g.build_problem(roster, g.rules_from_dict(document))


def timed(work: Any) -> tuple[float, Any]:
    """Return the seconds some work took, and what it gave."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def five_rules() -> None:
    """Time 537 people with five rules, and everything a page asks for."""
    if not CONGRESS.exists():
        print("537 people: left out, the roster beside the project is not there")
        return
    build, problem = timed(lambda: congress("2026-12-01"))
    draw, drawn = timed(lambda: g.chance(problem, draws=1000, seed=1))
    looked, _ = timed(lambda: g.check(problem))
    form, result = timed(lambda: g.solve(problem, seed=1))
    told, _ = timed(lambda: g.explain_everyone(problem, result.groups))
    swap, _ = timed(
        lambda: g.swap(problem, result.groups, result.groups[0][0], result.groups[1][0])
    )
    refuse, _ = timed(lambda: g.check(congress("2027-07-01")))
    print(f"537 people, five rules, {result.iterations} iterations: {build + form:.2f} s")
    print(f"  the baseline, 1,000 random draws scored: {draw:.3f} s ({form / draw:.0f} to 1)")
    print(f"  score {result.score} of 100, the best random draw {drawn.best}")
    print(f"  rules broken {len(result.violations)}; check {looked:.3f} s; refusal {refuse:.3f} s")
    print(f"  reasons for everyone {told:.2f} s; one swap {swap:.3f} s")


def instance(name: str) -> tuple[g.Problem, np.ndarray, float]:
    """Return an instance as a problem, its distances, and what a random draw gives."""
    with np.load(INSTANCES / "own" / f"{name}.npz") as file:
        apart, size = file["D"].astype(float), int(file["lo"][0])
    ids = [f"p{i:05d}" for i in range(len(apart))]
    rules = g.rules_from_dict({"size": {"min": size, "max": size}})
    value = np.rint(apart * 10).astype(np.int64)
    np.fill_diagonal(value, 0)
    problem = replace(g.build_problem(g.Roster.of(ids=ids), rules), value=value)
    pairs = problem.group_count * size * (size - 1) / 2
    return problem, apart, pairs * float(apart[np.triu_indices(len(apart), 1)].mean())


def within(problem: g.Problem, seconds: float) -> int:
    """Return about how many iterations fit into the seconds."""
    marks: list[tuple[float, int]] = []
    g.solve(
        problem,
        seed=0,
        iterations=600,
        on_progress=lambda seen: marks.append((time.perf_counter(), seen.step)),
    )
    each = (marks[-1][0] - marks[0][0]) / (marks[-1][1] - marks[0][1])
    return max(600, int(seconds / each))


def reached(seconds: float) -> None:
    """Print how far the search comes on made-up leaders within the seconds."""
    if not INSTANCES.exists():
        print("instances: left out, they are not beside the project")
        return
    best_known = json.loads((INSTANCES / "best_known.json").read_text("utf-8"))
    for people in (120, 240, 480, 960):
        name = f"Peer_n{people}_ss_s6{people}"
        problem, apart, chance = instance(name)
        iterations = within(problem, seconds)
        spent, result = timed(lambda p=problem, k=iterations: g.solve(p, seed=1, iterations=k))
        seats = [[problem.index[each] for each in group] for group in result.groups]
        found = sum(float(apart[np.ix_(at, at)].sum()) / 2 for at in seats)
        share = (found - chance) / (best_known[name]["best_found"] - chance)
        print(f"{name}: {100 * share:.1f} % of random to best found, {spent:.1f} s, {iterations}")


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="for each instance")
    wanted = parser.parse_args()
    five_rules()
    reached(wanted.seconds)


if __name__ == "__main__":
    main()
