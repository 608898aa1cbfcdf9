"""Take in a whole request body before any page sees it.

Reading happens on the event loop, so a sender that stalls occupies no thread. Bodies that arrive in
chunks without a length get one.
"""

from __future__ import annotations

import asyncio
import io
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

IN_MEMORY = 256 * 2**10


class BodyRefused(Exception):
    """The body cannot be taken in; `status` is the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Disconnected(Exception):
    """The sender has gone before the body was complete."""


@dataclass(frozen=True, kw_only=True)
class BodyRules:
    """What a request may bring along."""

    folder: Path
    most_bytes: int = 64 * 2**20
    seconds: float = 20
    # An honest slow line gets more time: a second for each of these many bytes that did arrive.
    least_bytes_per_second: int = 64 * 2**10


async def read(receive: Receive, rules: BodyRules) -> tuple[IO[bytes], int]:
    """Return the body, rewound, and its length.

    Raises
    ------
    BodyRefused
        413 when it is too large, 408 when it is too slow, 507 when the disk is full.
    Disconnected
        When nobody waits for an answer any more.
    """
    loop = asyncio.get_running_loop()
    started = loop.time()
    spool = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(rules.folder))  # noqa: SIM115
    length = 0
    more = True
    try:
        while more:
            # What is too large is read to its end all the same and thrown away: a browser shows
            # an answer only after it has sent everything.
            counted = min(length, rules.most_bytes)
            until = started + rules.seconds + counted / rules.least_bytes_per_second
            async with asyncio.timeout_at(until):
                message = await receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
            chunk = message.get("body", b"")
            more = message.get("more_body", False)
            length += len(chunk)
            if length <= rules.most_bytes:
                spool.write(chunk)
        if length > rules.most_bytes:
            raise BodyRefused(413)
        spool.seek(0)
    except TimeoutError:
        spool.close()
        raise BodyRefused(413 if length > rules.most_bytes else 408) from None
    except OSError:
        spool.close()
        raise BodyRefused(507) from None
    except BaseException:
        spool.close()
        raise
    return spool, length


def nothing() -> tuple[IO[bytes], int]:
    """Return the body of a request that has none."""
    return io.BytesIO(), 0
