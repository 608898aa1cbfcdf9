"""A group's sessions, and one session as its people see it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from junto.domain.catalog import own_queries
from junto.domain.catalog import queries as catalog
from junto.domain.goals import queries as goals
from junto.domain.groups import queries as groups
from junto.domain.sessions import (
    actions,
    materials,
    policies,
    queries,
    room_policies,
    room_queries,
    writing,
)
from junto.domain.sessions.clocks import cities, instant
from junto.domain.sessions.enums import Said, SessionState, Was
from junto.foundation.access.views import requires
from junto.interfaces.web.sessions import words
from junto.interfaces.web.sessions.schedule import own_zone
from junto.interfaces.web.ui.toasts import toast
from junto.kernel.formats.editing import OWN


@requires(policies.list_sessions, load=groups.get_group)
@require_safe
def group_sessions(request: HttpRequest, group: Any) -> HttpResponse:
    """When a group meets."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    sessions = queries.sessions_of(group)
    away = queries.cannot_come(sessions, actor.person_id)
    looks_after = policies.schedule_program(actor, group.program)
    context = {
        "group": group,
        "kind": group.get_kind_display(),
        "zone": own_zone(request),
        "rows": [
            {
                "session": each,
                "is_off": each.state == SessionState.CALLED_OFF,
                "is_over": each.state == SessionState.ENDED or each.ends_at <= now,
                "is_live": each.state == SessionState.LIVE,
                "was_moved": each.moved_from is not None,
                "is_away": each.pk in away,
            }
            for each in sessions
        ],
        "looks_after": looks_after,
        "program": group.program,
        "section": "schedule" if looks_after else "home",
    }
    return render(request, "sessions/group.html", context)


@requires(policies.view_session, load=queries.get_session)
@require_safe
def session_page(request: HttpRequest, session: Any) -> HttpResponse:
    """When it is for everybody, what it is for and who comes."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    zone = own_zone(request)
    members = groups.members_of(session.group)
    said = queries.attendance_of(session)
    me = actor.person_id
    is_mine = any(person.pk == me for person in members)
    rows = [
        words.city_row(city, me)
        for city in cities(session.starts_at, members, zone, session.minutes)
    ]
    # Who cannot come, or was away, is for the group and its facilitator; others see how many.
    sees_who = is_mine or room_policies.facilitates(actor, session)
    context = {
        "session": session,
        "group": session.group,
        "kind": session.group.get_kind_display(),
        "zone": zone,
        "until": words.until(session.starts_at, now),
        "cities": sorted(rows, key=lambda row: not row["me"]),
        "people": [_comer(person, said if sees_who else {}, me) for person in members],
        "away": sum(row.said == Said.CANNOT for row in said.values()),
        "were_away": sum(row.was == Was.ABSENT for row in said.values()),
        "my_word": said[me].said if me in said else "",
        "is_mine": is_mine,
        "is_off": session.state == SessionState.CALLED_OFF,
        "is_ahead": actions.is_ahead(session, now),
        "can_note": actions.can_be_noted(session, now),
        "is_live": session.state == SessionState.LIVE,
        "is_over": session.state == SessionState.ENDED,
        # The group's people are known already; of others the policy asks once more.
        "can_set_call": is_mine or policies.set_call(actor, session),
        "can_change": policies.move_session(actor, session),
        "moved_from": _moved_from(session),
        "clock_change": _clock_change(session, zone),
        "materials": materials.materials_of(session),
        "may_be_written": writing.may_be_written(session),
        "is_only_written": writing.is_only_written(session),
        "can_enter": room_policies.enter_room(actor, session),
        "format": _format(session),
        # Its group's alone: nobody who looks after the program reads them.
        "steps": goals.open_steps_in(session.group) if is_mine else [],
        "section": "home" if is_mine else "schedule",
    }
    return render(request, "sessions/session.html", context)


def _comer(person: Any, said: dict[int, Any], me: int) -> dict[str, Any]:
    row = said.get(person.pk)
    word, was = (row.said, row.was) if row else ("", "")
    return {
        "name": person.full_name,
        "ref": person.ref,
        "note": _("You") if person.pk == me else person.site,
        "cannot": word == Said.CANNOT,
        "late": word == Said.LATE,
        "was_away": was == Was.ABSENT,
    }


def _moved_from(session: Any) -> Any:
    """The instant it was planned for before the last move."""
    was = session.moved_from
    if not was:
        return None
    from datetime import date, time

    return instant(date.fromisoformat(was["date"]), time.fromisoformat(was["starts"]), was["zone"])


def _clock_change(session: Any, zone: str) -> dict[str, str] | None:
    """My hour now and the time before, when only a change of clocks sets them apart."""
    before = queries.session_before(session)
    if before is None or (before.starts, before.zone) != (session.starts, session.zone):
        return None
    was, now = (
        words.clock(each.starts_at.astimezone(ZoneInfo(zone))) for each in (before, session)
    )
    return None if was == now else {"was": was, "now": now}


def _format(session: Any) -> dict[str, str] | None:
    if not session.format_id:
        return None
    kept = session.timeline or session.writing or {"format": session.format_id}
    fmt = room_queries.format_of(kept)
    if fmt is None:
        return None
    own = own_queries.find_own(fmt.id) if fmt.id.startswith(OWN) else None
    return {
        "title": catalog.localized(fmt.title),
        "summary": catalog.localized(fmt.summary),
        "id": fmt.id if own is None or own.is_shared else "",
    }


@requires(policies.attend_session, load=queries.get_session)
@require_POST
def come(request: HttpRequest, session: Any) -> HttpResponse:
    """Say whether I come; the toast takes it back."""
    asked = request.POST.get("said", "")
    said = asked if asked in Said.values else ""
    address = reverse("sessions:session", kwargs={"ref": session})
    try:
        actions.say(
            session=session,
            said=said,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.NotAhead:
        toast(request, _("This session is over or was called off."))
        return redirect(address)
    told = {
        Said.CANNOT: _("Your group knows that you can't come."),
        Said.LATE: _("Your group knows that you come late."),
    }.get(said, _("Your group expects you."))  # type: ignore[call-overload]
    undo = reverse("sessions:come", kwargs={"ref": session}) if said else ""
    toast(request, told, undo_url=undo)
    return redirect(f"{address}#come")


@requires(policies.note_session, load=queries.get_session)
@require_POST
def note_held(request: HttpRequest, session: Any) -> HttpResponse:
    """Say whether a session that was not run in the room took place."""
    held = request.POST.get("held") == "yes"
    try:
        actions.note_held(
            session=session,
            took_place=held,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.NotOver:
        toast(request, _("Nobody needs to say that now."))
    else:
        toast(request, _("Noted: it took place.") if held else _("Noted: it did not take place."))
    return redirect("sessions:session", ref=session)
