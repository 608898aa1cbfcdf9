"""The builder of an own format: a form for words, minutes and order, and its YAML for the rest."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from junto.domain.catalog import actions, own_queries, policies, proving
from junto.domain.catalog.queries import localized
from junto.foundation.access.views import requires
from junto.interfaces.web.formats import parts, shown, words
from junto.interfaces.web.formats.sharing import page_of, plain, said
from junto.interfaces.web.ui.toasts import toast
from junto.kernel.formats import BadFile, Format, format_from_data, legal_cases
from junto.kernel.formats.building import LIBRARY
from junto.kernel.formats.editing import following, to_yaml

edits = requires(policies.edit_format, load=own_queries.get_own)
LANGUAGES = (
    "en",
    "ar",
    "da",
    "de",
    "es",
    "fr",
    "it",
    "ja",
    "nl",
    "no",
    "pl",
    "pt",
    "sv",
    "uk",
    "zh",
)
_CODE = re.compile(r"[a-z]{2}")


@edits
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, own: Any) -> HttpResponse:
    """Change words, minutes and the order; beside them the session and what is to mend."""
    newest = own_queries.newest_of(own)
    base = own_queries.get_format(own.format_id)
    given = request.POST if request.method == "POST" else request.GET
    language = _language(given)
    data = newest.content
    if request.method == "POST":
        posted = given.dict()
        if posted.get("do") == "undo":
            given = posted = parts.undone(newest.content, posted)
        data = parts.applied(newest.content, base, language, posted)
        if given.get("do") == "follow":
            data = {**data, "duration": following(newest.content, data)}
    problems: list[str] = []
    if given.get("do") == "save":
        problems = _save(request, own, data)
        if not problems:
            return redirect(page_of(own))
    proof = _proof(data)
    context = {
        **_frame(own),
        **_form(newest, data, base, language, given),
        **_beside(data, proof, given),
        "has_errors": bool(problems),
        "problems": problems,
        "people": given.get("people", "")[:4].replace("\0", ""),
        "note": given.get("note", "")[:200].replace("\0", ""),
    }
    return render(request, "formats/edit.html", context, status=422 if problems else 200)


def _language(given: Mapping[str, str]) -> str:
    """The language whose words are in the form."""
    code = given.get("language", "en")
    return code if _CODE.fullmatch(code) else "en"


def _frame(own: Any) -> dict[str, Any]:
    return {
        "own": own,
        "organization": own.organization,
        "page": page_of(own),
        "section": "formats",
    }


def _form(
    newest: Any, data: Mapping[str, Any], base: Format, language: str, given: Mapping[str, str]
) -> dict[str, Any]:
    known = shown.languages_of(data)
    codes = [*known, *(each for each in LANGUAGES if each not in known)]
    return {
        "seen": given.get("seen", newest.number),
        "version": newest.version,
        "language": language,
        "languages": [
            {"code": code, "name": words.language(code), "is_known": code in known}
            for code in codes
        ],
        "about": parts.about_parts(data, language),
        "length": parts.length_parts(data),
        "stages": parts.stage_parts(data, base, language),
        "moves": parts.moves_in(given),
        "kinds": [(kind, words.kind(kind)) for kind in LIBRARY],
        "role_fields": parts.role_parts(data, language),
        "output_fields": parts.output_parts(data, base, language),
    }


def _proof(data: Mapping[str, Any]) -> tuple[Format | None, list[str]]:
    """The format of these data, if it can be drawn, and what is to mend."""
    try:
        return proving.prove(data), []
    except BadFile as bad:
        try:
            return format_from_data(data), said(bad)
        except (ArithmeticError, KeyError, TypeError, ValueError):
            return None, said(bad)


def _beside(
    data: Mapping[str, Any], proof: tuple[Format | None, list[str]], given: Mapping[str, str]
) -> dict[str, Any]:
    fmt, found = proof
    return {
        "to_mend": found,
        "cases": len(list(legal_cases(fmt))) if fmt is not None and not found else 0,
        "session": shown.session_of(fmt, given) if fmt is not None and not found else None,
        "roles": shown.roles_of(fmt) if fmt is not None and not found else [],
    }


def _save(request: HttpRequest, own: Any, content: actions.Content) -> list[str]:
    """Save a version; returns what is in the way."""
    seen = request.POST.get("seen", "")
    try:
        made = actions.save_version(
            own=own,
            content=content,
            seen=int(seen) if seen.isdecimal() and len(seen) < 7 else 0,
            note=plain(request.POST.get("note", "")),
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except BadFile as bad:
        return said(bad)
    except actions.NothingChanged:
        return [_("Nothing has changed since the newest version.")]
    except actions.ChangedMeanwhile:
        return [
            _(
                "Somebody saved a version while you wrote. What you typed is still here: open the "
                "format in another tab, compare, and bring your changes over."
            )
        ]
    toast(request, _("Saved as version %(version)s.") % {"version": made.version})
    return []


@edits
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest, own: Any) -> HttpResponse:
    """Change everything else in YAML."""
    newest = own_queries.newest_of(own)
    text, problems = to_yaml(newest.content), []
    is_checked = False
    if request.method == "POST":
        text = plain(request.POST.get("text", ""))
        if request.POST.get("do") == "save":
            problems = _save(request, own, text)
            if not problems:
                return redirect(page_of(own))
        else:
            problems = _checked(text, own, newest)
            is_checked = not problems
    context = {
        **_frame(own),
        "title": localized(newest.content["title"]),
        "seen": request.POST.get("seen", newest.number),
        "version": newest.version,
        "text": text,
        "note": request.POST.get("note", "")[:200].replace("\0", ""),
        "problems": problems,
        "has_errors": bool(problems),
        "is_checked": is_checked,
    }
    return render(request, "formats/source.html", context, status=422 if problems else 200)


def _checked(text: str, own: Any, newest: Any) -> list[str]:
    try:
        data = proving.read(text)
        proving.prove({**data, "id": own.format_id, "version": newest.version}, text=text)
    except BadFile as bad:
        return said(bad)
    return []
