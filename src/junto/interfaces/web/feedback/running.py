"""A program's rounds of feedback: plan one, see that everybody hears enough, ask, end."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.feedback import actions, instruments, policies, queries
from junto.domain.feedback.enums import RoundStage, Told
from junto.domain.people import queries as people
from junto.domain.programs import queries as programs
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.forms import Form
from junto.interfaces.web.ui.toasts import toast
from junto.kernel import anonymity

CLOSE = time(17)
USUAL_DAYS = 21

plans = requires(policies.plan_round, load=programs.get_program)
runs = requires(policies.run_round, load=queries.get_round)


class PlanForm(Form):
    """What a round is to be."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=actions.LONGEST_TITLE, initial=_("Peer feedback")
    )
    closes_on = forms.DateField(
        label=gettext_lazy("Answers until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Five in the afternoon of this day, in your time zone."),
    )
    competencies = forms.MultipleChoiceField(
        label=gettext_lazy("What is asked"),
        required=False,
        choices=[(each.key, each.title) for each in instruments.COMPETENCIES],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Three things each that anybody can see. For a first round choose none: two questions"
            " in words teach most."
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
        label=gettext_lazy("The most one person is asked for"),
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
@require_safe
def rounds(request: HttpRequest, program: Any) -> HttpResponse:
    """The program's rounds."""
    context = {"program": program, "rounds": queries.rounds_of(program), "section": "feedback"}
    return render(request, "feedback/rounds.html", context)


@plans
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, program: Any) -> HttpResponse:
    """Plan a round about everybody who takes part."""
    now = timezone.now()
    usual = {"closes_on": now.date() + timedelta(days=USUAL_DAYS)}
    form = PlanForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        made = _planned(request, program, form, now)
        if made is not None:
            return redirect(reverse("feedback:round", kwargs={"ref": made.address}))
    taking_part = programs.count_enrolled(program)
    context = {"program": program, "form": form, "people": taking_part, "section": "feedback"}
    status = 422 if request.method == "POST" else 200
    return render(request, "feedback/plan.html", context, status=status)


def _planned(request: HttpRequest, program: Any, form: PlanForm, now: datetime) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    fields = dict(form.cleaned_data)
    closes_at = _close_of(fields.pop("closes_on"), actor)
    try:
        return actions.plan_round(
            program=program,
            plan=actions.Plan(closes_at=closes_at, **fields),
            people=programs.enrolled_people(program),
            actor=actor,
            now=now,
        )
    except actions.NobodyThere:
        form.add_error(None, _("Nobody takes part in this program yet. Add people first."))
    except actions.TooSoon:
        form.add_error("closes_on", _("Choose a later day: people need one day at least."))
    except actions.NotThatMany:
        form.add_error("wanted", _("Each hears from at least as many as stand behind a figure."))
    return None


def _close_of(day: Any, actor: Any) -> datetime:
    me = people.person_of(actor)
    zone = ZoneInfo(me.time_zone if me else "UTC")
    return datetime.combine(day, CLOSE, zone)


@runs
@require_safe
def round_page(request: HttpRequest, row: Any) -> HttpResponse:
    """Where a round is: everybody with how many are asked, never who answered."""
    seen = queries.coverage(row)
    lacking = [each for each in seen if not each.is_enough(row.k)]
    context = {
        "round": row,
        "program": row.program,
        "coverage": seen,
        "lacking": lacking,
        "is_choosing": row.stage == RoundStage.CHOOSING,
        "is_asking": row.stage == RoundStage.ASKING,
        "is_done": row.stage == RoundStage.DONE,
        "competencies": [each.title for each in instruments.chosen(row.competencies)],
        "is_themes": row.told == Told.THEMES,
        "loads": sorted(set(queries.loads(row).values())),
        "share": queries.answered_share(seen),
        "section": "feedback",
    }
    return render(request, "feedback/round.html", context)


@runs
@require_POST
def fill(request: HttpRequest, row: Any) -> HttpResponse:
    """Propose people for whoever has too few."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        made = actions.fill_up(round_=row, actor=actor, now=timezone.now())
    except actions.TooLate:
        return redirect(_address(row))
    if made.short:
        words = _(
            "%(names)s: %(wanted)s answers are wanted, and the people who may give them have room"
            " for %(possible)s. Ask fewer of each, or more of one person."
        )
        named = ", ".join(made.short[:5])
        told = {"names": named, "wanted": made.wanted, "possible": made.possible}
        toast(request, words % told)
    else:
        n = made.proposed
        toast(
            request,
            ngettext("One person is proposed.", "%(n)s people are proposed.", n) % {"n": n},
        )
    return redirect(_address(row))


@runs
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, row: Any) -> HttpResponse:
    """Send the invitations: what was announced is fixed from then on."""
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        actor = request.actor  # type: ignore[attr-defined]
        try:
            actions.begin_asking(round_=row, actor=actor, now=timezone.now())
        except actions.NotEnough as lacking:
            names = ", ".join(each.full_name for each in lacking.people[:5])
            more = len(lacking.people) - 5
            text = _("Too few are asked about %(names)s.") % {"names": names}
            if more > 0:
                text += " " + _("And about %(n)s more.") % {"n": more}
            problems = [{"text": text, "href": _address(row)}]
        except actions.TooSoon:
            problems = [{"text": _("The round closes within a day. Choose a later day first.")}]
        except actions.TooLate:
            return redirect(_address(row))
        else:
            toast(request, _("People are asked from now on."))
            return redirect(_address(row))
    context = {
        "round": row,
        "program": row.program,
        "people": len(queries.coverage(row)),
        "is_themes": row.told == Told.THEMES,
        "problems": problems,
        "has_errors": bool(problems),
        "section": "feedback",
    }
    return render(request, "feedback/ask.html", context, status=422 if problems else 200)


@runs
@require_POST
def extend(request: HttpRequest, row: Any) -> HttpResponse:
    """Close later."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        day = datetime.strptime(request.POST.get("closes_on", ""), "%Y-%m-%d").date()  # a day alone
        actions.extend(round_=row, closes_at=_close_of(day, actor), actor=actor, now=timezone.now())
    except (ValueError, actions.TooSoon):
        toast(request, _("Choose a day after the one announced."))
    except actions.TooLate:
        toast(request, _("The round is over."))
    else:
        toast(request, _("The round closes later, for everybody."))
    return redirect(_address(row))


@runs
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, row: Any) -> HttpResponse:
    """Cancel, and destroy what was answered."""
    if request.method == "POST":
        actor = request.actor  # type: ignore[attr-defined]
        try:
            actions.cancel(round_=row, actor=actor, now=timezone.now())
        except actions.TooLate:
            toast(request, _("The reports are there: a round that is done stays."))
        else:
            toast(request, _("Cancelled. Everything answered in it was destroyed."))
        return redirect(_address(row))
    context = {"round": row, "program": row.program, "section": "feedback"}
    return render(request, "feedback/cancel.html", context)


def _address(row: Any) -> str:
    return reverse("feedback:round", kwargs={"ref": row.address})
