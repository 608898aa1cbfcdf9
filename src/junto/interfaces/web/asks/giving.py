"""Answering an ask: how, a section a page, who sees what beside it, the receipt, and sent.

Nothing here leaves a trace of who answered when: what is typed is kept under the handle of the
round, no toast is queued, no form key written.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.asks import actions, answering, policies, queries, telling
from junto.domain.asks.enums import LONGEST_WORDS, SCALE, K, Mode
from junto.domain.organizations import queries as organizations
from junto.domain.people import queries as people
from junto.foundation.access.views import requires
from junto.kernel import anonymity
from junto.kernel import text as texts

UNSEEN = "na"

answers = requires(policies.answer, load=queries.get_asked)


@answers
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, asked: Any) -> HttpResponse:
    """What is asked and what it is about; with one's name or mixed."""
    form = _form(asked)
    if request.method == "POST":
        form["mode"] = _mode(request.POST.get("mode", ""), asked)
        try:
            _keep(request, asked, form)
        except (actions.TooLate, answering.RoundClosed):
            return _given_back(request, asked, form)
        return redirect(_address(asked, 1))
    context = {**_common(asked, form), "is_sent": queries.given(asked).is_sent}
    return render(request, "asks/begin.html", context)


@answers
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, asked: Any, number: int) -> HttpResponse:
    """One section: what is answered on the scale, or in words."""
    sections = _sections(asked)
    if not 1 <= number <= len(sections):
        raise Http404
    form = _form(asked)
    trouble: list[dict[str, str]] = []
    if request.method == "POST":
        form |= _posted(request)
        trouble = _trouble(form)
        if not trouble:
            try:
                _keep(request, asked, form)
            except (actions.TooLate, answering.RoundClosed):
                return _given_back(request, asked, form)
            return redirect(_next(request, asked, number, len(sections)))
    context = {
        **_common(asked, form),
        "number": number,
        "total": len(sections) + 1,
        "part": 100 * number // (len(sections) + 1),
        "items": [_item(each, form) for each in sections[number - 1]["items"]],
        "questions": [_question(each, form) for each in sections[number - 1]["words"]],
        "scale": SCALE,
        "unseen": UNSEEN,
        "problems": trouble,
        "has_errors": bool(trouble),
        "back": _address(asked, number - 1) if number > 1 else _place("give", asked),
    }
    return render(request, "asks/section.html", context, status=422 if trouble else 200)


@answers
@require_POST
def keep(request: HttpRequest, asked: Any) -> HttpResponse:
    """Keep what is being typed, where only its writer finds it."""
    form = _form(asked) | _posted(request)
    try:
        _keep(request, asked, form)
    except (actions.TooLate, answering.RoundClosed):
        return HttpResponse(status=204)
    return HttpResponse(status=204)


@answers
@require_POST
def hints(request: HttpRequest, asked: Any) -> HttpResponse:
    """What in a text may tell who wrote it; local rules, nothing is kept."""
    key = request.POST.get("question", "")[:8]
    text = request.POST.get(f"words:{key}", "").replace("\0", "")[:LONGEST_WORDS]
    return render(request, "asks/_hints.html", {"key": key, "hints": _hinted(text, Mode.MIXED)})


@answers
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, asked: Any) -> HttpResponse:
    """All of it once more, with the receipt; and sent, as chosen or with one's name after all."""
    form = _form(asked)
    values, words = _read(form, asked)
    if request.method == "POST":
        if not values and not words:
            return redirect(_address(asked, 1))
        try:
            answering.give(
                asked=asked,
                mode=Mode(_mode(request.POST.get("mode", "") or form.get("mode", ""), asked)),
                values=values,
                words=words,
                actor=_actor(request),
                now=timezone.now(),
            )
        except (actions.TooLate, answering.RoundClosed):
            return _given_back(request, asked, form)
        except answering.NotMixed:
            return redirect(_place("give", asked))
        return redirect(_place("done", asked))
    return render(request, "asks/check.html", _checked(asked, form, values, words))


def _checked(
    asked: Any, form: dict[str, str], values: dict[str, int], words: dict[str, str]
) -> dict[str, Any]:
    shown = dict(SCALE)
    common = _common(asked, form)
    return {
        **common,
        "scales": [
            (each["text"], shown.get(values.get(each["key"], 0)))
            for each in queries.scales(asked.round.questions)
        ],
        "written": [
            (each, words[each["key"]], _hinted(words[each["key"]], common["mode"]))
            for each in queries.worded(asked.round.questions)
            if words.get(each["key"])
        ],
        "is_empty": not values and not words,
        "people": queries.asked_count(asked.round),
        "first": _address(asked, 1),
        "back": _address(asked, len(_sections(asked))),
    }


@answers
@require_safe
def done(request: HttpRequest, asked: Any) -> HttpResponse:
    """Thank you, and what happens next."""
    context = _common(asked, {"mode": queries.given(asked).mode or Mode.NAMED})
    return render(request, "asks/done.html", context)


@answers
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, asked: Any) -> HttpResponse:
    """Not this time: no reason is asked, and nobody is told."""
    context = _common(asked, {})
    if request.method == "POST":
        try:
            actions.decline(asked=asked, actor=_actor(request), now=timezone.now())
        except actions.TooLate:
            return render(request, "asks/decline.html", {**context, "is_sent": True}, status=422)
        return redirect(_home(asked))
    return render(request, "asks/decline.html", context)


@answers
@require_POST
def take_back(request: HttpRequest, asked: Any) -> HttpResponse:
    """Forget what was sent."""
    try:
        answering.take_back(asked=asked, actor=_actor(request), now=timezone.now())
    except (actions.TooLate, answering.RoundClosed):
        return redirect(_home(asked))
    return redirect(_place("give", asked))


# ---------------------------------------------------------------- what is asked


def _sections(asked: Any) -> list[dict[str, Any]]:
    """The scale on one page, words on the next; whichever there are."""
    questions = asked.round.questions
    pages = [
        {"items": queries.scales(questions), "words": ()},
        {"items": (), "words": queries.worded(questions)},
    ]
    return [each for each in pages if each["items"] or each["words"]]


def _common(asked: Any, form: dict[str, str]) -> dict[str, Any]:
    round_ = asked.round
    may_mix = queries.may_mix(asked)
    mode = _mode(form.get("mode", ""), asked)
    people_asked = queries.asked_count(round_)
    return {
        "asked": asked,
        "round": round_,
        "ask": round_.ask,
        "asker": round_.ask.asker,
        "mode": mode,
        "is_named": mode == Mode.NAMED,
        "may_mix": may_mix,
        "was_named": asked.was_named and round_.mixes,
        "reads_words": telling.wording_of(people_asked) is anonymity.Wording.WORD_FOR_WORD,
        "fewest_words": anonymity.WORD_FOR_WORD,
        "repeats": round_.ask.every != "once",
        "k": K,
        "fewest": K + 1,
        "home": _home(asked),
        "section": "feedback",
    }


def _mode(wanted: str, asked: Any) -> str:
    """Mixed where it is wanted and possible; with the name else."""
    if wanted == Mode.MIXED and queries.may_mix(asked):
        return Mode.MIXED.value
    return Mode.NAMED.value


def _home(asked: Any) -> str:
    organization = organizations.get_organization_by_id(asked.organization_id)
    return reverse("asks:home", kwargs={"ref": organization.address})


def _place(name: str, asked: Any) -> str:
    return reverse(f"asks:{name}", kwargs={"ref": asked.address})


def _address(asked: Any, number: int) -> str:
    return reverse("asks:section", kwargs={"ref": asked.address, "number": number})


def _next(request: HttpRequest, asked: Any, number: int, total: int) -> str:
    if request.POST.get("go") == "leave":
        return _home(asked)
    return _address(asked, number + 1) if number < total else _place("check", asked)


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


# ---------------------------------------------------------------- what was typed


def _form(asked: Any) -> dict[str, str]:
    """What was typed so far: kept, else sent before."""
    kept = queries.draft(asked)
    if kept:
        return {str(key): str(value) for key, value in kept.items()}
    given = queries.given(asked)
    found = {f"item:{key}": str(value) for key, value in given.values.items()}
    found |= {f"words:{key}": text for key, text in given.words.items()}
    return found | ({"mode": given.mode} if given.mode else {})


def _posted(request: HttpRequest) -> dict[str, str]:
    return {
        key: value.replace("\0", "")
        for key, value in request.POST.items()
        if key.startswith(("item:q", "words:q")) and isinstance(value, str)
    }


def _keep(request: HttpRequest, asked: Any, form: dict[str, str]) -> None:
    answering.keep_draft(asked=asked, form=form, actor=_actor(request), now=timezone.now())


def _read(form: dict[str, str], asked: Any) -> tuple[dict[str, int], dict[str, str]]:
    """The answers in a form: what is none of the five, or was not asked, is left out."""
    known = {str(value): value for value, _word in SCALE}
    questions = asked.round.questions
    values = {
        each["key"]: known[form[f"item:{each['key']}"]]
        for each in queries.scales(questions)
        if form.get(f"item:{each['key']}") in known
    }
    words = {
        each["key"]: form[f"words:{each['key']}"].strip()
        for each in queries.worded(questions)
        if form.get(f"words:{each['key']}", "").strip()
    }
    return values, words


def _trouble(form: dict[str, str]) -> list[dict[str, str]]:
    return [
        {
            "text": _("Shorten it to %(most)s characters; it has %(n)s.")
            % {"most": f"{LONGEST_WORDS:,}", "n": f"{len(value):,}"},
            "href": f"#w-{key.removeprefix('words:')}",
        }
        for key, value in form.items()
        if key.startswith("words:") and len(value) > LONGEST_WORDS
    ]


def _item(item: dict[str, Any], form: dict[str, str]) -> dict[str, Any]:
    return {**item, "value": form.get(f"item:{item['key']}", "")}


def _question(question: dict[str, Any], form: dict[str, str]) -> dict[str, Any]:
    text = form.get(f"words:{question['key']}", "")
    return {**question, "value": text, "hints": _hinted(text, form.get("mode", ""))}


def _hinted(text: str, mode: str) -> list[str]:
    """What may tell who wrote it; nothing where the name is told anyway."""
    if mode != Mode.MIXED or not text.strip():
        return []
    found = texts.revealing(text, names=people.names_in(text))
    return list(dict.fromkeys(hint.words for hint in found))[:4]


def _given_back(request: HttpRequest, asked: Any, form: dict[str, str]) -> HttpResponse:
    """It has closed: nothing is kept, and everything typed is shown for copying."""
    _values, words = _read(form, asked)
    context = {**_common(asked, form), "written": list(words.values())}
    return render(request, "asks/closed.html", context, status=409)
