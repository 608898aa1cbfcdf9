"""Roles people leave to others: in their group for good, or this time because they are not ready.

Whoever leaves a role out is left out of its fairness. Whoever is not ready keeps their claim: it
is theirs next time. No reason is asked.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from junto.domain.people import queries as people_queries
from junto.domain.sessions import policies
from junto.domain.sessions.models import RoleWish, Session
from junto.foundation import idempotency
from junto.foundation.access import Actor
from junto.kernel.formats.casting import Wishes

if TYPE_CHECKING:
    from junto.domain.groups.models import Group


def wishes_for(session: Session) -> Wishes:
    """Return what holds when a session's roles are decided: one query."""
    rows = RoleWish.objects.filter(Q(session=None) | Q(session=session), group=session.group_id)
    found = list(rows.values_list("session_id", "role", "person__ref"))
    return Wishes(
        opted_out=_by_role((role, ref) for at, role, ref in found if at is None),
        not_ready=_by_role((role, ref) for at, role, ref in found if at is not None),
    )


def left_out(group: "Group") -> dict[str, frozenset[str]]:
    """Return by role who leaves it to others in a group."""
    rows = RoleWish.objects.filter(group=group, session=None)
    return _by_role(rows.values_list("role", "person__ref"))


def _by_role(rows: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    made: dict[str, set[str]] = {}
    for role, ref in rows:
        made.setdefault(role, set()).add(ref)
    return {role: frozenset(refs) for role, refs in made.items()}


def own(group: "Group", session: Session | None, person_id: int) -> tuple[set[str], set[str]]:
    """Return the roles somebody leaves out, and those they are not ready for this time."""
    rows = RoleWish.objects.filter(Q(session=None) | Q(session=session), group=group)
    mine = list(rows.filter(person_id=person_id).values_list("session_id", "role"))
    return {role for at, role in mine if at is None}, {role for at, role in mine if at is not None}


@transaction.atomic
def leave_out(*, group: "Group", role: str, out: bool, actor: Actor, now: datetime) -> None:
    """Leave a role to others in one's group, or take it again."""
    del now
    policies.wish_trend.check(actor, group)
    _set(group, None, role, out, actor)


@transaction.atomic
def not_ready(*, session: Session, role: str, out: bool, actor: Actor, now: datetime) -> None:
    """Say that one is not ready for a role this time, or that one is after all."""
    del now
    policies.attend_session.check(actor, session)
    _set(session.group, session, role, out, actor)


def _set(group: "Group", session: Session | None, role: str, out: bool, actor: Actor) -> None:
    person = people_queries.person_of(actor)
    assert person is not None
    if out:
        RoleWish.objects.get_or_create(group=group, session=session, person=person, role=role[:60])
    else:
        RoleWish.objects.filter(group=group, session=session, person=person, role=role).delete()
    idempotency.claim()
