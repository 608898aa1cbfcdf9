"""Figures of the grouping engine: seconds beside a baseline of the same run, and scores reached.

`python bench/grouping.py` prints what a page of 537 people takes, `--all` every goal with what was
measured and whether it is met (some nine minutes; `--quick` for one), `python bench/grouping.py
FILE --seconds 10 --seed 1 [--certify] [--json]` the figures of one instance, and `--instances`
those of every instance whose best value is known. The score is the share of the way from a random
draw to the best value known, in per cent. Rosters and instances are read from beside the project;
what is not there is left out and said so. Seconds are of this machine: read the ratios.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import _exact
import _goals
import _instances
from _goals import best_known

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


def figures(
    path: Path, *, seconds: float, seed: int, certify: bool, best: dict[str, float]
) -> dict[str, Any]:
    """Search one instance and return everything to be said about it."""
    instance = _instances.read(path)
    found = _instances.search(instance, seconds=seconds, seed=seed)
    chance = instance.random_mean()
    told: dict[str, Any] = {
        "instance": instance.name,
        "seed": seed,
        "iterations": found.iterations,
        "seconds": round(found.seconds, 2),
        "objective": round(found.worth, 3),
        "random": round(chance, 3),
        "score": None,
    }
    if instance.name in best:
        share = (found.worth - chance) / (best[instance.name] - chance)
        told["score"] = round(100 * share, 2)
    return told | _instances.certificate(instance, found.worth, certify=certify)


def goals(*, quick: bool) -> None:
    """Print every goal, what was measured, and whether it is met."""
    if not INSTANCES.exists():
        print("instances: left out, they are not beside the project")
        return
    most, seeds = (1.0, (1, 2)) if quick else (60.0, (1, 2, 3, 4, 5))
    has_congress = CONGRESS.exists()
    parts = (
        _goals.searches(seeds, most),
        _goals.planted(2 if quick else 20),
        _goals.refusals(congress if has_congress else None),
        _goals.certificates(most),
        _goals.crowds(max(most, 5.0)),
        _goals.meetings(),
        (_goals.first_result(congress("2026-12-01")) for _ in range(has_congress)),
    )
    lines = [goal for part in parts for goal in told(part)]
    missed = sum(each.met is False for each in lines)
    print(f"{len(lines)} goals, {missed} not met")


def told(part: Iterable[_goals.Goal]) -> Iterator[_goals.Goal]:
    """Print goals as they come."""
    for goal in part:
        print(goal.line(), flush=True)
        yield goal


def peers(*, quick: bool) -> None:
    """Print what a plain exchange reaches, and CP-SAT where it is installed."""
    best = best_known()
    for name in (*_goals.PEER, *_goals.RANDOM):
        instance = _instances.read(_goals.path_of(name))
        found = _instances.exchange(instance, seed=1)
        chance = instance.random_mean()
        score = 100 * (found.worth - chance) / (best[name] - chance)
        print(f"{name:24} plain exchange {score:6.1f} in {found.seconds:.1f} s", flush=True)
    for name in (*_goals.proven(), "RanReal_n030_ss_01"):
        instance = _instances.read(_goals.path_of(name))
        ours = _instances.search(instance, seconds=0.3, seed=1).worth
        print(f"{name:24} {_exact.line(instance, ours, seconds=2 if quick else 12)}", flush=True)


def everything(seconds: float, seed: int, *, certify: bool, as_json: bool) -> None:
    """Print every instance that has a best value, beside the plain exchange heuristic."""
    best = best_known()
    paths = sorted((*INSTANCES.glob("mdgplib/*.txt"), *INSTANCES.glob("own/*.npz")))
    if not as_json:
        print(f"{'instance':24} {'exchange':>8} {'score':>7} {'seconds':>7} {'gap %':>6}  bound")
    for path in paths:
        if path.stem not in best:
            continue
        told = figures(path, seconds=seconds, seed=seed, certify=certify, best=best)
        instance = _instances.read(path)
        plain = _instances.exchange(instance, seed=seed).worth
        span = best[path.stem] - told["random"]
        told["exchange"] = round(100 * (plain - told["random"]) / span, 2)
        if as_json:
            print(json.dumps(told), flush=True)
            continue
        print(
            f"{told['instance']:24} {told['exchange']:8.1f} {told['score']:7.2f} "
            f"{told['seconds']:7.2f} {100 * told['gap']:6.2f}  {told['method']}",
            flush=True,
        )


def main() -> None:
    """Print every figure, or those of the instances asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="an instance: MDGPLIB .txt or .npz")
    parser.add_argument("--all", action="store_true", help="every goal, met or not")
    parser.add_argument("--quick", action="store_true", help="with --all: what a minute can tell")
    parser.add_argument("--instances", action="store_true", help="every one with a best value")
    parser.add_argument("--seconds", type=float, default=10.0, help="for each instance")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--certify", action="store_true", help="prove the tighter bound as well")
    parser.add_argument("--json", action="store_true", help="one JSON object for each instance")
    wanted = parser.parse_args()
    if wanted.all:
        goals(quick=wanted.quick)
        peers(quick=wanted.quick)
    elif wanted.instances:
        everything(wanted.seconds, wanted.seed, certify=wanted.certify, as_json=wanted.json)
    elif wanted.file is not None:
        told = figures(
            wanted.file,
            seconds=wanted.seconds,
            seed=wanted.seed,
            certify=wanted.certify,
            best=best_known(),
        )
        if wanted.json:
            print(json.dumps(told))
        else:
            print("\n".join(f"{name}: {value}" for name, value in told.items()))
    else:
        five_rules()


if __name__ == "__main__":
    main()
