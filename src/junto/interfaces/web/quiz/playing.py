"""The phone: join with a code, answer, change that until the question closes, see one's own."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from junto.domain.assessments import quiz_actions as actions
from junto.domain.assessments import quiz_policies
from junto.domain.assessments import quiz_queries as queries
from junto.domain.assessments.enums import CODE_LENGTH, RunState
from junto.foundation import tenancy
from junto.foundation.access.views import requires, signed_in
from junto.foundation.http import is_fragment
from junto.interfaces.web.quiz import shown, words
from junto.interfaces.web.quiz.screen import shown_now
from junto.kernel.quiz import Kind, is_right

plays = requires(quiz_policies.play_quiz, load=queries.get_run)
joins = requires(quiz_policies.play_quiz, load=queries.run_with_code, key="code")


@signed_in
@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """Type the code from the screen."""
    typed = request.GET.get("code", "").replace("\0", "")
    code = "".join(typed.split()).upper()[: 2 * CODE_LENGTH]
    problems = []
    if code:
        try:
            run = queries.run_with_code(code)
        except tenancy.NotFound:
            problems = [_("No quiz has this code now. Look at the screen again.")]
        else:
            return redirect("quiz:join", code=run.code)
    context = {"typed": typed[:20], "problems": problems, "has_errors": bool(problems)}
    return render(request, "quiz/door.html", context)


@joins
@require_safe
def by_code(request: HttpRequest, run: Any) -> HttpResponse:
    """The page of somebody who has the code."""
    return _page(request, run)


@plays
@require_safe
def page(request: HttpRequest, run: Any) -> HttpResponse:
    """The same page under an address that stays when the quiz is over."""
    return _page(request, run)


@plays
@require_safe
def state(request: HttpRequest, run: Any) -> HttpResponse:
    """The page as it is now; nothing at all (204) while it is as the page has it."""
    if request.GET.get("seen") == str(run.version):
        return HttpResponse(status=204)
    return render(request, "quiz/_play.html", _context(request, run))


@plays
@require_POST
def join(request: HttpRequest, run: Any) -> HttpResponse:
    """Take part, early or late."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        actions.join(run=run, team=request.POST.get("team", "").replace("\0", ""), actor=actor)
    except actions.NotAnAnswer:
        return _page(request, run, trouble=_("Choose your team."), status=422)
    except actions.QuestionClosed:
        pass
    return redirect("quiz:play", ref=run)


@plays
@require_POST
def answer(request: HttpRequest, run: Any) -> HttpResponse:
    """Keep an answer, in place of the one before."""
    actor = request.actor  # type: ignore[attr-defined]
    given = _given(request)
    try:
        actions.answer(
            run=run,
            question_id=request.POST.get("question", "").replace("\0", ""),
            given=given,
            actor=actor,
        )
    except actions.QuestionClosed:
        return _refused(request, run, _("The question had closed. This was not counted."), 409)
    except actions.NotJoined:
        return _refused(request, run, _("Join first, then answer."), 409)
    except actions.NotAnAnswer:
        return _refused(request, run, _("Choose an answer, or write up to 140 characters."), 422)
    return HttpResponse(status=204) if is_fragment(request) else redirect("quiz:play", ref=run)


def _given(request: HttpRequest) -> list[int] | str:
    if "words" in request.POST:
        return request.POST["words"].replace("\0", "")
    chosen = request.POST.getlist("choice")
    return [int(each) for each in chosen if each.isdecimal() and len(each) < 3]


def _refused(request: HttpRequest, run: Any, why: str, status: int) -> HttpResponse:
    if is_fragment(request):
        return HttpResponse(why, status=status, content_type="text/plain; charset=utf-8")
    back = request.POST.get("words", "").replace("\0", "")[:500]
    return _page(request, run, trouble=why, given_back=back, status=status)


# ---------------------------------------------------------------- what is shown


def _page(request: HttpRequest, run: Any, *, status: int = 200, **extra: Any) -> HttpResponse:
    context = {**_context(request, run), **extra, "has_errors": status != 200}
    return render(request, "quiz/play.html", context, status=status)


def _context(request: HttpRequest, run: Any) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    if actor.person_id is None:
        raise Http404
    player = queries.player_of(run, actor.person_id)
    question = queries.current_question(run)
    context: dict[str, Any] = {
        "run": run,
        "token": str(run.version),
        "player": player,
        "place": run.index + 1,
        "places": len(run.questions),
        "asked": shown.asked(question) if question else None,
    }
    if player is None:
        return context
    kept = json.loads(player.own or "{}")
    if run.state == RunState.ASKING and question is not None:
        _fill_in(context, queries.own_answer(run, actor.person_id))
    elif run.state == RunState.SHOWN and question is not None:
        context |= shown_now(run, question, kept.get(question.id))
    elif run.state == RunState.ENDED:
        context |= {"mine": _mine(run, kept), "moved": shown.moved(run)}
    return context


def _fill_in(context: dict[str, Any], mine: list[int] | str | None) -> None:
    context["is_answered"] = mine is not None
    context["text"] = mine if isinstance(mine, str) else ""
    for tile in context["asked"]["tiles"]:
        tile["own"] = isinstance(mine, list) and tile["place"] in mine


def _mine(run: Any, kept: dict[str, Any]) -> dict[str, Any] | None:
    """One's own result, for oneself alone: what was right, question by question."""
    hidden = shown.withheld(run)
    rows = [
        {
            "text": question.text,
            "answer": _said(question, kept[question.id]),
            "right": is_right(question, kept[question.id]),
            "would_be": _said(question, list(question.right)),
        }
        for question in queries.questions_of(run)
        if question.id in kept and question.fingerprint not in hidden
    ]
    if not rows:
        return None
    return {"rows": rows, "right": sum(row["right"] for row in rows), "of": len(rows)}


def _said(question: Any, answer: Any) -> str:
    if question.kind is Kind.WORDS:
        return answer if isinstance(answer, str) else " / ".join(answer)
    tiles = words.tiles(question)
    return ", ".join(f"{tiles[place]['shape']} {tiles[place]['text']}" for place in answer)
