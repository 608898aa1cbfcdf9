"""Cards of feedback: to one or several who are here, read by them once the stage is over."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from junto.domain.catalog.queries import localized
from junto.domain.sessions import feedback_cards, room_actions
from junto.domain.sessions.feedback_cards import FeedbackCard
from junto.foundation import drafts
from junto.interfaces.web.room.panels import Moment, Panel
from junto.interfaces.web.ui.toasts import toast


def show(moment: Moment) -> dict[str, Any] | None:
    """What to write and to whom, what one wrote in this stage, and what came for oneself."""
    room = moment.seen.room
    ids = [each.id for each in feedback_cards.outputs_of(room.script.fmt)]
    if not ids:
        return None
    found = feedback_cards.cards_in(moment.session, moment.me, room)
    mine = [each for each in found if each.is_mine]
    slots = [slot for slot in moment.seen.view.slots if slot.output.id in ids]
    writes = [_writes(moment, slot, mine) for slot in slots]
    writes = [each for each in writes if each["to"]]
    return {
        "claims": ids,
        "fills": bool(writes),
        "writes": writes,
        "held": [_row(moment, each, each.about) for each in mine if each.is_held],
        "sent": [_row(moment, each, each.about) for each in mine if not each.is_held],
        "received": [_row(moment, each, each.author) for each in found if not each.is_mine],
    }


def _row(moment: Moment, card: FeedbackCard, who: str) -> dict[str, str]:
    return {"ref": card.ref, "text": card.text, "name": moment.name(who) or _("Former member")}


def _writes(moment: Moment, slot: Any, mine: list[FeedbackCard]) -> dict[str, Any]:
    output, view = slot.output, moment.seen.view
    count = sum(each.output == output.id for each in mine)
    form = draft_of(moment.session, output.id, view.position)
    kept = drafts.load(user_id=moment.me.user_id, form=form)
    written = {each.about for each in mine if each.output == output.id and each.is_held}
    refs = feedback_cards.readers(slot, moment.seen.room, moment.me.ref)
    chosen = slot.about if slot.choose else ()
    return {
        "id": output.id,
        "key": f"{output.id}-{view.position}-{count}",
        "title": localized(output.label) if output.label else _("A card of feedback"),
        "draft": form,
        "position": view.position,
        "seen": view.number,
        "to": [
            {
                "ref": ref,
                "name": moment.name(ref) or _("Former member"),
                "has_one": ref in written,
                "is_chosen": ref in chosen and ref not in written,
            }
            for ref in refs
        ],
        "boxes": [
            {"id": box, "label": label, "text": kept.get(f"text:{box}", "")}
            for box, label in _boxes(output)
        ],
    }


def _boxes(output: Any) -> list[tuple[str, str]]:
    """What is asked: as the format has it, else what helped and one thing to try."""
    asked = [each for each in output.fields if each.type == "text" and each.label]
    if asked:
        return [(each.id, localized(each.label)) for each in asked]
    return [("helped", _("What helped")), ("try", _("One thing to try"))]


def draft_of(session: Any, output: str, position: Any) -> str:
    """What the draft of a card is called."""
    return f"room:{session.ref}:card-{output}-{position}"


# ---------------------------------------------------------------- what is done


def _write(request: HttpRequest, session: Any, now: datetime) -> None:
    output, seen = request.POST.get("output", ""), request.POST.get("seen", "")
    text = _text(request)
    try:
        count = feedback_cards.write_cards(
            session=session,
            output=output,
            to=request.POST.getlist("to"),
            text=text,
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
            seen=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
        )
    except room_actions.TooLong:
        toast(request, _("That is longer than 8,000 characters. Shorten it and send it again."))
        return
    form = draft_of(session, output, request.POST.get("position", ""))
    user = int(request.user.pk)  # type: ignore[arg-type]
    if count:
        drafts.discard(user_id=user, form=form)
        told = ngettext(
            "A card to %(n)s person is ready.", "Cards to %(n)s people are ready.", count
        )
        toast(request, told % {"n": count})
    elif text:
        boxes = {key: str(value) for key, value in request.POST.items() if key.startswith("text:")}
        drafts.save(user_id=user, form=form, fields=boxes, now=now)
        toast(request, _("Choose who it is for. What you wrote is still here."))


def _text(request: HttpRequest) -> str:
    """The boxes that have something in them, each with what it asked."""
    parts = []
    for key, value in request.POST.items():
        words = str(value).replace("\0", "").strip()
        if key.startswith("text:") and words:
            label = request.POST.get(f"label:{key.removeprefix('text:')}", "")[:200]
            parts.append(f"{label}: {words}" if label else words)
    return "\n".join(parts)


def _take_back(request: HttpRequest, session: Any, now: datetime) -> None:
    with suppress(room_actions.MovedOn):
        feedback_cards.take_back(
            session=session,
            ref=request.POST.get("entry", ""),
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )
        return
    toast(request, _("The stage is over, so it has been given already."))


PANEL = Panel("feedback", show, {"card-to": _write, "card-back": _take_back})
