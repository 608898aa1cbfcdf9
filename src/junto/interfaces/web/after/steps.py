"""Next steps: mine with one tap each, my group's as they open the next session."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.goals import actions, policies, queries, witnessing
from junto.domain.goals.enums import StepState
from junto.domain.groups import queries as groups
from junto.domain.people import queries as people
from junto.domain.recognition import queries as recognition
from junto.foundation import tenancy
from junto.foundation.access.views import actor_of, requires, signed_in
from junto.interfaces.web.after.forms import LearnedForm, MoveForm, ShapeForm, StepForm
from junto.interfaces.web.ui.toasts import toast

NEXT_WEEK = timedelta(days=7)
SURE_ENOUGH = 7
own = requires(policies.own_step, load=queries.get_step)


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I have open, what became of the rest, what I was thanked for."""
    open_: list[dict[str, Any]] = []
    past: list[Any] = []
    received: list[Any] = []
    stands_by = 0
    for place in people.memberships_of(request.user):
        with tenancy.scope(place.organization_id):
            actor = actor_of(request, place.organization_id)
            person = people.person_of(actor)
            if person is None:
                continue
            today = actions.today_of(person, timezone.now())
            open_ += [_open(step, today) for step in queries.open_steps_of(person.pk)]
            past += queries.past_steps_of(person.pk)
            received += recognition.thanks_to(person.pk)
            stands_by += len(queries.stood_by(person.pk))
    context = {
        "open": open_,
        "past": past,
        "received": received,
        "stands_by": stands_by,
        "section": "steps",
    }
    return render(request, "after/steps.html", context)


def _open(step: Any, today: date) -> dict[str, Any]:
    return {
        "step": step,
        "is_due": step.by <= today,
        "is_half_way": queries.needs_rehearsal(step, today),
        "form": MoveForm(initial={"by": max(step.by, today) + NEXT_WEEK}, auto_id=f"{step.ref}-%s"),
    }


@own
@require_safe
def step(request: HttpRequest, row: Any) -> HttpResponse:
    """One step with its taps: where a mail leads. Looking at it changes nothing."""
    return step_page(request, row)


def step_page(
    request: HttpRequest,
    row: Any,
    *,
    form: Any = None,
    learned: Any = None,
    shape: Any = None,
    problems: list[str] | None = None,
) -> HttpResponse:
    """The page of one step, with the form that was refused."""
    refused = form or learned or shape
    context = {
        **_open(row, _today(request)),
        "learned": learned or LearnedForm(initial={"learned": row.learned}),
        "shape": shape or _shape_of(row),
        "is_shape_open": shape is not None or _is_unsure(row),
        "witness": queries.witness_of(row),
        "others": witnessing.others_to_ask(row) if row.is_open else [],
        "has_errors": bool(refused or problems),
        "problems": problems,
        "problem_form": refused,
        "section": "steps",
    }
    if form is not None:
        context["form"] = form
    return render(request, "after/step.html", context, status=422 if context["has_errors"] else 200)


def _is_unsure(row: Any) -> bool:
    """Below seven, and nothing was said yet of what would change that."""
    return row.sure is not None and row.sure < SURE_ENOUGH and not row.lift


def _shape_of(row: Any) -> ShapeForm:
    said = {"do": row.do, "cue": row.cue, "sure": row.sure, "lift": row.lift}
    return ShapeForm(initial=said, auto_id="shape-%s")


@own
@require_POST
def done(request: HttpRequest, row: Any) -> HttpResponse:
    """It is done."""
    return _finish(request, row, StepState.DONE, _("Done. Well kept."))


@own
@require_POST
def let_go(request: HttpRequest, row: Any) -> HttpResponse:
    """Let it go on purpose."""
    return _finish(request, row, StepState.LET_GO, _("Let go, on purpose."))


def _finish(request: HttpRequest, row: Any, state: StepState, words: str) -> HttpResponse:
    changed = actions.finish_step(
        step=row,
        state=state,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    if changed:
        toast(request, words, undo_url=reverse("after:step-undo", kwargs={"ref": row.ref}))
    return redirect("after:steps")


@own
@require_POST
def move(request: HttpRequest, row: Any) -> HttpResponse:
    """Give it another day."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        return step_page(request, row, form=form)
    try:
        changed = actions.move_step(
            step=row,
            by=form.cleaned_data["by"],
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.DayIsOver:
        form.refuse_past_day()
        return step_page(request, row, form=form)
    if changed:
        undo_url = reverse("after:step-undo", kwargs={"ref": row.ref})
        toast(request, _("Moved to another day."), undo_url=undo_url)
    return redirect("after:steps")


@own
@require_POST
def learned(request: HttpRequest, row: Any) -> HttpResponse:
    """Keep what it taught."""
    form = LearnedForm(request.POST)
    if not form.is_valid():
        return step_page(request, row, learned=form)
    actions.learn_from_step(
        step=row,
        learned=form.cleaned_data["learned"],
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    undo_url = reverse("after:step-undo", kwargs={"ref": row.ref})
    toast(request, _("Kept with your step."), undo_url=undo_url)
    return redirect("after:steps")


@own
@require_POST
def undo(request: HttpRequest, row: Any) -> HttpResponse:
    """Take the last change back."""
    refusals: dict[type[ValueError], Callable[[], str]] = {
        actions.TwoAreOpen: lambda: _("Two others are open now, so this one stays closed."),
        actions.NothingToUndo: lambda: _("There is nothing left to undo."),
    }
    try:
        actions.undo_change(
            step=row,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        toast(request, _("As it was before."))
    except tuple(refusals) as refusal:
        toast(request, refusals[type(refusal)]())
    return redirect("after:steps")


@requires(policies.share_steps, load=groups.get_group)
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, row: Any) -> HttpResponse:
    """Open steps of a group; its people see them, and nobody else."""
    today = _today(request)
    form = StepForm(
        request.POST if request.method == "POST" else None, today=today, by=today + NEXT_WEEK
    )
    problems = []
    if form.is_bound and form.is_valid():
        try:
            made = actions.make_step(
                group=row,
                **form.cleaned_data,
                actor=request.actor,  # type: ignore[attr-defined]
                now=timezone.now(),
            )
            toast(request, _("Kept. Your group sees it when you meet next."))
            if _is_unsure(made):
                return redirect("after:step", ref=made.ref)
            return redirect("after:group-steps", ref=row)
        except actions.TwoAreOpen:
            problems = [_("Two next steps are open already. Close one first: two are enough.")]
    me = request.actor.person_id  # type: ignore[attr-defined]
    steps = queries.open_steps_in(row)
    context = {
        "group": row,
        "steps": steps,
        "thanked": recognition.count_in(row),
        "is_full": len(queries.open_steps_of(me)) >= 2,
        "own_id": me,
        "form": form,
        "problems": problems,
        "has_errors": form.is_bound,
        "section": "steps",
    }
    return render(request, "after/group.html", context, status=422 if form.is_bound else 200)


def _today(request: HttpRequest) -> date:
    person = people.person_of(request.actor)  # type: ignore[attr-defined]
    now = timezone.now()
    return actions.today_of(person, now) if person is not None else now.date()
