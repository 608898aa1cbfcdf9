"""Giving and receiving in a group: whose matter it was, and who helped.

Counted are roles that everybody in the room saw. A member reads their own counts; the group reads
no more than whether everybody had a turn.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import RoleTurn

if TYPE_CHECKING:
    from junto.domain.groups.models import Group

# Roles in which somebody has the time for their own matter; in one of them they are coached.
LEARNER, COACH = "learner", "coach"
BRINGING = ("presenter", "owner")
# Roles that watch or keep time help the group, and do not work on the matter.
ASIDE = ("observer", "timekeeper")


@dataclass(frozen=True)
class Given:
    """One member's turns in a group: own matters and those of others, and coaching both ways."""

    brought: int = 0
    consulted: int = 0
    was_coached: int = 0
    coached: int = 0

    @property
    def received_turns(self) -> int:
        """How often the time was theirs."""
        return self.brought + self.was_coached


Key = tuple[int, int]


def _by_round(group: "Group") -> dict[Key, dict[int, set[str]]]:
    """Who had which roles, by session and round, in sessions that are over."""
    rows = RoleTurn.objects.filter(session__group=group, session__state=SessionState.ENDED)
    found: dict[Key, dict[int, set[str]]] = {}
    for session_id, round_, person_id, role in rows.values_list(
        "session_id", "round", "person_id", "role"
    ):
        found.setdefault((session_id, round_), {}).setdefault(person_id, set()).add(role)
    return found


def turns_of(group: "Group", person_id: int) -> Given:
    """Count one member's turns; for their own eyes."""
    brought = consulted = was_coached = coached = 0
    for people in _by_round(group).values():
        mine = people.get(person_id)
        if not mine:
            continue
        others = set().union(*(roles for pk, roles in people.items() if pk != person_id))
        brought += bool(mine.intersection(BRINGING))
        was_coached += LEARNER in mine
        coached += COACH in mine and LEARNER in others
        # A coach of somebody who brought a matter to all is one of those who helped with it.
        helps = not mine.intersection((*BRINGING, *ASIDE))
        consulted += helps and bool(others.intersection(BRINGING))
    return Given(brought, consulted, was_coached, coached)


def everybody_had_a_turn(group: "Group", people: Collection[int]) -> bool | None:
    """Whether each of these people had the time for their own matter; None before anybody had."""
    had = {
        person_id
        for rounds in _by_round(group).values()
        for person_id, roles in rounds.items()
        if roles.intersection((*BRINGING, LEARNER))
    }
    return set(people) <= had if had else None
