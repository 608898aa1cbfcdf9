"""What somebody missed who left early or was away, and may still write.

A format may let the rest be finished in writing (`finish_async`): the stages it names are asked of
whoever was not there for them, for a week, with the same readers as in the room.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.people import queries as people_queries
from junto.domain.sessions import room_actions, room_queries
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import RoomEntry, RoomEvent, Session
from junto.foundation import idempotency
from junto.foundation.access import Actor, Forbidden
from junto.kernel.formats.model import Output, Stage
from junto.kernel.formats.room import Kind, Room
from junto.kernel.formats.writing import chosen

if TYPE_CHECKING:
    from junto.domain.people.models import Person

OPEN_FOR = timedelta(days=7)
# A next step has its own place on the page after the session.
_ASKED_ELSEWHERE = "commitment"


@dataclass(frozen=True)
class Missed:
    """Something a stage asked for while somebody was not there; `readers` are people."""

    stage: Stage
    output: Output
    readers: tuple[str, ...]


def missed_by(session: Session, person: "Person", now: datetime) -> list[Missed]:
    """Return what somebody may still write; nothing for whoever was there to the end."""
    if not session.timeline or session.state != SessionState.ENDED or session.ended_at is None:
        return []
    if now > session.ended_at + OPEN_FOR:
        return []
    room = room_queries.load_room(session)
    was_seated = person.ref in room.seats
    if room.script is None or (was_seated and person.ref not in room.gone):
        return []
    since = _left_at(session, person) if was_seated else 0
    names = _stages(room, "leaves" if was_seated else "absent", since)
    written = set(
        RoomEntry.objects.filter(session=session, person=person).values_list("output", flat=True)
    )
    return [each for each in _asked(room, person, names) if each.output.id not in written]


def _left_at(session: Session, person: "Person") -> int:
    """Return the step that was under way when somebody left for good."""
    rows = RoomEvent.objects.filter(session=session, person=person, kind=Kind.LEFT)
    number = rows.order_by("-number").values_list("number", flat=True).first() or 0
    return room_queries.room_at(session, number).position


def _stages(room: Room, event: str, since: int) -> set[str]:
    """Name the stages a rule lets people finish, of those from a step on."""
    assert room.script is not None
    named = {
        str(stage)
        for rule in room.script.fmt.adaptation
        if rule.do == "finish_async" and rule.event == event and rule.role is None
        for stage in rule.args.get("stages", ())
    }
    to_come = {step.stage.id for step in room.plan[max(0, since) :]}
    return named & to_come


def _asked(room: Room, person: "Person", names: set[str]) -> list[Missed]:
    assert room.script is not None
    fmt, cast = room.script.fmt, room.script.cast
    people = tuple(dict.fromkeys((*cast.people, person.ref)))
    others = tuple(each for each in cast.people if each != person.ref)
    known = {output.id: output for output in fmt.outputs}
    found = []
    for stage in fmt.all_stages():
        for output in (known[name] for name in stage.capture if name in known):
            is_open = output.type != _ASKED_ELSEWHERE and "anonymous" not in output.visibility
            if stage.id not in names or not is_open:
                continue
            if person.ref not in chosen(cast, people, output.by):
                continue
            readers = _readers(output, cast_about=chosen(cast, people, output.about or "all"))
            readers = tuple(each for each in readers or others if each != person.ref)
            if output.visibility in ("recipient", "presenter") and len(readers) != 1:
                continue
            found.append(Missed(stage, output, () if output.visibility == "author" else readers))
    return found


def _readers(output: Output, cast_about: tuple[str, ...]) -> tuple[str, ...]:
    return cast_about if output.visibility in ("recipient", "presenter") else ()


@transaction.atomic
def write(
    *, session: Session, output: str, text: str, actor: Actor, now: datetime
) -> RoomEntry | None:
    """Keep what somebody missed; None when there is nothing to keep.

    Raises
    ------
    TooLong
        When the text is longer than what is kept.
    Forbidden
        When it is not, or no longer, theirs to write.
    """
    person = room_actions.person_in(session, actor)
    words = text.strip()
    if len(words) > room_actions.MOST_TEXT:
        raise room_actions.TooLong(str(room_actions.MOST_TEXT))
    if not words:
        return None
    found = next((m for m in missed_by(session, person, now) if m.output.id == output), None)
    if found is None:
        raise Forbidden("sessions.enter-room")
    is_for_one = found.output.visibility in ("recipient", "presenter")
    idempotency.claim()
    return RoomEntry.objects.create(
        session=session,
        stage=found.stage.id,
        output=output,
        person=person,
        about=people_queries.find_here(found.readers[0]) if is_for_one else None,
        visibility=found.output.visibility,
        text=words,
        at=now,
    )
