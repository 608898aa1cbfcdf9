"""What the buttons of a plan do: stop the worker, plan anew, begin a round."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.groups import queries, rounds
from junto.domain.groups.enums import FormationState
from junto.interfaces.web.rounds import pages, words
from junto.interfaces.web.rounds.asking import manages
from junto.interfaces.web.ui.toasts import toast


@manages
@require_POST
def stop(request: HttpRequest, program: Any, plan: str) -> HttpResponse:
    """Let the worker end with what it has."""
    found = rounds.plan_of(program, plan)
    rounds.stop_plan(plan=found, actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]
    return redirect("rounds:plan", ref=program, plan=found)


@manages
@require_POST
def again(request: HttpRequest, program: Any, plan: str) -> HttpResponse:
    """Plan anew, with another seed; rounds that have begun stay."""
    found = rounds.plan_of(program, plan)
    return plan_anew(request, found, found.away)


def plan_anew(
    request: HttpRequest,
    plan: Any,
    away: dict[str, list[str]],
    refuse: Callable[[str], HttpResponse] | None = None,
) -> HttpResponse:
    """Have the rounds to come planned anew; `refuse` shows what stands in the way."""
    try:
        made = rounds.start_plan(
            program=plan.program,
            wanted=rounds.Wanted(
                rounds=plan.rounds,
                kind=plan.kind,
                size_min=plan.size_min,
                size_max=plan.size_max,
                counts_past=plan.counts_past,
            ),
            keep=plan if plan.begun else None,
            away=away,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except rounds.NobodyToPlan:
        problem = _("Rounds need two people at least. Bring people first.")
    except rounds.AlreadyPlanning:
        return redirect("rounds:newest", ref=plan.program)
    except rounds.NoSuchSizes as refusal:
        problem = words.no_such_sizes(refusal.people, plan.size_min, plan.size_max)
    else:
        return redirect("rounds:plan", ref=plan.program, plan=made)
    return refuse(problem) if refuse else pages.show(request, plan, problem=problem)


@manages
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, program: Any, plan: str) -> HttpResponse:
    """Make the next round real; first say what ends."""
    found = rounds.plan_of(program, plan)
    number = _number(request, found)
    overtaken = pages.is_overtaken(found, rounds.plans_of(program))
    if request.method == "GET" and not overtaken and _may_begin(found, number):
        return _confirm(request, found, number)
    if overtaken:
        return pages.show(request, found, problem=_("Rounds of a newer plan have begun already."))
    try:
        count = rounds.begin_round(
            plan=found,
            number=number,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except rounds.NoMoreRounds:
        text = _("That round is not the next one. Below is how the plan stands.")
        return pages.show(request, found, problem=text)
    except rounds.PeopleChanged:
        text = _("People joined or left since this plan. Plan anew first: begun rounds stay.")
        return pages.show(request, found, problem=text)
    toast(
        request,
        ngettext(
            "Round %(round)s has begun: %(n)s group meets.",
            "Round %(round)s has begun: %(n)s groups meet.",
            count,
        )
        % {"round": number, "n": count},
    )
    return redirect("rounds:plan", ref=program, plan=found)


def _number(request: HttpRequest, plan: Any) -> int:
    text = request.POST.get("round") or request.GET.get("round", "")
    if not text and request.method == "GET":
        return int(plan.begun) + 1
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _may_begin(plan: Any, number: int) -> bool:
    return plan.state == FormationState.READY and (
        plan.begun + 1 == number <= len(rounds.rounds_of(plan)) and not rounds.has_drifted(plan)
    )


def _confirm(request: HttpRequest, plan: Any, number: int) -> HttpResponse:
    context = {
        "program": plan.program,
        "plan": plan,
        "number": number,
        "count": sum(len(group) > 1 for group in rounds.rounds_of(plan)[number - 1]),
        "meets": len(queries.groups_of(plan.program)),
        "section": "rounds",
    }
    return render(request, "rounds/begin.html", context)
