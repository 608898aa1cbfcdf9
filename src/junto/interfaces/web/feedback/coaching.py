"""A coach who reads first: who they are, what they see, and passing it on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.feedback import actions, coaching, policies, queries, reports
from junto.domain.feedback.enums import RoundStage
from junto.domain.organizations import queries as organizations
from junto.foundation.access.views import requires
from junto.interfaces.web.feedback.report import report_context
from junto.interfaces.web.ui.toasts import toast

runs = requires(policies.run_round, load=queries.get_round)
coaches = requires(policies.coach, load=queries.get_subject)


@runs
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest, row: Any) -> HttpResponse:
    """Whether a coach reads first, and who reads whose."""
    if request.method == "POST":
        _set(request, row)
        return redirect(reverse("feedback:coaches", kwargs={"ref": row.address}))
    context = {
        "round": row,
        "program": row.program,
        "is_choosing": row.stage == RoundStage.CHOOSING,
        "subjects": queries.subjects_in(row) if row.coach_first else [],
        "found": coaching.coaches_of(row),
        "days": coaching.AT_MOST.days,
        "section": "feedback",
    }
    return render(request, "feedback/coaches.html", context)


def _set(request: HttpRequest, row: Any) -> None:
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    try:
        if "is_on" in request.POST:
            is_on = request.POST["is_on"] == "yes"
            coaching.read_first(round_=row, is_on=is_on, actor=actor, now=now)
            return
        for subject in queries.subjects_in(row):
            ref = request.POST.get(f"coach:{subject.ref}", "").replace("\0", "")[:12]
            if ref and (subject.coach is None or ref != subject.coach.ref):
                coach = coaching.find_coach(row, ref)
                coaching.name_coach(subject=subject, coach=coach, actor=actor, now=now)
    except coaching.NobodyToCoach:
        toast(request, _("Nobody can coach everybody: name another facilitator first."))
    except actions.NotOneself:
        toast(request, _("A coach is neither the person, nor their manager, nor one who answers."))
    except actions.Promised:
        toast(request, _("People are asked already: who reads first stays as announced."))


@coaches
@require_safe
def page(request: HttpRequest, subject: Any) -> HttpResponse:
    """The report, as the one it is about will see it, and passing it on."""
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        **report_context(subject, actor),
        "is_coach": True,
        "opens_on": coaching.opens_by_itself(subject),
        "longest_title": coaching.LONGEST_TITLE,
    }
    return render(request, "feedback/report.html", context)


@coaches
@require_POST
def name(request: HttpRequest, subject: Any) -> HttpResponse:
    """Names of themes, and which are told together."""
    count = len(reports.read_report(subject.report).themes)
    titles = [request.POST.get(f"title:{at}", "").replace("\0", "") for at in range(count)]
    with_ = [_place(request.POST.get(f"with:{at}", ""), at) for at in range(count)]
    coaching.name_themes(
        subject=subject,
        titles=titles,
        with_=with_,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("Saved. This is how the themes are told."))
    return redirect(reverse("feedback:coach", kwargs={"ref": subject.address}) + "#words")


def _place(text: str, usual: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else usual


@coaches
@require_POST
def release(request: HttpRequest, subject: Any) -> HttpResponse:
    """Pass it on."""
    coaching.release(subject=subject, actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]
    toast(request, _("Passed on. They can open it now; you no longer see it."))
    organization = organizations.get_organization_by_id(subject.organization_id)
    return redirect(reverse("feedback:home", kwargs={"ref": organization}))
