"""The case, paragraph by paragraph, with notes in its margin: one's own, then everybody's."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from junto.domain.sessions import margins, room_actions
from junto.domain.sessions.margins import MarginNote
from junto.interfaces.web.room.panels import Moment, Panel
from junto.interfaces.web.ui.toasts import toast


def show(moment: Moment) -> dict[str, Any] | None:
    """The case from the stage that reads it on; None where it was not shared."""
    room = moment.seen.room
    cases = margins.cases_of(room.script.fmt)
    if not cases or not margins.is_read(room):
        return None
    parts = margins.case_in(moment.session, moment.me, room.script.fmt)
    if not parts:
        return None
    notes = margins.notes_in(moment.session, moment.me, room)
    reads = margins.reads_now(room)
    return {
        "claims": (margins.MARGIN, *cases),
        "fills": reads,
        "reads": reads,
        "minutes": margins.minutes_to_read(parts),
        "count": len(notes),
        "paragraphs": [
            _paragraph(moment, place, text, [each for each in notes if each.paragraph == place])
            for place, text in enumerate(parts, start=1)
        ],
    }


def _paragraph(moment: Moment, place: int, text: str, notes: list[MarginNote]) -> dict[str, Any]:
    mine = sum(each.is_mine for each in notes)
    return {
        "number": place,
        "text": text,
        "key": f"{place}-{mine}",
        "notes": [
            {
                "ref": each.ref,
                "text": each.text,
                "name": moment.name(each.author) or _("Former member"),
                "mine": each.is_mine,
                "is_held": each.is_held,
            }
            for each in notes
        ],
    }


def _note(request: HttpRequest, session: Any, now: datetime) -> None:
    place = request.POST.get("paragraph", "")
    try:
        margins.write_note(
            session=session,
            paragraph=int(place) if place.isdecimal() and len(place) < 5 else 0,
            text=request.POST.get("text", "").replace("\0", ""),
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )
    except room_actions.TooLong:
        toast(request, _("That is longer than 8,000 characters. Shorten it and send it again."))


PANEL = Panel("margins", show, {"margin": _note})
