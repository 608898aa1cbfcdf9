"""Messages of the editor in the browser: the sync and awareness protocols of Yjs, byte by byte.

What comes from a browser may be anything; what cannot be read raises `Garbled`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SYNC, AWARENESS = 0, 1
WHAT_DO_YOU_MISS, ALL_YOU_MISS, CHANGE = 0, 1, 2
_MOST_BITS = 56


class Garbled(ValueError):
    """Bytes that are no message."""


@dataclass(frozen=True)
class Whereabouts:
    """Where the cursor of one page is; None when it has left."""

    page: int
    clock: int
    state: dict[str, Any] | None


class Reader:
    """Reads numbers and byte strings, first to last."""

    def __init__(self, message: bytes) -> None:
        self._message = message
        self._at = 0

    def number(self) -> int:
        """The next number."""
        value = shift = 0
        while shift < _MOST_BITS and self._at < len(self._message):
            byte = self._message[self._at]
            self._at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7
        raise Garbled

    def rest(self) -> bytes:
        """The next byte string."""
        length = self.number()
        found = self._message[self._at : self._at + length]
        if len(found) != length:
            raise Garbled
        self._at += length
        return found


def number(value: int) -> bytes:
    """A number as it is sent."""
    found = bytearray()
    while value > 127:
        found.append(128 | value & 127)
        value >>= 7
    return bytes([*found, value])


def sized(content: bytes) -> bytes:
    """A byte string as it is sent."""
    return number(len(content)) + content


def sync(kind: int, content: bytes) -> bytes:
    """A message of the sync protocol."""
    return bytes([SYNC, kind]) + sized(content)


def awareness(entries: list[Whereabouts]) -> bytes:
    """A message that says where cursors are."""
    parts = [number(len(entries))]
    for each in entries:
        state = json.dumps(each.state, separators=(",", ":")).encode()
        parts += [number(each.page), number(each.clock), sized(state)]
    return bytes([AWARENESS]) + sized(b"".join(parts))


def whereabouts(reader: Reader) -> Iterator[Whereabouts]:
    """What an awareness message says.

    Raises
    ------
    Garbled
        When it cannot be read.
    """
    inside = Reader(reader.rest())
    for _ in range(inside.number()):
        page, clock = inside.number(), inside.number()
        try:
            state = json.loads(inside.rest())
        except (ValueError, RecursionError):
            raise Garbled from None
        if state is not None and not isinstance(state, dict):
            raise Garbled
        yield Whereabouts(page, clock, state)
