"""`junto groups repair`: ways to give everybody a group again after people left or came."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from junto.kernel import grouping

from .errors import FINE, IMPOSSIBLE, BadInputError, Parser
from .inputs import given_in, table_in
from .outputs import as_json, check_outputs, groups_file, write

KINDS = {
    "keep": "Change as little as possible",
    "mix": "Change a little more, for a better mix",
    "dissolve": "End a group that became too small",
    "fresh": "Begin a group",
}


def run(argv: Sequence[str]) -> int:
    """Mend groups that no longer fit their people; return the exit status."""
    parser = Parser(prog="junto groups repair", description="Give everybody a group again.")
    add_arguments(parser)
    wanted = parser.parse_args(argv)
    check_outputs(wanted)
    names, groups = groups_in(*table_in(wanted.groups), wanted.groups.name)
    given = given_in(wanted)
    ways = grouping.repair(given.problem, groups)
    if not ways:
        known = [[each for each in group if each in given.problem.index] for group in groups]
        write([(wanted.out, groups_file(given.roster, given.header, given.rows, known, names))])
        print("Nothing to mend: everybody has a group, and every group is large enough.")
        return FINE
    if not 1 <= wanted.way <= len(ways):
        raise BadInputError(f"--way is a whole number from 1 to {len(ways)}.")
    chosen = ways[wanted.way - 1]
    taken = {each.casefold() for each in names}
    fresh = next(str(n) for n in range(len(names) + 1, 2 * len(names) + 2) if str(n) not in taken)
    files = [
        (
            wanted.out,
            groups_file(given.roster, given.header, given.rows, chosen.groups, [*names, fresh]),
        )
    ]
    if wanted.report is not None:
        report = {"engine": grouping.ENGINE, "ways": told(names, ways)}
        files.append((wanted.report, as_json(report)))
    write(files)
    print(sentences(ways))
    return IMPOSSIBLE if chosen.violations else FINE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command reads and writes."""
    parser.add_argument("groups", metavar="GROUPS.csv", type=Path, help="group and person_id")
    parser.add_argument("roster", metavar="ROSTER.csv", type=Path, help="people, one a row")
    parser.add_argument("--rules", required=True, type=Path, help="the rules file (YAML)")
    parser.add_argument("--way", type=int, default=1, help="which way is written: 1 is the first")
    parser.add_argument("--out", required=True, type=Path, help="where the groups go (CSV)")
    parser.add_argument("--report", type=Path, help="where all ways go (JSON)")


def groups_in(
    header: Sequence[str], rows: Sequence[Mapping[str, str]], name: str
) -> tuple[list[str], list[list[str]]]:
    """Return names and people of the groups of a file, in the order in which they come."""
    for column in ("group", "person_id"):
        if column not in header:
            raise BadInputError(f"{name} has no column “{column}”.")
    found: dict[str, list[str]] = {}
    seated: dict[str, str] = {}
    for at, row in enumerate(rows, start=2):
        group, person = row["group"].strip(), row["person_id"].strip()
        if not group or not person:
            raise BadInputError(f"{name}, row {at}: a group and a person_id are needed.")
        if person in seated:
            raise BadInputError(f"{name}, row {at}: “{person}” is in “{seated[person]}” already.")
        seated[person] = group
        found.setdefault(group, []).append(person)
    return list(found), list(found.values())


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


def sentences(ways: Sequence[grouping.Proposal]) -> str:
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
