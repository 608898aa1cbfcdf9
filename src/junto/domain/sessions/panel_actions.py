"""Writing in the panels of a stage: cards, questions and votes that carry a name.

A panel is what a stage shows beside its prompt: ideas to sort, questions to vote for, sides to
take. What it asks for is an entry of the room with a state, perhaps under another one, and marks
upon it. Each change is a line of the room's log without words, so that every page looks again.
Answers without a name are none of this: they belong to a sealed round.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from junto.domain.people import queries as people_queries
from junto.domain.sessions import room_actions, room_queries
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import RoomEntry, RoomMark, Session
from junto.foundation import idempotency
from junto.foundation.access import Actor, Forbidden
from junto.kernel.formats.room import Kind


@dataclass(frozen=True)
class Draft:
    """An entry to be written: what, under which output, who may read it, and where it stands."""

    output: str
    text: str
    visibility: str = "group"
    about: str = ""
    parent: str = ""
    state: str = ""
    data: Mapping[str, Any] | None = None


def add_entry(*, session: Session, draft: Draft, actor: Actor, now: datetime) -> RoomEntry | None:
    """Write an entry in the stage that is running; None when there is nothing to keep.

    Raises
    ------
    TooLong
        When the text is longer than what is kept.
    MovedOn
        When the session is over.
    """
    person = room_actions.person_in(session, actor)
    words = draft.text.strip()
    if len(words) > room_actions.MOST_TEXT:
        raise room_actions.TooLong(str(room_actions.MOST_TEXT))
    if not words:
        return None
    with transaction.atomic():
        locked = _live(session)
        room = room_queries.load_room(locked)
        step = room.step
        entry = RoomEntry.objects.create(
            session=locked,
            stage=step.stage.id if step else "",
            round=(step.round or 0) if step else 0,
            output=draft.output,
            person=person,
            about=people_queries.find_here(draft.about) if draft.about else None,
            visibility=draft.visibility,
            text=words,
            parent=_entry(locked, draft.parent) if draft.parent else None,
            state=draft.state,
            data=dict(draft.data or {}),
            at=now,
        )
        _note(locked, person, draft.visibility, draft.output, now)
    return entry


@transaction.atomic
def change_entry(
    *,
    session: Session,
    ref: str,
    actor: Actor,
    now: datetime,
    may: Callable[[RoomEntry, str], bool],
    **changes: Any,
) -> RoomEntry:
    """Change the text, state, parent or data of an entry.

    `may` gets the entry and the reference of whoever asks. `data` is laid over what was there;
    `parent` is a reference, or '' for none.
    """
    person = room_actions.person_in(session, actor)
    locked = _live(session)
    entry = _entry(locked, ref)
    if not may(entry, person.ref):
        raise Forbidden("sessions.enter-room")
    if "parent" in changes:
        above = changes.pop("parent")
        entry.parent = _entry(locked, above) if above and above != ref else None
    if "data" in changes:
        entry.data = {**entry.data, **changes.pop("data")}
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.save(update_fields=["parent", "data", *changes])
    _note(locked, person, entry.visibility, entry.output, now)
    return entry


@transaction.atomic
def set_mark(
    *, session: Session, ref: str, kind: str, actor: Actor, now: datetime, value: int | None = 1
) -> None:
    """Give an entry a mark of a kind, change it, or take it back with None."""
    person = room_actions.person_in(session, actor)
    locked = _live(session)
    entry = _entry(locked, ref)
    mine = RoomMark.objects.filter(entry=entry, person=person, kind=kind)
    if value is None:
        mine.delete()
    else:
        RoomMark.objects.update_or_create(
            organization_id=locked.organization_id,
            session=locked,
            entry=entry,
            person=person,
            kind=kind,
            defaults={"value": value},
        )
    _note(locked, person, entry.visibility, entry.output, now)


def _live(session: Session) -> Session:
    """Return the session, held until the transaction ends."""
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.state != SessionState.LIVE:
        raise room_actions.MovedOn
    return locked


def _entry(session: Session, ref: str) -> RoomEntry:
    found = RoomEntry.objects.filter(session=session, ref=ref).first()
    if found is None:
        raise room_actions.MovedOn
    return found


def _note(session: Session, person: Any, visibility: str, output: str, now: datetime) -> None:
    """Tell the room, unless nobody but the writer sees it."""
    if visibility == "author":
        idempotency.claim()
        return
    room_actions.append(session, person, Kind.WROTE, now, {"output": output})
