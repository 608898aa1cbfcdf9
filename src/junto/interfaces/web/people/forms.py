"""Forms about people."""

import math
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from junto.domain.groups.vetoes import MOST as MOST_APART
from junto.domain.organizations import zones
from junto.domain.people import queries
from junto.domain.people.enums import AttributeKind
from junto.interfaces.web.ui.forms import Form

ENTER_EMAIL = gettext_lazy("Enter an e-mail address like name@example.org")
CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
PREFIX = "detail_"
LONGEST_VALUE = 500


class HoursField(forms.CharField):
    """A time of day, "09:00"."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 5)
        kwargs.setdefault("widget", forms.TimeInput(attrs={"type": "time"}))
        super().__init__(**kwargs)
        self.error_messages["required"] = _("Enter a time like 09:00")

    def clean(self, value: Any) -> str:
        """Hours and minutes, with two digits each."""
        text = str(super().clean(value))
        if text and not CLOCK.fullmatch(text):
            raise forms.ValidationError(_("Enter a time like 09:00"))
        return text


class TimesForm(Form):
    """When somebody can meet."""

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=zones.choices,
        error_messages={"required": gettext_lazy("Choose a time zone")},
    )
    hours_start = HoursField(label=gettext_lazy("From"))
    hours_end = HoursField(label=gettext_lazy("To"))

    def clean(self) -> dict[str, Any]:
        """There is time between the two; past midnight is fine."""
        given = super().clean() or self.cleaned_data
        if given.get("hours_start") and given.get("hours_start") == given.get("hours_end"):
            self.add_error("hours_end", _("Leave some time between the two"))
        return given


class ApartForm(Form):
    """Whom somebody would rather not be in a group with, by name or address."""

    def __init__(self, *args: Any, named: Sequence[str] = (), me: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.me = me
        for number in range(MOST_APART):
            self.fields[f"apart_{number + 1}"] = forms.CharField(
                label=_("Person %(n)s") % {"n": number + 1},
                required=False,
                max_length=200,
                initial=named[number] if number < len(named) else "",
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        """Each is one person of the organization, and not oneself."""
        given = super().clean() or self.cleaned_data
        found: list[str] = []
        for name in self.fields:
            typed = str(given.get(name) or "").strip().replace("\0", "")
            if typed and not (ref := self._who(name, typed)):
                continue
            if typed:
                found.append(ref)
        given["refs"] = list(dict.fromkeys(found))
        return given

    def _who(self, name: str, typed: str) -> str:
        people = queries.people_called(typed)
        if not people:
            self.add_error(
                name, _("Nobody here is called “%(name)s”. Check the spelling.") % {"name": typed}
            )
        elif len(people) > 1:
            self.add_error(
                name,
                _("Two people are called “%(name)s”. Enter the e-mail address.") % {"name": typed},
            )
        elif people[0].ref == self.me:
            self.add_error(name, _("This is you. Enter somebody else."))
        else:
            return str(people[0].ref)
        return ""


class PersonForm(TimesForm):
    """What is known of a person. Sensitive details are no part of it."""

    full_name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter a name")},
    )
    known_as = forms.CharField(
        label=gettext_lazy("What should we call them?"), max_length=100, required=False
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("They sign in with it."),
        error_messages={"invalid": ENTER_EMAIL},
    )
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=160, required=False)
    level = forms.CharField(label=gettext_lazy("Level"), max_length=80, required=False)
    site = forms.CharField(label=gettext_lazy("Site"), max_length=120, required=False)
    country = forms.CharField(label=gettext_lazy("Country"), max_length=80, required=False)
    employer = forms.CharField(label=gettext_lazy("Employer"), max_length=160, required=False)
    languages = forms.CharField(
        label=gettext_lazy("Languages"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Several, with commas between them."),
    )
    manager = forms.CharField(
        label=gettext_lazy("Manager"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Their e-mail address or full name, as in this list."),
    )

    field_order = (
        "full_name", "known_as", "email", "manager", "unit", "level", "site", "country",
        "employer", "languages", "hours_start", "hours_end", "time_zone",
    )  # fmt: skip

    def __init__(self, *args: Any, definitions: Any = (), find_manager: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._find_manager = find_manager
        self._definitions = [row for row in definitions if not row.is_sensitive]
        for row in self._definitions:
            self.fields[f"{PREFIX}{row.key}"] = _detail_field(row)

    def clean_languages(self) -> list[str]:
        """A list, each language once."""
        return _listed(self.cleaned_data["languages"])

    def clean_manager(self) -> Any:
        """The person meant, or nobody."""
        wanted = self.cleaned_data["manager"].strip()
        if not wanted:
            return None
        found = self._find_manager(wanted)
        if not found:
            raise forms.ValidationError(_("Nobody here has this address or name"))
        if len(found) > 1:
            raise forms.ValidationError(_("Several people have this name. Use the e-mail address"))
        return found[0]

    def pairs(self) -> list[list[Any]]:
        """The fields in the order of the page, two in a row."""
        fields = list(self)
        return [fields[place : place + 2] for place in range(0, len(fields), 2)]

    def details(self) -> dict[str, Any]:
        """Values of the attributes shown; those left empty are not kept."""
        values = {
            row.key: _kept(self.cleaned_data.get(f"{PREFIX}{row.key}")) for row in self._definitions
        }
        return {key: value for key, value in values.items() if value not in ("", None, [])}

    def shown_keys(self) -> set[str]:
        """Keys of the attributes that the form shows."""
        return {row.key for row in self._definitions}


def _listed(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _kept(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value


class _ManyField(forms.CharField):
    def clean(self, value: Any) -> Any:
        return _listed(str(super().clean(value)))


class _NumberField(forms.FloatField):
    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        if number is not None and not math.isfinite(number):
            raise forms.ValidationError(self.error_messages["invalid"])
        return number


def _detail_field(row: Any) -> forms.Field:
    if row.kind == AttributeKind.NUMBER:
        return _NumberField(
            label=row.label,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            error_messages={"invalid": _("Enter a number")},
        )
    if row.kind == AttributeKind.DATE:
        return forms.DateField(
            label=row.label,
            required=False,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": _("Enter a date like 2026-11-24")},
        )
    if row.kind == AttributeKind.MANY_OF:
        hint = _("Several, with commas between them.")
        return _ManyField(label=row.label, required=False, max_length=LONGEST_VALUE, help_text=hint)
    return forms.CharField(label=row.label, required=False, max_length=LONGEST_VALUE)


class AccountForm(Form):
    """One's own name, language and keys."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter your name")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=lambda: [("", _("As my browser says")), *settings.LANGUAGES],
        required=False,
    )
    single_keys = forms.BooleanField(
        label=gettext_lazy("Single letters act, without Ctrl"),
        required=False,
        help_text=gettext_lazy("The key ? then lists them. Leave it off if you speak to type."),
    )
