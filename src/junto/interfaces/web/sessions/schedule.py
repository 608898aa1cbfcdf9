"""The schedule of a program: propose, compare, agree."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from junto.domain.catalog import own_queries
from junto.domain.catalog.queries import localized
from junto.domain.people import queries as people
from junto.domain.programs import queries as programs
from junto.domain.programs.enums import SetupStep
from junto.domain.sessions import actions, policies, queries, timing
from junto.domain.sessions.clocks import place_of
from junto.foundation import jobs
from junto.foundation.access.views import requires
from junto.interfaces.web.sessions import words
from junto.interfaces.web.sessions.forms import ProposeForm
from junto.interfaces.web.sessions.steps import steps
from junto.interfaces.web.ui.toasts import toast

JOBS = ("sessions.propose", "sessions.agree-all")
PAGE = 20


def own_clock(request: HttpRequest) -> tuple[str, str]:
    """The zone of whoever looks, and where that is."""
    person = people.person_of(request.actor)  # type: ignore[attr-defined]
    return (person.time_zone, place_of(person)) if person else ("UTC", "UTC")


def own_zone(request: HttpRequest) -> str:
    """The zone of whoever looks."""
    return own_clock(request)[0]


# ---------------------------------------------------------------- the program


@requires(policies.schedule_program, load=programs.get_program)
@require_safe
def program_page(request: HttpRequest, program: Any) -> HttpResponse:
    """Every group and its times."""
    form = ProposeForm(initial=_usual(program), today=_today(), formats=_formats(request, program))
    return _page(request, program, form)


def _formats(request: HttpRequest, program: Any) -> list[tuple[str, str]]:
    """Formats that groups of the program's size can run, own ones first."""
    known = own_queries.formats_for(request.actor)  # type: ignore[attr-defined]
    sizes = range(program.size_min, program.size_max + 1)
    return [
        (fmt.id, localized(fmt.title))
        for fmt in known
        if fmt.modes.live and any(fmt.group.fits(people) for people in sizes)
    ]


def _today() -> date:
    return timezone.now().date() - timedelta(days=1)


def _usual(program: Any) -> dict[str, Any]:
    """Begin with the program, else in a week."""
    soon = timezone.now().date() + timedelta(days=7)
    starts_on = program.starts_on if program.starts_on and program.starts_on > soon else soon
    cadence = timing.TEMPLATE if program.template_id else timing.FORTNIGHTLY
    return {"cadence": cadence, "starts_on": starts_on}


def _page(request: HttpRequest, program: Any, form: ProposeForm, status: int = 200) -> HttpResponse:
    now, (zone, own_city) = timezone.now(), own_clock(request)
    lines = queries.schedule_lines(program, now)
    wanted = request.GET.get("show", "")
    counts = Counter(line.state for line in lines)
    shown = [line for line in lines if not wanted or line.state == wanted]
    page, pages = _paged(request, len(shown))
    shown = shown[(page - 1) * PAGE : page * PAGE]
    plans = queries.plans_of(shown)
    context = {
        "program": program,
        "form": form,
        "steps": steps(program, SetupStep.SCHEDULE),
        "job": _job(request, program),
        "rows": [_row(line, plans.get(line.group.pk), zone) for line in shown],
        "pages": [(n, n == page) for n in range(1, pages + 1)] if pages > 1 else [],
        "filters": [
            (label, name, counts[name], name == wanted)
            for name, label in STATE_WORDS().items()
            if counts[name]
        ],
        "wanted": wanted,
        "groups": len(lines),
        "proposed": counts["proposed"] + counts["hard"],
        "agreed": counts["agreed"],
        "own_city": own_city,
        "is_manager": policies.invite_people(request.actor, program),  # type: ignore[attr-defined]
        "section": "schedule",
    }
    return render(request, "sessions/schedule.html", context, status=status)


def STATE_WORDS() -> dict[str, str]:  # noqa: N802 - a constant, but for the language
    """What the states are called."""
    return {
        "hard": _("No common hour"),
        "proposed": _("Proposed"),
        "agreed": _("Agreed"),
        "none": _("Not yet worked out"),
    }


def _paged(request: HttpRequest, count: int) -> tuple[int, int]:
    pages = max(1, -(-count // PAGE))
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return min(max(1, page), pages), pages


def _row(line: queries.GroupLine, plan: Any, zone: str) -> dict[str, Any]:
    found: dict[str, Any] = {"line": line, "zone": zone, "state": line.state}
    if plan is not None:
        choice = plan["choices"][0]
        found |= {
            "headline": words.headline(choice, zone),
            "summary": words.summary(choice),
            "clocks": bool(choice["shifts"]),
            "rotates": len(choice["times"]) > 1,
        }
    return found


def _job(request: HttpRequest, program: Any) -> Any:
    """The job named in the address while it runs."""
    ref = request.GET.get("job", "")[:12]
    job = _job_of(program, ref) if ref else None
    return None if job is None or job.state == "done" else job


def _job_of(program: Any, ref: str) -> Any:
    try:
        job = jobs.get(ref)
    except LookupError:
        return None
    mine = job.name in JOBS and job.organization_id == program.organization_id
    return job if mine and job.args[:1] == [program.ref] else None


def _here(program: Any, job: Any = None) -> str:
    address = reverse("sessions:schedule", kwargs={"ref": program})
    return f"{address}?job={job.ref}" if job else address


@requires(policies.schedule_program, load=programs.get_program)
@require_POST
def propose(request: HttpRequest, program: Any) -> HttpResponse:
    """Ask for the fairest times of all groups, or of one."""
    form = ProposeForm(request.POST, today=_today(), formats=_formats(request, program))
    if not form.is_valid():
        return _page(request, program, form, status=422)
    only = request.POST.get("group", "")[:12]
    try:
        job = actions.propose_times(
            program=program,
            wanted=form.wanted(),
            refs=[only] if only else [],
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.NoGroups:
        form.add_error(None, _("No group meets yet. Publish the groups first"))
        return _page(request, program, form, status=422)
    return redirect(_here(program, job))


@requires(policies.schedule_program, load=programs.get_program)
@require_safe
def progress(request: HttpRequest, program: Any, job: str) -> HttpResponse:
    """How far the work is; sends the page on when it is over."""
    found = _job_of(program, job)
    if found is None:
        raise Http404
    if found.is_over:
        target = _here(program, found if found.state == "failed" else None)
        if request.headers.get("HX-Request") != "true":
            return redirect(target)
        return HttpResponse(headers={"HX-Redirect": target})
    return render(request, "sessions/_progress.html", {"program": program, "job": found})


@requires(policies.schedule_program, load=programs.get_program)
@require_POST
def agree_all(request: HttpRequest, program: Any) -> HttpResponse:
    """Use the fairest times for every group that has a proposal."""
    job = actions.agree_all(
        program=program,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    return redirect(_here(program, job))


# ---------------------------------------------------------------- one group


@requires(policies.agree_series, load=queries.get_series)
@require_safe
def series_page(request: HttpRequest, series: Any) -> HttpResponse:
    """The choices of one group side by side."""
    program = series.group.program
    rows = queries.schedule_of(program, [series.group.ref])
    if not rows or series.state != "proposed":
        return redirect("sessions:group", ref=series.group)
    row, (zone, own_city) = rows[0], own_clock(request)
    plan = series.plan
    why = plan["no_common_hour"]
    context = {
        "program": program,
        "group": series.group,
        "series": series,
        "people": len(row.people),
        "has_sessions": bool(row.sessions),
        "choices": [
            {
                "index": place,
                "headline": words.headline(choice, zone),
                "summary": words.summary(choice),
                "fits": not any(load["outside"] for load in choice["loads"].values()),
                "rotates": len(choice["times"]) > 1,
                "rows": words.rows(choice, row.people, zone),
                "burdens": words.burdens(choice, row.people),
                "shifts": words.shifts(choice, row.people),
                "oddities": words.oddities(choice),
                "dates": words.dates(choice, zone),
                "count": len(choice["occasions"]),
            }
            for place, choice in enumerate(plan["choices"])
        ],
        "why": words.no_common_hour(why, row.people) if why else None,
        "kind": series.group.get_kind_display(),
        "minutes": series.minutes,
        "own_city": own_city,
        "section": "schedule",
    }
    return render(request, "sessions/series.html", context)


@requires(policies.agree_series, load=queries.get_series)
@require_POST
def agree(request: HttpRequest, series: Any) -> HttpResponse:
    """Use one of the choices."""
    asked = request.POST.get("choice", "")
    group = series.group
    try:
        count = actions.agree(
            series=series,
            choice=int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else -1,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.NoSuchChoice:
        toast(request, _("Choose one of the times."))
        return redirect("sessions:series", ref=series.ref)
    except actions.AlreadyAgreed:
        toast(request, _("These times were chosen or replaced since you looked."))
        return redirect("sessions:schedule", ref=group.program)
    told = ngettext("%(group)s has %(n)s session.", "%(group)s has its %(n)s sessions.", count) % {
        "group": group.name,
        "n": count,
    }
    toast(request, told)
    return redirect("sessions:schedule", ref=group.program)


@requires(policies.agree_series, load=queries.get_series)
@require_POST
def drop(request: HttpRequest, series: Any) -> HttpResponse:
    """Set a proposal aside."""
    group = series.group
    actions.set_aside(
        series=series,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("Set aside. Nothing changed for %(group)s.") % {"group": group.name})
    return redirect("sessions:schedule", ref=group.program)
