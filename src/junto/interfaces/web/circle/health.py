"""How the group is doing: the health check, and what its people say after each session."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.assessments import actions as assessment_actions
from junto.domain.assessments import queries as assessments
from junto.domain.assessments.enums import HIGHEST, PulseItem
from junto.domain.circle import health, policies
from junto.domain.groups import queries as groups
from junto.domain.sessions import pulse_queries, pulses
from junto.domain.sessions import queries as sessions
from junto.foundation.access import Forbidden
from junto.foundation.access.views import requires
from junto.interfaces.web.circle.forms import CheckForm

MOST_POINTS = 12
mine = requires(policies.check_health, load=groups.get_group)


@mine
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, group: Any) -> HttpResponse:
    """The five sentences while they are open, what came of them, and the pulse over time.

    A POST keeps one's answers. No toast: it would write into the session what was done when.
    """
    if request.method != "POST":
        return _page(request, group)
    actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    round_ = health.open_round_of(group, actor.person_id, now=now)
    form = CheckForm(request.POST)
    if round_ is None:
        return _page(request, group, form, problems=[_("The five sentences are closed.")])
    if not form.is_valid():
        return _page(request, group, form)
    try:
        assessment_actions.answer_pulse(
            round_=round_, answers=form.cleaned_data, actor=actor, now=now
        )
    except (assessment_actions.RoundClosed, Forbidden):
        return _page(request, group, form, problems=[_("The five sentences are closed.")])
    return redirect("circle:health", ref=group)


@mine
@require_POST
def take_back(request: HttpRequest, group: Any) -> HttpResponse:
    """Forget one's five taps."""
    actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    round_ = health.open_round_of(group, actor.person_id, now=now)
    if round_ is not None:
        with suppress(assessment_actions.RoundClosed, Forbidden):
            assessment_actions.take_back_answers(round_=round_, actor=actor, now=now)
    return redirect("circle:health", ref=group)


def _page(
    request: HttpRequest,
    group: Any,
    form: CheckForm | None = None,
    *,
    problems: list[str] | None = None,
) -> HttpResponse:
    now = timezone.now()
    context = {
        "group": group,
        "is_pooled": pulses.is_pooled(group),
        "checks": health.checks_of(group),
        "coming": None if group.ended_at else sessions.next_session(group, now),
        "trends": _trends(group),
        "fewest": health.FEWEST,
        "highest": HIGHEST,
        "form": None if problems else form,
        "problems": problems,
        "has_errors": bool(form),
        "section": "home",
        **_questions(request, group, form, now),
    }
    return render(request, "circle/health.html", context, status=422 if form else 200)


def _questions(
    request: HttpRequest, group: Any, form: CheckForm | None, now: Any
) -> dict[str, Any]:
    me = request.actor.person_id  # type: ignore[attr-defined]
    round_ = health.open_round_of(group, me, now=now)
    if round_ is None:
        return {"questions": []}
    given = assessments.own_answers(round_, me)
    chosen = form.data if form is not None else given
    return {
        "questions": CheckForm.shown(chosen, form),
        "is_answered": bool(given),
        "closes_at": round_.closes_at,
    }


def _trends(group: Any) -> list[dict[str, Any]]:
    """Each question of the pulse over the last sessions: the figures told already, as a line."""
    latest = pulse_queries.pulses_of_group(group)[:MOST_POINTS]
    rows = [each for each in reversed(latest) if each.result is not None]
    if not any(each.result and each.result.is_shown for each in rows):
        return []
    return [
        {
            "label": item.label,
            "points": [(_name(each), _middle(each.result, item.value)) for each in rows],
        }
        for item in (PulseItem.SAFE, PulseItem.HEARD, PulseItem.USEFUL)
    ]


def _name(each: pulse_queries.SessionPulse) -> str:
    return str(each.number) if each.number else date_format(each.day, "M j")


def _middle(result: Any, item: str) -> float | None:
    """The mean, or the middle of its range; none where it is hidden."""
    if not result.is_shown or item not in result.means:
        return None
    mean = result.means[item]
    return float((mean.low + mean.high) / 2)
