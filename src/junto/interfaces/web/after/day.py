"""The day of a next step, from a link in a mail: looking changes nothing, one tap does."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from junto.domain.goals import actions, links
from junto.domain.goals.enums import StepState
from junto.foundation import tenancy
from junto.foundation.access.views import public
from junto.interfaces.web.after.forms import MoveForm
from junto.interfaces.web.after.steps import NEXT_WEEK

TAPS = {"done": StepState.DONE, "let-go": StepState.LET_GO}


@public("a link in a mail opens one step to whoever holds it, as long as its day stands")
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, token: str) -> HttpResponse:
    """One step and its taps."""
    try:
        step = links.step_behind(token, now=timezone.now())
    except tenancy.NotFound:
        raise Http404 from None
    with tenancy.scope(step.organization_id):
        today = actions.today_of(step.person, timezone.now())
        form = MoveForm(
            request.POST if request.POST.get("tap") == "move" else None,
            initial={"by": max(step.by, today) + NEXT_WEEK},
        )
        settled = request.method == "POST" and _tap(request, step, form)
        context: dict[str, Any] = {
            "step": step,
            "group": step.group,
            "form": form,
            "a_week_on": (today + NEXT_WEEK).isoformat(),
            "settled": settled,
            "has_errors": bool(form.errors),
        }
        return render(request, "after/day.html", context, status=422 if form.errors else 200)


def _tap(request: HttpRequest, step: Any, form: MoveForm) -> str:
    """Do what was tapped, and say which it was; nothing when it was none of them."""
    tap, now, actor = request.POST.get("tap", ""), timezone.now(), links.owner_of(step)
    if tap in TAPS:
        actions.finish_step(step=step, state=TAPS[tap], actor=actor, now=now)
        return tap
    if tap != "move" or not form.is_valid():
        return ""
    try:
        actions.move_step(step=step, by=form.cleaned_data["by"], actor=actor, now=now)
    except actions.DayIsOver:
        form.refuse_past_day()
        return ""
    return tap
