"""A session that ends opens feedback for who led it; what is sealed becomes a report."""

from datetime import datetime

from junto.domain.assessments import queries as assessment_queries
from junto.domain.assessments.enums import RoundKind, RoundState
from junto.domain.assessments.events import RoundSealed
from junto.domain.reviews import forms, hosting, queries
from junto.domain.sessions import pulse_queries
from junto.domain.sessions import queries as session_queries
from junto.domain.sessions.events import SessionNoted
from junto.domain.sessions.room_events import RoomEnded
from junto.foundation.access import Actor
from junto.foundation.events import subscribe


@subscribe(RoomEnded)
def open_feedback(event: RoomEnded, *, actor: Actor, now: datetime) -> None:
    """For whoever led the room."""
    _open(event.session_ref, now)


@subscribe(SessionNoted)
def open_feedback_without_room(event: SessionNoted, *, actor: Actor, now: datetime) -> None:
    """For who looks after the group, where a session was held elsewhere."""
    if event.took_place:
        _open(event.session_ref, now)


def _open(session_ref: str, now: datetime) -> None:
    """A session whose three questions are over, such as one noted late, is not asked about."""
    session = session_queries.get_session(session_ref)
    pulse = pulse_queries.round_of(session)
    if pulse is None or pulse.state == RoundState.OPEN:
        hosting.open_feedback(session, now=now)


@subscribe(RoundSealed)
def make_report(event: RoundSealed, *, actor: Actor, now: datetime) -> None:
    """Of the host or the program that the answers are about."""
    sealed = assessment_queries.get_round(event.round_ref)
    if sealed.kind != RoundKind.FEEDBACK:
        return
    about = queries.host_feedback_about(sealed.topic)
    if about is not None:
        hosting.keep_report(about=about, now=now)
    form = queries.form_about(sealed.topic)
    if form is not None:
        forms.keep_report(form=form, now=now)
