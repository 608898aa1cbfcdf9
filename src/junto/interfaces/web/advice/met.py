"""Whom I have met through programs, and whom I could meet."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from junto.domain.groups import advice_policies, faces
from junto.domain.organizations import queries as organizations
from junto.domain.people import queries as people
from junto.foundation.access.views import requires


@requires(advice_policies.find_advice, load=organizations.get_organization)
@require_safe
def page(request: HttpRequest, organization: Any) -> HttpResponse:
    """People of groups I was in, and people who let everybody find them."""
    actor = request.actor  # type: ignore[attr-defined]
    person = people.person_of(actor)
    if person is None:
        raise Http404
    found = faces.people_met(person)
    context = {
        "organization": organization,
        "faces": found,
        "could_meet": faces.could_meet(found, actor=actor),
        "section": "advice",
    }
    return render(request, "advice/met.html", context)
