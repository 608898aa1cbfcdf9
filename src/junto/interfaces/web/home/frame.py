"""What surrounds every page: navigation by role, the switch, the account menu, the ribbon."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from junto.domain.groups.enums import MENTORING_KINDS, ROUND_KINDS
from junto.domain.overview import queries as overview
from junto.domain.people import queries as people
from junto.domain.people.enums import Role
from junto.foundation.access import Actor
from junto.interfaces.web.ui.places import address
from junto.interfaces.web.ui.shell import Link, Me, Section, Shell

SAMPLE_ROLES = (
    Role.PARTICIPANT,
    Role.FACILITATOR,
    Role.PROGRAM_MANAGER,
    Role.SPONSOR,
    Role.ORG_ADMIN,
)


@dataclass
class Here:
    """Where somebody is: in which organization, as what, in which program."""

    membership: people.Membership
    role: str
    programs: list[Any] = field(default_factory=list)
    program: Any = None

    @property
    def ref(self) -> str:
        """The organization's reference."""
        return self.membership.organization_ref

    def home(self, role: str = "") -> str:
        """The address of a home here."""
        return address("home:role", self.ref, role=role or self.role)


def frame_of(request: HttpRequest) -> Shell:
    """The frame of this request's page."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        sign_in = Link(_("Sign in"), address("account_login"), icon="person")
        return Shell(account=(sign_in,))
    memberships = people.memberships_of(user)
    here = _place(request, user, memberships)
    if here is None:
        return Shell(
            account=_account(), me=Me(str(user), str(user.pk)), single_keys=user.single_keys
        )
    nav, label, more = _navigation(here)
    switch = _switch(here, memberships)
    return Shell(
        nav=nav,
        nav_label=label,
        nav_more=more,
        menu=switch if len(switch) > 1 else (),
        menu_label=_switch_label(here, memberships),
        account=_account(),
        me=Me(str(user), here.membership.person_ref, here.membership.organization_name),
        home_url="/",
        ribbon=_ribbon(here),
        ribbon_links=_ribbon_links(request, here),
        single_keys=user.single_keys,
    )


def _place(
    request: HttpRequest, user: Any, memberships: tuple[people.Membership, ...]
) -> Here | None:
    if not memberships:
        return None
    actor = getattr(request, "actor", None)
    organization_id = getattr(actor, "organization_id", None)
    membership = next(
        (row for row in memberships if row.organization_id == organization_id),
        _main(memberships),
    )
    match = request.resolver_match
    wanted = match.kwargs.get("role", "") if match and match.view_name == "home:role" else ""
    roles = overview.ordered_roles(membership.roles)
    role = wanted if wanted in membership.roles else (roles or [str(Role.PARTICIPANT)])[0]
    here = Here(membership, role)
    if role in (Role.PROGRAM_MANAGER, Role.ORG_ADMIN) and Role.PROGRAM_MANAGER in roles:
        here.programs = overview.programs_led(_actor(request, membership))
        here.program = _program(request, here.programs)
    return here


def _actor(request: HttpRequest, membership: people.Membership) -> Actor:
    """The actor of the request, who is known already, where the page belongs to an organization."""
    actor = getattr(request, "actor", None)
    if actor is not None and actor.person_id == membership.person_id:
        return actor  # type: ignore[no-any-return]
    return people.actor_for(user=request.user, organization_id=membership.organization_id)


def _main(memberships: tuple[people.Membership, ...]) -> people.Membership:
    return next((row for row in memberships if not row.organization_is_sample), memberships[0])


def _program(request: HttpRequest, programs: list[Any]) -> Any:
    match = request.resolver_match
    named = {request.GET.get("program", ""), (match.kwargs if match else {}).get("ref", "")}
    return next((row for row in programs if row.ref in named), programs[0] if programs else None)


def _navigation(here: Here) -> tuple[tuple[Link, ...], str, tuple[Section, ...]]:
    if here.role == Role.PROGRAM_MANAGER:
        return _manager_navigation(here)
    if here.role == Role.ORG_ADMIN:
        links = (Link(_("Home"), here.home(), icon="home", key="home"), *_organization_links(here))
        return links, here.membership.organization_name, ()
    links = (
        Link(_("Home"), here.home(), icon="home", key="home"),
        Link(_("Next steps"), address("after:steps"), icon="goal", key="steps"),
        Link(_("Feedback"), address("feedback:home", here.ref), icon="talk", key="feedback"),
        Link(_("Advice"), address("advice:directory", here.ref), icon="hand", key="advice"),
        Link(_("My times"), address("people:my-times"), icon="clock", key="times"),
    )
    if here.role == Role.FACILITATOR:
        links = (*links, _quizzes_link(here), _formats_link(here))
    return links, "", ()


def _quizzes_link(here: Here) -> Link:
    """Quizzes and polls; others come to theirs from a session or with a code."""
    return Link(_("Quizzes"), address("quiz:library", here.ref), icon="bulb", key="quizzes")


def _formats_link(here: Here) -> Link:
    """Formats of sessions; others come to theirs from a session."""
    return Link(_("Formats"), address("formats:list", here.ref), icon="book", key="formats")


def _manager_navigation(here: Here) -> tuple[tuple[Link, ...], str, tuple[Section, ...]]:
    program = here.program
    home = here.home()
    if program is not None and program is not here.programs[0]:
        home = f"{home}?program={program.ref}"
    today = Link(_("Today"), home, icon="home", key="today")
    organization = Section(here.membership.organization_name, _organization_links(here))
    if program is None:
        return (today,), _("Programs"), (organization,)
    links = (
        today,
        Link(_("People"), address("programs:people", program), icon="people", key="program-people"),
        Link(_("Template"), address("programs:template", program), icon="book", key="template"),
        Link(_("Rules"), address("programs:rules", program), icon="sliders", key="rules"),
        Link(_("Groups"), address("groups:list", program), icon="round", key="groups"),
        *_rounds_link(program),
        *_mentoring_link(program),
        Link(_("Schedule"), address("sessions:schedule", program), icon="clock", key="schedule"),
        Link(_("Pulse"), address("after:program-pulse", program), icon="chart", key="pulse"),
        Link(_("Feedback"), address("feedback:rounds", program), icon="talk", key="feedback"),
        Link(_("Reviews"), address("reviews:program", program), icon="eye", key="reviews"),
    )
    return links, program.name, (organization,)


def _rounds_link(program: Any) -> tuple[Link, ...]:
    """Planning rounds, where groups are made to change; others find it beside their groups."""
    if program.group_kind not in ROUND_KINDS:
        return ()
    page = address("rounds:newest", program)
    return (Link(_("Rounds"), page, icon="swap", key="rounds"),)


def _mentoring_link(program: Any) -> tuple[Link, ...]:
    """Matching people, where that is what the program's groups are."""
    if program.group_kind not in MENTORING_KINDS:
        return ()
    page = address("mentoring:board", program)
    return (Link(_("Mentoring"), page, icon="heart", key="mentoring"),)


def _organization_links(here: Here) -> tuple[Link, ...]:
    is_admin = Role.ORG_ADMIN in here.membership.roles
    links = [Link(_("Everybody"), address("people:list", here.ref), icon="people", key="people")]
    links.append(Link(_("Programs"), address("programs:list", here.ref), icon="book"))
    advice = address("advice:directory", here.ref)
    links.append(Link(_("Advice"), advice, icon="hand", key="advice"))
    links += [_quizzes_link(here), _formats_link(here)]
    if is_admin:
        links += [
            Link(_("Roles"), address("organization:roles", here.ref), icon="key", key="roles"),
            Link(
                _("Settings"),
                address("organization:settings", here.ref),
                icon="gear",
                key="settings",
            ),
            Link(_("Log"), address("organization:log", here.ref), icon="history", key="log"),
        ]
    return tuple(links)


def _switch(here: Here, memberships: tuple[people.Membership, ...]) -> tuple[Link, ...]:
    several = len(memberships) > 1
    names = dict(Role.choices)
    links = [
        Link(
            str(names[role]),
            address("home:role", row.organization_ref, role=str(role)),
            note=row.organization_name if several else "",
            current=row is here.membership and role == here.role and len(here.programs) < 2,
        )
        for row in memberships
        for role in overview.ordered_roles(row.roles)
    ]
    if len(here.programs) > 1:
        home = here.home(Role.PROGRAM_MANAGER)
        links += [
            Link(
                program.name,
                f"{home}?program={program.ref}",
                icon="round",
                current=program is here.program,
            )
            for program in here.programs
        ]
    return tuple(links)


def _switch_label(here: Here, memberships: tuple[people.Membership, ...]) -> str:
    if len(here.programs) > 1 and here.program is not None:
        return str(here.program.name)
    role = str(dict(Role.choices)[here.role])
    if len(memberships) < 2:
        return role
    return _("%(role)s, %(organization)s") % {
        "role": role,
        "organization": here.membership.organization_name,
    }


def _account() -> tuple[Link, ...]:
    return (
        Link(_("About me"), address("people:me"), icon="person"),
        Link(_("My times"), address("people:my-times"), icon="clock"),
        Link(_("What is stored about me"), address("people:my-privacy"), icon="lock"),
        Link(_("Sign out"), address("account_logout"), icon="out", post=True),
    )


def _ribbon(here: Here) -> str:
    if not here.membership.organization_is_sample:
        return ""
    return _("Sample program, nothing here is real")


def _ribbon_links(request: HttpRequest, here: Here) -> tuple[Link, ...]:
    if not here.membership.organization_is_sample:
        return ()
    leave = Link(_("Leave the sample"), address("accounts:leave-sample"), post=True)
    own = Link(_("Start my own"), address("accounts:start-own"), post=not settings.DEMO)
    if not settings.DEMO:
        return (own, Link(_("Back to your own"), "/"))
    names = dict(Role.choices)
    views = tuple(
        Link(
            str(names[role]),
            address("accounts:view-as", role=str(role)),
            post=True,
            current=here.role == role,
        )
        for role in SAMPLE_ROLES
    )
    return (*views, own, leave)
