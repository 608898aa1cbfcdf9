"""The frame of a page as HTML, kept between the requests that show the same one.

Navigation and menus are most of a page's template work and differ by little more than the page one
is on. What does differ with each request (the form token, a form's key, the page's own address)
stands in the kept HTML as a mark and is filled in when the page is shown.
"""

import secrets
from functools import lru_cache
from html import escape

from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from junto.interfaces.web.ui.shell import Shell

PARTS = ("head", "ribbon", "topbar", "sidebar", "tabbar", "palette")
KEPT = 512

# Drawn at each start, so that nobody can have a name that reads like one of them.
_TOKEN, _KEY, _HERE = (f"{what}{secrets.token_hex(12)}" for what in ("token", "key", "here"))


@lru_cache(maxsize=KEPT)
def _kept(frame: Shell, language: str | None) -> dict[str, str]:
    context = {"frame": frame, "csrf_token": _TOKEN, "form_key": _KEY, "here": _HERE}
    return {name: get_template(f"ui/includes/{name}.html").render(context) for name in PARTS}


def new_key() -> str:
    """A key for one showing of one form."""
    return secrets.token_urlsafe(16)


def _parts(frame: Shell, request: HttpRequest | None) -> dict[str, str]:
    """All parts of this frame, looked up once for a page: to compare frames takes a while."""
    language = get_language()
    known = getattr(request, "_junto_parts", None)
    if known is not None and known[0] is frame and known[1] == language:
        return known[2]  # type: ignore[no-any-return]
    parts = _kept(frame, language)
    if request is not None:
        request._junto_parts = (frame, language, parts)  # type: ignore[attr-defined]
    return parts


def part(name: str, frame: Shell, request: HttpRequest | None, token: str = "") -> SafeString:
    """One of `PARTS` of this frame, ready to be shown: to this request, with its form token."""
    html = _parts(frame, request)[name]
    if _TOKEN in html:
        html = html.replace(_TOKEN, str(token))
    if _HERE in html:
        html = html.replace(_HERE, escape(request.get_full_path()) if request else "/")
    first, *rest = html.split(_KEY)
    filled = first + "".join(new_key() + piece for piece in rest)
    return mark_safe(filled)  # noqa: S308 - templates escaped it; what is filled in is escaped too
