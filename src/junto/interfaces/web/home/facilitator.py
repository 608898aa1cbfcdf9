"""A facilitator's home: the next session's run sheet, and what to know about its group."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from junto.domain.catalog import queries as catalog
from junto.domain.overview import facilitating as domain
from junto.domain.people import queries as people
from junto.domain.sessions.enums import Reached
from junto.interfaces.web.home import advice
from junto.interfaces.web.home.words import greeting, short_name, time_of
from junto.interfaces.web.ui.places import address

MOST_NEWS = 3


def facilitator(request: HttpRequest, organization: Any) -> HttpResponse:
    """The session that is on or comes next, then all groups."""
    now = timezone.now()
    person: Any = people.person_of(request.actor)  # type: ignore[attr-defined]
    found = domain.facilitating(request.actor, now=now)  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "greeting": greeting(short_name(person), person.time_zone, now),
        "zone": person.time_zone,
        "groups": [_group(facts, now) for facts in found.groups],
        "unnoted": [
            {
                "group": group.name,
                "number": line.number,
                "url": f"{address('sessions:session', line.ref)}#held",
            }
            for group, line in found.unnoted
        ],
        "advice_news": advice.news(request),
        "training": [(each.name, address("circle:training", each)) for each in found.where],
        "section": "home",
    }
    if found.session is not None:
        context |= _next(found, person)
    return render(request, "home/facilitator.html", context)


def _group(facts: Any, now: datetime) -> dict[str, Any]:
    ahead, held = facts.ahead(now), facts.held
    return {
        "name": facts.group.name,
        "program": facts.group.program.name,
        "kind": facts.group.get_kind_display(),
        "people": facts.group.people_count,
        "url": address("groups:circle", facts.group),
        "next": ahead.starts_at if ahead else None,
        "next_url": address("sessions:session", ahead.ref) if ahead else "",
        "last": held[-1].met_at if held else None,
    }


def _next(found: domain.Facilitating, person: Any) -> dict[str, Any]:
    session, sheet = found.session, found.sheet
    assert sheet is not None
    return {
        "session": session,
        "group": session.group,
        "is_on": domain.is_on(session),
        "session_url": address("sessions:session", session),
        "room_url": address("room:room", session),
        "format": catalog.localized(sheet.format_title) if sheet.format_title else "",
        "lines": [
            {
                "title": catalog.localized(line.title),
                "at": line.at,
                "minutes": max(1, round(line.seconds / 60)),
            }
            for line in sheet.lines
        ],
        "roles": [(catalog.localized(title), who) for title, who in sheet.roles],
        "times": [time_of(each, person, session.starts_at) for each in sheet.people],
        "news": _news(found.news)[:MOST_NEWS],
    }


def _news(news: domain.News | None) -> list[tuple[str, str]]:
    """Icon and sentence of each thing to know, the most useful first."""
    if news is None:
        return []
    found = []
    if news.cannot:
        words = ngettext("%(names)s can't come.", "%(names)s can't come.", len(news.cannot))
        found.append(("me", words % {"names": _names(news.cannot)}))
    if news.joined:
        words = ngettext(
            "%(names)s joined since you last met.",
            "%(names)s joined since you last met.",
            len(news.joined),
        )
        found.append(("people", words % {"names": _names(news.joined)}))
    if news.not_agreed is None:
        found.append(("lock", _("The group has no agreement yet. Its first session makes one.")))
    elif news.not_agreed:
        words = ngettext(
            "%(n)s person has not said yes to the agreement yet.",
            "%(n)s people have not said yes to the agreement yet.",
            news.not_agreed,
        )
        found.append(("lock", words % {"n": news.not_agreed}))
    if news.late:
        words = ngettext("%(names)s comes late.", "%(names)s come late.", len(news.late))
        found.append(("clock", words % {"names": _names(news.late)}))
    if news.reached:
        words = _("Was the outcome of last time reached? %(answer)s")
        found.append(("goal", words % {"answer": Reached(news.reached).label}))
    if news.steps and news.steps.open:
        words = ngettext(
            "%(n)s next step is open: the session begins with it.",
            "%(n)s next steps are open: the session begins with them.",
            news.steps.open,
        )
        found.append(("check", words % {"n": news.steps.open}))
    return found


def _names(people: Sequence[Any]) -> str:
    names = [short_name(each) for each in people]
    if len(names) == 1:
        return names[0]
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
