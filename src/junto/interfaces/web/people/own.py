"""One's own pages: who I am here, when I can meet, what is stored about me."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from junto.domain.accounts import actions as accounts
from junto.domain.groups import vetoes
from junto.domain.overview import queries as overview
from junto.domain.people import actions, queries
from junto.domain.people.enums import Role
from junto.foundation import tenancy
from junto.foundation.access.views import actor_of, signed_in
from junto.interfaces.web.people.forms import AccountForm, ApartForm, TimesForm
from junto.interfaces.web.ui.toasts import toast


def _chosen(request: HttpRequest, memberships: tuple[Any, ...]) -> Any:
    """The organization meant: the one in the address, else the first."""
    wanted = request.GET.get("at", "")
    if not wanted:
        own = [row for row in memberships if not row.organization_is_sample]
        return next(iter(own or memberships), None)
    found = next((row for row in memberships if row.organization_ref == wanted), None)
    if found is None:
        raise Http404
    return found


def _tabs(request: HttpRequest, memberships: tuple[Any, ...], chosen: Any) -> list[dict[str, Any]]:
    if len(memberships) < 2:
        return []
    return [
        {
            "label": row.organization_name,
            "url": f"{request.path}?at={row.organization_ref}",
            "current": row is chosen,
        }
        for row in memberships
    ]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """My name, language, look and roles."""
    user: Any = request.user
    form = AccountForm(
        request.POST if request.method == "POST" else None,
        initial={
            "name": user.name,
            "language": user.language,
            "single_keys": user.single_keys,
        },
    )
    if form.is_bound and form.is_valid():
        accounts.change_account(user=user, **form.cleaned_data)
        toast(request, _("Kept."))
        response = redirect("people:me")
        _remember_language(response, form.cleaned_data["language"])
        return response
    names = dict(Role.choices)
    context = {
        "form": form,
        "places": [
            (
                row.organization_name,
                row.organization_ref,
                row.person_ref,
                [names[role] for role in Role.values if role in row.roles],
            )
            for row in queries.memberships_of(user)
        ],
        "has_password": user.has_usable_password(),
    }
    return render(request, "people/me.html", context, status=422 if form.is_bound else 200)


def _remember_language(response: HttpResponse, language: str) -> None:
    name = settings.LANGUAGE_COOKIE_NAME
    if language:
        response.set_cookie(name, language, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    else:
        response.delete_cookie(name)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def times(request: HttpRequest) -> HttpResponse:
    """My zone and the hours in which I can meet."""
    memberships = queries.memberships_of(request.user)
    chosen = _chosen(request, memberships)
    if chosen is None:
        return render(request, "people/no_place.html")
    with tenancy.scope(chosen.organization_id):
        actor = actor_of(request, chosen.organization_id)
        person = queries.person_of(actor)
        if person is None:
            raise Http404
        fields = ("time_zone", "hours_start", "hours_end")
        form = TimesForm(
            request.POST if request.method == "POST" else None,
            initial={name: getattr(person, name) for name in fields},
        )
        if form.is_bound and form.is_valid():
            actions.change_own_times(
                person=person, **form.cleaned_data, actor=actor, now=timezone.now()
            )
            toast(request, _("Your times are kept."))
            return redirect(f"{reverse('people:my-times')}?at={chosen.organization_ref}")
        context = {
            "form": form,
            "person": person,
            "tabs": _tabs(request, memberships, chosen),
            "section": "times",
        }
        return render(request, "people/times.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def apart(request: HttpRequest) -> HttpResponse:
    """Whom I would rather not be in a group with; nobody else ever sees this page's content."""
    memberships = queries.memberships_of(request.user)
    chosen = _chosen(request, memberships)
    if chosen is None:
        return render(request, "people/no_place.html")
    with tenancy.scope(chosen.organization_id):
        actor = actor_of(request, chosen.organization_id)
        person = queries.person_of(actor)
        if person is None:
            raise Http404
        named, is_on = vetoes.named_by(person), vetoes.are_on()
        names = queries.names_by_refs(set(named))
        form = ApartForm(
            request.POST if request.method == "POST" and is_on else None,
            named=[names.get(ref, "") for ref in named],
            me=person.ref,
        )
        if form.is_bound and form.is_valid():
            vetoes.keep_apart(
                person=person, from_refs=form.cleaned_data["refs"], actor=actor, now=timezone.now()
            )
            toast(request, _("Kept. Nobody else is told."))
            return redirect(f"{reverse('people:my-apart')}?at={chosen.organization_ref}")
        context = {
            "form": form,
            "is_on": is_on,
            "named": named,
            "tabs": _tabs(request, memberships, chosen),
            "section": "times",
        }
        return render(request, "people/apart.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored about me, organization by organization."""
    memberships = queries.memberships_of(request.user)
    chosen = _chosen(request, memberships)
    stored: dict[str, Any] = {}
    if chosen is not None:
        with tenancy.scope(chosen.organization_id):
            person = queries.person_of(actor_of(request, chosen.organization_id))
            stored = overview.everything_about(person)
    context = {
        "chosen": chosen,
        "rows": _readable_rows(stored),
        "details": [
            (label, ", ".join(map(str, value)) if isinstance(value, list) else value)
            for label, value in sorted(stored.get("details", {}).items())
        ],
        "groups": stored.get("groups", []),
        "past_groups": stored.get("past_groups", []),
        "next_steps": stored.get("next_steps", []),
        "thanks": stored.get("thanks", []),
        "advice": stored.get("advice", {}),
        "tabs": _tabs(request, memberships, chosen),
        "section": "privacy",
    }
    return render(request, "people/privacy.html", context)


def _readable_rows(stored: dict[str, Any]) -> list[tuple[str, str]]:
    labels = {
        "full_name": _("Full name"),
        "known_as": _("Called"),
        "email": _("E-mail"),
        "employer": _("Employer"),
        "unit": _("Unit"),
        "level": _("Level"),
        "site": _("Site"),
        "country": _("Country"),
        "time_zone": _("Time zone"),
        "hours_start": _("Hours from"),
        "hours_end": _("Hours to"),
        "manager": _("Manager"),
        "external_id": _("Number in your organization"),
        "added_on": _("Added on"),
    }
    rows = [(label, str(stored.get(key) or "")) for key, label in labels.items()]
    languages = ", ".join(stored.get("languages", []))
    return [row for row in [*rows, (_("Languages"), languages)] if row[1]]


@signed_in
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """All of it as a file."""
    user: Any = request.user
    places = []
    for row in queries.memberships_of(user):
        with tenancy.scope(row.organization_id):
            person = queries.person_of(actor_of(request, row.organization_id))
            places.append(
                {"organization": row.organization_name, **overview.everything_about(person)}
            )
    account = {
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "single_keys": user.single_keys,
        "last_day_here": user.last_seen_on.isoformat() if user.last_seen_on else None,
    }
    return JsonResponse(
        {"account": account, "organizations": places},
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )
