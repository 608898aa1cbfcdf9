"""What whoever leads next should know, and how sessions went that I led."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from junto.domain.assessments.enums import HIGHEST, PulseItem
from junto.domain.catalog import queries as catalog
from junto.domain.circle import health, policies
from junto.domain.goals import queries as goals
from junto.domain.groups import queries as groups
from junto.domain.people import queries as people
from junto.domain.sessions import hosting as hosting_queries
from junto.domain.sessions import queries as sessions
from junto.domain.sessions.run_sheet import run_sheet
from junto.foundation import tenancy
from junto.foundation.access.views import actor_of, requires, signed_in


@requires(policies.discuss, load=groups.get_group)
@require_safe
def page(request: HttpRequest, group: Any) -> HttpResponse:
    """The next session, its roles, what is due by then, and what was kept for another time."""
    me = request.actor.person_id  # type: ignore[attr-defined]
    coming = None if group.ended_at else sessions.next_session(group, timezone.now())
    sheet = run_sheet(coming) if coming is not None else None
    checks = health.checks_of(group)
    context = {
        "group": group,
        "coming": coming,
        "roles": [
            (catalog.localized(title), person, person.pk == me)
            for title, person in (sheet.roles if sheet else ())
        ],
        "steps": _steps(group, coming.date if coming else None),
        "parked": hosting_queries.parked_in(group),
        "starter": checks[0].starter if checks else "",
        "section": "home",
    }
    return render(request, "circle/handover.html", context)


def _steps(group: Any, day: date | None) -> list[tuple[Any, bool]]:
    """Open next steps of the group, and whether each is due when it meets."""
    return [(step, day is not None and step.by <= day) for step in goals.open_steps_in(group)]


@signed_in
@require_safe
def hosting(request: HttpRequest) -> HttpResponse:
    """The figures of sessions that I led, over time; for nobody else."""
    held: list[hosting_queries.Hosted] = []
    for place in people.memberships_of(request.user):
        with tenancy.scope(place.organization_id):
            person = people.person_of(actor_of(request, place.organization_id))
            if person is not None:
                held += hosting_queries.hosted_by(person)
    shown = [each for each in held if each.result is not None and each.result.is_shown]
    context = {
        "held": list(reversed(held)),
        "trends": [
            {"label": item.label, "points": [_point(each, item) for each in held]}
            for item in (PulseItem.USEFUL, PulseItem.HEARD, PulseItem.SAFE)
        ]
        if shown
        else [],
        "fewest": health.FEWEST,
        "highest": HIGHEST,
        "section": "home",
    }
    return render(request, "circle/hosting.html", context)


def _point(each: hosting_queries.Hosted, item: PulseItem) -> tuple[str, float | None]:
    name = f"{each.session.group.name} {each.session.number}"
    if each.result is None or not each.result.is_shown or item.value not in each.result.means:
        return name, None
    mean = each.result.means[item.value]
    return name, (mean.low + mean.high) / 2
