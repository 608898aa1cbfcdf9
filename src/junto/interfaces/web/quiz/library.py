"""The library of quizzes, and how one begins."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from junto.domain.assessments import quiz_actions, quiz_policies
from junto.domain.assessments import quiz_queries as queries
from junto.domain.organizations import queries as organizations
from junto.foundation import drafts
from junto.foundation.access.views import requires
from junto.interfaces.web.quiz.reading import Read, read
from junto.interfaces.web.ui.toasts import toast

_PLACE = re.compile(r"[a-z]{4,12}:[0-9a-z]{12}")

writes = requires(quiz_policies.write_quiz, load=organizations.get_organization)


def place_in(request: HttpRequest) -> str:
    """For whom a quiz is looked for, carried from page to page; "" for nobody in particular."""
    at = request.GET.get("at", "")
    return at if _PLACE.fullmatch(at) else ""


@writes
@require_safe
def page(request: HttpRequest, organization: Any) -> HttpResponse:
    """One's own quizzes and those that are shared; runs of one's own."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = queries.library(actor, shared=actor.has(*quiz_policies.READERS))
    context = {
        "organization": organization,
        "own": [row for row in rows if row.owner_id == actor.person_id],
        "shared": [row for row in rows if row.owner_id != actor.person_id],
        "runs": queries.runs_hosted_by(actor),
        "at": place_in(request),
        "section": "quizzes",
    }
    return render(request, "quiz/library.html", context)


@writes
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, organization: Any) -> HttpResponse:
    """A title, and questions at once if there are any."""
    draft = f"quiz-new:{organization.ref}"
    kept = drafts.load(user_id=request.user.pk, form=draft) if request.method == "GET" else {}
    title = " ".join(request.POST.get("title", kept.get("title", "")).replace("\0", "").split())
    given = read(request) if request.method == "POST" else Read(text=kept.get("text", ""))
    problems: list[Any] = list(given.problems)
    if request.method == "POST" and not title:
        problems.insert(0, {"text": _("Give the quiz a title."), "href": "#title"})
    if request.method == "POST" and not problems:
        quiz = quiz_actions.create_quiz(
            organization=organization,
            title=title,
            questions=given.questions,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        drafts.discard(user_id=request.user.pk, form=draft)
        toast(request, _("The quiz is begun. Only you see it until you share it."))
        return redirect("quiz:quiz", ref=quiz)
    context = {
        "organization": organization,
        "title": title,
        "text": given.text,
        "draft": draft,
        "problems": problems,
        "has_errors": bool(problems),
        "section": "quizzes",
    }
    return render(request, "quiz/new.html", context, status=422 if problems else 200)
