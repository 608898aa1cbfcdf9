"""Forms after a session."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from junto.domain.assessments.enums import PulseAnswer, PulseItem
from junto.domain.goals import actions as goal_actions
from junto.domain.goals import progress, witnessing
from junto.domain.recognition import actions as thanks_actions
from junto.interfaces.web.ui.forms import Form
from junto.interfaces.web.ui.taps import TapsForm

SURE = [("", "–"), *((str(n), str(n)) for n in range(11))]
TOO_LONG = gettext_lazy("Keep it to 500 characters: a sentence or two")


def _said(rows: int, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "in said", "rows": rows, "dir": "auto", **attrs})


class StepForm(Form):
    """What somebody will do, and when."""

    do = forms.CharField(
        label=gettext_lazy("What will you try?"),
        help_text=gettext_lazy("One thing, small enough to do. Your own words."),
        max_length=goal_actions.LONGEST,
        widget=_said(2),
        error_messages={
            "required": gettext_lazy("Say what you will try"),
            "max_length": TOO_LONG,
        },
    )
    by = forms.DateField(
        label=gettext_lazy("By when?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose a day"),
            "invalid": gettext_lazy("Choose a day, like 2026-12-04"),
        },
    )
    cue = forms.CharField(
        label=gettext_lazy("What will remind you?"),
        help_text=gettext_lazy("“When …, I will”: a place, a meeting, a moment."),
        max_length=goal_actions.LONGEST,
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    sure = forms.TypedChoiceField(
        label=gettext_lazy("How sure are you, 0 to 10?"),
        help_text=gettext_lazy("Below 7, ask yourself what would make it a 7."),
        choices=SURE,
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a number from 0 to 10")},
    )

    def __init__(self, *args: Any, today: date, by: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"by": by, **kwargs.pop("initial", {})}, **kwargs)
        self.today = today
        self.fields["by"].widget.attrs["min"] = today.isoformat()

    def clean_by(self) -> date:
        """A day that has not passed."""
        by: date = self.cleaned_data["by"]
        if by < self.today:
            raise ValidationError(_("That day is over: choose a later one"))
        return by


class ShapeForm(Form):
    """A step in other words, and what would make it surer."""

    lift = forms.CharField(
        label=gettext_lazy("What would make it a 7?"),
        help_text=gettext_lazy("Often a smaller step, an earlier moment, or somebody who knows."),
        max_length=goal_actions.LONGEST,
        required=False,
        widget=_said(2),
        error_messages={"max_length": TOO_LONG},
    )
    do = forms.CharField(
        label=gettext_lazy("What will you try?"),
        max_length=goal_actions.LONGEST,
        widget=_said(2),
        error_messages={
            "required": gettext_lazy("Say what you will try"),
            "max_length": TOO_LONG,
        },
    )
    cue = forms.CharField(
        label=gettext_lazy("What will remind you?"),
        help_text=gettext_lazy("“When …, I will”: a place, a meeting, a moment."),
        max_length=goal_actions.LONGEST,
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    sure = forms.TypedChoiceField(
        label=gettext_lazy("How sure are you now, 0 to 10?"),
        choices=SURE,
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a number from 0 to 10")},
    )


class GoalForm(Form):
    """What somebody wants to get better at, and where they are today."""

    words = forms.CharField(
        label=gettext_lazy("What would you like to get better at?"),
        help_text=gettext_lazy("One thing, in your own words."),
        max_length=progress.LONGEST,
        widget=_said(2),
        error_messages={
            "required": gettext_lazy("Say what it is, in a sentence"),
            "max_length": gettext_lazy("Keep it to 280 characters: a sentence or two"),
        },
    )
    at = forms.TypedChoiceField(
        label=gettext_lazy("Where are you today, 0 to 10?"),
        help_text=gettext_lazy("10 is where you would like to be. Once a month is enough."),
        choices=SURE,
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a number from 0 to 10")},
    )


class CheerForm(Form):
    """A word for whose step one stands by."""

    text = forms.CharField(
        label=gettext_lazy("A word to cheer them on"),
        max_length=witnessing.LONGEST,
        widget=_said(1),
        error_messages={
            "required": gettext_lazy("A few words are enough"),
            "max_length": gettext_lazy("Keep it to 280 characters: a line or two"),
        },
    )


class ThanksForm(Form):
    """Whom, for which moment, and what it changed."""

    to = forms.ChoiceField(
        label=gettext_lazy("Whom would you like to thank?"),
        error_messages={
            "required": gettext_lazy("Choose somebody"),
            "invalid_choice": gettext_lazy("Choose somebody of your group"),
        },
    )
    moment = forms.CharField(
        label=gettext_lazy("What did they do?"),
        max_length=thanks_actions.LONGEST,
        widget=_said(2),
        error_messages={
            "required": gettext_lazy("Name the moment, in a few words"),
            "max_length": TOO_LONG,
        },
    )
    effect = forms.CharField(
        label=gettext_lazy("What did it change for you?"),
        max_length=thanks_actions.LONGEST,
        required=False,
        widget=_said(2),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(person.ref, person.full_name) for person in people]
        self.fields["to"].choices = [("", _("Choose")), *names]  # type: ignore[attr-defined]


class PulseForm(TapsForm):
    """Three taps."""

    items = PulseItem
    answers = PulseAnswer


class MoveForm(Form):
    """Another day."""

    by = forms.DateField(
        label=gettext_lazy("Another day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose a day"),
            "invalid": gettext_lazy("Choose a day, like 2026-12-04"),
        },
    )

    def refuse_past_day(self) -> None:
        """Say that the day chosen has passed."""
        self.add_error("by", _("That day is over: choose a later one"))


class LearnedForm(Form):
    """What it taught."""

    learned = forms.CharField(
        label=gettext_lazy("What did it teach you?"),
        max_length=goal_actions.LONGEST,
        widget=_said(2),
        error_messages={
            "required": gettext_lazy("A few words are enough"),
            "max_length": TOO_LONG,
        },
    )
