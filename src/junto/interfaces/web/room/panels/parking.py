"""For another time: what came up and waits, and what somebody could teach next."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from junto.domain.sessions import cards, ideas
from junto.interfaces.web.room.panels import Moment, Panel


def show(moment: Moment) -> dict[str, Any] | None:
    """The list, in every stage of a format that has one."""
    room, view = moment.seen.room, moment.seen.view
    found = ideas.parkings(room)
    if not found or view.is_waiting:
        return None
    output, _readers = found[0]
    rows = [each for each in moment.cards if each.output == output]
    votes = cards.marks_of(moment.session, ideas.UP) if rows else {}
    is_next = output == ideas.NEXT
    asked = view.phase == "running" and room.step and output in room.step.stage.capture
    shown = [
        {
            "ref": each.ref,
            "text": each.text,
            "name": moment.name(each.author) or _("Former member"),
            "mine": each.author == moment.me.ref,
            "votes": len(votes.get(each.ref, {})),
            "voted": moment.me.ref in votes.get(each.ref, {}),
        }
        for each in rows
    ]
    return {
        "claims": (output,),
        "fills": False,
        "id": output,
        "is_next": is_next,
        "title": _("Topics for next time") if is_next else _("For another time"),
        "label": _("A topic I would like") if is_next else _("What should not be lost"),
        "is_open": bool(asked) or (is_next and view.kind in ("commit", "feedback")),
        "rows": sorted(shown, key=lambda row: -row["votes"]),
        "key": f"parking-{moment.own(output)}",
    }


def _park(request: HttpRequest, session: Any, now: datetime) -> None:
    ideas.park(
        session=session,
        output=request.POST.get("output", ""),
        text=request.POST.get("text", ""),
        actor=request.actor,  # type: ignore[attr-defined]
        now=now,
    )


PANEL = Panel("parking", show, {"park": _park})
