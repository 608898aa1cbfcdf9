"""The programs of an organization, a new one, and Today."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from junto.domain.groups import queries as groups
from junto.domain.organizations import queries as organizations
from junto.domain.programs import actions, policies, queries
from junto.domain.programs.enums import ProgramState, SetupStep
from junto.foundation.access.views import requires
from junto.interfaces.web.programs.forms import NameForm
from junto.interfaces.web.programs.steps import steps


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
    """What is next in this program; once groups meet, how many and who."""
    way = steps(program, _next_step(program))
    context = {
        "program": program,
        "steps": way,
        "done": sum(step["done"] for step in way),
        "next": next((step for step in way if not step["done"]), None),
        "people": queries.count_enrolled(program),
        "groups": groups.groups_of(program),
        "section": "today",
    }
    return render(request, "programs/today.html", context)


def _next_step(program: Any) -> str:
    return next((str(key) for key in SetupStep if key not in program.steps_saved), "")
