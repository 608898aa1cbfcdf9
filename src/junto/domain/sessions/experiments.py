"""Experiment cards of a learning lab: tried, expected, happened, so what.

A card belongs to the group: what is not learned yet lies on the table of its next session. It is
read by the group alone, whatever went wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from junto.domain.sessions import room_actions, room_queries
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import RoomEntry, Session
from junto.foundation.access import Actor, Forbidden
from junto.kernel.formats.model import Format, Output
from junto.kernel.formats.room import Kind, Room

# Not an output of any format: cards outlive the session they were written in.
OUTPUT = "experiment"
TRIED, EXPECTED, HAPPENED, SO = "tried", "expected", "happened", "so"
# A card begins with what is tried; the others lie under it.
UNDER = (EXPECTED, HAPPENED, SO)
PLANNED, LEARNED = "planned", "learned"
MOST_SHOWN = 60


@dataclass(frozen=True)
class Experiment:
    """A card; `parts` are its lines by name, `session` the one it was begun in."""

    ref: str
    author: str
    text: str
    session: int
    at: datetime
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """Planned, tried once something happened, learned once somebody said what follows."""
        if self.parts.get(SO):
            return LEARNED
        return TRIED if self.parts.get(HAPPENED) else PLANNED


def card_output(fmt: Format) -> Output | None:
    """Return the output of a format that is an experiment card, or None."""
    asked = {TRIED, HAPPENED}
    return next(
        (
            each
            for each in fmt.outputs
            if each.visibility == "group" and asked <= {part.id for part in each.fields}
        ),
        None,
    )


def experiments_of(group: Any, *, last: int = MOST_SHOWN) -> list[Experiment]:
    """Return the cards of a group over all its sessions, the newest first."""
    rows = RoomEntry.objects.filter(session__group=group, output=OUTPUT)
    roots = list(
        rows.filter(parent=None)
        .exclude(state__in=UNDER)
        .select_related("person", "session")
        .order_by("-at", "-pk")[:last]
    )
    parts: dict[int, dict[str, str]] = {}
    under = rows.filter(parent__in=[each.pk for each in roots]).order_by("at", "pk")
    for row in under if roots else ():
        parts.setdefault(row.parent_id or 0, {})[row.state] = row.text
    return [
        Experiment(
            ref=row.ref,
            author=row.person.ref,
            text=row.text,
            session=row.session.number,
            at=row.at,
            parts=parts.get(row.pk, {}),
        )
        for row in roots
    ]


@transaction.atomic
def write_card(
    *, session: Session, lines: Mapping[str, str], actor: Actor, now: datetime
) -> RoomEntry | None:
    """Write a card where the stage asks for one; None without what is tried.

    Raises
    ------
    TooLong
        When a line is longer than what is kept.
    """
    locked, room, person = _here(session, actor)
    output = card_output(room.script.fmt) if room.script else None
    if output is None or room.step is None or output.id not in room.step.stage.capture:
        raise room_actions.MovedOn
    if person.ref not in room.chosen(output.by):
        raise Forbidden("sessions.enter-room")
    words = _words(lines)
    if not words.get(TRIED):
        return None
    root = _keep(locked, room, person, words[TRIED], now)
    for part in UNDER:
        if words.get(part):
            _keep(locked, room, person, words[part], now, parent=root, state=part)
    room_actions.append(locked, person, Kind.WROTE, now, {"output": OUTPUT})
    return root


@transaction.atomic
def add_line(
    *, session: Session, ref: str, part: str, text: str, actor: Actor, now: datetime
) -> bool:
    """Say what happened or what follows, on one's own card of this group, in place of before.

    Raises
    ------
    TooLong
        When it is longer than what is kept.
    """
    locked, room, person = _here(session, actor)
    words = _words({part: text})
    rows = RoomEntry.objects.filter(session__group=locked.group, output=OUTPUT)
    root = rows.filter(ref=ref, parent=None, person=person).first()
    if root is None or part not in UNDER or not words.get(part):
        return False
    rows.filter(parent=root, state=part).delete()
    _keep(locked, room, person, words[part], now, parent=root, state=part)
    room_actions.append(locked, person, Kind.WROTE, now, {"output": OUTPUT})
    return True


def _here(session: Session, actor: Actor) -> tuple[Session, Room, Any]:
    person = room_actions.person_in(session, actor)
    locked = Session.objects.select_for_update().get(pk=session.pk)
    room = room_queries.load_room(locked)
    if locked.state != SessionState.LIVE:
        raise room_actions.MovedOn
    if person.ref not in room.taking_part():
        raise Forbidden("sessions.enter-room")
    return locked, room, person


def _words(lines: Mapping[str, str]) -> dict[str, str]:
    found = {part: lines.get(part, "").strip() for part in (TRIED, *UNDER)}
    if max(len(each) for each in found.values()) > room_actions.MOST_TEXT:
        raise room_actions.TooLong(str(room_actions.MOST_TEXT))
    return found


def _keep(
    session: Session,
    room: Room,
    person: Any,
    text: str,
    now: datetime,
    *,
    parent: RoomEntry | None = None,
    state: str = "",
) -> RoomEntry:
    step = room.step
    return RoomEntry.objects.create(
        session=session,
        stage=step.stage.id if step else "",
        round=(step.round or 0) if step else 0,
        output=OUTPUT,
        person=person,
        visibility="group",
        text=text,
        parent=parent,
        state=state,
        at=now,
    )


def split(
    found: Sequence[Experiment], session_number: int
) -> tuple[list[Experiment], list[Experiment]]:
    """Return the cards of this session, and those from before that are not learned yet."""
    now = [each for each in found if each.session == session_number]
    before = [each for each in found if each.session != session_number and each.state != LEARNED]
    return now, before
