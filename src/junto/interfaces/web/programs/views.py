"""The programs of an organization, a new one, and where each begins."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from junto.domain.organizations import queries as organizations
from junto.domain.people.enums import Role
from junto.domain.programs import actions, policies, queries
from junto.domain.programs.enums import ProgramState
from junto.foundation.access.views import requires
from junto.interfaces.web.programs.forms import NameForm
from junto.interfaces.web.ui.places import address


@requires(policies.list_programs, load=organizations.get_organization)
@require_GET
def program_list(request: HttpRequest, organization: Any) -> HttpResponse:
    """Every program of the organization; a link only to those the actor looks after."""
    actor = request.actor  # type: ignore[attr-defined]
    mine = queries.managed_ids(actor)
    rows = [
        {
            "name": program.name,
            "state": program.get_state_display(),
            "is_running": program.state == ProgramState.RUNNING,
            "people": program.people_count,
            "url": reverse("programs:today", kwargs={"ref": program}) if program.pk in mine else "",
        }
        for program in queries.programs()
    ]
    context = {
        "organization": organization,
        "rows": rows,
        "can_create": policies.create_program(actor, organization),
        "shows_people": actor.has("program_manager", "org_admin"),
        "section": "programs",
    }
    return render(request, "programs/list.html", context)


@requires(policies.create_program, load=organizations.get_organization)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, organization: Any) -> HttpResponse:
    """Begin a program."""
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        program = actions.create_program(
            organization=organization,
            name=form.cleaned_data["name"],
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        return redirect("programs:people", ref=program)
    context = {"organization": organization, "form": form, "section": "programs"}
    return render(request, "programs/new.html", context, status=422 if form.is_bound else 200)


@requires(policies.manage_program, load=queries.get_program)
@require_GET
def today(request: HttpRequest, program: Any) -> HttpResponse:
    """The program's own address: its manager's home, opened at this program.

    Whoever manages it without that role has no such home, and begins with its people.
    """
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.has(Role.PROGRAM_MANAGER):
        return redirect("programs:people", ref=program)
    home = address("home:role", program.organization, role=str(Role.PROGRAM_MANAGER))
    return redirect(f"{home}?program={program.ref}")
