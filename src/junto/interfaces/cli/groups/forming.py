"""`junto groups form`: groups from a file of people and rules."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from junto.kernel import grouping
from junto.kernel.grouping import crowd
from junto.kernel.matching import staffing

from . import crowds, foreign, sentences, verifying
from .errors import FINE, BadInputError, Parser
from .inputs import (
    People,
    Staff,
    add_people_arguments,
    check_seats,
    given_in,
    groups_in,
    hidden_in,
    people_in,
)
from .outputs import (
    Outcome,
    add_output_arguments,
    check_outputs,
    deliver,
    groups_table,
    impossible,
    refuse,
)

DRAWS = 1000
_TRIAL = 400
_LATEST = 1.5


def parser() -> Parser:
    """Say what the command reads and writes."""
    parser = Parser(prog="junto groups form", description="Form groups from a file of people.")
    add_people_arguments(parser)
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same groups")
    budget = parser.add_mutually_exclusive_group()
    budget.add_argument("--seconds", type=float, help="about how long to search")
    budget.add_argument("--iterations", type=int, help="how long to search, repeatable")
    add_output_arguments(parser, "groups", to=True)
    parser.add_argument("--certify", action="store_true", help="prove a tighter limit as well")
    parser.add_argument("--start", type=Path, help="groups to improve (CSV); their names are kept")
    parser.add_argument(
        "--hide", action="append", default=[], help="a column the reasons never mention"
    )
    return parser


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    wanted = parser().parse_args(argv)
    if wanted.iterations is not None and wanted.iterations < 1:
        raise BadInputError("--iterations is a whole number of 1 or more.")
    if wanted.seconds is not None and not 0 < wanted.seconds <= 86_400:
        raise BadInputError("--seconds is above 0 and at most a day.")
    check_outputs(wanted)
    return wanted


def run(argv: Sequence[str]) -> int:
    """Form groups as the arguments ask; return the exit status."""
    wanted = _arguments(argv)
    began = time.perf_counter()
    people = people_in(wanted)
    _tell_of_foreign(people)
    if len(people.table.rows) > crowds.MOST_IN_PAIRS:
        return _form_crowd(wanted, people, began)
    given = given_in(wanted, people)
    problem = given.problem
    hide = hidden_in(wanted.hide, given.roster, people.rules)
    names, start = _start(wanted, problem)
    short = _short_of_staff(people, problem)
    if short:
        return refuse(wanted, problem, [impossible(each) for each in short])
    try:
        result = _solve(problem, wanted, began, start)
    except grouping.Infeasible as refusal:
        return refuse(wanted, problem, [impossible(each) for each in refusal.impossible])
    if result.violations:
        count = grouping.other_count(problem, seed=wanted.seed)
        broken = [_not_found(problem, each, result, count) for each in result.violations]
        return refuse(wanted, problem, broken)
    seconds = None if wanted.iterations is not None else round(time.perf_counter() - began, 2)
    report = _report(problem, result, wanted.seed, hide) | {"seconds": seconds}
    if wanted.certify:
        report["bound"] = verifying.certified(problem, result)
    if result.stopped_at is not None:
        report["stopped_at"] = result.stopped_at
    if start is not None:
        report["start"] = [list(each) for each in start]
    table = groups_table(given.roster, people.table, result.groups, names, hide=hide)
    if people.staff is not None:
        report["staff"] = _staffed(people.staff, result.groups, names, table)
    deliver(wanted, Outcome(table, ("group",), report, quality_of(report)))
    score = sentences.score(result.score)
    print(f"{problem.n} people in {problem.group_count} groups. {score}")
    return FINE


def _short_of_staff(people: People, problem: grouping.Problem) -> tuple[grouping.Impossible, ...]:
    """Tell whether there are too few to look after the groups."""
    if people.staff is None or people.rules.staff is None:
        return ()
    places = people.rules.staff.groups
    return grouping.check_staff(problem, len(people.staff.people), places)


def _staffed(
    staff: Staff, groups: grouping.Groups, names: Sequence[str], table: list[list[str]]
) -> dict[str, Any]:
    """Give each group somebody, in the table too; return the pairs, and what is open and why."""
    assert staff.rules.staff is not None
    found = staffing.staff_groups(
        staff.everybody, staff.rules, groups, staff.people, places=staff.rules.staff.groups
    )
    called = [names[at] if names else str(at + 1) for at in range(len(groups))]
    pairs = {called[at]: who for at, who in sorted(found.pairs.items())}
    table[0].append("looked_after_by")
    for row in table[1:]:
        row.append(pairs.get(row[0], ""))
    for each in found.unstaffed:
        print(each.why, file=sys.stderr)
    return {"pairs": pairs, "open": [each.why for each in found.unstaffed]}


def _tell_of_foreign(people: People) -> None:
    """Say what the file of another tool holds beside its people."""
    if people.table.foreign is not None:
        for line in foreign.told(people.table.foreign, people.rules):
            print(line, file=sys.stderr)


def _start(
    wanted: argparse.Namespace, problem: grouping.Problem
) -> tuple[Sequence[str], grouping.Groups | None]:
    """Return names and people of the groups to begin with, if a file holds some."""
    if wanted.start is None:
        return (), None
    names, groups = groups_in(wanted.start, wanted.tool)
    check_seats(wanted.start, problem, groups)
    low, high = min(map(len, groups)), max(map(len, groups))
    if (
        len(groups) != problem.group_count
        or not problem.min_size <= low <= high <= problem.max_size
    ):
        raise BadInputError(
            f"{wanted.start.name} has {len(groups)} groups of {low} to {high}, and the rules ask "
            f"for {problem.group_count} of {problem.min_size} to {problem.max_size}."
        )
    return names, tuple(tuple(each) for each in groups)


def _form_crowd(wanted: argparse.Namespace, people: People, began: float) -> int:
    """Form groups of more people than all pairs of them fit into memory."""
    if wanted.certify or wanted.start is not None:
        asked = "--certify" if wanted.certify else "--start"
        raise BadInputError(f"{asked} is for up to {crowds.MOST_IN_PAIRS} people.")
    given = crowd.crowd_of(people.roster, people.rules)
    until = None if wanted.seconds is None else began + wanted.seconds * 0.9
    result = crowds.form(given, seed=wanted.seed, iterations=wanted.iterations, until=until)
    seconds = None if wanted.iterations is not None else round(time.perf_counter() - began, 2)
    report = crowds.report(given, result) | {"seconds": seconds}
    hide = hidden_in(wanted.hide, people.roster, people.rules)
    table = groups_table(people.roster, people.table, result.groups, hide=hide)
    deliver(wanted, Outcome(table, ("group",), report, quality_of(report)))
    score = sentences.score(result.score)
    print(f"{given.n} people in {len(result.groups)} groups. {score}")
    return FINE


def quality_of(report: Mapping[str, Any]) -> list[tuple[str, object]]:
    """Return the figures of a report, labeled."""
    bound, drawn = report["bound"], report.get("chance") or {}
    rows: list[tuple[str, object]] = [
        ("People", report["people"]),
        ("Groups", report["groups"]),
        ("Sizes", ", ".join(map(str, sorted(set(report["sizes"]))))),
        ("Score (0 a random draw, 100 the limit)", report["score"]),
        ("Objective", report["objective"]),
        ("No arrangement can exceed", bound["value"]),
        ("Proven by", bound["method"]),
        ("Share of the limit left open", bound["gap"]),
    ]
    if drawn:
        rows += [
            ("Random draws", drawn["draws"]),
            ("Score of a random draw on average", drawn["mean"]),
            ("Score of the best random draw", drawn["best"]),
        ]
    for each in report.get("wishes", ()):
        rows.append((f"Granted by {each['rule']}", f"{each['granted']} of {each['of']}"))
    told = ("seed", "iterations", "engine", "problem_hash")
    return [*rows, *((each.replace("_", " ").capitalize(), report[each]) for each in told)]


def _solve(
    problem: grouping.Problem,
    wanted: argparse.Namespace,
    began: float,
    start: grouping.Groups | None,
) -> grouping.Result:
    iterations = wanted.iterations
    should_stop: Callable[[], bool] | None = None
    if wanted.seconds is not None:
        iterations = _iterations_within(problem, wanted.seconds, began)
        latest = began + wanted.seconds * _LATEST + 1

        def should_stop() -> bool:
            return bool(time.perf_counter() > latest)

    return grouping.solve(
        problem, seed=wanted.seed, iterations=iterations, should_stop=should_stop, start=start
    )


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


def _report(
    problem: grouping.Problem, result: grouping.Result, seed: int, hide: Collection[str]
) -> dict[str, Any]:
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
        **_wishes(result),
        "reasons": {
            person: [
                {"code": each.code, **each.values, "people": list(each.people)} for each in found
            ]
            for person, found in grouping.explain_everyone(
                problem, result.groups, hide=hide
            ).items()
        },
    }


def _wishes(result: grouping.Result) -> dict[str, Any]:
    """Return how many wishes for company are granted, where there are any."""
    found = [
        {"rule": each.rule, "attribute": each.attribute, "granted": each.kept, "of": each.of}
        for each in result.standing.wishes
    ]
    return {"wishes": found} if found else {}


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
