"""Acting in the room of a session.

Every act is one entry of an append-only log. It carries what its actor saw (the step, the turn):
when the room has moved on meanwhile, it changes nothing. The number of an entry is unique in its
session, so that of two who act at once the database lets one through and the other looks again.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from junto.domain.groups import queries as group_queries
from junto.domain.people import queries as people_queries
from junto.domain.sessions import (
    ballots,
    contents,
    fairness,
    presence,
    room_events,
    room_policies,
    room_queries,
)
from junto.domain.sessions.enums import Reached, SessionState, Was
from junto.domain.sessions.models import (
    Attendance,
    Preparation,
    PrivateNote,
    RoleTurn,
    RoomEntry,
    RoomEvent,
    Session,
)
from junto.foundation import idempotency, ports
from junto.foundation.access import Actor, Forbidden, system
from junto.foundation.events import publish
from junto.foundation.tenancy import statements
from junto.kernel.formats.casting import Cast
from junto.kernel.formats.opening import CannotOpen, Script
from junto.kernel.formats.room import Kind, Room
from junto.kernel.formats.roomview import Slot, View, view

if TYPE_CHECKING:
    from junto.domain.people.models import Person

EARLY = timedelta(minutes=20)
LATE = timedelta(minutes=30)
COUNTS_AS_LATE = timedelta(minutes=5)
FORGOTTEN = timedelta(hours=3)
TWO_MINUTES = 120
MOST_TEXT = 8_000

_ATTEMPTS = 3

May = Callable[[View], bool]


class CannotOpenNow(ValueError):
    """The room cannot be opened by these people; `reason` is the kernel's."""

    def __init__(self, reason: CannotOpen) -> None:
        super().__init__(str(reason))
        self.reason = reason


class NobodyToTurnTo(ValueError):
    """A sealed session waits until the organization has named somebody people can talk to."""


class MovedOn(Exception):
    """The room has moved on since the page was made: the act changes nothing."""


class TooLong(ValueError):
    """A text is longer than what is kept."""


# ---------------------------------------------------------------- coming and going


def arrive(*, session: Session, actor: Actor, now: datetime) -> bool:
    """Come into the room. Whoever comes is counted as present; after five minutes as late."""
    person = person_in(session, actor)
    presence.note(session.ref, person.ref, now)
    return _tell(session, person, Kind.ARRIVED, now, may=lambda seen: True, after=_count_in)


def leave(*, session: Session, actor: Actor, now: datetime) -> bool:
    """Leave the room; chores and the lead pass to somebody else."""
    return _tell(session, person_in(session, actor), Kind.LEFT, now, may=_is_here(actor))


def open_room(*, session: Session, actor: Actor, now: datetime) -> bool:
    """Begin the session with who is there: pins its timeline, roles and the end to keep.

    Raises
    ------
    CannotOpenNow
        When so few, or so many, cannot run it.
    NobodyToTurnTo
        When what is said stays in the room and no support contact is named.
    """
    person = person_in(session, actor)
    with transaction.atomic():
        session = Session.objects.select_for_update().get(pk=session.pk)
        if session.timeline or session.state != SessionState.PLANNED:
            return False
        room = room_queries.load_room(session)
        if person.ref not in room.here:
            raise Forbidden("sessions.enter-room")
        script = _script(session, room, now)
        if room_queries.lacks_support(script.fmt):
            raise NobodyToTurnTo
        contents.keep(script.fmt)
        session.timeline, session.opened_at = script.to_data(), now
        session.format_version, session.state = script.fmt.version, SessionState.LIVE
        session.save(update_fields=["timeline", "opened_at", "format_version", "state"])
        remember_roles(session, script.cast)
        append(session, person, Kind.OPENED, now, {"n": script.n})
        publish(
            room_events.RoomOpened(
                group_ref=session.group.ref, session_ref=session.ref, people=script.n
            ),
            actor=actor,
            now=now,
        )
    return True


def _script(session: Session, room: Room, now: datetime) -> Script:
    found = room_queries.waiting(session, room, room_queries.expected(session))
    if found.trouble:
        raise CannotOpenNow(found.trouble)
    if found.choice is None or found.cast is None:
        raise Forbidden("sessions.enter-room")
    choice = found.choice
    made = Script(
        fmt=choice.fmt,
        n=choice.n,
        steps=choice.steps,
        buffer_seconds=choice.buffer_seconds,
        cast=found.cast,
        limit=0.0,
        session=session.number - 1,
        params=dict(choice.params),
    )
    return Script(**{**vars(made), "limit": _end_to_keep(session, made.promised_seconds, now)})


def _end_to_keep(session: Session, promised: int, now: datetime) -> float:
    """Return when the session has to be over: as the calendar says, when it begins about then."""
    is_usual = session.starts_at - EARLY <= now <= session.starts_at + LATE
    end = session.ends_at.timestamp()
    whole = now.timestamp() + promised
    return end if is_usual and end - now.timestamp() >= promised / 2 else whole


def remember_roles(session: Session, cast: Cast) -> None:
    """Write down who holds what, for the next time and for the page of the group."""
    ids = _ids(set(cast.people))
    rows: dict[tuple[str, str, int], RoleTurn] = {}

    def remember(role: str, refs: tuple[str, ...], round_: int) -> None:
        for ref in refs:
            rows[role, ref, round_] = RoleTurn(
                session=session, role=role, person_id=ids[ref], round=round_
            )

    rotated = {role for made in cast.rounds.values() for each in made for role in each}
    for role, refs in cast.roles.items():
        if role not in rotated:
            remember(role, refs, 0)
    for made in cast.rounds.values():
        for place, each in enumerate(made):
            for role, refs in each.items():
                remember(role, refs, place + 1)
    RoleTurn.objects.filter(session=session).delete()
    RoleTurn.objects.bulk_create(list(rows.values()))


def end(*, session: Session, actor: Actor, now: datetime) -> bool:
    """End the session; the page after it is next."""
    person = person_in(session, actor)

    def over(locked: Session, room: Room) -> None:
        del room
        close_session(locked, actor, now)

    return _tell(session, person, Kind.ENDED, now, may=_leads, after=over)


def close_session(session: Session, actor: Actor, now: datetime) -> None:
    """Mark the session as over, and who was not there as away."""
    session.ended_at, session.state = now, SessionState.ENDED
    session.save(update_fields=["ended_at", "state"])
    there = Attendance.objects.filter(session=session).exclude(was="")
    known = set(there.values_list("person_id", flat=True))
    for person in group_queries.members_of(session.group):
        sits_here = session.seated is None or person.ref in session.seated
        if sits_here and person.pk not in known:
            set_was(session, person.pk, Was.ABSENT)
    fairness.note(session, now)
    told = room_events.RoomEnded(group_ref=session.group.ref, session_ref=session.ref)
    publish(told, actor=actor, now=now)


@transaction.atomic
def end_forgotten(*, session: Session, now: datetime) -> bool:
    """End a session that everybody left without ending it, once its time is long over."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.writing:
        return False
    limit = (session.timeline or {}).get("limit", session.ends_at.timestamp())
    if session.state != SessionState.LIVE or now.timestamp() < limit + FORGOTTEN.total_seconds():
        return False
    RoomEvent.objects.create(
        session=session,
        number=room_queries.last_number(session) + 1,
        at=now,
        kind=Kind.ENDED,
        payload={"forgotten": True},
        person=None,
    )
    ballots.follow(session, Kind.ENDED, now)
    close_session(session, system(session.organization_id), now)
    return True


# ---------------------------------------------------------------- moving on


def advance(*, session: Session, step: int, actor: Actor, now: datetime) -> bool:
    """Go to the next stage, if the room is still at the step that was seen."""
    return _at_step(session, Kind.ADVANCED, step, actor=actor, now=now, may=_leads)


def skip(*, session: Session, step: int, actor: Actor, now: datetime) -> bool:
    """Leave the rest of a stage out; its time goes to what follows."""
    return _at_step(session, Kind.SKIPPED, step, actor=actor, now=now, may=_leads)


def extend(*, session: Session, step: int, actor: Actor, now: datetime) -> bool:
    """Give this stage two more minutes."""
    data = {"seconds": TWO_MINUTES}
    return _at_step(session, Kind.EXTENDED, step, actor=actor, now=now, may=_leads, data=data)


def ask_for_more(*, session: Session, step: int, actor: Actor, now: datetime) -> bool:
    """Ask the others for one more minute; it is added once more than half agree."""
    return _at_step(
        session, Kind.ASKED_MORE, step, actor=actor, now=now, may=lambda seen: seen.may_ask_more
    )


def answer_more(*, session: Session, step: int, yes: bool, actor: Actor, now: datetime) -> bool:
    """Say yes or no to one more minute; nobody is told who said what."""
    return _at_step(
        session,
        Kind.ANSWERED_MORE,
        step,
        actor=actor,
        now=now,
        may=lambda seen: seen.may_answer_more,
        data={"yes": yes},
    )


def be_ready(*, session: Session, step: int, actor: Actor, now: datetime) -> bool:
    """Say that one is ready to go on."""
    return _at_step(
        session, Kind.READY, step, actor=actor, now=now, may=lambda seen: not seen.is_ready
    )


def _at_step(
    session: Session,
    kind: Kind,
    step: int,
    *,
    actor: Actor,
    now: datetime,
    may: May,
    data: Mapping[str, Any] | None = None,
) -> bool:
    def allowed(seen: View) -> bool:
        if seen.phase != "running" or seen.position != step:
            raise MovedOn
        return may(seen)

    person = person_in(session, actor)
    return _tell(session, person, kind, now, may=allowed, data={"step": step, **(data or {})})


def finish_turn(*, session: Session, step: int, turn: int, actor: Actor, now: datetime) -> bool:
    """End the turn that was seen: by who has it, or for somebody who is away."""
    at = {"step": step, "turn": turn}
    return _at_turn(session, Kind.DONE, at, actor=actor, now=now, may=lambda seen: seen.may_finish)


def pass_turn(*, session: Session, step: int, turn: int, actor: Actor, now: datetime) -> bool:
    """Let one's own turn go by; it counts as taken."""
    at = {"step": step, "turn": turn}
    return _at_turn(session, Kind.PASSED, at, actor=actor, now=now, may=lambda seen: seen.is_mine)


def _at_turn(
    session: Session, kind: Kind, data: dict[str, int], *, actor: Actor, now: datetime, may: May
) -> bool:
    def allowed(seen: View) -> bool:
        now_at = {"step": seen.position, "turn": seen.turn}
        if seen.phase != "running" or now_at != data:
            raise MovedOn
        return may(seen)

    return _tell(session, person_in(session, actor), kind, now, may=allowed, data=data)


def pause(
    *,
    session: Session,
    actor: Actor,
    now: datetime,
    off_script: bool = False,
    care: bool = False,
) -> bool:
    """Stop the clock: anybody may, and nobody is told who did.

    `off_script` means that the group goes its own way for a while; `care` that somebody needs a
    moment, so that the room says what the format says about it.
    """

    def allowed(seen: View) -> bool:
        if seen.phase != "running" or seen.is_paused:
            raise MovedOn
        return seen.may_lead or not off_script

    data = {name: True for name, on in (("off_script", off_script), ("care", care)) if on}
    return _tell(session, person_in(session, actor), Kind.PAUSED, now, may=allowed, data=data)


def resume(*, session: Session, actor: Actor, now: datetime) -> bool:
    """Let the clock go on: whoever leads, or who stopped it."""
    person = person_in(session, actor)

    def allowed(seen: View) -> bool:
        if not seen.is_paused:
            raise MovedOn
        stopped = RoomEvent.objects.filter(session=session, kind=Kind.PAUSED).order_by("-number")
        last = stopped.first()
        return seen.may_lead or (last is not None and last.person_id == actor.person_id)

    return _tell(session, person, Kind.RESUMED, now, may=allowed)


def raise_hand(*, session: Session, actor: Actor, now: datetime) -> bool:
    """Ask for the floor."""

    def allowed(seen: View) -> bool:
        if seen.phase != "running" or seen.has_hand_up or seen.is_mine:
            raise MovedOn
        return seen.may_raise

    return _tell(session, person_in(session, actor), Kind.RAISED, now, may=allowed)


def lower_hand(*, session: Session, actor: Actor, now: datetime) -> bool:
    """Take one's hand down."""

    def allowed(seen: View) -> bool:
        if not seen.has_hand_up:
            raise MovedOn
        return True

    return _tell(session, person_in(session, actor), Kind.LOWERED, now, may=allowed)


def hand_off_lead(*, session: Session, to: str, actor: Actor, now: datetime) -> bool:
    """Hand the lead to somebody who is there; who leads may, or anybody while nobody does."""
    person = person_in(session, actor)
    chosen = people_queries.find_here(to)
    with transaction.atomic():
        locked, room = _locked(session)
        seen = _view(locked, room, person, now)
        if not seen.may_lead or to not in room.here:
            return False
        append(locked, chosen, Kind.LED, now, {})
    return True


# ---------------------------------------------------------------- writing


def write_entry(
    *,
    session: Session,
    output: str,
    text: str,
    actor: Actor,
    now: datetime,
    about: str = "",
    seen: int | None = None,
) -> RoomEntry | None:
    """Write what the stage asks for; who may read it is what the format says.

    `seen` is the length of the log when the page was made: what somebody began to write is kept
    although the room has gone on to another stage.

    Raises
    ------
    TooLong
        When the text is longer than what is kept.
    """
    person = person_in(session, actor)
    words = text.strip()
    if len(words) > MOST_TEXT:
        raise TooLong(str(MOST_TEXT))
    if not words:
        return None
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        last = room_queries.last_number(locked)
        room = room_queries.room_at(locked, min(last, last if seen is None else seen))
        slots = view(room, person.ref, now.timestamp()).slots
        slot = next((each for each in slots if each.output.id == output), None)
        if slot is None:
            raise Forbidden("sessions.enter-room")
        meant = _reader(slot, about, room)
        entry = RoomEntry.objects.create(
            session=locked,
            stage=room.step.stage.id if room.step else "",
            output=output,
            person=person,
            about=people_queries.find_here(meant) if meant else None,
            visibility=slot.output.visibility,
            text=words,
            at=now,
        )
        if slot.output.visibility == "author":
            idempotency.claim()
        else:
            append(locked, person, Kind.WROTE, now, {"output": output})
    return entry


def _reader(slot: Slot, about: str, room: Room) -> str:
    """Return whom an entry is about: whom the writer chose, else whom the format means."""
    if slot.choose and about in room.taking_part():
        return about
    return slot.about[0] if slot.about else ""


@transaction.atomic
def remove_entry(*, session: Session, ref: str, actor: Actor, now: datetime) -> None:
    """Take back something one wrote."""
    person = person_in(session, actor)
    found = RoomEntry.objects.filter(session=session, ref=ref, person=person).first()
    if found is None:
        return
    was_shared = found.visibility != "author"
    found.delete()
    if was_shared:
        locked = Session.objects.select_for_update().get(pk=session.pk)
        append(locked, person, Kind.WROTE, now, {"removed": True})
    else:
        idempotency.claim()


@transaction.atomic
def keep_note(*, session: Session, text: str, actor: Actor, now: datetime) -> None:
    """Keep one's own notes, which nobody else reads."""
    person = person_in(session, actor)
    if len(text) > MOST_TEXT:
        raise TooLong(str(MOST_TEXT))
    PrivateNote.objects.update_or_create(
        organization_id=session.organization_id,
        session=session,
        person=person,
        defaults={"text": text, "saved_at": now},
    )
    idempotency.claim()


@transaction.atomic
def say_reached(*, session: Session, reached: str, actor: Actor, now: datetime) -> None:
    """Say whether the expected outcome was reached."""
    person_in(session, actor)
    if reached not in Reached.values:
        raise Forbidden("sessions.enter-room")
    Session.objects.filter(pk=session.pk).update(reached=reached)
    session.reached = reached
    idempotency.claim()


# ---------------------------------------------------------------- preparing


@transaction.atomic
def save_preparation(
    *, session: Session, key: str, text: str, share: bool, actor: Actor, now: datetime
) -> None:
    """Keep the answer to a preparation question, private until it is shared."""
    room_policies.prepare.check(actor, session)
    person = _own(actor)
    asked = {each.key for each in room_queries.questions(session, person)}
    if key not in asked:
        raise Forbidden("sessions.prepare")
    if len(text) > MOST_TEXT:
        raise TooLong(str(MOST_TEXT))
    Preparation.objects.update_or_create(
        organization_id=session.organization_id,
        session=session,
        person=person,
        prompt=key,
        defaults={"text": text.strip(), "is_shared": share, "saved_at": now},
    )
    if share:
        told = room_events.PreparationShared(session_ref=session.ref, person_ref=person.ref)
        publish(told, actor=actor, now=now)
    else:
        idempotency.claim()


# ---------------------------------------------------------------- the log


def _tell(
    session: Session,
    person: "Person",
    kind: Kind,
    now: datetime,
    *,
    may: May,
    data: Mapping[str, Any] | None = None,
    after: Callable[[Session, Room], None] | None = None,
) -> bool:
    """Append one entry if the room as it is now allows it; False when it had moved on."""
    for attempt in range(_ATTEMPTS):
        try:
            with transaction.atomic():
                locked, room = _locked(session)
                if kind is Kind.ARRIVED and person.ref in room.here:
                    raise MovedOn
                if not may(_view(locked, room, person, now)):
                    raise Forbidden("sessions.enter-room")
                append(locked, person, kind, now, dict(data or {}))
                if after:
                    after(locked, room)
            return True
        except MovedOn:
            return False
        except IntegrityError:
            # Somebody else wrote this number first: look at the room again.
            if attempt == _ATTEMPTS - 1:
                raise
    return False


def _locked(session: Session) -> tuple[Session, Room]:
    """Return the session, held until the transaction ends, and its room."""
    locked = statements.first(_held, pk=session.pk)
    if locked is None or locked.state == SessionState.ENDED:
        raise MovedOn
    return locked, room_queries.load_room(locked)


def _held(pk: int) -> Any:
    return Session.objects.select_for_update().filter(pk=pk)[:1]


def _view(session: Session, room: Room, person: "Person", now: datetime) -> View:
    gone = room_queries.away(session, room, now)
    return view(room, person.ref, now.timestamp(), gone)


def append(
    session: Session, person: "Person | None", kind: Kind, now: datetime, data: Mapping[str, Any]
) -> None:
    """Write the next line of the log; the caller holds the session and has looked at the room."""
    idempotency.claim()
    number = room_queries.last_number(session) + 1
    RoomEvent.objects.create(
        session=session,
        number=number,
        at=now,
        kind=kind,
        payload=dict(data),
        person=person,
    )
    ballots.follow(session, kind, now)
    transaction.on_commit(lambda: ports.call("sessions.news", session.ref, number))


def person_in(session: Session, actor: Actor) -> "Person":
    """Return who acts; they may enter this room."""
    room_policies.enter_room.check(actor, session)
    return _own(actor)


def _own(actor: Actor) -> "Person":
    person = people_queries.person_of(actor)
    if person is None:
        raise Forbidden("sessions.enter-room")
    return person


def _ids(refs: set[str]) -> dict[str, int]:
    found = people_queries.people().filter(ref__in=refs)
    return {person.ref: person.pk for person in found}


def _count_in(session: Session, room: Room) -> None:
    """Note that somebody was there: present, or late when the session had begun."""
    last = RoomEvent.objects.filter(session=session).order_by("-number").first()
    if last is None or last.person_id is None:
        return
    if not group_queries.is_member(session.group, last.person_id):
        return
    is_late = room.opened_at is not None and (
        last.at.timestamp() - room.opened_at > COUNTS_AS_LATE.total_seconds()
    )
    set_was(session, last.person_id, Was.LATE if is_late else Was.PRESENT)


def set_was(session: Session, person_id: int, was: str) -> None:
    """Note whether somebody was there, unless that is known already."""
    row, made = Attendance.objects.get_or_create(
        organization_id=session.organization_id,
        session=session,
        person_id=person_id,
        defaults={"was": was},
    )
    if not made and not row.was:
        row.was = was
        row.save(update_fields=["was"])


def _leads(seen: View) -> bool:
    return seen.may_lead


def _is_here(actor: Actor) -> May:
    def here(seen: View) -> bool:
        del seen
        return actor.person_id is not None

    return here
