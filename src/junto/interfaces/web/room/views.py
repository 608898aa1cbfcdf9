"""The room of a session: waiting, running, over; what changed since; and every act in it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from junto.domain.catalog.queries import localized
from junto.domain.goals import actions as goals
from junto.domain.goals import queries as next_steps
from junto.domain.goals.enums import StepState
from junto.domain.organizations import policies as organization_policies
from junto.domain.organizations import queries as organizations
from junto.domain.people import queries as people
from junto.domain.sessions import (
    cards,
    feedback_cards,
    materials,
    presence,
    room_policies,
    tables,
    writing,
)
from junto.domain.sessions import room_actions as actions
from junto.domain.sessions import room_queries as queries
from junto.domain.sessions.enums import Reached
from junto.foundation import drafts
from junto.foundation.access import Forbidden
from junto.foundation.access.views import requires
from junto.interfaces.web.room import words
from junto.interfaces.web.room.panels import Moment, acts_of_panels, shown_panels
from junto.interfaces.web.room.rehearsal import try_url
from junto.interfaces.web.room.shown import Place, known_people, shown
from junto.interfaces.web.ui.toasts import toast


@requires(room_policies.enter_room, load=queries.get_session)
@require_GET
def room(request: HttpRequest, session: Any) -> HttpResponse:
    """The page of the room."""
    if session.writing or (writing.may_be_written(session) and writing.is_only_written(session)):
        return redirect("room:writing", ref=session)
    if (table := _own_table(request, session)) is not None:
        return redirect("room:room", ref=table)
    now = timezone.now()
    return render(request, "room/room.html", _context(request, session, now))


@requires(room_policies.enter_room, load=queries.get_look)
@require_GET
def state(request: HttpRequest, look: Any) -> HttpResponse:
    """The room as it is now; nothing at all (204) while it is as the page has it."""
    now = timezone.now()
    ref = _my_ref(request)
    presence.note(look.ref, ref, now)
    if request.GET.get("seen") == queries.token_of(look, ref, now):
        return HttpResponse(status=204)
    session = queries.get_session(look.ref)
    if (table := _own_table(request, session)) is not None:
        # The page follows to where its reader sits.
        return redirect("room:room", ref=table)
    return render(request, "room/_room.html", _context(request, session, now))


@requires(room_policies.enter_room, load=queries.get_session)
@require_POST
def act(request: HttpRequest, session: Any) -> HttpResponse:
    """Do what the pressed button says, and show the room again."""
    doing = _ACTS.get(request.POST.get("do", ""))
    presence.note(session.ref, _my_ref(request), timezone.now())
    if doing:
        # What the actor may not do any more, or not yet, changes nothing; the room shows why.
        with suppress(Forbidden, actions.MovedOn):
            doing(request, session, timezone.now())
    if request.POST.get("do") == "leave":
        return redirect(session_url(session))
    return redirect("room:room", ref=session)


# ---------------------------------------------------------------- what is shown


def _own_table(request: HttpRequest, session: Any) -> Any:
    """Where the reader sits, when that is not here."""
    if session.seated is None:
        return None
    me = people.person_of(request.actor)  # type: ignore[attr-defined]
    return tables.table_for(session, me) if me is not None else None


def _my_ref(request: HttpRequest) -> str:
    """The reference of the actor's person, known from the look-up of the request."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = people.memberships_of(request.user)
    return next(row.person_ref for row in rows if row.person_id == actor.person_id)


def _context(request: HttpRequest, session: Any, now: datetime) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    me = people.person_of(actor)
    assert me is not None
    seen = queries.see_room(session, me, now)
    place = _place(session, me)
    known = known_people(seen.people)
    if seen.view.phase == "waiting":
        return _waiting(session, seen, place, known, actor)
    fmt = seen.room.script.fmt if seen.room.script else None
    context = shown(seen.view, fmt, place, known, me=seen.me, token=seen.token, now=now)
    context["brought"] = [
        {
            "name": known[row.person.ref].short,
            "text": row.text,
            "mine": row.person == me,
            "prompt": row.prompt,
        }
        for row in queries.shared_with(session, me, seen.view.uses)
        if row.person.ref in known
    ]
    context["from_last_time"] = _from_last_time(session, seen, known)
    context["panels"] = shown_panels(Moment(session, seen, me, known, now))
    claimed = {output for panel in context["panels"] for output in panel["claims"]}
    context["brought"] = [row for row in context["brought"] if row["prompt"] not in claimed]
    fills = any(panel.get("fills", True) for panel in context["panels"])
    if any(panel.get("tells_groups") for panel in context["panels"]):
        context["group"] = []
    # Who sits where matters less than the time while everybody writes, sorts or votes.
    context["is_at_work"] = fills and (seen.view.rule == "silent" or seen.view.kind == "cluster")
    if all(output.id in claimed for output in seen.view.unnamed):
        context["without_names"] = ""
    context["slots"] = [slot for slot in context["slots"] if slot["id"] not in claimed]
    context["entries"] = [
        row for row in _entries(session, seen, known) if row["output"] not in claimed
    ]
    context["note"] = queries.note_of(session, me)
    _restore_drafts(request, session, context)
    context["is_here"] = seen.me in seen.room.here
    if queries.is_of_the_group(session, me.pk):
        context["notes_url"] = reverse("notes:session", kwargs={"ref": session})
    context["session"] = session
    context["materials"] = materials.materials_of(session)
    context["contacts"] = organizations.support_contacts()
    context["reached_choices"] = Reached.choices
    context["next_time"] = _next_time(session, seen, known)
    return context


def _restore_drafts(request: HttpRequest, session: Any, context: dict[str, Any]) -> None:
    """What was typed and not sent, in a tab that was closed perhaps."""
    for slot in context["slots"]:
        slot["draft"] = _draft(session, slot["key"])
        kept = drafts.load(user_id=request.user.pk, form=slot["draft"])
        slot["kept"], slot["text"] = kept, kept.get("text", "")
        for field in slot["fields"]:
            field["text"] = kept.get(f"text:{field['id']}", "")
    context["note_draft"] = _draft(session, "note")
    kept = drafts.load(user_id=request.user.pk, form=context["note_draft"])
    context["note"] = kept.get("note", context["note"])


def _draft(session: Any, key: str) -> str:
    return f"room:{session.ref}:{key}"


def _forget_draft(request: HttpRequest, session: Any, key: str) -> None:
    drafts.discard(user_id=request.user.pk, form=_draft(session, key))


def _next_time(session: Any, seen: Any, known: dict[str, Any]) -> list[dict[str, Any]]:
    """Who would hold which role next, shown when the group looks ahead."""
    view, fmt = seen.view, seen.room.script.fmt
    looks_ahead = view.phase != "running" or (view.kind == "select" and view.place == view.places)
    if not looks_ahead:
        return []
    return [
        {
            "when": when,
            "roles": [
                (localized(role.title), known[ref].short)
                for role in fmt.roles
                if (ref := held.get(role.id, "")) in known
            ],
        }
        for when, held in zip(
            (_("Next time"), _("Then"), _("After that")),
            queries.roles_after(session, seen.room),
            strict=False,
        )
    ]


def _place(session: Any, me: Any) -> Place:
    return Place(
        group=session.group.name,
        title=session.title,
        zone=me.time_zone,
        room_url=reverse("room:room", kwargs={"ref": session}),
        state_url=reverse("room:state", kwargs={"ref": session}),
        act_url=reverse("room:act", kwargs={"ref": session}),
        leave_url=session_url(session),
        after_url=reverse("after:session", kwargs={"ref": session}),
        live_url=f"/live/sessions/{session.address}",
        wall_url=reverse("room:wall", kwargs={"ref": session}),
        call_url=session.call_url,
    )


def session_url(session: Any) -> str:
    """The page of the session."""
    return reverse("sessions:session", kwargs={"ref": session})


def _waiting(
    session: Any, seen: Any, place: Place, known: dict[str, Any], actor: Any
) -> dict[str, Any]:
    """Before the room opens: who is there, and what would be run."""
    members = queries.expected(session)
    found = queries.waiting(session, seen.room, members)
    sizes = tables.may_split(session, len(found.here) + len(found.late))
    choice, cast = found.choice, found.cast
    fmt = queries.find_format(session.format_id)
    is_other = choice is not None and fmt is not None and choice.fmt.id != fmt.id
    return {
        "view": seen.view,
        "place": place,
        "token": seen.token,
        "is_waiting_room": True,
        "session": session,
        "now_ms": int(timezone.now().timestamp() * 1000),
        "promise": words.promise(fmt.confidentiality) if fmt else "",
        "is_here": seen.me in seen.room.here,
        "is_member": seen.me in members,
        "people_here": [
            {"name": known[ref].full, "ref": ref, "note": _("you") if ref == seen.me else ""}
            for ref in seen.room.here
            if ref in known
        ],
        "late": words.listed([known[ref].short for ref in found.late]),
        "missing": words.listed([known[ref].short for ref in found.missing]),
        "table_number": session.table + 1,
        "tables": words.listed([str(size) for size in sizes]),
        "lacks_support": fmt is not None and queries.lacks_support(choice.fmt if choice else fmt),
        "support_url": _support_url(actor),
        "writing_url": reverse("room:writing", kwargs={"ref": session})
        if found.trouble and writing.may_be_written(session)
        else "",
        "trouble": found.trouble if seen.room.here else None,
        "trouble_say": localized(found.trouble.say) if found.trouble else "",
        "format_title": localized(choice.fmt.title if choice else fmt.title) if fmt else "",
        "usual_title": localized(fmt.title) if is_other and fmt else "",
        "changed_say": [localized(text) for text in choice.say] if choice else [],
        "roles": _roles_ahead(choice, cast, known, seen.me) if choice and cast else [],
        "minutes": _minutes(choice) if choice else session.minutes,
        "can_run": fmt is not None and fmt.modes.live,
        "try_url": try_url(fmt.id) if fmt else "",
        "say": "",
    }


def _support_url(actor: Any) -> str:
    """Where somebody to talk to is named, for those who may."""
    organization = organizations.get_organization_by_id(actor.organization_id)
    if not organization_policies.administer(actor, organization):
        return ""
    return reverse("organization:contacts", kwargs={"ref": organization})


def _minutes(choice: Any) -> int:
    return int(-(-(sum(step.seconds for step in choice.steps) + choice.buffer_seconds) // 60))


def _roles_ahead(choice: Any, cast: Any, known: dict[str, Any], me: str) -> list[dict[str, Any]]:
    """Who would hold which role, as far as it is for one person."""
    rows = []
    for role in choice.fmt.roles:
        holders = cast.roles.get(role.id, ())
        if role.count == 1 and len(holders) == 1 and holders[0] in known:
            rows.append(
                {
                    "role": localized(role.title),
                    "name": known[holders[0]].full,
                    "ref": holders[0],
                    "me": holders[0] == me,
                }
            )
    return rows


def _from_last_time(session: Any, seen: Any, known: dict[str, Any]) -> list[dict[str, Any]]:
    """The group's open next steps, while it looks back at them: one's own first."""
    if seen.view.kind != "review":
        return []
    rows = [
        {
            "ref": row.ref,
            "name": known[row.person.ref].short,
            "text": row.do,
            "by": row.by,
            "mine": row.person.ref == seen.me,
        }
        for row in next_steps.open_steps_in(session.group)
        if row.person.ref in known
    ]
    return sorted(rows, key=lambda row: not row["mine"])


def _entries(session: Any, seen: Any, known: dict[str, Any]) -> list[dict[str, Any]]:
    fmt = seen.room.script.fmt if seen.room.script else None
    labels = {output.id: output for output in fmt.outputs} if fmt else {}
    return [
        {
            "ref": entry.ref,
            "output": entry.output,
            "text": entry.text,
            "name": known[entry.author].short if entry.author in known else _("Former member"),
            "is_mine": entry.is_mine,
            "is_private": entry.output in labels and labels[entry.output].visibility == "author",
        }
        for entry in (*queries.entries_for(session, _person(seen)), *_cards(session, seen))
        if entry.output != cards.ACTIVITY
    ]


def _cards(session: Any, seen: Any) -> list[Any]:
    """Cards of feedback to the reader, where no panel shows them any more."""
    return feedback_cards.cards_for(session, _person(seen))


def _person(seen: Any) -> Any:
    return seen.people[seen.me]


# ---------------------------------------------------------------- what is done


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else -1


def _simple(action: Callable[..., Any]) -> Callable[..., None]:
    def do(request: HttpRequest, session: Any, now: datetime) -> None:
        action(session=session, actor=request.actor, now=now)  # type: ignore[attr-defined]

    return do


def _at_step(action: Callable[..., Any]) -> Callable[..., None]:
    def do(request: HttpRequest, session: Any, now: datetime) -> None:
        action(
            session=session,
            step=_number(request, "step"),
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )

    return do


def _at_turn(action: Callable[..., Any]) -> Callable[..., None]:
    def do(request: HttpRequest, session: Any, now: datetime) -> None:
        action(
            session=session,
            step=_number(request, "step"),
            turn=_number(request, "turn"),
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )

    return do


def _open(request: HttpRequest, session: Any, now: datetime) -> None:
    try:
        actions.open_room(session=session, actor=request.actor, now=now)  # type: ignore[attr-defined]
    except actions.CannotOpenNow:
        toast(request, _("It takes somebody more to begin."))
    except actions.NobodyToTurnTo:
        # The room itself says what is missing and who can add it.
        return


def _arrive(request: HttpRequest, session: Any, now: datetime) -> None:
    actor = request.actor  # type: ignore[attr-defined]
    actions.arrive(session=session, actor=actor, now=now)
    tables.sit_down(session, people.person_of(actor))  # type: ignore[arg-type]


def _split(request: HttpRequest, session: Any, now: datetime) -> None:
    actor = request.actor  # type: ignore[attr-defined]
    if tables.split(session=session, actor=actor, now=now):
        toast(request, _("You are at tables now, each with a room of its own."))


def _off_script(request: HttpRequest, session: Any, now: datetime) -> None:
    actor = request.actor  # type: ignore[attr-defined]
    actions.pause(session=session, actor=actor, now=now, off_script=True)


def _care(request: HttpRequest, session: Any, now: datetime) -> None:
    actor = request.actor  # type: ignore[attr-defined]
    actions.pause(session=session, actor=actor, now=now, care=True)


def _answer_more(yes: bool) -> Callable[..., None]:
    def do(request: HttpRequest, session: Any, now: datetime) -> None:
        actions.answer_more(
            session=session,
            step=_number(request, "step"),
            yes=yes,
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )

    return do


def _hand_off(request: HttpRequest, session: Any, now: datetime) -> None:
    actor = request.actor  # type: ignore[attr-defined]
    to = request.POST.get("to", "")
    actions.hand_off_lead(session=session, to=to, actor=actor, now=now)


def written(request: HttpRequest) -> str:
    """What somebody wrote in one box, or in several with labels."""
    parts = [
        (request.POST.get(f"label:{key.removeprefix('text:')}", ""), value.strip())
        for key, value in request.POST.items()
        if key.startswith("text:") and value.strip()
    ]
    return request.POST.get("text", "") or "\n".join(
        f"{label}: {value}" if label else value for label, value in parts
    )


def _write(request: HttpRequest, session: Any, now: datetime) -> None:
    try:
        entry = actions.write_entry(
            session=session,
            output=request.POST.get("output", ""),
            text=written(request),
            about=request.POST.get("about", ""),
            seen=_number(request, "seen"),
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )
    except actions.TooLong:
        toast(request, _("That is longer than 8,000 characters. Shorten it and send it again."))
        return
    if entry is not None:
        _forget_draft(request, session, request.POST.get("slot", ""))
        toast(request, _("Kept."))


def _remove(request: HttpRequest, session: Any, now: datetime) -> None:
    actor = request.actor  # type: ignore[attr-defined]
    ref = request.POST.get("entry", "")
    actions.remove_entry(session=session, ref=ref, actor=actor, now=now)


def _keep_note(request: HttpRequest, session: Any, now: datetime) -> None:
    try:
        actions.keep_note(
            session=session,
            text=request.POST.get("note", ""),
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )
    except actions.TooLong:
        toast(request, _("That is longer than 8,000 characters. Shorten it and send it again."))
        return
    _forget_draft(request, session, "note")
    toast(request, _("Your notes are kept. Only you read them."))


def next_step(request: HttpRequest, session: Any, now: datetime) -> bool:
    """Keep what somebody will do, by when; it opens the next session. False with a reason why."""
    try:
        by = date.fromisoformat(request.POST.get("by", ""))
        goals.make_step(
            group=session.group,
            do=request.POST.get("what", ""),
            cue=request.POST.get("cue", ""),
            by=by,
            session_ref=session.ref,
            actor=request.actor,  # type: ignore[attr-defined]
            now=now,
        )
    except goals.NothingToDo:
        toast(request, _("Say what you will do."))
    except goals.TooLong:
        toast(request, _("Say it in fewer words."))
    except goals.TwoAreOpen:
        toast(request, _("You have two next steps open. Finish one, or let one go on purpose."))
    except goals.DayIsOver:
        toast(request, _("Choose a day that is still to come."))
    except ValueError:
        toast(request, _("Choose the day you will have done it."))
    else:
        _forget_draft(request, session, request.POST.get("slot", ""))
        toast(request, _("Your next step is kept. The next session begins with it."))
        return True
    return False


def _next_step(request: HttpRequest, session: Any, now: datetime) -> None:
    next_step(request, session, now)


def _settle(state: StepState) -> Callable[..., None]:
    def do(request: HttpRequest, session: Any, now: datetime) -> None:
        step = next_steps.get_step(request.POST.get("settled", "")[:12])
        goals.finish_step(step=step, state=state, actor=request.actor, now=now)  # type: ignore[attr-defined]

    return do


def _reached(value: str) -> Callable[..., None]:
    def do(request: HttpRequest, session: Any, now: datetime) -> None:
        actor = request.actor  # type: ignore[attr-defined]
        actions.say_reached(session=session, reached=value, actor=actor, now=now)

    return do


_ACTS: dict[str, Callable[[HttpRequest, Any, datetime], None]] = {
    "arrive": _arrive,
    "split": _split,
    "leave": _simple(actions.leave),
    "open": _open,
    "next": _at_step(actions.advance),
    "skip": _at_step(actions.skip),
    "extend": _at_step(actions.extend),
    "ready": _at_step(actions.be_ready),
    "done": _at_turn(actions.finish_turn),
    "pass": _at_turn(actions.pass_turn),
    "pause": _simple(actions.pause),
    "off-script": _off_script,
    "care": _care,
    "more": _at_step(actions.ask_for_more),
    "more-yes": _answer_more(yes=True),
    "more-no": _answer_more(yes=False),
    "resume": _simple(actions.resume),
    "hand": _simple(actions.raise_hand),
    "hand-down": _simple(actions.lower_hand),
    "hand-off": _hand_off,
    "write": _write,
    "remove": _remove,
    "note": _keep_note,
    "step": _next_step,
    "end": _simple(actions.end),
    "step-done": _settle(StepState.DONE),
    "step-let-go": _settle(StepState.LET_GO),
    **{f"reached:{value}": _reached(value) for value in Reached.values},
    **acts_of_panels(),
}
