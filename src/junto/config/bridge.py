"""Run Django's synchronous pages in a few threads under an asynchronous server.

A thread takes a request with its body already complete and gives back a complete answer, so neither
a slow sender nor a slow reader ever holds one. A streamed answer is written to a temporary file
first: no reader's pace keeps a database transaction open.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

logger = logging.getLogger(__name__)

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
Environ = dict[str, Any]

CHUNK = 64 * 2**10
STREAM_IN_MEMORY = 2**20

# Said by a proxy, and already acted on by the server where the proxy is a trusted one; from anybody
# else they are lies. `Proxy` would become HTTP_PROXY, which HTTP clients read.
UNTRUSTED = frozenset((b"proxy", b"forwarded", b"content-length", b"transfer-encoding"))
UNTRUSTED_PREFIX = b"x-forwarded-"


@dataclass(frozen=True)
class Answer:
    """A complete answer of a page."""

    status: int
    headers: Headers
    body: bytes | IO[bytes]


class Bridge:
    """An asynchronous front for a WSGI application."""

    def __init__(self, application: Any, *, threads: int, folder: Path) -> None:
        self._application = application
        self._folder = folder
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Scope, body: IO[bytes], length: int, send: Send) -> None:
        """Answer one request whose body is complete."""
        loop = asyncio.get_running_loop()
        context = contextvars.copy_context()
        answer = await loop.run_in_executor(
            self._threads, context.run, self._run, environ(scope, body, length)
        )
        await _send(answer, send)

    def close(self) -> None:
        """Let the running pages end."""
        self._threads.shutdown()

    def _run(self, request: Environ) -> Answer:
        status = 500
        headers: Headers = []

        def start(line: str, pairs: list[tuple[str, str]], exc_info: object = None) -> None:
            nonlocal status, headers
            status = int(line[:3])
            # Django's cookies come with a leading space, which strict servers refuse to send.
            headers = [(k.lower().encode("latin-1"), v.strip().encode("latin-1")) for k, v in pairs]

        response = self._application(request, start)
        try:
            if getattr(response, "streaming", False):
                body: bytes | IO[bytes] = self._spool(response)
            else:
                body = b"".join(response)
        finally:
            close = getattr(response, "close", None)
            if close is not None:
                close()
        return Answer(status, headers, body)

    def _spool(self, chunks: Iterable[bytes]) -> IO[bytes]:
        spool = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed when it has been sent
            max_size=STREAM_IN_MEMORY, dir=str(self._folder)
        )
        try:
            for chunk in chunks:
                spool.write(chunk)
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return spool


async def _send(answer: Answer, send: Send) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    if isinstance(answer.body, bytes):
        await send({"type": "http.response.body", "body": answer.body})
        return
    with answer.body as spool:
        while chunk := spool.read(CHUNK):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def environ(scope: Scope, body: IO[bytes], length: int) -> Environ:
    """Translate a request for WSGI.

    A header whose name holds an underscore is dropped: WSGI could not tell ``X_Forwarded_Proto``
    from ``X-Forwarded-Proto``.
    """
    host, port = scope.get("server") or ("localhost", 0)
    translated: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(length) if length else "",
    }
    for name, value in scope["headers"]:
        if b"_" in name or name in UNTRUSTED or name.startswith(UNTRUSTED_PREFIX):
            continue
        text = value.decode("latin-1")
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        if key in translated:
            joint = "; " if key == "HTTP_COOKIE" else ","
            text = f"{translated[key]}{joint}{text}"
        translated[key] = text
    return translated
