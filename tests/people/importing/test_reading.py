"""Files people bring: encodings, delimiters, limits, and files made to do harm."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from junto.domain.people.importing import reading, sentences
from junto.domain.people.importing.reading import Unreadable, read_file, read_text

ROWS = [["Name", "Ort"], ["Jürgen Größe", "Köln"], ["Zoë D'Arcy", "Málaga"]]
TEXT = "\r\n".join(";".join(row) for row in ROWS)


def code_of(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read_file(data)
    assert "%(" not in sentences.trouble(caught.value.code, caught.value.details)
    return caught.value.code


def workbook(rows: list[list[Any]], title: str = "Leaders") -> bytes:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rezipped(data: bytes, change: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
        for name in set(change) - set(old.namelist()):
            new.writestr(name, change[name])
    return out.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_every_common_encoding_is_read(encoding: str) -> None:
    assert read_file(TEXT.encode(encoding))[0].rows == ROWS


def test_central_european_names_are_read() -> None:
    names = ["Łukasz Żółkiewski", "Jiří Dvořák", "Győző Szűcs", "Małgorzata Wiśniewska"] * 5
    data = "\n".join(["Name", *names]).encode("cp1250")

    assert [row[0] for row in read_file(data)[0].rows[1:]] == names


def test_russian_and_japanese_names_are_read() -> None:
    russian = ["Имя", "Анна Каренина", "Лев Толстой", "Фёдор Достоевский"] * 5
    japanese = ["氏名", "山田太郎", "佐藤花子", "鈴木一郎", "高橋さくら"] * 5

    assert [row[0] for row in read_file("\n".join(russian).encode("cp1251"))[0].rows] == russian
    assert [row[0] for row in read_file("\n".join(japanese).encode("shift_jis"))[0].rows] == (
        japanese
    )


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_every_common_delimiter_is_found(sign: str) -> None:
    text = f'a{sign}b\n"1{sign}x"{sign}"two\nlines"\n'

    assert read_text(text)[0].rows == [["a", "b"], [f"1{sign}x", "two\nlines"]]


def test_a_comma_inside_names_does_not_hide_the_semicolon() -> None:
    text = "Name;Unit\nOkafor, Amara;Ops, EU\nRao, Devika;Digital\n"

    assert read_text(text)[0].rows[1] == ["Okafor, Amara", "Ops, EU"]


def test_names_with_addresses_can_be_pasted() -> None:
    text = 'Amara Okafor <amara@x.example>,\n"Rao, D" <d@x.example>;\nJo <jo@x.example>'

    assert read_text("Amara Okafor <amara@x.example>,\nJo <jo@x.example>")[0].rows == [
        ["Amara Okafor", "amara@x.example"],
        ["Jo", "jo@x.example"],
    ]
    assert len(read_text(text)[0].rows) == 3


def test_one_leading_quote_before_a_formula_sign_is_taken_off() -> None:
    rows = read_text("a,b\n'=1,''=1\n'Ndrangheta,'+49\n")[0].rows

    assert rows[1:] == [["=1", "'=1"], ["'Ndrangheta", "+49"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"name,e-mail\nA\0B,x\n", "nul"),
        (b"%PDF-1.7", "pdf"),
        (b"\x89PNG\r\n", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old_excel"),
        (b"\x1f\x8b\x08", "archive"),
        (b"<!doctype html><table>", "web_page"),
        (b"PK\x03\x04 not really", "damaged"),
        (b'name,e-mail\nAda,"ada@x.example\nBob,b@x.example\n', "open_quote"),
        (b"a," * 600 + b"b\n", "too_wide"),
        (b"a\n" * 100_010, "too_long"),
        (b"x" * (reading.MAX_BYTES + 1), "too_big"),
    ],
)
def test_what_is_no_sheet_is_refused_with_a_reason(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_an_open_quotation_mark_is_named_by_its_row() -> None:
    with pytest.raises(Unreadable) as caught:
        read_file(b'name,e-mail\nAda,a@x.example\nBob,"b@x.example\nCy,c@x.example\n')

    assert caught.value.details == {"row": 3}


def test_a_workbook_gives_text_dates_numbers_and_the_values_of_formulas() -> None:
    from datetime import date, datetime, time

    rows = [["Name", "n", "d", "t", "f"], ["Ada", 3.0, datetime(2022, 4, 3), time(9, 30), "=1+1"]]

    sheet = read_file(workbook(rows))[0]

    assert sheet.name == "Leaders"
    # Nobody opened the workbook in a spreadsheet, so the formula has no value yet.
    assert sheet.rows[1] == ["Ada", "3", date(2022, 4, 3).isoformat(), "09:30"]


def test_a_workbook_that_claims_to_be_small_and_inflates_is_refused() -> None:
    bomb = rezipped(workbook([["Name"]]), {"xl/media/x.bin": b"\0" * (70 * 1024 * 1024)})

    assert len(bomb) < 200_000
    assert code_of(bomb) == "inflates"


def test_a_workbook_with_thousands_of_parts_is_refused() -> None:
    parts = {f"xl/x{n}.xml": b"<x/>" for n in range(1100)}

    assert code_of(rezipped(workbook([["Name"]]), parts)) == "inflates"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_that_pulls_in_other_files_is_refused(encoding: str) -> None:
    evil = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    data = rezipped(workbook([["Name"]]), {"xl/sharedStrings.xml": evil.encode(encoding)})

    assert code_of(data) == "entities"


@pytest.mark.parametrize(
    ("part", "code"),
    [("mimetype", "other_spreadsheet"), ("Index/Document.iwa", "other_spreadsheet")],
)
def test_spreadsheets_of_other_kinds_are_named(part: str, code: str) -> None:
    assert code_of(rezipped(workbook([["Name"]]), {part: b"x"})) == code


def test_a_torn_workbook_is_damaged() -> None:
    data = workbook([["Name"], ["Ada"]])

    assert code_of(data[: len(data) // 2]) == "damaged"


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is() -> None:
    data = workbook([["Name"], ["Ada"]])
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    lying = sheet.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"')
    assert lying != sheet

    assert read_file(rezipped(data, {"xl/worksheets/sheet1.xml": lying}))[0].rows == [
        ["Name"],
        ["Ada"],
    ]
