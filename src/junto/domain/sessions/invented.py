"""Meetings of a sample, written at once: nobody was there.

Their logs hold what a room's log holds and fold to the same rooms; the pace of every step is the
room's own. Only a sample takes them.
"""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.assessments import actions as assessment_actions
from junto.domain.assessments.queries import OPEN_FOR
from junto.domain.groups import queries as group_queries
from junto.domain.organizations import queries as organization_queries
from junto.domain.sessions import (
    contents,
    deliveries,
    fairness,
    pulses,
    room_actions,
    room_events,
    room_queries,
)
from junto.domain.sessions.enums import Said, SessionState, Was
from junto.domain.sessions.models import Attendance, RoomEntry, RoomEvent, Session
from junto.foundation.access import system
from junto.foundation.events import publish
from junto.foundation.outbox.enums import Status
from junto.foundation.outbox.models import Delivery
from junto.kernel.formats.casting import cast_session
from junto.kernel.formats.opening import Script, choose_format
from junto.kernel.formats.room import Event, Kind, Room, apply

if TYPE_CHECKING:
    from junto.domain.people.models import Person

_ON_TIME, _LATE = (60, 480), (360, 600)
_HURRY = (-20, 25)
_LEAST = 20


class NotASample(ValueError):
    """Nothing is invented about an organization of real people."""


@dataclass(frozen=True)
class Words:
    """What a session is for; without a title it keeps the one its template gave."""

    purpose: str
    objective: str
    expected_outcome: str
    title: str = ""


@dataclass(frozen=True)
class Came:
    """Who came to a meeting, by person; whoever is not named was away.

    Parameters
    ----------
    on_time
        Whoever was there from the beginning; somebody was.
    late
        They said so before, came after the beginning, and take part.
    away
        Whoever said before that they could not come.
    """

    on_time: Sequence["Person"]
    late: Sequence["Person"] = ()
    away: Sequence["Person"] = ()


@dataclass
class _Log:
    """The room of a meeting and the log that leads there."""

    session: Session
    room: Room
    ids: Mapping[str, int]
    rows: list[RoomEvent] = field(default_factory=list)

    def add(self, kind: Kind, at: datetime, person: str, data: dict[str, object]) -> None:
        """Let one thing happen."""
        number = len(self.rows) + 1
        apply(self.room, Event(number, at.timestamp(), kind, person, data))
        row = RoomEvent(
            session=self.session,
            number=number,
            at=at,
            kind=kind,
            payload=data,
            person_id=self.ids[person],
        )
        self.rows.append(row)


def _refuse_people(organization_id: int) -> None:
    if not organization_queries.is_sample(organization_id):
        raise NotASample(organization_id)


@transaction.atomic
def describe_sessions(*, words: Sequence[tuple[Session, Words]], now: datetime) -> None:
    """Say what sessions of a sample are for."""
    for organization_id in {session.organization_id for session, _words in words}:
        _refuse_people(organization_id)
    for session, each in words:
        session.title = each.title or session.title
        session.purpose = each.purpose
        session.objective = each.objective
        session.expected_outcome = each.expected_outcome
        session.changed_at = now
    fields = ["title", "purpose", "objective", "expected_outcome", "changed_at"]
    Session.objects.bulk_update([session for session, _words in words], fields, batch_size=100)


@transaction.atomic
def record_meeting(
    *,
    session: Session,
    came: Came,
    reached: str,
    answers: Sequence[Mapping[str, int]],
    chance: random.Random,
) -> datetime:
    """Write a meeting from the first arrival to its end, and its sealed pulse; returns the end.

    Parameters
    ----------
    answers
        What some of those who were there are said to have answered.
    chance
        Draws minutes and keys: the same seed writes the same rows.
    """
    _refuse_people(session.organization_id)
    log = _opened(session, came, chance)
    last = _run(log, came, chance, None)
    ended = last + timedelta(seconds=chance.randint(30, 120))
    log.add(Kind.ENDED, ended, log.room.leaders()[0], {})
    session.state, session.ended_at, session.reached = SessionState.ENDED, ended, reached
    _keep(log)
    _note_absent(session, came)
    fairness.note(session, ended)
    actor = system(session.organization_id)
    assessment_actions.record_invented_round(
        topic=pulses.topic_of(session),
        pool=pulses.pool_of(session.group.program),
        day=session.date,
        asked=pulses.people_to_ask(session),
        answers=answers,
        chance=chance,
        actor=actor,
        now=ended + OPEN_FOR,
    )
    told = room_events.RoomEnded(group_ref=session.group.ref, session_ref=session.ref)
    publish(told, actor=actor, now=ended)
    return ended


@transaction.atomic
def record_meeting_so_far(
    *, session: Session, came: Came, chance: random.Random, now: datetime
) -> None:
    """Write a meeting that is on: everything until now."""
    _refuse_people(session.organization_id)
    log = _opened(session, came, chance)
    _run(log, came, chance, now)
    session.state = SessionState.LIVE
    _keep(log)


def _opened(session: Session, came: Came, chance: random.Random) -> _Log:
    members = group_queries.members_of(session.group)
    there = {person.ref for person in (*came.on_time, *came.late)}
    people = [person.ref for person in members if person.ref in there]
    fmt = room_queries.find_format(session.format_id)
    assert fmt is not None, session.format_id
    choice = choose_format(
        fmt,
        len(people),
        session.params,
        lookup=room_queries.find_format,
        has_outside=False,
    )
    # A real room breaks ties by the key of the group's row, which no seed decides.
    cast = cast_session(
        choice.fmt,
        people=people,
        enrolled=[person.ref for person in members],
        meetings=room_queries.meetings_before(session, choice.fmt),
        params=choice.params,
        session=session.number - 1,
        seed=chance.randint(0, 999),
    )
    opened = session.starts_at + timedelta(seconds=chance.randint(0, 90))
    script = Script(
        fmt=choice.fmt,
        n=choice.n,
        steps=choice.steps,
        buffer_seconds=choice.buffer_seconds,
        cast=cast,
        limit=session.ends_at.timestamp(),
        session=session.number - 1,
        params=dict(choice.params),
    )
    log = _Log(session, Room(script=script), {person.ref: person.pk for person in members})
    early = sorted(chance.randint(*_ON_TIME) for _ in came.on_time)
    for person, seconds in zip(came.on_time, reversed(early), strict=True):
        at = session.starts_at - timedelta(seconds=seconds)
        log.add(Kind.ARRIVED, at, person.ref, {})
    log.add(Kind.OPENED, opened, came.on_time[0].ref, {"n": script.n})
    contents.keep(script.fmt)
    session.timeline, session.opened_at = script.to_data(), opened
    session.format_version = script.fmt.version
    _note_there(session, came)
    room_actions.remember_roles(session, cast)
    told = room_events.RoomOpened(
        group_ref=session.group.ref, session_ref=session.ref, people=script.n
    )
    publish(told, actor=system(session.organization_id), now=opened)
    return log


def _run(log: _Log, came: Came, chance: random.Random, until: datetime | None) -> datetime:
    """Go from step to step, letting in who is late; returns when the last one was left."""
    room = log.room
    opened = datetime.fromtimestamp(room.opened_at or 0.0, UTC)
    late = [
        (opened + timedelta(seconds=chance.randint(*_LATE)), person.ref) for person in came.late
    ]
    at = opened
    while not room.is_closing:
        seconds = max(_LEAST, room.allotted + chance.randint(*_HURRY))
        at = datetime.fromtimestamp(room.started_at, UTC) + timedelta(seconds=seconds)
        for moment, person in sorted(late):
            if moment <= at and (until is None or moment <= until):
                log.add(Kind.ARRIVED, moment, person, {})
        late = [each for each in late if each[0] > at]
        if until is not None and at > until:
            break
        log.add(Kind.ADVANCED, at, room.leaders()[0], {"step": room.position})
    return at


def _keep(log: _Log) -> None:
    fields = ["timeline", "opened_at", "format_version", "state", "ended_at", "reached"]
    log.session.save(update_fields=fields)
    RoomEvent.objects.bulk_create(log.rows)


def _note_there(session: Session, came: Came) -> None:
    rows = [
        *(Attendance(session=session, person=each, was=Was.PRESENT) for each in came.on_time),
        *(
            Attendance(session=session, person=each, said=Said.LATE, was=Was.LATE)
            for each in came.late
        ),
    ]
    Attendance.objects.bulk_create(rows)


def _note_absent(session: Session, came: Came) -> None:
    there = {person.pk for person in (*came.on_time, *came.late)}
    said = {person.pk for person in came.away}
    rows = [
        Attendance(
            session=session,
            person=person,
            said=Said.CANNOT if person.pk in said else "",
            was=Was.ABSENT,
        )
        for person in group_queries.members_of(session.group)
        if person.pk not in there
    ]
    Attendance.objects.bulk_create(rows)


@transaction.atomic
def record_entry(
    *, session: Session, output: str, person: "Person", text: str, at: datetime
) -> None:
    """Write what somebody is said to have written in a meeting, for the whole group to read."""
    _refuse_people(session.organization_id)
    RoomEntry.objects.create(
        session=session,
        stage="",
        output=output,
        person=person,
        visibility="group",
        text=text,
        at=at,
    )


@transaction.atomic
def record_mail(
    *, kind: str, session: Session, people: Sequence["Person"], sent_at: datetime
) -> None:
    """Write down mail that is said to have been sent; none of it ever leaves."""
    _refuse_people(session.organization_id)
    rows = [
        Delivery(
            event_ref=deliveries.occasion(kind, session),
            recipient=person.ref,
            channel="mail",
            kind=kind,
            payload=json.dumps(deliveries.payload_of(session, person)),
            status=Status.SENT,
            created_at=sent_at,
            claimed_at=sent_at,
            sent_at=sent_at + timedelta(seconds=2),
        )
        for person in people
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
