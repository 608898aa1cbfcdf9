"""A group as its people see it: who is in it, and what time it is for everybody."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from junto.domain.groups import agreements, policies, queries, standing
from junto.domain.people import wall
from junto.foundation.access.views import requires

MOST_SEATS = 8
EARLY, LATE = (7, 30), (20, 30)


@requires(policies.view_group, load=queries.get_group)
@require_GET
def circle(request: HttpRequest, group: Any) -> HttpResponse:
    """The people of a group, round its table; no figures and no rules."""
    me = request.actor.person_id  # type: ignore[attr-defined]
    people = queries.members_of(group)
    if all(person.pk != me for person in people):
        people = [_behind_wall(request, person) for person in people]
    people.sort(key=lambda person: person.pk != me)
    now = timezone.now()
    is_mine = any(person.pk == me for person in people)
    context = {
        "group": group,
        "kind": group.get_kind_display(),
        "seats": [_seat(person, me) for person in people] if 2 <= len(people) <= MOST_SEATS else [],
        "people": [_row(person, me, now) for person in people],
        "is_mine": is_mine,
        "is_asked": is_mine and agreements.waits_for(group, me),
        "has_ended": group.ended_at is not None,
        "covers": _covers(people),
        "section": "home",
    }
    return render(request, "groups/circle.html", context)


def _behind_wall(request: HttpRequest, person: Any) -> Any:
    """The person, with nothing but a name for their own manager, who is not of the group."""
    if wall.is_walled_off(request.actor, person):  # type: ignore[attr-defined]
        person.unit = person.site = person.hours_start = person.hours_end = person.time_zone = ""
        person.employer = person.level = ""
    return person


def _covers(people: list[Any]) -> list[tuple[str, tuple[str, ...]]]:
    """Employers and units among these people; employers only where there are several."""
    employers, units = standing.covered(people, "employer"), standing.covered(people, "unit")
    rows = []
    if len(employers) > 1:
        rows.append((_("Employers here"), employers))
    if units:
        rows.append((_("Departments here"), units))
    return rows


def _short(person: Any) -> str:
    return str(person.known_as or person.full_name.split()[0])


def _seat(person: Any, me: int) -> dict[str, Any]:
    return {
        "name": person.full_name,
        "ref": person.ref,
        "caption": _("You") if person.pk == me else _short(person),
        "note": person.site,
        "me": person.pk == me,
    }


def _row(person: Any, me: int, now: Any) -> dict[str, Any]:
    if not person.time_zone:
        return {"name": person.full_name, "ref": person.ref, "note": _("Walled off from you")}
    local = now.astimezone(ZoneInfo(person.time_zone))
    clock = (local.hour, local.minute)
    return {
        "name": person.full_name,
        "ref": person.ref,
        "note": ", ".join(word for word in (person.unit, person.site) if word),
        "at": now,
        "zone": person.time_zone,
        "place": person.site or person.time_zone.rpartition("/")[2].replace("_", " "),
        "word": _("early") if clock < EARLY else _("late") if clock > LATE else "",
        "hours": f"{person.hours_start} – {person.hours_end}",
        "me": person.pk == me,
    }
