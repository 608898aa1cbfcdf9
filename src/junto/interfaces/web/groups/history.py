"""All drafts of a program, and two of them side by side."""

import math
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from junto.domain.groups import actions, comparing, policies, problems, queries
from junto.domain.groups import history as domain
from junto.domain.groups.enums import FormationState
from junto.domain.people import queries as people_queries
from junto.domain.programs import queries as programs
from junto.foundation.access.views import requires
from junto.foundation.text import named_ref
from junto.interfaces.web.groups import words
from junto.interfaces.web.ui import charts
from junto.interfaces.web.ui.toasts import toast

manages = requires(policies.form_groups, load=programs.get_program)
TAGS = {
    FormationState.READY: "",
    FormationState.ANNOUNCING: "tag-info",
    FormationState.PUBLISHED: "tag-ok",
    FormationState.IMPOSSIBLE: "tag-warn",
    FormationState.FAILED: "tag-warn",
    FormationState.SOLVING: "tag-info",
    FormationState.ASIDE: "",
}
MOST_GROUPS = 200


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


@manages
@require_GET
def page(request: HttpRequest, program: Any) -> HttpResponse:
    """Every draft, the newest first."""
    return _show(request, program)


def _show(request: HttpRequest, program: Any, problem: str = "") -> HttpResponse:
    found = domain.history(program, _page(request))
    labels = problems.labels(people_queries.attribute_definitions())
    newest = queries.newest_formation(program)
    current = newest.ref if newest is not None else ""
    board = reverse("groups:list", kwargs={"ref": program})
    context = {
        "program": program,
        "board_url": board,
        "found": found,
        "entries": [_entry(row, labels, board, current) for row in found.entries],
        "compare_url": reverse("groups:compare", kwargs={"ref": program}),
        "can_compare": sum(1 for row in found.entries if row.people) > 1,
        "problems": [problem] if problem else [],
        "has_errors": bool(problem),
        "section": "groups",
    }
    return render(request, "groups/history.html", context, status=422 if problem else 200)


def _entry(row: domain.Entry, labels: dict[str, str], board: str, current: str) -> dict[str, Any]:
    url = f"{board}/{named_ref(f'draft {row.number}', row.ref)}"
    running = row.rerun_job is not None and not row.rerun_job.is_over
    seated = row.people > 0 and row.state in domain.DONE
    gap = row.gap if row.proof is None else min(int(row.gap or 0), row.proof.points)
    return {
        "row": row,
        "url": url,
        "state": FormationState(row.state).label,
        "tag": TAGS[FormationState(row.state)],
        "is_current": row.ref == current,
        "made": _made(row),
        "sub": _people(row) if row.people else "",
        "verdict": words.verdict(gap) if gap is not None and seated else "",
        "limit": words.limit(gap) if gap is not None and seated else "",
        "proven": words.proven(row.proof) if row.proof is not None else "",
        "beaten": _beaten(row) if seated and row.draws else "",
        "broken": _broken(row.broken) if seated else "",
        "rules": words.rules_said(row.rules, labels, (row.size_min, row.size_max)),
        "running": running,
        "rerun": words.rerun(row.rerun, labels) if row.rerun else [],
        "is_same": bool(row.rerun.get("same")),
        "compare": seated and bool(current) and row.ref != current,
        "can_restore": seated and row.ref != current,
        "can_set_aside": row.state
        in (FormationState.READY, FormationState.IMPOSSIBLE, FormationState.FAILED),
        "is_aside": row.state == FormationState.ASIDE,
    }


def _made(row: domain.Entry) -> str:
    """Where a draft comes from, where it was not formed anew."""
    if row.began_with:
        return _("Began with draft %(n)s.") % {"n": row.began_with}
    if row.restored:
        return _("A copy of draft %(n)s.") % {"n": row.restored}
    return ""


def _people(row: domain.Entry) -> str:
    people = ngettext("%(n)s person", "%(n)s people", row.people) % {"n": charts.number(row.people)}
    groups = ngettext("%(n)s group", "%(n)s groups", row.groups) % {"n": charts.number(row.groups)}
    return _("%(people)s in %(groups)s") % {"people": people, "groups": groups}


def _beaten(row: domain.Entry) -> str:
    if row.beaten == row.draws:
        return _("Better than all of %(n)s random draws.") % {"n": charts.number(row.draws or 0)}
    return _("Better than %(beaten)s of %(n)s random draws.") % {
        "beaten": charts.number(row.beaten or 0),
        "n": charts.number(row.draws or 0),
    }


def _broken(count: int) -> str:
    if not count:
        return ""
    text = ngettext("%(n)s must-have is broken", "%(n)s must-haves are broken", count)
    return text % {"n": count}


# ---------------------------------------------------------------- buttons


def _do(
    request: HttpRequest, program: Any, draft: str, act: Callable[..., Any], done: str
) -> HttpResponse:
    formation = queries.formation_of(program, draft)
    try:
        act(
            formation=formation,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except domain.NotADraft:
        return _show(request, program, _("That draft is in another state by now: look again."))
    if done:
        toast(request, done % {"n": formation.number})
    return redirect("groups:history", ref=program)


@manages
@require_POST
def rerun(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Form a draft once more, to see whether it holds."""
    return _do(request, program, draft, domain.start_rerun, "")


@manages
@require_POST
def aside(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Set a draft aside, or bring it back."""
    if request.POST.get("back"):
        return _do(request, program, draft, domain.bring_back, _("Draft %(n)s is back."))
    return _do(request, program, draft, domain.set_aside, _("Draft %(n)s is set aside."))


@manages
@require_POST
def delete(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Delete a draft that was set aside."""
    return _do(request, program, draft, domain.delete_draft, _("Draft %(n)s is deleted."))


@manages
@require_POST
def restore(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Make an older draft the current one."""
    formation = queries.formation_of(program, draft)
    try:
        copy = domain.restore(
            formation=formation,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.AlreadySolving:
        return _show(request, program, _("A draft is being worked out. Stop it, or wait for it."))
    except actions.PeopleChanged:
        why = _("People joined or left since that draft: somebody would be left over.")
        return _show(request, program, why)
    except domain.NotADraft:
        return _show(request, program, _("That draft is in another state by now: look again."))
    toast(
        request,
        _("Draft %(n)s is the current one now: it is as draft %(was)s was.")
        % {"n": copy.number, "was": formation.number},
    )
    return redirect("groups:draft", ref=program, draft=copy)


# ---------------------------------------------------------------- side by side


@manages
@require_GET
def compare(request: HttpRequest, program: Any) -> HttpResponse:
    """Two drafts side by side."""
    choices = comparing.choices(program)
    known = [ref for ref, _number, _state in choices]
    asked = [request.GET.get(name, "")[-12:] for name in ("one", "other")]
    rest = [ref for ref in known if ref not in asked]
    one = asked[0] if asked[0] in known else (rest.pop(0) if rest else "")
    other = asked[1] if asked[1] in known and asked[1] != one else (rest.pop(0) if rest else "")
    context: dict[str, Any] = {
        "program": program,
        "choices": [(ref, _("Draft %(n)s") % {"n": number}) for ref, number, _state in choices],
        "one": one,
        "other": other,
        "url": reverse("groups:compare", kwargs={"ref": program}),
        "section": "groups",
    }
    if one and other:
        context |= _side_by_side(request, program, one, other)
    return render(request, "groups/compare.html", context)


def _side_by_side(request: HttpRequest, program: Any, one: str, other: str) -> dict[str, Any]:
    drafts = [queries.formation_of(program, ref) for ref in (one, other)]
    found = comparing.compare(*drafts)
    labels = problems.labels(people_queries.attribute_definitions())
    sides = [_side(side, labels) for side in (found.one, found.other)]
    newest = queries.newest_formation(program)
    query = {"one": one, "other": other}
    context: dict[str, Any] = {
        "found": found,
        "sides": sides,
        "rows": _rows(found, sides, labels),
        "better": _better(found) if found.same_problem else "",
        "rules_only": _rules_only(sides),
        "pairs": _pairs(found),
        "list_url": f"?{urlencode({**query, 'list': '1'})}#company",
        "current": newest.ref if newest is not None else "",
    }
    if request.GET.get("list"):
        people, page, pages = comparing.differing(drafts[0], drafts[1], _page(request))
        stem = urlencode({**query, "list": "1", "page": ""})
        context |= {
            "people": [
                (row, words.listed(row.in_one, 6), words.listed(row.in_other, 6)) for row in people
            ],
            "pages": [
                (number, f"?{stem}{number}#company", number == page)
                for number in range(1, pages + 1)
            ]
            if pages > 1
            else [],
        }
    return context


def _side(side: comparing.Side, labels: dict[str, str]) -> dict[str, Any]:
    formation, found = side.formation, side.formation.figures
    gap = int(found["gap"])
    if side.proof is not None:
        gap = min(gap, side.proof.points)
    sizes = (formation.size_min, formation.size_max)
    lines = found.get("groups", [])
    kinds = len(found.get("key", {}).get("values", ()))
    return {
        "formation": formation,
        "title": _("Draft %(n)s") % {"n": formation.number},
        "verdict": words.verdict(gap),
        "limit": words.limit(gap),
        "proven": words.proven(side.proof) if side.proof is not None else "",
        "parts": {(row["rule"], row.get("attribute")): row for row in found.get("parts", [])},
        "rules": words.rules_said(formation.rules, labels, sizes),
        "label": str(found.get("key", {}).get("main_label", "")),
        "groups": [
            {
                "name": str(name),
                "size": line.get("size", 0),
                "distinct": len(line.get("mains", {})),
                "of": min(line.get("size", 0), kinds),
            }
            for name, line in zip(formation.names, lines, strict=False)
        ][:MOST_GROUPS],
    }


def _rows(
    found: comparing.Comparison, sides: list[dict[str, Any]], labels: dict[str, str]
) -> list[tuple[str, list[str]]]:
    """The table: a line for what each reaches, one for each wish of either."""
    both = (found.one, found.other)

    def each(word: Callable[[comparing.Side], str]) -> list[str]:
        return [word(side) for side in both]

    def kept(side: comparing.Side) -> str:
        return _broken(len(side.figures["broken"])) or _("all kept")

    def sizes(side: comparing.Side) -> str:
        low, high = side.sizes
        count = charts.number(len(side.formation.names))
        size = str(low) if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
        return _("%(n)s of %(size)s") % {"n": count, "size": size}

    rows = [
        # Rounded down, as the gap to the limit is rounded up.
        (
            _("Score, of 100"),
            each(lambda side: charts.number(math.floor(side.figures["score"] * 10) / 10)),
        ),
        (_("Must-haves"), each(kept)),
        (_("Groups"), each(sizes)),
        (
            _("Random draws beaten, of %(n)s")
            % {"n": charts.number(found.one.figures["chance"]["draws"])},
            each(lambda side: charts.number(side.figures["beaten"])),
        ),
    ]
    keys = dict.fromkeys(key for side in sides for key in side["parts"])
    for key in keys:
        named = next(side["parts"][key] for side in sides if key in side["parts"])
        values = [
            charts.number(round(side["parts"][key]["value"])) if key in side["parts"] else "–"
            for side in sides
        ]
        rows.append((words.part(named, labels), values))
    return rows


def _better(found: comparing.Comparison) -> str:
    """Which of two drafts of the same problem is the better one."""
    one, other = found.one, found.other
    broken = len(one.figures["broken"]) - len(other.figures["broken"])
    gain = one.figures["objective"] - other.figures["objective"]
    if not broken and not gain:
        return _("Both reach the same.")
    first = broken < 0 or (not broken and gain > 0)
    number = (one if first else other).formation.number
    if broken:
        return _("Draft %(n)s keeps more of the must-haves.") % {"n": number}
    points = abs(one.figures["score"] - other.figures["score"])
    if points < 0.05:
        return _("Draft %(n)s is better by a hair.") % {"n": number}
    return _("Draft %(n)s is better: %(points)s points more on the way to the limit.") % {
        "n": number,
        "points": charts.number(round(points, 1)),
    }


def _rules_only(sides: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """Rules that only one of the two has."""
    said = [[text for text, _hard in side["rules"]] for side in sides]
    only = [
        [text for text in mine if text not in theirs] for mine, theirs in (said, reversed(said))
    ]
    return [(side["title"], rules) for side, rules in zip(sides, only, strict=True) if rules]


def _pairs(found: comparing.Comparison) -> dict[str, str]:
    moved = ngettext(
        "%(n)s person sits with others in one than in the other.",
        "%(n)s people sit with others in one than in the other.",
        found.moved,
    ) % {"n": charts.number(found.moved)}
    return {
        "both": charts.number(found.pairs_in_both),
        "one": charts.number(found.only_in_one),
        "other": charts.number(found.only_in_other),
        "moved": moved if found.moved else _("Everybody sits with the same people in both."),
    }
