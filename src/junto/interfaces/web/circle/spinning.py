"""A group like one's own: proposing it, and answering what was proposed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.catalog import queries as catalog
from junto.domain.circle import policies, queries, spinning
from junto.domain.groups import agreements, membership, starting
from junto.domain.groups import policies as group_policies
from junto.domain.groups import queries as groups
from junto.domain.programs import queries as programs
from junto.domain.sessions import room_queries
from junto.foundation.access.views import requires
from junto.interfaces.web.circle.forms import SpinOffForm
from junto.interfaces.web.ui.toasts import toast

settles = requires(policies.settle_spin_off, load=queries.get_spin_off)


def _page(request: HttpRequest, group: Any, form: SpinOffForm | None = None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    agreement = agreements.agreement_of(group)
    words = "\n".join(agreement.norms) if agreement else ""
    context = {
        "group": group,
        "mine": queries.spin_offs_by(group, actor.person_id),
        "starts_at_once": group_policies.form_groups(actor, group.program),
        "form": form or SpinOffForm(initial={"norms": words}),
        "section": "home",
    }
    return render(request, "circle/spin_off.html", context, status=422 if form else 200)


@requires(policies.spin_off, load=groups.get_group)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, group: Any) -> HttpResponse:
    """Propose a group like one's own, and see what became of it."""
    if request.method != "POST":
        return _page(request, group)
    form = SpinOffForm(request.POST)
    if not form.is_valid():
        return _page(request, group, form)
    given = form.cleaned_data
    wanted = spinning.Wanted(given["name"], given["why"], given["norms"].splitlines())
    try:
        spinning.propose_spin_off(
            group=group,
            wanted=wanted,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except spinning.OneIsOpen:
        form.add_error("name", _("An earlier proposal of yours waits for its answer"))
    except starting.NameTaken:
        form.add_error("name", _("Another group has this name: choose one of its own"))
    except (spinning.TooLong, spinning.NoName):
        form.add_error("norms", _("Keep it to seven sentences of a readable length"))
    if form.errors:
        return _page(request, group, form)
    toast(request, _("Proposed. What becomes of it stands here."))
    return redirect("circle:spin-off", ref=group)


@requires(group_policies.form_groups, load=programs.get_program)
@require_safe
def proposals(request: HttpRequest, program: Any) -> HttpResponse:
    """What people would like to start, and which groups came of which."""
    rows = [(row, _format_title(row.format_id)) for row in queries.spin_offs_of(program)]
    context = {"program": program, "rows": rows, "section": "groups"}
    return render(request, "circle/spin_offs.html", context)


def _format_title(format_id: str) -> str:
    fmt = room_queries.find_format(format_id) if format_id else None
    return catalog.localized(fmt.title) if fmt is not None else ""


@settles
@require_POST
def start(request: HttpRequest, row: Any) -> HttpResponse:
    """Start the group with its proposer in it."""
    try:
        made = spinning.start_spin_off(
            spin_off=row,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except starting.NameTaken:
        messages.warning(request, _("Another group has this name. Rename one of the two first."))
    except membership.NotEnrolled:
        messages.warning(request, _("Whoever proposed it takes part in the program no longer."))
    else:
        if made is not None:
            toast(request, _("Started. Add its people, then find its times."))
    return redirect("circle:spin-offs", ref=row.program)


@settles
@require_POST
def decline(request: HttpRequest, row: Any) -> HttpResponse:
    """Not this time."""
    spinning.decline_spin_off(
        spin_off=row,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("Not this time. Whoever proposed it sees so."))
    return redirect("circle:spin-offs", ref=row.program)
