"""What a program is to reach: set it, note how far it is, take it back."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.programs import objectives, policies, queries
from junto.domain.programs.enums import Measure
from junto.foundation.access.views import requires
from junto.interfaces.web.ui import charts
from junto.interfaces.web.ui.forms import Form
from junto.interfaces.web.ui.places import address
from junto.interfaces.web.ui.toasts import toast

_NUMBER = {"required": lazy("Write a number"), "invalid": lazy("Write a number like 80 or 4.2")}


class ObjectiveForm(Form):
    """What, how it is counted, how much, by when."""

    text = forms.CharField(
        label=lazy("What should be different?"),
        help_text=lazy("One sentence, such as “Leaders ask each other before they decide”."),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "in said", "dir": "auto"}),
        error_messages={"required": lazy("Say what should be different")},
    )
    serves = forms.CharField(
        label=lazy("Which objective of the organization does it serve?"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    measure = forms.ChoiceField(
        label=lazy("How would you know?"),
        help_text=lazy("Junto counts the first four by itself, never by person."),
        choices=Measure.choices,
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose what it is counted by")},
    )
    unit = forms.CharField(
        label=lazy("What does your own number count?"),
        help_text=lazy("Only for a number of your own, such as “projects across two units”."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    target = forms.DecimalField(
        label=lazy("How much?"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "in in-s"}),
        error_messages=_NUMBER,
    )
    at_most = forms.BooleanField(
        label=lazy("Less is better: at most this much"),
        help_text=lazy("Only for a number of your own."),
        required=False,
    )
    by = forms.DateField(
        label=lazy("By when?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": lazy("Write the day like 2027-03-31")},
    )

    def clean(self) -> dict[str, Any]:
        """The target fits what is counted."""
        values: dict[str, Any] = super().clean() or {}
        measure, target = values.get("measure"), values.get("target")
        if measure == Measure.OWN and not values.get("unit"):
            self.add_error("unit", _("Say what your own number counts"))
        most = objectives.highest(measure) if measure else None
        if target is not None and most is not None and not 0 < target <= most:
            self.add_error(
                "target",
                _("Write a number above 0, up to %(most)s") % {"most": charts.number(float(most))},
            )
        return values


class ValueForm(Form):
    """Where a number of one's own stands."""

    value = forms.DecimalField(
        label=lazy("Where does it stand today?"),
        max_digits=10,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "in in-s"}),
        error_messages=_NUMBER,
    )


@requires(policies.manage_program, load=queries.get_program)
@require_http_methods(["GET", "POST"])
def of_program(request: HttpRequest, program: Any) -> HttpResponse:
    """What the program is to reach, and one more."""
    form = ObjectiveForm(
        request.POST if request.method == "POST" else None, initial={"measure": Measure.HELD}
    )
    if form.is_bound and form.is_valid():
        try:
            objectives.set_objective(
                program=program,
                **form.cleaned_data,
                actor=request.actor,  # type: ignore[attr-defined]
                now=timezone.now(),
            )
        except objectives.TooMany:
            form.add_error(
                None,
                _("%(n)s objectives are as many as anybody keeps in mind: take one back first")
                % {"n": objectives.MOST},
            )
        else:
            toast(request, _("Kept. Today shows how far it is."))
            return redirect("programs:objectives", ref=program)
    return _show(request, program, form)


def _show(
    request: HttpRequest, program: Any, form: Any, *, refused: tuple[str, Any] | None = None
) -> HttpResponse:
    rows = objectives.objectives_of(program)
    context = {
        "program": program,
        "rows": [
            {
                "objective": row,
                "is_own": row.measure == Measure.OWN,
                "form": refused[1]
                if refused and refused[0] == row.ref
                else ValueForm(auto_id=f"id_{row.ref}_%s"),
                "target": charts.number(float(row.target), _digits(row.target)),
                "value": None
                if row.value is None
                else charts.number(float(row.value), _digits(row.value)),
            }
            for row in rows
        ],
        "form": refused[1] if refused else form,
        "new": form,
        "has_errors": bool(refused) or form.is_bound,
        "is_full": len(rows) >= objectives.MOST,
        "section": "today",
    }
    bad = bool(refused) or (form.is_bound and not form.is_valid())
    return render(request, "programs/objectives.html", context, status=422 if bad else 200)


def _digits(value: Any) -> int:
    return 0 if value == int(value) else 1


@requires(policies.aim, load=objectives.get_objective)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, objective: Any) -> HttpResponse:
    """Say an objective in another way."""
    fields = ("text", "serves", "measure", "unit", "target", "at_most", "by")
    form = ObjectiveForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(objective, name) for name in fields},
    )
    if form.is_bound and form.is_valid():
        objectives.set_objective(
            program=objective.program,
            objective=objective,
            **form.cleaned_data,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        toast(request, _("Kept."))
        return redirect("programs:objectives", ref=objective.program)
    context = {
        "program": objective.program,
        "objective": objective,
        "form": form,
        "section": "today",
    }
    return render(request, "programs/objective.html", context, status=422 if form.is_bound else 200)


@requires(policies.aim, load=objectives.get_objective)
@require_POST
def note(request: HttpRequest, objective: Any) -> HttpResponse:
    """Note where a number of one's own stands."""
    form = ValueForm(request.POST, auto_id=f"id_{objective.ref}_%s")
    if not form.is_valid():
        blank = ObjectiveForm(initial={"measure": Measure.HELD})
        return _show(request, objective.program, blank, refused=(objective.ref, form))
    objectives.note_value(
        objective=objective,
        value=form.cleaned_data["value"],
        on=timezone.localdate(),
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("Noted."))
    return redirect(f"{address('programs:objectives', objective.program)}#{objective.ref}")


@requires(policies.aim, load=objectives.get_objective)
@require_POST
def end(request: HttpRequest, objective: Any) -> HttpResponse:
    """Take an objective back; the toast restores it."""
    who = {"actor": request.actor, "now": timezone.now()}  # type: ignore[attr-defined]
    objectives.end_objective(objective=objective, **who)
    undo = reverse("programs:restore-objective", kwargs={"ref": objective})
    toast(request, _("Taken back."), undo_url=undo)
    return redirect("programs:objectives", ref=objective.program)


@requires(policies.aim, load=objectives.get_objective)
@require_POST
def restore(request: HttpRequest, objective: Any) -> HttpResponse:
    """Aim at it again."""
    who = {"actor": request.actor, "now": timezone.now()}  # type: ignore[attr-defined]
    objectives.restore_objective(objective=objective, **who)
    return redirect("programs:objectives", ref=objective.program)
