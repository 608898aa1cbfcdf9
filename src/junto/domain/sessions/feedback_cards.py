"""Cards of feedback: what somebody who is here saw, written to one other person or to several.

A card has its writer's name on it. While its stage lasts only the writer reads it and may take it
back; from then on the one it is for reads it too, and nobody else ever does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from junto.domain.people import queries as people_queries
from junto.domain.sessions import injects, room_actions, room_queries
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import RoomEntry, Session
from junto.foundation.access import Actor, Forbidden
from junto.kernel.formats.model import Format, Output
from junto.kernel.formats.room import Kind, Room
from junto.kernel.formats.roomview import Slot, view

if TYPE_CHECKING:
    from junto.domain.people.models import Person

# Who may read such an entry: its writer, and whom it is about once its stage is over.
AFTER_STAGE = "after-stage"


@dataclass(frozen=True)
class FeedbackCard:
    """A card as its writer or its reader sees it; `is_held` while its stage lasts."""

    ref: str
    output: str
    author: str
    about: str
    text: str
    at: datetime
    is_mine: bool
    is_held: bool


def outputs_of(fmt: Format) -> list[Output]:
    """Return the outputs of a format that are cards to one person."""
    return [each for each in fmt.outputs if is_card(each)]


def is_card(output: Output) -> bool:
    """Tell whether an output is a card of feedback that one person reads."""
    return output.type == "feedback" and output.visibility == "recipient"


def readers(slot: Slot, room: Room, person: str) -> tuple[str, ...]:
    """Return to whom somebody may write: whom the format names, else everybody else who is here."""
    if not slot.choose:
        return slot.about
    return tuple(each for each in room.taking_part() if each != person)


def cards_in(session: Session, person: "Person", room: Room) -> list[FeedbackCard]:
    """Return the cards a person may read now, their own and those to them; oldest first."""
    rows = RoomEntry.objects.filter(session=session, visibility__in=(AFTER_STAGE, "recipient"))
    rows = rows.filter(Q(person=person) | Q(about=person)).exclude(about=None)
    rows = rows.exclude(output=injects.INJECT)
    found = []
    for row in rows.select_related("person", "about").order_by("at", "pk"):
        is_held = row.visibility == AFTER_STAGE and lasts(session, room, row)
        is_mine = row.person_id == person.pk
        if is_mine or not is_held:
            found.append(
                FeedbackCard(
                    ref=row.ref,
                    output=row.output,
                    author=row.person.ref,
                    about=row.about.ref if row.about else "",
                    text=row.text,
                    at=row.at,
                    is_mine=is_mine,
                    is_held=is_held,
                )
            )
    return found


def cards_for(session: Session, person: "Person") -> list[FeedbackCard]:
    """Return the cards that others wrote to a person, once the session is over; oldest first."""
    if session.state != SessionState.ENDED:
        return []
    found = cards_in(session, person, Room(script=None))
    return [each for each in found if not each.is_mine]


def lasts(session: Session, room: Room, row: RoomEntry) -> bool:
    """Tell whether the stage that an entry was written in is still on."""
    if session.state != SessionState.LIVE or room.step is None:
        return False
    step = room.step
    return (step.stage.id, step.round or 0) == (row.stage, row.round)


# ---------------------------------------------------------------- what is done


def write_cards(
    *,
    session: Session,
    output: str,
    to: Sequence[str],
    text: str,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> int:
    """Write the same card to each person of `to`; return to how many.

    `seen` is the length of the log when the page was made: a card begun in a stage is kept although
    the room has gone on, and is read at once then.

    Raises
    ------
    TooLong
        When the text is longer than what is kept.
    Forbidden
        When the stage asks the writer for no such card.
    """
    person = room_actions.person_in(session, actor)
    words = text.strip()
    if len(words) > room_actions.MOST_TEXT:
        raise room_actions.TooLong(str(room_actions.MOST_TEXT))
    if not words:
        return 0
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        last = room_queries.last_number(locked)
        room = room_queries.room_at(locked, min(last, last if seen is None else seen))
        meant = _meant(room, person.ref, output, to, now)
        for ref in meant:
            RoomEntry.objects.create(
                session=locked,
                stage=room.step.stage.id if room.step else "",
                round=(room.step.round or 0) if room.step else 0,
                output=output,
                person=person,
                about=people_queries.find_here(ref),
                visibility=AFTER_STAGE,
                text=words,
                at=now,
            )
        if meant:
            room_actions.append(locked, person, Kind.WROTE, now, {"output": output})
    return len(meant)


def _meant(room: Room, writer: str, output: str, to: Sequence[str], now: datetime) -> list[str]:
    """Return whom a card goes to; where the format names one person, nobody has to be chosen."""
    slots = view(room, writer, now.timestamp()).slots
    slot = next((each for each in slots if each.output.id == output), None)
    if slot is None or not is_card(slot.output):
        raise Forbidden("sessions.enter-room")
    may = readers(slot, room, writer)
    chosen = [ref for ref in may if ref in to]
    return chosen or (list(may) if len(may) == 1 else [])


@transaction.atomic
def take_back(*, session: Session, ref: str, actor: Actor, now: datetime) -> None:
    """Take a card back before the one it is for reads it.

    Raises
    ------
    MovedOn
        When its stage is over: it has been read perhaps.
    """
    person = room_actions.person_in(session, actor)
    locked = Session.objects.select_for_update().get(pk=session.pk)
    row = RoomEntry.objects.filter(
        session=locked, ref=ref, person=person, visibility=AFTER_STAGE
    ).first()
    if row is None or not lasts(locked, room_queries.load_room(locked), row):
        raise room_actions.MovedOn
    row.delete()
    room_actions.append(locked, person, Kind.WROTE, now, {"removed": True})
