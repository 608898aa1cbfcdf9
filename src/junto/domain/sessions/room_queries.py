"""Reading the room of a session.

The room follows from its log alone; what was worked out for a log of so many entries is kept in
memory, so that a page that asks once a second costs one small query while nothing happens.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from junto.domain.catalog import own_queries as formats
from junto.domain.groups import queries as group_queries
from junto.domain.organizations import queries as organizations
from junto.domain.people import queries as people_queries
from junto.domain.sessions import contents, presence, turns, wishes
from junto.domain.sessions.enums import Said, SessionState, Was
from junto.domain.sessions.models import (
    Attendance,
    Preparation,
    PrivateNote,
    RoleTurn,
    RoomEntry,
    RoomEvent,
    Session,
)
from junto.foundation import tenancy
from junto.foundation.tenancy import statements
from junto.kernel.formats import Format
from junto.kernel.formats.casting import GUIDE, Cast, cast_session, duties, spread
from junto.kernel.formats.opening import CannotOpen, Choice, Script, choose_format
from junto.kernel.formats.room import Event, Room, apply
from junto.kernel.formats.roomview import View, token, view
from junto.kernel.rotation import Meeting, forecast

if TYPE_CHECKING:
    from junto.domain.people.models import Person

_KEPT = 600
_STILL_DUE = timedelta(days=2)
_kept: "OrderedDict[str, Room]" = OrderedDict()
_lock = Lock()


def get_session(ref: str) -> Session:
    """The session with this reference (NotFound when there is none)."""
    return tenancy.find(Session, ref)


@dataclass(frozen=True)
class Look:
    """As much of a session as it takes to tell whether there is news in its room."""

    pk: int
    organization_id: int
    ref: str
    group_id: int
    state: str
    is_open: bool
    number: int

    @property
    def group(self) -> Any:
        """The group that meets; asked for only by policies of those who are not in it."""
        return Session.objects.select_related("group__program").get(pk=self.pk).group


def get_look(ref: str) -> Look:
    """The session with this reference, with the length of its log, in one small query.

    Raises
    ------
    tenancy.NotFound
        When there is none.
    """
    found = _first(_look_statement(), {_REF: ref})
    if found is None:
        raise tenancy.NotFound(ref)
    pk, organization_id, group_id, state, opened_at, last = found
    return Look(
        pk, organization_id, ref, group_id, state, is_open=opened_at is not None, number=last or 0
    )


def is_of_the_group(session: "Session | Look", person_id: int) -> bool:
    """Tell whether a person belongs to the group that meets, at this moment: one query."""
    found = _first(_member_statement(), {_SESSION: session.pk, _PERSON: person_id})
    return found is not None


# A room is looked at hundreds of times a second: putting a statement together takes several times
# as long as running it, so these two are put together once. What stands for a value in them:
_REF, _SESSION, _PERSON = "look:ref", -1_000_001, -1_000_002

Statement = tuple[str, tuple[Any, ...]]


@cache
def _look_statement() -> Statement:
    with tenancy.unscoped("an address names a room before its organization is known"):
        log = RoomEvent.objects.filter(
            organization_id=OuterRef("organization_id"), session_id=OuterRef("pk")
        )
        rows = (
            Session.objects.filter(ref=_REF)
            .annotate(last=Subquery(log.order_by("-number").values("number")[:1]))
            .values_list("pk", "organization_id", "group_id", "state", "opened_at", "last")
        )
        return rows.query.sql_with_params()


@cache
def _member_statement() -> Statement:
    with tenancy.unscoped("a session and a person have one organization each, already known"):
        rows = Session.objects.filter(
            pk=_SESSION,
            group__ended_at=None,
            group__members__person_id=_PERSON,
            group__members__ended_at=None,
        )
        return rows.values_list("pk").query.sql_with_params()


def _first(statement: Statement, values: dict[Any, Any]) -> Any:
    """Run a statement with values in their places, and return its first row."""
    sql, places = statement
    with connection.cursor() as cursor:
        cursor.execute(sql, [values.get(place, place) for place in places])
        return cursor.fetchone()


def lacks_support(fmt: Format) -> bool:
    """Tell whether a format is sealed while nobody is named whom people can turn to."""
    return fmt.confidentiality == "sealed" and not organizations.support_contacts()


def find_format(format_id: str) -> Format | None:
    """Return a format of the organization or of the catalog, or None."""
    return formats.find_format(format_id)


def live_sessions() -> list[Session]:
    """Return the sessions of all organizations that are on: for the house, by the clock."""
    with tenancy.unscoped("the clock ends forgotten sessions of every organization"):
        return list(Session.objects.filter(state=SessionState.LIVE))


def due_sessions(now: datetime) -> list[Session]:
    """Return planned sessions of all organizations whose time has come, for the house."""
    with tenancy.unscoped("the clock begins sessions in writing of every organization"):
        since = now - _STILL_DUE
        rows = Session.objects.filter(
            state=SessionState.PLANNED, starts_at__lte=now, starts_at__gt=since
        )
        return list(rows)


def can_be_run(session: Session) -> bool:
    """Tell whether the session has a format that is run live."""
    fmt = find_format(session.format_id)
    return fmt is not None and fmt.modes.live


# ---------------------------------------------------------------- the log


def last_number(session: Session) -> int:
    """Return how long the log is."""
    return int(statements.first(_last_number, session_id=session.pk) or 0)


def _last_number(session_id: int) -> Any:
    rows = RoomEvent.objects.filter(session_id=session_id).order_by("-number")
    return rows.values_list("number", flat=True)[:1]


def load_room(session: Session) -> Room:
    """Return the room as it is after everything in the log."""
    key = _key(session)
    with _lock:
        known = _kept.get(key)
    room = known.copied() if known else Room(script=pinned(session))
    rows = RoomEvent.objects.filter(session_id=session.pk, number__gt=room.number)
    columns = ("number", "at", "kind", "person__ref", "payload")
    news = list(rows.order_by("number").values_list(*columns))
    if not news:
        return known or room
    for number, at, kind, person, data in news:
        apply(room, Event(number, at.timestamp(), kind, person or "", data))
    # What a transaction read may be its own, and never come to be.
    transaction.on_commit(lambda: _keep(key, room))
    return room


def room_at(session: Session, number: int) -> Room:
    """Return the room as it was after so many entries of the log."""
    room = Room(script=pinned(session))
    rows = RoomEvent.objects.filter(session_id=session.pk, number__lte=number)
    columns = ("number", "at", "kind", "person__ref", "payload")
    for place, at, kind, person, data in rows.order_by("number").values_list(*columns):
        apply(room, Event(place, at.timestamp(), kind, person or "", data))
    return room


def _key(session: Session) -> str:
    return _name(session.ref, is_open=bool(session.timeline))


def _name(ref: str, *, is_open: bool) -> str:
    return f"{ref}:{'open' if is_open else 'closed'}"


def _keep(key: str, room: Room) -> None:
    with _lock:
        _kept[key] = room
        _kept.move_to_end(key)
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)


def forget(session: Session) -> None:
    """Keep nothing of a room in memory any more."""
    with _lock:
        _kept.pop(_key(session), None)


def pinned(session: Session) -> Script | None:
    """Return the script the room runs, once it is open."""
    if not session.timeline:
        return None
    fmt = format_of(session.timeline)
    return Script.from_data(fmt, session.timeline) if fmt else None


def format_of(kept: Mapping[str, Any]) -> Format | None:
    """Return the format a session began with, whatever became of it since.

    `kept` has its id and the hash of its content.
    """
    now = find_format(kept["format"])
    if "hash" not in kept or (now is not None and now.hash == kept["hash"]):
        return now
    return contents.load(kept["hash"]) or now


def away(session: "Session | Look", room: Room, now: datetime) -> frozenset[str]:
    """Return which of those who lead have not been seen for a while."""
    leaders = room.leaders() if room.is_open else []
    if len(leaders) > 1 and not room.leader:
        return frozenset()
    return presence.away(session.ref, leaders, now)


def token_of(look: Look, person_ref: str, now: datetime) -> str:
    """Return what tells whether a person's page is as it was."""
    with _lock:
        known = _kept.get(_name(look.ref, is_open=look.is_open))
    if known is None or known.number != look.number:
        known = load_room(Session.objects.get(pk=look.pk))
    return token(known, person_ref, now.timestamp(), away(look, known, now))


@dataclass(frozen=True)
class Seen:
    """The room as one person sees it, with the people in it."""

    session: Session
    room: Room
    view: View
    token: str
    people: dict[str, "Person"]
    me: str


def see_room(session: Session, person: "Person", now: datetime) -> Seen:
    """Return what a person sees now."""
    room = load_room(session)
    gone = away(session, room, now)
    moment = now.timestamp()
    return Seen(
        session=session,
        room=room,
        view=view(room, person.ref, moment, gone),
        token=token(room, person.ref, moment, gone),
        people={**people_of(session, room), person.ref: person},
        me=person.ref,
    )


def see_wall(session: Session, now: datetime) -> Seen:
    """Return what may stand on a screen that everybody sees: what is nobody's own."""
    room = load_room(session)
    gone = away(session, room, now)
    moment = now.timestamp()
    return Seen(
        session=session,
        room=room,
        view=view(room, "", moment, gone),
        token=token(room, "", moment, gone),
        people=people_of(session, room),
        me="",
    )


def people_of(session: Session, room: Room) -> dict[str, "Person"]:
    """Return the people of the group and whoever else is in the room, by reference."""
    found = {person.ref: person for person in group_queries.members_of(session.group)}
    more = {*room.here, *room.seats, *room.spoken} - set(found)
    if more:
        found |= {person.ref: person for person in people_queries.people().filter(ref__in=more)}
    return found


# ---------------------------------------------------------------- before it opens


@dataclass(frozen=True)
class Waiting:
    """Who is there, who is on the way, and what would be run if the room opened now."""

    here: tuple[str, ...]
    late: tuple[str, ...]
    missing: tuple[str, ...]
    choice: Choice | None
    trouble: CannotOpen | None
    cast: Cast | None


def waiting(session: Session, room: Room, members: list[str]) -> Waiting:
    """Return what is known before the room opens."""
    said = said_by(session)
    here = [ref for ref in members if ref in room.here]
    late = [ref for ref in members if said.get(ref) == Said.LATE and ref not in here]
    missing = [ref for ref in members if ref not in here and ref not in late]
    choice, trouble, cast = None, None, None
    fmt = find_format(session.format_id)
    if fmt is not None:
        outside = [ref for ref in room.here if ref not in members]
        people = [*here, *late]
        try:
            choice = choose_format(
                fmt, len(people), session.params, lookup=find_format, has_outside=bool(outside)
            )
            cast = decide_cast(session, choice, people, outside, members)
        except CannotOpen as error:
            trouble = error
    return Waiting(tuple(here), tuple(late), tuple(missing), choice, trouble, cast)


def expected(session: Session) -> list[str]:
    """Return who belongs in a room: the group, or who sits at this table of it."""
    members = [person.ref for person in group_queries.members_of(session.group)]
    if session.seated is None:
        return members
    return [ref for ref in members if ref in session.seated]


def said_by(session: Session) -> dict[str, str]:
    """Return what each person said about coming."""
    rows = Attendance.objects.filter(session=session).exclude(said="")
    return dict(rows.values_list("person__ref", "said"))


def decide_cast(
    session: Session,
    choice: Choice,
    people: list[str],
    outside: list[str],
    members: list[str],
    *,
    before: turns.HeldBefore | None = None,
) -> Cast:
    """Decide who holds which role from who is there and what was before.

    Where roles move on within the session, that is read unless `before` holds it.
    """
    external = [role.id for role in choice.fmt.roles if role.external]
    guests = dict(zip(external or [GUIDE], outside, strict=False))
    in_rounds = moves_in_rounds(choice.fmt)
    if in_rounds and before is None:
        before = turns.held_before(session, roles_in_rounds(choice.fmt))
    return cast_session(
        choice.fmt,
        people=people,
        enrolled=members,
        meetings=() if in_rounds else meetings_before(session, choice.fmt),
        params=choice.params,
        outside=guests,
        # Where roles move on within a session everybody has each of them.
        wishes=None if in_rounds else wishes.wishes_for(session),
        session=turns.order_of(people, before) if before else session.number - 1,
        seed=session.group_id,
    )


def moves_in_rounds(fmt: Format) -> bool:
    """Tell whether everybody has each role once within a session."""
    return fmt.rotation is not None and fmt.rotation.strategy == "latin"


def roles_in_rounds(fmt: Format) -> tuple[str, ...]:
    """Return the roles that move on, in the order of their places."""
    return fmt.rotation.roles if fmt.rotation else ()


def meetings_before(session: Session, fmt: Format) -> list[Meeting]:
    """Return the group's earlier sessions: who belonged to it, who was there, who held what."""
    held: dict[int, dict[str, list[str]]] = {}
    earlier = turns.earlier(session)
    rows = RoleTurn.objects.filter(session__in=earlier).order_by("session__number", "round", "pk")
    known = {role.id for role in fmt.roles}
    for number, role, ref in rows.values_list("session__number", "role", "person__ref"):
        held.setdefault(number, {}).setdefault(role, []).append(ref)
    there: dict[int, list[str]] = {}
    was = Attendance.objects.filter(session__in=earlier, was__in=(Was.PRESENT, Was.LATE))
    for number, ref in was.values_list("session__number", "person__ref"):
        there.setdefault(number, []).append(ref)
    joined = list(
        session.group.members.filter(ended_at=None).values_list("person__ref", "joined_at")
    )
    return [
        Meeting(
            # Who came later has no claim from before.
            enrolled=tuple(sorted(ref for ref, since in joined if since <= at)),
            present=tuple(sorted(there.get(number, ()))),
            held={role: tuple(who) for role, who in held[number].items() if role in known},
        )
        # Tables of one session are one meeting.
        for number, at in earlier.filter(table=0)
        .order_by("number")
        .values_list("number", "ends_at")
        if number in held
    ]


def roles_to_come(session: Session, sessions: int = 3) -> list[dict[str, str]]:
    """Return who would hold the rotating roles in the next sessions: a forecast, not a plan.

    Roles that move on within a session are not forecast: everybody has each of them.
    """
    fmt = find_format(session.format_id)
    members = [person.ref for person in group_queries.members_of(session.group)]
    if fmt is None or fmt.rotation is None or fmt.rotation.strategy == "latin" or not members:
        return []
    return forecast(
        duties(fmt, members, wishes.wishes_for(session)),
        meetings_before(session, fmt),
        enrolled=members,
        sessions=sessions,
        spread=spread(fmt),
        seed=session.group_id,
    )


def roles_after(session: Session, room: Room, sessions: int = 3) -> list[dict[str, str]]:
    """Return who would hold the rotating roles in the sessions after this one, if all came."""
    script = room.script
    if script is None or script.fmt.rotation is None or script.fmt.rotation.strategy == "latin":
        return []
    members = [person.ref for person in group_queries.members_of(session.group)]
    now = Meeting(
        enrolled=tuple(members),
        present=tuple(ref for ref in members if ref in room.here),
        held=script.cast.turns(),
    )
    return forecast(
        duties(script.fmt, members, wishes.wishes_for(session)),
        [*meetings_before(session, script.fmt), now],
        enrolled=members,
        sessions=sessions,
        spread=spread(script.fmt),
        seed=session.group_id,
    )


# ---------------------------------------------------------------- what was written


@dataclass(frozen=True)
class Entry:
    """Something written in the room that the reader may see."""

    ref: str
    output: str
    stage: str
    author: str
    about: str
    text: str
    at: datetime
    is_mine: bool


def entries_for(session: Session, person: "Person") -> list[Entry]:
    """Return what a person may read of what was written: their own, theirs to read, the group's."""
    rows = RoomEntry.objects.filter(session=session).select_related("person", "about")
    found = []
    for row in rows.order_by("at", "pk"):
        mine = row.person_id == person.pk
        meant = row.about_id == person.pk and row.visibility in ("recipient", "presenter")
        if mine or meant or row.visibility in ("group", "program"):
            found.append(
                Entry(
                    ref=row.ref,
                    output=row.output,
                    stage=row.stage,
                    author=row.person.ref,
                    about=row.about.ref if row.about else "",
                    text=row.text,
                    at=row.at,
                    is_mine=mine,
                )
            )
    return found


def note_of(session: Session, person: "Person") -> str:
    """Return a person's own notes of the session."""
    row = PrivateNote.objects.filter(session=session, person=person).first()
    return row.text if row else ""


# ---------------------------------------------------------------- preparation


@dataclass(frozen=True)
class Question:
    """A preparation question, with the person's answer so far."""

    key: str
    prompt: Any
    kind: str
    is_required: bool
    visibility: str
    text: str = ""
    is_shared: bool = False


def questions(session: Session, person: "Person") -> list[Question]:
    """Return what a person is asked to prepare, in the order of the format.

    Questions to whoever holds a role go to those whose turn it would be.
    """
    fmt = find_format(session.format_id)
    if fmt is None:
        return []
    expected = next(iter(roles_to_come(session, 1)), {})
    answers = {
        row.prompt: row for row in Preparation.objects.filter(session=session, person=person)
    }
    made = []
    for each in fmt.inputs:
        kind, _, role = each.source.partition(":")
        holder = expected.get(role, "")
        asked = each.source == "all" or (kind == "role" and holder == person.ref)
        asked = asked or (kind == "not" and holder != person.ref)
        if not asked or not each.prompt:
            continue
        answer = answers.get(each.id)
        made.append(
            Question(
                key=each.id,
                prompt=each.prompt,
                kind=each.kind,
                is_required=each.required,
                visibility=each.visibility,
                text=answer.text if answer else "",
                is_shared=bool(answer and answer.is_shared),
            )
        )
    return made


def shared_with(session: Session, person: "Person", keys: tuple[str, ...]) -> list[Any]:
    """Return the preparation a stage uses that was shared with the group, or is the person's own.

    Each row has `person`, `prompt` and `text`.
    """
    if not keys:
        return []
    rows = Preparation.objects.filter(session=session, prompt__in=keys).select_related("person")
    return [
        row for row in rows.order_by("pk") if row.text and (row.is_shared or row.person == person)
    ]


# ---------------------------------------------------------------- what is stored about somebody


def stored_about(person_id: int) -> list[dict[str, Any]]:
    """Return what rooms store about a person, ready for JSON: by session, oldest first."""
    made: dict[int, dict[str, Any]] = {}
    ids = {
        *Attendance.objects.filter(person_id=person_id).values_list("session_id", flat=True),
        *RoleTurn.objects.filter(person_id=person_id).values_list("session_id", flat=True),
        *RoomEntry.objects.filter(person_id=person_id).values_list("session_id", flat=True),
        *Preparation.objects.filter(person_id=person_id).values_list("session_id", flat=True),
        *PrivateNote.objects.filter(person_id=person_id).values_list("session_id", flat=True),
    }
    for session in Session.objects.filter(pk__in=ids).order_by("starts_at", "pk"):
        made[session.pk] = {"session": session.title, "on": session.date.isoformat()}
    for seat in Attendance.objects.filter(person_id=person_id):
        made[seat.session_id] |= {"said": seat.said, "was": seat.was}
    for turn in RoleTurn.objects.filter(person_id=person_id).order_by("round", "pk"):
        made[turn.session_id].setdefault("roles", []).append(turn.role)
    for entry in RoomEntry.objects.filter(person_id=person_id).order_by("pk"):
        made[entry.session_id].setdefault("written", []).append(entry.text)
    for answer in Preparation.objects.filter(person_id=person_id).order_by("pk"):
        made[answer.session_id].setdefault("prepared", []).append(answer.text)
    for note in PrivateNote.objects.filter(person_id=person_id):
        made[note.session_id]["notes"] = note.text
    return list(made.values())
