"""The end of a session opens its pulse."""

from datetime import datetime, timedelta

from junto.domain.sessions import pulse_queries, pulses
from junto.domain.sessions.events import SessionNoted
from junto.domain.sessions.room_events import RoomEnded
from junto.foundation.access import Actor
from junto.foundation.events import subscribe


@subscribe(RoomEnded)
def open_pulse(event: RoomEnded, *, actor: Actor, now: datetime) -> None:
    """Ask whoever was there."""
    pulses.open_pulse(pulse_queries.get_session(event.session_ref), now=now)


# Later than this, people answer about what they remember of it.
FRESH = timedelta(days=7)


@subscribe(SessionNoted)
def open_pulse_without_room(event: SessionNoted, *, actor: Actor, now: datetime) -> None:
    """Ask the group about a session held elsewhere, while it is fresh."""
    session = pulse_queries.get_session(event.session_ref)
    if event.took_place and now < session.ends_at + FRESH:
        pulses.open_pulse(session, now=now)
