"""People at a running server without a screen: they send what their page's forms would send."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser

from server.processes import Server

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Hand:
    """Somebody signed in, with a page of forms at one address."""

    def __init__(self, browser: Browser, site: Server, world: dict[str, Any], name: str) -> None:
        self.name, self.site = name, site
        self.context = browser.new_context()
        cookie = {"name": world["cookie"], "value": world["people"][name], "url": site.url}
        self.context.add_cookies([cookie])  # type: ignore[list-item]

    def look(self, path: str) -> str:
        """The page at an address."""
        answer = self.context.request.get(self.site.url + path)
        assert answer.ok, (self.name, path, answer.status)
        return str(answer.text())

    def send(self, page: str, to: str, **fields: str) -> str:
        """Send the form of a page; what the server shows after it."""
        found = _TOKEN.search(self.look(page))
        assert found, page
        form = {name.replace("__", ":"): value for name, value in fields.items()}
        answer = self.context.request.post(
            self.site.url + to, form={"csrfmiddlewaretoken": found[1], **form}
        )
        assert answer.ok or answer.status == 409, (self.name, to, answer.status)
        return str(answer.text())

    def close(self) -> None:
        """Leave."""
        self.context.close()
