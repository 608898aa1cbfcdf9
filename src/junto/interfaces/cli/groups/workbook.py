"""A workbook of groups: to print, to sort, and to see how good they are."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook

from .outputs import Outcome, blocks_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_MOST_SIGNS = 32_767
_WIDEST, _NARROWEST = 40, 8
_PRINTED = 8
# The same groups give the same bytes, whenever they are written.
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)


def workbook(found: Outcome) -> bytes:
    """Return a workbook with the blocks to print, the people, and the quality."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": _CREATED.replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "valign": "top"})
    heading = book.add_format({"bold": True, "font_size": 14, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    _blocks(book.add_worksheet(f"{found.by[-1].title()}s"), found, heading, bold, wrapped)
    _people(book.add_worksheet("People"), found, bold, wrapped)
    _quality(book.add_worksheet("Quality"), found, bold, wrapped)
    book.close()
    return out.getvalue()


def _blocks(sheet: Worksheet, found: Outcome, heading: Format, bold: Format, text: Format) -> None:
    """Every group under its name, as wide as the page; what is too much is on the next sheet."""
    blocks = blocks_of(found)
    columns = list(blocks[0][1][0])[:_PRINTED]
    rows: list[Sequence[str]] = [columns]
    at = 0
    for key, people in blocks:
        title = ", ".join(f"{name} {value}" for name, value in zip(found.by, key, strict=True))
        _write(sheet, at, [title[:1].upper() + title[1:]], heading)
        for place in range(1, len(columns)):
            sheet.write_blank(at, place, None, heading)
        _write(sheet, at + 1, columns, bold)
        for line, cells in enumerate(people, start=at + 2):
            shown = [cells[each] for each in columns]
            rows.append(shown)
            _write(sheet, line, shown, text)
        at += len(people) + 3
    _widen(sheet, rows)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RPage &P of &N")


def _people(sheet: Worksheet, found: Outcome, bold: Format, text: Format) -> None:
    for at, row in enumerate(found.table):
        _write(sheet, at, row, text if at else bold)
    _widen(sheet, found.table)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(found.table) - 1, len(found.table[0]) - 1)


def _quality(sheet: Worksheet, found: Outcome, bold: Format, text: Format) -> None:
    for at, (label, value) in enumerate(found.quality):
        sheet.write_string(at, 0, label, bold)
        _cell(sheet, at, 1, value, text)
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 60)


def _cell(sheet: Worksheet, row: int, column: int, value: Any, shape: Format) -> None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value, shape)
    else:
        sheet.write_string(row, column, str(value)[:_MOST_SIGNS], shape)


def _write(sheet: Worksheet, row: int, cells: Sequence[str], shape: Format) -> None:
    for column, cell in enumerate(cells):
        sheet.write_string(row, column, cell[:_MOST_SIGNS], shape)


def _widen(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    for column in range(len(rows[0])):
        widest = max(len(row[column]) for row in rows) + 2
        sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, widest)))
