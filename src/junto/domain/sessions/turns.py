"""Roles that move on within a session: how they were held, and which order comes next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import Session
from junto.kernel.rotation import next_order

if TYPE_CHECKING:
    from django.db.models import QuerySet


def earlier(session: Session) -> "QuerySet[Session]":
    """The group's sessions before this one that were held."""
    return Session.objects.filter(
        group_id=session.group_id, number__lt=session.number, state=SessionState.ENDED
    )


@dataclass(frozen=True)
class HeldBefore:
    """How many sessions a group held before one, and their rounds as far as rooms wrote them down.

    In each round: who had the first role, who the second, then the others.
    """

    sessions: int
    rounds: tuple[tuple[tuple[str, ...], ...], ...] = ()


def order_of(people: Sequence[str], before: HeldBefore) -> int:
    """The number of the order of roles that is fairest for these people, after what was.

    What counts is what the rooms of earlier sessions wrote down. A session that was held elsewhere
    moves the order on by one, for its people went by what their page said.
    """
    return next_order(people, before.sessions, before.rounds)


def held_before(session: Session, roles: Sequence[str]) -> HeldBefore:
    """Read how a group's earlier sessions went, oldest first; rounds with the first two roles."""
    held: dict[int, dict[int, dict[str, list[str]]]] = {}
    columns = ("number", "role_turns__round", "role_turns__role", "role_turns__person__ref")
    for number, round_, role, ref in earlier(session).order_by(*columns).values_list(*columns):
        rounds = held.setdefault(number, {})
        if round_:
            rounds.setdefault(round_, {}).setdefault(role, []).append(ref)
    found = [
        tuple(
            tuple(ref for role in sorted(each, key=_place(roles)) for ref in each[role])
            for each in rounds.values()
            if set(roles[:2]) <= set(each)
        )
        for rounds in held.values()
    ]
    return HeldBefore(len(held), tuple(rounds for rounds in found if rounds))


def _place(roles: Sequence[str]) -> Callable[[str], int]:
    return lambda role: roles.index(role) if role in roles else len(roles)
