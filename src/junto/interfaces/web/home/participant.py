"""A participant's home: the next session, what is asked, what one meant to do."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from junto.domain.catalog import queries as catalog
from junto.domain.goals import queries as goals
from junto.domain.groups import mentoring, moves, previews
from junto.domain.organizations import queries as organizations
from junto.domain.overview import homes
from junto.domain.overview import queries as overview
from junto.domain.people import queries as people
from junto.domain.sessions import rhythm, rounds_ahead
from junto.domain.sessions.enums import Word
from junto.interfaces.web.home import advice
from junto.interfaces.web.home.words import greeting, short_name, time_of
from junto.interfaces.web.ui.places import address

MOST_SEATS = 8
# Of a long series: so many before the next session, and so many with it and after it.
BEFORE, AFTER = 3, 3
A_WEEK = timedelta(days=7)


def participant(request: HttpRequest, organization: Any) -> HttpResponse:
    now = timezone.now()
    person = people.person_of(request.actor)  # type: ignore[attr-defined]
    circles = overview.circles_of(person)
    ahead = homes.next_for(person, now, [circle.group_id for circle in circles])
    attended = overview.programs_of_person(person)
    today = now.astimezone(ZoneInfo(person.time_zone)).date()  # type: ignore[union-attr]
    context = {
        "person": person,
        "greeting": greeting(
            person.known_as or person.full_name.split()[0],  # type: ignore[union-attr]
            person.time_zone,  # type: ignore[union-attr]
            now,
        ),
        "circles": [_circle(circle, person, now, ahead) for circle in circles],
        "coming": [
            (each, address("groups:preview", each.formation))
            for each in (previews.previews_of(person) if organization.keeps_apart else ())  # type: ignore[arg-type]
        ],
        "fits": [(each, address("groups:fit", each.group)) for each in ahead.fits],
        "zone": person.time_zone,  # type: ignore[union-attr]
        "asked": [(each, address("after:session", each)) for each in ahead.asked],
        "steps": [_step(each, today) for each in ahead.steps],
        "sitting_in": [each for each in ahead.sitting_in if each.state == Word.ASKED],
        "stand_by": ahead.stand_by,
        "hands": [(each, address("circle:hand", each.group)) for each in ahead.hands],
        "moves": [
            (each, address("groups:move-question", each.ref))
            for each in moves.questions_for(person.pk, today=now.date())  # type: ignore[union-attr]
        ],
        "feedback_asked": homes.feedback_asked(person, now),
        "feedback_url": address("feedback:home", organization),
        "today": today,
        "thanks": ahead.thanks,
        "attends": [] if circles else attended,
        "ask_times": person.hours_assumed or person.time_zone_assumed,  # type: ignore[union-attr]
        "contacts": organizations.support_contacts(),
        "mentoring": [
            (each, address("mentoring:mine", each)) for each in mentoring.matched_among(attended)
        ],
        "advice_news": advice.news(request),
        "section": "home",
    }
    return render(request, "home/participant.html", context)


def _step(step: Any, today: date) -> dict[str, Any]:
    """A step with what one tap does on its day, and whether it is half-way."""
    return {
        "step": step,
        "url": address("after:step", step.ref),
        "is_due": step.by <= today,
        "is_half_way": goals.needs_rehearsal(step, today),
        "a_week_on": (today + A_WEEK).isoformat(),
    }


def _circle(
    circle: overview.Circle, person: Any, now: datetime, ahead: homes.Next
) -> dict[str, Any]:
    session = ahead.sessions.get(circle.group_id)
    journey = ahead.journeys.get(circle.group_id, [])
    question = homes.question_of(session)
    seats = [
        {
            "name": member.full_name,
            "ref": member.ref,
            "caption": _("You") if member.pk == person.pk else short_name(member),
            "note": member.site,
            "me": member.pk == person.pk,
        }
        for member in circle.members
    ]
    return {
        "name": circle.name,
        "ref": circle.address,
        "kind": circle.kind_label,
        "address": address("groups:circle", circle),
        "hand_url": address("circle:hand", circle),
        "sessions_url": address("sessions:group", circle),
        "count": len(seats),
        "seats": seats if 2 <= len(seats) <= MOST_SEATS else [],
        "members": circle.members,
        "times": [
            time_of(member, person, session.starts_at if session else now)
            for member in circle.members
        ],
        "session": session,
        "of": len(journey),
        "begins_as": catalog.localized(_begins_as(session, circle, person)),
        "question": catalog.localized(question) if question else "",
        "journey": _journey(journey, session, person),
        "rhythm": rhythm.rhythm_of(journey, now),
        "file_url": address("sessions:file", session) if session else "",
        "is_on": session is not None and homes.is_on(session),
        "session_url": address("sessions:session", session) if session else "",
        "room_url": address("room:room", session) if session else "",
        "prepare_url": address("room:prepare", session) if session else "",
    }


def _begins_as(session: Any, circle: overview.Circle, person: Any) -> Any:
    """The role somebody has in the first round of a session; nothing where roles do not move on."""
    seats = sorted(circle.members, key=lambda member: (member.full_name, member.pk))
    found = rounds_ahead.rounds_ahead(session, seats) if session else None
    return found.begins_as(person.pk) if found else ""


def _journey(sessions: list[Any], coming: Any, person: Any) -> dict[str, Any]:
    """The line of sessions around the next one, and how many are left out."""
    at = sessions.index(coming) if coming in sessions else len(sessions)
    first = max(0, min(at - BEFORE, len(sessions) - BEFORE - AFTER))
    shown = sessions[first : first + BEFORE + AFTER]
    return {
        "rows": [
            {
                "number": each.number,
                "title": each.title,
                "day": each.starts_at.astimezone(ZoneInfo(person.time_zone)).date(),
                "state": "done" if homes.is_over(each) else "now" if each is coming else "",
                "is_off": homes.is_off(each),
            }
            for each in shown
        ],
        "more": len(sessions) - len(shown),
        "all": len(sessions),
    }
