"""What is next for somebody: the session ahead, what is asked of them, what they meant to do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from junto.domain.circle import hands
from junto.domain.feedback import queries as feedback
from junto.domain.goals import queries as goals
from junto.domain.goals import witnessing
from junto.domain.overview import fitting
from junto.domain.recognition import queries as recognition
from junto.domain.sessions import pulse_queries, room_queries, training
from junto.domain.sessions import queries as sessions
from junto.domain.sessions.enums import SessionState


@dataclass(frozen=True)
class Next:
    """Everything a participant's home needs beside their groups."""

    # Group -> the session that is on there, or the next one; and all of its sessions in order.
    sessions: dict[int, Any] = field(default_factory=dict)
    journeys: dict[int, list[Any]] = field(default_factory=dict)
    # Ended sessions that somebody has not said a word about yet, the first to close first.
    asked: tuple[Any, ...] = ()
    steps: tuple[Any, ...] = ()
    # Groups that somebody is asked about: whether it is the right one. Whoever answered is asked no
    # more here, whatever they said: a home is seen by others when a screen is shared.
    fits: tuple[fitting.Question, ...] = ()
    # The latest thanks to this person, or None.
    thanks: Any = None
    # Steps of others that they were asked to stand by and have not answered.
    stand_by: tuple[Any, ...] = ()
    # What others of their groups could use a hand with, unanswered by this person.
    hands: tuple[Any, ...] = ()
    # Who would like to sit in with their groups, or will.
    sitting_in: tuple[Any, ...] = ()


def next_for(person: Any, now: datetime, group_ids: Sequence[int] = ()) -> Next:
    """What is ahead of this person in the organization in scope."""
    ahead: dict[int, Any] = {}
    journeys: dict[int, list[Any]] = {}
    for session in sessions.sessions_together(person.pk):
        journeys.setdefault(session.group_id, []).append(session)
        if session.state in sessions.AHEAD and session.ends_at > now:
            ahead.setdefault(session.group_id, session)
    return Next(
        fits=_fits(person, journeys),
        sessions=ahead,
        journeys=journeys,
        thanks=next(iter(recognition.thanks_to(person.pk, limit=1)), None),
        asked=tuple(each.session for each in pulse_queries.unanswered(person.pk, now=now)),
        steps=tuple(goals.open_steps_of(person.pk)),
        hands=tuple(hands.asked_by_others(group_ids, person.pk, now=now)),
        sitting_in=tuple(training.asking_to_sit_in(group_ids, person.pk, now)),
        stand_by=tuple(witnessing.waiting_for(person.pk)),
    )


def _fits(person: Any, journeys: dict[int, list[Any]]) -> tuple[fitting.Question, ...]:
    """Groups to ask somebody about; one query, or none."""
    held = {
        group_id: [each.ends_at for each in mine if is_over(each)]
        for group_id, mine in journeys.items()
    }
    if all(len(ends) < fitting.ASKED_AFTER for ends in held.values()):
        return ()
    return tuple(each for each in fitting.questions_for(person.pk, held) if each.is_open)


def is_on(session: Any) -> bool:
    """Whether the session is under way."""
    return bool(session.state == SessionState.LIVE)


def is_over(session: Any) -> bool:
    """Whether the session took place."""
    return bool(session.state == SessionState.ENDED)


def is_off(session: Any) -> bool:
    """Whether the session was called off."""
    return bool(session.state == SessionState.CALLED_OFF)


def question_of(session: Any) -> Any:
    """What everybody in a session is asked to prepare first, as the format says it, or None."""
    fmt = room_queries.find_format(session.format_id) if session is not None else None
    if fmt is None:
        return None
    return next((each.prompt for each in fmt.inputs if each.source == "all" and each.prompt), None)


def feedback_asked(person: Any, now: datetime) -> int:
    """How many people somebody is asked for feedback on and has not answered."""
    raters = feedback.asked_of(person, now=now)
    return len(raters) - len(feedback.sent_by(person, raters)) if raters else 0
