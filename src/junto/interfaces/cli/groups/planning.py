"""`junto groups rounds`: several rounds of groups in which nobody meets twice."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from junto.kernel import grouping
from junto.kernel.rotation import rotate_roles
from junto.kernel.rotation.planning import DEFAULT_ITERATIONS, Schedule, schedule_rounds

from .errors import FINE, BadInputError, Parser
from .inputs import (
    Table,
    add_tool_argument,
    history_of,
    meetings_in,
    need,
    roster_of,
    rules_or_none,
    table_in,
)
from .outputs import Outcome, add_output_arguments, check_outputs, deliver, impossible, refuse

_SIZE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")
_MOST = 500


def run(argv: Sequence[str]) -> int:
    """Plan rounds in which nobody meets twice; return the exit status."""
    wanted = parser().parse_args(argv)
    check(wanted)
    check_outputs(wanted)
    table = table_in(wanted.roster, wanted.tool)
    size = size_of(wanted.size, len(table.rows)) if wanted.size is not None else None
    rules = rules_or_none(wanted.rules, size)
    roster = roster_of(table, rules)
    met = [] if wanted.rules is None else history_of(wanted.rules, rules)
    met += [each for path in wanted.met for each in meetings_in(path, wanted.tool)]
    problem = grouping.build_problem(roster, rules, history=met)
    problem = problem if size is None else sized(problem, wanted.size)
    found = () if problem.min_size < 2 else grouping.check(problem)
    if found:
        return refuse(wanted, problem, [impossible(each) for each in found])
    away = {}
    if wanted.away is not None:
        away = away_in(table_in(wanted.away), wanted, roster.ids)
    try:
        schedule = schedule_rounds(
            problem, wanted.rounds, seed=wanted.seed, iterations=wanted.iterations, absent=away
        )
    except ValueError as trouble:
        raise BadInputError(str(trouble)) from None
    refused = not_kept(schedule, no_repeats=wanted.no_repeats)
    if refused:
        return refuse(wanted, problem, refused)
    shown = rows_of(schedule, roles_in(wanted.roles), table, roster)
    told = report(problem, schedule)
    deliver(wanted, Outcome(shown, ("round", "group"), told, quality_of(told)))
    print(summary(problem, schedule))
    return FINE


def parser() -> Parser:
    """Say what the command reads and writes."""
    parser = Parser(prog="junto groups rounds", description="Plan rounds without repeats.")
    parser.add_argument("roster", metavar="ROSTER.csv", type=Path, help="people, one a row")
    parser.add_argument("--rounds", required=True, type=int, help="how many rounds")
    parser.add_argument(
        "--size",
        help="5 (some groups one smaller), 4-6 (from, to); 2 makes pairs, an odd one rests",
    )
    parser.add_argument("--rules", type=Path, help="the rules file (YAML)")
    parser.add_argument("--roles", default="", help="roles that rotate, such as coach,learner")
    parser.add_argument("--away", type=Path, help="who is away: columns round, person_id (CSV)")
    add_tool_argument(parser)
    parser.add_argument(
        "--met",
        action="append",
        default=[],
        type=Path,
        help="who met before: columns a, b, times, or earlier groups; may be given again",
    )
    parser.add_argument("--no-repeats", action="store_true", help="refuse rather than repeat")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same rounds")
    parser.add_argument(
        "--iterations", type=int, default=DEFAULT_ITERATIONS, help="how long to search each round"
    )
    add_output_arguments(parser, "rounds")
    return parser


def check(wanted: argparse.Namespace) -> None:
    """Refuse numbers that make no rounds."""
    if not 1 <= wanted.rounds <= _MOST:
        raise BadInputError(f"--rounds is a whole number from 1 to {_MOST}, not {wanted.rounds}.")
    if wanted.iterations < 1:
        raise BadInputError("--iterations is a whole number of 1 or more.")
    if wanted.size is None and wanted.rules is None:
        raise BadInputError("Give --size, or --rules with a size.")
    names = roles_in(wanted.roles)
    if len(set(names)) != len(names):
        raise BadInputError(f"--roles names a role twice: {wanted.roles}.")


def roles_in(text: str) -> list[str]:
    """Return the roles of `--roles`."""
    return [each.strip() for each in text.split(",") if each.strip()]


def size_of(text: str, people: int) -> grouping.Size:
    """Return the sizes that `--size` allows for this many people."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise BadInputError(f"--size is a number such as 5, or two such as 4-6, not “{text}”.")
    largest = int(found[2] or found[1])
    smallest = int(found[1]) if found[2] else largest - 1
    if found[2] is None and largest in (2, 3) and people % largest == 0:
        smallest = largest
    if smallest < 1 or largest < 2 or smallest > largest:
        raise BadInputError(f"--size is 2 or more, the smaller number first, not “{text}”.")
    return grouping.Size(smallest, largest)


def sized(problem: grouping.Problem, size: str) -> grouping.Problem:
    """Return the problem with as few, so as large, groups as it may have, for a single size."""
    if "-" in size:
        return problem
    fewest = -(-problem.n // problem.max_size)
    return replace(problem, group_count=fewest if fewest <= problem.n // problem.min_size else 0)


def away_in(table: Table, wanted: argparse.Namespace, known: Sequence[str]) -> dict[int, list[str]]:
    """Return who is away by round, from a file."""
    need(table, ("round", "person_id"))
    people = set(known)
    away: dict[int, list[str]] = {}
    for line, row in enumerate(table.rows, start=2):
        text, person = row["round"].strip(), row["person_id"].strip()
        if not text.isdecimal() or not 1 <= int(text) <= wanted.rounds:
            raise BadInputError(
                f"{wanted.away.name}, line {line}: “{text}” is not a round from 1 to "
                f"{wanted.rounds}."
            )
        if person not in people:
            raise BadInputError(f"{wanted.away.name}, line {line}: nobody has the id “{person}”.")
        away.setdefault(int(text) - 1, []).append(person)
    return away


def rows_of(
    schedule: Schedule, roles: Sequence[str], table: Table, roster: grouping.Roster
) -> list[list[str]]:
    """Return the rows of the file of rounds, its headings first."""
    row_of = dict(zip(roster.ids, table.rows, strict=True))
    ours = ("round", "group", "role", "person_id")
    columns = [each for each in table.header if each not in ours]
    held = rotate_roles([group for groups in schedule.rounds for group in groups], roles)
    shown = [["round", "group", *(["role"] if roles else []), "person_id", *columns]]
    meeting = 0
    for number, groups in enumerate(schedule.rounds, start=1):
        for at, group in enumerate(groups, start=1):
            role_of = {person: role for role, person in held[meeting].items()}
            meeting += 1
            for person in sorted(group):
                role = [role_of.get(person, "")] if roles else []
                cells = [row_of[person][each] for each in columns]
                shown.append([str(number), str(at), *role, person, *cells])
    return shown


def report(problem: grouping.Problem, schedule: Schedule) -> dict[str, Any]:
    """Return what is told of the rounds."""
    return {
        "people": problem.n,
        "rounds": len(schedule.rounds),
        "sizes": [[len(group) for group in groups] for groups in schedule.rounds],
        "seed": schedule.seed,
        "iterations": schedule.iterations,
        "engine": schedule.engine,
        "problem_hash": schedule.problem_hash,
        "limit": schedule.limit,
        "without_repeat": schedule.without_repeat,
        "repeats": [
            {"round": each.round + 1, "people": [each.a, each.b]} for each in schedule.repeats
        ],
        "methods": list(schedule.methods),
        "worth": list(schedule.worth),
        "expected": schedule.expected,
        "broken": [
            {
                "round": each.round + 1,
                "rule": each.violation.rule,
                "people": list(each.violation.people),
            }
            for each in schedule.broken
        ],
    }


def quality_of(told: Mapping[str, Any]) -> list[tuple[str, object]]:
    """Return the figures of a report, labeled."""
    return [
        ("People", told["people"]),
        ("Rounds", told["rounds"]),
        ("Rounds that are possible without a repeat", told["limit"]),
        ("Rounds before the first repeat", told["without_repeat"]),
        ("Meetings that are a repeat", len(told["repeats"])),
        ("Seed", told["seed"]),
        ("Iterations", told["iterations"]),
        ("Engine", told["engine"]),
        ("Problem hash", told["problem_hash"]),
    ]


def not_kept(schedule: Schedule, *, no_repeats: bool) -> list[dict[str, Any]]:
    """Return what could not be kept, as a refusal tells it."""
    found = [
        {
            "rule": each.violation.rule,
            "people": list(each.violation.people),
            "why": (
                f"No round {each.round + 1} was found that keeps “{each.violation.rule}” for "
                f"{', '.join(each.violation.people)}."
            ),
            "relaxations": [f"Ease “{each.violation.rule}”.", "Plan fewer rounds."],
        }
        for each in schedule.broken
    ]
    if no_repeats and schedule.repeats:
        first = schedule.repeats[0]
        rounds = len(schedule.rounds)
        proven = rounds > schedule.limit
        why = (
            f"{rounds} rounds cannot be held without a repeat: {schedule.limit} are the most."
            if proven
            else f"No {rounds} rounds without a repeat were found: {first.a} and {first.b} would "
            f"meet again in round {first.round + 1}."
        )
        kept = schedule.without_repeat
        found.append(
            {
                "rule": "no_repeats",
                "people": [first.a, first.b],
                "why": why,
                "relaxations": [
                    *([f"Plan {kept} {'round' if kept == 1 else 'rounds'}."] if kept else []),
                    "Allow groups of one fewer.",
                ],
            }
        )
    return found


def summary(problem: grouping.Problem, schedule: Schedule) -> str:
    """Return the sentence the command ends with."""
    rounds = len(schedule.rounds)
    text = f"{problem.n} people in {rounds} {'round' if rounds == 1 else 'rounds'}. "
    if not schedule.repeats:
        return text + "Nobody meets anybody twice."
    times = len(schedule.repeats)
    return text + (
        f"Nobody meets twice in the first {schedule.without_repeat}; after that "
        f"{times} {'meeting is' if times == 1 else 'meetings are'} a repeat."
    )
