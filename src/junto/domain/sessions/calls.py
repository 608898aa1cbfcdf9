"""Where a group meets beside its room: a link made or pasted, and one button to join.

Junto holds no call and connects to none: it keeps a link. A server of the organization's own can
have rooms made; anything else is pasted.
"""

import secrets
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from django.db import transaction

from junto.domain.organizations import queries as organization_queries
from junto.domain.sessions import events, policies
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import Session
from junto.foundation.access import Actor
from junto.foundation.events import publish

LONGEST = 500


class NotALink(ValueError):
    """A link begins with https:// and names a host."""


class NoServer(ValueError):
    """The organization has no server that rooms can be made on."""


class VideoRooms(Protocol):
    """Whoever makes rooms for calls."""

    def make_room(self, session: Session) -> str:
        """Return the address of a new room that nobody can guess."""


class Jitsi:
    """Rooms on a Jitsi server: a room begins to be when the first person opens its address."""

    def __init__(self, server: str) -> None:
        self.server = server.rstrip("/")

    def make_room(self, session: Session) -> str:
        """Return an address with a name that nobody can guess and that tells nothing."""
        return f"{self.server}/{secrets.token_urlsafe(18)}"


def rooms_of(organization_id: int) -> VideoRooms | None:
    """Who makes rooms for an organization; None where links are pasted."""
    server = organization_queries.get_organization_by_id(organization_id).call_server
    return Jitsi(server) if server else None


def set_link(*, session: Session, link: str, actor: Actor, now: datetime) -> None:
    """Keep where this session and those after it have their call; '' for nowhere.

    Raises
    ------
    NotALink
        When it is no address that begins with https://.
    """
    text = link.strip()
    if text and not is_link(text):
        raise NotALink
    _keep(session, text, actor, now)


def make_link(*, session: Session, actor: Actor, now: datetime) -> str:
    """Have a room made for this session and those after it.

    Raises
    ------
    NoServer
        When the organization named no server.
    """
    rooms = rooms_of(session.organization_id)
    if rooms is None:
        raise NoServer
    link = rooms.make_room(session)
    _keep(session, link, actor, now)
    return link


def is_link(text: str) -> bool:
    """True for an address that begins with https:// and names a host, short enough to keep."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    plain = not any(each.isspace() or each in '<>"' for each in text)
    return parts.scheme == "https" and bool(parts.hostname) and plain and len(text) <= LONGEST


@transaction.atomic
def _keep(session: Session, link: str, actor: Actor, now: datetime) -> None:
    policies.set_call.check(actor, session)
    ahead = Session.objects.filter(
        group_id=session.group_id,
        number__gte=session.number,
        state__in=(SessionState.PLANNED, SessionState.LIVE),
    )
    ahead.update(call_url=link)
    told = events.SessionDescribed(group_ref=session.group.ref, session_ref=session.ref)
    publish(told, actor=actor, now=now)
    session.call_url = link
