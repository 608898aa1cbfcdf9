"""Reading the pulses of sessions, groups and programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from junto.domain.assessments import queries as assessment_queries
from junto.domain.assessments.queries import Result
from junto.domain.groups import queries as group_queries
from junto.domain.sessions import pulses
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import Session
from junto.foundation import tenancy

if TYPE_CHECKING:
    from junto.domain.assessments.models import Round
    from junto.domain.groups.models import Group
    from junto.domain.programs.models import Program


def get_session(ref: str) -> Session:
    """The session with this reference (NotFound when there is none)."""
    return tenancy.find(Session, ref)


def round_of(session: Session) -> "Round | None":
    """The round of anonymous answers that asks about this session."""
    return assessment_queries.round_about(pulses.topic_of(session))


@dataclass(frozen=True)
class Asked:
    """A session whose three questions somebody has not answered."""

    session: Session
    closes_at: datetime


def unanswered(person_id: int, *, now: datetime) -> list[Asked]:
    """Sessions this person could still answer about, the nearest close first."""
    closing = dict(assessment_queries.open_topics(person_id, now=now))
    if not closing:
        return []
    mine = Session.objects.filter(
        state=SessionState.ENDED,
        group__members__person_id=person_id,
        group__members__ended_at=None,
    )
    newest = mine.select_related("group__program").order_by("-starts_at")[:20]
    found: dict[str, Asked] = {}
    for session in newest:
        topic = pulses.topic_of(session)
        if topic in closing:
            found.setdefault(topic, Asked(session, closing[topic]))
    return sorted(found.values(), key=lambda each: each.closes_at)


@dataclass(frozen=True)
class SessionPulse:
    """A session, or a week of small groups, and what may be shown of its pulse."""

    number: int
    title: str
    day: date
    result: Result | None


def pulses_of_group(group: "Group") -> list[SessionPulse]:
    """The pulse of each session a group has held, the latest first.

    For pairs and triads, the weeks of all small groups of the program stand in its place.
    """
    if pulses.is_pooled(group):
        return small_groups(group.program)
    held = Session.objects.filter(group=group, state=SessionState.ENDED)
    sessions = list(held.select_related("group").order_by("-number"))
    found = assessment_queries.results([pulses.topic_of(each) for each in sessions])
    return [
        SessionPulse(each.number, each.title, each.date, found.get(pulses.topic_of(each)))
        for each in sessions
    ]


def small_groups(program: "Program") -> list[SessionPulse]:
    """Pairs and triads of a program together, week by week, the latest first."""
    begins = pulses.small_topics(program)
    return [
        SessionPulse(0, "", result.day, result)
        for result in assessment_queries.results_of(pulses.pool_of(program))
        if result.topic.startswith(begins)
    ]


def weeks_of(program: "Program") -> list[Result]:
    """The whole program week by week, the oldest first."""
    return assessment_queries.weeks_of(pulses.pool_of(program))


@dataclass(frozen=True)
class GroupPulse:
    """A group and what may be shown of its latest pulses, the oldest first."""

    group: "Group"
    results: Sequence[Result]


def groups_of(program: "Program", *, latest: int = 6) -> list[GroupPulse]:
    """Groups that are large enough to be shown alone, by name."""
    groups = [each for each in group_queries.groups_of(program) if not pulses.is_pooled(each)]
    by_topic = {
        result.topic: result for result in assessment_queries.results_of(pulses.pool_of(program))
    }
    sessions = Session.objects.filter(group__in=groups, state=SessionState.ENDED)
    held: dict[int, list[Result]] = {each.pk: [] for each in groups}
    for group_id, ref in sessions.order_by("starts_at").values_list("group_id", "ref"):
        if f"session:{ref}" in by_topic:
            held[group_id].append(by_topic[f"session:{ref}"])
    return [GroupPulse(each, held[each.pk][-latest:]) for each in groups]
