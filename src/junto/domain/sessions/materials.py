"""What a group works with in a session: links, for one session or for all of them."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from junto.domain.sessions import events, policies
from junto.domain.sessions.calls import is_link
from junto.domain.sessions.models import Material, Session
from junto.foundation import tenancy
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST, LONGEST = 30, 160


class NotALink(ValueError):
    """A link begins with https:// and names a host."""


class NoTitle(ValueError):
    """People see the title: it is short, and there is one."""


class TooMany(ValueError):
    """A session and its group have as many links as anybody would open."""


def materials_of(session: Session) -> "QuerySet[Material]":
    """Return what a session's people open in it: what is for all sessions first."""
    rows = Material.objects.filter(Q(session=None) | Q(session=session), group=session.group_id)
    return rows.order_by(F("session_id").asc(nulls_first=True), "added_at", "pk")


@transaction.atomic
def add(
    *,
    session: Session,
    title: str,
    url: str,
    for_all: bool,
    actor: Actor,
    now: datetime,
) -> Material:
    """Add a link for a session, or for all sessions of its group.

    Raises
    ------
    NoTitle, NotALink, TooMany
        When it cannot be shown to anybody as it is.
    """
    policies.set_call.check(actor, session)
    name, address = title.strip(), url.strip()
    if not name or len(name) > LONGEST:
        raise NoTitle
    if not is_link(address):
        raise NotALink
    if materials_of(session).count() >= MOST:
        raise TooMany
    made = Material.objects.create(
        group=session.group,
        session=None if for_all else session,
        title=name,
        url=address,
        added_at=now,
    )
    _tell(session, actor, now)
    return made


@transaction.atomic
def remove(*, session: Session, ref: str, actor: Actor, now: datetime) -> None:
    """Take a link off.

    Raises
    ------
    tenancy.NotFound
        When this session has no such link.
    """
    policies.set_call.check(actor, session)
    found = materials_of(session).filter(ref=ref).first()
    if found is None:
        raise tenancy.NotFound(ref)
    found.delete()
    _tell(session, actor, now)


def _tell(session: Session, actor: Actor, now: datetime) -> None:
    told = events.SessionDescribed(group_ref=session.group.ref, session_ref=session.ref)
    publish(told, actor=actor, now=now)
