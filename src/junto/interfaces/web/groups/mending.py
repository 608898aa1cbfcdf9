"""What can be done for people without a group and for groups that became too small."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.groups import mending as domain
from junto.domain.groups import moves, policies
from junto.domain.groups.enums import MoveState
from junto.domain.programs import queries as programs
from junto.foundation.access.views import requires
from junto.interfaces.web.groups import words
from junto.interfaces.web.ui.toasts import toast


def _key(request: HttpRequest) -> str:
    return request.POST.get("way", "").replace("\0", "")[:24]


@requires(policies.form_groups, load=programs.get_program)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, program: Any) -> HttpResponse:
    """The ways to mend the groups, the gentlest first; one is chosen."""
    if request.method == "GET":
        return _show(request, program)
    key = _key(request)
    agreed = [each.replace("\0", "") for each in request.POST.getlist("agreed")]
    try:
        way, ended = moves.carry_out(
            program=program,
            key=key,
            agreed=agreed,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except domain.Changed:
        return _show(request, program, problem=_("That no longer fits: look again."))
    except domain.NotAsked:
        why = _("Ask everybody who would change their group, and tick who said yes.")
        return _show(request, program, problem=why, chosen=key, agreed=agreed)
    toast(request, _told(way, ended))
    return redirect("groups:mend", ref=program)


@requires(policies.form_groups, load=programs.get_program)
@require_POST
def ask(request: HttpRequest, program: Any) -> HttpResponse:
    """Ask everybody who would change their group in one way."""
    actor = request.actor  # type: ignore[attr-defined]
    key = _key(request)
    try:
        moves.ask(program=program, key=key, actor=actor, now=timezone.now())
    except domain.Changed:
        return _show(request, program, problem=_("That no longer fits: look again."))
    except moves.NobodyMoves:
        return redirect("groups:mend", ref=program)
    toast(request, _("They are asked. What they say stands here, and on Today once all agree."))
    return redirect("groups:mend", ref=program)


@requires(policies.form_groups, load=programs.get_program)
@require_POST
def take_back(request: HttpRequest, program: Any) -> HttpResponse:
    """Ask nobody about one way any more."""
    actor = request.actor  # type: ignore[attr-defined]
    key = _key(request)
    moves.take_back(program=program, key=key, actor=actor, now=timezone.now())
    toast(request, _("Nobody is asked about it any more."))
    return redirect("groups:mend", ref=program)


def _told(way: domain.Way, ended: list[Any]) -> str:
    if ended:
        return _("Done. %(name)s has ended; its people are in other groups.") % {
            "name": ended[0].name
        }
    if any(step.source for step in way.placed):
        return _("Done. Tell them where they meet now.")
    return _("Done. Everybody who waited has a group.")


def _show(
    request: HttpRequest,
    program: Any,
    *,
    problem: str = "",
    chosen: str = "",
    agreed: list[str] | None = None,
) -> HttpResponse:
    found = domain.mending(program, now=timezone.now())
    said = moves.answers_in(program, today=timezone.now().date())
    context = {
        "program": program,
        "found": found,
        "ways": [_way(each, said) for each in found.ways],
        "asked": _asked(found, said),
        "only_asked": not (found.waiting or found.short),
        "chosen": chosen,
        "agreed": agreed or [],
        "problems": [{"text": problem, "href": f"#way-{chosen}"}] if problem else [],
        "has_errors": bool(problem),
        "section": "groups",
    }
    return render(request, "groups/mend.html", context, status=422 if problem else 200)


def _asked(found: domain.Mending, said: dict[str, moves.Answers]) -> list[dict[str, Any]]:
    """Ways for those who ask for another group, by whom they are for."""
    parts: list[dict[str, Any]] = []
    for asked in found.asked:
        names = [wish.person.full_name for wish in asked.wishes]
        title = (
            _("All %(n)s at once") % {"n": len(names)}
            if len(names) > 1
            else _("Another group for %(name)s") % {"name": names[0]}
        )
        parts.append({"title": title, "ways": [_way(each, said) for each in asked.ways]})
    first = next((part["ways"][0] for part in parts if part["ways"]), None)
    if first is not None and not found.ways:
        first["is_first"] = True
    return parts


def _way(way: domain.Way, said: dict[str, moves.Answers]) -> dict[str, Any]:
    titles = {
        "keep": _("Change as little as possible"),
        "mix": _("Change a little more, for a better mix"),
        "dissolve": _("End a group that became too small"),
        "fresh": _("Begin a group"),
    }
    return {
        "way": way,
        "title": titles[way.kind],
        "score": None if way.score is None else round(way.score),
        "broken": words.listed(way.broken),
        "ended": ", ".join(group.name for group in way.ended),
        **_moved(way, said.get(way.key)),
    }


def _moved(way: domain.Way, said: moves.Answers | None) -> dict[str, Any]:
    """Who would change their group, and what they said where they were asked here."""
    labels = {
        MoveState.ASKED: (_("asked"), ""),
        MoveState.YES: (_("says yes"), "tag-ok"),
        MoveState.STAYS: (_("would rather stay"), "tag-warn"),
    }
    states = said.by_person if said else {}
    rows = [
        {
            "step": step,
            "said": labels.get(states.get(step.person.ref, "")),  # type: ignore[call-overload]
            "says_yes": states.get(step.person.ref) == MoveState.YES,
            "stays": states.get(step.person.ref) == MoveState.STAYS,
        }
        for step in way.moved
    ]
    return {
        "moved": rows,
        "is_asked": bool(said),
        "until": said.until if said else None,
        "is_agreed": bool(said) and all(row["says_yes"] for row in rows),
        "somebody_stays": bool(said and said.count(MoveState.STAYS)),
    }
