"""Notes of a group and of a session: the list, and one note with its editor."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.groups import queries as groups
from junto.domain.notes import actions, merging, policies, queries
from junto.domain.notes.enums import Audience
from junto.domain.sessions import room_queries as sessions
from junto.domain.sessions.enums import SessionState
from junto.foundation.access.views import requires
from junto.interfaces.web.notes.forms import NoteForm
from junto.interfaces.web.ui.toasts import toast

AHEAD = (SessionState.PLANNED, SessionState.LIVE)
writes = requires(policies.write_note, load=queries.get_note)


@requires(policies.keep_notes, load=groups.get_group)
@require_http_methods(["GET", "HEAD", "POST"])
def of_group(request: HttpRequest, group: Any) -> HttpResponse:
    """The notes of a group that one may read; a POST begins another."""
    return _list(request, group, None)


@requires(policies.keep_session_notes, load=sessions.get_session)
@require_http_methods(["GET", "HEAD", "POST"])
def of_session(request: HttpRequest, session: Any) -> HttpResponse:
    """The notes of one session; a POST begins another."""
    return _list(request, session.group, session)


def _list(request: HttpRequest, group: Any, session: Any) -> HttpResponse:
    me = request.actor.person_id  # type: ignore[attr-defined]
    others = [person for person in groups.members_of(group) if person.pk != me]
    is_ahead = session is not None and session.state in AHEAD
    posted = request.POST if request.method == "POST" else None
    form = NoteForm(posted, people=others, is_ahead=is_ahead)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        note = actions.start_note(
            group=group,
            session=session,
            audience=Audience(values["audience"]),
            title=values["title"],
            about=next((each for each in others if each.ref == values["about"]), None),
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        return redirect("notes:note", ref=note)
    context = {
        "group": group,
        "session": session,
        "rows": [_row(note, me) for note in queries.notes_for(group, me, session=session)],
        "made": [] if session else queries.deliverables_of(group),
        "form": form,
        "section": "home",
    }
    return render(request, "notes/list.html", context, status=422 if form.is_bound else 200)


def _row(note: Any, me: int) -> dict[str, Any]:
    return {"note": note, "title": title_of(note), "readers": readers_of(note, me)}


def title_of(note: Any) -> str:
    """What a note is called."""
    if note.title:
        return str(note.title)
    if note.session is not None:
        return _("Notes of “%(session)s”") % {"session": note.session.title}
    return _("Notes of %(group)s") % {"group": note.group.name}


def readers_of(note: Any, me: int) -> str:
    """Who reads a note, in a few words."""
    if note.audience == Audience.RECIPIENT:
        other = note.owner if note.about_id == me else note.about
        return _("You and %(name)s") % {"name": other.full_name}
    if note.audience == Audience.PRESENTER:
        is_ahead = note.session is not None and note.session.state in AHEAD
        who = _("you") if note.about_id == me else note.about.full_name
        if is_ahead:
            return _("The group while you meet, then %(name)s alone") % {"name": who}
        return _("You alone") if note.about_id == me else str(who)
    return {
        Audience.AUTHOR: _("You alone"),
        Audience.NAMELESS: _("Your group; nobody sees who writes"),
    }.get(note.audience, _("Your group"))


@writes
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, note: Any) -> HttpResponse:
    """A note. Its editor comes with a script; without one a form merges what is written."""
    if request.method != "POST":
        return _page(request, note, actions.token_of(note), merging.text_of(note.state))
    seen = request.POST.get("seen", "")
    words = request.POST.get("text", "")
    try:
        actions.write_words(
            note=note,
            seen=seen,
            words=words,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except merging.Full:
        problem = _("This note is full. Shorten it, or put the rest into another note.")
        return _page(request, note, seen, words, problem)
    except merging.Unreadable:
        # Nobody's own page says this; what was typed is still not lost.
        problem = _("This page was too old to save. Your text is below: look at it and save again.")
        return _page(request, note, actions.token_of(note), words, problem)
    toast(request, _("Saved, together with what others wrote."))
    return redirect("notes:note", ref=note)


def _page(
    request: HttpRequest, note: Any, seen: str, words: str, problem: str = ""
) -> HttpResponse:
    me = request.actor.person_id  # type: ignore[attr-defined]
    context = {
        "note": note,
        "group": note.group,
        "title": title_of(note),
        "readers": readers_of(note, me),
        "seen": seen,
        "words": words,
        "problems": [{"text": problem, "href": "#text"}] if problem else [],
        "has_errors": bool(problem),
        "live_url": f"/live/notes/{note.address}/",
        "is_named": note.audience not in {Audience.NAMELESS, Audience.AUTHOR},
        "can_delete": policies.delete_note(request.actor, note),  # type: ignore[attr-defined]
        "can_make": note.audience in {Audience.GROUP, Audience.NAMELESS},
        "section": "home",
    }
    return render(request, "notes/note.html", context, status=422 if problem else 200)


@requires(policies.delete_note, load=queries.get_note)
@require_POST
def delete(request: HttpRequest, note: Any) -> HttpResponse:
    """Delete a note of one's own."""
    group = note.group
    actions.delete_note(
        note=note,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("Deleted."))
    return redirect("notes:group", ref=group)
