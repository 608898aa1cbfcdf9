"""`junto groups form` and `verify` for very many people: features instead of all pairs."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import Any

from junto.kernel import grouping
from junto.kernel.grouping import crowd

from .errors import DOES_NOT_HOLD, FINE

MOST_IN_PAIRS = crowd.CROWD
_ITERATIONS, _WITHIN_SECONDS = 20, 100_000


def form(
    people: crowd.Crowd, *, seed: int, iterations: int | None, until: float | None
) -> crowd.CrowdResult:
    """Form groups within a number of iterations, or until the clock reaches a time."""
    if until is None:
        return crowd.form_crowd(people, seed=seed, iterations=iterations or _ITERATIONS)
    return crowd.form_crowd(
        people,
        seed=seed,
        iterations=_WITHIN_SECONDS,
        should_stop=lambda: time.perf_counter() > until,
    )


def report(people: crowd.Crowd, result: crowd.CrowdResult) -> dict[str, Any]:
    """Return what is reported of the groups."""
    limit = int(people.limit()) + 1
    told = {
        "people": people.n,
        "groups": len(result.groups),
        "sizes": [len(group) for group in result.groups],
        "members": [list(group) for group in result.groups],
        "seed": result.seed,
        "iterations": result.iterations,
        "engine": crowd.ENGINE,
        "problem_hash": people.hash,
        "score": result.score,
        "objective": result.objective,
        "chance": None,
        "bound": {
            "value": limit,
            "method": "squares alone",
            "gap": round(max(0.0, 1 - result.objective / limit), 6),
        },
        "violations": [],
        "reasons": {},
    }
    return told if result.stopped_at is None else told | {"stopped_at": result.stopped_at}


def verify(roster: grouping.Roster, rules: grouping.Rules, told: Mapping[str, Any]) -> int:
    """Form the groups of a report again, and print what came of it in one sentence."""
    people = crowd.crowd_of(roster, rules)
    if told["problem_hash"] != people.hash:
        return _refuse("The people or the rules are not those it was made from.")
    result = crowd.form_crowd(
        people, seed=told["seed"], iterations=told["iterations"], stop_at=told.get("stopped_at")
    )
    found = report(people, result)
    wrong = [key for key, value in found.items() if told.get(key) != value]
    if wrong:
        return _refuse(f"Formed again, something else comes out for {', '.join(wrong)}.")
    print(
        f"The report holds: seed {result.seed} and {result.iterations} iterations give the same "
        f"{len(result.groups)} groups of the same {people.n} people."
    )
    return FINE


def _refuse(why: str) -> int:
    print(f"The report does not hold. {why}", file=sys.stderr)
    return DOES_NOT_HOLD
