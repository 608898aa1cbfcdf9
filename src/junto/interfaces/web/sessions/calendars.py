"""Calendar files and one's private calendar address."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from junto.domain.people import queries as people
from junto.domain.sessions import feeds, policies, queries
from junto.foundation import tenancy
from junto.foundation.access.views import actor_of, public, requires, signed_in
from junto.interfaces.web.ui.toasts import toast

CALENDAR = "text/calendar; charset=utf-8"


@requires(policies.view_session, load=queries.get_session)
@require_safe
def session_file(request: HttpRequest, session: Any) -> HttpResponse:
    """The session as a file for a calendar."""
    text = feeds.one(session)
    if not text:
        toast(request, _("The calendar file is being written. Try again in a moment."))
        return redirect("sessions:session", ref=session)
    return HttpResponse(
        text,
        content_type=f"{CALENDAR}; method=PUBLISH",
        headers={"Content-Disposition": 'attachment; filename="session.ics"'},
    )


@public("calendar programs cannot sign in: the secret in the address lets them in")
@require_safe
def feed(request: HttpRequest, ref: str, token: str) -> HttpResponse:
    """Somebody's sessions for their calendar program."""
    try:
        found = feeds.find_feed(ref, token)
    except tenancy.NotFound:
        raise Http404 from None
    with tenancy.scope(found.organization_id):
        sessions = queries.sessions_for_calendar(found.person_id)
        text = feeds.many(sessions, _("My sessions"))
    return HttpResponse(
        text,
        content_type=CALENDAR,
        headers={
            "Content-Disposition": 'attachment; filename="sessions.ics"',
            "Cache-Control": "private, no-store",
            "X-Robots-Tag": "noindex",
        },
    )


def _places(request: HttpRequest) -> list[dict[str, Any]]:
    """The organizations I belong to, each with its address if there is one."""
    found = []
    for row in people.memberships_of(request.user):
        with tenancy.scope(row.organization_id):
            person = people.person_of(actor_of(request, row.organization_id))
            mine = feeds.feed_of(person) if person else None
            url = ""
            if mine is not None:
                path = reverse("sessions:feed", kwargs={"ref": mine.ref, "token": mine.token})
                url = f"{settings.PUBLIC_URL}{path}"
            found.append(
                {
                    "name": row.organization_name,
                    "ref": row.organization_ref,
                    "url": url,
                    "since": mine.created_at if mine else None,
                }
            )
    return found


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My calendar addresses."""
    context = {"places": _places(request), "section": "calendar"}
    return render(request, "sessions/my_calendar.html", context)


def _at(request: HttpRequest) -> Any:
    wanted = request.POST.get("at", "")
    for row in people.memberships_of(request.user):
        if row.organization_ref == wanted:
            return row
    return None


@signed_in
@require_POST
def open_feed(request: HttpRequest) -> HttpResponse:
    """Make an address; one that was there stops to answer."""
    row = _at(request)
    if row is not None:
        with tenancy.scope(row.organization_id):
            actor = actor_of(request, row.organization_id)
            person = people.person_of(actor)
            if person is not None:
                feeds.open_feed(person=person, actor=actor, now=timezone.now())
                toast(request, _("Your calendar address is ready."))
    return redirect("sessions:my-calendar")


@signed_in
@require_POST
def revoke_feed(request: HttpRequest) -> HttpResponse:
    """Let an address answer no more."""
    row = _at(request)
    if row is not None:
        with tenancy.scope(row.organization_id):
            actor = actor_of(request, row.organization_id)
            person = people.person_of(actor)
            if person is not None and feeds.revoke_feed(
                person=person, actor=actor, now=timezone.now()
            ):
                toast(request, _("That address answers no more."))
    return redirect("sessions:my-calendar")
