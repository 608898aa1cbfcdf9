"""Moving a session, calling it off, saying what it is for."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.catalog import own_queries
from junto.domain.catalog import queries as catalog
from junto.domain.groups import queries as groups
from junto.domain.sessions import actions, policies, queries, timing
from junto.domain.sessions.clocks import cities
from junto.foundation.access.views import requires
from junto.interfaces.web.sessions import words
from junto.interfaces.web.sessions.forms import DescribeForm, MoveForm
from junto.interfaces.web.ui.toasts import toast


@requires(policies.move_session, load=queries.get_session)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, session: Any) -> HttpResponse:
    """Give a session another time."""
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        initial={
            "day": session.date,
            "starts": session.starts,
            "zone": session.zone,
            "minutes": session.minutes,
        },
    )
    if form.is_bound and form.is_valid():
        try:
            return _moved(request, session, form.cleaned_data)
        except actions.TooFar:
            form.add_error("day", _("Choose an hour that lies ahead, within two years"))
        except actions.NotAhead:
            return _not_now(request, session)
    members = groups.members_of(session.group)
    context = {
        "form": form,
        "session": session,
        "group": session.group,
        "cities": [
            words.city_row(city)
            for city in cities(session.starts_at, members, session.zone, session.minutes)
        ],
        "section": "schedule",
    }
    return render(request, "sessions/move.html", context, status=422 if form.is_bound else 200)


def _moved(request: HttpRequest, session: Any, given: dict[str, Any]) -> HttpResponse:
    moved = actions.move(
        session=session,
        **given,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    told = ngettext("Moved %(n)s session.", "Moved %(n)s sessions.", len(moved))
    toast(request, told % {"n": len(moved)})
    return redirect("sessions:session", ref=session)


def _not_now(request: HttpRequest, session: Any) -> HttpResponse:
    toast(request, _("This session has begun, is over or was called off."))
    return redirect("sessions:session", ref=session)


@requires(policies.move_session, load=queries.get_session)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, session: Any) -> HttpResponse:
    """Say what a session is for."""
    fields = ("title", "format_id", "purpose", "objective", "expected_outcome")
    form = DescribeForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(session, name) for name in fields},
        formats=_formats(session, request.actor),  # type: ignore[attr-defined]
    )
    if form.is_bound and form.is_valid():
        given = {**form.cleaned_data}
        try:
            actions.describe(
                session=session,
                **{**given, "format_id": given.get("format_id") or None},
                actor=request.actor,  # type: ignore[attr-defined]
                now=timezone.now(),
            )
        except actions.NotAhead:
            return _not_now(request, session)
        toast(request, _("Kept."))
        return redirect("sessions:session", ref=session)
    context = {"form": form, "session": session, "group": session.group, "section": "schedule"}
    return render(request, "sessions/edit.html", context, status=422 if form.is_bound else 200)


def _formats(session: Any, actor: Any) -> list[tuple[str, str]]:
    """Formats that the group can run, while the session lies ahead."""
    if not actions.is_ahead(session, timezone.now()):
        return []
    found = [
        (fmt.id, f"{catalog.localized(fmt.title)}, {timing.minutes_of(fmt, people)} min")
        for people in [len(groups.members_of(session.group))]
        for fmt in timing.fitting_formats(people, own_queries.formats_for(actor))
    ]
    known = {value for value, _label in found}
    if session.format_id and session.format_id not in known:
        kept = own_queries.find_format(session.format_id)
        title = catalog.localized(kept.title) if kept else session.format_id
        found.insert(0, (session.format_id, title))
    return found if session.format_id else [("", _("None yet")), *found]


def _change(
    request: HttpRequest, session: Any, act: Callable[..., None], told: str, undo: str
) -> HttpResponse:
    try:
        act(session=session, actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]
    except actions.NotAhead:
        return _not_now(request, session)
    toast(request, told, undo_url=reverse(undo, kwargs={"ref": session}))
    return redirect("sessions:session", ref=session)


@requires(policies.move_session, load=queries.get_session)
@require_POST
def call_off(request: HttpRequest, session: Any) -> HttpResponse:
    """Call a session off."""
    return _change(request, session, actions.call_off, _("Called off."), "sessions:put-back")


@requires(policies.move_session, load=queries.get_session)
@require_POST
def put_back(request: HttpRequest, session: Any) -> HttpResponse:
    """Let it take place after all."""
    told = _("It takes place after all.")
    return _change(request, session, actions.put_back, told, "sessions:call-off")
