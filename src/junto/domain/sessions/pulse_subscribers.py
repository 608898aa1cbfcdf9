"""The end of a session opens its pulse."""

from datetime import datetime

from junto.domain.sessions import pulse_queries, pulses
from junto.domain.sessions.room_events import RoomEnded
from junto.foundation.access import Actor
from junto.foundation.events import subscribe


@subscribe(RoomEnded)
def open_pulse(event: RoomEnded, *, actor: Actor, now: datetime) -> None:
    """Ask whoever was there."""
    pulses.open_pulse(pulse_queries.get_session(event.session_ref), now=now)
