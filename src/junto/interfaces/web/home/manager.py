"""A program manager's home: at most five decisions first, then how the program goes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from junto.domain.assessments.enums import HIGHEST, PulseItem
from junto.domain.groups.enums import MENTORING_KINDS
from junto.domain.organizations import policies as organization_policies
from junto.domain.overview import queries as overview
from junto.domain.overview import today as domain
from junto.domain.overview.signals import GroupFacts, Kind, Signal
from junto.domain.people import queries as people
from junto.domain.programs.enums import SetupStep
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.figures import Line
from junto.interfaces.web.home import advice
from junto.interfaces.web.home.words import aim_row, greeting, percent
from junto.interfaces.web.ui import charts
from junto.interfaces.web.ui.places import address
from junto.kernel import anonymity

MOST_DECISIONS = 5
GROUPS_ON_A_PAGE = 12
WEEKS_SHOWN = 8
# Shares of seats taken from which a cell is darker.
SEAT_CUTS = (50, 70, 85, 99)
KEPT_FOR, MET_FOR = 120, 600


def manager(request: HttpRequest, organization: Any) -> HttpResponse:
    """A program on one page; without one, how to begin."""
    home = overview.manager_home(
        request.actor,  # type: ignore[attr-defined]
        request.GET.get("program", ""),
    )
    context: dict[str, Any] = {
        "organization": organization,
        "advice_news": advice.news(request),
        "section": "today",
    }
    if home is None:
        context["begin"] = _begin_address(request, organization)
        return render(request, "home/manager_empty.html", context)
    context["program"] = home.program
    context["today"] = _today(request, organization, home, timezone.now())
    return render(request, "home/manager.html", context)


def _today(
    request: HttpRequest, organization: Any, home: overview.ManagerHome, now: datetime
) -> SafeString:
    """The page's content: made once, and again when something that it tells of has changed."""
    hello = greeting(_called(request), organization.time_zone, now)
    asked = (domain.edition(home.program, now=now), get_language(), hello, request.GET.urlencode())
    key = f"today:{sha256(repr(asked).encode()).hexdigest()}"
    found: SafeString | None = cache.get(key)
    if found is None:
        context = _content(request, organization, home, now) | {"greeting": hello}
        found = render_to_string("home/_today.html", context, request)
        cache.set(key, found, KEPT_FOR)
    return found


def _content(
    request: HttpRequest, organization: Any, home: overview.ManagerHome, now: datetime
) -> dict[str, Any]:
    program = home.program
    context = {
        "program": program,
        **_setup(home),
        "zone": organization.time_zone,
        "people_url": address("programs:people", program),
        "log_url": address("programs:decisions", program),
        "objectives_url": address("programs:objectives", program),
    }
    today = domain.today_of(program, now=now)
    return context | (_running(request, home, today, now) if today.facts else {})


def _called(request: HttpRequest) -> str:
    """What the reader is called, from what every page knows already."""
    person_id = request.actor.person_id  # type: ignore[attr-defined]
    rows = people.memberships_of(request.user)
    return next((row.person_name.split()[0] for row in rows if row.person_id == person_id), "")


def _running(
    request: HttpRequest, home: overview.ManagerHome, today: domain.Today, now: datetime
) -> dict[str, Any]:
    program = home.program
    everything = "all" in request.GET
    shown = today.open if everything else today.open[:MOST_DECISIONS]
    needs = today.needs_look()
    sought = [facts for facts in today.facts if facts.group.pk in needs]
    only_needs = request.GET.get("needs") == "look"
    page = Paginator(sought if only_needs else today.facts, GROUPS_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    lines = [line for facts in page for line in facts.lines]
    numbers = domain.numbers_of(program, today, [line.pk for line in lines if _is_over(line)])
    return {
        "has_groups": True,
        "week": _week(today, now),
        "decisions": [_decision(program, signal) for signal in shown],
        "more": len(today.open) - len(shown),
        "stats": _stats(today, numbers),
        "aims": [aim_row(each) for each in numbers.aims],
        "page_obj": page,
        "groups": [_group(facts, needs, now) for facts in page],
        "groups_all": len(today.facts),
        "groups_needing": len(sought),
        "only_needs": only_needs,
        "sessions_heat": _sessions_heat(page, lines, numbers.came, now),
        "met": _met(program, numbers),
        "pulse": _pulse(today, program),
    }


# ---------------------------------------------------------------- set-up


def _setup(home: overview.ManagerHome) -> dict[str, Any]:
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
            "label": label,
            "done": done,
            "url": places[SetupStep(key)],
            "current": key == home.next_step,
            "why": words[key][1],
        }
        for key, label, done in home.steps
    ]
    title, why, act = words.get(home.next_step, ("", "", ""))
    return {
        "steps": steps,
        "steps_done": home.done,
        "next": title,
        "next_why": why,
        "next_action": act,
        "next_url": places[SetupStep(home.next_step)] if home.next_step else "",
    }


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


# ---------------------------------------------------------------- decisions


def _decision(program: Any, signal: Signal) -> dict[str, Any]:
    label, url = _act(program, signal)
    return {
        "title": signal.title,
        "why": signal.why,
        "label": label,
        "url": url,
        "other": f"{address('programs:decide', program)}?about={signal.key}",
    }


def _act(program: Any, signal: Signal) -> tuple[str, str]:
    """The one act that a signal suggests, and where it is done."""
    decide = f"{address('programs:decide', program)}?about={signal.key}"
    if signal.kind == Kind.NO_TIMES:
        return _("Find hours"), address("sessions:schedule", program)
    if signal.kind == Kind.IDLE:
        return _("Propose hours"), address("sessions:schedule", program)
    if signal.kind == Kind.NOT_NOTED:
        return _("Say what happened"), f"{address('sessions:session', signal.session)}#held"
    if signal.kind == Kind.MOVED:
        return _("Find another hour"), address("sessions:move", signal.session)
    if signal.kind == Kind.CALLED_OFF:
        return _("Look at its hours"), address("sessions:group", signal.group)
    if signal.kind == Kind.AWAY:
        return _("Ask for a check-in"), decide
    if signal.kind == Kind.PULSE:
        return _("See what helps"), decide
    if signal.kind == Kind.AGREED:
        return _("Carry it out"), address("groups:mend", program)
    if signal.kind == Kind.OTHER_GROUP:
        return _("See ways"), address("groups:mend", program)
    is_matched = program.group_kind in MENTORING_KINDS or (
        signal.group is not None and signal.group.kind in MENTORING_KINDS
    )
    if signal.kind in (Kind.WAITING, Kind.SMALL) and is_matched:
        return _("See what can be done"), address("mentoring:renew", program)
    if signal.kind in (Kind.WAITING, Kind.SMALL):
        return _("See what can be done"), address("groups:mend", program)
    return _("Note it"), f"{address('programs:objectives', program)}#{signal.objective}"


# ---------------------------------------------------------------- numbers


def _week(today: domain.Today, now: datetime) -> tuple[int, int] | None:
    """Which week of how many it is, once the first session is near."""
    if today.first_day is None or today.last_day is None or now < today.first_day:
        return None
    whole = (today.last_day - today.first_day).days // 7 + 1
    return min((now - today.first_day).days // 7 + 1, whole), whole


def _stats(today: domain.Today, numbers: domain.Numbers) -> list[dict[str, str]]:
    steps, seats, mean = numbers.steps, numbers.seats, domain.latest_mean(today.weeks)
    kept = domain.settled_share(steps)
    moved = ngettext("%(n)s was moved", "%(n)s were moved", today.moved) % {"n": today.moved}
    return [
        {
            "label": _("Sessions held"),
            "value": charts.number(today.held),
            "unit": _("of %(n)s due") % {"n": charts.number(today.due)},
            "note": moved if today.moved else "",
        },
        {
            "label": _("Came"),
            "value": percent(seats.share),
            "note": _("%(n)s of %(all)s seats")
            % {"n": charts.number(seats.taken), "all": charts.number(seats.noted)}
            if seats.share is not None
            else _("Nobody has met yet"),
        },
        {
            "label": _("Next steps done or learned from"),
            "value": percent(kept),
            "note": _("%(n)s of %(all)s; %(open)s still open")
            % {"n": steps.done, "all": steps.made, "open": steps.open}
            if steps and steps.made
            else _("Shown once %(n)s people have made one") % {"n": anonymity.GROUP_PULSE},
        },
        {
            "label": _("“The time was worth it for me”"),
            "value": charts.number(mean, 1) if mean is not None else "–",
            "unit": _("of %(n)s") % {"n": HIGHEST} if mean is not None else "",
            "note": _("in the latest week that can be shown")
            if mean is not None
            else _("Not yet enough answers"),
        },
    ]


# ---------------------------------------------------------------- pictures


def _is_over(line: Line) -> bool:
    return line.state == SessionState.ENDED


def _sessions_heat(
    page: Page[GroupFacts],
    lines: Sequence[Line],
    came: Mapping[int, tuple[int, int]],
    now: datetime,
) -> dict[str, Any] | None:
    """How many of each group came to each session, for the groups on this page."""
    if not lines:
        return None
    # Sessions that lie ahead of everybody say nothing yet.
    last = max((line.number for line in lines if line.is_due(now) or line.pk in came), default=0)
    numbers = range(1, min(last + 1, max(line.number for line in lines)) + 1)
    rows = []
    for facts in page:
        mine = {line.number: line for line in facts.lines}
        rows.append((facts.group.name, [_seat_cell(mine.get(n), came, now) for n in numbers]))
    return {
        "columns": [_("S%(n)s") % {"n": n} for n in numbers],
        "rows": rows,
        "cuts": SEAT_CUTS,
    }


def _seat_cell(line: Any, came: Mapping[int, tuple[int, int]], now: datetime) -> charts.Cell:
    if line is None:
        return None
    if line.state == SessionState.CALLED_OFF:
        return _("off")
    if line.pk in came:
        there, noted = came[line.pk]
        return 100 * there / noted, charts.number(there)
    if line.state == SessionState.ENDED:
        return _("held")
    if line.state == SessionState.LIVE:
        return _("now")
    if line.is_unnoted(now):
        return "?"
    return _("moved") if line.moves else _("due")


def _met(program: Any, numbers: domain.Numbers) -> dict[str, Any] | None:
    """Who has met whom, by unit; worked out again when somebody came, joined or left."""
    if not numbers.seats.taken:
        return None
    people_saved = program.steps_saved.get(str(SetupStep.PEOPLE), "")
    key = f"met:{program.pk}:{numbers.seats.mark}:{people_saved}"
    part, found = cache.get_or_set(key, lambda: domain.met(program), MET_FOR)
    if len(found.units) < 2:
        return None
    names = [unit or _("All others") for unit in found.units]
    last = len(names) - 1
    rows = [
        (
            names[row],
            [
                round(found.shares[row, column]) if (row, column) in found.shares else None
                for column in range(row + 1)
            ]
            + [None] * (last - row),
        )
        for row in range(len(names))
    ]
    between = {cell: share for cell, share in found.shares.items() if cell[0] != cell[1]}
    least = min(between, key=lambda cell: (between[cell], cell), default=None)
    return {
        "corner": {
            "unit": _("Unit"),
            "site": _("Site"),
            "country": _("Country"),
            "employer": _("Employer"),
        }[part],
        "columns": _codes(names),
        "rows": rows,
        "least": None
        if least is None
        else {
            "first": names[least[1]],
            "second": names[least[0]],
            "share": percent(between[least]),
        },
    }


def _codes(names: Sequence[str]) -> list[SafeString]:
    """Short heads for columns whose rows carry the names: initials, or the first letters."""
    found: list[str] = []
    for name in names:
        words = name.split()
        code = "".join(word[0] for word in words[:3]) if len(words) > 1 else name[:2]
        found.append(code.upper() if code.upper() not in found else name[:3].upper())
    return [
        format_html('<abbr title="{}">{}</abbr>', name, code)
        for name, code in zip(names, found, strict=True)
    ]


def _pulse(today: domain.Today, program: Any) -> dict[str, Any]:
    weeks = list(today.weeks)[-WEEKS_SHOWN:]
    points = [(date_format(week.day, "M j"), _mean(week)) for week in weeks]
    hidden = [date_format(week.day, "F j") for week in weeks if not week.is_shown]
    return {
        "points": points,
        "question": PulseItem.USEFUL.label,
        "hidden": hidden[-1] if hidden else "",
        "fewest": anonymity.GROUP_PULSE,
        "url": address("after:program-pulse", program),
        "small": today.has_small_groups,
    }


def _mean(result: Any) -> float | None:
    mean = result.means.get(PulseItem.USEFUL.value) if result.is_shown else None
    return None if mean is None else (mean.low + mean.high) / 2


# ---------------------------------------------------------------- the table of groups


def _group(facts: GroupFacts, needs: Any, now: datetime) -> dict[str, Any]:
    held, ahead = facts.held, facts.ahead(now)
    tone, state = _state(facts, needs.get(facts.group.pk, ()))
    return {
        "name": facts.group.name,
        "url": address("sessions:group", facts.group),
        "people": facts.group.people_count,
        "tone": tone,
        "state": state,
        "last": held[-1].met_at if held else None,
        "next": ahead.starts_at if ahead else None,
        "pulse": _mean(facts.pulse) if facts.pulse else None,
    }


def _state(facts: GroupFacts, signals: Sequence[Signal]) -> tuple[str, str]:
    if signals:
        return "warn", _("Needs a look")
    if not facts.lines:
        return "", _("No hours yet")
    if not facts.held:
        return "", _("Has not met yet")
    return "ok", _("Going well")
