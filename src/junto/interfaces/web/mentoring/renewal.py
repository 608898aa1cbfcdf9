"""A new match for those who wait: what can be done, the gentlest first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from junto.domain.groups import matchboard, matchings, rematching
from junto.domain.people import wall
from junto.interfaces.web.mentoring import words
from junto.interfaces.web.mentoring.board import manages, tabs
from junto.interfaces.web.ui.toasts import toast


@manages
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, program: Any) -> HttpResponse:
    """Who waits, and the ways to give them a match; one is chosen."""
    if request.method == "GET":
        return _show(request, program)
    key = request.POST.get("way", "")[:24]
    agreed = request.POST.getlist("agreed")
    try:
        count = rematching.renew(
            program=program,
            key=key,
            agreed=agreed,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except rematching.Changed:
        return _show(request, program, problem=_("The pairs have changed since: look again."))
    except rematching.NotAsked:
        why = _("Ask everybody who would change their match, and tick who said yes.")
        return _show(request, program, problem=why, chosen=key, agreed=agreed)
    toast(
        request,
        ngettext(
            "%(n)s person has a new match. They can see it now.",
            "%(n)s people have a new match. They can see it now.",
            count,
        )
        % {"n": count},
    )
    return redirect("mentoring:renew", ref=program)


def _show(
    request: HttpRequest,
    program: Any,
    *,
    problem: str = "",
    chosen: str = "",
    agreed: list[str] | None = None,
) -> HttpResponse:
    found = rematching.renewal(program, now=timezone.now())
    walled = wall.refs_behind(request.actor)  # type: ignore[attr-defined]
    by_ref = {each.ref: each for each in (*found.waiting, *(each for each, _n in found.mentors))}
    context = {
        "program": program,
        "tabs": tabs(program, "renew"),
        "found": found,
        "meets": matchings.has_pairs(program) or bool(found.ended),
        "ways": [_way(each, walled, by_ref) for each in found.ways],
        "chosen": chosen,
        "agreed": agreed or [],
        "problems": [{"text": problem, "href": f"#way-{chosen}"}] if problem else [],
        "has_errors": bool(problem),
        "section": "mentoring",
    }
    return render(request, "mentoring/renew.html", context, status=422 if problem else 200)


def _way(way: rematching.Way, walled: frozenset[str], by_ref: dict[str, Any]) -> dict[str, Any]:
    titles = {
        "keep": _("Nobody else changes"),
        "move": _("Some change, so that everybody has a match"),
    }

    def step(each: rematching.Step) -> dict[str, Any]:
        is_walled = bool({each.one.ref, each.other.ref} & walled)
        names = each.one.person.call_name, each.other.person.call_name
        said = [] if is_walled else words.reasons(each.reasons, *names)
        return {"step": each, "reasons": said[:2]}

    left = [
        matchboard.Left(
            by_ref[row["ref"]],
            row["code"],
            row["values"],
            tuple(
                by_ref[ref].person.full_name
                for ref in row["values"].get("mentors", ())
                if ref in by_ref
            ),
        )
        for row in way.left
        if row["ref"] in by_ref
    ]
    return {
        "way": way,
        "title": titles[way.kind],
        "placed": [step(each) for each in way.placed],
        "moved": [step(each) for each in way.moved],
        "left": [(each, words.left(each)[0]) for each in left],
    }
