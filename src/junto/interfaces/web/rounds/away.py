"""Who is away in which round to come: gathered on the page, then planned anew at once."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from junto.domain.groups import rounds
from junto.domain.groups.enums import FormationState
from junto.domain.programs import queries as programs
from junto.foundation.text import REF_LENGTH
from junto.interfaces.web.rounds import changes, pages
from junto.interfaces.web.rounds.asking import manages

MOST_AWAY = 300
MOST_NAMES = 2_000
Gone = list[tuple[int, str]]


@manages
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, program: Any, plan: str) -> HttpResponse:
    """Name who is away; a POST adds somebody to the list, or plans the rounds to come anew."""
    found = rounds.plan_of(program, plan)
    overtaken = pages.is_overtaken(found, rounds.plans_of(program))
    if found.state != FormationState.READY or overtaken or not _to_come(found):
        return redirect("rounds:plan", ref=program, plan=found)
    people = programs.enrolled_people(program)
    gone = _gone(request, found, {person.ref for person in people})
    if request.method == "POST" and request.POST.get("act") == "plan":
        away: dict[str, list[str]] = {}
        for number, ref in gone:
            away.setdefault(str(number), []).append(ref)

        def refuse(text: str) -> HttpResponse:
            return _show(request, found, people, gone, problem=(text, "#gone-h"))

        return changes.plan_anew(request, found, away, refuse)
    if request.method == "POST":
        return _add(request, found, people, gone)
    return _show(request, found, people, gone)


def _to_come(plan: Any) -> range:
    return range(plan.begun + 1, len(rounds.rounds_of(plan)) + 1)


def _gone(request: HttpRequest, plan: Any, here: set[str]) -> Gone:
    """Who is away as the page has it, or as the plan has it when nothing was changed yet."""
    given = request.POST if request.method == "POST" else request.GET
    if given.get("changed"):
        told = [each.partition("-")[::2] for each in given.getlist("gone")[:MOST_AWAY]]
    else:
        told = [(number, ref) for number, refs in plan.away.items() for ref in refs]
    rounds_to_come = {str(number): number for number in _to_come(plan)}
    kept = {
        (rounds_to_come[number], ref)
        for number, ref in told
        if number in rounds_to_come and len(ref) == REF_LENGTH and ref in here
    }
    return sorted(kept)


def address_of(plan: Any, gone: Gone) -> str:
    """The page with this list."""
    url = reverse("rounds:away", kwargs={"ref": plan.program, "plan": plan})
    fields = [("changed", "1"), *(("gone", f"{number}-{ref}") for number, ref in gone)]
    return f"{url}?{urlencode(fields)}"


def _add(request: HttpRequest, plan: Any, people: list[Any], gone: Gone) -> HttpResponse:
    name = request.POST.get("name", "").replace("\0", "").strip()[:200].casefold()
    called = [person.ref for person in people if person.full_name.casefold() == name]
    number = request.POST.get("round", "")
    if len(called) != 1:
        problem = _("Choose somebody of the program, by their full name.")
        if len(called) > 1:
            problem = _("Several people are called that. Give one of them a longer name first.")
        return _show(request, plan, people, gone, problem=(problem, "#name"))
    if number not in map(str, _to_come(plan)):
        problem = _("Choose a round to come.")
        return _show(request, plan, people, gone, problem=(problem, "#number"))
    if len(gone) >= MOST_AWAY:
        problem = _("Plan anew first: the list is full.")
        return _show(request, plan, people, gone, problem=(problem, "#name"))
    return redirect(address_of(plan, sorted({*gone, (int(number), called[0])})))


def _show(
    request: HttpRequest,
    plan: Any,
    people: list[Any],
    gone: Gone,
    *,
    problem: tuple[str, str] | None = None,
) -> HttpResponse:
    names = {person.ref: person.full_name for person in people}
    asked = request.POST.get("round", "") if request.method == "POST" else ""
    context = {
        "program": plan.program,
        "plan": plan,
        "to_come": [(n, str(n) == asked) for n in _to_come(plan)],
        "names": [person.full_name for person in people[:MOST_NAMES]],
        "name": request.POST.get("name", "")[:200].replace("\0", ""),
        "gone": gone,
        "rows": [
            (
                number,
                ref,
                names[ref],
                address_of(plan, [each for each in gone if each != (number, ref)]),
            )
            for number, ref in gone
        ],
        "is_changed": gone != _as_planned(plan, set(names)),
        "problems": [{"text": problem[0], "href": problem[1]}] if problem else [],
        "has_errors": bool(problem),
        "section": "rounds",
    }
    return render(request, "rounds/away.html", context, status=422 if problem else 200)


def _as_planned(plan: Any, here: set[str]) -> Gone:
    return sorted(
        (int(number), ref)
        for number, refs in plan.away.items()
        for ref in refs
        if int(number) > plan.begun and ref in here
    )
