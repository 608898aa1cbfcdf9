"""Planning a round of feedback: what for, what is asked, how many, how long; and planning anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from junto.domain.feedback import actions, instruments, policies, queries
from junto.domain.feedback.enums import RoundStage, Told, Use
from junto.domain.people import queries as people
from junto.domain.programs import queries as programs
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.forms import Form
from junto.interfaces.web.ui.toasts import toast
from junto.kernel import anonymity

CLOSE = time(17)
USUAL_DAYS = 21
_REFUSED = gettext_lazy(
    "Junto does not begin a round for that. People who fear for pay or promotion do not say what"
    " they see, and what they say here was promised to be for growing alone."
)
_FIXED = gettext_lazy(
    "People are asked already. What they were told about names, numbers and words stays as it is"
    " until the reports are there; you can close later, or cancel."
)

plans = requires(policies.plan_round, load=programs.get_program)
runs = requires(policies.run_round, load=queries.get_round)


class PlanForm(Form):
    """What a round is to be."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=actions.LONGEST_TITLE, initial=_("Peer feedback")
    )
    use = forms.ChoiceField(
        label=gettext_lazy("What is it for?"),
        choices=Use.choices,
        widget=forms.RadioSelect,
        initial=Use.GROWING,
    )
    closes_on = forms.DateField(
        label=gettext_lazy("Answers until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Five in the afternoon of this day, in your time zone."),
    )
    more_days = forms.IntegerField(
        label=gettext_lazy("Days more for whoever asks for them"),
        min_value=0,
        max_value=actions.MOST_MORE_DAYS,
        initial=3,
        help_text=gettext_lazy(
            "People take them by themselves and nobody sees who does. Reports come after these"
            " days for everybody, so that their day tells nothing."
        ),
    )
    competencies = forms.MultipleChoiceField(
        label=gettext_lazy("What is asked"),
        required=False,
        choices=[(each.key, each.title) for each in instruments.COMPETENCIES],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "None is usual, and best for a first round: two questions in words teach most, and"
            " nobody argues about a number. What you choose asks three things each that anybody"
            " can see."
        ),
    )
    told = forms.ChoiceField(
        label=gettext_lazy("How words are told"),
        choices=[
            (Told.THEMES, gettext_lazy("By theme, from three people on")),
            (Told.WORD_FOR_WORD, gettext_lazy("Word for word, from eight people on")),
        ],
        widget=forms.RadioSelect,
        initial=Told.THEMES,
    )
    wanted = forms.IntegerField(
        label=gettext_lazy("How many others each hears from"),
        min_value=anonymity.FEEDBACK_CATEGORY,
        max_value=actions.MOST_WANTED,
        initial=6,
    )
    most = forms.IntegerField(
        label=gettext_lazy("The most one person is asked for, in all rounds under way"),
        min_value=anonymity.FEEDBACK_CATEGORY,
        max_value=actions.MOST_WANTED,
        initial=8,
    )
    k = forms.TypedChoiceField(
        label=gettext_lazy("Fewest people behind any figure"),
        coerce=int,
        choices=[
            (4, gettext_lazy("Four")),
            (3, gettext_lazy("Three: two of them together can expose the third")),
        ],
        widget=forms.RadioSelect,
        initial=4,
    )
    needs_approval = forms.BooleanField(
        label=gettext_lazy("I look at each person's choice before anybody is asked"), required=False
    )
    needs_debrief = forms.BooleanField(
        label=gettext_lazy("A report opens once a talk about it is booked"),
        required=False,
        initial=True,
    )

    def clean(self) -> dict[str, Any]:
        """More may be asked of one person than each hears from, never less."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("most", 0) < found.get("wanted", 0):
            self.add_error("most", _("Give at least as many as each hears from."))
        return found


@plans
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, program: Any) -> HttpResponse:
    """Plan a round about everybody who takes part."""
    now = timezone.now()
    form = PlanForm(request.POST or None, initial=_usual(request, program, now))
    if request.method == "POST" and form.is_valid():
        made = _planned(request, program, form, now)
        if made is not None:
            return redirect(reverse("feedback:round", kwargs={"ref": made.address}))
    taking_part = programs.count_enrolled(program)
    context = {"program": program, "form": form, "people": taking_part, "section": "feedback"}
    status = 422 if request.method == "POST" else 200
    return render(request, "feedback/plan.html", context, status=status)


def _usual(request: HttpRequest, program: Any, now: datetime) -> dict[str, Any]:
    """What the form proposes: as another round of the program was, where one is named."""
    usual = {"closes_on": now.date() + timedelta(days=USUAL_DAYS)}
    like = request.GET.get("like", "").replace("\0", "")[:12]
    found = next((each for each in queries.rounds_of(program) if like and each.ref == like), None)
    return usual if found is None else {**_as_planned(found), **usual}


def _as_planned(row: Any) -> dict[str, Any]:
    """The settings of a round; its people and its answers are never taken along."""
    names = ("title", "competencies", "told", "wanted", "most", "k", "more_days")
    asks = ("needs_approval", "needs_debrief")
    return {name: getattr(row, name) for name in (*names, *asks)} | {"use": Use.GROWING}


def _planned(request: HttpRequest, program: Any, form: PlanForm, now: datetime) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    plan_ = _plan_of(form, actor)
    with _explained(form):
        return actions.plan_round(
            program=program,
            plan=plan_,
            people=programs.enrolled_people(program),
            actor=actor,
            now=now,
        )
    return None


def _plan_of(form: PlanForm, actor: Any) -> actions.Plan:
    fields = dict(form.cleaned_data)
    closes_at = close_of(fields.pop("closes_on"), actor)
    return actions.Plan(closes_at=closes_at, **fields)


@contextmanager
def _explained(form: PlanForm) -> Iterator[None]:
    """Say in the form why a plan does not hold."""
    try:
        yield
    except actions.NobodyThere:
        form.add_error(None, _("Nobody takes part in this program yet. Add people first."))
    except actions.TooSoon:
        form.add_error("closes_on", _("Choose a later day: people need one day at least."))
    except actions.NotThatMany:
        form.add_error("wanted", _("Each hears from at least as many as stand behind a figure."))
    except actions.NotForJudging:
        form.add_error("use", _REFUSED)
    except actions.Promised:
        form.add_error(None, _FIXED)


@runs
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, row: Any) -> HttpResponse:
    """Plan a round otherwise, until the first invitation; then what was promised stands."""
    zone = ZoneInfo(_zone_of(request.actor))  # type: ignore[attr-defined]
    closes_on = row.closes_at.astimezone(zone).date()
    form = PlanForm(request.POST or None, initial={**_as_planned(row), "closes_on": closes_on})
    is_fixed = row.stage != RoundStage.CHOOSING
    if request.method == "POST" and form.is_valid():
        actor = request.actor  # type: ignore[attr-defined]
        with _explained(form):
            actions.change_plan(
                round_=row, plan=_plan_of(form, actor), actor=actor, now=timezone.now()
            )
            toast(request, _("The plan is changed."))
            return redirect(reverse("feedback:round", kwargs={"ref": row.address}))
    elif request.method == "POST" and is_fixed:
        form.add_error(None, _FIXED)
    context = {
        "round": row,
        "program": row.program,
        "form": form,
        "is_fixed": is_fixed,
        "fixed": _FIXED,
        "section": "feedback",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "feedback/change.html", context, status=status)


def close_of(day: Any, actor: Any) -> datetime:
    """The end of the afternoon of a day where somebody is."""
    return datetime.combine(day, CLOSE, ZoneInfo(_zone_of(actor)))


def _zone_of(actor: Any) -> str:
    me = people.person_of(actor)
    return me.time_zone if me else "UTC"
