"""The mentoring board as it is read: two answers side by side, and the pairs of one of them."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from junto.domain.groups import matchboard, matchings, mentoring, policies, rematching
from junto.domain.groups.enums import FormationState
from junto.domain.people.importing import exporting
from junto.domain.programs import queries as programs
from junto.foundation import jobs, tenancy
from junto.foundation.access.views import requires
from junto.interfaces.web.mentoring import words
from junto.interfaces.web.ui.places import address

manages = requires(policies.form_groups, load=programs.get_program)
CHANGES = ("again", "choose", "change", "pin", "part", "undo", "publish", "file")


def tabs(program: Any, current: str) -> list[dict[str, Any]]:
    """The pages of a program's mentoring."""
    pages = (
        ("board", _("Matching")),
        ("people", _("Who is who")),
        ("apart", _("Kept apart")),
        ("plan", _("What counts")),
        ("renew", _("New matches")),
    )
    return [
        {"url": address(f"mentoring:{name}", program), "label": label, "current": name == current}
        for name, label in pages
    ]


@manages
@require_GET
def newest(request: HttpRequest, program: Any) -> HttpResponse:
    """The newest matching, or how to get one."""
    matching = matchings.newest_matching(program)
    if matching is None:
        return show_none(request, program)
    return show(request, matching)


@manages
@require_GET
def one(request: HttpRequest, program: Any, matching: str) -> HttpResponse:
    """One matching."""
    return show(request, matchings.matching_of(program, matching))


def show_none(request: HttpRequest, program: Any, *, problem: str = "") -> HttpResponse:
    """Nothing was matched yet: what there is to begin with."""
    members = mentoring.members_of(program)
    mentors = [each for each in members if each.side == "mentor"]
    context = {
        "program": program,
        "tabs": tabs(program, "board"),
        "is_mutual": mentoring.plan_of(program).form == "reciprocal",
        "mentees": sum(each.side == "mentee" for each in members),
        "mentors": len(mentors),
        "people": sum(each.side != "neither" for each in members),
        "places": sum(each.places for each in mentors),
        "without_topics": sum(
            not (each.offers or each.seeks) for each in members if each.side != "neither"
        ),
        "problems": [problem] if problem else [],
        "has_errors": bool(problem),
        "section": "mentoring",
    }
    return render(request, "mentoring/none.html", context, status=422 if problem else 200)


def show(
    request: HttpRequest, matching: Any, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The board in the state it is in."""
    program = matching.program
    url = reverse("mentoring:matching", kwargs={"ref": program, "matching": matching})
    job = _job(matching)
    context: dict[str, Any] = {
        "program": program,
        "matching": matching,
        "url": url,
        "to": {name: f"{url}/{name}" for name in CHANGES},
        "state": str(matching.state),
        "job": job,
        "is_lost": job is not None and job.is_over,
        "trouble": matchboard.trouble_of(matching),
        "tabs": tabs(program, "board"),
        "can_change": matching.state == FormationState.READY,
        "is_published": matching.state == FormationState.PUBLISHED,
        "problems": [problem] if problem else [],
        "has_errors": bool(problem),
        "section": "mentoring",
    }
    if matching.result.get("answers"):
        context |= _board(request, matching, url)
    if matching.state == FormationState.PUBLISHED:
        context["waiting"] = rematching.count_waiting(program)
    return render(request, "mentoring/board.html", context, status=status)


def _job(matching: Any) -> Any:
    if matching.state not in (FormationState.SOLVING, FormationState.FAILED):
        return None
    try:
        return jobs.get(matching.job_ref)
    except tenancy.NotFound:
        return None


def _board(request: HttpRequest, matching: Any, url: str) -> dict[str, Any]:
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    page = request.GET.get("page", "")
    found = matchboard.board(
        matching,
        actor=request.actor,  # type: ignore[attr-defined]
        text=text,
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )
    return {
        "board": found,
        "text": text,
        "answers": [
            words.answer(each, found.answers, form=matching.settings["form"])
            for each in found.answers
        ],
        "rows": [
            {
                "row": each,
                "fit": words.fit(each.points),
                "reasons": words.reasons(
                    each.reasons, each.one.person.call_name, each.other.person.call_name
                ),
            }
            for each in found.rows
        ],
        "left": [(each, *words.left(each)) for each in found.left],
        "page_obj": Paginator(range(found.found), matchboard.PAGE_SIZE).get_page(found.page),
        "stem": f"{url}/change?{urlencode({'for': ''})}",
    }


@manages
@require_safe
def file(request: HttpRequest, program: Any, matching: str) -> HttpResponse:
    """The pairs as a file."""
    found = matchings.matching_of(program, matching)
    head = [
        _("Id"),
        _("Name"),
        _("Id of the match"),
        _("Match"),
        _("Fit"),
        _("Offers what is sought"),
        _("Shared goals"),
        _("Hours in common"),
    ]
    rows = [
        [*row[:4], words.fit(row[4]), *row[5:]]
        for row in matchboard.file_rows(found, actor=request.actor)  # type: ignore[attr-defined]
    ]
    return HttpResponse(
        exporting.to_csv([head, *rows]),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="pairs-{timezone.localdate()}.csv"',
            "Cache-Control": "no-store",
        },
    )
