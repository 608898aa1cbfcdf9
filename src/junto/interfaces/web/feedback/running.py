"""A program's rounds of feedback: see that everybody hears enough, ask, close later, cancel."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.feedback import actions, instruments, policies, queries
from junto.domain.feedback.enums import RoundStage, Told
from junto.domain.programs import queries as programs
from junto.foundation.access.views import requires
from junto.interfaces.web.feedback.planning import close_of
from junto.interfaces.web.ui.toasts import toast

plans = requires(policies.plan_round, load=programs.get_program)
runs = requires(policies.run_round, load=queries.get_round)


@plans
@require_safe
def rounds(request: HttpRequest, program: Any) -> HttpResponse:
    """The program's rounds."""
    context = {"program": program, "rounds": queries.rounds_of(program), "section": "feedback"}
    return render(request, "feedback/rounds.html", context)


@runs
@require_safe
def round_page(request: HttpRequest, row: Any) -> HttpResponse:
    """Where a round is: everybody with how many are asked, never who answered."""
    seen = queries.coverage(row)
    lacking = [each for each in seen if not each.is_enough(row.k)]
    context = {
        "round": row,
        "program": row.program,
        "coverage": seen,
        "lacking": lacking,
        "is_choosing": row.stage == RoundStage.CHOOSING,
        "is_asking": row.stage == RoundStage.ASKING,
        "is_done": row.stage == RoundStage.DONE,
        "competencies": [each.title for each in instruments.chosen(row.competencies)],
        "is_themes": row.told == Told.THEMES,
        "waiting": sum(queries.waits_for_a_look(each.subject) for each in seen),
        "loads": sorted(set(queries.loads(row).values())),
        "share": queries.answered_share(seen),
        "section": "feedback",
    }
    return render(request, "feedback/round.html", context)


@runs
@require_POST
def fill(request: HttpRequest, row: Any) -> HttpResponse:
    """Propose people for whoever has too few."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        made = actions.fill_up(round_=row, actor=actor, now=timezone.now())
    except actions.TooLate:
        return redirect(_address(row))
    if made.short:
        return _cannot(request, row, made)
    n = made.proposed
    toast(request, ngettext("One person is proposed.", "%(n)s people are proposed.", n) % {"n": n})
    return redirect(_address(row))


def _cannot(request: HttpRequest, row: Any, made: actions.Filled) -> HttpResponse:
    """Who cannot hear from enough people, why, and what would mend it: proved, not guessed."""
    return render(
        request,
        "feedback/cannot.html",
        {"round": row, "program": row.program, "made": made, "section": "feedback"},
        status=422,
    )


@runs
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, row: Any) -> HttpResponse:
    """Send the invitations: what was announced is fixed from then on."""
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        actor = request.actor  # type: ignore[attr-defined]
        try:
            actions.begin_asking(round_=row, actor=actor, now=timezone.now())
        except actions.NotEnough as lacking:
            problems = [{"text": _why(lacking), "href": _address(row)}]
        except actions.TooSoon:
            problems = [{"text": _("The round closes within a day. Choose a later day first.")}]
        except actions.TooLate:
            return redirect(_address(row))
        else:
            toast(request, _("People are asked from now on."))
            return redirect(_address(row))
    context = {
        "round": row,
        "program": row.program,
        "people": len(queries.coverage(row)),
        "is_themes": row.told == Told.THEMES,
        "problems": problems,
        "has_errors": bool(problems),
        "section": "feedback",
    }
    return render(request, "feedback/ask.html", context, status=422 if problems else 200)


def _why(lacking: actions.NotEnough) -> str:
    names = ", ".join(each.full_name for each in lacking.people[:5])
    more = len(lacking.people) - 5
    if isinstance(lacking, actions.NotApproved):
        text = _("The choice of %(names)s waits for your look.") % {"names": names}
    elif isinstance(lacking, actions.ReadsFirst):
        text = _("These have no coach, or one who answers about them: %(names)s.")
        text %= {"names": names}
    elif isinstance(lacking, actions.OverAsked):
        text = _("%(names)s would be asked more often than one person may be, over all rounds.")
        text %= {"names": names}
    elif lacking.people:
        text = _("Too few are asked about %(names)s.") % {"names": names}
    else:
        text = _("Nobody is left whom this round is about.")
    return text + (" " + _("And %(n)s more.") % {"n": more} if more > 0 else "")


@runs
@require_POST
def extend(request: HttpRequest, row: Any) -> HttpResponse:
    """Close later."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        day = datetime.strptime(request.POST.get("closes_on", ""), "%Y-%m-%d").date()  # a day alone
        actions.extend(round_=row, closes_at=close_of(day, actor), actor=actor, now=timezone.now())
    except (ValueError, actions.TooSoon):
        toast(request, _("Choose a day after the one announced."))
    except actions.TooLate:
        toast(request, _("The round is over."))
    else:
        toast(request, _("The round closes later, for everybody."))
    return redirect(_address(row))


@runs
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, row: Any) -> HttpResponse:
    """Cancel, and destroy what was answered."""
    if request.method == "POST":
        actor = request.actor  # type: ignore[attr-defined]
        try:
            actions.cancel(round_=row, actor=actor, now=timezone.now())
        except actions.TooLate:
            toast(request, _("Answers are sealed already: this round stays."))
        else:
            toast(request, _("Cancelled. Everything answered in it was destroyed."))
        return redirect(_address(row))
    context = {"round": row, "program": row.program, "section": "feedback"}
    return render(request, "feedback/cancel.html", context)


def _address(row: Any) -> str:
    return reverse("feedback:round", kwargs={"ref": row.address})
