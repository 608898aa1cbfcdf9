"""Who mentors and who learns, what counts, and who is never paired."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from junto.domain.groups import mentoring, policies
from junto.domain.groups.enums import MentoringForm, Side
from junto.domain.people import queries as people_queries
from junto.domain.people import wall
from junto.domain.programs import queries as programs
from junto.foundation import tenancy
from junto.foundation.access.views import requires
from junto.interfaces.web.mentoring.board import tabs
from junto.interfaces.web.ui.forms import Form
from junto.interfaces.web.ui.toasts import toast

manages = requires(policies.form_groups, load=programs.get_program)
PAGE = 50
MOST = 2_000


def _text(request: HttpRequest, name: str) -> str:
    given = request.POST if request.method == "POST" else request.GET
    return given.get(name, "").replace("\0", "").strip()[:100]


# ---------------------------------------------------------------- who is who


@manages
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, program: Any) -> HttpResponse:
    """Everybody's side, a page at a time; a POST changes those who are ticked."""
    if request.method == "POST":
        return _set(request, program)
    return _people(request, program)


def _people(request: HttpRequest, program: Any, *, problem: str = "") -> HttpResponse:
    members = mentoring.members_of(program)
    search, side = _text(request, "q").casefold(), _text(request, "side")
    found = [
        each
        for each in members
        if search in each.person.full_name.casefold() and side in ("", each.side)
    ]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    walled = wall.refs_behind(request.actor)  # type: ignore[attr-defined]
    counts = {key: sum(each.side == key for each in members) for key in Side.values}
    context = {
        "program": program,
        "tabs": tabs(program, "people"),
        "page_obj": page,
        "rows": [(each, each.ref in walled) for each in page],
        "search": _text(request, "q"),
        "side": side,
        "labels": dict(Side.choices),
        "counts": [(key, label, counts[key]) for key, label in Side.choices],
        "places": sum(each.places for each in members if each.side == Side.MENTOR),
        "mentees": counts[Side.MENTEE],
        "count": len(found),
        "columns": mentoring.list_columns(),
        "most": mentoring.MOST_PLACES,
        "problems": [{"text": problem, "href": "#column"}] if problem else [],
        "has_errors": bool(problem),
        "section": "mentoring",
    }
    return render(request, "mentoring/people.html", context, status=422 if problem else 200)


def _set(request: HttpRequest, program: Any) -> HttpResponse:
    common = {
        "program": program,
        "actor": request.actor,  # type: ignore[attr-defined]
        "now": timezone.now(),
    }
    act = _text(request, "act")
    if act == "column":
        try:
            count = mentoring.take_sides_from_column(
                key=_text(request, "column"), mentor_word=_text(request, "word"), **common
            )
        except mentoring.UnknownColumn:
            return _people(request, program, problem=_("Choose a column that people have."))
    else:
        refs = [ref[:12] for ref in request.POST.getlist("person")[:MOST] if "\0" not in ref]
        places = _text(request, "places")
        change = mentoring.SideChange(
            side=act if act in Side.values else None,
            places=int(places) if places.isascii() and places.isdigit() else None,
        )
        if not refs:
            toast(request, _("Nobody was ticked. Tick who is meant first."))
            return redirect(_back(request, program))
        count = mentoring.set_sides(refs=refs, change=change, **common)
    toast(
        request,
        ngettext("%(n)s person changed.", "%(n)s people changed.", count) % {"n": count},
    )
    return redirect(_back(request, program))


def _back(request: HttpRequest, program: Any) -> str:
    query = request.GET.urlencode()
    url = reverse("mentoring:people", kwargs={"ref": program})
    return f"{url}?{query}" if query else url


# ---------------------------------------------------------------- what counts


class PlanForm(Form):
    """How people are put together and what counts how much."""

    form = forms.ChoiceField(
        label=gettext_lazy("Who meets"), choices=MentoringForm.choices, widget=forms.RadioSelect
    )
    smallest = forms.IntegerField(
        label=gettext_lazy("Fewest mentees in a circle"),
        help_text=gettext_lazy("For circles alone."),
        min_value=1,
        max_value=mentoring.MOST_PLACES,
    )
    skills = forms.IntegerField(label=gettext_lazy("Offers what the other seeks"))
    goals = forms.IntegerField(label=gettext_lazy("Shared goals"))
    hours = forms.IntegerField(label=gettext_lazy("Hours in common"))
    unit = forms.IntegerField(label=gettext_lazy("Different units"))
    rules = forms.IntegerField(label=gettext_lazy("Nice-to-haves of the program"))
    wishes = forms.IntegerField(label=gettext_lazy("Wishes of both sides"))
    offers_from = forms.ChoiceField(
        label=gettext_lazy("What people offer is in"),
        help_text=gettext_lazy("Until they write it themselves."),
        required=False,
    )
    seeks_from = forms.ChoiceField(
        label=gettext_lazy("What people seek is in"),
        help_text=gettext_lazy("Until they write it themselves."),
        required=False,
    )
    support = forms.ChoiceField(
        label=gettext_lazy("Support contact of every pair"),
        help_text=gettext_lazy("Shown on each pair's page, all along."),
        required=False,
    )

    def __init__(self, *args: Any, program: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [("", _("No column")), *mentoring.list_columns()]
        for name in ("offers_from", "seeks_from"):
            self.fields[name].choices = columns  # type: ignore[attr-defined]
        contacts = {
            person.ref: person.full_name
            for person in (
                *programs.managers_of(program),
                *programs.facilitators_of(program),
                *people_queries.administrators(),
            )
        }
        self.fields["support"].choices = [  # type: ignore[attr-defined]
            ("", _("The program's manager")),
            *contacts.items(),
        ]
        for name in mentoring.WEIGHTS:
            field = self.fields[name]
            field.min_value, field.max_value = 0, mentoring.MOST_WEIGHT  # type: ignore[attr-defined]
            field.widget = forms.Select(
                choices=[(n, _weight(n)) for n in range(mentoring.MOST_WEIGHT + 1)]
            )

    def clean(self) -> dict[str, Any]:
        """Keep weights within what they can be."""
        found: dict[str, Any] = super().clean() or {}
        for name in mentoring.WEIGHTS:
            if not 0 <= found.get(name, 0) <= mentoring.MOST_WEIGHT:
                self.add_error(name, _("Choose a weight from 0 to 5"))
        return found


def _weight(value: int) -> str:
    words = {0: _("0: not at all"), 1: _("1: a little"), 3: _("3: usual"), 5: _("5: most")}
    return str(words.get(value, value))


@manages
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, program: Any) -> HttpResponse:
    """What counts how much when people are matched."""
    saved = mentoring.plan_of(program)
    initial = {
        "form": saved.form,
        "smallest": saved.smallest,
        **saved.weights,
        "offers_from": saved.offers_from,
        "seeks_from": saved.seeks_from,
        "support": saved.support.ref if saved.support else "",
    }
    bound = request.POST if request.method == "POST" else None
    form = PlanForm(bound, program=program, initial=initial)
    if form.is_bound and form.is_valid():
        _save(request, program, form.cleaned_data)
        toast(request, _("Saved. The next matching goes by it."))
        return redirect("mentoring:plan", ref=program)
    context = {
        "program": program,
        "tabs": tabs(program, "plan"),
        "form": form,
        "weights": [form[name] for name in mentoring.WEIGHTS],
        "section": "mentoring",
    }
    return render(request, "mentoring/plan.html", context, status=422 if form.is_bound else 200)


def _save(request: HttpRequest, program: Any, values: dict[str, Any]) -> None:
    support = values["support"]
    choices = mentoring.PlanChoices(
        form=values["form"],
        weights={name: values[name] for name in mentoring.WEIGHTS},
        smallest=values["smallest"],
        offers_from=values["offers_from"],
        seeks_from=values["seeks_from"],
        support=people_queries.find_here(support) if support else None,
    )
    mentoring.save_plan(
        program=program,
        choices=choices,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )


# ---------------------------------------------------------------- kept apart


@manages
@require_http_methods(["GET", "POST"])
def apart(request: HttpRequest, program: Any) -> HttpResponse:
    """Pairs that are never made; a POST adds one by name, or lets one be again."""
    if request.method == "GET":
        return _apart(request, program)
    common = {
        "program": program,
        "actor": request.actor,  # type: ignore[attr-defined]
        "now": timezone.now(),
    }
    if _text(request, "let"):
        one, _space, other = _text(request, "let").partition(" ")
        try:
            mentoring.keep_apart(mentee=one, mentor=other, apart=False, **common)
        except tenancy.NotFound:
            return _apart(request, program, problem=_("That pair is not kept apart any more."))
        toast(request, _("They may be a pair again."))
        return redirect("mentoring:apart", ref=program)
    called: dict[str, list[str]] = {}
    for each in mentoring.members_of(program):
        called.setdefault(each.person.full_name.casefold(), []).append(each.ref)
    found = [called.get(_text(request, name).casefold(), []) for name in ("one", "other")]
    if any(len(refs) != 1 for refs in found) or found[0] == found[1]:
        problem = _("Choose two people of the program, by their full names.")
        return _apart(request, program, problem=problem)
    mentoring.keep_apart(mentee=found[0][0], mentor=found[1][0], apart=True, **common)
    toast(request, _("They are kept apart from now on."))
    return redirect("mentoring:apart", ref=program)


def _apart(request: HttpRequest, program: Any, *, problem: str = "") -> HttpResponse:
    members = mentoring.members_of(program)
    context = {
        "program": program,
        "tabs": tabs(program, "apart"),
        "bars": mentoring.bars_of(program),
        "names": [each.person.full_name for each in members[:MOST]],
        "one": _text(request, "one"),
        "other": _text(request, "other"),
        "problems": [{"text": problem, "href": "#one"}] if problem else [],
        "has_errors": bool(problem),
        "section": "mentoring",
    }
    return render(request, "mentoring/apart.html", context, status=422 if problem else 200)
