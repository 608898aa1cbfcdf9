"""Two plans of rounds side by side."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from junto.domain.groups import refusals, rounds
from junto.domain.groups.enums import FormationState
from junto.interfaces.web.rounds import words
from junto.interfaces.web.rounds.asking import manages
from junto.interfaces.web.rounds.look import Look
from junto.interfaces.web.ui import charts

PAIRS_NAMED = 6


@manages
@require_GET
def page(request: HttpRequest, program: Any) -> HttpResponse:
    """Two plans: those asked for, or else the newest two."""
    plans = [each for each in rounds.plans_of(program) if each.state == FormationState.READY]
    if len(plans) < 2:
        return redirect("rounds:newest", ref=program)
    by_ref = {each.ref: each for each in plans}
    one = by_ref.get(request.GET.get("one", ""), plans[1])
    other = by_ref.get(request.GET.get("other", ""), plans[0])
    looks = [Look(each, request.actor) for each in (one, other)]  # type: ignore[attr-defined]
    context = {
        "program": program,
        "plans": plans,
        "sides": [one, other],
        "rows": _rows(looks),
        "section": "rounds",
    }
    return render(request, "rounds/compare.html", context)


def _rows(looks: list[Look]) -> list[tuple[str, list[str]]]:
    rows = [
        (_("People"), [charts.number(len(look.refs)) for look in looks]),
        (_("Rounds"), [charts.number(len(look.rounds)) for look in looks]),
        (
            _("Groups of"),
            [words.size(look.plan.size_min, look.plan.size_max) for look in looks],
        ),
        (_("Rounds without a repeat"), [charts.number(look.without_repeat) for look in looks]),
        (_("Who meets again"), [_again(look) for look in looks]),
        (_("Share of all pairs who meet"), [f"{words.share_of(look.share)}%" for look in looks]),
        (_("Must-haves broken"), [_broken(look) for look in looks]),
    ]
    for number in range(1, max(len(look.rounds) for look in looks) + 1):
        rows.append(
            (
                _("How mixed round %(round)s is") % {"round": number},
                [_mixed(look, number) for look in looks],
            )
        )
    return rows


def _again(look: Look) -> str:
    if not look.again:
        return _("nobody")
    pairs = [
        _("%(one)s and %(other)s") % {"one": look.name(one), "other": look.name(other)}
        for one, other, _met in look.again
    ]
    said = "; ".join(pairs[:PAIRS_NAMED])
    if len(pairs) > PAIRS_NAMED:
        return _("%(words)s and %(rest)s more") % {
            "words": said,
            "rest": charts.number(len(pairs) - PAIRS_NAMED),
        }
    return said


def _broken(look: Look) -> str:
    keys = sorted({row["rule"] for row in look.plan.result.get("broken", [])})
    return refusals.listed([refusals.rule(key) for key in keys]) or _("none")


def _mixed(look: Look, number: int) -> str:
    scores = look.plan.result.get("scores", [])
    if number > len(scores) or scores[number - 1] is None:
        return "–"
    score = scores[number - 1]
    return f"{words.points(score)}, {words.mixed(score)}"
