"""What happens in the rooms of sessions: references only."""

from dataclasses import dataclass

from junto.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class RoomOpened(Event):
    """A group began its session."""

    kind = "sessions.room-opened"
    group_ref: str
    session_ref: str
    people: int


@dataclass(frozen=True, kw_only=True)
class RoomEnded(Event):
    """A group ended its session."""

    kind = "sessions.room-ended"
    group_ref: str
    session_ref: str


@dataclass(frozen=True, kw_only=True)
class PreparationShared(Event):
    """Somebody shared what they prepared."""

    kind = "sessions.preparation-shared"
    session_ref: str
    person_ref: str
