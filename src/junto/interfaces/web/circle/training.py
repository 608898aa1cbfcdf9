"""On the way to facilitating: what is missing, for oneself; and what others say yes or no to."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from junto.domain.catalog import queries as catalog
from junto.domain.programs import queries as programs
from junto.domain.programs.enums import StaffRole
from junto.domain.sessions import policies, room_queries, training
from junto.domain.sessions.enums import Learnt
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.toasts import toast

# What a rehearsal keeps in the browser's own session, and how long one lasts in seconds.
REHEARSAL, LASTS = "rehearsal", 180
FIRST_FORMAT = "peer-advisory-forum"

train = requires(policies.train, load=programs.get_program)


@train
@require_safe
def page(request: HttpRequest, program: Any) -> HttpResponse:
    """What is missing, and how to come by it."""
    return _page(request, program)


def _page(request: HttpRequest, program: Any, problem: str = "") -> HttpResponse:
    me, now = request.actor.person_id, timezone.now()  # type: ignore[attr-defined]
    found = training.checklist_of(me)
    context = {
        "program": program,
        "checklist": found,
        "lines": _lines(found),
        "rehearsed": _rehearsed(request),
        "try_format": FIRST_FORMAT,
        "entries": [(each, _title(each)) for each in training.entries_of(me)],
        "to_confirm": training.to_confirm(me),
        "ahead": training.sessions_to_sit_in(program, me, now),
        "led": training.sessions_led(program, me),
        "colleagues": training.colleagues(program, me),
        "is_shown": training.is_shown(program, me),
        "problems": [problem] if problem else None,
        "has_errors": bool(problem),
        "section": "home",
    }
    return render(request, "circle/training.html", context, status=422 if problem else 200)


def _lines(found: training.Checklist) -> list[tuple[str, str, bool]]:
    return [
        (
            _("Rehearse with a simulated group"),
            _("Three minutes, alone: you run a session of a format and see what each is asked."),
            found.rehearsed,
        ),
        (
            _("Sit in on a session"),
            _("Ask a group that is not yours. It says yes together, or not this time."),
            found.sat_in,
        ),
        (
            _("Lead a session with a colleague"),
            _("Another facilitator of the program is there and says so."),
            found.led,
        ),
    ]


def _title(each: Any) -> str:
    fmt = room_queries.find_format(each.format_id) if each.format_id else None
    if each.kind == Learnt.REHEARSED:
        return catalog.localized(fmt.title) if fmt else each.format_id
    return f"{each.session.group.name}: {each.session.title}" if each.session else ""


def _rehearsed(request: HttpRequest) -> str:
    """The format this browser has rehearsed to its end, or nothing."""
    kept = request.session.get(REHEARSAL) or {}
    is_over = timezone.now().timestamp() - kept.get("began", float("inf")) >= LASTS
    return str(kept.get("format", "")) if is_over else ""


def _chosen(rows: list[Any], ref: str) -> Any:
    return next((each for each in rows if each.ref == ref), None)


@train
@require_POST
def rehearsed(request: HttpRequest, program: Any) -> HttpResponse:
    """Keep that one rehearsed: the browser knows what, and that it was over."""
    done = _rehearsed(request)
    if not done:
        return _page(request, program, _("Rehearse to the end first: it takes three minutes."))
    try:
        training.note_rehearsal(
            program=program,
            format_id=done,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except training.NoSuchFormat:
        return _page(request, program, _("That format is gone: rehearse another one."))
    toast(request, _("Kept."))
    return redirect("circle:training", ref=program)


@train
@require_POST
def sit_in(request: HttpRequest, program: Any) -> HttpResponse:
    """Ask a group to sit in."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    ahead = training.sessions_to_sit_in(program, actor.person_id, now)
    session = _chosen(ahead, request.POST.get("session", ""))
    try:
        training.ask_to_sit_in(program=program, session=session, actor=actor, now=now)
    except training.NoSuchSession:
        return _page(request, program, _("Choose a session that lies ahead"))
    except training.AskedAlready:
        return _page(request, program, _("You have asked about this session already"))
    toast(request, _("Asked. Each of the group says yes or no for themselves."))
    return redirect("circle:training", ref=program)


@train
@require_POST
def led(request: HttpRequest, program: Any) -> HttpResponse:
    """Say that one led with a colleague."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    me = actor.person_id
    try:
        training.name_led(
            program=program,
            session=_chosen(training.sessions_led(program, me), request.POST.get("session", "")),
            colleague=_chosen(training.colleagues(program, me), request.POST.get("person", "")),
            actor=actor,
            now=now,
        )
    except training.NoSuchSession:
        return _page(request, program, _("Choose a session that you led"))
    except training.NobodyThere:
        return _page(request, program, _("Choose the colleague who was there"))
    except training.AskedAlready:
        return _page(request, program, _("You have named this session already"))
    toast(request, _("Your colleague is asked whether it was so."))
    return redirect("circle:training", ref=program)


@train
@require_POST
def show(request: HttpRequest, program: Any) -> HttpResponse:
    """Let the managers see that one is ready, or not any more."""
    on = request.POST.get("on") == "yes"
    training.show_ready(
        program=program,
        on=on,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("On. You can switch it off at any time.") if on else _("Off, from now on."))
    return redirect("circle:training", ref=program)


@requires(policies.confirm_led, load=training.get_training)
@require_POST
def confirm(request: HttpRequest, row: Any) -> HttpResponse:
    """Say as the colleague whether it was so."""
    training.confirm_led(
        training=row,
        yes=request.POST.get("answer") == "yes",
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("Thank you. They see your answer."))
    return redirect("circle:training", ref=row.session.group.program)


@requires(policies.own_training, load=training.get_training)
@require_POST
def take_back(request: HttpRequest, row: Any) -> HttpResponse:
    """Forget one entry."""
    training.take_back(
        training=row,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("Forgotten."))
    where = programs.staffed(request.actor, StaffRole.FACILITATOR)  # type: ignore[attr-defined]
    return redirect("circle:training", ref=where[0]) if where else redirect("home:index")


@requires(policies.let_sit_in, load=training.get_training)
@require_POST
def let_sit_in(request: HttpRequest, row: Any) -> HttpResponse:
    """Say yes or no to somebody who would like to sit in."""
    group = row.session.group
    yes = request.POST.get("answer") == "yes"
    training.let_sit_in(
        training=row,
        yes=yes,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(
        request,
        _("Kept. It counts once everybody said yes.")
        if yes
        else _("That is fine. Nobody learns who said so."),
    )
    return redirect("groups:circle", ref=group)
