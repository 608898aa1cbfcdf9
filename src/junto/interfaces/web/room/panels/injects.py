"""A crisis: news for one role or for all, when it is due, and who has given their part."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from junto.domain.catalog.queries import localized
from junto.domain.sessions import injects, room_actions
from junto.domain.sessions.injects import Inject
from junto.interfaces.web.room.panels import Moment, Panel
from junto.interfaces.web.ui.toasts import toast


def show(moment: Moment) -> dict[str, Any] | None:
    """What reached the viewer, what they hold, and the line they owe."""
    room, me = moment.seen.room, moment.me
    fmt = room.script.fmt
    if not injects.is_simulation(fmt):
        return None
    runs = injects.runs_it(room, me.ref)
    parts = [each for each in moment.cards if each.output == injects.PART]
    owing = injects.owing(room, [(each.stage, each.author, each.round) for each in parts])
    sees_owing = runs or moment.seen.view.may_lead
    rows = [_row(moment, each) for each in injects.injects_for(moment.session, me)]
    return {
        "claims": (injects.INJECT, injects.PART),
        "fills": False,
        "runs": runs,
        "is_playing": injects.is_playing(room),
        "held": [row for row in rows if row["is_held"]],
        "news": [row for row in rows if not row["is_held"]],
        "to": [(injects.ALL, _("Everybody"))]
        + [(role.id, localized(role.title)) for role in injects.roles_for(fmt)],
        "key": f"inject-{len(rows)}",
        "part_key": f"part-{moment.seen.view.position}-{moment.own(injects.PART)}",
        "owes": me.ref in owing,
        "owing": [moment.name(ref) for ref in owing] if sees_owing else [],
        "parts": [
            {"name": moment.name(each.author) or _("Former member"), "text": each.text}
            for each in parts
            if room.step and each.round == (room.step.round or 0)
        ],
    }


def _row(moment: Moment, each: Inject) -> dict[str, Any]:
    fmt, step = moment.seen.room.script.fmt, moment.seen.room.step
    role = fmt.role(each.to)
    is_due_here = step is not None and each.minute and each.phase == (step.round or 0)
    return {
        "ref": each.ref,
        "text": each.text,
        "to": localized(role.title) if role else _("Everybody"),
        "is_held": each.is_held,
        "is_open": each.is_open,
        "phase": each.phase,
        "minute": each.minute,
        "due": _from_start(moment, each.minute) if is_due_here else None,
        "at": each.at,
    }


def _from_start(moment: Moment, minute: int) -> datetime:
    """When so many minutes of this stage have run, without the time it stood still."""
    room = moment.seen.room
    start = datetime.fromtimestamp(room.started_at + room.paused_for, tz=UTC)
    return start + timedelta(minutes=minute)


# ---------------------------------------------------------------- what is done


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 4 else 0


def _hold(request: HttpRequest, session: Any, now: datetime) -> None:
    try:
        injects.hold(
            session=session,
            text=request.POST.get("text", ""),
            to=request.POST.get("to", ""),
            phase=_number(request, "phase"),
            minute=_number(request, "minute"),
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )
    except room_actions.TooLong:
        toast(request, _("That is longer than 8,000 characters. Shorten it and send it again."))


def _release(request: HttpRequest, session: Any, now: datetime) -> None:
    ref = request.POST.get("card", "")
    actor = request.actor  # type: ignore[attr-defined]
    if not injects.release(session=session, ref=ref, actor=actor, now=now):
        toast(request, _("Nobody who is here holds that role. It stays with you."))


def _open(request: HttpRequest, session: Any, now: datetime) -> None:
    ref = request.POST.get("card", "")
    injects.lay_open(session=session, ref=ref, actor=request.actor, now=now)  # type: ignore[attr-defined]


def _part(request: HttpRequest, session: Any, now: datetime) -> None:
    try:
        injects.give_part(
            session=session,
            text=request.POST.get("text", ""),
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )
    except room_actions.TooLong:
        toast(request, _("That is longer than 8,000 characters. Shorten it and send it again."))


PANEL = Panel(
    "injects",
    show,
    {"inject": _hold, "inject-now": _release, "inject-open": _open, "part": _part},
)
