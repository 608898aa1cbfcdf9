"""What happens to series and sessions: references only."""

from dataclasses import dataclass

from junto.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class TimesProposed(Event):
    """Times were worked out for groups of a program."""

    kind = "sessions.times-proposed"
    program_ref: str
    groups: int


@dataclass(frozen=True, kw_only=True)
class SeriesAgreed(Event):
    """A group has its times."""

    kind = "sessions.series-agreed"
    group_ref: str
    series_ref: str
    count: int


@dataclass(frozen=True, kw_only=True)
class SessionMoved(Event):
    """A session got another time."""

    kind = "sessions.session-moved"
    group_ref: str
    session_ref: str
    sequence: int


@dataclass(frozen=True, kw_only=True)
class SessionCalledOff(Event):
    """A session will not take place."""

    kind = "sessions.session-called-off"
    group_ref: str
    session_ref: str
    sequence: int


@dataclass(frozen=True, kw_only=True)
class AttendanceSaid(Event):
    """Somebody said whether they come."""

    kind = "sessions.attendance-said"
    session_ref: str
    person_ref: str
    said: str


@dataclass(frozen=True, kw_only=True)
class FeedOpened(Event):
    """Somebody has a calendar address."""

    kind = "sessions.feed-opened"
    feed_ref: str


@dataclass(frozen=True, kw_only=True)
class FeedRevoked(Event):
    """A calendar address answers no more."""

    kind = "sessions.feed-revoked"
    feed_ref: str


@dataclass(frozen=True, kw_only=True)
class ProposalDropped(Event):
    """Proposed times were set aside."""

    kind = "sessions.proposal-dropped"
    group_ref: str
    series_ref: str


@dataclass(frozen=True, kw_only=True)
class SessionPutBack(Event):
    """A session that was called off takes place after all."""

    kind = "sessions.session-put-back"
    group_ref: str
    session_ref: str
    sequence: int


@dataclass(frozen=True, kw_only=True)
class SessionNoted(Event):
    """Somebody said whether a session without the room took place."""

    kind = "sessions.session-noted"
    group_ref: str
    session_ref: str
    took_place: bool


@dataclass(frozen=True, kw_only=True)
class SessionDescribed(Event):
    """Somebody said what a session is for."""

    kind = "sessions.session-described"
    group_ref: str
    session_ref: str


@dataclass(frozen=True, kw_only=True)
class PeopleInvited(Event):
    """Invitations were sent, or links made to be copied."""

    kind = "sessions.people-invited"
    program_ref: str
    count: int


@dataclass(frozen=True, kw_only=True)
class InvitationUsed(Event):
    """Somebody came in by their personal link."""

    kind = "sessions.invitation-used"
    person_ref: str
