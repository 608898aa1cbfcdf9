"""What happens to rooms by the clock."""

from datetime import datetime, timedelta

from junto.domain.sessions import room_actions, room_queries
from junto.foundation import tenancy
from junto.foundation.schedule import every


@every(timedelta(minutes=30), "sessions.end-forgotten")
def end_forgotten(now: datetime) -> None:
    """End sessions that everybody left without ending them, so that what follows can begin."""
    for session in room_queries.live_sessions():
        with tenancy.scope(session.organization_id):
            room_actions.end_forgotten(session=session, now=now)
