"""Telling one person that a promise was not kept, and what they answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.circle import confiding, policies, queries
from junto.domain.groups import agreements
from junto.domain.groups import queries as groups
from junto.foundation.access.views import requires
from junto.interfaces.web.circle.forms import AnswerForm, ConfidenceForm
from junto.interfaces.web.ui.toasts import toast


def _as_what(listener: queries.Listener) -> str:
    words = {
        queries.FACILITATOR: _("%(name)s, looks after this group"),
        queries.MANAGER: _("%(name)s, runs the program"),
        queries.MEMBER: _("%(name)s, of this group"),
    }
    return words[listener.role] % {"name": listener.person.full_name}


def _page(request: HttpRequest, group: Any, form: ConfidenceForm | None = None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    me = actor.person_id
    context = {
        "group": group,
        "rows": queries.confidences_of(group, me),
        "own_id": me,
        "form": form or (_form(group, me) if policies.confide(actor, group) else None),
        "section": "home",
    }
    is_refused = form is not None
    return render(request, "circle/in_confidence.html", context, status=422 if is_refused else 200)


def _form(group: Any, me: int, data: Any = None) -> ConfidenceForm:
    agreement = agreements.agreement_of(group)
    return ConfidenceForm(
        data,
        people=[(each.person.ref, _as_what(each)) for each in queries.listeners_of(group, me)],
        promises=list(agreement.norms) if agreement else [],
    )


@requires(policies.hear, load=groups.get_group)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, group: Any) -> HttpResponse:
    """What I told and was told; a POST tells one person."""
    if request.method != "POST":
        return _page(request, group)
    actor = request.actor  # type: ignore[attr-defined]
    policies.confide.check(actor, group)
    form = _form(group, actor.person_id, request.POST)
    if not form.is_valid():
        return _page(request, group, form)
    given = form.cleaned_data
    people = {each.person.ref: each.person for each in queries.listeners_of(group, actor.person_id)}
    promises = dict(form.fields["promise"].choices)  # type: ignore[attr-defined]
    told = confiding.tell_in_confidence(
        group=group,
        reader=people[given["to"]],
        text=given["text"],
        promise=promises[given["promise"]] if given["promise"] else "",
        actor=actor,
        now=timezone.now(),
    )
    toast(request, _("Told. You can take it back here at any time."))
    return redirect("circle:confidence", ref=told)


def _one(request: HttpRequest, row: Any, form: AnswerForm | None = None) -> HttpResponse:
    is_reader = row.reader_id == request.actor.person_id  # type: ignore[attr-defined]
    context = {
        "row": row,
        "group": row.group,
        "is_reader": is_reader,
        "other": row.author if is_reader else row.reader,
        "form": form or (AnswerForm(initial={"text": row.answer}) if is_reader else None),
        "section": "home",
    }
    return render(request, "circle/confidence.html", context, status=422 if form else 200)


@requires(policies.read_confidence, load=queries.get_confidence)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, row: Any) -> HttpResponse:
    """What was told, for the two; a POST is the answer of whoever it was told to."""
    if request.method != "POST":
        return _one(request, row)
    actor = request.actor  # type: ignore[attr-defined]
    policies.answer_confidence.check(actor, row)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _one(request, row, form)
    confiding.answer_confidence(
        confidence=row, text=form.cleaned_data["text"], actor=actor, now=timezone.now()
    )
    toast(request, _("Answered. The two of you can read it."))
    return redirect("circle:confidence", ref=row)


@requires(policies.take_back, load=queries.get_confidence)
@require_POST
def take_back(request: HttpRequest, row: Any) -> HttpResponse:
    """Forget it, for both."""
    group = row.group
    confiding.take_back_confidence(
        confidence=row,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("Taken back. It is erased for both of you."))
    return redirect("circle:in-confidence", ref=group)
