"""A program's reviews in pairs: start one, see counts in steps, cancel it."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.programs import queries as programs
from junto.domain.reviews import actions, policies, queries
from junto.foundation.access.views import requires
from junto.interfaces.web.reviews.forms import PlanForm
from junto.interfaces.web.ui.toasts import toast

starts = requires(policies.start, load=programs.get_program)
runs = requires(policies.run, load=queries.get_review)


def _today() -> date:
    return timezone.now().date()


@starts
@require_safe
def program(request: HttpRequest, row: Any) -> HttpResponse:
    """The program's reviews."""
    context = {
        "program": row,
        "reviews": [(each, queries.counts_of(each)) for each in queries.reviews_of(row)],
        "section": "reviews",
    }
    return render(request, "reviews/program.html", context)


@starts
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, row: Any) -> HttpResponse:
    """Pair everybody who takes part."""
    form = PlanForm(request.POST or None, today=_today(), initial={"title": _("Peer review")})
    if request.method == "POST" and form.is_valid():
        made = _started(request, row, form)
        if made is not None:
            toast(request, _("People are paired and told."))
            return redirect("reviews:review", ref=made)
    context = {
        "program": row,
        "form": form,
        "people": programs.count_enrolled(row),
        "section": "reviews",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/start.html", context, status=status)


def _started(request: HttpRequest, row: Any, form: PlanForm) -> Any:
    try:
        return actions.start_review(
            program=row,
            plan=actions.Plan(**form.cleaned_data),
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.TooFew:
        form.add_error(None, _("No two people of this program may review each other yet."))
    except (actions.NotThatDay, actions.NothingAsked, actions.TooLong) as trouble:
        form.refuse(trouble)
    return None


@runs
@require_safe
def review(request: HttpRequest, row: Any) -> HttpResponse:
    """How far a review is: counts in steps, never who is with whom."""
    context = {
        "review": row,
        "program": row.program,
        "counts": queries.counts_of(row),
        "step": queries.STEP,
        "section": "reviews",
    }
    return render(request, "reviews/review.html", context)


@runs
@require_POST
def cancel(request: HttpRequest, row: Any) -> HttpResponse:
    """Cancel it; whoever has written goes on."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        actions.cancel_review(review=row, actor=actor, now=timezone.now())
    except actions.TooLate:
        toast(request, _("It was cancelled already."))
    else:
        toast(request, _("Cancelled. Whoever has written can go on without it."))
    return redirect("reviews:review", ref=row)
