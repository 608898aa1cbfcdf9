"""Writing ideas in silence, sorting them, asking questions, and taking up topics."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from junto.domain.people import queries as people_queries
from junto.domain.sessions import cards, panel_actions, room_queries
from junto.domain.sessions.models import RoomEntry, RoomMark, Session
from junto.domain.sessions.panel_actions import Draft
from junto.foundation.access import Actor, Forbidden
from junto.kernel.formats.model import Format, Output
from junto.kernel.formats.room import Room

MOST_BOXES = 9
UP, THUMB = "up", "thumb"
ASKED, ANSWERED, NOW, DONE = "asked", "answered", "now", "done"
# Roles that take questions, beside whoever leads.
TAKING = frozenset({"presenter", "leader", "moderator", "facilitator", "host", "chair", "owner"})


def write_idea(
    *, session: Session, output: str, text: str, actor: Actor, now: datetime
) -> RoomEntry | None:
    """Write a card where the stage asks for it; in rounds of silent writing, on one's sheet."""
    room = room_queries.load_room(session)
    found = next((each for each in _ideas(room) if each.id == output), None)
    me = people_queries.person_of(actor)
    if found is None or room.step is None or output not in room.step.stage.capture or me is None:
        raise Forbidden("sessions.enter-room")
    if me.ref not in room.chosen(found.by):
        raise Forbidden("sessions.enter-room")
    sheet = cards.sheet_of(room, me.ref)
    draft = Draft(
        output,
        text,
        visibility=found.visibility,
        data={"sheet": room.seats.index(sheet)} if sheet else None,
    )
    return panel_actions.add_entry(session=session, draft=draft, actor=actor, now=now)


@transaction.atomic
def sort_cards(
    *,
    session: Session,
    refs: Sequence[str],
    heap: str = "",
    name: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Put cards under a heap, under a new one with this name, or on their own again."""
    room = room_queries.load_room(session)
    me = people_queries.person_of(actor)
    if me is None or room.step is None or room.step.stage.kind != "cluster" or not refs:
        return
    ideas = {each.id: each for each in _ideas(room)}
    known = {each.ref: each for each in cards.cards_of(session) if each.output in ideas}
    chosen = [known[ref] for ref in refs if ref in known and known[ref].state != cards.HEAP]
    if not chosen or (heap and heap not in known):
        return
    if name.strip():
        output = chosen[0].output
        draft = Draft(
            output,
            name,
            visibility=ideas[output].visibility,
            state=cards.HEAP,
        )
        made = panel_actions.add_entry(session=session, draft=draft, actor=actor, now=now)
        heap = made.ref if made else ""
    for card in chosen:
        panel_actions.change_entry(
            session=session,
            ref=card.ref,
            actor=actor,
            now=now,
            may=_takes_part(room),
            parent=heap,
            data={"by": me.ref, "moved": int(now.timestamp() * 1000)},
        )


def name_heap(*, session: Session, ref: str, name: str, actor: Actor, now: datetime) -> None:
    """Give a heap another name."""
    room = room_queries.load_room(session)
    if not name.strip():
        return

    def may(entry: RoomEntry, person: str) -> bool:
        return entry.state == cards.HEAP and _takes_part(room)(entry, person)

    text = name.strip()
    panel_actions.change_entry(session=session, ref=ref, actor=actor, now=now, may=may, text=text)


# ---------------------------------------------------------------- questions


def ask(*, session: Session, output: str, text: str, actor: Actor, now: datetime) -> None:
    """Put a question into the queue; any time until the session ends."""
    room = room_queries.load_room(session)
    outputs = room.script.fmt.outputs if room.script else ()
    found = next(
        (
            e
            for e in outputs
            if e.id == output and e.type == "question" and e.visibility in cards.OPEN
        ),
        None,
    )
    if found is None:
        raise Forbidden("sessions.enter-room")
    draft = Draft(output, text, visibility=found.visibility, state=ASKED)
    panel_actions.add_entry(session=session, draft=draft, actor=actor, now=now)


def takes_questions(session: Session, room: Room, person: str, now: datetime) -> bool:
    """Tell whether somebody marks questions as answered: whoever leads, presents or moderates."""
    held = room.roles()
    if any(person in held.get(role, ()) for role in TAKING):
        return True
    return leads(session, room, person, now)


def leads(session: Session, room: Room, person: str, now: datetime) -> bool:
    """Tell whether somebody may move the session on now."""
    return room.is_open and person in room.leaders(room_queries.away(session, room, now))


def settle_question(*, session: Session, ref: str, state: str, actor: Actor, now: datetime) -> None:
    """Mark a question as answered, or as open again."""
    room = room_queries.load_room(session)

    def may(entry: RoomEntry, person: str) -> bool:
        is_question = entry.state in (ASKED, ANSWERED)
        return is_question and takes_questions(session, room, person, now)

    if state in (ASKED, ANSWERED):
        panel_actions.change_entry(
            session=session, ref=ref, actor=actor, now=now, may=may, state=state
        )


def vote_up(*, session: Session, ref: str, actor: Actor, now: datetime) -> None:
    """Say that one wants to hear more of a card, or no longer."""
    mine = RoomMark.objects.filter(
        entry__ref=ref, person_id=actor.person_id or 0, kind=UP, session=session
    )
    panel_actions.set_mark(
        session=session,
        ref=ref,
        kind=UP,
        actor=actor,
        now=now,
        value=None if mine.exists() else 1,
    )


# ---------------------------------------------------------------- topics and what waits


def put_up(*, session: Session, text: str, actor: Actor, now: datetime) -> None:
    """Put up a topic for the vote, in a stage that chooses what to talk about."""
    room = room_queries.load_room(session)
    me = people_queries.person_of(actor)
    if me is None or room.step is None or me.ref not in room.taking_part():
        raise Forbidden("sessions.enter-room")
    if not takes_topics(room):
        raise Forbidden("sessions.enter-room")
    draft = Draft(cards.TOPIC, text)
    panel_actions.add_entry(session=session, draft=draft, actor=actor, now=now)


def takes_topics(room: Room) -> bool:
    """Tell whether topics are put up now: the stage votes, or has time boxes, on nothing else."""
    step, script = room.step, room.script
    if step is None or script is None or cards.voted_on(script.fmt, step.stage.id):
        return False
    if step.stage.timebox is not None:
        return True
    votes = {each.id for each in script.fmt.outputs if cards.is_vote(each)}
    return step.stage.kind == "select" and bool(votes & set(step.stage.capture))


@transaction.atomic
def take_up(*, session: Session, ref: str, seconds: int, actor: Actor, now: datetime) -> None:
    """Begin a time box over a topic; whatever had one before is done."""
    _settle_topics(session, actor, now, but=ref)
    _box(session, ref, seconds, actor, now, boxes=1)


@transaction.atomic
def go_on(*, session: Session, ref: str, seconds: int, actor: Actor, now: datetime) -> None:
    """Give the topic that has the time one more box."""
    entry = RoomEntry.objects.filter(session=session, ref=ref, state=NOW).first()
    boxes = int(entry.data.get("boxes", 1)) + 1 if entry else 0
    if 0 < boxes <= MOST_BOXES:
        _box(session, ref, seconds, actor, now, boxes=boxes)


def finish_topic(*, session: Session, actor: Actor, now: datetime) -> None:
    """End the topic that has the time."""
    _settle_topics(session, actor, now)


def thumb(*, session: Session, ref: str, up: bool, actor: Actor, now: datetime) -> None:
    """Say whether to go on with the topic that has the time."""
    entry = RoomEntry.objects.filter(session=session, ref=ref, state=NOW).first()
    if entry is not None:
        kind = thumb_kind(int(entry.data.get("boxes", 1)))
        panel_actions.set_mark(
            session=session, ref=ref, kind=kind, actor=actor, now=now, value=int(up)
        )


def thumb_kind(boxes: int) -> str:
    """Return the kind of mark of a time box: each asks anew."""
    return f"{THUMB}-{boxes}"


def park(*, session: Session, output: str, text: str, actor: Actor, now: datetime) -> None:
    """Keep something for another time."""
    room = room_queries.load_room(session)
    found = next((each for each in parkings(room) if each[0] == output), None)
    if found is None:
        raise Forbidden("sessions.enter-room")
    draft = Draft(output, text, visibility=found[1])
    panel_actions.add_entry(session=session, draft=draft, actor=actor, now=now)


def parkings(room: Room) -> list[tuple[str, str]]:
    """Return where something is kept for another time: output and who may read it.

    Formats in which somebody teaches have a list of what to teach next.
    """
    return parked_by(room.script.fmt) if room.script is not None else []


def parked_by(fmt: Format) -> list[tuple[str, str]]:
    """Return where a format keeps something for another time: output and who may read it."""
    found = [
        (each.id, each.visibility)
        for each in fmt.outputs
        if each.type == "parking" and each.visibility in cards.OPEN
    ]
    teaches = any(each.kind == "teach" for each in fmt.all_stages())
    return found or ([(NEXT, "group")] if teaches and fmt.family == "knowledge" else [])


NEXT = "next-topic"


def _settle_topics(session: Session, actor: Actor, now: datetime, but: str = "") -> None:
    room = room_queries.load_room(session)
    running = RoomEntry.objects.filter(session=session, state=NOW).exclude(output=cards.ACTIVITY)
    for ref in running.exclude(ref=but).values_list("ref", flat=True):
        panel_actions.change_entry(
            session=session,
            ref=ref,
            actor=actor,
            now=now,
            may=lambda entry, person: leads(session, room, person, now),
            state=DONE,
        )


def _box(
    session: Session, ref: str, seconds: int, actor: Actor, now: datetime, *, boxes: int
) -> None:
    room = room_queries.load_room(session)

    def may(entry: RoomEntry, person: str) -> bool:
        is_topic = entry.visibility in cards.OPEN and entry.output != cards.ACTIVITY
        return is_topic and leads(session, room, person, now)

    panel_actions.change_entry(
        session=session,
        ref=ref,
        actor=actor,
        now=now,
        may=may,
        state=NOW,
        data={"boxes": boxes, "until": int(now.timestamp()) + seconds},
    )


# ---------------------------------------------------------------- what a facilitator shows


@transaction.atomic
def show_activity(*, session: Session, key: str, minutes: int, actor: Actor, now: datetime) -> None:
    """Show a short activity to everybody, in place of one shown before; whoever leads may."""
    room = room_queries.load_room(session)
    me = people_queries.person_of(actor)
    if me is None or not leads(session, room, me.ref, now):
        raise Forbidden("sessions.enter-room")
    put_away(session=session, actor=actor, now=now)
    draft = Draft(
        cards.ACTIVITY,
        key,
        state=NOW,
        data={"until": int(now.timestamp()) + 60 * minutes},
    )
    panel_actions.add_entry(session=session, draft=draft, actor=actor, now=now)


def put_away(*, session: Session, actor: Actor, now: datetime) -> None:
    """Put the activity away that is shown; whoever leads may."""
    room = room_queries.load_room(session)
    shown = RoomEntry.objects.filter(session=session, output=cards.ACTIVITY, state=NOW)
    for ref in shown.values_list("ref", flat=True):
        panel_actions.change_entry(
            session=session,
            ref=ref,
            actor=actor,
            now=now,
            may=lambda entry, person: leads(session, room, person, now),
            state=DONE,
        )


def _ideas(room: Room) -> list[Output]:
    return cards.idea_outputs(room.script.fmt) if room.script else []


def _takes_part(room: Room) -> Callable[[RoomEntry, str], bool]:
    present = set(room.taking_part()) | set(room.outside())
    return lambda entry, person: person in present and entry.visibility in cards.OPEN
