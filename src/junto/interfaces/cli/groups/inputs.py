"""Read what commands are given: people, rules, groups and who met before."""

from __future__ import annotations

import argparse
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, combinations, repeat
from pathlib import Path
from typing import Any

from junto.domain.people.importing import reading
from junto.kernel import grouping, rosters
from junto.kernel.grouping.rules import WithFriends, check_names
from junto.kernel.grouping.words import hint
from junto.kernel.matching import staffing

from . import sentences
from .errors import BadInputError, note

_IDS = ("person_id", "junto reference", "email", "e-mail")
_NAMES = ("full_name", "full name", "name")
# Files of our own stay so beside a roster of another tool.
_GROUPS, _MEETINGS = {"group", "person_id"}, {"a", "b", "times"}
_NO_NUMBER = frozenset({"nan", "inf", "infinity", "na", "n/a", "null", "none", "", "?", "."})
_UNREADABLE = {
    "too_big": "{name} is larger than {megabytes} megabytes.",
    "empty": "{name} is empty.",
    "pdf": "{name} is a PDF: save the table as CSV.",
    "old_excel": "{name} is a locked or old Excel file: save it as .xlsx or CSV.",
    "picture": "{name} is a picture.",
    "archive": "{name} is an archive: unpack it first.",
    "web_page": "{name} is a web page: save the table as CSV.",
    "nul": "{name} is not a text file.",
    "encoding": "{name} is not a text file: row {row} holds a sign that is no letter.",
    "open_quote": "{name}, row {row}: a quotation mark is opened and not closed.",
    "too_wide": "{name}, row {row}: more than {columns} columns.",
    "too_long": "{name} has more than {rows} rows.",
    "damaged": "{name} is damaged.",
    "other_spreadsheet": "{name} is a spreadsheet of another kind: save it as .xlsx or CSV.",
    "inflates": "{name} unpacks to more than {megabytes} megabytes.",
    "entities": "{name} pulls something in from outside.",
    "no_table": "{name} is not a table.",
}


@dataclass(frozen=True)
class Table:
    """A file of rows: its headings, its people, and what only another tool's file says."""

    path: Path
    header: list[str]
    rows: list[dict[str, str]]
    foreign: rosters.Translated | None = None


@dataclass(frozen=True)
class People:
    """Rules, and the people as they came."""

    rules: grouping.Rules
    roster: grouping.Roster
    table: Table
    staff: Staff | None = None


@dataclass(frozen=True)
class Staff:
    """Those who look after groups and are in none, with everybody and all the rules."""

    people: tuple[str, ...]
    rules: grouping.Rules
    everybody: grouping.Roster


@dataclass(frozen=True)
class Given:
    """People and rules as a problem, and the people as they came."""

    problem: grouping.Problem
    people: People
    met: Sequence[grouping.Meeting] = field(default=())

    @property
    def roster(self) -> grouping.Roster:
        """The people."""
        return self.people.roster


# -- arguments -------------------------------------------------------------------------------------


def add_tool_argument(parser: argparse.ArgumentParser) -> None:
    """Let the command say where its files come from."""
    parser.add_argument(
        "--from",
        dest="tool",
        choices=[str(each) for each in rosters.Tool],
        help="the tool the files come from; told by their headings unless given",
    )


def add_people_arguments(parser: argparse.ArgumentParser) -> None:
    """Let the command read people and their rules."""
    parser.add_argument("roster", metavar="ROSTER.csv", type=Path, help="people, one a row")
    parser.add_argument("--rules", required=True, type=Path, help="the rules file (YAML)")
    add_tool_argument(parser)
    parser.add_argument(
        "--met",
        action="append",
        default=[],
        type=Path,
        help="who met before: columns a, b, times, or earlier groups; may be given again",
    )


# -- files -----------------------------------------------------------------------------------------


def text_of(path: Path) -> str:
    """Return the text of a file, in whichever encoding it is."""
    data = path.read_bytes()
    try:
        return reading.decode(data)[0].removeprefix("\ufeff")
    except reading.Unreadable as trouble:
        raise BadInputError(_unreadable(path, trouble)) from None


def _unreadable(path: Path, trouble: reading.Unreadable) -> str:
    return _UNREADABLE[trouble.code].format(name=path.name, **trouble.details)


def table_in(path: Path, tool: str | None = None) -> Table:
    """Return the rows of a CSV or XLSX file, in our own columns where another tool wrote them."""
    header, rows = _plain_table(path)
    found = rosters.Tool(tool) if tool is not None else _tool_of(header)
    if any(columns <= set(header) for columns in (_GROUPS, _MEETINGS)):
        found = None
    if found is None:
        return Table(path, header, rows)
    try:
        translated = rosters.translate(found, header, rows)
    except rosters.UnreadableRosterError as trouble:
        raise BadInputError(f"{path.name}: {trouble}") from None
    return Table(path, list(translated.header), [dict(row) for row in translated.rows], translated)


def _tool_of(header: Sequence[str]) -> rosters.Tool | None:
    ours = {each.casefold() for each in header} & {"person_id", "junto reference"}
    return None if ours else rosters.detect(header)


def _plain_table(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return headings and rows; a row that does not fit is named by number."""
    data = path.read_bytes()
    try:
        sheet = reading.read_file(data, path.name)[0]
    except reading.Unreadable as trouble:
        raise BadInputError(_unreadable(path, trouble)) from None
    first = rosters.heading_row(sheet.rows)
    first = next((at for at in range(first, len(sheet.rows)) if any(sheet.rows[at])), first)
    header = [each.strip() for each in sheet.rows[first]]
    rows: list[dict[str, str]] = []
    for number, cells in enumerate(sheet.rows[first + 1 :], start=first + 2):
        if not any(each.strip() for each in cells):
            continue
        if len(cells) > len(header):
            raise BadInputError(
                f"{path.name}, row {number}: {len(cells)} cells under {len(header)} columns."
            )
        rows.append(dict(zip(header, chain(cells, repeat("")), strict=False)))
    _check_header(path, header)
    if not rows:
        raise BadInputError(f"{path.name} names nobody.")
    return header, rows


def _check_header(path: Path, header: Sequence[str]) -> None:
    for name in header:
        if not name:
            raise BadInputError(f"{path.name} has a column without a name.")
        if list(header).count(name) > 1:
            raise BadInputError(f"{path.name} has the column “{name}” twice.")


def need(table: Table, columns: Sequence[str]) -> None:
    """Refuse a table that lacks a column."""
    for column in columns:
        if column not in table.header:
            raise BadInputError(f"{table.path.name} has no column “{column}”.")


# -- rules -----------------------------------------------------------------------------------------


def rules_in(path: Path) -> grouping.Rules:
    """Return the rules of a file."""
    return _parsed(path, text_of(path))


def rules_or_none(path: Path | None, size: grouping.Size | None) -> grouping.Rules:
    """Return the rules of a file, or none but a size; a size given beside them takes its place."""
    if path is None:
        return grouping.Rules(size or grouping.Size(2, 2))
    text = text_of(path)
    if size is not None and not any(line.startswith("size") for line in text.splitlines()):
        text += "\nsize: {min: 2, max: 2}\n"
    rules = _parsed(path, text)
    return rules if size is None else replace(rules, size=size)


def _parsed(path: Path, text: str) -> grouping.Rules:
    try:
        return grouping.parse_rules(text)
    except grouping.RuleError as trouble:
        raise BadInputError(f"{path.name}: {trouble}") from None


# -- people ----------------------------------------------------------------------------------------


def people_in(wanted: argparse.Namespace, report: Mapping[str, Any] | None = None) -> People:
    """Read people and rules; a report says of what kinds their attributes are."""
    rules = rules_in(wanted.rules)
    table = table_in(wanted.roster, wanted.tool)
    return _apart_from_staff(People(rules, roster_of(table, rules, kinds_in(report or {})), table))


def _apart_from_staff(people: People) -> People:
    """Leave out those who look after groups, where the rules name some."""
    if people.rules.staff is None:
        return people
    check_names(people.rules, people.roster)
    staff = staffing.staff_in(people.roster, people.rules)
    left = set(people.roster.ids) - set(staff)
    if not left:
        raise BadInputError("Everybody looks after groups: nobody is left to be in one.")
    rows = zip(people.roster.ids, people.table.rows, strict=True)
    return People(
        staffing.for_members(people.rules, staff),
        staffing.without(people.roster, staff),
        replace(people.table, rows=[row for each, row in rows if each in left]),
        Staff(staff, people.rules, people.roster),
    )


def roster_of(
    table: Table,
    rules: grouping.Rules,
    kinds: Mapping[str, grouping.Kind] | None = None,
) -> grouping.Roster:
    """Return the people of a table; the file is named where it does not tell them apart."""
    lists = {} if table.foreign is None else dict(table.foreign.lists)
    lists |= dict(rules.lists)
    key = rules.id_column or _column(table.header, _IDS)
    guessed = [each for each in table.header if each not in (key, *lists, *(kinds or {}))]
    try:
        return grouping.Roster.from_rows(
            _with_numbers(table, guessed, _mentioned(rules)),
            id_column=key,
            lists=lists,
            kinds=kinds,
            name_column=_column(table.header, _NAMES),
        )
    except grouping.RosterError as trouble:
        raise BadInputError(f"{table.path.name}: {trouble}") from None


def _with_numbers(
    table: Table, columns: Sequence[str], mentioned: Collection[str]
) -> Sequence[Mapping[str, str]]:
    """Return rows in which a column of numbers is one, whatever stands for a missing number.

    What counts as missing, and a word that makes a column of numbers one of words, is told where a
    rule looks at the column.
    """
    missing: dict[str, set[str]] = {}
    for name in columns:
        cells = [row[name].strip() for row in table.rows]
        filled = [each for each in cells if each]
        odd = {each for each in set(filled) if not _is_number(each)}
        count = sum(1 for each in filled if each in odd)
        if not odd or count * 5 > len(filled):
            continue
        first = next(at for at, each in enumerate(cells, start=2) if each in odd)
        where = f"{table.path.name}, row {first}: “{cells[first - 2]}” in “{name}” is no number"
        if all(each.casefold().lstrip("+-") in _NO_NUMBER for each in odd):
            missing[name] = odd
            said = "and counts as missing"
        else:
            said = "so the whole column is read as words"
        if name in mentioned:
            note(f"{where}, {said}.")
    if not missing:
        return table.rows
    return [
        {name: "" if cell.strip() in missing.get(name, ()) else cell for name, cell in row.items()}
        for row in table.rows
    ]


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _mentioned(rules: grouping.Rules) -> set[str]:
    found = (getattr(each, "attribute", None) for each in (*rules.hard, *rules.soft))
    return {each for each in found if each is not None}


def _column(header: Sequence[str], known: Sequence[str]) -> str | None:
    folded = {each.casefold(): each for each in reversed(header)}
    return next((folded[each] for each in known if each in folded), None)


def given_in(wanted: argparse.Namespace, people: People | None = None) -> Given:
    """Read people and rules, and build the problem they make."""
    found = people or people_in(wanted)
    met = history_of(wanted.rules, found.rules)
    if wanted.met:
        if not any(isinstance(each, grouping.NewFaces) for each in found.rules.soft):
            raise BadInputError("--met needs a wish for new faces: add new_faces to the rules.")
        met += [each for path in wanted.met for each in meetings_in(path, wanted.tool)]
        known = set(found.roster.ids)
        met = [each for each in met if each.a in known and each.b in known]
    return Given(grouping.build_problem(found.roster, found.rules, history=met), found, met)


def kinds_in(report: Mapping[str, Any]) -> dict[str, grouping.Kind]:
    """Return the kinds of attributes a report names, where a table of text cannot tell them."""
    known = {str(kind): kind for kind in grouping.Kind}
    told = report.get("kinds")
    if not isinstance(told, dict):
        return {}
    return {name: known[kind] for name, kind in told.items() if kind in known}


def hidden_in(
    asked: Iterable[str], roster: grouping.Roster, rules: grouping.Rules
) -> frozenset[str]:
    """Return the attributes never to mention; a slip would show what was to stay hidden.

    Whom somebody wished for is for the engine alone.
    """
    wished = {each.attribute for each in rules.soft if isinstance(each, WithFriends)}
    known = [each.name for each in roster.attributes]
    for name in asked:
        if name not in known:
            raise BadInputError(f"--hide: there is no column “{name}”. {hint(name, known)}")
    return frozenset({*asked, *wished})


# -- groups and meetings ---------------------------------------------------------------------------


def groups_in(path: Path, tool: str | None = None) -> tuple[list[str], list[list[str]]]:
    """Return names and people of the groups of a file, in the order in which they come."""
    table = table_in(path, tool)
    if table.foreign is not None:
        return _teams_in(table.foreign, path)
    need(table, ("group", "person_id"))
    found: dict[str, list[str]] = {}
    seated: dict[str, str] = {}
    for at, row in enumerate(table.rows, start=2):
        group, person = row["group"].strip(), row["person_id"].strip()
        if not group or not person:
            raise BadInputError(f"{path.name}, row {at}: a group and a person_id are needed.")
        if person in seated:
            raise BadInputError(
                f"{path.name}, row {at}: “{person}” is in “{seated[person]}” already."
            )
        seated[person] = group
        found.setdefault(group, []).append(person)
    return list(found), list(found.values())


def _teams_in(found: rosters.Translated, path: Path) -> tuple[list[str], list[list[str]]]:
    if not found.teams:
        raise BadInputError(f"{path.name} has no groups.")
    seated: dict[str, str] = {}
    for team, people in found.teams.items():
        for each in people:
            if each in seated:
                raise BadInputError(f"{path.name}: “{each}” is in {seated[each]} and in {team}.")
            seated[each] = team
    return list(found.teams), [list(each) for each in found.teams.values()]


def check_seats(path: Path, problem: grouping.Problem, groups: Sequence[Sequence[str]]) -> None:
    """Refuse groups that do not seat everybody, or seat somebody who is gone."""
    seated = {each for group in groups for each in group}
    gone = sorted(seated - set(problem.index))
    if gone:
        who = sentences.listed(gone)
        raise BadInputError(
            f"{path.name} seats {who}, not in the roster: junto groups repair mends that."
        )
    left = [each for each in problem.roster.ids if each not in seated]
    if left:
        who = sentences.listed(left)
        raise BadInputError(f"{path.name} has no group for {who}: junto groups repair mends that.")


def history_of(rules_path: Path, rules: grouping.Rules) -> list[grouping.Meeting]:
    """Return who met before, from the files the rules name."""
    met: list[grouping.Meeting] = []
    for rule in rules.soft:
        if isinstance(rule, grouping.NewFaces) and rule.history is not None:
            met += meetings_in(rules_path.parent / rule.history)
    return met


def meetings_in(path: Path, tool: str | None = None) -> list[grouping.Meeting]:
    """Return who met before: pairs with a number of times, or the groups they were in."""
    table = table_in(path, tool)
    if table.foreign is not None:
        teams = table.foreign.teams.values()
        return [grouping.Meeting(a, b) for each in teams for a, b in combinations(each, 2)]
    if set(table.header) >= _GROUPS:
        groups = groups_in(path, tool)[1]
        return [grouping.Meeting(a, b) for each in groups for a, b in combinations(each, 2)]
    if not set(table.header) >= _MEETINGS:
        raise BadInputError(f"{path.name} needs the columns a, b and times.")
    met: list[grouping.Meeting] = []
    for at, row in enumerate(table.rows, start=2):
        if not row["times"].strip().isdecimal():
            raise BadInputError(
                f"{path.name}, row {at}: “{row['times']}” is not a number of times."
            )
        met.append(grouping.Meeting(row["a"].strip(), row["b"].strip(), int(row["times"].strip())))
    return met
