"""Asking for rounds: how many, of which sizes, and how many there can be."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from junto.domain.groups import policies, rounds
from junto.domain.programs import queries as programs
from junto.foundation.access.views import requires
from junto.interfaces.web.rounds import forms, words

manages = requires(policies.form_groups, load=programs.get_program)


@manages
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, program: Any) -> HttpResponse:
    """The form; a POST has the rounds planned."""
    if request.method == "GET":
        return show_form(request, program)
    form = forms.RoundsForm(request.POST, people=programs.count_enrolled(program))
    if form.is_valid():
        try:
            plan = rounds.start_plan(
                program=program,
                wanted=form.wanted(),
                actor=request.actor,  # type: ignore[attr-defined]
                now=timezone.now(),
            )
        except rounds.NobodyToPlan:
            form.add_error(None, _("Rounds need two people at least. Bring people first."))
        except rounds.AlreadyPlanning:
            form.add_error(None, _("Rounds are being planned already. Look again in a moment."))
        except rounds.NoSuchSizes as refusal:
            low, high = form.cleaned_data["size_min"], form.cleaned_data["size_max"]
            form.add_error("size_min", words.no_such_sizes(refusal.people, low, high))
        else:
            return redirect("rounds:plan", ref=program, plan=plan)
    return show_form(request, program, form)


def show_form(
    request: HttpRequest, program: Any, form: forms.RoundsForm | None = None
) -> HttpResponse:
    """The form as it is typed, and how many rounds there can be."""
    plan = rounds.newest_plan(program)
    people = programs.count_enrolled(program)
    if form is None:
        form = forms.RoundsForm(people=people, initial=forms.initial_of(program, plan))
    # What is wrong with the sizes stands at their field then.
    is_wrong = form.is_bound and not {"size_min", "size_max"}.isdisjoint(form.errors)
    context = {
        "program": program,
        "form": form,
        "people": people,
        "plan": plan,
        "possible": ("", "") if is_wrong else words.possible(people, *_typed(request, form)),
        "section": "rounds",
    }
    return render(request, "rounds/new.html", context, status=422 if form.is_bound else 200)


def _typed(request: HttpRequest, form: forms.RoundsForm) -> tuple[int, int, int]:
    """Rounds and sizes as they are being typed; 0 for what is no number."""
    names = ("rounds", "size_min", "size_max")
    values = [request.GET.get(name, form[name].value()) for name in names]
    rounds_wanted, low, high = (_whole(value) for value in values)
    return rounds_wanted, low, high


def _whole(value: Any) -> int:
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
