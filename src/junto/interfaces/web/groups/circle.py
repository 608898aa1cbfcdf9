"""A group as its people see it: who is in it, and what time it is for everybody."""

from collections.abc import Collection
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from junto.domain.catalog import queries as catalog
from junto.domain.circle import hands, health
from junto.domain.groups import agreements, facilitating, pairs, policies, queries, standing
from junto.domain.groups.enums import MENTORING_KINDS
from junto.domain.overview import fitting
from junto.domain.people import queries as people_queries
from junto.domain.people import wall
from junto.domain.sessions import experiments, rhythm, rounds_ahead, training
from junto.domain.sessions import queries as sessions
from junto.foundation.access.views import requires
from junto.interfaces.web.groups import hours

MOST_SEATS = 8
MOST_EXPERIMENTS = 20
# Minutes of a session differ a little however it is held.
EVEN_WITHIN = 5
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
    held = [] if group.ended_at else sessions.sessions_of(group)
    coming = sessions.next_among(held, now)
    context = {
        "group": group,
        "kind": group.get_kind_display(),
        "seats": [_seat(person, me) for person in people] if 2 <= len(people) <= MOST_SEATS else [],
        "people": [_row(person, me, now) for person in people],
        "is_mine": is_mine,
        "own_id": me,
        "facilitator": None if group.ended_at else facilitating.facilitator_of(group),
        "is_matched": is_mine and group.kind in MENTORING_KINDS and pairs.is_matched(group),
        "is_asked": is_mine and agreements.waits_for(group, me),
        "is_check_open": is_mine and health.is_waiting(group, me, now=now),
        "rhythm": rhythm.rhythm_of(held, now),
        "sitting_in": training.asking_to_sit_in([group.pk], me, now) if is_mine else [],
        "hands": hands.asked_by_others([group.pk], me, now=now) if is_mine else [],
        "fit": fitting.question_about(group, me) if is_mine else None,
        "has_ended": group.ended_at is not None,
        "covers": _covers(people),
        "turns": _turns(group, coming, people, me, is_mine=is_mine),
        "hours": _hours(request, people, coming, now),
        "common": _common(group, people, me) if is_mine else [],
        "experiments": _experiments(group, people) if is_mine else [],
        "lines": _lines(request, group, people),
        "section": "home",
    }
    return render(request, "groups/circle.html", context)


def _experiments(group: Any, people: list[Any]) -> list[dict[str, Any]]:
    """The cards of the group's labs, what is still open first; for its own people alone."""
    names = {person.ref: person.full_name for person in people}
    states = {
        experiments.PLANNED: _("Planned"),
        experiments.TRIED: _("Tried"),
        experiments.LEARNED: _("Learned"),
    }
    found = experiments.experiments_of(group, last=MOST_EXPERIMENTS)
    return [
        {
            "text": each.text,
            "name": names.get(each.author, _("Former member")),
            "state": states[each.state],
            "is_learned": each.state == experiments.LEARNED,
            "so": each.parts.get(experiments.SO, ""),
        }
        for each in sorted(found, key=lambda each: each.state == experiments.LEARNED)
    ]


def _behind_wall(request: HttpRequest, person: Any) -> Any:
    """The person, with nothing but a name for their own manager, who is not of the group."""
    if wall.is_walled_off(request.actor, person):  # type: ignore[attr-defined]
        person.unit = person.site = person.hours_start = person.hours_end = person.time_zone = ""
        person.employer = person.level = ""
    return person


def _in_seats(people: list[Any]) -> list[Any]:
    """In the order of their seats, which is by name."""
    return sorted(people, key=lambda person: (person.full_name, person.pk))


def _turns(
    group: Any, coming: Any, people: list[Any], me: int, *, is_mine: bool
) -> dict[str, Any] | None:
    """Who has which role in each round of the next session, and how long each was coached."""
    found = rounds_ahead.rounds_ahead(coming, _in_seats(people)) if coming else None
    if found is None:
        return None
    titles = [(role, catalog.localized(title)) for role, title in found.roles]
    minutes = rounds_ahead.minutes_coached(group, people) if is_mine else {}
    return {
        "session": coming,
        "is_halves": found.is_halves,
        "roles": [title for _role, title in titles],
        "rounds": [
            [[(person, person.pk == me) for person in each.get(role, ())] for role, _t in titles]
            for each in found.rounds
        ],
        "last": [
            _("%(name)s began as %(role)s last time.")
            % {"name": _short(person), "role": title.lower()}
            for role, title in titles
            for person in found.last.get(role, ())
        ],
        "coached": [(person, minutes[person.pk], person.pk == me) for person in people if minutes],
        "balance": _balance(list(minutes.values())) if minutes else "",
    }


def _balance(minutes: Collection[int]) -> str:
    gap = max(minutes) - min(minutes)
    if gap <= EVEN_WITHIN:
        return _("That is even.")
    return ngettext("The difference is %(n)s minute.", "The difference is %(n)s minutes.", gap) % {
        "n": gap
    }


def _hours(
    request: HttpRequest, people: list[Any], coming: Any, now: Any
) -> hours.HoursPicture | None:
    me = request.actor.person_id  # type: ignore[attr-defined]
    own = next((person for person in people if person.pk == me), None)
    own = own or people_queries.person_of(request.actor)  # type: ignore[attr-defined]
    zone = own.time_zone if own is not None else "UTC"
    moment = coming.starts_at if coming else now
    return hours.picture(people, me=me, zone=zone, on=moment.astimezone(ZoneInfo(zone)).date())


def _common(group: Any, people: list[Any], me: int) -> list[standing.InCommon]:
    """What I share with each of the others; those with nothing to tell of are left out."""
    own = next(person for person in people if person.pk == me)
    found = standing.in_common(own, [each for each in people if each.pk != me], group.program)
    return [each for each in found if each.shared or each.brings]


def _lines(request: HttpRequest, group: Any, people: list[Any]) -> dict[str, Any] | None:
    """For who runs the program: whether somebody reports to another, and the levels."""
    if not policies.form_groups(request.actor, group.program):  # type: ignore[attr-defined]
        return None
    return {
        "inside": standing.reports_inside(people),
        "levels": standing.covered(people, "level"),
    }


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
