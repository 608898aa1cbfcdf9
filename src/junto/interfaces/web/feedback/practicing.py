"""Ten minutes of practice: sort examples, rewrite one's own sentence, write a request.

Nothing that is typed here is kept; that somebody has practiced is known to them alone.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.feedback import policies, practice
from junto.domain.organizations import queries as organizations
from junto.domain.people import queries as people
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.toasts import toast
from junto.kernel import text as texts

LONGEST = 1_000
USABLE, VERDICT = "use", "verdict"
has = requires(policies.have_feedback, load=organizations.get_organization)


@dataclass(frozen=True)
class Example:
    """Something somebody might say, whether it can be used, and why."""

    key: str
    text: Any
    sort: str
    why: Any


EXAMPLES = (
    Example(
        "a",
        gettext_lazy("You are a poor listener."),
        VERDICT,
        gettext_lazy("It says what somebody is. There is nothing to do otherwise tomorrow."),
    ),
    Example(
        "b",
        gettext_lazy(
            "In Tuesday's review you let the supplier finish before you asked. They told us about"
            " the delay by themselves."
        ),
        USABLE,
        gettext_lazy("A moment, what was done, and what it changed: it can be done again."),
    ),
    Example(
        "c",
        gettext_lazy("Great job, as always."),
        VERDICT,
        gettext_lazy("Kind, and nobody learns which part of the job it was."),
    ),
    Example(
        "d",
        gettext_lazy(
            "When the plan changed last week I heard it from the customer. A line to the team"
            " before the call would have spared us an hour."
        ),
        USABLE,
        gettext_lazy("It is not pleasant, and it can be used: a moment, its cost, a way out."),
    ),
    Example(
        "e",
        gettext_lazy("Everybody thinks you should be more strategic."),
        VERDICT,
        gettext_lazy("Speak for yourself, and of something you have seen."),
    ),
)

SAID = {
    texts.Advice.JUDGES: gettext_lazy(
        "It says what somebody is. Say what they did: that can be changed."
    ),
    texts.Advice.TOTAL: gettext_lazy(
        "“Always” and “never” invite a search for the exception. Name one time."
    ),
    texts.Advice.NO_MOMENT: gettext_lazy(
        "When was it, and what did they do? One moment is easier to hear than a habit."
    ),
    texts.Advice.NO_EFFECT: gettext_lazy("What did it change, for you or for the work?"),
    texts.Advice.WIDE: gettext_lazy(
        "That is wide. Name one thing you try to do, and people know where to look."
    ),
    texts.Advice.NO_QUESTION: gettext_lazy("Ask a question: it is easier to answer than a wish."),
    texts.Advice.SHORT: gettext_lazy("Add in which moment they could watch for it."),
}


@has
@require_http_methods(["GET", "HEAD", "POST"])
def sort(request: HttpRequest, organization: Any) -> HttpResponse:
    """Which of these can somebody use?"""
    sorts = {each.key: request.POST.get(each.key, "") for each in EXAMPLES}
    is_done = request.method == "POST" and all(sorts.values())
    context = {
        "examples": [
            {"example": each, "chosen": sorts[each.key], "is_right": sorts[each.key] == each.sort}
            for each in EXAMPLES
        ],
        "right": sum(sorts[each.key] == each.sort for each in EXAMPLES),
        "is_done": is_done,
        "is_part": request.method == "POST" and not is_done,
        "sorts": ((USABLE, _("Can be used")), (VERDICT, _("Is a verdict"))),
    }
    return _page(request, organization, "feedback/practice_sort.html", context)


@has
@require_http_methods(["GET", "HEAD", "POST"])
def rewrite(request: HttpRequest, organization: Any) -> HttpResponse:
    """A sentence of one's own, looked at by local rules."""
    text = _typed(request)
    advice = [SAID[each] for each in texts.advice.on_feedback(text)] if text else []
    hints = texts.revealing(text, names=people.names_in(text)) if text else ()
    context = {
        "text": text,
        "advice": advice,
        "hints": list(dict.fromkeys(each.words for each in hints))[:4],
        "key": "own",
    }
    return _page(request, organization, "feedback/practice_rewrite.html", context)


@has
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, organization: Any) -> HttpResponse:
    """A request that somebody can answer."""
    text = _typed(request)
    advice = [SAID[each] for each in texts.advice.on_request(text)] if text else []
    context = {"text": text, "advice": advice}
    return _page(request, organization, "feedback/practice_ask.html", context)


@has
@require_POST
def finish(request: HttpRequest, organization: Any) -> HttpResponse:
    """Done, and back to what waits."""
    actor = request.actor  # type: ignore[attr-defined]
    practice.finish(organization=organization, actor=actor)
    toast(request, _("Practiced. Nobody but you knows."))
    return redirect(reverse("feedback:home", kwargs={"ref": organization.address}))


def _typed(request: HttpRequest) -> str:
    return request.POST.get("text", "").replace("\0", "").strip()[:LONGEST]


def _page(
    request: HttpRequest, organization: Any, template: str, context: dict[str, Any]
) -> HttpResponse:
    more = {
        "organization": organization,
        "longest": LONGEST,
        "is_looked_at": request.method == "POST",
        "section": "feedback",
    }
    return render(request, template, {**more, **context})
