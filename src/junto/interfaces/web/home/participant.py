"""A participant's home: the next session, what is asked, what one meant to do."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from junto.domain.organizations import queries as organizations
from junto.domain.overview import homes
from junto.domain.overview import queries as overview
from junto.domain.people import queries as people
from junto.interfaces.web.home.words import greeting, short_name, time_of
from junto.interfaces.web.ui.places import address

MOST_SEATS = 8


def participant(request: HttpRequest, organization: Any) -> HttpResponse:
    now = timezone.now()
    person = people.person_of(request.actor)  # type: ignore[attr-defined]
    circles = overview.circles_of(person)
    ahead = homes.next_for(person, now)
    context = {
        "person": person,
        "greeting": greeting(
            person.known_as or person.full_name.split()[0],  # type: ignore[union-attr]
            person.time_zone,  # type: ignore[union-attr]
            now,
        ),
        "circles": [
            _circle(circle, person, now, ahead.sessions.get(circle.group_id)) for circle in circles
        ],
        "asked": [(each, address("after:session", each)) for each in ahead.asked],
        "steps": [(each, address("after:step", each.ref)) for each in ahead.steps],
        "today": now.astimezone(ZoneInfo(person.time_zone)).date(),  # type: ignore[union-attr]
        "attends": [] if circles else overview.programs_of_person(person),
        "ask_times": person.hours_assumed or person.time_zone_assumed,  # type: ignore[union-attr]
        "contacts": organizations.support_contacts(),
        "section": "home",
    }
    return render(request, "home/participant.html", context)


def _circle(circle: overview.Circle, person: Any, now: datetime, session: Any) -> dict[str, Any]:
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
        "kind": circle.kind_label,
        "address": address("groups:circle", circle),
        "count": len(seats),
        "seats": seats if 2 <= len(seats) <= MOST_SEATS else [],
        "members": circle.members,
        "times": [
            time_of(member, person, session.starts_at if session else now)
            for member in circle.members
        ],
        "session": session,
        "is_on": session is not None and homes.is_on(session),
        "session_url": address("sessions:session", session) if session else "",
        "room_url": address("room:room", session) if session else "",
        "prepare_url": address("room:prepare", session) if session else "",
    }
