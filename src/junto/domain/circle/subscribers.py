"""The end of a session halfway through a series opens the health check."""

from datetime import datetime

from junto.domain.circle import health
from junto.domain.sessions import queries as session_queries
from junto.domain.sessions.events import SessionNoted
from junto.domain.sessions.room_events import RoomEnded
from junto.foundation.access import Actor
from junto.foundation.events import subscribe


@subscribe(RoomEnded)
def open_check(event: RoomEnded, *, actor: Actor, now: datetime) -> None:
    """Ask the group how it is doing."""
    health.open_check(session_queries.get_session(event.session_ref), now=now)


@subscribe(SessionNoted)
def open_check_without_room(event: SessionNoted, *, actor: Actor, now: datetime) -> None:
    """Ask after a session that was held elsewhere, too."""
    if event.took_place:
        health.open_check(session_queries.get_session(event.session_ref), now=now)
