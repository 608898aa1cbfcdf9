"""Finding in bytes of a SQLite file what was deleted there: rows that named a round and a handle.

Bytes in use, bytes that are free and bytes of the write-ahead log are searched alike. SQLite writes
a row as the length of a header, the kind of each value, then the values; a row of open answers and
an entry of its index both hold organization, round and handle side by side.
"""

import re
from collections.abc import Iterator
from pathlib import Path

_HEX = re.compile(rb"[0-9a-f]{64,}")
_HANDLE_LENGTH = 64
# How SQLite says "a text of 64 bytes": 13 + 2 * 64.
_HANDLE_KIND = 13 + 2 * _HANDLE_LENGTH
_INTEGER_SIZES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 8: 0, 9: 0}
_LONGEST_HEADER, _LONGEST_BEFORE = 16, 17


def files_of(path: Path) -> list[Path]:
    """A database's file and whatever lies beside it: write-ahead log, journal."""
    return [each for end in ("", "-wal", "-journal") if (each := Path(f"{path}{end}")).exists()]


def rows_of_round(raw: bytes, round_id: int) -> int:
    """How many rows, or entries of an index, these bytes hold that file a handle under a round."""
    return sum(round_id in _before(raw, at) for at in _handles(raw))


def _handles(raw: bytes) -> Iterator[int]:
    """Where a handle may begin: a byte before it may look like one of its letters."""
    for run in _HEX.finditer(raw):
        yield from range(run.start(), run.end() - _HANDLE_LENGTH + 1)


def _before(raw: bytes, at: int) -> set[int]:
    """Whole numbers that stand right before a handle, as any header that fits says."""
    found = set()
    for size in range(3, _LONGEST_HEADER):
        for length in range(_LONGEST_BEFORE):
            begin = at - length - size
            if begin < 0 or raw[begin] != size:
                continue
            number = _last_number(raw[begin + 1 : begin + size], raw[begin + size : at])
            if number is not None:
                found.add(number)
    return found


def _last_number(header: bytes, body: bytes) -> int | None:
    """The number just before the handle, where this header describes this body."""
    place, last = 0, None
    for kind in _kinds(header):
        if kind == _HANDLE_KIND:
            return last if place == len(body) else None
        if kind and kind not in _INTEGER_SIZES:
            return None
        size = _INTEGER_SIZES.get(kind, 0)
        if kind:
            last = kind - 8 if kind > 7 else int.from_bytes(body[place : place + size], signed=True)
        place += size
    return None


def _kinds(header: bytes) -> Iterator[int]:
    value = 0
    for byte in header:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            yield value
            value = 0
