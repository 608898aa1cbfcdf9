"""The screen on the wall of a meeting room: the stage, the time and whose turn it is.

Nothing of it belongs to one person: no role card, no notes, nothing to write. People who share a
room look at it and keep their phones for what is theirs.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from junto.domain.catalog.queries import localized
from junto.domain.people import queries as people
from junto.domain.sessions import room_policies
from junto.domain.sessions import room_queries as queries
from junto.foundation.access.views import requires
from junto.interfaces.web.room.shown import Place, known_people, shown


@requires(room_policies.enter_room, load=queries.get_session)
@require_GET
def page(request: HttpRequest, session: Any) -> HttpResponse:
    """The screen."""
    return render(request, "room/wall.html", _context(request, session, timezone.now()))


@requires(room_policies.enter_room, load=queries.get_session)
@require_GET
def state(request: HttpRequest, session: Any) -> HttpResponse:
    """The screen as it is now; nothing (204) while it is as the page has it."""
    context = _context(request, session, timezone.now())
    if request.GET.get("seen") == context["token"]:
        return HttpResponse(status=204)
    return render(request, "room/_wall.html", context)


def _context(request: HttpRequest, session: Any, now: datetime) -> dict[str, Any]:
    me = people.person_of(request.actor)  # type: ignore[attr-defined]
    seen = queries.see_wall(session, now)
    known = known_people(seen.people)
    address = reverse("room:room", kwargs={"ref": session})
    place = Place(
        group=session.group.name,
        title=session.title,
        zone=me.time_zone if me else "UTC",
        room_url=address,
        state_url=reverse("room:wall-state", kwargs={"ref": session}),
        act_url="",
        leave_url=address,
        live_url=f"/live/sessions/{session.address}",
    )
    fmt = seen.room.script.fmt if seen.room.script else None
    # Whoever leads has buttons on their own page; a screen has none.
    view = replace(seen.view, slots=(), unnamed=(), may_lead=False, late=None)
    context = shown(view, fmt, place, known, me="", token=seen.token, now=now)
    step = seen.room.step
    prompt = step.stage.prompt.get("all", "") if step else ""
    return {
        **context,
        "prompt": localized(prompt) if prompt else context["prompt"],
        "floor_name": known[view.floor].full if view.floor in known else "",
        "coming_names": [known[ref].short for ref in view.coming[:2] if ref in known],
        "session": session,
        "is_waiting_room": view.phase == "waiting",
        "here": [known[ref].full for ref in seen.room.here if ref in known],
    }
