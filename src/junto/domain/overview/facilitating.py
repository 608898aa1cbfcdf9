"""What a facilitator needs to know: the next session's run sheet, and what is new in its group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from junto.domain.goals import queries as goals
from junto.domain.groups import agreements, membership
from junto.domain.groups import queries as groups
from junto.domain.overview.signals import GroupFacts
from junto.domain.programs import queries as programs
from junto.domain.programs.enums import StaffRole
from junto.domain.sessions import figures
from junto.domain.sessions import queries as sessions
from junto.domain.sessions.enums import Said, SessionState
from junto.domain.sessions.figures import Line
from junto.domain.sessions.run_sheet import RunSheet, run_sheet
from junto.foundation.access import Actor


@dataclass(frozen=True)
class News:
    """What is new in a group before it meets; names only of who said something to the group.

    Parameters
    ----------
    cannot, late
        People who said so, by name.
    joined
        Who came into the group since it last met.
    not_agreed
        How many have not said yes to the group's agreement, or None without an agreement.
    steps
        How many next steps are open or settled, or None below the threshold.
    reached
        Whether the expected outcome of the last session was reached; empty where nobody said.
    """

    cannot: Sequence[Any]
    late: Sequence[Any]
    joined: Sequence[Any]
    not_agreed: int | None
    steps: goals.Counts | None
    reached: str


@dataclass(frozen=True)
class Facilitating:
    """The groups that somebody facilitates."""

    groups: Sequence[GroupFacts]
    # The session that is on, or the next of all groups, with its run sheet.
    session: Any
    sheet: RunSheet | None
    news: News | None
    # Past sessions of which nobody said whether they took place.
    unnoted: Sequence[tuple[Any, Line]]
    # The programs in which they do.
    where: Sequence[programs.Staffing] = ()


def facilitating(actor: Actor, *, now: datetime) -> Facilitating:
    """Read what a facilitator's home shows; as many queries for forty groups as for one."""
    where = [row for row in programs.staffing(actor) if row.role == StaffRole.FACILITATOR]
    led = [row.program_id for row in where]
    rows = groups.groups_in(led)
    lines = figures.lines_in(led)
    facts = [GroupFacts(group, lines.get(group.pk, ()), False, None) for group in rows]
    unnoted = [(each.group, line) for each in facts for line in each.lines if line.is_unnoted(now)]
    ahead = [
        (line, each)
        for each in facts
        for line in each.lines
        # A room that is still open past its time waits for its facilitator to close it.
        if line.is_ahead(now) or line.state == SessionState.LIVE
    ]
    if not ahead:
        return Facilitating(facts, None, None, None, unnoted, where)
    line, chosen = min(ahead, key=_first)
    session = sessions.get_session(line.ref)
    session.group = chosen.group
    sheet = run_sheet(session)
    return Facilitating(facts, session, sheet, _news(chosen, sheet), unnoted, where)


def _first(pair: tuple[Line, GroupFacts]) -> tuple[bool, datetime, str]:
    line, facts = pair
    return line.state != SessionState.LIVE, line.starts_at, facts.group.name


def _news(facts: GroupFacts, sheet: RunSheet) -> News:
    last = facts.held[-1] if facts.held else None
    return News(
        cannot=sheet.who(Said.CANNOT),
        late=sheet.who(Said.LATE),
        joined=membership.joined_since(facts.group, last.met_at) if last else (),
        not_agreed=agreements.count_missing(facts.group, [each.pk for each in sheet.people]),
        steps=goals.counts_in([facts.group.pk]),
        reached=sessions.reached(last.pk) if last else "",
    )


def is_on(session: Any) -> bool:
    """Whether the session is under way."""
    return bool(session.state == SessionState.LIVE)
