"""The server's front door: static files, pages and live connections, each to its own machinery.

Live connections are asynchronous (Channels). Pages are synchronous Django in a few threads: less
than half the processor time per page of asynchronous Django. Static files come from memory.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from junto.config import request_body
from junto.config.assets import PREFIX as STATIC_PREFIX
from junto.config.assets import Assets
from junto.config.bridge import Bridge, Headers, Scope, Send
from junto.config.request_body import BodyRefused, BodyRules, Disconnected, Receive
from junto.foundation.http.middleware import HEADERS

logger = logging.getLogger(__name__)

THREADS = 8
TOO_LARGE = 413
TOO_LARGE_PATH = "/too-large"
Live = Callable[[Scope, Receive, Send], Awaitable[None]]

SECURITY: Headers = [(k.lower().encode(), v.encode()) for k, v in HEADERS.items()]


class FrontDoor:
    """The ASGI application."""

    def __init__(
        self, *, pages: Bridge, assets: Assets, live: Callable[[], Live], rules: BodyRules
    ) -> None:
        self._pages = pages
        self._assets = assets
        self._make_live = live
        self._live: Live | None = None
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = scope["type"]
        if kind == "http":
            await self._http(scope, receive, send)
        elif kind == "websocket":
            self._live = self._live or self._make_live()
            await self._live(scope, receive, send)
        elif kind == "lifespan":
            await self._lifespan(receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith(STATIC_PREFIX):
            await self._static(scope, send)
            return
        try:
            body, length = await self._body(scope, receive)
        except Disconnected:
            return
        except BodyRefused as refusal:
            await self._refuse(refusal.status, scope, send)
            return
        with body:
            await self._pages(scope, body, length, send)

    async def _body(self, scope: Scope, receive: Receive) -> Any:
        names = {name for name, _ in scope["headers"]}
        if b"content-length" in names or b"transfer-encoding" in names:
            return await request_body.read(receive, self._rules)
        return request_body.nothing()

    async def _refuse(self, status: int, scope: Scope, send: Send) -> None:
        if status != TOO_LARGE:
            await _say(status, send)
            return
        # A page of the product says it best, in the reader's language.
        instead = {**scope, "method": "GET", "path": TOO_LARGE_PATH, "query_string": b""}
        body, length = request_body.nothing()
        await self._pages(instead, body, length, send)

    async def _static(self, scope: Scope, send: Send) -> None:
        status, headers, body = self._assets.answer(
            scope["path"], scope["method"], dict(scope["headers"])
        )
        await _send(status, [*headers, *SECURITY], body, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                self._pages.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


async def _send(status: int, headers: Headers, body: bytes, send: Send) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _say(status: int, send: Send) -> None:
    """Answer in a sentence that reads the same as a page of its own and swapped into one."""
    from django.utils.html import format_html
    from django.utils.translation import gettext

    sentence = {
        408: gettext("Your upload stopped arriving, so nothing was saved. Send it again."),
        507: gettext("The server's disk is full, so nothing was saved. Tell your administrator."),
    }[status]
    body = format_html('<p role="alert">{}</p>\n', sentence).encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
        *SECURITY,
    ]
    await _send(status, headers, body, send)


def live_application() -> Live:
    """Build the entry of live connections: same hosts, same sign-in as the pages."""
    from channels.auth import AuthMiddlewareStack
    from channels.routing import URLRouter
    from channels.security.websocket import AllowedHostsOriginValidator
    from django.urls import re_path

    from junto.interfaces.live.routes import ROUTES

    nowhere = re_path("", _close)  # type: ignore[arg-type] # Channels routes other callables
    router = URLRouter([*ROUTES, nowhere])
    return AllowedHostsOriginValidator(AuthMiddlewareStack(router))  # type: ignore[no-any-return]


async def _close(scope: Scope, receive: Receive, send: Send) -> None:
    """Turn away a live connection to an address that does not exist."""
    await receive()
    await send({"type": "websocket.close", "code": 4404})


def application() -> FrontDoor:
    """Build the server's application from the settings."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    from junto.config import assets

    folder = settings.DATA_DIR / "tmp"
    return FrontDoor(
        pages=Bridge(get_wsgi_application(), threads=THREADS, folder=folder),
        assets=Assets(assets.roots(settings.PACKAGE), settings.STATIC_URL),
        live=live_application,
        rules=BodyRules(folder=folder),
    )
