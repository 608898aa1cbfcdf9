"""People -> a file that imports again unchanged and opens inert in a spreadsheet."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from junto.domain.people.importing.columns import Known as Attribute
from junto.domain.people.importing.people import Known
from junto.domain.people.importing.reading import FORMULA_SIGNS

TOLD_EVERY = 500
HEADINGS = {
    "ref": "Junto reference",
    "external_id": "ID",
    "full_name": "Full name",
    "known_as": "Known as",
    "email": "E-mail",
    "employer": "Employer",
    "unit": "Unit",
    "level": "Level",
    "site": "Site",
    "country": "Country",
    "time_zone": "Time zone",
    "hours_start": "Hours start",
    "hours_end": "Hours end",
    "languages": "Languages",
    "manager": "Manager",
}


def guarded(cell: str) -> str:
    """The cell so that a spreadsheet shows it and does not run it."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def table_of(
    people: Sequence[Known], attributes: Sequence[Attribute], *, manager_id: int | None = None
) -> list[list[str]]:
    """Headings and rows. Sensitive attributes never leave in an export.

    Of the people whom `manager_id` manages the row holds the name alone.
    """
    shown = [attribute for attribute in attributes if not attribute.is_sensitive]
    walled = {person.id for person in people if manager_id and person.manager_id == manager_id}
    names = {person.id: _address(person, is_walled=person.id in walled) for person in people}
    padded = {attribute.key: _lone_separators(people, attribute) for attribute in shown}
    rows = [[*HEADINGS.values(), *(attribute.label for attribute in shown)]]
    for person in people:
        if person.id in walled:
            known = {"ref": person.ref, "full_name": str(person.values["full_name"])}
            rows.append([*(known.get(name, "") for name in HEADINGS), *("" for _ in shown)])
            continue
        fields = {**person.values, "ref": person.ref}
        fields["languages"] = ", ".join(person.values.get("languages") or ())
        fields["manager"] = names.get(person.manager_id or 0, "")
        cells = [str(fields.get(name) or "") for name in HEADINGS]
        cells += [_cell(person.attributes, attribute, padded[attribute.key]) for attribute in shown]
        rows.append(cells)
    return rows


def to_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """UTF-8 with a mark, so that a spreadsheet reads accents; formula signs guarded."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([[guarded(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(
    rows: Sequence[Sequence[str]],
    title: str = "People",
    progress: Callable[[int, int], None] | None = None,
) -> bytes:
    """A workbook in which every cell is a string."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(title[:31])
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(place, column, cell[:32_767])
        if progress is not None and place % TOLD_EVERY == 0:
            progress(place, len(rows))
    book.close()
    return out.getvalue()


def _address(person: Known, *, is_walled: bool) -> str:
    values = person.values
    if is_walled:
        return str(values["full_name"])
    return str(values.get("external_id") or values.get("email") or values.get("full_name"))


def _lone_separators(people: Sequence[Known], attribute: Attribute) -> bool:
    """Nobody has two values, yet one value holds a sign that would cut it on the way in."""
    if attribute.kind != "many_of":
        return False
    lists = [list(person.attributes.get(attribute.key) or ()) for person in people]
    return all(len(values) < 2 for values in lists) and any(
        sign in value for values in lists for value in values for sign in ",|"
    )


def _cell(values: Mapping[str, Any], attribute: Attribute, padded: bool) -> str:
    value = values.get(attribute.key)
    if value is None or value == []:
        return ""
    if isinstance(value, list):
        return "; ".join(map(str, value)) + (";" if padded else "")
    return str(value)
