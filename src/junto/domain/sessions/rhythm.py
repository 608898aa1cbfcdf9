"""How regularly a group meets: "met 5 of 6". A figure of the group; nobody has one of their own."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from junto.domain.sessions.enums import SessionState, Was
from junto.domain.sessions.models import Attendance, Session

if TYPE_CHECKING:
    from junto.domain.groups.models import Group

IN_A_ROW = 2


@dataclass(frozen=True)
class Rhythm:
    """How many sessions a group held of those whose time has come.

    Parameters
    ----------
    unsaid
        How many of them passed without anybody saying whether the group met.
    is_slipping
        True where the last two were not held, or nobody said so.
    """

    met: int
    of: int
    unsaid: int
    is_slipping: bool


def rhythm_of(sessions: Iterable[Session], now: datetime) -> Rhythm | None:
    """Count a group's sessions; None before the first was due. Tables of one meeting are one."""
    meetings: dict[int, list[Session]] = {}
    for each in sessions:
        if each.state == SessionState.ENDED or each.ends_at <= now:
            meetings.setdefault(each.number, []).append(each)
    if not meetings:
        return None
    in_order = sorted(meetings.values(), key=lambda rows: rows[0].starts_at)
    held = [any(_is_held(each) for each in rows) for rows in in_order]
    unsaid = [
        not is_held and any(each.state == SessionState.PLANNED for each in rows)
        for rows, is_held in zip(in_order, held, strict=True)
    ]
    slipping = len(held) >= IN_A_ROW and not any(held[-IN_A_ROW:])
    return Rhythm(sum(held), len(held), sum(unsaid), slipping)


def came_to(group: "Group", people: Collection[int]) -> dict[int, tuple[int, int]]:
    """To how many sessions each of these people came, of those where somebody noted it.

    For the person alone, and for whoever they show it to; nothing else adds it up.
    """
    rows = (
        Attendance.objects.filter(
            session__group=group, session__state=SessionState.ENDED, person__in=people
        )
        .exclude(was="")
        .values("person_id")
        .annotate(
            of=Count("session__number", distinct=True),
            came=Count("session__number", filter=~Q(was=Was.ABSENT), distinct=True),
        )
    )
    return {row["person_id"]: (row["came"], row["of"]) for row in rows}


def _is_held(session: Session) -> bool:
    """Held, or on now and running late."""
    return session.state in (SessionState.ENDED, SessionState.LIVE)
