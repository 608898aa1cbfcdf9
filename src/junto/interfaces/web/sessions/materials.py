"""What a group works with: the links of a session, added and taken off."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from junto.domain.sessions import materials, policies, queries
from junto.foundation import tenancy
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.toasts import toast


@requires(policies.set_call, load=queries.get_session)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, session: Any) -> HttpResponse:
    """The links, and a form for one more."""
    problems: list[dict[str, str]] = []
    typed = {name: request.POST.get(name, "").replace("\0", "") for name in ("title", "url")}
    if request.method == "POST":
        problems = _change(request, session, typed)
        if not problems:
            return redirect("sessions:materials", ref=session)
    context = {
        "session": session,
        "materials": materials.materials_of(session),
        "typed": typed,
        "for_all": request.POST.get("for_all") == "on",
        "problems": problems,
        "has_errors": bool(problems),
        "section": "home",
    }
    return render(request, "sessions/materials.html", context, status=422 if problems else 200)


def _change(request: HttpRequest, session: Any, typed: dict[str, str]) -> list[dict[str, str]]:
    asked: dict[str, Any] = {
        "session": session,
        "actor": request.actor,  # type: ignore[attr-defined]
        "now": timezone.now(),
    }
    if ref := request.POST.get("remove", "").replace("\0", ""):
        # Somebody else took it off a moment ago: that is what was wanted.
        with suppress(tenancy.NotFound):
            materials.remove(ref=ref, **asked)
        toast(request, _("Taken off."))
        return []
    try:
        materials.add(**typed, for_all=request.POST.get("for_all") == "on", **asked)
    except materials.NoTitle:
        text = _("Say what it is, in up to 160 characters.")
        return [{"text": text, "href": "#title", "field": "title"}]
    except materials.NotALink:
        text = _("Paste the whole link. It begins with https://")
        return [{"text": text, "href": "#url", "field": "url"}]
    except materials.TooMany:
        text = _("Thirty links are here. Take one off first.")
        return [{"text": text, "href": "#title", "field": "title"}]
    toast(
        request, _("Added. Everybody in the group finds it on the session's page and in the room.")
    )
    return []
