"""`junto groups repair`: ways to give everybody a group again after people left or came."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from junto.kernel import grouping

from .errors import FINE, IMPOSSIBLE, BadInputError, Parser
from .inputs import Given, add_people_arguments, given_in, groups_in, hidden_in
from .outputs import Outcome, add_output_arguments, check_outputs, deliver, groups_table

KINDS = {
    "keep": "Change as little as possible",
    "mix": "Change a little more, for a better mix",
    "dissolve": "End a group that became too small",
    "fresh": "Begin a group",
}


def run(argv: Sequence[str]) -> int:
    """Mend groups that no longer fit their people; return the exit status."""
    wanted = parser().parse_args(argv)
    check_outputs(wanted)
    names, groups = groups_in(wanted.groups, wanted.tool)
    given = given_in(wanted)
    ways = grouping.repair(given.problem, groups)
    if not ways:
        known = [[each for each in group if each in given.problem.index] for group in groups]
        _hand_over(wanted, given, known, names, ways)
        print("Nothing to mend: everybody has a group, and every group is large enough.")
        return FINE
    if not 1 <= wanted.way <= len(ways):
        raise BadInputError(f"--way is a whole number from 1 to {len(ways)}.")
    chosen = ways[wanted.way - 1]
    taken = {each.casefold() for each in names}
    fresh = next(str(n) for n in range(len(names) + 1, 2 * len(names) + 2) if str(n) not in taken)
    _hand_over(wanted, given, chosen.groups, [*names, fresh], ways)
    print(told_in_lines(ways))
    return IMPOSSIBLE if chosen.violations else FINE


def _hand_over(
    wanted: argparse.Namespace,
    given: Given,
    groups: Sequence[Sequence[str]],
    names: Sequence[str],
    ways: Sequence[grouping.Proposal],
) -> None:
    report = {"engine": grouping.ENGINE, "ways": told(names, ways)}
    quality: list[tuple[str, object]] = [
        ("People", given.problem.n),
        ("Groups", sum(1 for each in groups if each)),
        ("Engine", grouping.ENGINE),
    ]
    for at, line in enumerate(told_in_lines(ways).splitlines(), start=1):
        taken = " (written here)" if at == wanted.way else ""
        quality.append((f"Way {at}{taken}", line.partition(". ")[2]))
    hide = hidden_in(wanted.hide, given.roster, given.people.rules)
    table = groups_table(given.roster, given.people.table, groups, names, hide=hide)
    deliver(wanted, Outcome(table, ("group",), report, quality))


def parser() -> Parser:
    """Say what the command reads and writes."""
    parser = Parser(prog="junto groups repair", description="Give everybody a group again.")
    parser.add_argument("groups", metavar="GROUPS.csv", type=Path, help="group and person_id")
    add_people_arguments(parser)
    parser.add_argument("--way", type=int, default=1, help="which way is written: 1 is the first")
    parser.add_argument("--hide", action="append", default=[], help="a column to leave out")
    add_output_arguments(parser, "groups", to=True)
    return parser


def told(names: Sequence[str], ways: Sequence[grouping.Proposal]) -> list[dict[str, Any]]:
    """All ways as plain data; a group that would begin has no name yet."""

    def name(at: int | None) -> str | None:
        return names[at] if at is not None and at < len(names) else None

    return [
        {
            "kind": way.kind,
            "score": way.score,
            "placed": [{"person": each.person, "to": name(each.target)} for each in way.placed],
            "moved": [
                {"person": each.person, "from": name(each.source), "to": name(each.target)}
                for each in way.moved
            ],
            "groups_touched": len(way.touched),
            "violations": [
                {"rule": each.rule, "people": list(each.people)} for each in way.violations
            ],
        }
        for way in ways
    ]


def told_in_lines(ways: Sequence[grouping.Proposal]) -> str:
    """One line for each way."""
    lines = []
    for at, way in enumerate(ways, start=1):
        score = "" if way.score is None else f" Score {way.score:g}."
        broken = f" {len(way.violations)} must-haves broken." if way.violations else ""
        lines.append(
            f"{at}. {KINDS[way.kind]}: {len(way.placed)} placed, {len(way.moved)} moved,"
            f" {len(way.touched)} groups touched.{score}{broken}"
        )
    return "\n".join(lines)
