"""Forms of the set-up."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from junto.interfaces.web.ui.forms import Form

LARGEST = 30


class NameForm(Form):
    """A program's name."""

    name = forms.CharField(
        label=lazy("What is the program called?"),
        max_length=120,
        help_text=lazy("Its people read this name. You can change it later."),
        error_messages={"required": lazy("Give the program a name")},
    )

    def clean_name(self) -> str:
        """One line of text."""
        return " ".join(str(self.cleaned_data["name"]).split())


class TemplateForm(Form):
    """Which template, how large the groups are, when it starts."""

    template = forms.CharField(
        required=False, max_length=80, widget=forms.HiddenInput, label=lazy("Template")
    )
    size_min = forms.IntegerField(
        label=lazy("People in a group, at least"),
        min_value=2,
        max_value=LARGEST,
        error_messages={"required": lazy("Say how many people a group has at least")},
    )
    size_max = forms.IntegerField(
        label=lazy("People in a group, at most"),
        min_value=2,
        max_value=LARGEST,
        error_messages={"required": lazy("Say how many people a group has at most")},
    )
    starts_on = forms.DateField(
        label=lazy("First day"),
        help_text=lazy("Shared hours are worked out for this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": lazy("Say when the program starts"),
            "invalid": lazy("Write the day like 2026-12-01"),
        },
    )

    def __init__(self, *args: Any, limits: tuple[int, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limits = limits

    def clean(self) -> dict[str, Any]:
        """The sizes fit each other and the template."""
        values: dict[str, Any] = super().clean() or {}
        low, high = values.get("size_min"), values.get("size_max")
        if low is None or high is None:
            return values
        if low > high:
            self.add_error("size_max", _("Write a number from %(low)s up") % {"low": low})
        elif self.limits and (low < self.limits[0] or high > self.limits[1]):
            self.add_error(
                "size_min" if low < self.limits[0] else "size_max",
                _("This template works with %(low)s to %(high)s people")
                % {"low": self.limits[0], "high": self.limits[1]},
            )
        return values
