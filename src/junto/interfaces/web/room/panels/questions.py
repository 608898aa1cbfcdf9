"""Questions: a queue that everybody adds to and votes in."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from junto.domain.catalog.queries import localized
from junto.domain.sessions import cards, ideas
from junto.domain.sessions.cards import Card
from junto.interfaces.web.room.panels import Moment, Panel

# Questions are collected from the first of these stages on, before the stage that takes them.
WHILE = ("teach", "present", "practice", "discuss", "question", "clarify")


def show(moment: Moment) -> dict[str, Any] | None:
    """The queue, from the first input until it was taken."""
    room, view = moment.seen.room, moment.seen.view
    fmt = room.script.fmt
    output = next(
        (e for e in fmt.outputs if e.type == "question" and e.visibility in cards.OPEN), None
    )
    if output is None or view.phase != "running" or room.step is None:
        return None
    order = [each.id for each in fmt.all_stages()]
    taken = [at for at, each in enumerate(fmt.all_stages()) if output.id in each.capture]
    place = order.index(room.step.stage.id)
    if not taken or place > taken[-1]:
        return {"claims": (output.id,), "fills": False, "is_over": True, **_queue(moment, output)}
    if view.kind not in WHILE and place not in taken:
        return {"claims": (output.id,), "fills": False, "is_over": True, **_queue(moment, output)}
    return {
        "claims": (output.id,),
        "is_over": False,
        "fills": False,
        "is_now": place in taken,
        "takes": ideas.takes_questions(moment.session, room, moment.me.ref, moment.now),
        **_queue(moment, output),
    }


def _queue(moment: Moment, output: Any) -> dict[str, Any]:
    found = [each for each in moment.cards if each.output == output.id]
    votes = cards.marks_of(moment.session, ideas.UP) if found else {}
    heard = {each.author for each in found if each.state == ideas.ANSWERED}
    rows = [_row(moment, each, votes.get(each.ref, {}), heard) for each in found]
    waiting = [row for row in rows if not row["is_answered"]]
    waiting.sort(key=lambda row: -row["votes"])
    return {
        "id": output.id,
        "title": localized(output.label) if output.label else _("Questions"),
        "waiting": waiting,
        "answered": [row for row in rows if row["is_answered"]],
        "key": f"question-{moment.own(output.id)}",
    }


def _row(moment: Moment, card: Card, votes: Any, heard: set[str]) -> dict[str, Any]:
    mine = card.author == moment.me.ref
    return {
        "ref": card.ref,
        "text": card.text,
        "name": moment.name(card.author) or _("Former member"),
        "mine": mine,
        "votes": len(votes),
        "voted": moment.me.ref in votes,
        "is_answered": card.state == ideas.ANSWERED,
        "is_new_voice": bool(heard) and card.author not in heard,
    }


def _ask(request: HttpRequest, session: Any, now: datetime) -> None:
    ideas.ask(
        session=session,
        output=request.POST.get("output", ""),
        text=request.POST.get("text", ""),
        actor=request.actor,  # type: ignore[attr-defined]
        now=now,
    )


def _up(request: HttpRequest, session: Any, now: datetime) -> None:
    ref = request.POST.get("card", "")
    ideas.vote_up(session=session, ref=ref, actor=request.actor, now=now)  # type: ignore[attr-defined]


def _settle(state: str) -> Any:
    def do(request: HttpRequest, session: Any, now: datetime) -> None:
        ideas.settle_question(
            session=session,
            ref=request.POST.get("card", ""),
            state=state,
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )

    return do


PANEL = Panel(
    "questions",
    show,
    {
        "ask": _ask,
        "up": _up,
        "answered": _settle(ideas.ANSWERED),
        "unanswered": _settle(ideas.ASKED),
    },
)
