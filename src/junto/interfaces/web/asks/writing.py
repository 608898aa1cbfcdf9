"""Beginning an ask: what it is about, own questions or a template, until when, how often."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from junto.domain.asks import actions, policies
from junto.domain.asks.enums import (
    LONGEST_CONTEXT,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    MOST_QUESTIONS,
    About,
    Every,
    QuestionKind,
)
from junto.domain.asks.templates import TEMPLATES, template
from junto.domain.organizations import queries as organizations
from junto.foundation import drafts
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.forms import Form

USUAL_DAYS = 10
OWN = "own"
NUMBERS = range(1, MOST_QUESTIONS + 1)


class AskForm(Form):
    """What is asked, of whom it is not known yet."""

    about = forms.ChoiceField(
        label=gettext_lazy("What is it about?"), choices=About.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=gettext_lazy("Its name"),
        max_length=LONGEST_TITLE,
        error_messages={"required": gettext_lazy("Give it a name.")},
        help_text=gettext_lazy("Those you ask read it, in Junto and in no mail."),
    )
    context = forms.CharField(
        label=gettext_lazy("What they need to know"),
        required=False,
        max_length=LONGEST_CONTEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = forms.DateField(
        label=gettext_lazy("Answers until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Five in the afternoon of this day, in your time zone."),
    )
    every = forms.ChoiceField(
        label=gettext_lazy("How often"),
        choices=Every.choices,
        initial=Every.ONCE,
        help_text=gettext_lazy("You can pause or end it at any time."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Five questions, each with how it is answered."""
        super().__init__(*args, **kwargs)
        for number in NUMBERS:
            self.fields[f"question_{number}"] = forms.CharField(
                label=_("Question %(n)s") % {"n": number},
                required=number == 1,
                error_messages={"required": _("Ask one question at least.")},
                max_length=LONGEST_QUESTION,
            )
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("How it is answered"),
                choices=QuestionKind.choices,
                initial=QuestionKind.WORDS,
            )

    def pairs(self) -> list[tuple[Any, Any]]:
        """Each question beside how it is answered."""
        return [(self[f"question_{n}"], self[f"kind_{n}"]) for n in NUMBERS]

    def wish(self) -> actions.Wish:
        """What was filled in."""
        found = self.cleaned_data
        questions = [(found[f"question_{n}"], QuestionKind(found[f"kind_{n}"])) for n in NUMBERS]
        return actions.Wish(
            about=About(found["about"]),
            title=found["title"],
            context=found["context"],
            questions=questions,
            until=found["until"],
            every=Every(found["every"]),
        )


@requires(policies.have_asks, load=organizations.get_organization)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, organization: Any) -> HttpResponse:
    """Choose a template, then change what it asks."""
    key = request.GET.get("template", "")
    if request.method != "POST" and key != OWN and template(key) is None:
        context = {"organization": organization, "templates": TEMPLATES, "section": "feedback"}
        return render(request, "asks/templates.html", context)
    form = AskForm(request.POST or None, initial=_initial(request, organization, key))
    if request.method == "POST" and form.is_valid():
        made = _made(request, organization, form)
        if made is not None:
            drafts.discard(user_id=request.user.pk, form=_draft(organization))
            return redirect(reverse("asks:ask", kwargs={"ref": made.address}))
    context = {
        "organization": organization,
        "form": form,
        "draft": _draft(organization),
        "section": "feedback",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "asks/new.html", context, status=status)


def _draft(organization: Any) -> str:
    return f"ask:{organization.ref}"


def _initial(request: HttpRequest, organization: Any, key: str) -> dict[str, Any]:
    """A template's questions; one's own begin where one left off."""
    usual: dict[str, Any] = {"until": timezone.now().date() + timedelta(days=USUAL_DAYS)}
    chosen = template(key)
    if chosen is None:
        usual["about"] = About.STYLE
        return usual | dict(drafts.load(user_id=request.user.pk, form=_draft(organization)) or {})
    usual |= {"about": chosen.about, "title": chosen.title}
    for number, (text, kind) in enumerate(chosen.questions, start=1):
        usual |= {f"question_{number}": text, f"kind_{number}": kind}
    return usual


def _made(request: HttpRequest, organization: Any, form: AskForm) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    try:
        return actions.begin(
            organization=organization, wish=form.wish(), actor=actor, now=timezone.now()
        )
    except actions.NothingAsked:
        form.add_error("question_1", _("Ask one question at least."))
    except actions.TooLong:
        form.add_error("title", _("Say it in fewer words."))
    except actions.NotThatDay:
        form.add_error(
            "until",
            _(
                "Choose a day from tomorrow on: within 90 days for once, 21 for every month, 60"
                " for every three months, so that one is over before the next begins."
            ),
        )
    except actions.TooManyAsks:
        form.add_error(None, _("Ten of your asks are going already. End one first."))
    return None
