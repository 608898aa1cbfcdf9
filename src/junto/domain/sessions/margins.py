"""Notes in the margin of a case: one's own while everybody reads, then everybody's beside the text.

A note belongs to one paragraph. While the stage that reads the case lasts only its writer sees it;
from then on everybody in the room does, with the writer's name.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from junto.domain.sessions import panel_actions, room_actions, room_queries
from junto.domain.sessions.feedback_cards import AFTER_STAGE, lasts
from junto.domain.sessions.models import RoomEntry, Session
from junto.domain.sessions.panel_actions import Draft
from junto.foundation.access import Actor, Forbidden
from junto.kernel.formats.model import Format
from junto.kernel.formats.room import Room

if TYPE_CHECKING:
    from junto.domain.people.models import Person

# Not an output of any format.
MARGIN = "margin"
WORDS_A_MINUTE = 200
_GAP = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class MarginNote:
    """A note beside a paragraph, which is counted from 1; `is_held` while everybody reads."""

    ref: str
    paragraph: int
    author: str
    text: str
    is_mine: bool
    is_held: bool


def cases_of(fmt: Format) -> tuple[str, ...]:
    """Return the inputs that everybody reads in silence in the room: cases shared by one."""
    cases = {each.id for each in fmt.inputs if each.kind == "case" and each.visibility == "group"}
    read = [
        name
        for stage in fmt.all_stages()
        if stage.speak.rule == "silent"
        for name in stage.uses
        if name in cases
    ]
    return tuple(dict.fromkeys(read))


def reads_now(room: Room) -> bool:
    """Tell whether this is the stage in which the case is read."""
    if room.step is None or room.script is None:
        return False
    return bool(set(room.step.stage.uses) & set(cases_of(room.script.fmt)))


def is_read(room: Room) -> bool:
    """Tell whether the case lies before everybody: from the stage that reads it on."""
    cases = set(cases_of(room.script.fmt)) if room.script else set()
    places = [at for at, step in enumerate(room.plan) if cases & set(step.stage.uses)]
    return bool(places) and room.position >= places[0]


def case_in(session: Session, person: "Person", fmt: Format) -> list[str]:
    """Return the paragraphs of the case that was shared: the same for everybody who is here."""
    rows = room_queries.shared_with(session, person, cases_of(fmt))
    return paragraphs([row.text for row in rows if row.is_shared])


def paragraphs(texts: Sequence[str]) -> list[str]:
    """Return the paragraphs of texts, which empty lines part."""
    parts = (part.strip() for text in texts for part in _GAP.split(text.replace("\r\n", "\n")))
    return [part for part in parts if part]


def minutes_to_read(parts: Sequence[str]) -> int:
    """Return in how many minutes that is read with care."""
    return math.ceil(sum(len(part.split()) for part in parts) / WORDS_A_MINUTE)


def notes_in(session: Session, person: "Person", room: Room) -> list[MarginNote]:
    """Return the notes a person may read now, the oldest first."""
    rows = RoomEntry.objects.filter(session=session, output=MARGIN, visibility=AFTER_STAGE)
    if reads_now(room):
        rows = rows.filter(Q(person=person))
    return [
        MarginNote(
            ref=row.ref,
            paragraph=row.data.get("paragraph", 0),
            author=row.person.ref,
            text=row.text,
            is_mine=row.person_id == person.pk,
            is_held=lasts(session, room, row),
        )
        for row in rows.select_related("person").order_by("at", "pk")
    ]


def write_note(
    *, session: Session, paragraph: int, text: str, actor: Actor, now: datetime
) -> RoomEntry | None:
    """Write a note beside a paragraph while the case is read, or while it is talked over.

    Raises
    ------
    TooLong
        When the text is longer than what is kept.
    Forbidden
        When no case lies before the group, or it has no such paragraph.
    """
    person = room_actions.person_in(session, actor)
    room = room_queries.load_room(session)
    if room.script is None or not is_read(room):
        raise Forbidden("sessions.enter-room")
    if not 1 <= paragraph <= len(case_in(session, person, room.script.fmt)):
        raise Forbidden("sessions.enter-room")
    draft = Draft(MARGIN, text, visibility=AFTER_STAGE, data={"paragraph": paragraph})
    return panel_actions.add_entry(session=session, draft=draft, actor=actor, now=now)
