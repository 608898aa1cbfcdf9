"""`junto groups read`: the roster of another tool as people, and what it says as rules."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from junto.kernel import grouping, rosters
from junto.kernel.grouping.rules import WithFriends

from . import sentences
from .errors import FINE, BadInputError, Parser
from .inputs import add_tool_argument, table_in
from .outputs import as_csv, check_places, write


def run(argv: Sequence[str]) -> int:
    """Write the people of another tool's roster, and the rules it speaks of."""
    wanted = parser().parse_args(argv)
    _check(wanted)
    table = table_in(wanted.roster, wanted.tool)
    found = table.foreign
    if found is None:
        known = ", ".join(rosters.TITLES.values())
        raise BadInputError(
            f"{wanted.roster.name} has not the headings of {known}: name one with --from."
        )
    people = [table.header, *([row[each] for each in table.header] for row in table.rows)]
    files = [(wanted.out, as_csv(people))]
    if wanted.rules is not None:
        files.append((wanted.rules, yaml_of(draft(found)).encode()))
    if wanted.groups is not None:
        if not found.teams:
            raise BadInputError(f"{wanted.roster.name} has no groups.")
        rows = [[team, each] for team, people in found.teams.items() for each in people]
        files.append((wanted.groups, as_csv([["group", "person_id"], *rows])))
    write(files)
    print(summary(found))
    for line in told(found):
        print(line, file=sys.stderr)
    return FINE


def parser() -> Parser:
    """Say what the command reads and writes."""
    parser = Parser(prog="junto groups read", description="Read the roster of another tool.")
    parser.add_argument("roster", metavar="ROSTER.csv", type=Path, help="what the tool gave")
    add_tool_argument(parser)
    parser.add_argument("--out", required=True, type=Path, help="where the people go (CSV)")
    parser.add_argument("--rules", type=Path, help="where a rules file to begin with goes (YAML)")
    parser.add_argument("--groups", type=Path, help="where the teams that exist go (CSV)")
    return parser


def _check(wanted: argparse.Namespace) -> None:
    places = [each for each in (wanted.out, wanted.rules, wanted.groups) if each is not None]
    check_places(*places)
    if len({each.resolve() for each in places}) < len(places):
        raise BadInputError("--out, --rules and --groups name the same file.")


def summary(found: rosters.Translated) -> str:
    """Return what was read, in one sentence."""
    people = sentences.many(len(found.rows), "person", "people")
    teams = sentences.many(len(found.teams), "team", "teams")
    return f"{people} from {rosters.TITLES[found.tool]}, in {teams}." if found.teams else (
        f"{people} from {rosters.TITLES[found.tool]}.")  # fmt: skip


def draft(found: rosters.Translated) -> dict[str, Any]:
    """Return a rules file to begin with: what the roster says of people, and its lists."""
    document: dict[str, Any] = {"id": "person_id", "size": {"min": 4, "max": 6}}
    if found.lists:
        document["lists"] = dict(found.lists)
    document |= rules_of(found)
    if "free" in found.lists:
        document.setdefault("hard", []).append({"common_language": {"attribute": "free"}})
    return document


def rules_of(found: rosters.Translated) -> dict[str, Any]:
    """Return who asked not to be with whom, and who asked for each other, as rules."""
    rules: dict[str, Any] = {}
    apart = sorted({tuple(sorted((each.person, each.other))) for each in found.apart})
    if apart:
        rules["hard"] = [{"never_together": [list(each) for each in apart]}]
    if found.together:
        rules["soft"] = [{"with_friends": {"attribute": "wishes"}}]
    return rules


def told(found: rosters.Translated, known: grouping.Rules | None = None) -> list[str]:
    """Return what a command says about a roster it reads: nothing of it is used unasked."""
    lines = list(found.notes)
    rules = rules_of(found if known is None else _without(found, known))
    if rules:
        lines += [
            f"This roster from {rosters.TITLES[found.tool]} also says who wants to be with whom. "
            "None of it is used unless these rules are in the rules file:",
            yaml_of(rules).rstrip(),
        ]
    return lines


def _without(found: rosters.Translated, known: grouping.Rules) -> rosters.Translated:
    """Return a roster that no longer says what the rules say already."""
    sets = [set(each) for rule in known.hard if isinstance(rule, grouping.NeverTogether)
            for each in rule.sets]  # fmt: skip
    apart = tuple(one for one in found.apart if not any({one.person, one.other} <= each
                  for each in sets))  # fmt: skip
    wished = any(isinstance(each, WithFriends) for each in known.soft)
    return replace(found, apart=apart, together=() if wished else found.together)


def yaml_of(document: dict[str, Any]) -> str:
    """Return a document as a rules file writes it."""
    return str(yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=96,
                              default_flow_style=None))  # fmt: skip
