"""Short activities: whoever leads chooses one by what it is for, and everybody sees it."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from junto.domain.catalog.queries import localized
from junto.domain.sessions import activities, cards, ideas
from junto.interfaces.web.room.panels import Moment, Panel


def show(moment: Moment) -> dict[str, Any] | None:
    """What is shown to everybody now."""
    found = [
        each for each in moment.cards if each.output == cards.ACTIVITY and each.state == ideas.NOW
    ]
    card = found[-1] if found else None
    shown = activities.find(card.text) if card else None
    made: dict[str, Any] = {"claims": (cards.ACTIVITY,), "fills": False}
    if card and shown:
        made |= {"shown": _shown(shown, card), "leads": moment.seen.view.may_lead}
    return made


def show_library(moment: Moment) -> dict[str, Any] | None:
    """All of them, for whoever leads."""
    if not moment.seen.view.may_lead:
        return None
    return {"fills": False, "library": _library(len(moment.seen.room.taking_part()))}


def _shown(activity: activities.Activity, card: cards.Card) -> dict[str, Any]:
    return {
        "title": localized(activity.title),
        "steps": [localized(text) for text in activity.steps],
        "until": datetime.fromtimestamp(float(card.data.get("until", 0)), tz=UTC),
    }


def _library(people: int) -> list[dict[str, Any]]:
    return [
        {
            "purpose": purpose.label,
            "rows": [
                {
                    "key": each.key,
                    "title": localized(each.title),
                    "minutes": each.minutes,
                    "steps": [localized(text) for text in each.steps],
                }
                for each in activities.library()
                if each.purpose == purpose and each.least <= people
            ],
        }
        for purpose in activities.Purpose
    ]


def _show_one(request: HttpRequest, session: Any, now: datetime) -> None:
    found = activities.find(request.POST.get("activity", ""))
    if found is not None:
        ideas.show_activity(
            session=session,
            key=found.key,
            minutes=found.minutes,
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )


def _put_away(request: HttpRequest, session: Any, now: datetime) -> None:
    ideas.put_away(session=session, actor=request.actor, now=now)  # type: ignore[attr-defined]


PANEL = Panel("activities", show, {"activity-over": _put_away})
LIBRARY = Panel("library", show_library, {"activity": _show_one})
