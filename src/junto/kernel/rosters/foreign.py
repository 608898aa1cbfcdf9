"""Tell which tool a table comes from, and put it into rows of people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .names import Finder

Row = Mapping[str, str]


class Tool(StrEnum):
    """A tool whose rosters are read."""

    GRUEPR = "gruepr"
    CATME = "catme"
    MOODLE = "moodle"
    TEAMMATES = "teammates"


TITLES = {
    Tool.GRUEPR: "gruepr",
    Tool.CATME: "CATME",
    Tool.MOODLE: "Moodle",
    Tool.TEAMMATES: "TEAMMATES",
}


class UnreadableRosterError(ValueError):
    """The table is not what the tool writes; the message is one sentence."""


@dataclass(frozen=True)
class Wish:
    """Somebody who wants to be with somebody, or not."""

    person: str
    other: str


@dataclass(frozen=True)
class Translated:
    """What a table of another tool holds."""

    tool: Tool
    header: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    lists: Mapping[str, str] = field(default_factory=dict)
    together: tuple[Wish, ...] = ()
    apart: tuple[Wish, ...] = ()
    teams: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def detect(header: Sequence[str]) -> Tool | None:
    """Return the tool these headings come from, or None where they are nobody's in particular."""
    found = {plain(each) for each in header}
    if any(_SCHEDULE.search(each) for each in header) and _first(_TEAMMATE, header) is None:
        return Tool.GRUEPR if _first(_MAIL, header) is not None else None
    if any(_TEAMMATE.search(each) or _NON_TEAMMATE.search(each) for each in header):
        return Tool.GRUEPR
    if {"team", "email"} <= found <= _TEAMMATES_ALONE:
        return Tool.TEAMMATES
    if _catme_columns(header) and not ({"person_id", "name", "full name"} & found):
        return Tool.CATME
    names = found & {"first name", "firstname"} and found & {"last name", "surname", "lastname"}
    if names and found & {"email address", "username", "id number", "idnumber"}:
        return Tool.MOODLE
    return None


def translate(tool: Tool, header: Sequence[str], rows: Sequence[Row]) -> Translated:
    """Return the people of a table of `tool`, who wishes for whom, and the teams there are."""
    return _READERS[tool](list(header), rows)


def plain(heading: str) -> str:
    """Return a heading without capitals and doubled spaces."""
    return " ".join(heading.replace("\ufeff", "").split()).casefold()


# -- gruepr ----------------------------------------------------------------------------------------

_STAMP = re.compile(r"timestamp|^submitted$", re.IGNORECASE)
_GIVEN = re.compile(r"(first|given|preferred)(?!.*last).*name", re.IGNORECASE)
_FAMILY = re.compile(r"^(?!.*first).*(last|sur|family).*name", re.IGNORECASE)
_MAIL = re.compile(r"e.?mail", re.IGNORECASE)
_SCHEDULE = re.compile(r"(check|select).+times", re.IGNORECASE)
_NON_TEAMMATE = re.compile(r"like to not have on your team|want to avoid working", re.IGNORECASE)
_TEAMMATE = re.compile(r"like to have on your team|want to work with", re.IGNORECASE)
_DAY = re.compile(r"\[([^\]]+)\]\s*$")
_BUSY = re.compile(r"busy|unavailable", re.IGNORECASE)
_PEOPLE = re.compile(r"[,;\n/&]|\band\b", re.IGNORECASE)


def _gruepr(header: list[str], rows: Sequence[Row]) -> Translated:
    first, last = _first(_GIVEN, header), _first(_FAMILY, header)
    mail = _first(_MAIL, header)
    if first is None or (last is None and mail is None):
        raise _missing(Tool.GRUEPR, "a first name and a last name")
    people = [" ".join(_cells(row, first, last)) for row in rows]
    ids = _ids(Tool.GRUEPR, [("email", [_cell(row, mail) for row in rows]), ("name", people)])
    schedule = [each for each in header if _SCHEDULE.search(each)]
    wished = [each for each in header if _TEAMMATE.search(each)]
    avoided = [each for each in header if _NON_TEAMMATE.search(each)]
    dropped = {_first(_STAMP, header), *schedule, *wished, *avoided}
    kept = [each for each in header if each not in dropped]
    free = ["; ".join(times) for times in _free_times(schedule, rows)]
    finder = Finder(ids, people)
    together = _wishes(rows, wished, ids, finder)
    apart = _wishes(rows, avoided, ids, finder)
    extra = {"free": free} if schedule else {}
    if together:
        named = [[each.other for each in together if each.person == person] for person in ids]
        extra["wishes"] = ["; ".join(each) for each in named]
    table = _table(ids, people, kept, rows, extra)
    lists = dict.fromkeys(extra, ";")
    return Translated(Tool.GRUEPR, tuple(table[0]), table, lists, together, apart, {}, finder.notes)


def _free_times(schedule: Sequence[str], rows: Sequence[Row]) -> list[list[str]]:
    """Return when each person is free, such as "Monday 8AM"; a survey may ask for the opposite."""
    found: list[list[str]] = [[] for _ in rows]
    every = list(
        dict.fromkeys(each for row in rows for day in schedule for each in _times(row.get(day, "")))
    )
    for column in schedule:
        named = _DAY.search(column)
        day = f"{named[1].strip()} " if named else ""
        ticked = [_times(row.get(column, "")) for row in rows]
        busy = _BUSY.search(column) is not None
        for at, times in enumerate(ticked):
            free = [each for each in every if each not in times] if busy else times
            found[at] += [f"{day}{each}" for each in free]
    return found


def _times(cell: str) -> list[str]:
    return [each.strip() for each in re.split(r"[;,]", cell) if each.strip()]


def _wishes(
    rows: Sequence[Row], columns: Sequence[str], ids: Sequence[str], finder: Finder
) -> tuple[Wish, ...]:
    found = []
    for person, row in zip(ids, rows, strict=True):
        for column in columns:
            for text in _PEOPLE.split(row.get(column, "")):
                other = finder.find(text, person)
                if other is not None:
                    found.append(Wish(person, other))
    return tuple(dict.fromkeys(found))


# -- CATME -----------------------------------------------------------------------------------------

_CATME = {
    "first_name": {"first", "f", "first name"},
    "last_name": {"last", "l", "last name"},
    "email": {"email", "e", "e-mail"},
    "id": {"id", "i", "student id"},
    "section": {"section", "s"},
    "team": {"team", "t"},
    "sex": {"sex"},
}
_BOTH = re.compile(r"^(last|l|first|f)\b(\W+)(last|l|first|f)$", re.IGNORECASE)


def _catme_columns(header: Sequence[str]) -> dict[str, str]:
    """Return the headings of what CATME asks for, by name; empty where any of it is missing."""
    found = _named(_CATME, header)
    both = next((each for each in header if _BOTH.match(plain(each))), None)
    if both is not None:
        found["both"] = both
    whole = both is not None or {"first_name", "last_name"} <= set(found)
    return found if whole and {"email", "id"} <= set(found) else {}


def _catme(header: list[str], rows: Sequence[Row]) -> Translated:
    found = _catme_columns(header)
    if not found:
        raise _missing(Tool.CATME, "First, Last, Email and ID")
    people = [" ".join(each for each in _two_names(row, found) if each) for row in rows]
    emails = [_cell(row, found["email"]) for row in rows]
    given = [_cell(row, found["id"]) for row in rows]
    ids = _ids(Tool.CATME, [("ID", given), ("email", emails)])
    table = _table(ids, people, header, rows)
    teams = _teams(ids, [_cells(row, found.get("team")) for row in rows])
    return Translated(Tool.CATME, tuple(table[0]), table, teams=teams)


def _two_names(row: Row, found: Mapping[str, str]) -> tuple[str, str]:
    """Return the first and the last name, also where they share a column."""
    if "both" not in found:
        return _cell(row, found["first_name"]), _cell(row, found["last_name"])
    match = _BOTH.match(plain(found["both"]))
    sign = match[2].strip() if match else ""
    one, _, two = _cell(row, found["both"]).partition(sign or " ")
    pair = (one.strip(), two.strip())
    return pair if match and match[1].startswith("f") else (pair[1], pair[0])


# -- Moodle ----------------------------------------------------------------------------------------

_MOODLE = {
    "first_name": {"first name", "firstname"},
    "last_name": {"last name", "surname", "lastname"},
    "full_name": {"full name", "user full name"},
    "username": {"username"},
    "id_number": {"id number", "idnumber"},
    "email": {"email address", "email"},
    "team": {"groups", "group", "groupname", "group1"},
}
_NO_GROUP = {"no groups", "none", "-"}


def _moodle(header: list[str], rows: Sequence[Row]) -> Translated:
    found = _named(_MOODLE, header)
    if "full_name" not in found and not {"first_name", "last_name"} <= set(found):
        raise _missing(Tool.MOODLE, "First name and Last name")
    keys = ("username", "id_number", "email")
    if not set(keys) & set(found):
        raise _missing(Tool.MOODLE, "Email address, Username or ID number")
    parts = [found[each] for each in ("first_name", "last_name") if each in found]
    people = [" ".join(_cells(row, *(parts or [found["full_name"]]))) for row in rows]
    ways = [(found[each], [_cell(row, found[each]) for row in rows]) for each in keys
            if each in found]  # fmt: skip
    ids = _ids(Tool.MOODLE, ways)
    groups = [_several(_cell(row, found.get("team"))) for row in rows]
    table = _table(ids, people, header, rows)
    lists = {found["team"]: ","} if "team" in found else {}
    return Translated(Tool.MOODLE, tuple(table[0]), table, lists, teams=_teams(ids, groups))


def _several(cell: str) -> list[str]:
    named = [each.strip() for each in re.split(r"[,;]", cell)]
    return [each for each in named if each and each.casefold() not in _NO_GROUP]


# -- TEAMMATES -------------------------------------------------------------------------------------

_TEAMMATES = {
    "section": {"section"},
    "team": {"team"},
    "name": {"name", "full name"},
    "email": {"email"},
    "comments": {"comments"},
    "last_name": {"last name"},
}


_TEAMMATES_ALONE = set().union(*_TEAMMATES.values(), {"status"})


def _teammates(header: list[str], rows: Sequence[Row]) -> Translated:
    found = _named(_TEAMMATES, header)
    lacking = [each for each in ("team", "name", "email") if each not in found]
    if lacking:
        raise _missing(Tool.TEAMMATES, " and ".join(each.title() for each in lacking))
    emails = [_cell(row, found["email"]) for row in rows]
    ids = _ids(Tool.TEAMMATES, [("Email", emails)])
    people = [_cell(row, found["name"]) for row in rows]
    table = _table(ids, people, header, rows)
    teams = _teams(ids, [_cells(row, found["team"]) for row in rows])
    return Translated(Tool.TEAMMATES, tuple(table[0]), table, teams=teams)


def heading_row(rows: Sequence[Sequence[str]]) -> int:
    """Return where the headings are: a list from TEAMMATES says the course above them."""
    for at, row in enumerate(rows[:10]):
        found = {plain(each) for each in row}
        if {"team", "email"} <= found and plain(next(iter(rows[0]), "")) == "course id":
            return at
    return 0


# -- all of them -----------------------------------------------------------------------------------

_READERS: dict[Tool, Callable[[list[str], Sequence[Row]], Translated]] = {
    Tool.GRUEPR: _gruepr,
    Tool.CATME: _catme,
    Tool.MOODLE: _moodle,
    Tool.TEAMMATES: _teammates,
}


def _first(pattern: re.Pattern[str], header: Sequence[str]) -> str | None:
    return next((each for each in header if pattern.search(each)), None)


def _named(headings: Mapping[str, set[str]], header: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in header:
        name = next((name for name, known in headings.items() if plain(each) in known), None)
        if name is not None:
            found.setdefault(name, each)
    return found


def _cell(row: Row, column: str | None) -> str:
    return "" if column is None else row.get(column, "").strip()


def _cells(row: Row, *columns: str | None) -> list[str]:
    return [cell for each in columns if (cell := _cell(row, each))]


def _missing(tool: Tool, what: str) -> UnreadableRosterError:
    return UnreadableRosterError(
        f"A roster from {TITLES[tool]} has {what} among its columns; this one has not."
    )


def _ids(tool: Tool, ways: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """Return the first values that tell everybody apart, or say who cannot be told apart."""
    for _, values in ways:
        if all(values) and len({each.casefold() for each in values}) == len(values):
            return list(values)
    label, values = next((each for each in ways if all(each[1])), ways[0])
    for at, value in enumerate(values):
        if not value:
            raise UnreadableRosterError(
                f"Row {at + 2} of this roster from {TITLES[tool]} has no {label}."
            )
        before = [each.casefold() for each in values[:at]]
        if value.casefold() in before:
            raise UnreadableRosterError(
                f"Rows {before.index(value.casefold()) + 2} and {at + 2} of this roster from "
                f"{TITLES[tool]} have the same {label}, {value}: leave one."
            )
    raise UnreadableRosterError(f"This roster from {TITLES[tool]} names nobody.")


def _table(
    ids: Sequence[str],
    people: Sequence[str],
    kept: Sequence[str],
    rows: Sequence[Row],
    extra: Mapping[str, Sequence[str]] | None = None,
) -> tuple[dict[str, str], ...]:
    """Return rows that begin with who it is; every column keeps the heading it came with."""
    is_named = any(plain(each) in ("name", "full name") for each in kept)
    table = []
    for at, row in enumerate(rows):
        begun = {"person_id": ids[at]} | ({} if is_named else {"name": people[at] or ids[at]})
        begun |= {each: _cell(row, each) for each in kept}
        table.append(begun | {name: cells[at] for name, cells in (extra or {}).items()})
    return tuple(table)


def _teams(ids: Sequence[str], cells: Sequence[Sequence[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for person, teams in zip(ids, cells, strict=False):
        for team in teams:
            found.setdefault(team, []).append(person)
    return {team: tuple(people) for team, people in found.items()}
