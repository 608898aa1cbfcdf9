"""Is this the right group for you? Stay, unsure, or another one; no reason, no fault."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from junto.domain.groups import policies, queries
from junto.domain.groups.enums import Fit
from junto.domain.overview import fitting
from junto.domain.programs import queries as programs
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.forms import Form


class FitForm(Form):
    """One of three answers."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=Fit.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one of the three"),
            "invalid_choice": gettext_lazy("Choose one of the three"),
        },
    )


@requires(policies.answer_about_group, load=queries.get_group)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, group: Any) -> HttpResponse:
    """The question and one's own answer. No toast: nothing but the page tells what was said."""
    actor = request.actor  # type: ignore[attr-defined]
    question = fitting.question_about(group, actor.person_id)
    if request.method != "POST" or question is None or not question.is_due:
        return _show(request, group, question)
    if "take-back" in request.POST:
        fitting.take_back(group=group, actor=actor)
        return redirect("groups:fit", ref=group)
    form = FitForm(request.POST)
    if not form.is_valid():
        return _show(request, group, question, form)
    fitting.answer(group=group, answer=form.cleaned_data["answer"], actor=actor, now=timezone.now())
    return redirect("groups:fit", ref=group)


def _show(
    request: HttpRequest,
    group: Any,
    question: fitting.Question | None,
    form: FitForm | None = None,
) -> HttpResponse:
    context = {
        "group": group,
        "question": question,
        "managers": [each.full_name for each in programs.managers_of(group.program)],
        "form": form or FitForm(initial={"answer": question.answer if question else ""}),
        "section": "home",
    }
    return render(request, "groups/fit.html", context, status=422 if form else 200)
