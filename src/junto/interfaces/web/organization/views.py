"""The organization: settings, contacts, roles, permissions, what is stored, the log."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from junto.domain.organizations import actions, policies, queries
from junto.domain.overview import queries as overview
from junto.domain.people import actions as people_actions
from junto.domain.people import queries as people
from junto.domain.people.enums import ROLE_DESCRIPTIONS, Role
from junto.foundation import access
from junto.foundation.access.views import requires
from junto.interfaces.web.organization import forms
from junto.interfaces.web.ui.toasts import toast

get = queries.get_organization


@requires(policies.administer, load=get)
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, organization: Any) -> HttpResponse:
    """Name, kind and zone; who can be turned to."""
    fields = ("name", "kind", "time_zone", "keeps_apart", "call_server")
    now = {field: getattr(organization, field) for field in fields}
    form = forms.SettingsForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        actions.change_organization(
            organization=organization,
            **form.cleaned_data,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        toast(request, _("The settings are kept."))
        return redirect("organization:settings", ref=organization)
    context = {
        "form": form,
        "organization": organization,
        "contacts": queries.support_contacts(),
        "section": "settings",
    }
    return render(
        request, "organization/settings.html", context, status=422 if form.is_bound else 200
    )


def _back_to(request: HttpRequest) -> str:
    """The page of this server that somebody came from, as the address says; '' for none."""
    path = request.GET.get("next", "")
    is_here = url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_here and path.startswith("/") else ""


@requires(policies.administer, load=get)
@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: HttpRequest, organization: Any) -> HttpResponse:
    """Whom people can turn to, outside their program."""
    form = forms.ContactsForm(
        request.POST if request.method == "POST" else None, contacts=queries.support_contacts()
    )
    if request.method == "POST" and form.is_valid():
        actions.set_support_contacts(
            organization=organization,
            contacts=form.contacts(),
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        toast(request, _("The contacts are kept."))
        return redirect(
            _back_to(request) or reverse("organization:settings", kwargs={"ref": organization})
        )
    context = {
        "form": form,
        "organization": organization,
        "section": "settings",
        "back": _back_to(request),
    }
    return render(
        request, "organization/contacts.html", context, status=422 if form.is_bound else 200
    )


@requires(policies.administer, load=get)
@require_safe
def roles(request: HttpRequest, organization: Any) -> HttpResponse:
    """Who has which role."""
    search, role = request.GET.get("q", "").strip()[:100], request.GET.get("role", "")
    role = role if role in Role.values else ""
    found = people.people(search=search, role=role)
    page = Paginator(found, people.PAGE_SIZE).get_page(request.GET.get("page"))
    rows = list(page.object_list.values_list("pk", "ref", "full_name", "unit"))
    held = people.roles_by_person([row[0] for row in rows])
    names = dict(Role.choices)
    counts = people.count_by_role()
    context = {
        "organization": organization,
        "page_obj": page,
        "rows": [
            (ref, name, unit, [names[key] for key in held.get(pk, ())])
            for pk, ref, name, unit in rows
        ],
        "kinds": [
            (key.value, key.label, ROLE_DESCRIPTIONS[key], counts.get(key.value, 0)) for key in Role
        ],
        "q": search,
        "role": role,
        "section": "roles",
    }
    return render(request, "organization/roles.html", context)


@requires(policies.administer, load=get)
@require_http_methods(["GET", "HEAD", "POST"])
def change_roles(request: HttpRequest, organization: Any, person: str) -> HttpResponse:
    """Give somebody roles, or take them away."""
    someone = people.find_here(person)
    form = forms.RolesForm(
        request.POST if request.method == "POST" else None,
        initial={"roles": sorted(people.roles_of(someone))},
    )
    if request.method == "POST" and form.is_valid():
        try:
            people_actions.set_roles(
                organization=organization,
                person=someone,
                roles=form.cleaned_data["roles"],
                actor=request.actor,  # type: ignore[attr-defined]
                now=timezone.now(),
            )
        except people_actions.LastAdmin:
            form.add_error(
                "roles",
                _("%(name)s is the only organization admin. Give somebody else that role first")
                % {"name": someone.full_name},
            )
        else:
            toast(request, _("The roles of %(name)s are kept.") % {"name": someone.full_name})
            return redirect("organization:roles", ref=organization)
    context = {
        "form": form,
        "organization": organization,
        "person": someone,
        "section": "roles",
    }
    return render(
        request, "organization/change_roles.html", context, status=422 if form.is_bound else 200
    )


@requires(policies.administer, load=get)
@require_safe
def permissions(request: HttpRequest, organization: Any) -> HttpResponse:
    """Every permission there is, and who has it: generated from what the code checks."""
    rows = [
        (_(policy.description), _(" ".join(str(policy.allows.__doc__).split())), policy.name)
        for policy in access.policies()
    ]
    context = {"organization": organization, "rows": rows, "section": "roles"}
    return render(request, "organization/permissions.html", context)


@requires(policies.enter_organization, load=get)
@require_safe
def privacy(request: HttpRequest, organization: Any) -> HttpResponse:
    """What is stored here, by whom it is seen, and for how long."""
    context = {
        "organization": organization,
        "admins": [person.full_name for person in people.administrators()],
        "contacts": queries.support_contacts(),
        "attributes": people.attribute_definitions(),
        "section": "privacy",
    }
    return render(request, "organization/privacy.html", context)


@requires(policies.administer, load=get)
@require_safe
def log(request: HttpRequest, organization: Any) -> HttpResponse:
    """What happened, newest first; on request the whole chain is checked."""
    page, entries = overview.log(request.GET.get("page", "1"))
    context = {
        "organization": organization,
        "page_obj": page,
        "entries": entries,
        "verdict": overview.verify_log() if "check" in request.GET else None,
        "section": "log",
    }
    return render(request, "organization/log.html", context)
