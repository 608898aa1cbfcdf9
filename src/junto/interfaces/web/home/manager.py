"""A program manager's home."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from junto.domain.groups import queries as groups
from junto.domain.organizations import policies as organization_policies
from junto.domain.overview import queries as overview
from junto.domain.programs.enums import ProgramState, SetupStep
from junto.interfaces.web.ui.places import address


def manager(request: HttpRequest, organization: Any) -> HttpResponse:
    home = overview.manager_home(
        request.actor,  # type: ignore[attr-defined]
        request.GET.get("program", ""),
    )
    context: dict[str, Any] = {"organization": organization, "section": "today"}
    if home is None:
        context["begin"] = _begin_address(request, organization)
        return render(request, "home/manager_empty.html", context)
    program = home.program
    places = {
        SetupStep.PEOPLE: address("imports:start", program),
        SetupStep.TEMPLATE: address("programs:template", program),
        SetupStep.RULES: address("programs:rules", program),
        SetupStep.GROUPS: address("groups:list", program),
        SetupStep.SCHEDULE: address("sessions:schedule", program),
        SetupStep.INVITE: address("sessions:invitations", program),
    }
    words = _step_words()
    steps = [
        {
            "key": key,
            "label": label,
            "done": done,
            "url": places.get(SetupStep(key), ""),
            "current": key == home.next_step,
            "why": words[key][1],
        }
        for key, label, done in home.steps
    ]
    context |= {
        "program": program,
        "home": home,
        "steps": steps,
        "next": words.get(home.next_step, ("", "", ""))[0],
        "next_why": words.get(home.next_step, ("", "", ""))[1],
        "next_action": words.get(home.next_step, ("", "", ""))[2],
        "next_url": places.get(home.next_step, ""),  # type: ignore[call-overload]
        "is_running": program.state == ProgramState.RUNNING,
        "people_url": address("programs:people", program),
        "groups_url": address("groups:list", program),
        "groups": groups.groups_of(program),
    }
    return render(request, "home/manager.html", context)


def _begin_address(request: HttpRequest, organization: Any) -> str:
    if organization_policies.administer(request.actor, organization):  # type: ignore[attr-defined]
        return address("accounts:start", organization)
    return address("programs:new", organization)


def _step_words() -> dict[str, tuple[str, str, str]]:
    return {
        SetupStep.PEOPLE: (
            _("Bring the people who take part"),
            _("Drop a file or paste from a spreadsheet. You see first what will happen."),
            _("Bring people"),
        ),
        SetupStep.TEMPLATE: (
            _("Choose how your people will learn together"),
            _("A template sets the group size, the sessions and the hours they take."),
            _("Choose a template"),
        ),
        SetupStep.RULES: (
            _("Say what makes a good group"),
            _("What a group must have, and what would be nice to have."),
            _("Set the rules"),
        ),
        SetupStep.GROUPS: (
            _("Form the groups"),
            _("You see why each person sits where they sit, and can change it."),
            _("Form groups"),
        ),
        SetupStep.SCHEDULE: (
            _("Find the hours in which the groups meet"),
            _("You see who would sit early or late, and how they take turns."),
            _("Find hours"),
        ),
        SetupStep.INVITE: (
            _("Invite your people"),
            _("By mail, or with personal links while mail is not set up."),
            _("Invite people"),
        ),
    }
