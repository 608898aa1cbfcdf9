"""Who manages a program; a second manager looks after the reports of the first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from junto.domain.programs import actions, policies, queries, second_managers
from junto.domain.programs.enums import StaffRole
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.toasts import toast


@requires(policies.manage_program, load=queries.get_program)
@require_http_methods(["GET", "POST"])
def staff(request: HttpRequest, program: Any) -> HttpResponse:
    """Name another manager, or let one go."""
    if request.method == "GET":
        return _show(request, program)
    who = {"actor": request.actor, "now": timezone.now()}  # type: ignore[attr-defined]
    leaver, joiner = (request.POST.get(name, "")[:12] for name in ("remove", "person"))
    if leaver:
        found = [row for row in queries.managers_of(program) if row.ref == leaver]
        try:
            for each in found:
                actions.remove_manager(program=program, person=each, **who)
        except actions.LastManager:
            return _show(request, program, problem=_("Somebody has to manage the program."))
        stays = policies.manage_program(who["actor"], program)
        return redirect("programs:staff", ref=program) if stays else redirect("/")
    found = [row for row in queries.may_manage(program) if row.ref == joiner]
    if not found:
        return _show(request, program, problem=_("Choose who is to manage the program too"))
    actions.add_staff(program=program, person=found[0], role=StaffRole.MANAGER, **who)
    toast(request, _("%(name)s manages the program too.") % {"name": found[0].full_name})
    return redirect("programs:staff", ref=program)


def _show(request: HttpRequest, program: Any, *, problem: str = "") -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    reports = queries.reports_of(program, actor)
    second = queries.looked_after_by([row.pk for row in reports], actor=actor)
    context = {
        "program": program,
        "managers": queries.managers_of(program),
        "choices": queries.may_manage(program),
        "reports": [
            (row.full_name, row.ref, second_managers.words(second.get(row.pk, "")))
            for row in reports
        ],
        "problems": [{"text": problem, "href": "#person"}] if problem else [],
        "has_errors": bool(problem),
        "section": "program-people",
    }
    return render(request, "programs/staff.html", context, status=422 if problem else 200)
