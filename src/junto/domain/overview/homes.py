"""What is next for somebody: the session ahead, what is asked of them, what they meant to do."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from junto.domain.goals import queries as goals
from junto.domain.sessions import pulse_queries
from junto.domain.sessions import queries as sessions
from junto.domain.sessions.enums import SessionState


@dataclass(frozen=True)
class Next:
    """Everything a participant's home needs beside their groups."""

    # Group -> the session that is on there, or the next one.
    sessions: dict[int, Any] = field(default_factory=dict)
    # Ended sessions that somebody has not said a word about yet, the first to close first.
    asked: tuple[Any, ...] = ()
    steps: tuple[Any, ...] = ()


def next_for(person: Any, now: datetime) -> Next:
    """What is ahead of this person in the organization in scope."""
    ahead: dict[int, Any] = {}
    for session in sessions.sessions_ahead(person.pk, now):
        ahead.setdefault(session.group_id, session)
    return Next(
        sessions=ahead,
        asked=tuple(each.session for each in pulse_queries.unanswered(person.pk, now=now)),
        steps=tuple(goals.open_steps_of(person.pk)),
    )


def is_on(session: Any) -> bool:
    """Whether the session is under way."""
    return bool(session.state == SessionState.LIVE)
