"""Forms between sessions."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from junto.domain.assessments.enums import PulseAnswer
from junto.domain.circle import confiding, hands, spinning, talking
from junto.domain.circle.enums import CheckItem
from junto.domain.groups import agreements
from junto.interfaces.web.ui.forms import Form
from junto.interfaces.web.ui.taps import TapsForm

TOO_LONG = gettext_lazy("Keep it to 2,000 characters: a page")


def said(rows: int) -> forms.Textarea:
    """A field for somebody's own words."""
    return forms.Textarea(attrs={"class": "in said", "rows": rows, "dir": "auto"})


class ConfidenceForm(Form):
    """Whom to tell, which promise, and what happened."""

    to = forms.ChoiceField(
        label=gettext_lazy("Whom would you like to tell?"),
        help_text=gettext_lazy("This person and you read it, and nobody else."),
        error_messages={
            "required": gettext_lazy("Choose one person"),
            "invalid_choice": gettext_lazy("Choose one person of the list"),
        },
    )
    promise = forms.ChoiceField(
        label=gettext_lazy("Which promise is it about?"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a promise, or none of them")},
    )
    text = forms.CharField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy("What you saw and heard, and what you would like to be different."),
        max_length=confiding.LONGEST,
        widget=said(4),
        error_messages={
            "required": gettext_lazy("Say what happened, in a few words"),
            "max_length": TOO_LONG,
        },
    )

    def __init__(
        self, *args: Any, people: list[tuple[str, str]], promises: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        numbered = [(str(place), words) for place, words in enumerate(promises)]
        choices: Any = self.fields
        choices["to"].choices = [("", _("Choose")), *people]
        choices["promise"].choices = [("", _("None of them, or several")), *numbered]


class CheckForm(TapsForm):
    """Five taps."""

    items = CheckItem
    answers = PulseAnswer


class SpinOffForm(Form):
    """A group like one's own: its name, why, and the promises it begins with."""

    name = forms.CharField(
        label=gettext_lazy("What is the new group called?"),
        max_length=spinning.LONGEST_NAME,
        widget=forms.TextInput(attrs={"class": "in", "dir": "auto"}),
        error_messages={
            "required": gettext_lazy("Give it a name"),
            "max_length": gettext_lazy("Keep it to 80 characters"),
        },
    )
    why = forms.CharField(
        label=gettext_lazy("With whom, and what for?"),
        help_text=gettext_lazy("Whoever runs the program reads it."),
        required=False,
        max_length=spinning.LONGEST,
        widget=said(3),
        error_messages={"max_length": gettext_lazy("Keep it to 1,000 characters")},
    )
    norms = forms.CharField(
        label=gettext_lazy("The promises it begins with"),
        help_text=gettext_lazy(
            "A copy of yours, one a line. The new group alone reads them and changes them."
        ),
        required=False,
        max_length=agreements.MOST_NORMS * (agreements.LONGEST_NORM + 2),
        widget=said(6),
        error_messages={
            "max_length": gettext_lazy("Keep it to seven sentences of a readable length")
        },
    )


class PostForm(Form):
    """Words in a topic."""

    text = forms.CharField(
        label=gettext_lazy("What would you like to say?"),
        max_length=talking.LONGEST,
        widget=said(4),
        error_messages={
            "required": gettext_lazy("Write something first"),
            "max_length": gettext_lazy("Keep it to 4,000 characters: two pages"),
        },
    )


class TopicForm(PostForm):
    """A topic with its first words."""

    title = forms.CharField(
        label=gettext_lazy("What is it about?"),
        max_length=talking.LONGEST_TITLE,
        widget=forms.TextInput(attrs={"class": "in", "dir": "auto"}),
        error_messages={
            "required": gettext_lazy("Name the topic in a line"),
            "max_length": gettext_lazy("Keep it to 120 characters: a line"),
        },
    )
    field_order = ("title", "text")


class AnswerForm(Form):
    """An answer in one's own words."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=confiding.LONGEST,
        widget=said(4),
        error_messages={
            "required": gettext_lazy("A few words are enough"),
            "max_length": TOO_LONG,
        },
    )


class HandForm(Form):
    """What one could use a hand with."""

    text = forms.CharField(
        label=gettext_lazy("I could use a hand with"),
        help_text=gettext_lazy("A sentence is enough."),
        max_length=hands.LONGEST,
        widget=said(2),
        error_messages={
            "required": gettext_lazy("Say what it is, in a sentence"),
            "max_length": gettext_lazy("Keep it to 280 characters: a sentence or two"),
        },
    )


class HandAnswerForm(Form):
    """An answer for one alone."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=hands.LONGEST_ANSWER,
        widget=said(3),
        error_messages={
            "required": gettext_lazy("Write a few words"),
            "max_length": TOO_LONG,
        },
    )
