"""Beginning an own format, bringing one in, its versions, and who may run it."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.catalog import actions, own_queries, policies
from junto.domain.catalog.queries import NotInCatalog
from junto.domain.organizations import queries as organizations
from junto.foundation.access.views import requires
from junto.interfaces.web.formats import words
from junto.interfaces.web.ui.toasts import toast
from junto.kernel.formats import BadFile
from junto.kernel.formats.editing import changes
from junto.kernel.formats.reading import MAX_CHARACTERS

MOST_TOLD = 12

writes = requires(policies.write_formats, load=organizations.get_organization)
edits = requires(policies.edit_format, load=own_queries.get_own)
shares = requires(policies.share_format, load=own_queries.get_own)


def page_of(own: Any) -> str:
    """The address of an own format's page."""
    return reverse("formats:format", args=[own.organization.ref, own.format_id])


@writes
@require_POST
def fork(request: HttpRequest, organization: Any, format_id: str) -> HttpResponse:
    """Begin an own format from this one."""
    try:
        own = actions.fork_format(
            organization=organization,
            format_id=format_id,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except NotInCatalog:
        raise Http404 from None
    toast(request, _("This is yours now. The one it comes from stays as it is."))
    return redirect("formats:edit", ref=own.ref)


@writes
@require_http_methods(["GET", "HEAD", "POST"])
def import_(request: HttpRequest, organization: Any) -> HttpResponse:
    """Bring a format in, as a file or as text."""
    typed = ""
    problems: list[Any] = []
    if request.method == "POST":
        typed, problems = _given(request)
        if not problems:
            try:
                own = actions.import_format(
                    organization=organization,
                    text=typed,
                    actor=request.actor,  # type: ignore[attr-defined]
                    now=timezone.now(),
                )
            except BadFile as bad:
                problems = said(bad)
            else:
                toast(request, _("The format is here, and it keeps its promise."))
                return redirect(page_of(own))
    context = {
        "organization": organization,
        "typed": typed,
        "problems": problems,
        "has_errors": bool(problems),
        "section": "formats",
    }
    return render(request, "formats/import.html", context, status=422 if problems else 200)


def _given(request: HttpRequest) -> tuple[str, list[Any]]:
    """The text that was brought, and what is wrong with it before it is read."""
    file: Any = request.FILES.get("file")
    text = plain(request.POST.get("text", ""))
    if file is not None:
        if file.size > 4 * MAX_CHARACTERS:
            return text, [_("This file is too large for a format.")]
        try:
            text = plain(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            return text, [_("This file is not text in UTF-8. Save it as UTF-8 and bring it again.")]
    if not text.strip():
        return text, [{"text": _("Choose a file, or paste the text of one."), "href": "#text"}]
    return text, []


def plain(text: str) -> str:
    """Text as it was typed, with line breaks as in a file."""
    return text.replace("\0", "").replace("\r\n", "\n")


def said(bad: BadFile) -> list[str]:
    """Each problem as a sentence with its place; of very many, the first."""
    told = [str(problem) for problem in bad.problems[:MOST_TOLD]]
    more = len(bad.problems) - len(told)
    if more:
        told.append(ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more})
    return told


@edits
@require_safe
def versions(request: HttpRequest, own: Any) -> HttpResponse:
    """Every version, and what changed in it."""
    rows = own_queries.versions_of(own)
    changed = {
        newer.pk: [
            {
                "place": words.place(each.path),
                "before": words.value(each.before),
                "after": words.value(each.after),
            }
            for each in changes(older.content, newer.content)
        ]
        for newer, older in pairwise(rows)
    }
    context = {
        "own": own,
        "page": page_of(own),
        "organization": own.organization,
        "rows": [{"row": row, "changes": changed.get(row.pk, [])} for row in rows],
        "newest": rows[0],
        "section": "formats",
    }
    return render(request, "formats/versions.html", context)


@edits
@require_POST
def back(request: HttpRequest, own: Any) -> HttpResponse:
    """Save an earlier version as the newest."""
    number, seen = (_number(request, name) for name in ("number", "seen"))
    try:
        made = actions.bring_back(
            own=own,
            number=number,
            seen=seen,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except (actions.ChangedMeanwhile, actions.NothingChanged, BadFile):
        toast(request, _("Nothing was changed: look at the newest version first."))
    else:
        toast(request, _("Saved as version %(version)s.") % {"version": made.version})
    return redirect("formats:versions", ref=own.ref)


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 7 else 0


@shares
@require_POST
def share(request: HttpRequest, own: Any) -> HttpResponse:
    """Offer it to everybody who runs sessions, or take it back."""
    shared = request.POST.get("shared") == "1"
    told = (
        _("Everybody who runs sessions can choose it now.")
        if shared
        else _("It is back with who wrote it.")
    )
    return _done(request, own, actions.share_format, {"shared": shared}, told)


@edits
@require_POST
def retire(request: HttpRequest, own: Any) -> HttpResponse:
    """Offer it no more, or again."""
    retired = request.POST.get("retired") == "1"
    told = _("Retired. Sessions that have it keep it.") if retired else _("It can be chosen again.")
    return _done(request, own, actions.retire_format, {"retired": retired}, told)


def _done(
    request: HttpRequest, own: Any, act: Callable[..., None], given: dict[str, bool], told: str
) -> HttpResponse:
    act(own=own, **given, actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]
    toast(request, told)
    return redirect(page_of(own))
