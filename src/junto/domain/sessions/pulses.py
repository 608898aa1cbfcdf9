"""The pulse after a session: who is asked, and where its figures belong.

Assessments know no session: they are told a topic, a pool and the people.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from junto.domain.assessments import actions as assessment_actions
from junto.domain.assessments.queries import OPEN_FOR, WEEK
from junto.domain.groups import queries as group_queries
from junto.domain.sessions.enums import Was
from junto.domain.sessions.models import Attendance, Session
from junto.foundation.access import system
from junto.kernel import anonymity

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

THERE = (Was.PRESENT, Was.LATE)


def is_pooled(group: "Group") -> bool:
    """True for pairs and triads: too few to be shown alone, so asked together."""
    return group.kind in anonymity.POOLED_KINDS


def pool_of(program: "Program") -> str:
    """What the pulses of a program are added up as."""
    return f"program:{program.ref}"


def topic_of(session: Session) -> str:
    """What the pulse after this session is about: the session, or its week of small groups.

    Answers of a pair are not even stored as that pair's.
    """
    if is_pooled(session.group):
        return f"{small_topics(session.group.program)}{monday(session.date)}"
    return f"session:{session.ref}"


def small_topics(program: "Program") -> str:
    """How the topics of a program's pairs and triads begin."""
    return f"small:{program.ref}:"


def monday(day: date) -> date:
    """The first day of a week."""
    return day - timedelta(days=day.weekday())


def people_to_ask(session: Session) -> list["Person"]:
    """Whoever was there; where nobody noted it, everybody in the group."""
    noted = Attendance.objects.filter(session=session).exclude(was="")
    members = group_queries.members_of(session.group)
    there = set(noted.filter(was__in=THERE).values_list("person_id", flat=True))
    return [person for person in members if person.pk in there] if there else members


def open_pulse(session: Session, *, now: datetime) -> None:
    """Ask three questions of whoever was there."""
    people = people_to_ask(session)
    if not people:
        return
    small = is_pooled(session.group)
    day = monday(session.date) if small else session.date
    over = datetime.combine(day + WEEK, time(), UTC) if small else now
    assessment_actions.open_round(
        topic=topic_of(session),
        pool=pool_of(session.group.program),
        people=people,
        day=day,
        closes_at=over + OPEN_FOR,
        actor=system(session.organization_id),
        now=now,
    )
