"""Deciding about what needs a look, and the log of what was decided."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.overview import deciding
from junto.domain.overview import today as overview
from junto.domain.overview.signals import Kind, Signal
from junto.domain.people.enums import Role
from junto.domain.programs import decisions, policies, queries
from junto.domain.programs.enums import Choice
from junto.domain.sessions import check_ins
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.forms import Form
from junto.interfaces.web.ui.places import address
from junto.interfaces.web.ui.toasts import toast

ON_A_PAGE = 25


class DecisionForm(Form):
    """What is done about it, and why."""

    choice = forms.ChoiceField(
        label=lazy("What do you decide?"),
        choices=Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose what you decide")},
    )
    note = forms.CharField(
        label=lazy("Why?"),
        help_text=lazy("For whoever looks after the program later. Leave names of people out."),
        required=False,
        max_length=decisions.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


@requires(policies.manage_program, load=queries.get_program)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, program: Any) -> HttpResponse:
    """One thing that needs a look: what is known, what usually helps, what is decided."""
    now = timezone.now()
    key = request.GET.get("about", "")[:120]
    signal = next((s for s in overview.today_of(program, now=now).open if s.key == key), None)
    if signal is None:
        toast(request, _("That has settled already."))
        return redirect("programs:decisions", ref=program)
    form = DecisionForm(
        request.POST if request.method == "POST" else None, initial={"choice": Choice.SUGGESTED}
    )
    if form.is_bound and form.is_valid():
        asked = deciding.decide(
            program=program,
            signal=signal,
            **form.cleaned_data,
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )
        toast(request, _told(asked))
        return redirect(_home(request, program))
    context = {
        "program": program,
        "signal": signal,
        "form": form,
        "links": _links(program, signal),
        "home": _home(request, program),
        **_check_in(signal),
        "section": "today",
    }
    return render(request, "programs/decide.html", context, status=422 if form.is_bound else 200)


def _told(asked: int) -> str:
    if not asked:
        return _("Kept among the decisions.")
    return ngettext(
        "%(n)s facilitator is asked for a check-in.",
        "%(n)s facilitators are asked for a check-in.",
        asked,
    ) % {"n": asked}


def _home(request: HttpRequest, program: Any) -> str:
    """Today, for whoever has it; else the log."""
    if not request.actor.has(Role.PROGRAM_MANAGER):  # type: ignore[attr-defined]
        return address("programs:decisions", program)
    home = address("home:role", program.organization, role=str(Role.PROGRAM_MANAGER))
    return f"{home}?program={program.ref}"


def _links(program: Any, signal: Signal) -> list[tuple[str, str]]:
    """Where it can be looked at, or something be done about it."""
    found = []
    if signal.session:
        found.append((_("The session"), address("sessions:session", signal.session)))
    if signal.group is not None:
        found.append((_("Its sessions"), address("sessions:group", signal.group)))
    if signal.kind == Kind.PULSE:
        found.append((_("The pulse of the program"), address("after:program-pulse", program)))
    if signal.kind in (Kind.NO_TIMES, Kind.IDLE, Kind.CALLED_OFF):
        found.append((_("The schedule"), address("sessions:schedule", program)))
    if signal.kind in (Kind.WAITING, Kind.SMALL, Kind.OTHER_GROUP, Kind.AGREED):
        found.append((_("What can be done"), address("groups:mend", program)))
    return found


def _check_in(signal: Signal) -> dict[str, Any]:
    """The words of a check-in, and who would get them."""
    if signal.kind != Kind.AWAY:
        return {}
    subject, text = check_ins.words(signal.group.name)
    return {
        "check_in": {
            "subject": subject,
            "text": text,
            "people": check_ins.whom_to_ask(signal.group),
        }
    }


@requires(policies.manage_program, load=queries.get_program)
@require_safe
def log(request: HttpRequest, program: Any) -> HttpResponse:
    """What was decided, the latest first."""
    page = Paginator(decisions.decisions_of(program), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "program": program,
        "page_obj": page,
        "rows": page.object_list,
        "home": _home(request, program),
        "today": timezone.localdate(),
        "section": "today",
    }
    return render(request, "programs/decisions.html", context)


@requires(policies.manage_program, load=queries.get_program)
@require_POST
def ask_again(request: HttpRequest, program: Any) -> HttpResponse:
    """Let something that was decided come up again."""
    decisions.take_back(
        program=program,
        ref=request.POST.get("decision", "")[:12],
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("It comes up again while it lasts."))
    return redirect("programs:decisions", ref=program)
