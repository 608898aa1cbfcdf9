"""Forms of the organization's pages."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from junto.domain.organizations import zones
from junto.domain.organizations.enums import OrganizationKind
from junto.domain.people.enums import ROLE_DESCRIPTIONS, Role
from junto.interfaces.web.ui.forms import Form

MOST_CONTACTS = 4


class SettingsForm(Form):
    """Name, kind and zone."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter the name of your organization")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Who takes part?"),
        choices=OrganizationKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who takes part")},
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("For dates that belong to the whole organization."),
        choices=zones.choices,
        error_messages={"required": gettext_lazy("Choose a time zone")},
    )
    keeps_apart = forms.BooleanField(
        label=gettext_lazy("People may ask to be kept apart"),
        required=False,
        help_text=gettext_lazy(
            "Everybody can then name up to three people they would rather not be in a group with. "
            "No page, mail or log shows it to anybody else, you included. Groups are shown to "
            "their people a day before they are announced."
        ),
    )
    call_server = forms.URLField(
        label=gettext_lazy("Your Jitsi server"),
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=[RegexValidator(r"^https://", gettext_lazy("Begin it with https://"))],
        help_text=gettext_lazy(
            "Groups can then have a room for their call made. Without one they paste a link of any"
            " service. Junto itself connects to nothing."
        ),
    )


class ContactsForm(Form):
    """Whom people can turn to, outside their program."""

    def __init__(self, *args: Any, contacts: list[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(row.name, row.how) for row in contacts or []]
        for number in range(1, MOST_CONTACTS + 1):
            name, how = known[number - 1] if number <= len(known) else ("", "")
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Name of contact %(n)s") % {"n": number},
                max_length=120,
                required=False,
                initial=name,
            )
            self.fields[f"how_{number}"] = forms.CharField(
                label=_("How to reach contact %(n)s") % {"n": number},
                max_length=200,
                required=False,
                initial=how,
            )

    def clean(self) -> dict[str, Any]:
        """A contact has a name and a way to be reached, or is left empty."""
        given = super().clean() or self.cleaned_data
        for number in range(1, MOST_CONTACTS + 1):
            name, how = given.get(f"name_{number}"), given.get(f"how_{number}")
            if name and not how:
                self.add_error(f"how_{number}", _("Say how to reach %(name)s") % {"name": name})
            if how and not name:
                self.add_error(f"name_{number}", _("Say who this is"))
        return given

    def contacts(self) -> list[tuple[str, str]]:
        """The contacts given."""
        given = self.cleaned_data
        pairs = [
            (given[f"name_{number}"], given[f"how_{number}"])
            for number in range(1, MOST_CONTACTS + 1)
        ]
        return [pair for pair in pairs if pair[0]]

    def pairs(self) -> list[tuple[Any, Any]]:
        """The fields two by two."""
        return [
            (self[f"name_{number}"], self[f"how_{number}"])
            for number in range(1, MOST_CONTACTS + 1)
        ]


def _described() -> list[tuple[str, Any]]:
    return [
        (
            role.value,
            format_html("<b>{}</b><small>{}</small>", role.label, ROLE_DESCRIPTIONS[role]),
        )
        for role in Role
    ]


class RolesForm(Form):
    """What somebody is here."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        help_text=gettext_lazy("Several at once are fine."),
        choices=_described,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
