"""A step made to hold: smaller words, a cue gone through in mind, one member who stands by it."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from junto.domain.goals import actions, policies, queries, witnessing
from junto.domain.people import queries as people
from junto.foundation import tenancy
from junto.foundation.access.views import actor_of, requires, signed_in
from junto.interfaces.web.after.forms import CheerForm, ShapeForm
from junto.interfaces.web.after.steps import own, step_page
from junto.interfaces.web.ui.toasts import toast


@own
@require_POST
def shape(request: HttpRequest, row: Any) -> HttpResponse:
    """Say it in other words."""
    form = ShapeForm(request.POST, auto_id="shape-%s")
    if not form.is_valid():
        return step_page(request, row, shape=form)
    changed = actions.shape_step(
        step=row,
        shape=actions.Shape(**form.cleaned_data),
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    if changed:
        toast(request, _("Kept in its new words."))
    return redirect("after:step", ref=row.ref)


@own
@require_POST
def picture(request: HttpRequest, row: Any) -> HttpResponse:
    """It was gone through in mind."""
    done = actions.picture_step(
        step=row,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    if done:
        toast(request, _("Good. Its moment will find you."))
    return redirect("after:step", ref=row.ref)


@own
@require_POST
def ask(request: HttpRequest, row: Any) -> HttpResponse:
    """Ask one member to stand by it."""
    chosen = request.POST.get("person", "")
    others = {each.ref: each for each in witnessing.others_to_ask(row)}
    try:
        witnessing.ask_witness(
            step=row,
            person=others.get(chosen),
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        name = others[chosen].full_name
        toast(request, _("Asked. %(name)s may say yes or no.") % {"name": name})
    except witnessing.NobodyThere:
        return step_page(request, row, problems=[_("Choose somebody of your group")])
    except (witnessing.AlreadyAsked, witnessing.IsClosed):
        toast(request, _("Nothing was asked: somebody is asked already, or the step is closed."))
    return redirect("after:step", ref=row.ref)


@own
@require_POST
def take_back(request: HttpRequest, row: Any) -> HttpResponse:
    """Nobody stands by it any more."""
    witnessing.take_back(
        step=row,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("Taken back. The step is yours and your group's again."))
    return redirect("after:step", ref=row.ref)


# ---------------------------------------------------------------- the steps of others


@signed_in
@require_safe
def stood_by(request: HttpRequest) -> HttpResponse:
    """Steps that I was asked to stand by, and what became of them."""
    return _stood_by(request)


def _stood_by(request: HttpRequest, refused: Any = None, form: Any = None) -> HttpResponse:
    rows: list[Any] = []
    for place in people.memberships_of(request.user):
        with tenancy.scope(place.organization_id):
            person = people.person_of(actor_of(request, place.organization_id))
            rows += queries.stood_by(person.pk) if person is not None else []
    context = {
        "rows": [(each, _form_of(each, refused, form)) for each in rows],
        "form": form,
        "section": "steps",
    }
    return render(request, "after/stood_by.html", context, status=422 if form else 200)


def _form_of(row: Any, refused: Any, form: Any) -> Any:
    if refused is not None and refused.pk == row.pk:
        return form
    return CheerForm(initial={"text": row.cheer}, auto_id=f"{row.ref}-%s")


@requires(policies.stand_by, load=queries.get_witness)
@require_POST
def answer(request: HttpRequest, row: Any) -> HttpResponse:
    """Yes, or no."""
    yes = request.POST.get("answer") == "yes"
    witnessing.answer(
        witness=row,
        yes=yes,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("You stand by it.") if yes else _("That is fine. Nobody asks why."))
    return redirect("after:stood-by")


@requires(policies.cheer_on, load=queries.get_witness)
@require_POST
def cheer(request: HttpRequest, row: Any) -> HttpResponse:
    """A word for whose step it is."""
    form = CheerForm(request.POST, auto_id=f"{row.ref}-%s")
    if not form.is_valid():
        return _stood_by(request, row, form)
    with suppress(witnessing.NothingSaid):
        witnessing.cheer(
            witness=row,
            text=form.cleaned_data["text"],
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        toast(request, _("%(name)s reads it.") % {"name": row.step.person.full_name})
    return redirect("after:stood-by")
