"""What the board's buttons do: one action each, then back to the board."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.groups import actions, policies, queries, refusals, vetoes
from junto.domain.groups.enums import FormationState
from junto.domain.programs import queries as programs
from junto.foundation import tenancy
from junto.foundation.access.views import requires
from junto.interfaces.web.groups import views, words
from junto.interfaces.web.ui.toasts import toast

manages = requires(policies.form_groups, load=programs.get_program)


def _url(formation: Any, person: str = "") -> str:
    url = reverse("groups:draft", kwargs={"ref": formation.program, "draft": formation})
    return f"{url}?person={person}#panel" if person else url


def _undo_url(formation: Any) -> str:
    url = reverse("groups:undo", kwargs={"ref": formation.program, "draft": formation})
    return f"{url}?version={formation.version}"


def _number(request: HttpRequest, name: str) -> int:
    # The Undo of a toast is a form of its own that carries its version in the address.
    text = request.POST.get(name) or request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _ref(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "")[:12]


def _refused(request: HttpRequest, formation: Any, trouble: Exception) -> HttpResponse:
    """The board again, with what stood in the way."""
    fresh = queries.formation_of(formation.program, formation.ref)
    status = 422
    if isinstance(trouble, actions.StaleBoard):
        text, status = (
            _(
                "Somebody else changed this board, or it was published. Below is how it is now; "
                "nothing of yours was changed."
            ),
            409,
        )
    elif isinstance(trouble, actions.BreaksRule):
        rules = sorted({refusals.rule(str(row["rule"])) for row in trouble.broken})
        text = _("That would break a must-have: %(rules)s. Nothing was changed.") % {
            "rules": words.listed(rules)
        }
    elif isinstance(trouble, actions.NameTaken):
        text = _("Give the group a name that no other group has.")
    elif isinstance(trouble, actions.PeopleChanged):
        text = _drift(trouble.drift)
    elif isinstance(trouble, actions.NothingToUndo):
        text = _("There is no change left to take back.")
    else:
        text = _("That person or group is not on this board any more.")
    return views.show(request, fresh, problem=text, status=status)


def _drift(drift: queries.Drift) -> str:
    return _(
        "People joined or left since this draft: %(joined)s joined, %(left)s left. Try again, "
        "keeping who is pinned, so that nobody is left over."
    ) % {"joined": drift.joined, "left": drift.left}


TROUBLE = (
    actions.StaleBoard,
    actions.BreaksRule,
    actions.NameTaken,
    actions.PeopleChanged,
    actions.NothingToUndo,
    tenancy.NotFound,
)


def _change(
    request: HttpRequest,
    program: Any,
    draft: str,
    do: Callable[[Any, dict[str, Any]], HttpResponse],
) -> HttpResponse:
    formation = queries.formation_of(program, draft)
    common = {
        "formation": formation,
        "version": _number(request, "version"),
        "actor": request.actor,  # type: ignore[attr-defined]
        "now": timezone.now(),
    }
    try:
        return do(formation, common)
    except TROUBLE as trouble:
        return _refused(request, formation, trouble)


# ---------------------------------------------------------------- forming


def _begin(
    request: HttpRequest, program: Any, keep: Any = None, *, improve: bool = False
) -> HttpResponse:
    try:
        formation = actions.start_formation(
            program=program,
            keep=keep,
            improve=improve,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.NobodyEnrolled:
        toast(request, _("Nobody takes part yet. Bring people first."))
        return redirect("groups:list", ref=program)
    except actions.AlreadySolving:
        return redirect("groups:list", ref=program)
    return redirect(_url(formation))


@manages
@require_POST
def start(request: HttpRequest, program: Any) -> HttpResponse:
    """Form groups from the rules as they are."""
    newest = queries.newest_formation(program)
    if newest is not None:
        actions.abandon_formation(
            formation=newest,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    return _begin(request, program)


@manages
@require_POST
def again(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Try again; who is pinned stays."""
    return _begin(request, program, queries.formation_of(program, draft))


@manages
@require_POST
def improve(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Look longer for better groups, beginning with those of this draft; who is pinned stays."""
    formation = queries.formation_of(program, draft)
    if formation.state != FormationState.READY:
        return redirect(_url(formation))
    try:
        return _begin(request, program, formation, improve=True)
    except actions.PeopleChanged as trouble:
        return _refused(request, formation, trouble)


@manages
@require_POST
def stop(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Stop here and take the best so far."""
    formation = queries.formation_of(program, draft)
    actions.stop_formation(
        formation=formation,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    return redirect(_url(formation))


@manages
@require_POST
def relax(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Apply what would help to the rules, and try again."""
    try:
        formation = actions.relax_rules(
            formation=queries.formation_of(program, draft),
            reason=_number(request, "reason"),
            choice=_number(request, "choice"),
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.AlreadySolving:
        return redirect("groups:list", ref=program)
    toast(request, _("The rules are changed. We try again."))
    return redirect(_url(formation))


# ---------------------------------------------------------------- changing


@manages
@require_POST
def swap(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Let two people change places."""
    person, other = _ref(request, "person"), _ref(request, "other")

    def do(formation: Any, common: dict[str, Any]) -> HttpResponse:
        actions.swap_people(person=person, other=other, **common)
        called = queries.names_of({person, other})
        toast(
            request,
            _("%(one)s and %(other)s changed places.")
            % {"one": called.get(person, ""), "other": called.get(other, "")},
            undo_url=_undo_url(formation),
        )
        return redirect(_url(formation, person))

    return _change(request, program, draft, do)


@manages
@require_POST
def move(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Move somebody to another group."""
    person, to = _ref(request, "person"), _number(request, "to")

    def do(formation: Any, common: dict[str, Any]) -> HttpResponse:
        actions.move_person(person=person, to_group=to, **common)
        toast(
            request,
            _("Moved %(name)s to %(group)s.")
            % {
                "name": queries.names_of({person}).get(person, ""),
                "group": formation.names[to],
            },
            undo_url=_undo_url(formation),
        )
        return redirect(_url(formation, person))

    return _change(request, program, draft, do)


@manages
@require_POST
def pin(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Pin somebody to their group, or let them loose again."""
    person = _ref(request, "person")

    def do(formation: Any, common: dict[str, Any]) -> HttpResponse:
        act = actions.unpin_person if request.POST.get("off") else actions.pin_person
        act(person=person, **common)
        return redirect(_url(formation, person))

    return _change(request, program, draft, do)


@manages
@require_POST
def rename(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Call a group something else."""

    def do(formation: Any, common: dict[str, Any]) -> HttpResponse:
        actions.rename_group(
            group=_number(request, "group"), name=request.POST.get("name", "")[:200], **common
        )
        return redirect(_url(formation, _ref(request, "person")))

    return _change(request, program, draft, do)


@manages
@require_POST
def undo(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Take the last change back."""

    def do(formation: Any, common: dict[str, Any]) -> HttpResponse:
        actions.undo_change(**common)
        toast(request, _("The last change is taken back."))
        return redirect(_url(formation))

    return _change(request, program, draft, do)


# ---------------------------------------------------------------- publishing


@manages
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Use these groups; where groups meet already, say first that they would end."""
    if request.method == "GET":
        formation = queries.formation_of(program, draft)
        context = {
            "program": program,
            "formation": formation,
            "meeting": queries.groups_of(program),
            "is_shown_first": vetoes.are_on(),
            "count": len(formation.names),
            "back": _url(formation),
            "section": "groups",
        }
        return render(request, "groups/publish.html", context)

    def do(formation: Any, common: dict[str, Any]) -> HttpResponse:
        try:
            count = actions.publish_groups(replace=bool(request.POST.get("replace")), **common)
        except actions.GroupsMeet:
            return redirect("groups:publish", ref=program, draft=formation)
        if formation.state == FormationState.ANNOUNCING:
            toast(request, _("Their people see their group now. Nothing is announced yet."))
            return redirect(_url(formation))
        toast(
            request,
            ngettext(
                "%(n)s group is published. Its people can see it now.",
                "%(n)s groups are published. Their people can see them now.",
                count,
            )
            % {"n": count},
        )
        return redirect(_url(formation))

    return _change(request, program, draft, do)
