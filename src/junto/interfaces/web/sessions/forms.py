"""Forms of schedules and sessions."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from junto.domain.organizations import zones
from junto.domain.sessions import timing
from junto.interfaces.web.ui.forms import Form

DAY_PROBLEMS = {
    "required": lazy("Choose a day"),
    "invalid": lazy("Write the day like 2026-12-01"),
}


PASSWORD_PROBLEMS = {
    "password_too_short": lazy("Use at least 10 characters"),
    "password_too_common": lazy("Choose a password that is harder to guess"),
}


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ProposeForm(Form):
    """How the groups are to meet."""

    cadence = forms.ChoiceField(
        label=lazy("How often"),
        choices=[
            (timing.TEMPLATE, lazy("As the program template says")),
            (timing.WEEKLY, lazy("Every week")),
            (timing.FORTNIGHTLY, lazy("Every two weeks")),
            (timing.MONTHLY, lazy("Once a month, on the same weekday")),
        ],
        error_messages={"required": lazy("Choose how often"), "invalid_choice": lazy("Choose one")},
    )
    starts_on = forms.DateField(
        label=lazy("Not before"), widget=_day(), error_messages=DAY_PROBLEMS
    )
    count = forms.IntegerField(
        label=lazy("Sessions"),
        min_value=1,
        max_value=60,
        required=False,
        help_text=lazy("Left out when the template says it."),
    )
    minutes = forms.IntegerField(
        label=lazy("Minutes"),
        min_value=15,
        max_value=480,
        required=False,
        help_text=lazy("Left out when the formats say it."),
    )

    format_id = forms.ChoiceField(
        label=lazy("Format"),
        required=False,
        help_text=lazy("For every session; a group whose size it does not fit keeps its own."),
        error_messages={"invalid_choice": lazy("Choose one of the formats")},
    )

    def __init__(
        self, *args: Any, today: date, formats: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        usual = ("", _("As the template or the kind of group says"))
        self.fields["format_id"].choices = [usual, *formats]  # type: ignore[attr-defined]

    def clean_starts_on(self) -> date:
        """From today on, and within two years."""
        day: date = self.cleaned_data["starts_on"]
        if not self.today <= day <= self.today + timedelta(days=700):
            raise forms.ValidationError(_("Choose a day from today on, within two years"))
        return day

    def wanted(self) -> timing.Wanted:
        """What was asked for."""
        given = self.cleaned_data
        return timing.Wanted(
            given["cadence"],
            given["starts_on"],
            given["count"] or 0,
            given["minutes"] or 0,
            given["format_id"],
        )


class MoveForm(Form):
    """Another time for a session."""

    day = forms.DateField(label=lazy("Day"), widget=_day(), error_messages=DAY_PROBLEMS)
    starts = forms.TimeField(
        label=lazy("Begins at"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": lazy("Choose an hour"),
            "invalid": lazy("Write the hour like 13:00"),
        },
    )
    zone = forms.ChoiceField(
        label=lazy("On the clock of"),
        choices=zones.choices,
        error_messages={"required": lazy("Choose a time zone")},
    )
    minutes = forms.IntegerField(
        label=lazy("Minutes"),
        min_value=15,
        max_value=480,
        error_messages={"required": lazy("Say how many minutes")},
    )
    following = forms.BooleanField(
        label=lazy("Move those that follow as far"),
        required=False,
        help_text=lazy("They keep their distance in days and take the same hour."),
    )


def _words(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=400,
        required=False,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 2, "class": "in said"}),
    )


class DescribeForm(Form):
    """What a session is for."""

    title = forms.CharField(
        label=lazy("Title"),
        max_length=160,
        error_messages={"required": lazy("Give the session a title")},
    )
    format_id = forms.ChoiceField(
        label=lazy("Format"),
        required=False,
        help_text=lazy("Another format brings its own agenda and length."),
        error_messages={"invalid_choice": lazy("Choose one of the formats")},
    )
    purpose = _words(lazy("Purpose"), lazy("Why you meet this time."))
    objective = _words(lazy("Objective"), lazy("What you work on together."))
    expected_outcome = _words(
        lazy("Expected outcome"), lazy("At the end you are asked whether it was reached.")
    )

    def __init__(self, *args: Any, formats: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format_id"].choices = formats  # type: ignore[attr-defined]
        if not formats:
            del self.fields["format_id"]

    def clean_title(self) -> str:
        """One line of text."""
        return " ".join(str(self.cleaned_data["title"]).split())


class PasswordForm(Form):
    """The first password of somebody who was invited."""

    password = forms.CharField(
        label=lazy("Choose a password"),
        max_length=200,
        strip=False,
        help_text=lazy("At least 10 characters. A short sentence is easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": lazy("Choose a password")},
    )

    def clean_password(self) -> str:
        """Refuse what is easy to guess, in our words."""
        password = str(self.cleaned_data["password"])
        try:
            validate_password(password)
        except forms.ValidationError as problem:
            first = problem.error_list[0]
            told = PASSWORD_PROBLEMS.get(str(first.code), first.message)
            raise forms.ValidationError(told) from None
        return password
