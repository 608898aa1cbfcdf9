"""Forms of advice."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from junto.domain.groups import advice
from junto.interfaces.web.ui.forms import Form

TOO_LONG = gettext_lazy("Keep it to 2,000 characters")


def _said(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "in said", "rows": rows, "dir": "auto"})


class OfferForm(Form):
    """What somebody gives advice on."""

    topics = forms.CharField(
        label=gettext_lazy("What can people ask you about?"),
        help_text=gettext_lazy("One topic a line, in your own words, eight at most."),
        widget=forms.Textarea(attrs={"class": "in", "rows": 4, "dir": "auto"}),
        error_messages={"required": gettext_lazy("Name one topic at least")},
    )
    about = forms.CharField(
        label=gettext_lazy("What else helps somebody decide to ask you?"),
        help_text=gettext_lazy("A sentence or two, if you like."),
        max_length=advice.LONGEST_ABOUT,
        required=False,
        widget=forms.Textarea(attrs={"class": "in", "rows": 2, "dir": "auto"}),
        error_messages={"max_length": gettext_lazy("Keep it to 400 characters")},
    )
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("How much time do you give a request?"),
        coerce=int,
        error_messages={"invalid_choice": gettext_lazy("Choose one of these")},
    )
    places = forms.TypedChoiceField(
        label=gettext_lazy("How many requests at a time?"),
        help_text=gettext_lazy("Nobody can ask you while so many are open."),
        coerce=int,
        error_messages={"invalid_choice": gettext_lazy("Choose one of these")},
    )
    is_paused = forms.BooleanField(
        label=gettext_lazy("Pause: nobody finds me for now"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].choices = [  # type: ignore[attr-defined]
            (n, _("About %(n)s minutes") % {"n": n}) for n in advice.MINUTES
        ]
        self.fields["places"].choices = [  # type: ignore[attr-defined]
            (n, n) for n in range(1, advice.MOST_PLACES + 1)
        ]

    def clean_topics(self) -> list[str]:
        """One topic a line."""
        lines = str(self.cleaned_data["topics"]).splitlines()
        topics = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
        if not topics:
            raise ValidationError(_("Name one topic at least"))
        if len(topics) > advice.MOST_TOPICS:
            raise ValidationError(_("Keep it to eight topics, one a line"))
        if max(map(len, topics)) > advice.LONGEST_TOPIC:
            raise ValidationError(_("Keep each topic to 60 characters"))
        return topics


class AskForm(Form):
    """What somebody would like advice on."""

    text = forms.CharField(
        label=gettext_lazy("What I would like advice on"),
        help_text=gettext_lazy("What is it about, what have you tried, what would help?"),
        max_length=advice.LONGEST_TEXT,
        widget=_said(6),
        error_messages={
            "required": gettext_lazy("Say what you would like advice on"),
            "max_length": TOO_LONG,
        },
    )


class AnswerForm(Form):
    """An answer in words, a time to talk, or both."""

    text = forms.CharField(
        label=gettext_lazy("My answer"),
        max_length=advice.LONGEST_TEXT,
        required=False,
        widget=_said(6),
        error_messages={"max_length": TOO_LONG},
    )
    talk_at = forms.DateTimeField(
        label=gettext_lazy("Or a time to talk"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": gettext_lazy("Choose a day and an hour")},
    )


class ThanksForm(Form):
    """A word of thanks, if somebody likes."""

    thanks = forms.CharField(
        label=gettext_lazy("A word of thanks, if you like"),
        max_length=advice.LONGEST_TEXT,
        required=False,
        widget=_said(2),
        error_messages={"max_length": TOO_LONG},
    )
