"""`junto groups match`: mentors for mentees, from two files of people and a file of rules."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from junto.kernel import grouping, matching

from .errors import FINE, BadInputError, Parser
from .inputs import (
    Table,
    add_tool_argument,
    history_of,
    need,
    roster_of,
    rules_or_none,
    table_in,
)
from .outputs import Outcome, add_output_arguments, check_outputs, deliver, tell_impossible

_MOST_PLACES = 1_000


def run(argv: Sequence[str]) -> int:
    """Match mentees with mentors; return the exit status."""
    wanted = parser().parse_args(argv)
    check(wanted)
    check_outputs(wanted)
    rules = rules_or_none(wanted.rules, grouping.Size(2, 2))
    tables = [table_in(each, wanted.tool) for each in (wanted.mentees, wanted.mentors)]
    mentee_rows, mentor_rows = (each.rows for each in tables)
    mentees, mentors = (roster_of(each, replace(rules, lists={})).ids for each in tables)
    both = together(mentee_rows, mentor_rows)
    files = Path(f"{wanted.mentees.name} and {wanted.mentors.name}")
    roster = roster_of(Table(files, list(both[0]), both), rules)
    wishes = matching.Wishes(
        wishes_in(mentees, mentee_rows, wanted.mentees, wanted, mentors),
        wishes_in(mentors, mentor_rows, wanted.mentors, wanted, mentees),
        wanted.wishes_weight,
    )
    places = places_in(mentors, mentor_rows, wanted)
    current, apart = (
        [] if path is None else pairs_in(table_in(path), mentees, mentors)
        for path in (wanted.current, wanted.apart)
    )
    market = matching.market_of(
        roster,
        mentees=mentees,
        places=places,
        rules=rules,
        wishes=wishes,
        history=[] if wanted.rules is None else history_of(wanted.rules, rules),
    )
    try:
        chosen, other = answers(market, wanted, dict(current), apart)
    except matching.Infeasible as refusal:
        return tell_impossible(
            wanted, {"engine": matching.ENGINE, "impossible": impossible(refusal)}
        )
    told = report(market, chosen, other)
    deliver(wanted, Outcome(table(market, chosen), ("mentor",), told, quality_of(told)))
    print(summary(market, chosen, other))
    return FINE


def parser() -> Parser:
    """Say what the command reads and writes."""
    parser = Parser(prog="junto groups match", description="Match mentees with mentors.")
    parser.add_argument("mentees", metavar="MENTEES.csv", type=Path, help="mentees, one a row")
    parser.add_argument("mentors", metavar="MENTORS.csv", type=Path, help="mentors, one a row")
    parser.add_argument("--rules", type=Path, help="the rules file (YAML); its size is not used")
    parser.add_argument(
        "--places", default="places", help="the mentors' column of places, or one number for all"
    )
    parser.add_argument(
        "--wishes", default="wishes", help="the column of wishes: ids, dearest first, with ;"
    )
    parser.add_argument(
        "--wishes-weight", type=float, default=1.0, help="against profiles, which count 1"
    )
    parser.add_argument("--stable", action="store_true", help="write the matching nobody leaves")
    parser.add_argument("--circles", type=int, help="form circles of at least so many mentees")
    parser.add_argument("--current", type=Path, help="who has whom now: columns mentee, mentor")
    parser.add_argument("--apart", type=Path, help="pairs that end: columns mentee, mentor")
    parser.add_argument(
        "--amount", type=int, default=50_000, help="others move only for more worth than this"
    )
    add_tool_argument(parser)
    add_output_arguments(parser, "pairs")
    return parser


def check(wanted: argparse.Namespace) -> None:
    """Refuse what does not go together."""
    ways = [wanted.stable, wanted.circles is not None, wanted.current is not None]
    if sum(ways) > 1:
        raise BadInputError("--stable, --circles and --current are three ways: give one.")
    if wanted.apart is not None and wanted.current is None:
        raise BadInputError("--apart needs --current: who has whom now.")
    if not 0 <= wanted.wishes_weight <= 1000:
        raise BadInputError(f"--wishes-weight is from 0 to 1000, not {wanted.wishes_weight:g}.")
    if not 0 <= wanted.amount <= matching.FULL:
        raise BadInputError(f"--amount is from 0 to {matching.FULL}, not {wanted.amount}.")
    if wanted.circles is not None and wanted.circles < 1:
        raise BadInputError(f"--circles is a whole number of 1 or more, not {wanted.circles}.")


def together(
    mentees: Sequence[Mapping[str, str]], mentors: Sequence[Mapping[str, str]]
) -> list[dict[str, str]]:
    """Return the rows of both files under the columns of both."""
    columns = list(dict.fromkeys([*mentees[0], *mentors[0]]))
    return [{each: row.get(each, "") for each in columns} for row in (*mentees, *mentors)]


def places_in(
    ids: Sequence[str], rows: Sequence[Mapping[str, str]], wanted: argparse.Namespace
) -> dict[str, int]:
    """Return how many mentees each mentor has room for."""
    name, column = wanted.mentors.name, wanted.places
    if column.isdecimal() and column not in rows[0]:
        if int(column) > _MOST_PLACES:
            raise BadInputError(f"--places is at most {_MOST_PLACES}, not {column}.")
        return dict.fromkeys(ids, int(column))
    if column not in rows[0]:
        raise BadInputError(f"{name} has no column “{column}” of places; or give --places 1.")
    places = {}
    for line, (person, row) in enumerate(zip(ids, rows, strict=True), start=2):
        text = row[column].strip()
        if not text.isdecimal() or int(text) > _MOST_PLACES:
            raise BadInputError(
                f"{name}, line {line}: “{text}” is not a number of places from 0 to {_MOST_PLACES}."
            )
        places[person] = int(text)
    return places


def wishes_in(
    ids: Sequence[str],
    rows: Sequence[Mapping[str, str]],
    path: Path,
    wanted: argparse.Namespace,
    others: Sequence[str],
) -> dict[str, list[str]]:
    """Return whom each person of a file wishes for; nobody where there is no such column."""
    column, known = wanted.wishes, set(others)
    found: dict[str, list[str]] = {}
    if column not in rows[0]:
        return found
    for line, (person, row) in enumerate(zip(ids, rows, strict=True), start=2):
        wished = [each.strip() for each in row[column].split(";") if each.strip()]
        for each in wished:
            if each not in known:
                raise BadInputError(
                    f"{path.name}, line {line}: {person} wishes for “{each}”, who is not in the "
                    "other file."
                )
        if wished:
            found[person] = list(dict.fromkeys(wished))
    return found


def pairs_in(table: Table, mentees: Sequence[str], mentors: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs of a file with the columns mentee and mentor."""
    need(table, ("mentee", "mentor"))
    sides = {"mentee": set(mentees), "mentor": set(mentors)}
    for line, row in enumerate(table.rows, start=2):
        for column, known in sides.items():
            if row[column].strip() not in known:
                raise BadInputError(
                    f"{table.path.name}, line {line}: “{row[column].strip()}” is no {column} here."
                )
    return [(row["mentee"].strip(), row["mentor"].strip()) for row in table.rows]


def answers(
    market: matching.Market,
    wanted: argparse.Namespace,
    current: Mapping[str, str],
    apart: Sequence[tuple[str, str]],
) -> tuple[matching.Matching, matching.Matching]:
    """Return the matching asked for, and the one to compare it with."""
    stable = matching.stable(market)
    if wanted.current is not None:
        chosen = matching.rematch(market, current, apart=apart, amount=wanted.amount)
        return chosen, stable
    if wanted.circles is not None:
        return matching.circles(market, smallest=wanted.circles), stable
    best = matching.assign(market)
    return (stable, best) if wanted.stable else (best, stable)


def table(market: matching.Market, chosen: matching.Matching) -> list[list[str]]:
    """Return the rows of the file of pairs, its header first."""
    column = {each: at for at, each in enumerate(market.mentors)}
    shown = [["mentee", "mentor", "worth"]]
    for row, mentee in enumerate(market.mentees):
        mentor = chosen.pairs.get(mentee, "")
        worth = str(int(market.worth[row, column[mentor]])) if mentor else ""
        shown.append([mentee, mentor, worth])
    return shown


def report(
    market: matching.Market, chosen: matching.Matching, other: matching.Matching
) -> dict[str, Any]:
    """Return what is told of a matching, and what the other one would cost."""
    return {
        "mentees": len(market.mentees),
        "mentors": len(market.mentors),
        "places": int(market.places.sum()),
        "engine": matching.ENGINE,
        "method": chosen.method,
        "total": chosen.total,
        "would_rather_swap": chosen.blocking,
        "loss_at_most": chosen.loss,
        "unplaced": list(chosen.unplaced),
        "other": {
            "method": other.method,
            "total": other.total,
            "would_rather_swap": other.blocking,
            "unplaced": list(other.unplaced),
        },
        "mentees_of": {each: list(chosen.of(each)) for each in market.mentors},
    }


def quality_of(told: Mapping[str, Any]) -> list[tuple[str, object]]:
    """Return the figures of a report, labeled."""
    other = told["other"]
    return [
        ("Mentees", told["mentees"]),
        ("Mentors", told["mentors"]),
        ("Places", told["places"]),
        ("Method", told["method"]),
        ("Worth in all", told["total"]),
        ("Pairs that would rather swap", told["would_rather_swap"]),
        ("Without a mentor", ", ".join(told["unplaced"]) or 0),
        (f"Worth in all by “{other['method']}”", other["total"]),
        (f"Pairs that would rather swap by “{other['method']}”", other["would_rather_swap"]),
        ("Engine", told["engine"]),
    ]


def impossible(refusal: matching.Infeasible) -> list[dict[str, Any]]:
    """Return why not everybody has a place, and what would help."""
    return [
        {
            "rule": "places" if each.mentors else "allowed",
            "people": list(each.mentees),
            "mentors": list(each.mentors),
            "why": each.why,
            "relaxations": [
                f"Find {len(each.mentees) - each.places} more "
                f"{'place' if len(each.mentees) - each.places == 1 else 'places'} for them, or "
                "ease a rule that keeps them from other mentors."
            ],
        }
        for each in refusal.reasons
    ]


def summary(market: matching.Market, chosen: matching.Matching, other: matching.Matching) -> str:
    """Return the sentence the command ends with."""
    kinds = {"stable": "the stable matching", "assign": "the best total"}
    swap = "pair" if chosen.blocking == 1 else "pairs"
    text = (
        f"{len(chosen.pairs)} of {len(market.mentees)} mentees have a mentor. Worth "
        f"{chosen.total} in all, and {chosen.blocking} {swap} would rather swap; "
        f"{kinds[other.method]} is worth {other.total}, with {other.blocking}."
    )
    if chosen.unplaced:
        text += f" Without a mentor: {', '.join(chosen.unplaced)}."
    return text
