"""A plan of rounds as it is read: every round, one person's line, and the plan as a file."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from junto.domain.groups import queries, rounds
from junto.domain.groups.enums import FormationState
from junto.domain.people.importing import exporting
from junto.domain.programs import queries as programs
from junto.foundation import jobs, tenancy
from junto.interfaces.web.rounds import asking, maps, words
from junto.interfaces.web.rounds.asking import manages
from junto.interfaces.web.rounds.look import Look

GROUPS_SHOWN = 24
CHANGES = ("stop", "again", "away", "begin", "file")


@manages
@require_GET
def newest(request: HttpRequest, program: Any) -> HttpResponse:
    """The newest plan, or how to get one."""
    plan = rounds.newest_plan(program)
    if plan is None:
        return asking.show_form(request, program)
    return show(request, plan)


@manages
@require_GET
def one(request: HttpRequest, program: Any, plan: str) -> HttpResponse:
    """One plan."""
    return show(request, rounds.plan_of(program, plan))


def show(request: HttpRequest, plan: Any, *, problem: str = "") -> HttpResponse:
    """The plan in the state it is in."""
    program = plan.program
    url = reverse("rounds:plan", kwargs={"ref": program, "plan": plan})
    job = _job(plan)
    plans = rounds.plans_of(program)
    context: dict[str, Any] = {
        "program": program,
        "plan": plan,
        "plans": plans,
        "url": url,
        "to": {name: f"{url}/{name}" for name in CHANGES},
        "state": str(plan.state),
        "job": job,
        "done": job.done if job else 0,
        "is_lost": job is not None and job.is_over,
        "trouble": _trouble(plan),
        "refusals": queries.refusals_in_words(plan.result.get("impossible", [])),
        "kind": plan.get_kind_display(),
        "size": words.size(plan.size_min, plan.size_max),
        "problems": [problem] if problem else [],
        "has_errors": bool(problem),
        "section": "rounds",
    }
    if plan.state == FormationState.READY:
        context |= _result(request, plan, plans)
    return render(request, "rounds/plan.html", context, status=422 if problem else 200)


def _job(plan: Any) -> Any:
    if plan.state not in (FormationState.SOLVING, FormationState.FAILED):
        return None
    try:
        return jobs.get(plan.job_ref)
    except tenancy.NotFound:
        return None


def _trouble(plan: Any) -> str:
    trouble = plan.result.get("trouble")
    return queries.trouble_in_words(trouble) if trouble else ""


def is_overtaken(plan: Any, plans: list[Any]) -> bool:
    """True where a round of a newer plan has begun, so that this one is over."""
    return any(each.number > plan.number and each.begun > each.held for each in plans)


def _result(request: HttpRequest, plan: Any, plans: list[Any]) -> dict[str, Any]:
    people = programs.enrolled_people(plan.program)
    look = Look(plan, request.actor, people)  # type: ignore[attr-defined]
    count = len(look.rounds)
    number = _number(request.GET.get("round", ""), count) or min(plan.begun + 1, count)
    context = {
        "look": look,
        "whole": words.whole(plan, len(look.refs), look.again, look.share),
        "number": number,
        "numbers": range(1, count + 1),
        "next": plan.begun + 1 if plan.begun < count else 0,
        "has_drifted": rounds.has_drifted(plan, people),
        "is_overtaken": is_overtaken(plan, plans),
        "again": [_pair(look, *row) for row in look.again],
        "scores": [
            (n, score, words.points(score), words.mixed(score))
            for n, score in enumerate(plan.result.get("scores", []), 1)
        ],
        "broken": words.broken(plan.result.get("broken", []), look.name, plan),
    }
    context |= maps.maps(look, request.GET.get("by", ""))
    return context | _round(request, look, number) | _person(request, look)


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        return 0
    return int(text) if 1 <= int(text) <= most else 0


def _pair(look: Look, one: str, other: str, met: list[int]) -> str:
    values = {"one": look.name(one), "other": look.name(other)}
    if len(met) == 1:
        return _("%(one)s and %(other)s meet again in round %(round)s.") % {
            **values,
            "round": met[0],
        }
    return _("%(one)s and %(other)s meet again in rounds %(rounds)s.") % {
        **values,
        "rounds": ", ".join(map(str, met)),
    }


def _round(request: HttpRequest, look: Look, number: int) -> dict[str, Any]:
    """The groups of a round, a page at a time, and who is in none."""
    if not number:
        return {}
    groups = look.rounds[number - 1]
    names = look.plan.result["names"][number - 1]
    seated = [
        (name, [(ref, look.name(ref)) for ref in group])
        for name, group in zip(names, groups, strict=True)
        if len(group) > 1
    ]
    page = Paginator(seated, GROUPS_SHOWN).get_page(request.GET.get("page"))
    return {
        "page_obj": page,
        "groups": list(page),
        "groups_count": len(seated),
        "resting": [(ref, look.name(ref)) for group in groups if len(group) == 1 for ref in group],
        "absent": [(ref, look.name(ref)) for ref in look.plan.away.get(str(number), [])],
    }


PEOPLE_FOUND = 12


def _person(request: HttpRequest, look: Look) -> dict[str, Any]:
    """Whoever is looked for: their own line, or those with the letters in their name."""
    ref = request.GET.get("person", "")
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    found: list[str] = []
    if ref not in look.refs:
        ref = ""
        if text:
            found = [each for each in look.order if text.casefold() in look.name(each).casefold()]
        if len(found) == 1:
            ref = found[0]
    context: dict[str, Any] = {
        "text": text,
        "found": [(each, look.name(each)) for each in found[:PEOPLE_FOUND]] if not ref else [],
        "found_more": max(0, len(found) - PEOPLE_FOUND),
        "nobody": bool(text) and not ref and not found,
        "person_ref": ref,
    }
    if ref:
        lines = rounds.lines_of(look.plan, ref)
        context["person_name"] = look.name(ref)
        context["lines"] = [
            (
                number,
                name,
                [(each, look.name(each)) for each in others],
                _without(look, number, ref),
            )
            for number, name, others in lines
        ]
        context["person_met"] = len({each for *_head, others in lines for each in others})
    return context


def _without(look: Look, number: int, ref: str) -> str:
    """Why somebody meets nobody in a round."""
    if ref in look.plan.away.get(str(number), []):
        return _("Away")
    if any(group == [ref] for group in look.rounds[number - 1]):
        return _("Rests")
    return _("Not there yet, or not any more")


@manages
@require_safe
def file(request: HttpRequest, program: Any, plan: str) -> HttpResponse:
    """The rounds as a file."""
    found = rounds.plan_of(program, plan)
    head = [_("Round"), _("Group"), _("Id"), _("Name")]
    return HttpResponse(
        exporting.to_csv([head, *rounds.rows_of(found)]),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="rounds-{timezone.localdate()}.csv"',
            "Cache-Control": "no-store",
        },
    )
