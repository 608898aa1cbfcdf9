"""A crisis that unfolds: news for single roles, released by whoever runs it, and everybody's part.

News that is held is read by its writer alone; once released, by the one who holds the role it is
for, or by all. Everybody who acts owes one line in each phase.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from junto.domain.people import queries as people_queries
from junto.domain.sessions import panel_actions, room_actions, room_queries
from junto.domain.sessions.models import RoomEntry, Session
from junto.domain.sessions.panel_actions import Draft
from junto.foundation.access import Actor, Forbidden
from junto.kernel.formats.model import Format, Role
from junto.kernel.formats.opening import Step
from junto.kernel.formats.room import Room

if TYPE_CHECKING:
    from junto.domain.people.models import Person

# Not outputs of any format.
INJECT, PART = "inject", "part"
HELD, RELEASED = "held", "released"
ALL = "all"
LONGEST_WAIT = 90


@dataclass(frozen=True)
class Inject:
    """News: `to` is a role or 'all'; `phase` and `minute` say when it is due, 0 for whenever."""

    ref: str
    text: str
    to: str
    phase: int
    minute: int
    is_held: bool
    is_open: bool
    at: datetime


def is_simulation(fmt: Format) -> bool:
    """Tell whether a format plays something through that somebody else runs."""
    has_stage = any(each.kind == "simulate" for each in fmt.all_stages())
    return has_stage and any(role.external for role in fmt.roles)


def roles_for(fmt: Format) -> list[Role]:
    """Return the roles that can know something alone: held by one, inside the group."""
    return [role for role in fmt.roles if role.count == 1 and not role.external]


def runs_it(room: Room, person: str) -> bool:
    """Tell whether somebody releases news: who came for it, else whoever leads."""
    return person in (room.outside() or room.leaders())


def injects_for(session: Session, person: "Person") -> list[Inject]:
    """Return the news a person may read: what they wrote, theirs, and everybody's.

    Nothing else is read from the database. What is held comes first, in the order it is due.
    """
    rows = RoomEntry.objects.filter(session=session, output=INJECT).filter(
        Q(person=person) | Q(about=person, visibility="recipient") | Q(visibility="group")
    )
    found = [
        Inject(
            ref=row.ref,
            text=row.text,
            to=row.data.get("to", ALL),
            phase=row.data.get("phase", 0),
            minute=row.data.get("minute", 0),
            is_held=row.state == HELD,
            is_open=row.visibility == "group",
            at=row.at,
        )
        for row in rows.order_by("at", "pk")
    ]
    return sorted(found, key=lambda each: (not each.is_held, each.phase, each.minute, each.at))


def asks_for_parts(step: Step | None) -> bool:
    """Tell whether everybody who acts owes a line in a step: where the crisis is talked over."""
    return step is not None and step.stage.kind == "simulate" and step.stage.speak.rule == "open"


def owing(room: Room, written: Iterable[tuple[str, str, int]]) -> list[str]:
    """Return who acts in this step and wrote no line: from (stage, author, round) of each line."""
    step = room.step
    if step is None or not asks_for_parts(step):
        return []
    here = (step.stage.id, step.round or 0)
    done = {author for stage, author, round_ in written if (stage, round_) == here}
    return [each for each in room.chosen(step.stage.speak.who) if each not in done]


# ---------------------------------------------------------------- what is done


def hold(
    *,
    session: Session,
    text: str,
    to: str,
    actor: Actor,
    now: datetime,
    phase: int = 0,
    minute: int = 0,
) -> RoomEntry | None:
    """Write news down before it is due; nobody else reads it yet."""
    room = _run_by(session, actor)
    fmt = room.script.fmt if room.script else None
    known = {ALL, *(role.id for role in roles_for(fmt))} if fmt else set()
    if to not in known or not 0 <= phase <= LONGEST_WAIT or not 0 <= minute <= LONGEST_WAIT:
        return None
    data = {"to": to, "phase": phase, "minute": minute}
    draft = Draft(INJECT, text, visibility="author", state=HELD, data=data)
    return panel_actions.add_entry(session=session, draft=draft, actor=actor, now=now)


@transaction.atomic
def release(*, session: Session, ref: str, actor: Actor, now: datetime) -> bool:
    """Let news reach whom it is for, now. False when nobody who is there holds that role."""
    room = _run_by(session, actor)
    row = RoomEntry.objects.filter(session=session, ref=ref, output=INJECT, state=HELD).first()
    if row is None:
        raise room_actions.MovedOn
    to = row.data.get("to", ALL)
    changes: dict[str, object] = {"visibility": "group"}
    if to != ALL:
        holders = [each for each in room.roles().get(to, ()) if each in room.here]
        if not holders:
            return False
        changes = {"visibility": "recipient", "about": people_queries.find_here(holders[0])}
    panel_actions.change_entry(
        session=session,
        ref=ref,
        actor=actor,
        now=now,
        may=_is_writer,
        state=RELEASED,
        at=now,
        **changes,
    )
    return True


def lay_open(*, session: Session, ref: str, actor: Actor, now: datetime) -> None:
    """Show everybody what one role knew, once the playing is over."""
    room = _run_by(session, actor)
    if room.step is None or is_playing(room):
        return
    panel_actions.change_entry(
        session=session, ref=ref, actor=actor, now=now, may=_is_writer, visibility="group"
    )


def is_playing(room: Room) -> bool:
    """Tell whether a stage that plays is still ahead, or on."""
    ahead = [room.position, *room.ahead(room.position + 1)]
    return any(room.plan[at].stage.kind == "simulate" for at in ahead if at < len(room.plan))


def give_part(*, session: Session, text: str, actor: Actor, now: datetime) -> RoomEntry | None:
    """Give one's line in this phase."""
    room = room_queries.load_room(session)
    me = people_queries.person_of(actor)
    if me is None or room.step is None or not asks_for_parts(room.step):
        raise room_actions.MovedOn
    if me.ref not in room.chosen(room.step.stage.speak.who):
        raise Forbidden("sessions.enter-room")
    return panel_actions.add_entry(session=session, draft=Draft(PART, text), actor=actor, now=now)


def _run_by(session: Session, actor: Actor) -> Room:
    room = room_queries.load_room(session)
    me = people_queries.person_of(actor)
    if me is None or room.script is None or not is_simulation(room.script.fmt):
        raise Forbidden("sessions.enter-room")
    if me.ref not in room.here or not runs_it(room, me.ref):
        raise Forbidden("sessions.enter-room")
    return room


def _is_writer(entry: RoomEntry, person: str) -> bool:
    return entry.output == INJECT and entry.person.ref == person
