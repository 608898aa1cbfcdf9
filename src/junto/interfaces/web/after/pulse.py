"""The pulse as a group and its program see it: means from four answers on, and visible holes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from junto.domain.assessments.enums import HIGHEST, PulseItem
from junto.domain.goals import queries as goals
from junto.domain.groups import policies as group_policies
from junto.domain.groups import queries as groups
from junto.domain.programs import policies as program_policies
from junto.domain.programs import queries as programs
from junto.domain.sessions import pulse_queries, pulses
from junto.foundation.access.views import requires
from junto.kernel import anonymity

FEWEST = anonymity.GROUP_PULSE


@requires(group_policies.view_group, load=groups.get_group)
@require_safe
def group(request: HttpRequest, row: Any) -> HttpResponse:
    """The pulse of one group, session by session."""
    context = {
        "group": row,
        "is_pooled": pulses.is_pooled(row),
        "sessions": [_shown(each) for each in pulse_queries.pulses_of_group(row)],
        "fewest": FEWEST,
        "highest": HIGHEST,
    }
    return render(request, "after/group_pulse.html", context)


def _shown(pulse: pulse_queries.SessionPulse) -> dict[str, Any]:
    return {"pulse": pulse, "items": _items(pulse.result), "result": pulse.result}


def _items(result: Any) -> list[dict[str, Any]]:
    if result is None or not result.is_shown:
        return []
    return [
        {"label": item.label, "mean": result.means[item.value]}
        for item in PulseItem
        if item.value in result.means
    ]


@requires(program_policies.manage_program, load=programs.get_program)
@require_safe
def program(request: HttpRequest, row: Any) -> HttpResponse:
    """The pulse of a program: the weeks, its larger groups, and pairs and triads together."""
    weeks = pulse_queries.weeks_of(row)
    every = pulse_queries.groups_of(row)
    asked = [each for each in every if each.results]
    context = {
        "program": row,
        "weeks": [{"week": week, "items": _items(week)} for week in reversed(weeks)],
        "trends": [
            {
                "label": item.label,
                "points": [
                    (date_format(week.day, "M j"), _point(week, item)) for week in weeks[-12:]
                ],
            }
            for item in (PulseItem.USEFUL, PulseItem.SAFE)
        ],
        "groups": [
            {
                "group": each.group,
                "points": [
                    (date_format(result.day, "M j"), _point(result)) for result in each.results
                ],
                "latest": each.results[-1] if each.results else None,
                "items": _items(each.results[-1]) if each.results else [],
            }
            for each in asked
        ],
        "not_asked": len(every) - len(asked),
        "small": [_shown(each) for each in pulse_queries.small_groups(row)[:6]],
        "steps": goals.counts_in([each.pk for each in groups.groups_of(row)]),
        "questions": [item.label for item in PulseItem],
        "fewest": FEWEST,
        "highest": HIGHEST,
        "section": "pulse",
    }
    return render(request, "after/program_pulse.html", context)


def _point(result: Any, item: PulseItem = PulseItem.USEFUL) -> float | None:
    """The mean of a question; none where it is hidden."""
    if not result.is_shown or item.value not in result.means:
        return None
    mean = result.means[item.value]
    return float((mean.low + mean.high) / 2)
