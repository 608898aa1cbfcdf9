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
