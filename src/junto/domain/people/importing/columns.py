"""From the headings of a file to what Junto knows of a person."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from junto.domain.people.importing import values
from junto.domain.people.importing.reading import Sheet
from junto.domain.people.importing.synonyms import (
    ATTRIBUTES,
    FIELD_HEADINGS,
    NOISE,
    PAST_GROUPS,
    SENSITIVE,
    SKIPPED,
)
from junto.domain.people.importing.text import clean, is_blank, plain

SKIP = "skip"
ATTRIBUTE = "attribute"
FIELDS = tuple(FIELD_HEADINGS)
KINDS = ("text", "number", "date", "one_of", "many_of")


@dataclass(frozen=True)
class Use:
    """What one column is used as: a field of a person, an attribute, or nothing."""

    field: str
    kind: str = ""
    key: str = ""
    is_sensitive: bool = False

    def encode(self) -> str:
        """One word for a form, a memory and a staging row."""
        if self.field != ATTRIBUTE:
            return self.field
        tail = ":sensitive" if self.is_sensitive else ""
        return f"{ATTRIBUTE}:{self.kind}:{self.key}{tail}"

    @staticmethod
    def decode(text: str) -> "Use":
        """The use that `encode` wrote; anything else is not imported."""
        if text in FIELDS:
            return Use(text)
        parts = text.split(":")
        is_attribute = len(parts) in (3, 4) and parts[0] == ATTRIBUTE and parts[1] in KINDS
        if is_attribute and re.fullmatch(r"[\w-]{1,50}", parts[2]):
            return Use(ATTRIBUTE, parts[1], parts[2], parts[3:] == ["sensitive"])
        return Use(SKIP)


@dataclass(frozen=True)
class Known:
    """An attribute the organization already keeps."""

    key: str
    label: str
    kind: str
    is_sensitive: bool = False


@dataclass
class Table:
    """A sheet cut into headings and numbered rows."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    has_headings: bool = True

    def column(self, position: int) -> list[str]:
        """The cells of one column, from top to bottom."""
        return [row[position] if position < len(row) else "" for _, row in self.rows]


@dataclass(frozen=True)
class Match:
    """The proposed use of one column and how sure it is: `matched`, `check`, `new`, `skipped`."""

    use: Use
    state: str


def cut(sheet: Sheet) -> Table:
    """Find the row of headings and the rows below it."""
    filled = [(number, row) for number, row in enumerate(sheet.rows, 1) if any(map(clean, row))]
    if not filled:
        return Table([], [])
    place = _heading_row([row for _, row in filled[:12]])
    body = filled if place is None else filled[place + 1 :]
    width = max((len(row) for _, row in (filled if place is None else filled[place:])), default=0)
    found = [] if place is None else [clean(cell)[:200] for cell in filled[place][1]]
    headings = found + [""] * (width - len(found))
    return Table(headings, body, place is not None)


def _heading_row(rows: list[list[str]]) -> int | None:
    scores = [sum(1 for cell in row if _known_heading(clean(cell))) for row in rows]
    best = max(scores)
    if best >= 1:
        return scores.index(best)
    # Nobody is called like a heading: a first row that holds an e-mail address is a person.
    if any(values.read_email(clean(cell)) for cell in rows[0]):
        return None
    wide = [place for place, row in enumerate(rows) if len(list(filter(None, row))) > 1]
    return wide[0] if wide else 0


def _known_heading(heading: str) -> bool:
    word = plain(heading)
    return bool(word) and (word in _field_names() or word in ATTRIBUTES or word in SENSITIVE)


def pick_sheets(sheets: list[Sheet], wanted: str = "") -> tuple[Sheet, Sheet | None]:
    """The sheet of people and, if there is one, the sheet of past groups."""
    past = next((sheet for sheet in sheets[1:] if _is_past(sheet)), None)
    rest = [sheet for sheet in sheets if sheet is not past]
    for sheet in rest:
        if wanted and sheet.name == wanted:
            return sheet, past
    scores = [sum(_known_heading(clean(c)) for row in s.rows[:12] for c in row) for s in rest]
    return rest[scores.index(max(scores))], past


def _is_past(sheet: Sheet) -> bool:
    return plain(sheet.name) in PAST_GROUPS


def match_columns(
    table: Table, *, known: Sequence[Known] = (), remembered: Mapping[str, str] | None = None
) -> list[Match]:
    """Propose a use for every column; what was remembered wins."""
    proposals = [
        _propose(heading, table, position, known, remembered or {})
        for position, heading in enumerate(table.headings)
    ]
    return _settle(proposals, table, known)


def _propose(
    heading: str, table: Table, position: int, known: Sequence[Known], remembered: Mapping[str, str]
) -> tuple[int, Match]:
    """A match and its rank: the lower rank keeps a field that two columns want."""
    word = plain(heading)
    if word and word in remembered:
        return 0, _state(Use.decode(remembered[word]))
    for attribute in known:
        if word and word in (plain(attribute.label), plain(attribute.key)):
            return 1, Match(_use_of(attribute), "matched")
    cells = [clean(cell) for cell in table.column(position)]
    filled = [cell for cell in cells if not is_blank(cell)]
    if word in _field_names():
        return 2, Match(Use(_field_names()[word]), "matched")
    for tag in SKIPPED:
        if word == tag or word.startswith(tag + " ") or word.endswith(" " + tag):
            return 9, Match(Use(SKIP), "skipped")
    if not filled:
        return 9, Match(Use(SKIP), "skipped")
    core = " ".join(part for part in word.split() if part not in NOISE)
    if core in _field_names() and not _is_sensitive(word):
        return 3, Match(Use(_field_names()[core]), "matched")
    if not _is_sensitive(word) and _share(filled, values.read_email) > 0.6:
        return 4, Match(Use("email"), "check")
    if not word and not any(map(str.isdigit, "".join(filled))) and position < 2:
        return 5, Match(Use("full_name"), "check")
    return 6, new_attribute(heading or f"Column {position + 1}", filled)


def new_attribute(heading: str, filled: Sequence[str]) -> Match:
    """A column nobody knows becomes an attribute of the kind its cells look like."""
    word = plain(heading)
    key = ATTRIBUTES.get(word) or re.sub(r"[^a-z0-9]+", "_", word).strip("_")[:50] or "attribute"
    use = Use(ATTRIBUTE, infer_kind(filled), key, _is_sensitive(word))
    return Match(use, "new")


def infer_kind(filled: Sequence[str]) -> str:
    """The kind of attribute that these cells hold."""
    if not filled:
        return "text"
    if _share(filled, values.read_number) > 0.95 and not _is_code(filled):
        return "number"
    if _share(filled, values.read_date) > 0.9:
        return "date"
    sign = values.list_sign(filled, expected=False)
    if sign and sum(sign in cell for cell in filled) >= len(filled) * 0.1:
        return "many_of"
    distinct = {cell.lower() for cell in filled}
    if max(map(len, filled)) <= 60 and len(distinct) <= max(12, len(filled) * 0.3):
        return "one_of"
    return "text"


def _is_code(filled: Sequence[str]) -> bool:
    """Leading zeros belong to a code (a postal code, a cost center), not to a number."""
    return any(len(cell) > 1 and cell.startswith("0") and cell.isdigit() for cell in filled)


def _share(cells: Sequence[str], read: Callable[[str], Any]) -> float:
    sample = cells[:2000]
    return sum(1 for cell in sample if read(cell) is not None) / max(1, len(sample))


def _is_sensitive(word: str) -> bool:
    return any(f" {tag} " in f" {word} " for tag in SENSITIVE)


def _use_of(attribute: Known) -> Use:
    return Use(ATTRIBUTE, attribute.kind, attribute.key, attribute.is_sensitive)


def _state(use: Use) -> Match:
    return Match(use, "skipped" if use.field == SKIP else "matched")


def _settle(
    proposals: list[tuple[int, Match]], table: Table, known: Sequence[Known]
) -> list[Match]:
    """Give each field to one column; the others become attributes or are left out."""
    taken: dict[str, int] = {}
    order = sorted(range(len(proposals)), key=lambda place: (proposals[place][0], place))
    settled: dict[int, Match] = {}
    for place in order:
        match = proposals[place][1]
        if match.use.field == SKIP:
            settled[place] = match
            continue
        name = match.use.encode() if match.use.field == ATTRIBUTE else match.use.field
        slot = match.use.key if match.use.field == ATTRIBUTE else name
        if slot not in taken:
            taken[slot] = place
            settled[place] = match
        else:
            settled[place] = _second(match, table, place, taken)
    if "full_name" in taken:
        for name in ("first_name", "last_name"):
            if name in taken:
                settled[taken[name]] = Match(Use(SKIP), "skipped")
    _city_as_site(settled, taken, table)
    return [settled[place] for place in range(len(proposals))]


def _second(match: Match, table: Table, place: int, taken: dict[str, int]) -> Match:
    """A field that another column has already: keep it as an attribute unless it says the same."""
    if match.use.field in ("email", "manager", "ref", "full_name", "time_zone", "hours"):
        return Match(Use(SKIP), "skipped")
    filled = [cell for cell in map(clean, table.column(place)) if not is_blank(cell)]
    fresh = new_attribute(table.headings[place], filled)
    key, count = fresh.use.key, 2
    while key in taken:
        key, count = f"{fresh.use.key[:46]}_{count}", count + 1
    taken[key] = place
    return Match(Use(ATTRIBUTE, fresh.use.kind, key, fresh.use.is_sensitive), "new")


def _city_as_site(settled: dict[int, Match], taken: dict[str, int], table: Table) -> None:
    place = taken.get("city")
    if place is not None and "site" not in taken and settled[place].state == "new":
        settled[place] = Match(Use("site"), "matched")


def label_of(heading: str, use: Use) -> str:
    """The label of a new attribute."""
    return heading[:120] or use.key.replace("_", " ").capitalize()


_NAMES: dict[str, str] = {}


def _field_names() -> dict[str, str]:
    if not _NAMES:
        for name, words in FIELD_HEADINGS.items():
            _NAMES.update({plain(word): name for word in words})
    return _NAMES
