"""Rooms for tests: opened at zero, moved on by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from junto.kernel.formats import Format
from junto.kernel.formats.casting import cast_session
from junto.kernel.formats.opening import Script, choose_format
from junto.kernel.formats.room import Event, Kind, Room, apply
from junto.kernel.formats.roomview import View, view
from kernel.formats.examples import FORMATS

PEOPLE = tuple("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ12345678")


def script_of(
    fmt: Format,
    people: Sequence[str],
    params: Mapping[str, int] | None = None,
    *,
    session: int = 0,
    limit: float | None = None,
    enrolled: Sequence[str] = (),
) -> Script:
    """The pinned script of a session of these people."""
    choice = choose_format(fmt, len(people), params, lookup=FORMATS.get)
    outside = {role.id: "guest" for role in choice.fmt.roles if role.external}
    cast = cast_session(
        choice.fmt,
        people=people,
        enrolled=enrolled,
        params=choice.params,
        outside=outside,
        session=session,
    )
    made = Script(choice.fmt, choice.n, choice.steps, choice.buffer_seconds, cast, 0.0, session)
    end = made.promised_seconds if limit is None else limit
    return Script(
        made.fmt, made.n, made.steps, made.buffer_seconds, cast, float(end), session, choice.params
    )


class Played:
    """A log that grows, and the room after it."""

    def __init__(self, script: Script, *, here: Sequence[str] = (), at: float = 0.0) -> None:
        self.script, self.log, self.room = script, list[Event](), Room(script=script)
        guests = [*script.cast.outside.values()]
        for person in [*(here or script.cast.people), *guests]:
            self.tell(at, Kind.ARRIVED, person)
        self.tell(at, Kind.OPENED)

    def tell(self, at: float, kind: str, person: str = "", **data: Any) -> "Played":
        self.log.append(Event(len(self.log) + 1, at, kind, person, data))
        apply(self.room, self.log[-1])
        return self

    def sees(self, person: str, at: float) -> View:
        return view(self.room, person, at)

    def advance(self, at: float, kind: str = Kind.ADVANCED) -> "Played":
        return self.tell(at, kind, step=self.room.position)

    def done(self, at: float, kind: str = Kind.DONE) -> "Played":
        room = self.room
        return self.tell(at, kind, step=room.position, turn=room.turn)

    def advance_to(self, stage: str, over: float = 0.0) -> float:
        """Let every stage take its time, and `over` seconds more, until this one begins."""
        at = self.log[-1].at
        for _ in range(99):
            room = self.room
            if room.step is None or room.step.stage.id == stage:
                return at
            at = room.ends_at(at) + over
            self.advance(at)
        raise AssertionError(stage)
