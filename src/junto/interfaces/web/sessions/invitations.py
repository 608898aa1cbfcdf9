"""Inviting the people of a program, and the page behind a personal link."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.groups import queries as groups
from junto.domain.organizations import policies as organization_policies
from junto.domain.organizations import queries as organizations
from junto.domain.people import wall
from junto.domain.people.importing import exporting
from junto.domain.programs import queries as programs
from junto.domain.programs import second_managers
from junto.domain.programs.enums import SetupStep
from junto.domain.sessions import deliveries, invitations, policies
from junto.domain.sessions.clocks import cities
from junto.foundation import tenancy
from junto.foundation.access.views import public, requires
from junto.foundation.outbox.sending import mail_is_set_up
from junto.interfaces.web.sessions import words
from junto.interfaces.web.sessions.forms import PasswordForm
from junto.interfaces.web.sessions.steps import steps
from junto.interfaces.web.ui.toasts import toast


def _link(guest: invitations.Guest) -> str:
    """What to send somebody: a personal link, or the page of their group."""
    if guest.ref:
        path = reverse("sessions:join", kwargs={"ref": guest.ref, "token": guest.token})
        return f"{settings.PUBLIC_URL}{path}"
    if guest.has_account:
        return settings.PUBLIC_URL + reverse("sessions:group", kwargs={"ref": guest.group})
    return ""


@requires(policies.invite_people, load=programs.get_program)
@require_safe
def page(request: HttpRequest, program: Any) -> HttpResponse:
    """Who is invited, and how; nobody gets the personal link of somebody they manage."""
    actor = request.actor  # type: ignore[attr-defined]
    found = invitations.guests(program, timezone.now())
    walled = {guest.person.pk for guest in found if wall.is_walled_off(actor, guest.person)}
    second = programs.looked_after_by(walled, actor=actor) if walled else {}
    rows = [
        {
            "name": guest.person.full_name,
            "ref": guest.person.ref,
            "group": guest.group.name,
            "session": guest.session,
            "zone": None if guest.person.pk in walled else guest.person.time_zone,
            "link": "" if guest.person.pk in walled else _link(guest),
            "wall": second_managers.words(second.get(guest.person.pk, ""))
            if guest.person.pk in walled
            else "",
            "has_account": guest.has_account,
            "id": f"link-{place}",
        }
        for place, guest in enumerate(found)
    ]
    context = {
        "program": program,
        "steps": steps(program, SetupStep.INVITE),
        "rows": rows,
        "people": len(rows),
        "without_link": sum(not _link(guest) for guest in found),
        "without_times": sum(row["session"] is None for row in rows),
        "mail_is_on": mail_is_set_up(),
        "lacks_contact": not organizations.support_contacts(),
        "contacts_url": _contacts_url(request),
        "example": _example([guest for guest in found if guest.person.pk not in walled]),
        "section": "schedule",
    }
    return render(request, "sessions/invitations.html", context)


def _contacts_url(request: HttpRequest) -> str:
    """Where somebody to talk to is named, and back here; '' for those who may not name anybody."""
    actor = request.actor  # type: ignore[attr-defined]
    organization = organizations.get_organization_by_id(actor.organization_id)
    if not organization_policies.administer(actor, organization):
        return ""
    return f"{reverse('organization:contacts', kwargs={'ref': organization})}?next={request.path}"


def _example(guests: list[invitations.Guest]) -> dict[str, Any] | None:
    """The mail of the first who has a date."""
    guest = next((each for each in guests if each.session is not None), None)
    if guest is None:
        return None
    mail = deliveries.preview(guest.session, guest.person)  # type: ignore[arg-type]
    return {"name": guest.person.full_name, "subject": mail.subject, "body": mail.body}


def _here(program: Any) -> HttpResponse:
    return redirect("sessions:invitations", ref=program)


@requires(policies.invite_people, load=programs.get_program)
@require_POST
def make_links(request: HttpRequest, program: Any) -> HttpResponse:
    """Make the personal links that are missing."""
    count = invitations.make_links(
        program=program,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    told = ngettext("Made %(n)s link.", "Made %(n)s links.", count) % {"n": count}
    toast(request, told)
    return _here(program)


@requires(policies.invite_people, load=programs.get_program)
@require_POST
def send(request: HttpRequest, program: Any) -> HttpResponse:
    """Send the invitations by mail."""
    count = invitations.send_invitations(
        program=program,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    told = ngettext("%(n)s mail is on its way.", "%(n)s mails are on their way.", count)
    toast(request, told % {"n": count})
    return _here(program)


@requires(policies.invite_people, load=programs.get_program)
@require_safe
def links_file(request: HttpRequest, program: Any) -> HttpResponse:
    """All personal links as a file."""
    rows = [[_("Name"), _("E-mail"), _("Group"), _("First session"), _("Link")]]
    for guest in invitations.guests(program, timezone.now()):
        when = ""
        if guest.session is not None:
            city = next(iter(cities(guest.session.starts_at, [guest.person], "UTC")))
            when = f"{city.local:%Y-%m-%d %H:%M} {city.zone}"
        person = guest.person
        row = [person.full_name, person.email, guest.group.name, when, _link(guest)]
        if wall.is_walled_off(request.actor, person):  # type: ignore[attr-defined]
            row = [person.full_name, "", guest.group.name, "", ""]
        rows.append(row)
    return HttpResponse(
        exporting.to_csv(rows),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="invitations.csv"',
            "Cache-Control": "no-store",
        },
    )


# ---------------------------------------------------------------- the page behind a link


@public("the secret in the address shows one person's invitation; only the form acts")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, ref: str, token: str) -> HttpResponse:
    """You are invited: choose a password and come in."""
    now = timezone.now()
    try:
        found = invitations.find_invitation(ref, token, now)
    except tenancy.NotFound:
        raise Http404 from None
    with tenancy.scope(found.organization_id):
        form = PasswordForm(request.POST if request.method == "POST" else None)
        if found.used_at is not None or found.person.user_id is not None:
            return _used(request)
        if not form.is_bound or not form.is_valid():
            return _invitation(request, found, form)
        try:
            user = invitations.accept(
                invitation=found, password=form.cleaned_data["password"], now=now
            )
        except invitations.HasAccount:
            return _used(request)
        session = invitations.first_session(found, now)
    get_adapter().login(request, user)
    toast(request, _("Welcome. You sign in with your e-mail and this password from now on."))
    return redirect("sessions:session", ref=session) if session else redirect("/")


def _used(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("/")
    return render(request, "sessions/join_used.html")


def _invitation(request: HttpRequest, found: Any, form: PasswordForm) -> HttpResponse:
    now = timezone.now()
    session = invitations.first_session(found, now)
    person = found.person
    others = groups.members_of(session.group) if session else []
    context = {
        "form": form,
        "person": person,
        "session": session,
        "zone": person.time_zone,
        "others": [
            {"name": each.full_name, "ref": each.ref, "note": each.site}
            for each in others
            if each.pk != person.pk
        ],
        "cities": [
            words.city_row(city, person.pk)
            for city in cities(session.starts_at, others, person.time_zone, session.minutes)
        ]
        if session
        else [],
        "nav": (),
    }
    status = 422 if form.is_bound else 200
    return render(request, "sessions/join.html", context, status=status)
