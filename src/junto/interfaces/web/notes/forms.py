"""Forms of notes and of what groups make."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from junto.domain.notes import actions, deliverables
from junto.domain.notes.enums import ADDRESSED, Audience
from junto.interfaces.web.ui.forms import Form


class NoteForm(Form):
    """What a note is called and who reads it."""

    title = forms.CharField(
        label=gettext_lazy("What is it about?"),
        max_length=actions.LONGEST_TITLE,
        required=False,
        error_messages={"max_length": gettext_lazy("Keep it to a line")},
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Who reads and writes it?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose who reads it"),
            "invalid_choice": gettext_lazy("Choose who reads it"),
        },
    )
    about = forms.ChoiceField(
        label=gettext_lazy("Who is the other person?"),
        help_text=gettext_lazy("For a note that one person gets."),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose somebody of your group")},
    )

    def __init__(self, *args: Any, people: list[Any], is_ahead: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [each for each in Audience if is_ahead or each != Audience.PRESENTER]
        self.fields["audience"].choices = [(each.value, each.label) for each in offered]  # type: ignore[attr-defined]
        self.fields["audience"].initial = Audience.GROUP
        names = [(person.ref, person.full_name) for person in people]
        self.fields["about"].choices = [("", _("Nobody in particular")), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody is named where the note is for somebody."""
        values = super().clean() or self.cleaned_data
        if values.get("audience") in ADDRESSED and not values.get("about"):
            self.add_error("about", _("Choose who gets it"))
        return values


class DeliverableForm(Form):
    """What a group makes."""

    title = forms.CharField(
        label=gettext_lazy("What do you make?"),
        max_length=deliverables.LONGEST_TITLE,
        error_messages={
            "required": gettext_lazy("Give it a name"),
            "max_length": gettext_lazy("Keep it to a line"),
        },
    )
    text = forms.CharField(
        label=gettext_lazy("What it says"),
        help_text=gettext_lazy("Write it here, or link to it below."),
        max_length=deliverables.LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"class": "in said", "rows": 8, "dir": "auto"}),
        error_messages={"max_length": gettext_lazy("Keep it to 20,000 characters")},
    )
    link = forms.CharField(
        label=gettext_lazy("Where it is"),
        help_text=gettext_lazy("An address that begins with https://"),
        max_length=deliverables.LONGEST_LINK,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr"}),
        error_messages={"max_length": gettext_lazy("Keep the address to 500 characters")},
    )
    owner = forms.ChoiceField(
        label=gettext_lazy("Who looks after it?"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose somebody of your group")},
    )
    due_on = forms.DateField(
        label=gettext_lazy("By when?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Choose a day, like 2026-12-04")},
    )

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {person.ref: person for person in people}
        names = [(person.ref, person.full_name) for person in people]
        self.fields["owner"].choices = [("", _("Everybody")), *names]  # type: ignore[attr-defined]

    @property
    def words(self) -> deliverables.Words:
        """What was filled in."""
        values = {**self.cleaned_data, "owner": self._people.get(self.cleaned_data["owner"])}
        return deliverables.Words(**values)
