"""Beginning notes, merging what is written in them, deleting one's own."""

from base64 import b64decode, b64encode
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.groups import queries as group_queries
from junto.domain.notes import events, merging, policies
from junto.domain.notes.enums import ADDRESSED, OWNED, Audience
from junto.domain.notes.models import SharedNote
from junto.domain.people import queries as people_queries
from junto.domain.sessions.enums import SessionState
from junto.foundation import idempotency, ports
from junto.foundation.access import Actor, Forbidden
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person
    from junto.domain.sessions.models import Session

LONGEST_TITLE = 120
NEWS = "notes.news"


class NobodyThere(ValueError):
    """A note that is for somebody names one of the group, and not whoever begins it."""


class NotWhileMeeting(ValueError):
    """A note for whoever presents belongs to a session that is not over."""


class TooLong(ValueError):
    """A title is a line."""


@transaction.atomic
def start_note(
    *,
    group: "Group",
    audience: Audience,
    actor: Actor,
    now: datetime,
    title: str = "",
    session: "Session | None" = None,
    about: "Person | None" = None,
) -> SharedNote:
    """Begin a note in a group; the group's own note of a session is there once.

    Raises
    ------
    NobodyThere, NotWhileMeeting, TooLong
        When nobody of the group is named, the session is over or missing, or the title is long.
    """
    policies.keep_notes.check(actor, group)
    person = people_queries.person_of(actor)
    if person is None or (session is not None and session.group_id != group.pk):
        raise Forbidden("notes.keep")
    if len(title.strip()) > LONGEST_TITLE:
        raise TooLong
    values = {
        "title": title.strip(),
        "owner": person if audience in OWNED else None,
        "about": _addressed(group, audience, about, person, session),
        "created_at": now,
        "changed_at": now,
    }
    if audience == Audience.GROUP and session is not None:
        note, is_new = SharedNote.objects.get_or_create(
            organization_id=group.organization_id,
            group=group,
            session=session,
            audience=audience,
            defaults=values,
        )
    else:
        note, is_new = SharedNote(group=group, session=session, audience=audience, **values), True
        note.save()
    if is_new:
        publish(events.NoteStarted(group_ref=group.ref), actor=actor, now=now)
    return note


def _addressed(
    group: "Group",
    audience: Audience,
    about: "Person | None",
    person: "Person",
    session: "Session | None",
) -> "Person | None":
    if audience not in ADDRESSED:
        return None
    if about is None or not group_queries.is_member(group, about.pk):
        raise NobodyThere
    if audience == Audience.RECIPIENT:
        if about.pk == person.pk:
            raise NobodyThere
        return about
    if session is None or session.state not in {SessionState.PLANNED, SessionState.LIVE}:
        raise NotWhileMeeting
    return about


@transaction.atomic
def merge_note(*, note: SharedNote, update: bytes, actor: Actor, now: datetime) -> SharedNote:
    """Merge a change into what is stored, and tell whoever has the note open.

    Returns the note as it is stored now. Nothing is saved where the change was there already.

    Raises
    ------
    merging.Unreadable, merging.Full
        When the bytes are no change, or the note would become larger than what is kept.
    """
    policies.write_note.check(actor, note)
    locked = SharedNote.objects.select_for_update().get(pk=note.pk)
    merged = merging.merge(locked.state, update)
    if merged == locked.state:
        return locked
    idempotency.claim()
    locked.state = merged
    locked.version += 1
    locked.changed_at = now
    locked.save(update_fields=["document", "version", "changed_at"])
    transaction.on_commit(lambda: ports.call(NEWS, note.ref, locked.version), robust=True)
    return locked


def write_words(
    *, note: SharedNote, seen: str, words: str, actor: Actor, now: datetime
) -> SharedNote:
    """Turn the note somebody saw into these words, without touching what others wrote since.

    Parameters
    ----------
    seen
        The token of the document that was on the page (`token_of`).

    Raises
    ------
    merging.Unreadable, merging.Full
        When what was seen is no document, or the note would become too large.
    """
    policies.write_note.check(actor, note)
    try:
        state = b64decode(seen, validate=True)
    except ValueError:
        raise merging.Unreadable from None
    plain = words.replace("\r\n", "\n").replace("\0", "")
    change = merging.rewrite(state, plain)
    return merge_note(note=note, update=change, actor=actor, now=now)


def token_of(note: SharedNote) -> str:
    """What a page carries so that its words can be merged later: the document it shows."""
    return b64encode(note.state).decode()


@transaction.atomic
def delete_note(*, note: SharedNote, actor: Actor, now: datetime) -> None:
    """Delete a note of one's own, for good."""
    policies.delete_note.check(actor, note)
    publish(events.NoteDeleted(group_ref=note.group.ref), actor=actor, now=now)
    note.delete()
