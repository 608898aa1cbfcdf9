"""Bytes or pasted text -> sheets of rows of text cells, or a sentence about what is wrong."""

import codecs
import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

MAX_BYTES = 50 * 1024 * 1024
MAX_INFLATED = 64 * 1024 * 1024
MAX_ENTRIES = 1_000
MAX_RATIO = 200
MAX_ROWS = 100_000
MAX_COLUMNS = 500

# Leading signs that a spreadsheet takes for a formula; an export hides them behind one '.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "'")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What somebody may ask a text to be read as, where its letters look wrong.
ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "cp1252": "Windows 1252",
    "cp1250": "Windows 1250",
    "iso8859-15": "ISO 8859-15",
    "utf-16": "UTF-16",
    "mac-roman": "Mac Roman",
}
_LATIN = ("cp1252", "cp1250", "iso8859_2", "latin-1")
_SCRIPTS = ["cp1251", "cp1253", "cp1255", "cp1256", "shift_jis", "gb18030", "euc_kr", "big5"]
_QUOTES = "’‘“”„«»–—…•·°"
_NAME_AND_EMAIL = re.compile(r'^\s*"?([^"<>@,;]*?)"?\s*<([^<>\s]+@[^<>\s]+)>[\s,;]*$')
_SIGNATURES = (
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "old_excel"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
)

Progress = Callable[[int], None]


class Unreadable(ValueError):
    """The file cannot be read. `code` and `details` become a sentence in `sentences.trouble`."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass
class Sheet:
    """One sheet: `rows[0]` is row 1 as a spreadsheet counts."""

    name: str
    rows: list[list[str]] = field(default_factory=list)
    encoding: str = ""

    @property
    def filled(self) -> int:
        """How many rows hold anything."""
        return sum(1 for row in self.rows if any(row))


def read_file(data: bytes, file_name: str = "", *, encoding: str = "") -> list[Sheet]:
    """Read a CSV or XLSX file; the text of a CSV file in `encoding`, if one is asked for.

    Raises
    ------
    Unreadable
        With a code and details; nothing of a file that breaks a limit is kept.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable("too_big", megabytes=MAX_BYTES // 1024 // 1024)
    if not data.strip():
        raise Unreadable("empty")
    if data.startswith(b"PK\x03\x04"):
        return _read_workbook(data)
    for signature, code in _SIGNATURES:
        if data.startswith(signature):
            raise Unreadable(code)
    text, encoding = _decoded(data, encoding) if encoding in ENCODINGS else decode(data)
    if re.match(r"\s*<(!doctype|html|table|\?xml)", text[:200], re.IGNORECASE):
        raise Unreadable("web_page")
    sheets = read_text(text)
    sheets[0].encoding = encoding
    return sheets


def read_text(text: str) -> list[Sheet]:
    """Read pasted text, or the text of a CSV file."""
    if "\0" in text:
        raise Unreadable("nul")
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise Unreadable("empty")
    addressed = [_NAME_AND_EMAIL.match(line) for line in text.splitlines() if line.strip()]
    if all(addressed):
        pairs = [[match[1], match[2]] for match in addressed if match]
        return [Sheet("", pairs)]
    hint = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if hint:
        # Excel's own line is a row of the sheet to Excel, too: row numbers stay as people see them.
        return [Sheet("", _records(text, hint[1]))]
    return [Sheet("", _records(text, _delimiter(text)))]


def decode(data: bytes) -> tuple[str, str]:
    """Text of bytes in an unknown encoding, and the encoding's name.

    Raises
    ------
    Unreadable
        When the bytes hold NUL signs or are no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    wide = _wide_encoding(data)
    if wide:
        return _decoded(data, wide)
    if b"\0" in data:
        raise Unreadable("nul")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decoded(data, _legacy_encoding(data))


def _decoded(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise Unreadable("encoding", row=row) from None
    if "\0" in text:
        raise Unreadable("nul")
    return text, encoding


def _wide_encoding(data: bytes) -> str:
    """UTF-16 without a mark: nearly every second byte of ordinary text is zero."""
    sample = data[:4096]
    if len(sample) < 4 or len(data) % 2:
        return ""
    half = len(sample) // 2
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = sample[start::2].count(0)
        if zeros > half * 0.6 and sample[1 - start :: 2].count(0) < half * 0.05:
            return encoding
    return ""


def _legacy_encoding(data: bytes) -> str:
    """The one-byte or East Asian encoding of text that is not UTF-8."""
    odd = b"\n".join(line for line in data.splitlines() if not line.isascii())[:100_000]
    letters = sum(1 for byte in odd if byte > 127 or chr(byte).isalpha())
    if sum(1 for byte in odd if byte > 127) > letters / 2:
        return _other_script(data, odd)
    # In Latin script a wrong choice puts signs inside words: "Żółkiewski" reads "¯ó³kiewski".
    return min(_LATIN, key=lambda encoding: _signs_in_words(odd, encoding))


def _signs_in_words(data: bytes, encoding: str) -> int:
    text = data.decode(encoding, errors="replace")
    beside = (text[max(0, at - 1) : at] + text[at + 1 : at + 2] for at in range(len(text)))
    return sum(
        1
        for sign, near in zip(text, beside, strict=True)
        if not sign.isascii()
        and not sign.isalpha()
        and sign not in _QUOTES
        and any(map(str.isalpha, near))
    )


def _other_script(data: bytes, sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_SCRIPTS, threshold=0.4).best()
    guess = best.encoding if best else "latin-1"
    try:
        data.decode(guess)
    except UnicodeDecodeError:
        return "latin-1"
    return guess


def _delimiter(text: str) -> str:
    """The sign that cuts the first rows into the most columns, all alike."""
    head = "".join(text.splitlines(keepends=True)[:60])[:200_000]
    best, best_score = ",", 0.0
    for sign in ",;\t|":
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=sign)
                      if row]  # fmt: skip
        except csv.Error:
            continue
        width, times = Counter(widths).most_common(1)[0]
        if width == 1:
            continue
        score = times / len(widths) * (2 - 1 / width)
        if score > best_score:
            best, best_score = sign, score
    return best


def _records(text: str, delimiter: str) -> list[list[str]]:
    try:
        return _collect(_csv_rows(text, delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise Unreadable("open_quote", row=_row_of_open_quote(text, delimiter)) from None
    try:
        return _collect(_csv_rows(text, delimiter, strict=False))
    except csv.Error:
        raise Unreadable("no_table") from None


def _csv_rows(text: str, delimiter: str, *, strict: bool) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    for row in reader:
        yield [_unguarded(cell) for cell in row]


def _row_of_open_quote(text: str, delimiter: str) -> int:
    row = 0
    try:
        for _row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            row += 1
    except csv.Error:
        pass
    return row + 1


def _unguarded(cell: str) -> str:
    if cell.startswith("'") and cell[1:2] in FORMULA_SIGNS and len(cell) > 1:
        return cell[1:]
    return cell


def _collect(rows: Iterable[list[str]]) -> list[list[str]]:
    kept: list[list[str]] = []
    filled = 0
    for number, found in enumerate(rows, start=1):
        row = found
        while row and not row[-1].strip():
            row = row[:-1] if len(row) < 50 else _trimmed(row)
        if len(row) > MAX_COLUMNS:
            raise Unreadable("too_wide", row=number, columns=MAX_COLUMNS)
        filled += bool(row)
        if filled > MAX_ROWS + 1:
            raise Unreadable("too_long", rows=MAX_ROWS)
        kept.append(row)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _trimmed(row: list[str]) -> list[str]:
    last = max((place for place, cell in enumerate(row) if cell.strip()), default=-1)
    return row[: last + 1]


def _read_workbook(data: bytes) -> list[Sheet]:
    _guard_archive(data)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [_read_sheet(sheet) for sheet in book.worksheets
                  if sheet.sheet_state == "visible"]  # fmt: skip
        book.close()
    except Unreadable:
        raise
    # A damaged workbook raises whatever the part that trips over it raises.
    except Exception:
        raise Unreadable("damaged") from None
    sheets = [sheet for sheet in sheets if sheet.filled]
    if not sheets:
        raise Unreadable("empty")
    return sheets


def _guard_archive(data: bytes) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Unreadable("damaged") from None
    names = {entry.filename for entry in entries}
    if "mimetype" in names or any(name.startswith("Index/") for name in names):
        raise Unreadable("other_spreadsheet")
    if "xl/workbook.xml" not in names:
        raise Unreadable("archive")
    inflated = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > MAX_ENTRIES or inflated > MAX_INFLATED:
        raise Unreadable("inflates", megabytes=MAX_INFLATED // 1024 // 1024)
    if inflated > 1024 * 1024 and inflated / packed > MAX_RATIO:
        raise Unreadable("inflates", megabytes=MAX_INFLATED // 1024 // 1024)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("old_excel")
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels")):
            _refuse_entities(archive, entry)


def _refuse_entities(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """No spreadsheet program writes a document type; one is only there to pull something in."""
    try:
        with archive.open(entry) as part:
            head = part.read(64 * 1024)
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, ValueError):
        raise Unreadable("damaged") from None
    # The document type stands before the first element, in whichever encoding.
    if re.search(rb"<\s*!\s*(DOCTYPE|ENTITY)", head.replace(b"\0", b""), re.IGNORECASE):
        raise Unreadable("entities")


def _read_sheet(sheet: Any) -> Sheet:
    # The file's own claim about its size is not to be trusted.
    sheet.reset_dimensions()
    rows = ([_cell_text(value) for value in row] for row in sheet.iter_rows(values_only=True))
    return Sheet(sheet.title, _collect(rows))


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value).replace("\0", "")
