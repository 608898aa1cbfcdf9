"""Try a session alone: the others are played by rules, and time runs faster.

What the one person did is given with its moments; all else follows, so that the same taps give the
same rehearsal and nothing needs to be stored but them.
"""

from collections.abc import Sequence

from junto.kernel.formats.opening import Script
from junto.kernel.formats.room import Event, Kind, Room, apply, calls_the_floor
from junto.kernel.formats.roomview import view

_TURN_SHARE = 0.85
_HANDS_AT = (0.1, 0.35)
_FREE_TURN = 90.0
_PATIENCE = 120.0
_MANY = 500


def rehearse(script: Script, me: str, taps: Sequence[Event], until: float) -> Room:
    """Return the room of a rehearsal at a moment, counted from its opening in session time."""
    room = Room(script=script)
    for person in [*script.cast.people, *script.cast.outside.values()]:
        _happen(room, 0.0, Kind.ARRIVED, person)
    _happen(room, 0.0, Kind.OPENED, me)
    mine = sorted(taps, key=lambda tap: tap.at)
    for _ in range(_MANY):
        if room.ended_at is not None:
            break
        simulated = _next_of_others(room, me)
        if mine and (simulated is None or mine[0].at <= simulated.at):
            event = mine.pop(0)
        elif simulated is not None:
            event = simulated
        else:
            break
        if event.at > until:
            break
        _happen(room, event.at, event.kind, event.person or me, **event.data)
    return room


def _happen(room: Room, at: float, kind: str, person: str, **data: object) -> None:
    apply(room, Event(room.number + 1, at, kind, person, data))


def _next_of_others(room: Room, me: str) -> Event | None:
    """Return what the simulated people do next, and when; None while the clock stands still."""
    if room.paused_at is not None:
        return None
    end = room.ends_at(room.started_at)
    if room.is_closing:
        return Event(0, end + _patience(room, me), Kind.ENDED, _other(room, me))
    options = [Event(0, end + _patience(room, me), Kind.ADVANCED, "", {"step": room.position})]
    if turn := _their_turn(room, me):
        options.append(turn)
    if hand := _their_hand(room, me):
        options.append(hand)
    return min(options, key=lambda event: event.at)


def _patience(room: Room, me: str) -> float:
    """Who rehearses is given a little longer to move on, when it is theirs to do."""
    return min(_PATIENCE, room.allotted * 0.5) if me in room.leaders() else 0.0


def _other(room: Room, me: str) -> str:
    return next((person for person in room.seats if person != me), me)


def _their_turn(room: Room, me: str) -> Event | None:
    seen = view(room, me, room.turn_at)
    if not seen.floor or seen.floor == me:
        return None
    end = room.ends_at(room.turn_at)
    length = (seen.turn_ends_at or end) - room.turn_at if room.speakers else _FREE_TURN
    if len(room.speakers) == 1:
        return None
    at = room.turn_at + max(1.0, length * _TURN_SHARE)
    return Event(0, at, Kind.DONE, seen.floor, {"step": room.position, "turn": room.turn})


def _their_hand(room: Room, me: str) -> Event | None:
    if not calls_the_floor(room.step):
        return None
    meant = room.chosen(room.step.stage.speak.who) if room.step else []
    quiet = [each for each in meant if each not in (me, room.floor) and each not in room.hands]
    spoken = room.turn + len(room.hands)
    if not quiet or spoken >= len(_HANDS_AT):
        return None
    who = min(quiet, key=lambda each: (room.heard.get(each, 0), quiet.index(each)))
    at = room.started_at + room.allotted * _HANDS_AT[spoken]
    return Event(0, max(at, room.turn_at), Kind.RAISED, who)


__all__ = ["rehearse"]
