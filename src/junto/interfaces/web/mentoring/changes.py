"""What the buttons of the mentoring board do: one action each, then back to the board."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.groups import matchings, pairing, queries
from junto.domain.people import wall
from junto.foundation import tenancy
from junto.interfaces.web.mentoring import board, words
from junto.interfaces.web.mentoring.board import manages
from junto.interfaces.web.ui.toasts import toast


def _text(request: HttpRequest, name: str) -> str:
    return (request.POST.get(name) or request.GET.get(name, "")).replace("\0", "").strip()[:100]


def _version(request: HttpRequest) -> int:
    # The Undo of a toast is a form of its own that carries its version in the address.
    text = _text(request, "version")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _undo_url(matching: Any) -> str:
    url = reverse("mentoring:undo", kwargs={"ref": matching.program, "matching": matching})
    return f"{url}?version={matching.version}"


def _names(*refs: str) -> dict[str, str]:
    found = queries.names_of(set(refs))
    return {key: found.get(ref, "") for key, ref in zip(("one", "other"), refs, strict=False)}


TROUBLE = (
    matchings.StaleMatching,
    matchings.NotPossible,
    matchings.NothingToUndo,
    matchings.PeopleChanged,
    tenancy.NotFound,
)


def _refused(request: HttpRequest, matching: Any, trouble: Exception) -> HttpResponse:
    fresh = matchings.matching_of(matching.program, matching.ref)
    status = 422
    if isinstance(trouble, matchings.StaleMatching):
        status = 409
        text = _(
            "Somebody else changed this matching, or it was published. Below is how it is now; "
            "nothing of yours was changed."
        )
    elif isinstance(trouble, matchings.NotPossible):
        text = _("These two may not be a pair, or there is no place. Nothing was changed.")
    elif isinstance(trouble, matchings.PeopleChanged):
        text = _("Somebody of a pair does not take part any more. Try again, keeping pinned pairs.")
    elif isinstance(trouble, matchings.NothingToUndo):
        text = _("There is no change left to take back.")
    else:
        text = _("That pair is not here any more.")
    return board.show(request, fresh, problem=text, status=status)


def _do(
    request: HttpRequest,
    program: Any,
    matching: str,
    act: Callable[[Any, dict[str, Any]], HttpResponse | None],
) -> HttpResponse:
    found = matchings.matching_of(program, matching)
    common = {
        "matching": found,
        "version": _version(request),
        "actor": request.actor,  # type: ignore[attr-defined]
        "now": timezone.now(),
    }
    try:
        answer = act(found, common)
    except TROUBLE as trouble:
        return _refused(request, found, trouble)
    return answer or redirect("mentoring:matching", ref=program, matching=found)


# ---------------------------------------------------------------- working out


def _begin(request: HttpRequest, program: Any, keep: Any = None) -> HttpResponse:
    try:
        matching = matchings.start_matching(
            program=program,
            keep=keep,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except matchings.NobodyToMatch as nobody:
        return board.show_none(request, program, problem=words.nobody(nobody.side))
    except matchings.AlreadyMatching:
        return redirect("mentoring:board", ref=program)
    return redirect("mentoring:matching", ref=program, matching=matching)


@manages
@require_POST
def start(request: HttpRequest, program: Any) -> HttpResponse:
    """Match people as they are."""
    return _begin(request, program)


@manages
@require_POST
def again(request: HttpRequest, program: Any, matching: str) -> HttpResponse:
    """Try again; pinned pairs stay together."""
    return _begin(request, program, matchings.matching_of(program, matching))


# ---------------------------------------------------------------- changing


@manages
@require_POST
def choose(request: HttpRequest, program: Any, matching: str) -> HttpResponse:
    """Take one of the two answers."""
    answer = _text(request, "answer")

    def act(found: Any, common: dict[str, Any]) -> None:
        matchings.choose_answer(answer=answer, **common)
        toast(
            request,
            _("Below is now: %(title)s.") % {"title": words.title(answer)},
            undo_url=_undo_url(found),
        )

    return _do(request, program, matching, act)


@manages
@require_POST
def pin(request: HttpRequest, program: Any, matching: str) -> HttpResponse:
    """Pin a pair, or let it loose again."""

    def act(_found: Any, common: dict[str, Any]) -> None:
        is_on = not request.POST.get("off")
        matchings.pin_pair(mentee=_text(request, "for"), pinned=is_on, **common)

    return _do(request, program, matching, act)


@manages
@require_POST
def part(request: HttpRequest, program: Any, matching: str) -> HttpResponse:
    """Keep a pair apart from now on."""
    ref = _text(request, "for")

    def act(found: Any, common: dict[str, Any]) -> None:
        other = found.pairs.get(ref, ("",))[0]
        matchings.part_pair(mentee=ref, **common)
        toast(
            request,
            _("%(one)s and %(other)s are kept apart. Choose another match, or try again.")
            % _names(ref, other),
            undo_url=_undo_url(found),
        )

    return _do(request, program, matching, act)


@manages
@require_POST
def undo(request: HttpRequest, program: Any, matching: str) -> HttpResponse:
    """Take the last change back."""

    def act(_found: Any, common: dict[str, Any]) -> None:
        matchings.undo_matching(**common)
        toast(request, _("The last change is taken back."))

    return _do(request, program, matching, act)


@manages
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, program: Any, matching: str) -> HttpResponse:
    """Other matches for somebody and what each would do; a POST takes one."""
    one, other = _text(request, "for"), _text(request, "with")
    if request.method == "GET":
        return _options(request, matchings.matching_of(program, matching), one)

    def act(found: Any, common: dict[str, Any]) -> None:
        matchings.place_person(one=one, other=other, instead=_text(request, "instead"), **common)
        toast(
            request,
            _("%(one)s and %(other)s are a pair.") % _names(one, other),
            undo_url=_undo_url(found),
        )

    return _do(request, program, matching, act)


def _options(request: HttpRequest, matching: Any, one: str) -> HttpResponse:
    text = _text(request, "q")
    options = matchings.options(matching, one, text=text)
    refs = {ref for each in options for ref in each.effect.left}
    names = queries.names_of({one, matchings.partners(matching).get(one, ""), *refs})
    walled = wall.refs_behind(request.actor)  # type: ignore[attr-defined]
    context = {
        "program": matching.program,
        "matching": matching,
        "one": one,
        "name": names.get(one, ""),
        "now_with": names.get(matchings.partners(matching).get(one, ""), ""),
        "text": text,
        "options": [
            _option(matching, each, names, is_walled=bool({one, each.other.ref} & walled))
            for each in options
        ],
        "can_change": str(matching.state) == "ready",
        "section": "mentoring",
    }
    return render(request, "mentoring/change.html", context)


def _option(
    matching: Any, option: matchings.Option, names: dict[str, str], *, is_walled: bool
) -> dict[str, Any]:
    text, tone = words.effect(option.effect, names)
    found: dict[str, Any] = {"option": option, "text": text, "tone": tone, "reasons": []}
    if is_walled:
        return found
    me, other = option.one, option.other
    is_mutual = matchings.is_mutual(matching)
    why = pairing.reasons(me, other, matchings.day_of(matching), is_mutual=is_mutual)
    found["reasons"] = words.reasons(why, me.person.call_name, other.person.call_name)
    return found


# ---------------------------------------------------------------- publishing


@manages
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, program: Any, matching: str) -> HttpResponse:
    """Use these pairs; where pairs meet already, say first that they would end."""
    if request.method == "GET":
        found = matchings.matching_of(program, matching)
        context = {
            "program": program,
            "matching": found,
            "meets": matchings.count_meeting(program),
            "count": len(matchings.tables_of(found)),
            "section": "mentoring",
        }
        return render(request, "mentoring/publish.html", context)

    def act(found: Any, common: dict[str, Any]) -> HttpResponse | None:
        try:
            count = matchings.publish_matching(replace=bool(request.POST.get("replace")), **common)
        except matchings.PairsMeet:
            return redirect("mentoring:publish", ref=program, matching=found)
        toast(
            request,
            ngettext(
                "%(n)s pair or circle is published. Its people can see it now.",
                "%(n)s pairs or circles are published. Their people can see them now.",
                count,
            )
            % {"n": count},
        )
        return None

    return _do(request, program, matching, act)
