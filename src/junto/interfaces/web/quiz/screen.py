"""The big screen: a code to join, one question at a time, counts once it has closed."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from junto.domain.assessments import quiz_actions as actions
from junto.domain.assessments import quiz_policies
from junto.domain.assessments import quiz_queries as queries
from junto.domain.assessments.enums import RunState
from junto.foundation.access.views import requires
from junto.foundation.http import is_fragment
from junto.foundation.text import cell
from junto.interfaces.web.quiz import qr, shown, words
from junto.kernel.quiz import Kind

hosts = requires(quiz_policies.host_quiz, load=queries.get_run)
plays = requires(quiz_policies.play_quiz, load=queries.get_run)


@hosts
@require_safe
def page(request: HttpRequest, run: Any) -> HttpResponse:
    """The whole screen."""
    return render(request, "quiz/screen.html", _context(request, run))


@hosts
@require_safe
def state(request: HttpRequest, run: Any) -> HttpResponse:
    """The screen as it is now; nothing at all (204) while it is as the page has it."""
    if request.GET.get("seen") == _token(run, *_counts(run)):
        return HttpResponse(status=204)
    return render(request, "quiz/_screen.html", _context(request, run))


@hosts
@require_POST
def act(request: HttpRequest, run: Any) -> HttpResponse:
    """Next, once more, or the end; only from the step that the page has seen."""
    seen, actor = request.POST.get("seen", ""), request.actor  # type: ignore[attr-defined]
    given = {"run": run, "actor": actor, "seen": int(seen) if seen.isdecimal() else 0}
    doing = request.POST.get("do")
    if doing == "next":
        actions.go_on(**given, now=timezone.now())
    elif doing == "again":
        actions.ask_again(**given)
    elif doing == "end":
        actions.end_run(**given, now=timezone.now())
    return HttpResponse(status=204) if is_fragment(request) else redirect("quiz:screen", ref=run)


def _counts(run: Any) -> tuple[int, int]:
    if run.state == RunState.ENDED:
        return 0, 0
    return queries.count_players(run), queries.answered_so_far(run)


def _token(run: Any, players: int, answered: int) -> str:
    return f"{run.version}.{players}.{answered}"


def _context(request: HttpRequest, run: Any) -> dict[str, Any]:
    players, answered = _counts(run)
    question = queries.current_question(run)
    address = request.build_absolute_uri(reverse("quiz:door"))
    context = {
        "run": run,
        "token": _token(run, players, answered),
        "here": words.here_words(players),
        "code": run.code,
        "code_parts": (run.code[:3], run.code[3:]),
        "address": address.partition("://")[2],
        "place": run.index + 1,
        "places": len(run.questions),
        "is_last": run.index + 1 == len(run.questions),
        "asked": shown.asked(question) if question else None,
        "say": "",
    }
    if run.state == RunState.WAITING:
        context["qr"] = qr.svg(request.build_absolute_uri(reverse("quiz:join", args=[run.code])))
    elif run.state == RunState.ENDED:
        context |= {"together": shown.together(run), "moved": shown.moved(run)}
    elif run.state == RunState.ASKING:
        context["answered"] = words.answered_words(answered)
    elif run.state == RunState.SHOWN and question is not None:
        context |= shown_now(run, question)
    return context


def shown_now(run: Any, question: Any, own: Any = None) -> dict[str, Any]:
    """Results of the question on the screen, unless it is asked once more later."""
    tally = queries.tally_of(run, question)
    if tally is None or question.fingerprint in shown.withheld(run):
        return {"comes_later": True}
    moved = [each for each in shown.moved(run) if each["text"] == question.text]
    return {"result": shown.result(question, tally, own=own), "moved": moved}


# ---------------------------------------------------------------- afterwards


@plays
@require_safe
def results(request: HttpRequest, run: Any) -> HttpResponse:
    """What the group answered and how it moved, as far as questions are over."""
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "run": run,
        "results": shown.results(run),
        "moved": shown.moved(run),
        "together": shown.together(run),
        "may_host": quiz_policies.host_quiz(actor, run),
        "section": "quizzes",
    }
    return render(request, "quiz/results.html", context)


@hosts
@require_safe
def file(request: HttpRequest, run: Any) -> HttpResponse:
    """The counts as CSV: a line for each option of each question that is over."""
    hidden = shown.withheld(run)
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(["question", "kind", "answer", "right", "count", "answered"])
    for question, tally in queries.closed_questions(run):
        if question.fingerprint in hidden:
            continue
        for answer, right, count in _lines(question, tally):
            row = [question.text, str(question.kind), answer, right, count, tally.n or ""]
            table.writerow([cell(each) for each in row])
    name = slugify(run.title)[:40] or "quiz"
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(question: Any, tally: Any) -> list[tuple[Any, Any, Any]]:
    if question.kind is Kind.WORDS:
        return [(text, "", n) for text, n in tally.words] or [("", "", "")]
    rows: list[tuple[Any, Any, Any]] = [
        (
            tile["text"] or tile["shape"],
            "yes" if tile["place"] in question.right else "",
            _count(tally, tile["place"]),
        )
        for tile in words.tiles(question)
    ]
    if tally.mean is not None and tally.mean[0] == tally.mean[1]:
        rows.append(("mean", "", round(tally.mean[0], 2)))
    return rows


def _count(tally: Any, place: int) -> Any:
    count = tally.counts[place] if tally.counts else None
    if count is None:
        return ""
    return f"{count} or more" if place in tally.or_more else count
