"""What mentors and facilitators say about their program: the form, and the managers' report."""

import json
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.assessments import queries as assessments
from junto.domain.assessments.enums import HIGHEST
from junto.domain.people import queries as people
from junto.domain.programs import queries as programs
from junto.domain.reviews import forms, mixed, policies, queries
from junto.domain.reviews.enums import FormStage, StaffItem, StaffPart, StaffQuestion
from junto.foundation.access.views import requires
from junto.interfaces.web.reviews.forms import OpenForm, StaffForm
from junto.interfaces.web.ui.toasts import toast

CLOSE = time(17)
KEPT = (*StaffItem.values, *StaffQuestion.values)

opens = requires(policies.open_form, load=programs.get_program)
runs = requires(policies.run_form, load=queries.get_form)
answers = requires(policies.answer_form, load=queries.get_form)


@opens
@require_http_methods(["GET", "HEAD", "POST"])
def program(request: HttpRequest, row: Any) -> HttpResponse:
    """The program's forms; a POST opens one."""
    form = OpenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _opened(request, row, form):
        toast(request, _("Mentors and facilitators are asked from now on."))
        return redirect("reviews:staff", ref=row)
    asked = len(forms.people_to_ask(row))
    every = queries.forms_of(row)
    context = {
        "program": row,
        "form": form,
        "forms": every,
        "asked": asked,
        "is_enough": forms.is_enough(asked),
        "needed": forms.FEWEST + 1,
        "is_asking": any(each.stage == FormStage.ASKING for each in every),
        "has_errors": bool(form.errors),
        "section": "reviews",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/staff.html", context, status=status)


def _opened(request: HttpRequest, row: Any, form: OpenForm) -> bool:
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    me = people.person_of(actor)
    zone = ZoneInfo(me.time_zone if me else "UTC")
    closes_at = datetime.combine(form.cleaned_data["closes_on"], CLOSE, zone)
    try:
        forms.open_form(program=row, closes_at=closes_at, actor=actor, now=now)
    except forms.TooSoon:
        form.add_error("closes_on", _("Choose a later day: people need one day at least."))
    except forms.TooFew:
        form.add_error(None, _("Too few mentors and facilitators: nothing could ever be shown."))
    except forms.OneAtATime:
        form.add_error(None, _("They are being asked already."))
    return not form.errors


@answers
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, row: Any) -> HttpResponse:
    """Four taps, two questions in words."""
    if request.method != "POST":
        return _show(request, row)
    form = StaffForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form)
    try:
        forms.answer(
            form=row,
            values=form.values,
            words=form.words,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except forms.TooLate:
        context = {
            "written": [each for each in form.words.values() if each],
            "title": _("These questions are closed"),
            "section": "feedback",
        }
        return render(request, "reviews/closed.html", context, status=409)
    return redirect("reviews:form", ref=row)


def _show(request: HttpRequest, row: Any, form: StaffForm | None = None) -> HttpResponse:
    me = request.actor.person_id or 0  # type: ignore[attr-defined]
    round_ = queries.mixed_round_of(row)
    assert round_ is not None
    given: dict[str, Any] = dict(assessments.own_answers(round_, me))
    draft = assessments.own_draft(round_, me)
    kept = given | assessments.own_words(round_, me) if given else json.loads(draft or "{}")
    context = {
        "row": row,
        "program": row.program,
        "form": form or StaffForm(initial=kept),
        "questions": StaffForm.shown(form.data if form is not None else kept, form),
        "is_said": bool(given),
        "is_closed": timezone.now() >= row.closes_at,
        "fewest": forms.FEWEST,
        "has_errors": form is not None,
        "section": "feedback",
    }
    return render(request, "reviews/form.html", context, status=422 if form is not None else 200)


@answers
@require_POST
def keep(request: HttpRequest, row: Any) -> HttpResponse:
    """Keep what is being typed, where only its writer finds it."""
    fields = {key: request.POST[key].replace("\0", "") for key in KEPT if key in request.POST}
    actor = request.actor  # type: ignore[attr-defined]
    try:
        forms.keep_draft(form=row, text=json.dumps(fields), actor=actor, now=timezone.now())
    except (forms.TooLate, forms.RoundClosed):
        return HttpResponse(status=204)
    return HttpResponse(status=204)


@answers
@require_POST
def take_back(request: HttpRequest, row: Any) -> HttpResponse:
    """Forget what I said."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        forms.take_back(form=row, actor=actor, now=timezone.now())
    except (forms.TooLate, forms.RoundClosed):
        return _show(request, row)
    return redirect("reviews:form", ref=row)


@runs
@require_safe
def report(request: HttpRequest, row: Any) -> HttpResponse:
    """What may be told of what they said."""
    if row.stage != FormStage.DONE:
        raise Http404
    found = row.report or {}
    names = {mixed.ALL: _("All of them"), **dict(StaffPart.choices)}
    context = {
        "row": row,
        "program": row.program,
        "parts": [
            {
                "title": title,
                "at_least": found[key]["at_least"],
                "items": [(item.label, *found[key]["means"][item]) for item in StaffItem],
            }
            for key, title in names.items()
            if key in found
        ],
        "themes": [
            (question.label, found["themes"][question])
            for question in StaffQuestion
            if found.get("themes", {}).get(question)
        ],
        "fewest": forms.FEWEST,
        "highest": HIGHEST,
        "section": "reviews",
    }
    return render(request, "reviews/report.html", context)


@runs
@require_POST
def cancel(request: HttpRequest, row: Any) -> HttpResponse:
    """Cancel it and destroy what was answered."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        forms.cancel_form(form=row, actor=actor, now=timezone.now())
    except forms.TooLate:
        toast(request, _("It is closed: what is done stays."))
    else:
        toast(request, _("Cancelled. Everything answered in it was destroyed."))
    return redirect("reviews:staff", ref=row.program)
