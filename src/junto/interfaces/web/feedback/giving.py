"""Giving feedback: a section a page, who sees what beside it, a look at all of it, and sent.

Nothing here leaves a trace of who answered when: what is typed is kept under the handle of the
round, no toast is queued, no form key written. Whoever comes after the close gets back what they
typed: each page carries it along.
"""

from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.feedback import (
    actions,
    answering,
    instruments,
    policies,
    practice,
    queries,
)
from junto.domain.feedback.enums import NAMED, OFTEN, Category, Told
from junto.domain.people import queries as people
from junto.foundation import drafts
from junto.foundation.access.views import requires
from junto.kernel import text as texts

UNSEEN = "na"
MINUTES = 2

answers = requires(policies.answer, load=queries.get_rater)


@answers
@require_safe
def begin(request: HttpRequest, rater: Any) -> HttpResponse:
    """What is asked, how long it takes, who will see what; or what was sent."""
    if _is_over(rater):
        return _given_back(request, rater, {}, status=200)
    context = {**_common(rater), "is_sent": queries.is_sent(rater), "pages": len(_sections(rater))}
    context["minutes"] = MINUTES * context["pages"]
    context["has_practiced"] = practice.has_practiced(rater.person_id)
    return render(request, "feedback/begin.html", context)


@answers
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, rater: Any, number: int) -> HttpResponse:
    """One section: the behaviors of a competency, or the questions in words."""
    sections = _sections(rater)
    if not 1 <= number <= len(sections):
        raise Http404
    if _is_over(rater):
        is_post = request.method == "POST"
        return _given_back(request, rater, _posted(request, rater), status=409 if is_post else 200)
    form = _form(request, rater)
    if request.method == "POST":
        form |= _posted(request, rater)
        trouble = _trouble(form)
        if not trouble:
            try:
                _keep(request, rater, form)
            except (actions.TooLate, answering.RoundClosed):
                return _given_back(request, rater, form)
            return redirect(_next(request, rater, number, len(sections)))
    else:
        trouble = []
    context = {
        **_common(rater),
        "number": number,
        "total": len(sections),
        "part": 100 * (2 * number - 1) // (2 * len(sections)),
        "minutes": MINUTES * (len(sections) - number + 1),
        "section_title": sections[number - 1]["title"],
        "items": [_item(each, form) for each in sections[number - 1]["items"]],
        "questions": [_question(each, form, rater) for each in sections[number - 1]["words"]],
        "often": OFTEN,
        "unseen": UNSEEN,
        "problems": trouble,
        "has_errors": bool(trouble),
        **_seen_by(rater),
        "back": _address(rater, number - 1) if number > 1 else "",
    }
    return render(request, "feedback/section.html", context, status=422 if trouble else 200)


@answers
@require_POST
def keep(request: HttpRequest, rater: Any) -> HttpResponse:
    """Keep what is being typed, where only its writer finds it."""
    if _is_over(rater):
        return HttpResponse(status=204)
    form = _form(request, rater) | _posted(request, rater)
    # Too late, or too much to keep: the page says so when it is sent.
    with suppress(actions.TooLate, answering.RoundClosed, drafts.TooLarge):
        _keep(request, rater, form)
    return HttpResponse(status=204)


@answers
@require_POST
def hints(request: HttpRequest, rater: Any) -> HttpResponse:
    """What in a text may tell who wrote it; local rules, nothing is kept."""
    key = request.POST.get("question", "")
    text = request.POST.get(f"words:{key}", "")[: instruments.LONGEST_WORDS]
    context = {"key": key, **_hinted(text, rater)}
    return render(request, "feedback/_hints.html", context)


@answers
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, rater: Any) -> HttpResponse:
    """All of it once more, with the receipt; and sent."""
    if _is_over(rater):
        is_post = request.method == "POST"
        return _given_back(request, rater, _posted(request, rater), status=409 if is_post else 200)
    # What this page showed is what is sent, whatever another window has typed since.
    form = _form(request, rater) | _posted(request, rater)
    if _trouble(form):
        return redirect(_address(rater, len(_sections(rater))))
    values, words = _read(form)
    if request.method == "POST":
        actor = request.actor  # type: ignore[attr-defined]
        try:
            answering.give(rater=rater, values=values, words=words, actor=actor, now=timezone.now())
        except (actions.TooLate, answering.RoundClosed):
            return _given_back(request, rater, form)
        if rater.category in NAMED:
            drafts.discard(user_id=request.user.pk, form=queries.draft_of(rater))
        return redirect(reverse("feedback:sent", kwargs={"ref": rater.address}))
    shown = dict(OFTEN)
    behaviors = [
        (text, shown.get(values.get(key)), key in values)
        for each in _sections(rater)
        for key, text in each["items"]
    ]
    context = {
        **_common(rater),
        "behaviors": behaviors,
        "written": [
            (question, words[question.key], _hinted(words[question.key], rater)["hints"])
            for question in instruments.QUESTIONS
            if words.get(question.key)
        ],
        "is_empty": not values and not words,
        "carried": [(key, text) for key, text in sorted(form.items()) if text],
        "back": _address(rater, len(_sections(rater))),
        "asked": queries.mixed_count(rater.subject),
        "first": _address(rater, 1),
    }
    return render(request, "feedback/check.html", context)


@answers
@require_safe
def sent(request: HttpRequest, rater: Any) -> HttpResponse:
    """Thank you, and what happens next."""
    return render(request, "feedback/sent.html", _common(rater))


@answers
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, rater: Any) -> HttpResponse:
    """Not this time: no reason is asked."""
    if request.method == "POST":
        actor = request.actor  # type: ignore[attr-defined]
        try:
            actions.decline(rater=rater, actor=actor, now=timezone.now())
        except actions.TooLate:
            context = {**_common(rater), "is_sent": True}
            return render(request, "feedback/decline.html", context, status=422)
        return redirect(_home(rater))
    return render(request, "feedback/decline.html", _common(rater))


@answers
@require_POST
def more_time(request: HttpRequest, rater: Any) -> HttpResponse:
    """A few days more, for oneself and by oneself."""
    actor = request.actor  # type: ignore[attr-defined]
    with suppress(actions.TooLate, actions.NoMoreTime):
        actions.take_more_time(rater=rater, actor=actor, now=timezone.now())
    return redirect(reverse("feedback:give", kwargs={"ref": rater.address}))


@answers
@require_POST
def take_back(request: HttpRequest, rater: Any) -> HttpResponse:
    """Forget what was sent."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        answering.take_back(rater=rater, actor=actor, now=timezone.now())
    except (actions.TooLate, answering.RoundClosed):
        return redirect(_home(rater))
    return redirect(reverse("feedback:give", kwargs={"ref": rater.address}))


# ---------------------------------------------------------------- what is asked


def _sections(rater: Any) -> list[dict[str, Any]]:
    competencies = instruments.chosen(rater.subject.round.competencies)
    pages = [{"title": each.title, "items": each.items(), "words": ()} for each in competencies]
    return [*pages, {"title": "", "items": (), "words": instruments.QUESTIONS}]


def _common(rater: Any) -> dict[str, Any]:
    subject = rater.subject.person
    round_ = rater.subject.round
    return {
        "rater": rater,
        "subject": subject,
        "round": round_,
        "coach": rater.subject.coach if round_.coach_first else None,
        "is_self": rater.category == Category.SELF,
        "is_named": rater.category in NAMED,
        "is_themes": round_.told == Told.THEMES,
        "until": round_.seals_at if rater.has_more_time else round_.closes_at,
        "reads_from": round_.seals_at,
        **_homes(rater),
        "section": "feedback",
    }


def _seen_by(rater: Any) -> dict[str, str]:
    """Who sees what is entered here, in a line beside each input."""
    subject, round_ = rater.subject.person, rater.subject.round
    if rater.category == Category.SELF:
        line = _("Only you see this.")
        return {"sees_figures": line, "sees_words": line}
    how = {"name": subject.call_name, "k": round_.k}
    if rater.category in NAMED:
        line = _("%(name)s sees this with your name.") % how
        return {"sees_figures": line, "sees_words": line}
    figures = _("%(name)s sees this only mixed with others, from %(k)s answers on.") % how
    if round_.told == Told.THEMES:
        return {"sees_figures": figures, "sees_words": _("Told by theme, not as you write it.")}
    words = _("Read as you write it, with no name and no date, once eight people have written.")
    return {"sees_figures": figures, "sees_words": words}


def _homes(rater: Any) -> dict[str, str]:
    where = {"ref": rater.organization.address}
    return {
        "home": reverse("feedback:home", kwargs=where),
        "practice": reverse("feedback:practice", kwargs=where),
    }


def _home(rater: Any) -> str:
    return _homes(rater)["home"]


def _address(rater: Any, number: int) -> str:
    return reverse("feedback:section", kwargs={"ref": rater.address, "number": number})


def _next(request: HttpRequest, rater: Any, number: int, total: int) -> str:
    if request.POST.get("go") == "leave":
        return _home(rater)
    if number < total:
        return _address(rater, number + 1)
    return reverse("feedback:check", kwargs={"ref": rater.address})


# ---------------------------------------------------------------- what was typed


def _form(request: HttpRequest, rater: Any) -> dict[str, str]:
    """What was typed so far: kept, else sent before."""
    if rater.category in NAMED:
        kept = drafts.load(user_id=request.user.pk, form=queries.draft_of(rater))
        given = queries.Given() if kept else queries.given(rater)
    else:
        kept, given = queries.kept(rater)
    if kept:
        return dict(kept)
    values = {f"item:{key}": str(value) for key, value in given.values.items()}
    return values | {f"words:{key}": text for key, text in given.words.items()}


def _posted(request: HttpRequest, rater: Any) -> dict[str, str]:
    """What came with the page, of what is asked: an edited page adds nothing."""
    sections = _sections(rater)
    asked = {f"item:{key}" for each in sections for key, _text in each["items"]}
    asked |= {f"words:{each.key}" for each in instruments.QUESTIONS}
    return {
        key: value.replace("\0", "")
        for key, value in request.POST.items()
        if key in asked and isinstance(value, str)
    }


def _is_over(rater: Any) -> bool:
    return not queries.takes_from(rater, now=timezone.now())


def _keep(request: HttpRequest, rater: Any, form: dict[str, str]) -> None:
    now = timezone.now()
    actor = request.actor  # type: ignore[attr-defined]
    if rater.category in NAMED:
        drafts.save(user_id=request.user.pk, form=queries.draft_of(rater), fields=form, now=now)
    answering.keep_draft(rater=rater, form=form, actor=actor, now=now)


def _read(form: dict[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    """The answers in a form: what was not seen, or is none of the five, is left out."""
    known = {str(value) for value, _word in OFTEN}
    values = {
        key.removeprefix("item:"): int(value)
        for key, value in form.items()
        if key.startswith("item:") and value in known
    }
    words = {
        key.removeprefix("words:"): value.strip()
        for key, value in form.items()
        if key.startswith("words:") and value.strip()
    }
    return values, words


def _trouble(form: dict[str, str]) -> list[dict[str, str]]:
    most = instruments.LONGEST_WORDS
    return [
        {
            "text": _("Shorten it to %(most)s characters; it has %(n)s.")
            % {"most": f"{most:,}", "n": f"{len(value):,}"},
            "href": f"#w-{key.removeprefix('words:')}",
        }
        for key, value in form.items()
        if key.startswith("words:") and len(value) > most
    ]


def _item(item: tuple[str, Any], form: dict[str, str]) -> dict[str, Any]:
    key, text = item
    return {"key": key, "text": text, "value": form.get(f"item:{key}", "")}


def _question(question: Any, form: dict[str, str], rater: Any) -> dict[str, Any]:
    text = form.get(f"words:{question.key}", "")
    return {"key": question.key, "asks": question, "text": text, **_hinted(text, rater)}


def _hinted(text: str, rater: Any) -> dict[str, Any]:
    """What may tell who wrote it; nothing where the name is told anyway."""
    if rater.category in NAMED or not text.strip():
        return {"hints": []}
    units, sites = people.choices_of_filters()
    found = texts.revealing(text, names=people.names_in(text), places=sites, titles=units)
    return {"hints": list(dict.fromkeys(hint.words for hint in found))[:4]}


def _given_back(
    request: HttpRequest, rater: Any, form: dict[str, str], *, status: int = 409
) -> HttpResponse:
    """The round has closed: nothing is kept, and everything typed is shown for copying."""
    _values, words = _read(form)
    context = {**_common(rater), "written": list(words.values())}
    return render(request, "feedback/closed.html", context, status=status)
