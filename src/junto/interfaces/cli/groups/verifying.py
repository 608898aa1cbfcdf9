"""`junto groups verify`: forms the groups of a report once more, and says whether it holds."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from junto.kernel import grouping
from junto.kernel.grouping import crowd

from . import crowds
from .errors import DOES_NOT_HOLD, FINE, BadInputError, Parser
from .inputs import add_people_arguments, given_in, people_in, text_of

# Limits come from decompositions, whose last digits differ between processors.
_CLOSE = 1e-4
_MOST_ROUNDS = 100_000
# A report that speaks of groups as they are, changed by hand or not, and not of a run.
GIVEN = "given"


def run(argv: Sequence[str]) -> int:
    """Form the groups of a report once more; return 0 where it holds and 1 where not."""
    wanted = parser().parse_args(argv)
    report = read(text_of(wanted.report), wanted.report.name)
    if report.get("engine") == crowd.ENGINE:
        people = people_in(wanted)
        return crowds.verify(people.roster, people.rules, report)
    return verify(given_in(wanted, people_in(wanted, report)).problem, report)


def parser() -> Parser:
    """Say what the command reads."""
    parser = Parser(prog="junto groups verify", description="Form the groups of a report again.")
    parser.add_argument("report", metavar="REPORT.json", type=Path, help="what a run reported")
    add_people_arguments(parser)
    return parser


def read(text: str, name: str) -> Mapping[str, Any]:
    """Return a report, or say what it lacks."""
    try:
        report = json.loads(text)
    except ValueError:
        raise BadInputError(f"{name} is not JSON.") from None
    if not isinstance(report, dict) or not isinstance(report.get("problem_hash"), str):
        raise BadInputError(f"{name} is not a report of formed groups.")
    if "impossible" in report:
        return report
    if report.get("arrangement") == GIVEN and not isinstance(report.get("kinds"), dict):
        raise BadInputError(f"{name} has no usable “kinds”.")
    whole: dict[str, type] = {"objective": int, "members": list, "bound": dict}
    is_given = report.get("arrangement") == GIVEN
    if not is_given:
        whole |= {"seed": int, "iterations": int}
    for key, kind in whole.items():
        found = report.get(key)
        if not isinstance(found, kind) or isinstance(found, bool):
            raise BadInputError(f"{name} has no usable “{key}”.")
    if not isinstance(report.get("start"), list | None):
        raise BadInputError(f"{name} has no usable “start”.")
    if not isinstance(report.get("stopped_at"), int | None):
        raise BadInputError(f"{name} has no usable “stopped_at”.")
    if not is_given and report["iterations"] < 1:
        raise BadInputError(f"{name} has no usable “iterations”.")
    return report


def certified(problem: grouping.Problem, result: grouping.Result) -> dict[str, Any]:
    """Return the tightest limit for a report, with what it takes to prove it again."""
    rounds = grouping.proof_iterations(problem)
    bound = grouping.certify(problem, iterations=rounds)
    told = {"value": bound.value, "method": bound.method, "gap": bound.gap(result.objective)}
    return told | {"iterations": rounds}


def verify(problem: grouping.Problem, report: Mapping[str, Any]) -> int:
    """Compare a report with a run of its own, and print what came of it in one sentence."""
    if report.get("engine") != grouping.ENGINE:
        return _refuse(
            f"It was made by “{report.get('engine')}”, and this is “{grouping.ENGINE}”: only the "
            "same engine can form the same groups again."
        )
    if report["problem_hash"] != grouping.problem_hash(problem):
        return _refuse("The people, the rules or past meetings are not those it was made from.")
    if "impossible" in report:
        return _verify_refusal(problem)
    if report.get("arrangement") == GIVEN:
        return _verify_groups(problem, report)
    try:
        result = grouping.solve(
            problem,
            seed=report["seed"],
            iterations=report["iterations"],
            stop_at=report.get("stopped_at"),
            start=report.get("start"),
        )
    except grouping.Infeasible:
        return _refuse("The rules it says were kept are proven impossible.")
    except ValueError:
        return _refuse("The groups it began with are not groups of these people.")
    wrong = _differences(problem, report, result)
    if wrong:
        return _refuse(" ".join(wrong))
    print(
        f"The report holds: seed {result.seed} and {result.iterations} iterations give the same "
        f"{len(result.groups)} groups of the same {problem.n} people, with the objective "
        f"{result.objective}, and no arrangement can exceed {report['bound']['value']}."
    )
    return FINE


def _verify_refusal(problem: grouping.Problem) -> int:
    if not grouping.check(problem):
        return _refuse("Nothing proves that its rules are impossible; its search found no way.")
    print("The report holds: its rules are proven impossible for these people.")
    return FINE


def _verify_groups(problem: grouping.Problem, report: Mapping[str, Any]) -> int:
    """Measure the groups of a report and prove its limit once more."""
    groups = report["members"]
    if not all(isinstance(each, list) for each in groups):
        return _refuse("Its groups are not lists of people.")
    try:
        standing = grouping.evaluate(problem, groups)
    except ValueError:
        return _refuse("Its groups do not seat everybody exactly once.")
    broken = [
        {"rule": each.rule, "group": each.group, "people": list(each.people)}
        for each in standing.violations
    ]
    found = {
        "people": problem.n,
        "groups": len(groups),
        "sizes": [len(group) for group in groups],
        "objective": standing.objective,
        "score": standing.score,
    }
    wrong = _unlike(report, found, "measured again")
    if report.get("violations") != broken:
        wrong.append("Other must-haves are broken than it says.")
    wrong += _bound_differences(problem, report["bound"], standing.objective, standing.bound)
    if wrong:
        return _refuse(" ".join(wrong))
    kept = "every must-have is kept" if not broken else f"must-haves broken: {len(broken)}"
    print(
        f"The report holds: its {len(groups)} groups of {problem.n} people reach the objective "
        f"{standing.objective}, {kept}, and no arrangement can exceed {report['bound']['value']}."
    )
    return FINE


def _unlike(report: Mapping[str, Any], found: Mapping[str, Any], when: str) -> list[str]:
    return [
        f"“{key}” is {report.get(key)} in it and {value} when {when}."
        for key, value in found.items()
        if report.get(key) != value
    ]


def _differences(
    problem: grouping.Problem, report: Mapping[str, Any], result: grouping.Result
) -> list[str]:
    found = {
        "people": problem.n,
        "groups": problem.group_count,
        "sizes": list(result.sizes),
        "objective": result.objective,
        "score": result.score,
    }
    wrong = _unlike(report, found, "formed again")
    if _seated(report["members"]) != _seated(result.groups):
        wrong.append("The groups formed again are other groups.")
    if [*report.get("violations", [])] or result.violations:
        wrong.append("A must-have is broken.")
    bound = result.standing.bound
    return [*wrong, *_bound_differences(problem, report["bound"], result.objective, bound)]


def _seated(groups: Any) -> set[tuple[str, ...]] | None:
    if not all(isinstance(group, list | tuple) for group in groups):
        return None
    return {tuple(sorted(str(each) for each in group)) for group in groups}


def _bound_differences(
    problem: grouping.Problem, told: Mapping[str, Any], objective: int, bound: grouping.Bound
) -> list[str]:
    rounds = told.get("iterations")
    if isinstance(rounds, int) and 1 <= rounds <= _MOST_ROUNDS:
        bound = grouping.certify(problem, iterations=rounds)
    if told.get("method") != bound.method or not _is_close(told.get("value"), bound.value):
        return [
            f"Its limit is {told.get('value')} by “{told.get('method')}”, and {bound.value} by "
            f"“{bound.method}” when proven again."
        ]
    gap = told.get("gap")
    if not isinstance(gap, int | float) or abs(gap - bound.gap(objective)) > _CLOSE:
        return [f"Its gap is {gap}, and {bound.gap(objective)} when proven again."]
    return []


def _is_close(told: object, found: int) -> bool:
    return isinstance(told, int | float) and abs(told - found) <= _CLOSE * max(1, abs(found))


def _refuse(why: str) -> int:
    print(f"The report does not hold. {why}", file=sys.stderr)
    return DOES_NOT_HOLD
