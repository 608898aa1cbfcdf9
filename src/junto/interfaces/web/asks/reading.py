"""What people said: with their names, and what may be told of those who are mixed."""

import random
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.asks import actions, policies, queries, sending, telling
from junto.domain.asks.enums import HIGHEST, LONGEST_THANKS, SCALE, K, Stage
from junto.domain.goals import actions as goals
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.toasts import toast
from junto.kernel import anonymity

_chance = random.SystemRandom()

reads = requires(policies.read_round, load=queries.get_round)


@reads
@require_safe
def page(request: HttpRequest, round_: Any) -> HttpResponse:
    """Until it closes whom it went to; then what they said."""
    return render(request, "asks/round.html", _context(round_))


@reads
@require_POST
def thank(request: HttpRequest, round_: Any) -> HttpResponse:
    """Thank everybody who was asked."""
    words = _typed(request, "words")
    try:
        actions.thank(round_=round_, words=words, actor=_actor(request), now=timezone.now())
    except actions.TooLong:
        return _again(request, round_, _("Say it in fewer words."), "#words")
    except actions.TooLate:
        toast(request, _("You have thanked them, or answers are still coming in."))
    else:
        toast(request, _("Everybody you asked is thanked."))
    return redirect(_address(round_))


@reads
@require_POST
def step(request: HttpRequest, round_: Any) -> HttpResponse:
    """Make one thing a next step in one of one's groups, which does not learn where it is from."""
    groups = queries.groups_for(round_.ask.asker_id)
    wanted = _typed(request, "group")
    group = next((each for each in groups if each.ref == wanted), groups[0] if groups else None)
    if group is None:
        toast(request, _("You are in no group yet: note it for yourself."))
        return redirect(_address(round_))
    try:
        goals.make_step(
            group=group,
            do=_typed(request, "do"),
            by=date.fromisoformat(_typed(request, "by")),
            actor=_actor(request),
            now=timezone.now(),
        )
    except goals.NothingToDo:
        return _again(request, round_, _("Say what you will do."), "#do")
    except goals.TooLong:
        return _again(request, round_, _("Say it in fewer words."), "#do")
    except goals.TwoAreOpen:
        text = _("You have two next steps open. Finish one, or let one go on purpose.")
        return _again(request, round_, text, "#do")
    except ValueError:
        return _again(request, round_, _("Choose a day that is still to come."), "#by")
    toast(request, _("It is your next step now. Your group asks you about it."))
    return redirect(_address(round_))


def _again(request: HttpRequest, round_: Any, text: str, href: str) -> HttpResponse:
    """The page once more, with what was typed."""
    typed = {name: _typed(request, name) for name in ("words", "do", "by")}
    context = {
        **_context(round_),
        "typed": typed,
        "problems": [{"text": text, "href": href}],
        "has_errors": True,
    }
    return render(request, "asks/round.html", context, status=422)


def _typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()


@reads
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, round_: Any) -> HttpResponse:
    """Destroy what was answered; asked once more first."""
    if request.method == "POST":
        try:
            sending.cancel(round_=round_, actor=_actor(request), now=timezone.now())
        except actions.TooLate:
            toast(request, _("It has closed: it cannot be cancelled any more."))
            return redirect(_address(round_))
        toast(request, _("Cancelled. Everything answered is destroyed."))
        return redirect(reverse("asks:ask", kwargs={"ref": round_.ask.address}))
    context = {"round": round_, "ask": round_.ask, "section": "feedback"}
    return render(request, "asks/cancel.html", context)


# ---------------------------------------------------------------- what is shown


def _context(round_: Any) -> dict[str, Any]:
    told = telling.read(round_)
    return {
        "round": round_,
        "ask": round_.ask,
        "people": queries.people_of(round_),
        "is_open": round_.stage == Stage.ASKING,
        "is_closing": round_.stage == Stage.ASKING and timezone.now() >= round_.closes_at,
        "is_done": round_.stage == Stage.DONE,
        "named": [_signed(each, round_) for each in queries.named_answers(round_)],
        "told": told,
        "figures": _figures(told, round_),
        "words": _words(told, round_),
        "themes": [", ".join(words) for words in told.themes],
        "scale": [word for _value, word in SCALE],
        "highest": HIGHEST,
        "k": K,
        "longest_thanks": LONGEST_THANKS,
        "groups": queries.groups_for(round_.ask.asker_id),
        "section": "feedback",
    }


def _signed(said: Any, round_: Any) -> dict[str, Any]:
    """One person's answers, question by question."""
    words = dict(SCALE)
    return {
        "person": said.person,
        "scales": [
            (each["text"], words.get(said.values.get(each["key"])))
            for each in queries.scales(round_.questions)
            if each["key"] in said.values
        ],
        "words": [
            (each["text"], said.words[each["key"]])
            for each in queries.worded(round_.questions)
            if said.words.get(each["key"])
        ],
    }


def _figures(told: Any, round_: Any) -> list[dict[str, Any]]:
    return [
        {
            "text": each["text"],
            "figure": told.figures[each["key"]],
            "middle": (told.figures[each["key"]].low + told.figures[each["key"]].high) / 2,
        }
        for each in queries.scales(round_.questions)
        if each["key"] in told.figures
    ]


def _words(told: Any, round_: Any) -> list[tuple[str, list[str]]]:
    shown = anonymity.shuffled(told.words, chance=_chance)
    return [
        (each["text"], shown[each["key"]])
        for each in queries.worded(round_.questions)
        if shown.get(each["key"])
    ]


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _address(round_: Any) -> str:
    return reverse("asks:round", kwargs={"ref": round_.address})
