"""More people than a format takes: the group splits into tables, each with a room of its own.

A table is a session beside the one that was planned, with the same hour, format and number, and
with the people who sit at it. Everything else follows as for any session. Who sits where is drawn:
nobody chooses whom to leave out. Whoever comes later joins the smallest table.
"""

import random
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.people import queries as people_queries
from junto.domain.sessions import presence, room_actions, room_queries
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import Attendance, Session
from junto.foundation import idempotency
from junto.foundation.access import Actor, Forbidden
from junto.kernel.formats import Format
from junto.kernel.formats.room import Kind

if TYPE_CHECKING:
    from junto.domain.people.models import Person

_COPIED = (
    "group",
    "series",
    "number",
    "date",
    "starts",
    "zone",
    "minutes",
    "starts_at",
    "ends_at",
    "purpose",
    "objective",
    "expected_outcome",
    "format_id",
    "format_version",
    "params",
    "call_url",
    "changed_at",
)


def sizes_of(fmt: Format, n: int) -> list[int]:
    """Return how n people split into tables, as even as can be; [] where they need not or cannot.

    Examples
    --------
    For 30 people and at most 9 at a table: 8, 8, 7, 7.
    """
    splits = any(each.event == "above_max" and each.do == "split_group" for each in fmt.adaptation)
    if not splits or n <= fmt.group.max:
        return []
    count = -(-n // fmt.group.max)
    small, more = divmod(n, count)
    sizes = [small + (place < more) for place in range(count)]
    return sizes if min(sizes) >= fmt.group.min else []


def may_split(session: Session, people: int) -> list[int]:
    """Return the tables a session would be split into now."""
    fmt = room_queries.find_format(session.format_id)
    is_waiting = session.state == SessionState.PLANNED and session.seated is None
    return sizes_of(fmt, people) if fmt is not None and is_waiting else []


def tables_of(session: Session) -> list[Session]:
    """Return all tables of a session that was split, the first being the one that was planned."""
    first = session.split_from_id or session.pk
    others = Session.objects.filter(split_from_id=first).select_related("group__program")
    planned = session if session.pk == first else Session.objects.get(pk=first)
    return [planned, *others.order_by("table")]


def table_for(session: Session, person: "Person") -> Session | None:
    """Return where somebody sits when the session was split; None where they may stay.

    Whoever sits nowhere yet is shown to the smallest table; who only facilitates goes anywhere.
    """
    if session.seated is None or person.ref in session.seated:
        return None
    if not room_queries.is_of_the_group(session, person.pk):
        return None
    found = tables_of(session)
    here = next((each for each in found if person.ref in (each.seated or ())), None)
    if here is not None:
        return here
    smallest = min(found, key=lambda each: (len(each.seated or ()), each.table))
    return None if smallest.pk == session.pk else smallest


@transaction.atomic
def split(*, session: Session, actor: Actor, now: datetime) -> list[Session]:
    """Split those who are there into tables; [] when they need not be split any more."""
    person = room_actions.person_in(session, actor)
    locked = Session.objects.select_for_update().get(pk=session.pk)
    room = room_queries.load_room(locked)
    if person.ref not in room.here:
        raise Forbidden("sessions.enter-room")
    there = room_queries.waiting(locked, room, room_queries.expected(locked))
    sizes = may_split(locked, len(there.here) + len(there.late))
    if not sizes:
        return []
    order = list(there.here)
    # Drawn, and the same for whoever looks again; who is on the way finds the smallest table.
    random.Random(locked.ref).shuffle(order)
    groups = [order[place :: len(sizes)] for place in range(len(sizes))]
    locked.seated = groups[0]
    locked.save(update_fields=["seated"])
    made = [locked]
    for place, refs in enumerate(groups[1:], start=1):
        made.append(_table(locked, place, refs, now))
    idempotency.claim()
    return made


def _table(planned: Session, place: int, refs: list[str], now: datetime) -> Session:
    """Lay one more table and let its people sit down."""
    table = Session.objects.create(
        **{name: getattr(planned, name) for name in _COPIED},
        title=planned.title,
        table=place,
        split_from=planned,
        seated=refs,
    )
    for person in people_queries.people().filter(ref__in=refs).order_by("pk"):
        Attendance.objects.filter(session=planned, person=person).update(session=table)
        room_actions.append(planned, person, Kind.LEFT, now, {})
        room_actions.append(table, person, Kind.ARRIVED, now, {})
        presence.note(table.ref, person.ref, now)
    return table


def sit_down(session: Session, person: "Person") -> None:
    """Count in whoever came to a table after the others."""
    seated = session.seated
    is_member = room_queries.is_of_the_group(session, person.pk)
    if seated is not None and person.ref not in seated and is_member:
        session.seated = [*seated, person.ref]
        session.save(update_fields=["seated"])
