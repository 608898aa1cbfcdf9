"""Read what commands are given: people, rules and who met before."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path
from typing import Any, NamedTuple

from junto.kernel import grouping

from .errors import BadInputError


def rules_or_none(path: Path | None, size: grouping.Size | None) -> grouping.Rules:
    """Return the rules of a file, or none but a size; a size given beside them takes its place."""
    if path is None:
        return grouping.Rules(size or grouping.Size(2, 2))
    text = text_of(path)
    if size is not None and not any(line.startswith("size") for line in text.splitlines()):
        text += "\nsize: {min: 2, max: 2}\n"
    try:
        rules = grouping.parse_rules(text)
    except grouping.RuleError as trouble:
        raise BadInputError(f"{path.name}: {trouble}") from None
    return rules if size is None else replace(rules, size=size)


class Given(NamedTuple):
    """People and rules as a problem, and the people as they came."""

    problem: grouping.Problem
    roster: grouping.Roster
    header: list[str]
    rows: list[dict[str, str]]


class People(NamedTuple):
    """Rules, and the people as they came."""

    rules: grouping.Rules
    roster: grouping.Roster
    header: list[str]
    rows: list[dict[str, str]]


def people_in(wanted: argparse.Namespace, report: Mapping[str, Any] | None = None) -> People:
    """Read people and rules; a report says what kinds its attributes are and how cells stand."""
    rules = rules_in(wanted.rules)
    header, rows = table_in(wanted.roster)
    rows = plain(rows, report or {})
    roster = grouping.Roster.from_rows(
        rows,
        id_column=rules.id_column,
        lists=rules.lists,
        kinds=kinds_in(report or {}),
    )
    return People(rules, roster, header, rows)


def given_in(wanted: argparse.Namespace, people: People | None = None) -> Given:
    rules, roster, header, rows = people or people_in(wanted)
    problem = grouping.build_problem(roster, rules, history=history_of(wanted.rules, rules))
    return Given(problem, roster, header, rows)


def kinds_in(report: Mapping[str, Any]) -> dict[str, grouping.Kind]:
    """Return the kinds of attributes a report names, where a table of text cannot tell them."""
    known = {str(kind): kind for kind in grouping.Kind}
    told = report.get("kinds")
    if not isinstance(told, dict):
        return {}
    return {name: known[kind] for name, kind in told.items() if kind in known}


def plain(rows: Sequence[Mapping[str, str]], report: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return rows with the cells that were quoted for spreadsheets as they were before."""
    if report.get("cells") != "quoted":
        return [dict(row) for row in rows]
    return [{name: cell.removeprefix("'") for name, cell in row.items()} for row in rows]


def rules_in(path: Path) -> grouping.Rules:
    try:
        return grouping.parse_rules(text_of(path))
    except grouping.RuleError as trouble:
        raise BadInputError(f"{path.name}: {trouble}") from None


def text_of(path: Path) -> str:
    data = path.read_bytes()
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise BadInputError(f"{path.name} is not a text file.")


def table_in(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return the header and the rows of a CSV file; a row that does not fit is named by number."""
    text = text_of(path)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows: list[dict[str, str]] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        header = [each.strip() for each in next(reader, [])]
        _check_header(path, header)
        for cells in reader:
            if not any(each.strip() for each in cells):
                continue
            if len(cells) > len(header):
                raise BadInputError(
                    f"{path.name}, line {reader.line_num}: {len(cells)} cells under "
                    f"{len(header)} columns."
                )
            rows.append(dict(zip(header, chain(cells, repeat("")), strict=False)))
    except csv.Error as trouble:
        raise BadInputError(f"{path.name} is not a table: {trouble}.") from None
    if not rows:
        raise BadInputError(f"{path.name} names nobody.")
    return header, rows


def _check_header(path: Path, header: Sequence[str]) -> None:
    if not any(header):
        raise BadInputError(f"{path.name} is empty.")
    for name in header:
        if not name:
            raise BadInputError(f"{path.name} has a column without a name.")
        if list(header).count(name) > 1:
            raise BadInputError(f"{path.name} has the column “{name}” twice.")


def history_of(rules_path: Path, rules: grouping.Rules) -> list[grouping.Meeting]:
    met: list[grouping.Meeting] = []
    for rule in rules.soft:
        if not isinstance(rule, grouping.NewFaces) or rule.history is None:
            continue
        met += meetings_in(rules_path.parent / rule.history)
    return met


def meetings_in(path: Path) -> list[grouping.Meeting]:
    met: list[grouping.Meeting] = []
    header, rows = table_in(path)
    for name in ("a", "b", "times"):
        if name not in header:
            raise BadInputError(f"{path.name} needs the columns a, b and times.")
    for at, row in enumerate(rows):
        if not row["times"].strip().isdecimal():
            raise BadInputError(
                f"{path.name}, row {at + 2}: “{row['times']}” is not a number of times."
            )
        met.append(grouping.Meeting(row["a"].strip(), row["b"].strip(), int(row["times"].strip())))
    return met
