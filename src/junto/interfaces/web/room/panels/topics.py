"""Topics: put up, voted for, and talked about in time boxes, each longer only by consent."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from junto.domain.sessions import cards, ideas, votes
from junto.domain.sessions.cards import Card
from junto.interfaces.web.room.panels import Moment, Panel

MINUTE = 60


def show(moment: Moment) -> dict[str, Any] | None:
    """The board of topics where a stage chooses among them or has time boxes for them."""
    room, view = moment.seen.room, moment.seen.view
    step = room.step
    if step is None:
        return None
    takes = ideas.takes_topics(room)
    box = step.stage.timebox
    if not takes and box is None:
        return {"claims": (cards.TOPIC,), "fills": False, "is_away": True}
    among = cards.candidates(room.script.fmt, step, moment.cards)
    made: dict[str, Any] = {
        "claims": (cards.TOPIC,),
        "fills": False,
        "takes": takes and not view.is_waiting and not view.is_outside,
        "leads": view.may_lead,
        "has_box": box is not None,
        "key": f"topic-{moment.own(cards.TOPIC)}",
        "waiting": [_topic(moment, each) for each in among],
    }
    if box is None:
        return made
    points = votes.points_of_last_dots(moment.session, room) or {}
    rows = [row.card for row in votes.ranked(among, points)]
    running = next((each for each in rows if each.state == ideas.NOW), None)
    return {
        **made,
        "first": minutes(box.first),
        "again": minutes(box.again),
        "now": _running(moment, running) if running else None,
        "waiting": [_topic(moment, each, points) for each in rows if not each.state],
        "done": [_topic(moment, each) for each in rows if each.state == ideas.DONE],
    }


def minutes(length: float) -> int:
    """Whole minutes of a time box."""
    return max(1, round(length))


def _topic(moment: Moment, card: Card, points: Any = None) -> dict[str, Any]:
    names = cards.shows_names(moment.seen.room, card.output)
    return {
        "ref": card.ref,
        "text": card.text,
        "name": moment.name(card.author) if names else "",
        "mine": card.author == moment.me.ref,
        "points": points.get(card.ref, 0) if points else 0,
    }


def _running(moment: Moment, card: Card) -> dict[str, Any]:
    """The topic that has the time: until when, and whether to go on."""
    boxes, until = int(card.data.get("boxes", 1)), float(card.data.get("until", 0))
    kind = ideas.thumb_kind(boxes)
    given = cards.marks_of(moment.session, kind).get(card.ref, {})
    here = moment.seen.room.taking_part()
    up = sum(given.get(ref) == 1 for ref in here)
    down = sum(given.get(ref) == 0 for ref in here)
    is_over = moment.now.timestamp() >= until
    is_told = up + down >= len(here) or is_over
    return {
        **_topic(moment, card),
        "until": datetime.fromtimestamp(until, tz=UTC),
        "is_over": is_over,
        "mine": given.get(moment.me.ref),
        "so_far": _("%(n)s of %(all)s have said so.") % {"n": up + down, "all": len(here)},
        "told": _told(up, down) if is_told and up + down else "",
    }


def _told(up: int, down: int) -> str:
    """What the thumbs say; level means moving on."""
    if up > down:
        return _("More say go on (%(up)s to %(down)s).") % {"up": up, "down": down}
    if down > up:
        return _("More say move on (%(down)s to %(up)s).") % {"up": up, "down": down}
    return _("Level, %(up)s to %(down)s: the next topic.") % {"up": up, "down": down}


# ---------------------------------------------------------------- what is done


def _put_up(request: HttpRequest, session: Any, now: datetime) -> None:
    text = request.POST.get("text", "")
    ideas.put_up(session=session, text=text, actor=request.actor, now=now)  # type: ignore[attr-defined]


def _seconds(session: Any, *, again: bool) -> int:
    from junto.domain.sessions import room_queries

    step = room_queries.load_room(session).step
    box = step.stage.timebox if step else None
    length = (box.again if again else box.first) if box else 0
    return minutes(length) * MINUTE


def _take_up(request: HttpRequest, session: Any, now: datetime) -> None:
    ideas.take_up(
        session=session,
        ref=request.POST.get("card", ""),
        seconds=_seconds(session, again=False),
        actor=request.actor,  # type: ignore[attr-defined]
        now=now,
    )


def _go_on(request: HttpRequest, session: Any, now: datetime) -> None:
    ideas.go_on(
        session=session,
        ref=request.POST.get("card", ""),
        seconds=_seconds(session, again=True),
        actor=request.actor,  # type: ignore[attr-defined]
        now=now,
    )


def _finish(request: HttpRequest, session: Any, now: datetime) -> None:
    ideas.finish_topic(session=session, actor=request.actor, now=now)  # type: ignore[attr-defined]


def _thumb(up: bool) -> Any:
    def do(request: HttpRequest, session: Any, now: datetime) -> None:
        ideas.thumb(
            session=session,
            ref=request.POST.get("card", ""),
            up=up,
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )

    return do


PANEL = Panel(
    "topics",
    show,
    {
        "topic": _put_up,
        "topic-begin": _take_up,
        "topic-more": _go_on,
        "topic-over": _finish,
        "topic-up": _thumb(True),
        "topic-down": _thumb(False),
    },
)
