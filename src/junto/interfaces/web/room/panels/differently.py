"""We see this differently: two sides, each said back by the other, and how it ended."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from junto.domain.sessions import differently, room_actions
from junto.domain.sessions.differently import Difference, Side
from junto.interfaces.web.room.panels import Moment, Panel
from junto.interfaces.web.ui.toasts import toast


def show(moment: Moment) -> dict[str, Any] | None:
    """The one that is open, those that ended, and a way to begin one while people talk."""
    view = moment.seen.view
    found = differently.differences(moment.cards)
    current = next((each for each in found if not each.is_over), None)
    over = [_over(moment, each) for each in found if each.is_over]
    offers = view.rule != "silent" and not view.is_waiting and current is None
    if current is None and not over and not offers:
        return None
    return {
        "claims": (differently.OUTPUT,),
        "fills": False,
        "current": _current(moment, current) if current else None,
        "over": over,
        "offers": offers,
        "key": f"differ-{moment.own(differently.OUTPUT)}",
        "minutes": int(differently.LASTS.total_seconds()) // 60,
    }


def _current(moment: Moment, found: Difference) -> dict[str, Any]:
    mine, other = found.own(moment.me.ref), found.other(moment.me.ref)
    waiting = mine.waiting if mine else None
    turn = other is not None and not other.is_heard and other.waiting is None
    return {
        "ref": found.ref,
        "until": found.since + differently.LASTS,
        "is_over_time": moment.now >= found.since + differently.LASTS,
        "sides": [_side(moment, each) for each in found.sides],
        "may_take": found.state == differently.ASKED and mine is None,
        "waits_for_side": found.state == differently.ASKED and mine is not None,
        "to_answer": waiting.text if waiting else "",
        "to_say_back": other.view.text if turn and other else "",
        "other": moment.name(other.view.author) if other else "",
        "both_heard": found.both_heard,
        "may_end": mine is not None or moment.seen.view.may_lead,
    }


def _side(moment: Moment, side: Side) -> dict[str, Any]:
    last = side.said_back[-1] if side.said_back else None
    return {
        "name": _name(moment, side.view.author),
        "text": side.view.text,
        "is_heard": side.is_heard,
        "said_back": last.text if last else "",
        "by": _name(moment, last.author) if last else "",
        "is_not_yet": last is not None and last.state == differently.NOT_YET,
    }


def _over(moment: Moment, found: Difference) -> dict[str, Any]:
    ends = {
        differently.AGREED: _("Agreed"),
        differently.DIFFER: _("Agreed to differ"),
        differently.PARKED: _("Parked"),
    }
    return {"end": ends[found.state], "sides": [_side(moment, each) for each in found.sides]}


def _name(moment: Moment, ref: str) -> str:
    if ref == moment.me.ref:
        return _("You")
    return moment.name(ref) or _("Former member")


# ---------------------------------------------------------------- what is done


def _begin(request: HttpRequest, session: Any, now: datetime) -> None:
    try:
        differently.begin(
            session=session,
            text=request.POST.get("text", ""),
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )
    except room_actions.TooLong:
        toast(request, _("That is longer than 8,000 characters. Shorten it and send it again."))


def _with_text(action: Any) -> Any:
    def do(request: HttpRequest, session: Any, now: datetime) -> None:
        try:
            action(
                session=session,
                ref=request.POST.get("card", ""),
                text=request.POST.get("text", ""),
                actor=request.actor,  # type: ignore[attr-defined]
                now=now,
            )
        except room_actions.TooLong:
            toast(request, _("That is longer than 8,000 characters. Shorten it and send it again."))

    return do


def _answer(is_it: bool) -> Any:
    def do(request: HttpRequest, session: Any, now: datetime) -> None:
        differently.answer(
            session=session,
            ref=request.POST.get("card", ""),
            is_it=is_it,
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )

    return do


def _finish(outcome: str) -> Any:
    def do(request: HttpRequest, session: Any, now: datetime) -> None:
        differently.finish(
            session=session,
            ref=request.POST.get("card", ""),
            outcome=outcome,
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )

    return do


PANEL = Panel(
    "differently",
    show,
    {
        "differ": _begin,
        "differ-side": _with_text(differently.take_side),
        "differ-back": _with_text(differently.say_back),
        "differ-yes": _answer(is_it=True),
        "differ-not-yet": _answer(is_it=False),
        **{f"differ-end:{each}": _finish(each) for each in differently.ENDS},
    },
)
