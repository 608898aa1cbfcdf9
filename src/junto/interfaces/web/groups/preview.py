"""One's own coming group, a day before it is announced."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.groups import fit, policies, previews, queries
from junto.domain.groups.enums import Fit
from junto.domain.people import queries as people
from junto.domain.programs import queries as programs
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.toasts import toast


@requires(policies.preview_group, load=queries.get_formation)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, formation: Any) -> HttpResponse:
    """Who will be in it; ask for another one, or take that back. Nobody asks why."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        wants = request.POST.get("answer") == Fit.MOVE
        if wants:
            fit.say(about=formation, answer=Fit.MOVE, actor=actor, now=timezone.now())
            toast(request, _("Your program team looks for another group. Nobody asks why."))
        else:
            fit.take_back(about=formation, actor=actor)
            toast(request, _("You stay in this group."))
        return redirect("groups:preview", ref=formation)
    person = people.person_of(actor)
    assert person is not None
    found = previews.preview_of(formation, person)
    context = {
        "preview": found,
        "program": formation.program,
        "others": [each for each in found.people if each.pk != person.pk] if found else [],
        "zone": person.time_zone,
        "wants_other": found is not None and found.answer == Fit.MOVE,
        "section": "home",
    }
    return render(request, "groups/preview.html", context)


@requires(policies.form_groups, load=programs.get_program)
@require_POST
def take_back(request: HttpRequest, program: Any, draft: str) -> HttpResponse:
    """Work on the draft again before its groups are announced."""
    formation = queries.formation_of(program, draft)
    done = previews.take_back(
        formation=formation,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(
        request,
        _("The draft is yours again. Nothing was announced.")
        if done
        else _("These groups were announced already."),
    )
    return redirect("groups:draft", ref=program, draft=formation)
