"""Calendar files as text, and the private addresses that serve them."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.sessions import events, policies
from junto.domain.sessions.models import CalendarFeed, Session
from junto.foundation import tenancy
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person

_ZONE = re.compile(r"BEGIN:VTIMEZONE\r\n.*?END:VTIMEZONE\r\n", re.DOTALL)
_HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Junto//Sessions//EN\r\nCALSCALE:GREGORIAN\r\n"
# How often a calendar asks again: two names for one wish, for different programs.
_OFTEN = "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n"


def one(session: Session) -> str:
    """Return the calendar file of a session, empty while the worker has not written it."""
    if not session.calendar:
        return ""
    return f"{_HEAD}METHOD:PUBLISH\r\n{session.calendar}END:VCALENDAR\r\n"


def many(sessions: Iterable[Session], name: str) -> str:
    """Return a calendar of all sessions that are written, each zone once.

    A feed is a calendar, not a message: it has no METHOD.
    """
    texts = [session.calendar for session in sessions if session.calendar]
    zones = dict.fromkeys(zone for text in texts for zone in _ZONE.findall(text))
    found = [_ZONE.sub("", text) for text in texts]
    title = f"NAME:{_escaped(name)}\r\nX-WR-CALNAME:{_escaped(name)}\r\n"
    return f"{_HEAD}{title}{_OFTEN}{''.join(zones)}{''.join(found)}END:VCALENDAR\r\n"


def _escaped(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", " ".join(text.split()))[:60]


# ---------------------------------------------------------------- private addresses


def feed_of(person: "Person") -> CalendarFeed | None:
    """Somebody's calendar address that still answers."""
    return CalendarFeed.objects.filter(person=person, revoked_at=None).first()


def find_feed(ref: str, token: str) -> CalendarFeed:
    """The feed of this address (NotFound when it does not answer, for whatever reason)."""
    feed = tenancy.find(CalendarFeed, ref)
    if feed.revoked_at is not None or not hmac.compare_digest(feed.token_hash, digest_of(token)):
        raise tenancy.NotFound(ref)
    with tenancy.scope(feed.organization_id):
        if feed.person.ended_at is not None:
            raise tenancy.NotFound(ref)
    return feed


def digest_of(token: str) -> str:
    """What a token is looked up by."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def open_feed(*, person: "Person", actor: Actor, now: datetime) -> CalendarFeed:
    """Give somebody a private calendar address; one that was there stops to answer."""
    policies.own_feed.check(actor, person)
    CalendarFeed.objects.filter(person=person, revoked_at=None).update(revoked_at=now)
    token = secrets.token_urlsafe(24)
    feed = CalendarFeed.objects.create(
        person=person, token=token, token_hash=digest_of(token), created_at=now
    )
    publish(events.FeedOpened(feed_ref=feed.ref), actor=actor, now=now)
    return feed


@transaction.atomic
def revoke_feed(*, person: "Person", actor: Actor, now: datetime) -> bool:
    """Let somebody's calendar address answer no more; returns whether there was one."""
    policies.own_feed.check(actor, person)
    feed = feed_of(person)
    if feed is None:
        return False
    CalendarFeed.objects.filter(pk=feed.pk).update(revoked_at=now)
    publish(events.FeedRevoked(feed_ref=feed.ref), actor=actor, now=now)
    return True
