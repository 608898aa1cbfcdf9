"""Ideas: written in silence first, read by the others after, sorted into heaps."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from junto.domain.catalog.queries import localized
from junto.domain.sessions import cards, ideas, room_actions
from junto.domain.sessions.cards import Card
from junto.foundation import drafts
from junto.interfaces.web.room import words
from junto.interfaces.web.room.panels import Moment, Panel
from junto.interfaces.web.ui.toasts import toast


def show(moment: Moment) -> dict[str, Any] | None:
    """What to write, one's sheet, and the cards as far as they may be read now."""
    room, view = moment.seen.room, moment.seen.view
    outputs = cards.idea_outputs(room.script.fmt)
    ids = [each.id for each in outputs]
    mine = [each for each in moment.cards if each.output in ids]
    writes = [_writes(moment, slot) for slot in view.slots if slot.output.id in ids]
    is_vote = view.phase == "running" and view.kind == "vote"
    lists = [] if is_vote else [_list(moment, each) for each in outputs]
    lists = [each for each in lists if each]
    sorts = view.phase == "running" and view.kind == "cluster" and not view.is_waiting
    if not writes and not lists:
        return {"claims": ids, "fills": False} if mine else None
    return {
        "claims": ids,
        "writes": writes,
        "lists": lists,
        "sorts": sorts,
        "fills": sorts or bool(writes),
        "moved": _last_move(moment, mine),
        "heaps": [each for each in mine if each.state == cards.HEAP] if sorts else [],
    }


def _writes(moment: Moment, slot: Any) -> dict[str, Any]:
    output, view = slot.output, moment.seen.view
    sheet = _sheet(moment)
    form = draft_of(moment.session, output.id, view.position)
    return {
        "id": output.id,
        "label": localized(output.label) if output.label else _("An idea"),
        "key": f"{output.id}-{view.position}-{moment.own(output.id)}",
        "draft": form,
        "text": drafts.load(user_id=moment.me.user_id, form=form).get("text", ""),
        "readers": words.readers(slot, lambda ref: moment.name(ref) or _("Former member")),
        "hides": view.kind == "brainwrite",
        "has_sheet": sheet is not None,
        "sheet": [each for each in _on_sheet(moment, sheet) if each.output == output.id],
        "position": view.position,
    }


def draft_of(session: Any, output: str, position: Any) -> str:
    """What the draft of a card is called."""
    return f"room:{session.ref}:idea-{output}-{position}"


def _sheet(moment: Moment) -> int | None:
    room = moment.seen.room
    owner = cards.sheet_of(room, moment.me.ref)
    return room.seats.index(owner) if owner else None


def _on_sheet(moment: Moment, sheet: int | None) -> list[Card]:
    if sheet is None:
        return []
    return [each for each in moment.cards if each.data.get("sheet") == sheet]


def _list(moment: Moment, output: Any) -> dict[str, Any] | None:
    """The cards of one output, heaps first; None when there are none to be read."""
    readable = list(_readable(moment, output))
    if not readable:
        return None
    named = cards.shows_names(moment.seen.room, output.id) and not _is_silent(moment, output)
    under: dict[str, list[Card]] = {}
    for each in readable:
        under.setdefault(each.parent, []).append(each)
    top = sorted(under.get("", []), key=lambda each: each.state != cards.HEAP)
    return {
        "id": output.id,
        "title": _title(moment, output),
        "count": sum(each.state != cards.HEAP for each in readable),
        "is_open": _is_open(moment, output),
        "named": named,
        "cards": [
            {
                **_card(moment, each, named),
                "is_heap": each.state == cards.HEAP,
                "under": [_card(moment, child, named) for child in under.get(each.ref, [])],
            }
            for each in top
        ],
    }


def _title(moment: Moment, output: Any) -> str:
    """The stage they were written in, which tells causes from options."""
    stages = moment.seen.room.script.fmt.all_stages()
    found = next((each for each in stages if output.id in each.capture), None)
    title: str = localized(found.title) if found else _("Ideas")
    return title


def _is_open(moment: Moment, output: Any) -> bool:
    """While the cards are sorted, and in the stage after they were written."""
    view, room = moment.seen.view, moment.seen.room
    if view.kind == "cluster":
        return True
    written = [
        place
        for place, step in enumerate(room.plan[: view.position + 1])
        if output.id in step.stage.capture
    ]
    is_now = written[-1:] == [view.position]
    return _sheet(moment) is None if is_now else written[-1:] == [view.position - 1]


def _last_move(moment: Moment, found: list[Card]) -> int:
    """When one moved cards last: from then on nothing is ticked."""
    mine = [each for each in found if each.data.get("by") == moment.me.ref]
    return max((int(each.data.get("moved", 0)) for each in mine), default=0)


def _readable(moment: Moment, output: Any) -> Iterable[Card]:
    """While a silent stage asks for them: one's own, and the others' once one has written."""
    found = [each for each in moment.cards if each.output == output.id]
    if not _is_silent(moment, output):
        return found
    mine = [each for each in found if each.author == moment.me.ref]
    now = [each for each in mine if each.stage == _stage(moment)]
    return mine if _sheet(moment) is not None or not now else found


def _card(moment: Moment, card: Card, named: bool) -> dict[str, Any]:
    mine = card.author == moment.me.ref
    return {
        "ref": card.ref,
        "text": card.text,
        "name": moment.name(card.author) or _("Former member") if named and not mine else "",
        "mine": mine,
        "may_take_back": mine and card.stage == _stage(moment) and card.state != cards.HEAP,
    }


def _is_silent(moment: Moment, output: Any) -> bool:
    """While everybody writes such cards in silence."""
    view, step = moment.seen.view, moment.seen.room.step
    is_asked = step is not None and output.id in step.stage.capture
    return is_asked and view.kind == "brainwrite" and view.phase == "running"


def _stage(moment: Moment) -> str:
    step = moment.seen.room.step
    return step.stage.id if step else ""


# ---------------------------------------------------------------- what is done


def _write(request: HttpRequest, session: Any, now: datetime) -> None:
    output = request.POST.get("output", "")
    try:
        made = ideas.write_idea(
            session=session,
            output=output,
            text=request.POST.get("text", ""),
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )
    except room_actions.TooLong:
        toast(request, _("That is longer than 8,000 characters. Shorten it and send it again."))
        return
    if made is not None:
        form = draft_of(session, output, request.POST.get("position", ""))
        drafts.discard(user_id=request.user.pk or 0, form=form)


def _sort(request: HttpRequest, session: Any, now: datetime) -> None:
    heap = request.POST.get("heap", "")
    ideas.sort_cards(
        session=session,
        refs=request.POST.getlist("card"),
        heap="" if heap == "new" else heap,
        name=request.POST.get("name", "") if heap == "new" else "",
        actor=request.actor,  # type: ignore[attr-defined]
        now=now,
    )


def _rename(request: HttpRequest, session: Any, now: datetime) -> None:
    ideas.name_heap(
        session=session,
        ref=request.POST.get("card", ""),
        name=request.POST.get("name", ""),
        actor=request.actor,  # type: ignore[attr-defined]
        now=now,
    )


PANEL = Panel("ideas", show, {"idea": _write, "sort": _sort, "rename-heap": _rename})
