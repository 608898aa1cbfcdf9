"""The agreement of a group: its words, who said yes, and changing them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.groups import agreements, policies, queries
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.forms import Form
from junto.interfaces.web.ui.toasts import toast

mine = requires(policies.agree_in_group, load=queries.get_group)


class WordsForm(Form):
    """The sentences of an agreement, one a line."""

    norms = forms.CharField(
        label=gettext_lazy("What we promise each other"),
        help_text=gettext_lazy("One sentence a line, at most seven. Your own words."),
        max_length=agreements.MOST_NORMS * (agreements.LONGEST_NORM + 2),
        widget=forms.Textarea(attrs={"class": "in said", "rows": 7, "dir": "auto"}),
        error_messages={
            "required": gettext_lazy("Write one sentence at least"),
            "max_length": gettext_lazy("Keep it to seven sentences of a readable length"),
        },
    )


def _to_begin_with() -> str:
    return "\n".join(
        (
            _("What is said here stays here."),
            _("We ask before we advise."),
            _("Whoever cannot come says so the day before."),
            _("Nobody has to tell more than they want to."),
        )
    )


def _page(request: HttpRequest, group: Any, form: WordsForm | None = None) -> HttpResponse:
    agreement = agreements.agreement_of(group)
    agreed = agreements.who_agreed(agreement) if agreement else set()
    me = request.actor.person_id  # type: ignore[attr-defined]
    people = queries.members_of(group)
    words = "\n".join(agreement.norms) if agreement else _to_begin_with()
    context = {
        "group": group,
        "agreement": agreement,
        "people": [(person, person.pk in agreed) for person in people],
        "count": sum(person.pk in agreed for person in people),
        "has_agreed": me in agreed,
        "form": form or WordsForm(initial={"norms": words}),
        "section": "home",
    }
    return render(request, "groups/agreement.html", context, status=422 if form else 200)


@mine
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, group: Any) -> HttpResponse:
    """The words that hold now; a POST puts others in their place."""
    if request.method != "POST":
        return _page(request, group)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, group, form)
    try:
        agreements.propose_agreement(
            group=group,
            norms=form.cleaned_data["norms"].splitlines(),
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except agreements.NothingAgreed:
        form.add_error("norms", _("Keep it to seven sentences of a readable length"))
        return _page(request, group, form)
    toast(request, _("Written down. Everybody is asked for their own yes."))
    return redirect("groups:agreement", ref=group)


@mine
@require_POST
def agree(request: HttpRequest, group: Any) -> HttpResponse:
    """One's own yes, to the words that were read."""
    agreement = agreements.agreement_of(group)
    if agreement is None or str(agreement.number) != request.POST.get("number"):
        messages.warning(request, _("The words have changed since. Read them again."))
        return redirect("groups:agreement", ref=group)
    agreements.give_consent(
        agreement=agreement,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("You agreed."))
    return redirect("groups:agreement", ref=group)
