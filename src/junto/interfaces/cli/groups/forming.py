"""`junto groups form`: groups from a file of people and rules."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from junto.kernel import grouping
from junto.kernel.grouping import crowd

from . import crowds, verifying
from .errors import FINE, BadInputError, Parser
from .inputs import People, given_in, people_in
from .outputs import as_json, groups_file, impossible, refuse, write

DRAWS = 1000
_TRIAL = 400
_LATEST = 1.5


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = Parser(prog="junto groups form", description="Form groups from a file of people.")
    parser.add_argument("roster", metavar="ROSTER.csv", type=Path, help="people, one a row")
    parser.add_argument("--rules", required=True, type=Path, help="the rules file (YAML)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same groups")
    budget = parser.add_mutually_exclusive_group()
    budget.add_argument("--seconds", type=float, help="about how long to search")
    budget.add_argument("--iterations", type=int, help="how long to search, repeatable")
    parser.add_argument("--out", required=True, type=Path, help="where the groups go (CSV)")
    parser.add_argument("--report", type=Path, help="where the report goes (JSON)")
    parser.add_argument("--certify", action="store_true", help="prove a tighter limit as well")
    wanted = parser.parse_args(argv)
    if wanted.iterations is not None and wanted.iterations < 1:
        raise BadInputError("--iterations is a whole number of 1 or more.")
    if wanted.seconds is not None and not 0 < wanted.seconds <= 86_400:
        raise BadInputError("--seconds is above 0 and at most a day.")
    if wanted.report is not None and wanted.report.resolve() == wanted.out.resolve():
        raise BadInputError("--out and --report name the same file.")
    return wanted


def run(argv: Sequence[str]) -> int:
    """Form groups as the arguments ask; return the exit status."""
    wanted = _arguments(argv)
    began = time.perf_counter()
    people = people_in(wanted)
    if len(people.rows) > crowds.MOST_IN_PAIRS:
        return _form_crowd(wanted, people, began)
    problem, roster, header, rows = given_in(wanted, people)
    try:
        result = _solve(problem, wanted, began)
    except grouping.Infeasible as refusal:
        return refuse(wanted, problem, [impossible(each) for each in refusal.impossible])
    if result.violations:
        count = grouping.other_count(problem, seed=wanted.seed)
        broken = [_not_found(problem, each, result, count) for each in result.violations]
        return refuse(wanted, problem, broken)
    seconds = None if wanted.iterations is not None else round(time.perf_counter() - began, 2)
    report = _report(problem, result, wanted.seed) | {"seconds": seconds}
    if wanted.certify:
        report["bound"] = verifying.certified(problem, result)
    if result.stopped_at is not None:
        report["stopped_at"] = result.stopped_at
    files = [(wanted.out, groups_file(roster, header, rows, result.groups))]
    if wanted.report is not None:
        files.append((wanted.report, as_json(report)))
    write(files)
    print(
        f"{problem.n} people in {problem.group_count} groups. Score {result.score:g}, where a "
        "random draw gives 0 and no arrangement can give more than 100."
    )
    return FINE


def _form_crowd(wanted: argparse.Namespace, people: People, began: float) -> int:
    """Form groups of more people than all pairs of them fit into memory."""
    if wanted.certify:
        raise BadInputError(f"--certify is for up to {crowds.MOST_IN_PAIRS} people.")
    given = crowd.crowd_of(people.roster, people.rules)
    until = None if wanted.seconds is None else began + wanted.seconds * 0.9
    result = crowds.form(given, seed=wanted.seed, iterations=wanted.iterations, until=until)
    seconds = None if wanted.iterations is not None else round(time.perf_counter() - began, 2)
    files = [
        (wanted.out, groups_file(people.roster, people.header, people.rows, result.groups)),
    ]
    if wanted.report is not None:
        files.append((wanted.report, as_json(crowds.report(given, result) | {"seconds": seconds})))
    write(files)
    print(
        f"{given.n} people in {len(result.groups)} groups. Score {result.score:g}, where a "
        "random draw gives 0 and no arrangement can give more than 100."
    )
    return FINE


def _solve(problem: grouping.Problem, wanted: argparse.Namespace, began: float) -> grouping.Result:
    iterations = wanted.iterations
    should_stop: Callable[[], bool] | None = None
    if wanted.seconds is not None:
        iterations = _iterations_within(problem, wanted.seconds, began)
        latest = began + wanted.seconds * _LATEST + 1

        def should_stop() -> bool:
            return bool(time.perf_counter() > latest)

    return grouping.solve(problem, seed=wanted.seed, iterations=iterations, should_stop=should_stop)


def _iterations_within(problem: grouping.Problem, seconds: float, began: float) -> int:
    """Time a short trial, and return how many iterations fit into the seconds that are left."""
    marks: list[tuple[float, int]] = []
    grouping.solve(
        problem,
        seed=0,
        iterations=_TRIAL,
        on_progress=lambda seen: marks.append((time.perf_counter(), seen.step)),
    )
    if len(marks) < 2:
        return _TRIAL
    each = (marks[-1][0] - marks[0][0]) / max(1, marks[-1][1] - marks[0][1])
    left = seconds * 0.9 - (time.perf_counter() - began)
    return max(_TRIAL, int(left / max(each, 1e-6)))


def _report(problem: grouping.Problem, result: grouping.Result, seed: int) -> dict[str, Any]:
    drawn = grouping.chance(problem, draws=DRAWS, seed=seed)
    bound = result.standing.bound
    return {
        "people": problem.n,
        "groups": problem.group_count,
        "sizes": list(result.sizes),
        "members": [list(group) for group in result.groups],
        "seed": result.seed,
        "iterations": result.iterations,
        "engine": result.engine,
        "problem_hash": result.problem_hash,
        "score": result.score,
        "objective": result.objective,
        "chance": {"draws": drawn.draws, "mean": drawn.mean, "best": drawn.best},
        "bound": {
            "value": bound.value,
            "method": bound.method,
            "gap": bound.gap(result.objective),
        },
        "violations": [],
        "reasons": {
            person: [
                {"code": each.code, **each.values, "people": list(each.people)} for each in found
            ]
            for person, found in grouping.explain_everyone(problem, result.groups).items()
        },
    }


def _not_found(
    problem: grouping.Problem,
    broken: grouping.Violation,
    result: grouping.Result,
    count: int | None,
) -> dict[str, Any]:
    names = dict(zip(problem.roster.ids, problem.roster.names, strict=True))
    who = ", ".join(names[each] for each in broken.people)
    return {
        "rule": broken.rule,
        "people": list(broken.people),
        "why": (
            "Nothing proves that the rules cannot be kept, but "
            f"{result.iterations} iterations found no way: “{broken.rule}” stays broken for {who}."
        ),
        "relaxations": [
            *([f"Make {count} groups: with them every must-have can be kept."] if count else []),
            "Search longer, with more --iterations.",
            f"Ease “{broken.rule}”.",
        ],
    }
