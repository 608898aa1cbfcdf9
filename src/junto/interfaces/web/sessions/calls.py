"""Where a session has its call: pasted, made, or taken off."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from junto.domain.sessions import calls, policies, queries
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.toasts import toast


@requires(policies.set_call, load=queries.get_session)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, session: Any) -> HttpResponse:
    """Paste a link, have a room made, or meet without one."""
    problems: list[dict[str, str]] = []
    typed = request.POST.get("link", session.call_url).replace("\0", "")
    if request.method == "POST":
        asked: dict[str, Any] = {
            "session": session,
            "actor": request.actor,  # type: ignore[attr-defined]
            "now": timezone.now(),
        }
        try:
            if request.POST.get("do") == "make":
                calls.make_link(**asked)
            else:
                calls.set_link(link="" if request.POST.get("do") == "none" else typed, **asked)
        except calls.NotALink:
            text = _("Paste the whole link. It begins with https://")
            problems = [{"text": text, "href": "#link"}]
        except calls.NoServer:
            problems = [{"text": _("There is no server for calls. Paste a link."), "href": "#link"}]
        else:
            toast(request, _("Kept, for this session and those after it."))
            return redirect("sessions:session", ref=session)
    context = {
        "session": session,
        "group": session.group,
        "typed": typed,
        "can_make": calls.rooms_of(session.organization_id) is not None,
        "problems": problems,
        "has_errors": bool(problems),
        "section": "home",
    }
    return render(request, "sessions/call.html", context, status=422 if problems else 200)
