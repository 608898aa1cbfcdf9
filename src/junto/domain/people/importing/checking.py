"""Rows, uses of columns and what is already known -> what would become of every row.

Runs from the start each time, so a correction can never leave a stale half behind. Kinds of issue
and warning are words here and sentences in `sentences`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from junto.domain.people.importing import values, zones
from junto.domain.people.importing.columns import ATTRIBUTE, SKIP, Table, Use
from junto.domain.people.importing.people import Index, Known
from junto.domain.people.importing.text import clean, clean_lines, is_blank

NEW, UPDATE, UNCHANGED, TO_FIX, LEFT_OUT = "new", "update", "unchanged", "to_fix", "left_out"
HOURS = ("09:00", "17:00")
LIMITS = {
    "external_id": 120,
    "full_name": 200,
    "known_as": 100,
    "employer": 160,
    "unit": 160,
    "level": 80,
    "site": 120,
    "country": 80,
    ATTRIBUTE: 500,
}
_NOTHING = frozenset({"na", "none", "null", "unknown", "?", "tbd"})


@dataclass
class Issue:
    """Why a row waits, in which column, and what would mend it."""

    kind: str
    column: int = -1
    found: str = ""
    suggestion: str = ""
    # Issues with one key are mended together.
    key: str = ""
    rows: tuple[int, ...] = ()


@dataclass
class Row:
    """One row and what would become of it."""

    number: int
    cells: list[str]
    state: str = NEW
    values: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    # None: the file says nothing; {"person": id}, {"row": number}.
    manager: dict[str, int] | None = None
    manager_text: str = ""
    person: Known | None = None
    changes: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What to call the row on the page."""
        return str(self.values.get("full_name") or self.values.get("email") or "")


@dataclass
class Repair:
    """One thing to mend, for one row or for many."""

    kind: str
    column: int
    found: str
    suggestion: str
    rows: list[int]
    key: str = ""
    names: list[str] = field(default_factory=list)


@dataclass
class Report:
    """The outcome of a check."""

    rows: list[Row]
    repairs: list[Repair]
    counts: dict[str, int]
    # Kind of warning -> numbers of the rows.
    warnings: dict[str, list[int]]
    # Column -> what its dates tell, and whether the day comes first.
    date_orders: dict[int, tuple[values.DateOrder, bool | None]]


Fixes = Mapping[tuple[int, int], str]
Decisions = Mapping[str, Any]


def check(
    table: Table,
    uses: Sequence[Use],
    *,
    people: Index,
    default_zone: str = "UTC",
    fixes: Fixes | None = None,
    decisions: Decisions | None = None,
) -> Report:
    """Say what would become of every row.

    Parameters
    ----------
    table : Table
        Headings and numbered rows.
    uses : sequence of Use
        One for each column.
    people : Index
        Who is already here.
    default_zone : str
        The zone of people whose row tells nothing about a place.
    fixes : mapping of (row, column) to text
        Cells corrected on the page.
    decisions : mapping
        `date:COLUMN` day or month; `keep:KEY` a row number; `out:ROW`; `same:ROW` a person's
        reference; `replace:COLUMN:FOUND` the text to read instead.
    """
    return _Check(
        table,
        uses,
        people=people,
        default_zone=default_zone,
        fixes=fixes or {},
        decisions=decisions or {},
    ).run()


class _Check:
    """One run; the steps are in `run`."""

    def __init__(
        self,
        table: Table,
        uses: Sequence[Use],
        *,
        people: Index,
        default_zone: str,
        fixes: Fixes,
        decisions: Decisions,
    ) -> None:
        self.uses = [(place, use) for place, use in enumerate(uses) if use.field != SKIP]
        self.people = people
        self.default_zone = default_zone
        self.decisions = decisions
        self.date_orders: dict[int, tuple[values.DateOrder, bool | None]] = {}
        self.signs: dict[int, str] = {}
        self.cache: dict[tuple[int, str], tuple[Any, Issue | None]] = {}
        self.domains: list[str] = []
        self.rows = [
            Row(number, self._mended(number, cells, fixes)) for number, cells in table.rows
        ]

    def run(self) -> Report:
        """Read cells, find out who everybody is, compare."""
        self._look_at_columns()
        for row in self.rows:
            self._read(row)
            if self.decisions.get(f"out:{row.number}"):
                row.state = LEFT_OUT
        self._identify()
        self._find_managers()
        self._flag_circles()
        for row in self.rows:
            self._settle(row)
        return self._report()

    # --- cells ------------------------------------------------------------------------------

    def _mended(self, number: int, cells: list[str], fixes: Fixes) -> list[str]:
        found = list(cells)
        for place, _use in self.uses:
            if (number, place) in fixes:
                found.extend([""] * (place + 1 - len(found)))
                found[place] = fixes[number, place]
            elif place < len(found) and self.decisions:
                instead = self.decisions.get(f"replace:{place}:{clean(found[place])}")
                if instead is not None:
                    found[place] = instead
        return found

    def _look_at_columns(self) -> None:
        for place, use in self.uses:
            if use.field == "email":
                cells = self._column(place)
                self.domains = values.common_domains(values.read_email(cell) for cell in cells)
            elif use.kind == "date":
                order = values.date_order(self._column(place))
                said = self.decisions.get(f"date:{place}")
                self.date_orders[place] = (order, order.day_first if not said else said == "day")
            elif use.kind == "many_of":
                lines = (clean_lines(r.cells[place]) for r in self.rows if place < len(r.cells))
                self.signs[place] = values.list_sign(lines, expected=True)

    def _column(self, place: int) -> Iterator[str]:
        return (clean(row.cells[place]) for row in self.rows if place < len(row.cells))

    def _read(self, row: Row) -> None:
        for place, use in self.uses:
            raw = row.cells[place] if place < len(row.cells) else ""
            if not raw:
                continue
            found = self.cache.get((place, raw))
            if found is None:
                found = self.cache[place, raw] = self._value(place, use, raw)
            value, issue = found
            if issue is not None:
                row.issues.append(issue)
            elif value is not None:
                self._keep(row, use, value)
        self._complete(row)

    def _keep(self, row: Row, use: Use, value: Any) -> None:
        if use.field == ATTRIBUTE:
            row.attributes[use.key] = value
        elif use.field == "hours":
            row.values["hours_start"], row.values["hours_end"] = value
        elif use.field == "manager":
            row.manager_text = value
        elif use.field == "time_zone":
            row.values["time_zone"] = value.name
            if value.source != "zone":
                row.warnings.append("zone_from_place")
        else:
            row.values[use.field] = value

    def _value(self, place: int, use: Use, raw: str) -> tuple[Any, Issue | None]:
        many = use.kind == "many_of"
        text = clean_lines(raw) if many else clean(raw)
        if is_blank(text) or (use.kind in ("number", "date") and text.lower() in _NOTHING):
            return None, None
        if use.field == ATTRIBUTE:
            return self._attribute(place, use, text)
        if use.field == "email":
            return self._email(place, text)
        if use.field == "time_zone":
            zone = zones.zone_of_text(text)
            return (zone, None) if zone else _trouble("zone_unknown", place, text)
        if use.field in ("hours_start", "hours_end"):
            found = values.read_time(text)
            return (found, None) if found else _trouble("hours_unreadable", place, text)
        if use.field == "hours":
            hours = values.read_hours(text)
            return (hours, None) if hours else _trouble("hours_unreadable", place, text)
        if use.field == "languages":
            return values.read_languages(text), None
        if len(text) > LIMITS.get(use.field, 254):
            return _trouble("too_long", place, text, text[: LIMITS.get(use.field, 254)])
        return text, None

    def _email(self, place: int, text: str) -> tuple[Any, Issue | None]:
        email = values.read_email(text)
        if email:
            return email, None
        kind = "email_ending" if values.lacks_ending(text) else "email_unreadable"
        return None, Issue(kind, place, text, values.suggest_email(text, self.domains))

    def _attribute(self, place: int, use: Use, text: str) -> tuple[Any, Issue | None]:
        if use.kind == "number":
            number = values.read_number(text)
            return (number, None) if number is not None else _trouble("number", place, text)
        if use.kind == "date":
            return self._date(place, text)
        if use.kind == "many_of":
            pieces = values.split_list(text, self.signs.get(place, ""))
            return [piece.replace(";", ",")[:200] for piece in pieces[:100]], None
        if len(text) > LIMITS[ATTRIBUTE]:
            return _trouble("too_long", place, text, text[: LIMITS[ATTRIBUTE]])
        return text, None

    def _date(self, place: int, text: str) -> tuple[Any, Issue | None]:
        day_first = self.date_orders[place][1]
        if day_first is None and values.is_unclear_date(text):
            return None, Issue("date_order", place, text, key=f"date:{place}")
        found = values.read_date(text, day_first=bool(day_first))
        return (found.isoformat(), None) if found else _trouble("date", place, text)

    def _complete(self, row: Row) -> None:
        """Put the name together and derive what the file leaves out."""
        known = row.values
        first, last = known.pop("first_name", ""), known.pop("last_name", "")
        if first or last:
            known.setdefault("full_name", f"{first} {last}".strip()[:200])
        start, end = known.get("hours_start"), known.get("hours_end")
        if (start or HOURS[0]) >= (end or HOURS[1]):
            place = next(p for p, use in self.uses if use.field.startswith("hours"))
            row.issues.append(Issue("hours_order", place, f"{start or HOURS[0]}-{end or HOURS[1]}"))

    def _derive(self, row: Row) -> None:
        """Zone and hours of somebody new, or of somebody whose zone was only assumed."""
        known, person = row.values, row.person
        if "time_zone" not in known and (person is None or person.time_zone_assumed):
            zone = zones.zone_of_place(
                site=str(known.get("site") or row.attributes.get("city") or ""),
                region=str(row.attributes.get("state") or ""),
                country=str(known.get("country") or ""),
            )
            if zone:
                known["time_zone"] = zone.name
                row.warnings.append("zone_from_country" if zone.is_guess else "zone_from_place")
            elif person is None:
                known["time_zone"] = self.default_zone
                row.warnings.append("zone_default")
        if person is None and "hours_start" not in known and "hours_end" not in known:
            known["hours_start"], known["hours_end"] = HOURS
            row.warnings.append("hours_assumed")
        elif person is None:
            known.setdefault("hours_start", HOURS[0])
            known.setdefault("hours_end", HOURS[1])

    # --- identity ---------------------------------------------------------------------------

    def _identify(self) -> None:
        self._refuse_twins("id", "external_id")
        self._refuse_twins("email", "email")
        for row in self.rows:
            if row.state != LEFT_OUT:
                self._find_person(row)
        claimed: dict[int, Row] = {}
        for row in self.rows:
            if row.person is None or row.state == LEFT_OUT:
                continue
            other = claimed.setdefault(row.person.id, row)
            if other is not row and not row.issues:
                key = f"person:{row.person.ref}"
                self._ask_which([other, row], key, "same_person")
        self._match_by_content(claimed)

    def _refuse_twins(self, kind: str, name: str) -> None:
        seen: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            if row.state != LEFT_OUT and row.values.get(name):
                seen[row.values[name]].append(row)
        for value, rows in seen.items():
            if len(rows) < 2:
                continue
            rest = [rows[0]]
            for row in rows[1:]:
                if row.cells == rows[0].cells:
                    row.state = LEFT_OUT
                    row.warnings = ["identical_row"]
                else:
                    rest.append(row)
            if len(rest) > 1:
                self._ask_which(rest, f"{kind}:{value}", f"same_{kind}")

    def _ask_which(self, rows: list[Row], key: str, kind: str) -> None:
        kept = self.decisions.get(f"keep:{key}")
        numbers = tuple(row.number for row in rows)
        if kept in numbers:
            for row in rows:
                if row.number != kept:
                    row.state = LEFT_OUT
            return
        name = {"same_id": "external_id"}.get(kind, "email")
        column = next((place for place, use in self.uses if use.field == name), -1)
        found = str(rows[0].values.get(name, ""))
        for row in rows:
            row.issues.append(Issue(kind, column, found, key=key, rows=numbers))

    def _find_person(self, row: Row) -> None:
        said = self.decisions.get(f"same:{row.number}") or row.values.pop("ref", "")
        row.values.pop("ref", None)
        external_id, email = row.values.get("external_id"), row.values.get("email")
        by_id = self.people.by_external_id.get(external_id) if external_id else None
        by_email = self.people.by_email.get(email) if email else None
        row.person = by_id or self.people.by_ref.get(said) or by_email
        if by_email is None or (by_email is row.person and by_id is by_email):
            return
        if row.person is not by_email or (
            external_id and by_email.values["external_id"] not in ("", external_id)
        ):
            column = next(place for place, use in self.uses if use.field == "email")
            row.issues.append(Issue("email_taken", column, str(email)))

    def _match_by_content(self, claimed: dict[int, Row]) -> None:
        """A row without identity that says exactly what is known of somebody without identity."""
        names: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            name = str(row.values.get("full_name", "")).casefold()
            if not name or row.state == LEFT_OUT:
                continue
            twins = names[name]
            if row.person is None and not (
                row.values.get("email") or row.values.get("external_id")
            ):
                self._match_one(row, name, claimed)
                is_known = bool(twins or self.people.by_name.get(name))
                if row.person is None and is_known and not row.issues:
                    row.warnings.append("possible_duplicate")
            twins.append(row)

    def _match_one(self, row: Row, name: str, claimed: dict[int, Row]) -> None:
        for person in self.people.by_name.get(name, ()):
            has_identity = person.values["email"] or person.values["external_id"]
            if person.id not in claimed and not has_identity and not self._changes(row, person):
                claimed[person.id] = row
                row.person = person
                return

    # --- managers ---------------------------------------------------------------------------

    def _find_managers(self) -> None:
        by_identity: dict[str, Row] = {}
        by_name: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            if row.state == LEFT_OUT:
                continue
            for name in ("external_id", "email"):
                if row.values.get(name):
                    by_identity.setdefault(row.values[name].lower(), row)
            by_name[str(row.values.get("full_name", "")).casefold()].append(row)
        for row in self.rows:
            if row.manager_text and row.state != LEFT_OUT:
                self._find_manager(row, by_identity, by_name)

    def _find_manager(
        self, row: Row, by_identity: dict[str, Row], by_name: dict[str, list[Row]]
    ) -> None:
        text = row.manager_text
        key = (values.read_email(text) or text).lower()
        target: Row | Known | None = by_identity.get(key) or self.people.by_email.get(key)
        target = target or self.people.by_external_id.get(text)
        if target is None:
            named: list[Row | Known] = list(by_name.get(text.casefold(), ()))
            inside = {found.person.id for found in named if isinstance(found, Row) and found.person}
            named += [p for p in self.people.by_name.get(text.casefold(), ()) if p.id not in inside]
            if len(named) > 1:
                column = next(place for place, use in self.uses if use.field == "manager")
                row.issues.append(Issue("manager_ambiguous", column, text))
                return
            target = named[0] if named else None
        if target is None:
            row.warnings.append("manager_unknown")
        elif target is row or (isinstance(target, Known) and target is row.person):
            row.warnings.append("own_manager")
        elif isinstance(target, Known):
            row.manager = {"person": target.id}
        elif target.person is not None:
            row.manager = {"person": target.person.id}
        else:
            row.manager = {"row": target.number}

    def _flag_circles(self) -> None:
        above: dict[tuple[str, int], tuple[str, int] | None] = {
            ("person", person.id): ("person", person.manager_id)
            for person in self.people.people
            if person.manager_id
        }
        mine: dict[tuple[str, int], Row] = {}
        for row in self.rows:
            if row.state == LEFT_OUT:
                continue
            me = ("person", row.person.id) if row.person else ("row", row.number)
            mine[me] = row
            if row.manager:
                above[me] = next(iter(row.manager.items()))
        done: set[tuple[str, int]] = set()
        for start in mine:
            path: dict[tuple[str, int], None] = {}
            node: tuple[str, int] | None = start
            while node is not None and node not in done and node not in path:
                path[node] = None
                node = above.get(node)
            if node is not None and node in path:
                steps = list(path)
                self._flag_circle([mine[one] for one in steps[steps.index(node) :] if one in mine])
            done.update(path)

    def _flag_circle(self, rows: list[Row]) -> None:
        column = next((place for place, use in self.uses if use.field == "manager"), -1)
        numbers = tuple(sorted(row.number for row in rows))
        for row in rows:
            row.issues.append(Issue("manager_circle", column, row.manager_text, rows=numbers))

    # --- the outcome ------------------------------------------------------------------------

    def _settle(self, row: Row) -> None:
        if row.state == LEFT_OUT:
            row.issues = []
            return
        self._derive(row)
        if row.person is None and not row.values.get("full_name"):
            column = next((p for p, use in self.uses if use.field == "full_name"), -1)
            local = str(row.values.get("email", "")).split("@")[0].replace(".", " ")
            guess = str(row.values.get("known_as") or local.replace("_", " ").title())
            row.issues.append(Issue("name_missing", column, "", guess))
        if row.issues:
            row.state = TO_FIX
            return
        if row.person is None and not row.values.get("email"):
            row.warnings.append("email_missing")
        if row.person is None:
            return
        row.changes = self._changes(row, row.person)
        row.state = UPDATE if row.changes else UNCHANGED

    def _changes(self, row: Row, person: Known) -> list[str]:
        """Names of what the row would change; an empty cell changes nothing."""
        changed = [name for name, value in row.values.items() if person.values.get(name) != value]
        changed += [
            f"attribute:{key}"
            for key, value in row.attributes.items()
            if person.attributes.get(key) != value
        ]
        if row.manager is not None and row.manager.get("person") != person.manager_id:
            changed.append("manager")
        if person.has_left:
            changed.append("returns")
        return changed

    def _report(self) -> Report:
        counts = dict.fromkeys((NEW, UPDATE, UNCHANGED, TO_FIX, LEFT_OUT), 0)
        warnings: dict[str, list[int]] = defaultdict(list)
        repairs: dict[tuple[Any, ...], Repair] = {}
        for row in self.rows:
            counts[row.state] += 1
            for warning in dict.fromkeys(row.warnings):
                warnings[warning].append(row.number)
            for issue in row.issues:
                self._group(repairs, row, issue)
        ordered = sorted(repairs.values(), key=lambda repair: repair.rows[0])
        return Report(self.rows, ordered, counts, dict(warnings), self.date_orders)

    def _group(self, repairs: dict[tuple[Any, ...], Repair], row: Row, issue: Issue) -> None:
        one = issue.key or (issue.found if issue.found else row.number)
        if issue.kind == "manager_circle":
            one = str(issue.rows)
        repair = repairs.setdefault(
            (issue.kind, issue.column, one),
            Repair(issue.kind, issue.column, issue.found, issue.suggestion, [], issue.key),
        )
        repair.rows.append(row.number)
        if row.name not in repair.names:
            repair.names.append(row.name)


def _trouble(kind: str, place: int, text: str, suggestion: str = "") -> tuple[None, Issue]:
    return None, Issue(kind, place, text, suggestion)
