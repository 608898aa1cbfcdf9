"""Somebody with a browser that knows forms and cookies, and nothing else."""

from __future__ import annotations

import urllib.error
import urllib.request
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urljoin, urlsplit


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class _Form(HTMLParser):
    """What the page's main form would send: its own fields and what they are filled with."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("method", "").lower() == "post"
            if self._inside:
                self.forms.append((given.get("action", ""), {}))
        elif self._inside and tag in ("input", "select") and given.get("name"):
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.forms[-1][1][given["name"]] = given.get("value", "")
            self._select = given["name"]
        elif self._inside and tag == "option" and "selected" in given:
            self.forms[-1][1][self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


class Visitor:
    """Opens pages and sends their forms."""

    def __init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(cookies, _Stay)
        self._url = ""
        self._forms: list[tuple[str, dict[str, str]]] = []

    def open(self, url: str) -> str:
        """Open a page and return its text."""
        with self._opener.open(url, timeout=20) as answer:
            text: str = answer.read().decode()
        parser = _Form()
        parser.feed(text)
        self._url, self._forms = url, parser.forms
        return text

    def send(self, **fields: str) -> tuple[int, str]:
        """Fill in the form that has these fields; return status and where it leads."""
        action, kept = next(form for form in self._forms if fields.keys() <= form[1].keys())
        url = urljoin(self._url, action)
        request = urllib.request.Request(url, urlencode(kept | fields).encode())
        parts = urlsplit(url)
        request.add_header("Origin", f"{parts.scheme}://{parts.netloc}")
        try:
            with self._opener.open(request, timeout=20) as answer:
                return answer.status, ""
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers.get("Location", "")
