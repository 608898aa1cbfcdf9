"""Home pages: for each role one next thing."""

import re
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from junto.domain.accounts import actions as accounts
from junto.domain.organizations import policies as organization_policies
from junto.domain.organizations import queries as organizations
from junto.domain.overview import queries as overview
from junto.domain.people import queries as people
from junto.domain.people.enums import Role
from junto.foundation import drafts
from junto.foundation.access.views import requires, signed_in
from junto.interfaces.web.home.administrator import administrator
from junto.interfaces.web.home.facilitator import facilitator
from junto.interfaces.web.home.manager import manager
from junto.interfaces.web.home.participant import participant
from junto.interfaces.web.home.sponsor import sponsor

FORM_NAME = re.compile(r"[a-z][a-z0-9.:-]{0,79}")
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "_key", "_form", "_forget", "next", "password"})


@signed_in
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The home of one's main role."""
    memberships = people.memberships_of(request.user)
    accounts.note_seen(user=request.user, now=timezone.now())
    for row in sorted(memberships, key=lambda row: row.organization_is_sample):
        for role in overview.ordered_roles(row.roles) or [str(Role.PARTICIPANT)]:
            return redirect("home:role", ref=row.organization_ref, role=role)
    return render(request, "home/nowhere.html")


@requires(organization_policies.enter_organization, load=organizations.get_organization)
@require_safe
def role_home(request: HttpRequest, organization: Any, role: str) -> HttpResponse:
    """The home of one role; a role one does not have has no home."""
    roles = request.actor.roles or frozenset({str(Role.PARTICIPANT)})  # type: ignore[attr-defined]
    if role not in roles:
        raise Http404
    return HOMES.get(role, participant)(request, organization)


HOMES: dict[str, Callable[[HttpRequest, Any], HttpResponse]] = {
    Role.PARTICIPANT: participant,
    Role.FACILITATOR: facilitator,
    Role.PROGRAM_MANAGER: manager,
    Role.SPONSOR: sponsor,
    Role.ORG_ADMIN: administrator,
}


# ---------------------------------------------------------------- drafts


@signed_in
@require_POST
def save_draft(request: HttpRequest) -> HttpResponse:
    """Keep what somebody has typed so far, or forget it again."""
    form = request.POST.get("_form", "")
    if not FORM_NAME.fullmatch(form):
        return HttpResponse(status=400)
    if request.POST.get("_forget"):
        drafts.discard(user_id=request.user.pk, form=form)
        return redirect(_back(request))
    fields = {
        name: "\n".join(request.POST.getlist(name)) for name in request.POST if name not in NOT_KEPT
    }
    try:
        drafts.save(user_id=request.user.pk, form=form, fields=fields, now=timezone.now())
    except drafts.TooLarge:
        return HttpResponse(status=413)
    return HttpResponse(status=204)


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if safe else "/"
