"""Experiment cards: four lines, written in silence, read by all, finished in a later session."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from junto.domain.catalog.queries import localized
from junto.domain.sessions import experiments, room_actions
from junto.domain.sessions.experiments import EXPECTED, HAPPENED, SO, TRIED, Experiment
from junto.interfaces.web.room.panels import Moment, Panel
from junto.interfaces.web.ui.toasts import toast


def show(moment: Moment) -> dict[str, Any] | None:
    """The form while the stage asks for a card, the cards of today, and those still open."""
    room, view = moment.seen.room, moment.seen.view
    output = experiments.card_output(room.script.fmt)
    if output is None:
        return None
    asks = any(slot.output.id == output.id for slot in view.slots)
    found = experiments.experiments_of(moment.session.group)
    now, before = experiments.split(found, moment.session.number)
    mine = [each for each in now if each.author == moment.me.ref]
    writes = room.step is not None and output.id in room.step.stage.capture
    if asks or (writes and view.rule == "silent"):
        # While cards are written in silence, nobody reads those of others: whoever hosts neither.
        now = mine
    return {
        "claims": (output.id, experiments.OUTPUT),
        "fills": asks,
        "asks": asks,
        "key": f"experiment-{view.position}-{len(mine)}",
        "lines": _lines(output),
        "cards": [_card(moment, each) for each in now],
        "before": [_card(moment, each) for each in before],
        "is_silent": view.rule == "silent",
    }


def _lines(output: Any) -> list[dict[str, str]]:
    own = {each.id: localized(each.label) for each in output.fields if each.label}
    usual = {
        TRIED: _("We tried, or will try"),
        EXPECTED: _("We expected"),
        HAPPENED: _("It happened"),
        SO: _("So what"),
    }
    return [{"id": part, "label": own.get(part, label)} for part, label in usual.items()]


def _card(moment: Moment, each: Experiment) -> dict[str, Any]:
    states = {
        experiments.PLANNED: _("Planned"),
        TRIED: _("Tried"),
        experiments.LEARNED: _("Learned"),
    }
    mine = each.author == moment.me.ref
    labels = {EXPECTED: _("We expected"), HAPPENED: _("It happened"), SO: _("So what")}
    missing = next((part for part in (HAPPENED, SO) if not each.parts.get(part)), "")
    return {
        "ref": each.ref,
        "name": _("You") if mine else moment.name(each.author) or _("Former member"),
        "text": each.text,
        "state": states[each.state],
        "is_learned": each.state == experiments.LEARNED,
        "lines": [(labels[part], each.parts[part]) for part in labels if each.parts.get(part)],
        "asks": labels[missing] if mine and missing else "",
        "part": missing,
    }


# ---------------------------------------------------------------- what is done


def _write(request: HttpRequest, session: Any, now: datetime) -> None:
    lines = {
        key.removeprefix("line:"): str(value)
        for key, value in request.POST.items()
        if key.startswith("line:")
    }
    try:
        made = experiments.write_card(
            session=session,
            lines=lines,
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )
    except room_actions.TooLong:
        toast(request, _("That is longer than 8,000 characters. Shorten it and send it again."))
        return
    if made is None:
        toast(request, _("Say what you try first."))


def _line(request: HttpRequest, session: Any, now: datetime) -> None:
    try:
        experiments.add_line(
            session=session,
            ref=request.POST.get("card", ""),
            part=request.POST.get("part", ""),
            text=request.POST.get("text", ""),
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )
    except room_actions.TooLong:
        toast(request, _("That is longer than 8,000 characters. Shorten it and send it again."))


PANEL = Panel("experiments", show, {"experiment": _write, "experiment-line": _line})
