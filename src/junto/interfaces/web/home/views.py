"""Home pages: for each role one next thing."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from junto.domain.accounts import actions as accounts
from junto.domain.groups import queries as groups
from junto.domain.organizations import policies as organization_policies
from junto.domain.organizations import queries as organizations
from junto.domain.organizations import zones
from junto.domain.overview import homes
from junto.domain.overview import queries as overview
from junto.domain.people import queries as people
from junto.domain.people.enums import Role
from junto.domain.programs.enums import ProgramState, SetupStep
from junto.foundation import drafts
from junto.foundation.access.views import requires, signed_in
from junto.interfaces.web.ui.places import address

DAWN, EARLY, LATE, NIGHT = (5, 0), (7, 30), (20, 30), (22, 30)
MOST_SEATS = 8
FORM_NAME = re.compile(r"[a-z][a-z0-9.:-]{0,79}")
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "_key", "_form", "_forget", "next", "password"})
FEWEST_SHOWN_TO_SPONSORS = 10


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
    return HOMES.get(role, _participant)(request, organization)


# ---------------------------------------------------------------- participant


def _participant(request: HttpRequest, organization: Any) -> HttpResponse:
    now = timezone.now()
    person = people.person_of(request.actor)  # type: ignore[attr-defined]
    circles = overview.circles_of(person)
    ahead = homes.next_for(person, now)
    context = {
        "person": person,
        "greeting": _greeting(person, now),
        "circles": [
            _circle(circle, person, now, ahead.sessions.get(circle.group_id)) for circle in circles
        ],
        "asked": [(each, address("after:session", each)) for each in ahead.asked],
        "steps": [(each, address("after:step", each.ref)) for each in ahead.steps],
        "today": now.astimezone(ZoneInfo(person.time_zone)).date(),  # type: ignore[union-attr]
        "attends": [] if circles else overview.programs_of_person(person),
        "ask_times": person.hours_assumed or person.time_zone_assumed,  # type: ignore[union-attr]
        "contacts": organizations.support_contacts(),
        "section": "home",
    }
    return render(request, "home/participant.html", context)


def _greeting(person: Any, now: datetime) -> str:
    name = person.call_name.split()[0] if not person.known_as else person.known_as
    hour = now.astimezone(ZoneInfo(person.time_zone)).hour
    if 4 <= hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}


def _circle(circle: overview.Circle, person: Any, now: datetime, session: Any) -> dict[str, Any]:
    seats = [
        {
            "name": member.full_name,
            "ref": member.ref,
            "caption": _("You") if member.pk == person.pk else _short(member),
            "note": member.site,
            "me": member.pk == person.pk,
        }
        for member in circle.members
    ]
    return {
        "name": circle.name,
        "kind": circle.kind_label,
        "address": address("groups:circle", circle),
        "count": len(seats),
        "seats": seats if 2 <= len(seats) <= MOST_SEATS else [],
        "members": circle.members,
        "times": [
            _time_of(member, person, session.starts_at if session else now)
            for member in circle.members
        ],
        "session": session,
        "is_on": session is not None and homes.is_on(session),
        "session_url": address("sessions:session", session) if session else "",
        "room_url": address("room:room", session) if session else "",
        "prepare_url": address("room:prepare", session) if session else "",
    }


def _short(member: Any) -> str:
    return str(member.known_as or member.full_name.split()[0])


def _word_for(clock: tuple[int, int]) -> str:
    if clock < DAWN or clock >= NIGHT:
        return _("at night")
    if clock < EARLY:
        return _("early")
    return _("late") if clock > LATE else ""


def _time_of(member: Any, person: Any, now: datetime) -> dict[str, Any]:
    local = now.astimezone(ZoneInfo(member.time_zone))
    clock = (local.hour, local.minute)
    return {
        "at": local,
        "zone": member.time_zone,
        "place": member.site or zones.label(member.time_zone),
        "name": _("You") if member.pk == person.pk else _short(member),
        "word": _word_for(clock),
        "me": member.pk == person.pk,
    }


# ---------------------------------------------------------------- program manager


def _manager(request: HttpRequest, organization: Any) -> HttpResponse:
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


# ---------------------------------------------------------------- facilitator, sponsor, admin


def _facilitator(request: HttpRequest, organization: Any) -> HttpResponse:
    programs = [
        {
            "name": program.name,
            "groups": [
                {
                    "name": group.name,
                    "kind": group.get_kind_display(),
                    "count": group.people_count,
                    "url": address("groups:circle", group),
                }
                for group in groups
            ],
        }
        for program, groups in overview.facilitator_groups(request.actor)  # type: ignore[attr-defined]
    ]
    count = sum(len(program["groups"]) for program in programs)
    context = {"programs": programs, "count": count, "section": "home"}
    return render(request, "home/facilitator.html", context)


def _sponsor(request: HttpRequest, organization: Any) -> HttpResponse:
    programs = [
        {
            "name": program.name,
            "state": program.get_state_display(),
            "people": program.people_count
            if program.people_count >= FEWEST_SHOWN_TO_SPONSORS
            else None,
        }
        for program in overview.sponsored_programs(request.actor)  # type: ignore[attr-defined]
    ]
    return render(request, "home/sponsor.html", {"programs": programs, "section": "home"})


def _admin(request: HttpRequest, organization: Any) -> HttpResponse:
    health = overview.health(now=timezone.now())
    _page, entries = overview.log("1")
    context = {
        "organization": organization,
        "health": health,
        "troubles": _troubles(health),
        "entries": entries[:6],
        "section": "home",
    }
    return render(request, "home/admin.html", context)


def _troubles(health: overview.Health) -> list[tuple[str, str]]:
    found = []
    if health.worker_is_silent:
        found.append(
            (
                _("The worker is not answering"),
                _("Imports, groups and mail wait until it runs. Start the server again, or run"
                  " junto doctor to see why."),
            )
        )  # fmt: skip
    if health.unclear_mails:
        found.append(
            (
                _("A message may not have arrived"),
                _("The line broke while sending. Nothing is sent twice on a guess."),
            )
        )
    if health.failed_jobs:
        found.append(
            (
                ngettext(
                    "%(n)s piece of work stopped today",
                    "%(n)s pieces of work stopped today",
                    health.failed_jobs,
                )
                % {"n": health.failed_jobs},
                _("Whoever began it sees why on its page."),
            )
        )
    if health.unchained:
        found.append(
            (
                ngettext(
                    "%(n)s entry of the log is not sealed yet",
                    "%(n)s entries of the log are not sealed yet",
                    health.unchained,
                )
                % {"n": health.unchained},
                _("The worker seals entries within seconds. Check that it runs."),
            )
        )
    return found


HOMES: dict[str, Callable[[HttpRequest, Any], HttpResponse]] = {
    Role.PARTICIPANT: _participant,
    Role.FACILITATOR: _facilitator,
    Role.PROGRAM_MANAGER: _manager,
    Role.SPONSOR: _sponsor,
    Role.ORG_ADMIN: _admin,
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
