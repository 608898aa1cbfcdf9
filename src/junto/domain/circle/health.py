"""The health check: five sentences, answered without names once half of a series is held.

Its figures belong to the group alone. It has a pool of its own, so that no figure of a program ever
adds it up, and each round is one figure over everybody who answered: there is nothing to subtract.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from junto.domain.assessments import actions as assessment_actions
from junto.domain.assessments import queries as assessment_queries
from junto.domain.assessments.enums import HIGHEST, LOWEST, RoundKind, RoundState
from junto.domain.assessments.queries import Mean, Result
from junto.domain.circle.enums import STARTERS, CheckItem
from junto.domain.groups import queries as group_queries
from junto.domain.sessions import queries as session_queries
from junto.domain.sessions.enums import SessionState
from junto.foundation.access import system
from junto.kernel import anonymity

if TYPE_CHECKING:
    from junto.domain.assessments.models import Round
    from junto.domain.groups.models import Group
    from junto.domain.sessions.models import Session

OPEN_FOR = timedelta(days=7)
FEWEST = anonymity.GROUP_PULSE


def asks() -> assessment_actions.Asked:
    """Five sentences, all of them, from 1 to 5."""
    items = dict.fromkeys(CheckItem.values, (LOWEST, HIGHEST))
    return assessment_actions.Asked(kind=RoundKind.CHECK, items=items, needs_all=True)


def pool_of(group: "Group") -> str:
    """A pool that holds this group alone."""
    return f"health:{group.ref}"


def topic_of(group: "Group", series_ref: str) -> str:
    """What a check is about: a group and one of its series."""
    return f"{pool_of(group)}:{series_ref}"


def is_halfway(session: "Session") -> bool:
    """True once half of the series that the session belongs to has been held."""
    series = session.series
    if series is None or series.count < 2:
        return False
    held = {
        # Tables of one session are one meeting.
        each.number
        for each in session_queries.sessions_of(session.group)
        if each.series_id == series.pk and each.state == SessionState.ENDED
    }
    return 2 * len(held) >= series.count


def open_check(session: "Session", *, now: datetime) -> "Round | None":
    """Ask the group, once per series; nothing is opened that could never be shown."""
    group, series = session.group, session.series
    if series is None or group.kind in anonymity.POOLED_KINDS or not is_halfway(session):
        return None
    people = group_queries.members_of(group)
    if len(people) < FEWEST:
        return None
    return assessment_actions.open_round(
        topic=topic_of(group, series.ref),
        pool=pool_of(group),
        people=people,
        day=session.date,
        closes_at=now + OPEN_FOR,
        actor=system(session.organization_id),
        now=now,
        asked=asks(),
    )


def is_waiting(group: "Group", person_id: int, *, now: datetime) -> bool:
    """True while this person could answer and has not."""
    begins = f"{pool_of(group)}:"
    topics = assessment_queries.open_topics(person_id, now=now)
    return any(topic.startswith(begins) for topic, _closes_at in topics)


def open_round_of(group: "Group", person_id: int, *, now: datetime) -> "Round | None":
    """The check this person may answer now, answered before or not."""
    rounds = assessment_queries.rounds_about(f"{pool_of(group)}:", state=RoundState.OPEN)
    for row in rounds:
        if assessment_queries.takes_answers(row, now=now) and assessment_queries.is_asked(
            row, person_id
        ):
            return row
    return None


@dataclass(frozen=True)
class Check:
    """One health check as its group sees it.

    `starter` is the question on the sentence that stands lowest; empty while nothing is shown.
    """

    result: Result
    items: tuple[tuple[CheckItem, Mean], ...]
    starter: Any
    about: CheckItem | None


def checks_of(group: "Group") -> list[Check]:
    """The checks of a group that are sealed, the latest first."""
    found = assessment_queries.results_of(pool_of(group))
    return [_check(each) for each in found if each.is_sealed]


def _check(result: Result) -> Check:
    items = tuple((item, result.means[item]) for item in CheckItem if item in result.means)
    if not items:
        return Check(result, (), "", None)
    about = min(items, key=lambda each: each[1].low + each[1].high)[0]
    return Check(result, items, STARTERS[about], about)
