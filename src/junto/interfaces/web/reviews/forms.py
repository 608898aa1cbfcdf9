"""Forms of reviews."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from junto.domain.assessments.enums import PulseAnswer
from junto.domain.reviews import actions, hosting, writing
from junto.domain.reviews import forms as staff_forms
from junto.domain.reviews.enums import HostItem, StaffItem, StaffQuestion
from junto.domain.reviews.queries import Work
from junto.interfaces.web.ui.forms import Form
from junto.interfaces.web.ui.taps import TapsForm

TOO_LONG = gettext_lazy("Keep it to 4,000 characters: two pages")
CHOOSE_DAY = {
    "required": gettext_lazy("Choose a day"),
    "invalid": gettext_lazy("Choose a day, like 2026-12-04"),
}
QUESTIONS = (
    gettext_lazy("What works here, and how can one tell?"),
    gettext_lazy("What would you look at again before going on?"),
    gettext_lazy("What could the next small step be?"),
)
WRITE_IN, AGREE_IN = timedelta(days=10), timedelta(days=21)
NAMED, MIXED = "name", "mixed"


def said(rows: int) -> forms.Textarea:
    """A field for somebody's own words."""
    return forms.Textarea(attrs={"class": "in said", "rows": rows, "dir": "auto"})


def _day(label: Any, hint: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=CHOOSE_DAY,
    )


def _words(label: Any, hint: Any = "", *, rows: int = 3, required: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=writing.LONGEST,
        widget=said(rows),
        error_messages={
            "required": required or gettext_lazy("A few words are enough"),
            "max_length": TOO_LONG,
        },
    )


class DatesForm(Form):
    """Guiding questions and the two days."""

    questions = forms.CharField(
        label=gettext_lazy("Guiding questions, one a line"),
        help_text=gettext_lazy("One to six. Both answer them: whose work it is, and who looks."),
        widget=said(4),
        error_messages={"required": gettext_lazy("Write one question at least")},
    )
    write_by = _day(gettext_lazy("Both have written by"), "")
    agree_by = _day(gettext_lazy("The outcome is agreed by"), "")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        usual = {
            "questions": "\n".join(str(each) for each in QUESTIONS),
            "write_by": today + WRITE_IN,
            "agree_by": today + AGREE_IN,
        }
        kwargs["initial"] = {**usual, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean_questions(self) -> list[str]:
        """One a line."""
        lines = self.cleaned_data["questions"].splitlines()
        return [each.strip() for each in lines if each.strip()]

    def refuse(self, trouble: Exception) -> None:
        """Say what does not hold."""
        if isinstance(trouble, actions.NotThatDay):
            self.add_error("write_by", _("Choose two days ahead, the first one earlier."))
        else:
            self.add_error("questions", _("One to six questions, each a line of 200 characters."))


class PlanForm(DatesForm):
    """What a review of a program is to be."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=actions.LONGEST_TITLE,
        error_messages={"required": gettext_lazy("Give it a title")},
    )
    field_order = ("title", "questions", "write_by", "agree_by")


class PersonForm(Form):
    """Whom to ask."""

    to = forms.ChoiceField(
        label=gettext_lazy("Whom would you like to ask?"),
        error_messages={
            "required": gettext_lazy("Choose one person"),
            "invalid_choice": gettext_lazy("Choose one person of the list"),
        },
    )

    def __init__(self, *args: Any, people: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(each.ref, each.full_name) for each in people]
        self.fields["to"].choices = [("", _("Choose")), *names]  # type: ignore[attr-defined]


class AskForm(PersonForm, DatesForm):
    """Whom to ask, by which questions, until when."""

    field_order = ("to", "questions", "write_by", "agree_by")


class ReviewForm(Form):
    """An answer to each guiding question."""

    def __init__(self, *args: Any, questions: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, question in enumerate(questions):
            self.fields[f"q{number}"] = _words(question)

    @property
    def view(self) -> list[str]:
        """The answers in their order."""
        return [self.cleaned_data[f"q{number}"] for number in range(len(self.questions))]


class WorkForm(ReviewForm):
    """What somebody would like to have reviewed, and their own view of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = {
            "title": forms.CharField(
                label=_("A recent project or challenge"),
                help_text=_("One line: what it is."),
                max_length=writing.LONGEST_LINE,
                error_messages={"required": _("Say in a line what it is")},
            ),
            "tried": _words(_("What I tried"), _("What happened, and what came of it so far.")),
            "look_at": _words(_("What I want looked at"), _("The part where another eye helps.")),
            "links": forms.CharField(
                label=_("Links, one a line"),
                help_text=_("Five at most. Whoever reviews it needs to be able to open them."),
                required=False,
                widget=forms.Textarea(attrs={"class": "in", "rows": 2}),
            ),
        }
        self.fields = {**mine, **self.fields}

    @property
    def work(self) -> Work:
        """What was named."""
        fields = self.cleaned_data
        links = tuple(each for each in fields["links"].splitlines() if each.strip())
        return Work(fields["title"], fields["tried"], fields["look_at"], links)


class PostForm(Form):
    """Words about a review."""

    text = _words(gettext_lazy("Your words"))


class OutcomeForm(Form):
    """What changes."""

    outcome = _words(
        gettext_lazy("What changes because of this review?"),
        gettext_lazy("One or two sentences: who does what differently, and from when."),
        required=gettext_lazy("Say what changes, in a sentence"),  # type: ignore[arg-type]
    )


class HostForm(TapsForm):
    """Two taps and one moment, with one's name or mixed."""

    items = HostItem
    answers = PulseAnswer

    def __init__(self, *args: Any, may_mix: bool, is_small: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["moment"] = forms.CharField(
            label=_("One moment, if you like"),
            help_text=_("What was going on, what did they do, what did it change for you?"),
            required=False,
            max_length=hosting.LONGEST,
            widget=said(4),
            error_messages={"max_length": _("Keep it to 2,000 characters: a page")},
        )
        if may_mix:
            self.fields["how"] = forms.ChoiceField(
                label=_("How would you like to say it?"),
                choices=[
                    (NAMED, _("With my name: they read it as I write it")),
                    (MIXED, _("Mixed: my taps in a mean, my words by theme only")),
                ],
                widget=forms.RadioSelect,
                initial=NAMED if is_small else MIXED,
                error_messages={"required": _("Choose one of the two")},
            )

    @property
    def values(self) -> dict[str, int]:
        """The taps."""
        return {item: self.cleaned_data[item] for item in HostItem.values}


class StaffForm(TapsForm):
    """Four taps and two questions in words."""

    items = StaffItem
    answers = PulseAnswer

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in StaffQuestion:
            self.fields[question.value] = forms.CharField(
                label=question.label,
                required=False,
                max_length=staff_forms.LONGEST,
                widget=said(4),
                error_messages={"max_length": _("Keep it to 2,000 characters: a page")},
            )

    @property
    def values(self) -> dict[str, int]:
        """The taps."""
        return {item: self.cleaned_data[item] for item in StaffItem.values}

    @property
    def words(self) -> dict[str, str]:
        """What was written."""
        return {item: self.cleaned_data[item] for item in StaffQuestion.values}


class OpenForm(Form):
    """Until when mentors and facilitators are asked."""

    closes_on = _day(
        gettext_lazy("Answers until"),
        gettext_lazy("Five in the afternoon of this day, in your time zone."),
    )
