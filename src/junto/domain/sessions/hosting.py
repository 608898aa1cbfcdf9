"""What whoever leads the next session is handed, and how sessions went that somebody led.

Both are read from what is known already. A host's trend is made of the figures that their groups
see after each session: nothing is added up anew, so nothing can be subtracted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from junto.domain.assessments import queries as assessment_queries
from junto.domain.assessments.queries import Result
from junto.domain.groups import facilitating
from junto.domain.sessions import cards, ideas, pulses, room_queries
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import RoleTurn, RoomEntry, Session

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person

# Roles of the library in which somebody leads a session.
LEADING = ("host", "facilitator", "leader")
SESSIONS_BACK, MOST_HOSTED = 3, 24


@dataclass(frozen=True)
class Parked:
    """Something that was kept for another time and is still open."""

    text: str
    author: "Person"
    session: Session


def parked_in(group: "Group", *, sessions: int = SESSIONS_BACK) -> list[Parked]:
    """What the last sessions of a group kept for another time, the newest first."""
    held = Session.objects.filter(group=group, state=SessionState.ENDED, timeline__isnull=False)
    found: list[Parked] = []
    for session in held.defer("calendar").order_by("-starts_at", "-pk")[:sessions]:
        script = room_queries.pinned(session)
        outputs = [name for name, _who in ideas.parked_by(script.fmt)] if script else []
        if not outputs:
            continue
        rows = RoomEntry.objects.filter(
            session=session, output__in=outputs, visibility__in=cards.OPEN
        ).exclude(state=ideas.DONE)
        found += [
            Parked(row.text, row.person, session)
            for row in rows.select_related("person").order_by("-at", "-pk")
        ]
    return found


@dataclass(frozen=True)
class Hosted:
    """A session that somebody led, and what may be shown of its pulse."""

    session: Session
    result: Result | None


def leaders_of(session: Session) -> list["Person"]:
    """Who held a role in a session in which somebody leads it."""
    turns = RoleTurn.objects.filter(session=session, role__in=LEADING).select_related("person")
    return list({turn.person_id: turn.person for turn in turns.order_by("pk")}.values())


def hosted_by(person: "Person") -> list[Hosted]:
    """Sessions that somebody led in groups they still belong to or look after, oldest first.

    Pairs and triads are left out: their answers are not even stored as theirs.
    """
    led = RoleTurn.objects.filter(person=person, role__in=LEADING)
    mine = Session.objects.filter(
        group__members__person=person,
        group__members__ended_at=None,
        pk__in=led.values("session_id"),
    )
    ids = {*mine.values_list("pk", flat=True), *_looked_after(person)}
    rows = Session.objects.filter(pk__in=ids, state=SessionState.ENDED, group__ended_at=None)
    newest = rows.select_related("group").defer("calendar", "timeline")
    held = list(newest.order_by("-starts_at", "-pk")[:MOST_HOSTED])
    shown = [each for each in reversed(held) if not pulses.is_pooled(each.group)]
    return _with_results(shown)


def _looked_after(person: "Person") -> list[int]:
    groups = facilitating.looked_after(person.pk)
    return list(Session.objects.filter(group__in=groups).values_list("pk", flat=True))


def _with_results(held: Sequence[Session]) -> list[Hosted]:
    found = assessment_queries.results([pulses.topic_of(each) for each in held])
    return [Hosted(each, found.get(pulses.topic_of(each))) for each in held]
