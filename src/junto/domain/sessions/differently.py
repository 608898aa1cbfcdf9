"""Seeing something differently: each side says it back until the other says that this is it.

Two people are enough, and anybody may begin. The clock of the session stands still meanwhile. It
ends agreed, agreed to differ, or parked; what was said stays with the group.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from junto.domain.people import queries as people_queries
from junto.domain.sessions import panel_actions, room_actions, room_queries
from junto.domain.sessions.cards import Card, cards_of
from junto.domain.sessions.models import RoomEntry, Session
from junto.domain.sessions.panel_actions import Draft
from junto.foundation.access import Actor, Forbidden
from junto.kernel.formats.room import Kind

# Not an output of any format.
OUTPUT = "differently"
LASTS = timedelta(minutes=10)

ASKED, OPEN = "asked", "open"
AGREED, DIFFER, PARKED = "agreed", "differ", "parked"
ENDS = (AGREED, DIFFER, PARKED)

SAID, HEARD, NOT_YET = "said", "heard", "not-yet"
STOPPED = "stopped"


@dataclass(frozen=True)
class Side:
    """Somebody's view in their own words, and how the other side said it back, latest last."""

    view: Card
    said_back: tuple[Card, ...] = ()

    @property
    def is_heard(self) -> bool:
        """Whether this side said that the other has got it."""
        return any(each.state == HEARD for each in self.said_back)

    @property
    def waiting(self) -> Card | None:
        """What was said back last and waits for this side's word; None when nothing does."""
        last = self.said_back[-1] if self.said_back else None
        return last if last is not None and last.state == SAID else None


@dataclass(frozen=True)
class Difference:
    """A difference with its one or two sides; `state` is how it stands or how it ended."""

    ref: str
    state: str
    since: datetime
    sides: tuple[Side, ...]

    @property
    def is_over(self) -> bool:
        """Whether it was ended."""
        return self.state in ENDS

    @property
    def both_heard(self) -> bool:
        """Whether each side said that the other has got it."""
        return len(self.sides) == 2 and all(each.is_heard for each in self.sides)

    def own(self, person: str) -> Side | None:
        """Return the side of a person, if they took one."""
        return next((each for each in self.sides if each.view.author == person), None)

    def other(self, person: str) -> Side | None:
        """Return the side across from a person who took one."""
        if self.own(person) is None:
            return None
        return next((each for each in self.sides if each.view.author != person), None)


def differences(cards: Sequence[Card]) -> list[Difference]:
    """Read the differences of a session from its cards, the oldest first."""
    mine = [each for each in cards if each.output == OUTPUT]
    # What lay under a card whose author is gone has no parent either, and begins nothing.
    return [_read(each, mine) for each in mine if not each.parent and STOPPED in each.data]


def _read(root: Card, cards: Sequence[Card]) -> Difference:
    views = [root, *[each for each in cards if each.parent == root.ref and each.state == OPEN]]
    sides = tuple(
        Side(view, tuple(each for each in cards if _is_about(each, view, root))) for view in views
    )
    return Difference(root.ref, root.state, root.at, sides)


def _is_about(card: Card, view: Card, root: Card) -> bool:
    """Tell whether a card says a view back: those of the first side lie under it with a state."""
    return card.parent == view.ref and not (view.ref == root.ref and card.state == OPEN)


# ---------------------------------------------------------------- what is done


@transaction.atomic
def begin(*, session: Session, text: str, actor: Actor, now: datetime) -> bool:
    """Say what one sees differently: the clock stands still. False while another one is open."""
    person = room_actions.person_in(session, actor)
    _held(session)
    room = room_queries.load_room(session)
    if person.ref not in room.here:
        raise Forbidden("sessions.enter-room")
    if any(not each.is_over for each in differences(cards_of(session))):
        return False
    stops = room.paused_at is None
    draft = Draft(OUTPUT, text, state=ASKED, data={STOPPED: stops})
    made = panel_actions.add_entry(session=session, draft=draft, actor=actor, now=now)
    if made is not None and stops:
        room_actions.append(session, person, Kind.PAUSED, now, {"off_script": True})
    return made is not None


@transaction.atomic
def take_side(*, session: Session, ref: str, text: str, actor: Actor, now: datetime) -> bool:
    """Say how one sees it oneself: the second side. False when it is taken, or one's own."""
    found, person = _found(session, ref, actor)
    if found.state != ASKED or found.own(person) is not None:
        return False
    draft = Draft(OUTPUT, text, parent=ref, state=OPEN)
    made = panel_actions.add_entry(session=session, draft=draft, actor=actor, now=now)
    if made is not None:
        panel_actions.change_entry(
            session=session, ref=ref, actor=actor, now=now, may=_anybody, state=OPEN
        )
    return made is not None


@transaction.atomic
def say_back(*, session: Session, ref: str, text: str, actor: Actor, now: datetime) -> bool:
    """Say the other side's view in one's own words. False while that side is heard or answers."""
    found, person = _found(session, ref, actor)
    other = found.other(person)
    if found.state != OPEN or other is None or other.is_heard or other.waiting is not None:
        return False
    draft = Draft(OUTPUT, text, parent=other.view.ref, state=SAID)
    return panel_actions.add_entry(session=session, draft=draft, actor=actor, now=now) is not None


@transaction.atomic
def answer(*, session: Session, ref: str, is_it: bool, actor: Actor, now: datetime) -> bool:
    """Say whether what was said back is what one meant."""
    found, person = _found(session, ref, actor)
    own = found.own(person)
    if found.state != OPEN or own is None or own.waiting is None:
        return False
    panel_actions.change_entry(
        session=session,
        ref=own.waiting.ref,
        actor=actor,
        now=now,
        may=_anybody,
        state=HEARD if is_it else NOT_YET,
    )
    return True


@transaction.atomic
def finish(*, session: Session, ref: str, outcome: str, actor: Actor, now: datetime) -> bool:
    """End it: agreed or agreed to differ once both are heard, parked at any time.

    Either side may, and whoever leads. The clock goes on if this had stopped it.
    """
    found, person = _found(session, ref, actor)
    room = room_queries.load_room(session)
    is_side = found.own(person) is not None
    if not is_side and person not in room.leaders(room_queries.away(session, room, now)):
        raise Forbidden("sessions.enter-room")
    if found.is_over or outcome not in ENDS or (outcome != PARKED and not found.both_heard):
        return False
    entry = panel_actions.change_entry(
        session=session, ref=ref, actor=actor, now=now, may=_anybody, state=outcome
    )
    if entry.data.get(STOPPED) and room.paused_at is not None:
        me = room_actions.person_in(session, actor)
        room_actions.append(session, me, Kind.RESUMED, now, {})
    return True


def _found(session: Session, ref: str, actor: Actor) -> tuple[Difference, str]:
    _held(session)
    person = people_queries.person_of(actor)
    found = next((each for each in differences(cards_of(session)) if each.ref == ref), None)
    if found is None or person is None:
        raise room_actions.MovedOn
    if person.ref not in room_queries.load_room(session).here:
        raise Forbidden("sessions.enter-room")
    return found, person.ref


def _held(session: Session) -> None:
    """Hold the session until the transaction ends: of two who act at once, one comes after."""
    Session.objects.select_for_update().get(pk=session.pk)


def _anybody(entry: RoomEntry, person: str) -> bool:
    """The act has decided already who may."""
    return entry.output == OUTPUT and bool(person)
