"""Who facilitates in a program, and who looks after which group."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from junto.domain.groups import facilitating, refusals
from junto.domain.groups import queries as groups
from junto.domain.programs import actions, policies, queries
from junto.domain.programs.enums import StaffRole
from junto.domain.sessions import training
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.toasts import toast

GROUP = "group_"


@requires(policies.manage_program, load=queries.get_program)
@require_http_methods(["GET", "POST"])
def facilitators(request: HttpRequest, program: Any) -> HttpResponse:
    """Name facilitators, let them go, and say who looks after which group."""
    if request.method == "GET":
        return _show(request, program)
    who = {"actor": request.actor, "now": timezone.now()}  # type: ignore[attr-defined]
    problem = _done(request, program, who)
    return _show(request, program, problem=problem) if problem else _back(program)


def _back(program: Any) -> HttpResponse:
    return redirect("programs:facilitators", ref=program)


def _done(request: HttpRequest, program: Any, who: dict[str, Any]) -> str:
    """Do what is asked; returns what is wrong with it."""
    if request.POST.get("act") == "assign":
        return _assigned(request, program, who)
    if request.POST.get("act") == "set":
        return _set(request, program, who)
    leaver = request.POST.get("remove", "")[:12]
    for each in queries.facilitators_of(program):
        if each.ref == leaver:
            actions.remove_facilitator(program=program, person=each, **who)
            return ""
    joiner = request.POST.get("person", "")[:12]
    for each in queries.may_facilitate(program):
        if each.ref == joiner:
            actions.add_staff(program=program, person=each, role=StaffRole.FACILITATOR, **who)
            toast(request, _("%(name)s facilitates here.") % {"name": each.full_name})
            return ""
    return _("Choose who is to facilitate")


def _assigned(request: HttpRequest, program: Any, who: dict[str, Any]) -> str:
    from junto.kernel.grouping import RosterError, RuleError

    try:
        left = facilitating.assign_facilitators(program=program, **who)
    except (RuleError, RosterError) as refusal:
        return groups.trouble_in_words(groups.stored_trouble(refusal))
    if left:
        said = ngettext(
            "%(n)s group is left without a facilitator.",
            "%(n)s groups are left without a facilitator.",
            left,
        ) % {"n": left}
    else:
        said = _("Every group has a facilitator.")
    toast(request, said)
    return ""


def _set(request: HttpRequest, program: Any, who: dict[str, Any]) -> str:
    """Keep what was chosen for each group; only what changed is written."""
    people = {each.ref: each for each in queries.facilitators_of(program)}
    for row in facilitating.rows_of(program):
        chosen = request.POST.get(f"{GROUP}{row.group.ref}")
        now = row.facilitator.ref if row.facilitator is not None else ""
        if chosen is None or chosen == now or (chosen and chosen not in people):
            continue
        try:
            facilitating.set_facilitator(group=row.group, person=people.get(chosen), **who)
        except facilitating.DoesNotFit:
            return _(
                "%(name)s is in %(group)s, or manages or reports to somebody there. Choose "
                "somebody else."
            ) % {"name": people[chosen].full_name, "group": row.group.name}
    toast(request, _("Kept."))
    return ""


def _show(request: HttpRequest, program: Any, *, problem: str = "") -> HttpResponse:
    from junto.kernel.grouping import RosterError, RuleError

    rows = facilitating.rows_of(program)
    here = queries.facilitators_of(program)
    try:
        left = facilitating.still_open(program, rows, timezone.now()) if here else []
        trouble = ""
    except (RuleError, RosterError) as refusal:
        left, trouble = [], groups.trouble_in_words(groups.stored_trouble(refusal))
    counts = {
        each.pk: sum(row.facilitator is not None and row.facilitator.pk == each.pk for row in rows)
        for each in here
    }
    context = {
        "program": program,
        "here": [(each, counts[each.pk]) for each in here],
        "choices": queries.may_facilitate(program),
        "ready": training.ready_in(program),
        "rows": rows,
        "room": facilitating.room_of(program.rules),
        "open": [_said(each) for each in left],
        "trouble": trouble,
        "problems": [{"text": problem, "href": "#person"}] if problem else [],
        "has_errors": bool(problem),
        "section": "rules",
    }
    return render(request, "programs/facilitators.html", context, status=422 if problem else 200)


def _said(row: facilitating.Open) -> str:
    """Why groups are left over."""
    names = refusals.listed(row.groups)
    if not row.people:
        return _(
            "No facilitator fits %(groups)s: they share hours and a language with the group as the "
            "must-haves ask, and have no manager and no report in it."
        ) % {"groups": names}
    return _("%(groups)s can only be looked after by %(people)s, with room for %(n)s in all.") % {
        "groups": names,
        "people": refusals.listed(row.people),
        "n": row.places,
    }
