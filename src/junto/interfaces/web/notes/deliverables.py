"""What a group makes: its list, one page each, and how it leaves the group."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.groups import queries as groups
from junto.domain.notes import deliverables, merging, policies, queries
from junto.domain.notes.enums import Stand
from junto.domain.programs import queries as programs
from junto.foundation import tenancy
from junto.foundation.access.views import requires
from junto.interfaces.web.notes.forms import DeliverableForm
from junto.interfaces.web.ui.toasts import toast

makes = requires(policies.make_deliverable, load=queries.get_deliverable)


@requires(policies.keep_notes, load=groups.get_group)
@require_http_methods(["GET", "HEAD", "POST"])
def of_group(request: HttpRequest, group: Any) -> HttpResponse:
    """What a group makes; a POST begins another, from a note if one is named."""
    note = _note(request, group)
    people = groups.members_of(group)
    posted = request.POST if request.method == "POST" else None
    begun = {"text": merging.text_of(note.state)[: deliverables.LONGEST_TEXT]} if note else None
    form = DeliverableForm(posted, people=people, initial=begun)
    if form.is_bound and form.is_valid():
        made = _refused(
            form,
            lambda: deliverables.make_deliverable(
                group=group,
                words=form.words,
                note=note,
                actor=request.actor,  # type: ignore[attr-defined]
                now=timezone.now(),
            ),
        )
        if made is not None:
            toast(request, _("Kept in your group."))
            return redirect("notes:deliverable", ref=made)
    context = {
        "group": group,
        "made": queries.deliverables_of(group),
        "from_note": note,
        "form": form,
        "section": "home",
    }
    status = 422 if form.is_bound else 200
    return render(request, "notes/deliverables.html", context, status=status)


def _note(request: HttpRequest, group: Any) -> Any:
    """The note it is written from, if it is one of this group's that one may read."""
    ref = request.POST.get("note", "") or request.GET.get("note", "")
    if not ref:
        return None
    try:
        note = queries.get_note(ref[-12:])
    except tenancy.NotFound:
        return None
    is_ours = note.group_id == group.pk
    return note if is_ours and policies.write_note(request.actor, note) else None  # type: ignore[attr-defined]


def _refused(form: DeliverableForm, act: Callable[[], Any]) -> Any:
    """Do it; None when what was filled in does not do, which the form says then."""
    try:
        return act()
    except deliverables.NoLink:
        form.add_error("link", _("Give an address that begins with https://"))
    except deliverables.NobodyThere:
        form.add_error("owner", _("Choose somebody of your group"))
    return None


@requires(policies.read_deliverable, load=queries.get_deliverable)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, row: Any) -> HttpResponse:
    """What a group made. Its people change it until it is out; others read it after that."""
    if request.method != "POST":
        return _page(request, row)
    policies.make_deliverable.check(request.actor, row)  # type: ignore[attr-defined]
    form = DeliverableForm(request.POST, people=groups.members_of(row.group))
    if not form.is_valid():
        return _page(request, row, form)
    return _act(request, row, lambda: _change(request, row, form), form)


def _change(request: HttpRequest, row: Any, form: DeliverableForm) -> str:
    changed = _refused(
        form,
        lambda: deliverables.change_deliverable(
            deliverable=row,
            words=form.words,
            edition=_edition(request),
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        ),
    )
    if changed is None:
        return ""
    return _("Changed. Whoever had agreed is asked anew.") if changed.edition > 1 else ""


def _page(request: HttpRequest, row: Any, form: DeliverableForm | None = None) -> HttpResponse:
    is_ours = policies.make_deliverable(request.actor, row)  # type: ignore[attr-defined]
    people = groups.members_of(row.group) if is_ours else []
    agreed = queries.who_agreed(row)
    initial = {
        "title": row.title,
        "text": row.text,
        "link": row.link,
        "owner": row.owner.ref if row.owner else "",
        "due_on": row.due_on,
    }
    is_out = row.state == Stand.OUT
    context = {
        "row": row,
        "group": row.group,
        "is_ours": is_ours,
        "is_out": is_out,
        "is_asked": row.state == Stand.ASKED,
        "people": [(person, person.pk in agreed) for person in people],
        "has_agreed": request.actor.person_id in agreed,  # type: ignore[attr-defined]
        "is_agreed": bool(people) and all(person.pk in agreed for person in people),
        "has_words": bool(row.text or row.link),
        "form": (form or DeliverableForm(people=people, initial=initial))
        if is_ours and not is_out
        else None,
        "has_errors": form is not None,
        "section": "home",
    }
    return render(request, "notes/deliverable.html", context, status=422 if form else 200)


def _edition(request: HttpRequest) -> int:
    """The edition that was on the page; 0, which none is, for anything else."""
    given = request.POST.get("edition", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _act(
    request: HttpRequest, row: Any, act: Callable[[], str], form: DeliverableForm | None = None
) -> HttpResponse:
    """Do it and say so, or say why not."""
    try:
        said = act()
    except deliverables.IsOut:
        messages.warning(request, _("It has been handed over, so it stays as it is."))
    except deliverables.MovedOn:
        messages.warning(request, _("The words have changed since. Read them again."))
    except deliverables.StillWaits:
        messages.warning(request, _("Somebody's yes is still missing."))
    except deliverables.NothingMade:
        messages.warning(request, _("Write what it says or link to it first."))
    else:
        if form is not None and not said:
            return _page(request, row, form)
        toast(request, said)
    return redirect("notes:deliverable", ref=row)


@makes
@require_POST
def ask(request: HttpRequest, row: Any) -> HttpResponse:
    """Ask the group whether it may leave, with one's own yes."""
    return _act(request, row, lambda: _said(request, row, deliverables.ask_consent, _("Asked.")))


@makes
@require_POST
def agree(request: HttpRequest, row: Any) -> HttpResponse:
    """One's own yes, to the words that were read."""
    done = _("You agreed. You can take that back until it is handed over.")
    return _act(request, row, lambda: _said(request, row, deliverables.give_consent, done))


@makes
@require_POST
def hand_over(request: HttpRequest, row: Any) -> HttpResponse:
    """Let it leave the group."""
    done = _("Handed over.")
    return _act(request, row, lambda: _said(request, row, deliverables.hand_over, done))


def _said(request: HttpRequest, row: Any, act: Callable[..., Any], done: str) -> str:
    act(
        deliverable=row,
        edition=_edition(request),
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    return done


@makes
@require_POST
def take_back(request: HttpRequest, row: Any) -> HttpResponse:
    """Take one's own yes back."""

    def act() -> str:
        deliverables.take_back_consent(
            deliverable=row,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        return _("You took your yes back. It stays in the group.")

    return _act(request, row, act)


@requires(policies.receive_deliverables, load=programs.get_program)
@require_safe
def of_program(request: HttpRequest, program: Any) -> HttpResponse:
    """What the groups of a program handed over, for its managers and sponsors."""
    context = {"program": program, "made": queries.handed_over(program), "section": "groups"}
    return render(request, "notes/program.html", context)
