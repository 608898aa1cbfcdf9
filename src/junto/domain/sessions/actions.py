"""Writing series and sessions: propose, agree, move, call off, say who comes.

What is proposed is worked out by the worker, outside any transaction. Each change of a session
raises its `sequence` and asks the worker for its calendar file.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from junto.domain.catalog import proving
from junto.domain.groups import queries as group_queries
from junto.domain.people import queries as people_queries
from junto.domain.programs import actions as program_actions
from junto.domain.programs import queries as program_queries
from junto.domain.programs.enums import SetupStep
from junto.domain.sessions import deliveries, events, policies, queries, timing
from junto.domain.sessions.clocks import instant
from junto.domain.sessions.enums import Said, SeriesState, SessionState
from junto.domain.sessions.models import Attendance, Series, Session
from junto.foundation import jobs
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.programs.models import Program
    from junto.kernel import scheduling as s

LONGEST_WORDS = 400
FURTHEST = timedelta(days=730)


class NoGroups(ValueError):
    """No group of the program meets yet."""


class NotOver(ValueError):
    """Nobody needs to say yet, or any more, whether the session took place."""


class NotAhead(ValueError):
    """The session has begun, is over or was called off."""


class TooFar(ValueError):
    """The date lies in the past or too far ahead."""


class AlreadyAgreed(ValueError):
    """Somebody else has chosen this group's times, or asked for others."""


class NoSuchChoice(ValueError):
    """The proposal has no such choice."""


# ---------------------------------------------------------------- proposing


@transaction.atomic
def propose_times(
    *,
    program: "Program",
    wanted: timing.Wanted,
    refs: Iterable[str] = (),
    actor: Actor,
    now: datetime,
) -> Any:
    """Ask the worker for the fairest times of every group, or of some; returns the job.

    Raises
    ------
    NoGroups
        When no group meets.
    TooFar
        When it would begin in the past or years ahead.
    junto.domain.catalog.queries.NotInCatalog
        When there is no format of this id that the actor may see.
    """
    policies.schedule_program.check(actor, program)
    if wanted.format_id:
        proving.seen_by(wanted.format_id, actor)
    if not queries.schedule_of(program, refs):
        raise NoGroups
    if not now.date() - timedelta(days=1) <= wanted.starts_on <= (now + FURTHEST).date():
        raise TooFar
    groups = sorted(refs)
    job = jobs.enqueue(
        "sessions.propose",
        program.ref,
        {
            "cadence": wanted.cadence,
            "starts_on": wanted.starts_on.isoformat(),
            "count": wanted.count,
            "minutes": wanted.minutes,
            "format_id": wanted.format_id,
        },
        groups,
        now=now,
        organization_id=program.organization_id,
    )
    publish(events.TimesProposed(program_ref=program.ref, groups=len(groups)), actor=actor, now=now)
    return job


def work_out_times(
    *,
    program_ref: str,
    wanted: timing.Wanted,
    refs: Sequence[str],
    clock: Callable[[], datetime],
    tell: Callable[[int, int, str], None],
    should_stop: Callable[[], bool],
) -> int:
    """Propose times for groups one by one; returns how many have one. Doing it again is harmless.

    Raises
    ------
    junto.foundation.jobs.Trouble
        When somebody's zone is unknown.
    """
    from junto.kernel import scheduling as s

    program = program_queries.get_program(program_ref)
    rows = queries.schedule_of(program, refs)
    ids = {person.pk for row in rows for person in row.people}
    elsewhere = queries.busy_elsewhere(ids, clock())
    almanac = s.Almanac()
    for place, row in enumerate(rows):
        if should_stop():
            return place
        busy = {
            person.pk: [
                (start, end)
                for group, start, end in elsewhere.get(person.pk, ())
                if group != row.group.pk
            ]
            for person in row.people
        }
        _propose(row, wanted, busy, almanac, clock())
        tell(place + 1, len(rows), "")
    return len(rows)


def _propose(
    row: queries.GroupSchedule,
    wanted: timing.Wanted,
    busy: timing.Busy,
    almanac: "s.Almanac",
    now: datetime,
) -> None:
    from junto.kernel import scheduling as s

    if not row.people:
        return
    planned = _planned(row, wanted, now)
    try:
        proposal = s.propose(timing.problem_of(row.people, wanted, planned, busy), almanac)
    except s.UnknownZone as unknown:
        raise jobs.Trouble(f"“{unknown}” is not a time zone.") from None
    first = planned[0]
    with transaction.atomic():
        Series.objects.filter(group=row.group, state=SeriesState.PROPOSED).delete()
        Series.objects.create(
            group=row.group,
            format_id=first.format_id,
            format_version=first.format_version,
            every_weeks=timing.weeks_between(planned),
            is_monthly=wanted.cadence == timing.MONTHLY,
            zone=proposal.best.zone,
            starts_on=wanted.starts_on,
            count=len(planned),
            minutes=max(each.minutes for each in planned),
            plan=timing.stored(proposal, planned, wanted),
            created_at=now,
        )


def _planned(
    row: queries.GroupSchedule, wanted: timing.Wanted, now: datetime
) -> list[timing.Planned]:
    """The sessions of a group, in the format that was asked for."""
    return timing.in_format(_in_their_weeks(row, wanted, now), wanted, len(row.people))


def _in_their_weeks(
    row: queries.GroupSchedule, wanted: timing.Wanted, now: datetime
) -> list[timing.Planned]:
    """The sessions of a group: those ahead when it has some already, else those of the program."""
    ahead = [each for each in row.sessions if is_ahead(each, now)]
    if not ahead:
        return timing.planned_sessions(row.group.program, len(row.people), wanted)
    found = [
        timing.Planned(
            week=(each.date - ahead[0].date).days // 7,
            title=each.title,
            format_id=each.format_id,
            format_version=each.format_version,
            params=each.params,
            minutes=wanted.minutes or each.minutes,
        )
        for each in ahead
    ]
    step = timing.STEPS.get(wanted.cadence)
    if step is None:
        return found
    return [replace(each, week=place * step) for place, each in enumerate(found)]


# ---------------------------------------------------------------- agreeing


def agree(
    *, series: Series, choice: int, actor: Actor, now: datetime, with_calendars: bool = True
) -> int:
    """Take one of the proposed choices: its sessions are planned, or moved if there are some.

    Returns how many sessions there are.

    Raises
    ------
    AlreadyAgreed
        When the proposal is not open any more.
    NoSuchChoice
        When there is no choice of this number.
    """
    policies.agree_series.check(actor, series)
    choices = series.plan.get("choices", [])
    if not 0 <= choice < len(choices):
        raise NoSuchChoice
    with transaction.atomic():
        _claim(series, now)
        sessions = _settle(series, choices[choice], now)
        series.plan = {**series.plan, "chosen": choice}
        series.zone = choices[choice]["zone"]
        series.save(update_fields=["plan", "zone"])
        publish(
            events.SeriesAgreed(
                group_ref=series.group.ref, series_ref=series.ref, count=len(sessions)
            ),
            actor=actor,
            now=now,
        )
        _mark_scheduled(series, now)
        if with_calendars:
            _write_calendars(series.organization_id, now)
    return len(sessions)


def _mark_scheduled(series: Series, now: datetime) -> None:
    """The set-up is past scheduling once every group has its times."""
    program = series.group.program
    if not queries.groups_without_times(program):
        program_actions.mark_step(program=program, step=SetupStep.SCHEDULE, now=now)


def _claim(series: Series, now: datetime) -> None:
    """Make the proposal the group's series; the one before it ends."""
    Series.objects.filter(group_id=series.group_id, state=SeriesState.AGREED).update(
        state=SeriesState.ENDED
    )
    taken = Series.objects.filter(pk=series.pk, state=SeriesState.PROPOSED).update(
        state=SeriesState.AGREED, agreed_at=now
    )
    if not taken:
        raise AlreadyAgreed
    series.state, series.agreed_at = SeriesState.AGREED, now


def _settle(series: Series, choice: dict[str, Any], now: datetime) -> list[Session]:
    mine = Session.objects.select_for_update().filter(group_id=series.group_id)
    ahead = [each for each in mine.order_by("number") if is_ahead(each, now)]
    if ahead:
        occasions = choice["occasions"][-len(ahead) :]
        for session, occasion in zip(ahead, occasions, strict=False):
            session.series = series
            _place(session, *_when(occasion), choice["zone"], now)
        return ahead
    last = mine.aggregate(last=Max("number"))["last"] or 0
    plans = zip(series.plan["sessions"], choice["occasions"], strict=True)
    sessions = [
        _session(series, last + place, {**planned, **occasion, "zone": choice["zone"]}, now)
        for place, (planned, occasion) in enumerate(plans, 1)
    ]
    return list(Session.objects.bulk_create(sessions))


def _when(occasion: dict[str, Any]) -> tuple[date, time]:
    return date.fromisoformat(occasion["date"]), time.fromisoformat(occasion["starts"])


def _session(series: Series, number: int, planned: dict[str, Any], now: datetime) -> Session:
    day, starts = _when(planned)
    zone, minutes = planned["zone"], planned["minutes"]
    starts_at = instant(day, starts, zone)
    return Session(
        group=series.group,
        series=series,
        number=number,
        date=day,
        starts=starts,
        zone=zone,
        minutes=minutes,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        title=planned["title"][:160],
        format_id=planned["format_id"],
        format_version=planned["format_version"],
        params=planned["params"],
        changed_at=now,
    )


@transaction.atomic
def agree_all(*, program: "Program", actor: Actor, now: datetime) -> Any:
    """Let the worker take the first choice of every open proposal; returns the job."""
    policies.schedule_program.check(actor, program)
    return jobs.enqueue(
        "sessions.agree-all",
        program.ref,
        actor.person_id,
        now=now,
        organization_id=program.organization_id,
    )


def agree_each(
    *,
    program_ref: str,
    actor: Actor,
    clock: Callable[[], datetime],
    tell: Callable[[int, int, str], None],
) -> int:
    """Take the first choice of each open proposal, group by group; returns how many."""
    waiting = queries.proposed_series(program_queries.get_program(program_ref))
    for place, series in enumerate(waiting):
        try:
            agree(series=series, choice=0, actor=actor, now=clock(), with_calendars=False)
        except AlreadyAgreed:
            continue
        finally:
            tell(place + 1, len(waiting), "")
    if waiting:
        with transaction.atomic():
            _write_calendars(waiting[0].organization_id, clock())
    return len(waiting)


@transaction.atomic
def set_aside(*, series: Series, actor: Actor, now: datetime) -> None:
    """Drop a proposal; the group's times stay as they are."""
    policies.agree_series.check(actor, series)
    Series.objects.filter(pk=series.pk, state=SeriesState.PROPOSED).delete()
    publish(
        events.ProposalDropped(group_ref=series.group.ref, series_ref=series.ref),
        actor=actor,
        now=now,
    )


# ---------------------------------------------------------------- moving


def is_ahead(session: Session, now: datetime) -> bool:
    """True while it can still be moved: planned, and not yet over."""
    return session.state == SessionState.PLANNED and session.ends_at > now


@transaction.atomic
def move(
    *,
    session: Session,
    day: date,
    starts: time,
    zone: str,
    following: bool = False,
    minutes: int = 0,
    actor: Actor,
    now: datetime,
) -> list[Session]:
    """Give a session another time; with `following`, those after it move as far.

    They move by as many days, to the same wall time and zone, so that the rhythm stays. Returns
    the sessions that moved.

    Raises
    ------
    NotAhead
        When it can be moved no more.
    TooFar
        When it would be in the past or years ahead.
    """
    policies.move_session.check(actor, session)
    mine = _locked(session, now)
    starts_at = instant(day, starts, zone)
    if not now < starts_at < now + FURTHEST:
        raise TooFar
    days = day - mine.date
    moved = [mine, *(_after(mine, now) if following else ())]
    for each in moved:
        each.minutes = minutes or each.minutes
        _place(each, each.date + days, starts, zone, now)
        _tell_moved(each, actor, now)
    _write_calendars(session.organization_id, now)
    return moved


def _locked(session: Session, now: datetime) -> Session:
    mine = Session.objects.select_for_update().select_related("group").get(pk=session.pk)
    if not is_ahead(mine, now):
        raise NotAhead
    return mine


def _after(session: Session, now: datetime) -> list[Session]:
    later = Session.objects.select_for_update().filter(
        group_id=session.group_id, number__gt=session.number, state=SessionState.PLANNED
    )
    return [
        each for each in later.select_related("group").order_by("number") if is_ahead(each, now)
    ]


def _place(session: Session, day: date, starts: time, zone: str, now: datetime) -> None:
    """Write a session's time and what follows from it; its calendar file is stale now."""
    before = {
        "date": session.date.isoformat(),
        "starts": session.starts.isoformat("minutes"),
        "zone": session.zone,
    }
    if (session.date, session.starts, session.zone) != (day, starts, zone):
        session.moved_from = before
        session.moves += 1
    session.date, session.starts, session.zone = day, starts, zone
    session.starts_at = instant(day, starts, zone)
    session.ends_at = session.starts_at + timedelta(minutes=session.minutes)
    _keep_changed(session, now)


def _tell_moved(session: Session, actor: Actor, now: datetime) -> None:
    publish(
        events.SessionMoved(
            group_ref=session.group.ref, session_ref=session.ref, sequence=session.sequence
        ),
        actor=actor,
        now=now,
    )
    deliveries.post_to_group(deliveries.MOVED, session, now=now)


@transaction.atomic
def call_off(*, session: Session, actor: Actor, now: datetime) -> None:
    """Call a session off.

    Raises
    ------
    NotAhead
        When it has begun or is off already.
    """
    policies.move_session.check(actor, session)
    mine = _locked(session, now)
    _change_state(mine, SessionState.CALLED_OFF, actor, now)
    deliveries.post_to_group(deliveries.CALLED_OFF, mine, now=now)


def call_off_ahead(*, group_ref: str, actor: Actor, now: datetime) -> int:
    """Call off whatever lies ahead of a group that has ended; returns how many.

    Called inside the transaction that ends the group.
    """
    ahead = Session.objects.select_for_update().filter(
        group__ref=group_ref, state=SessionState.PLANNED, ends_at__gt=now
    )
    found = list(ahead.select_related("group").order_by("number"))
    for session in found:
        _change_state(session, SessionState.CALLED_OFF, actor, now)
    return len(found)


@transaction.atomic
def put_back(*, session: Session, actor: Actor, now: datetime) -> None:
    """Let a session that was called off take place after all.

    Raises
    ------
    NotAhead
        When its time has passed.
    """
    policies.move_session.check(actor, session)
    mine = Session.objects.select_for_update().select_related("group").get(pk=session.pk)
    if mine.state != SessionState.CALLED_OFF or mine.ends_at <= now:
        raise NotAhead
    _change_state(mine, SessionState.PLANNED, actor, now)


@transaction.atomic
def note_held(*, session: Session, took_place: bool, actor: Actor, now: datetime) -> None:
    """Say of a session that was not run in the room whether it took place.

    One that took place is over from then on, and what follows a session follows. Whoever said
    that it did not may still be put right.

    Raises
    ------
    NotOver
        While its time has not passed, or where the room knows what happened.
    """
    policies.note_session.check(actor, session)
    mine = Session.objects.select_for_update().select_related("group").get(pk=session.pk)
    if not can_be_noted(mine, now):
        raise NotOver
    mine.state = SessionState.ENDED if took_place else SessionState.CALLED_OFF
    mine.ended_at = mine.ends_at if took_place else None
    mine.save(update_fields=["state", "ended_at"])
    publish(
        events.SessionNoted(group_ref=mine.group.ref, session_ref=mine.ref, took_place=took_place),
        actor=actor,
        now=now,
    )


def can_be_noted(session: Session, now: datetime) -> bool:
    """True once its time has passed and nobody opened the room or said that it took place."""
    open_ = (SessionState.PLANNED, SessionState.CALLED_OFF)
    return session.state in open_ and session.opened_at is None and session.ends_at <= now


def _change_state(session: Session, state: str, actor: Actor, now: datetime) -> None:
    session.state = state
    _keep_changed(session, now)
    kind = events.SessionCalledOff if state == SessionState.CALLED_OFF else events.SessionPutBack
    publish(
        kind(group_ref=session.group.ref, session_ref=session.ref, sequence=session.sequence),
        actor=actor,
        now=now,
    )
    _write_calendars(session.organization_id, now)


@transaction.atomic
def describe(
    *,
    session: Session,
    title: str,
    purpose: str,
    objective: str,
    expected_outcome: str,
    format_id: str | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Say what a session is for; another format brings its own length.

    Raises
    ------
    NotAhead
        When the format would change after the session has begun.
    junto.domain.catalog.queries.NotInCatalog
        When there is no such format.
    """
    policies.move_session.check(actor, session)
    mine = Session.objects.select_for_update().select_related("group").get(pk=session.pk)
    if format_id is not None and format_id != mine.format_id:
        _change_format(mine, format_id, actor, now)
    mine.title = title[:160]
    mine.purpose = purpose[:LONGEST_WORDS]
    mine.objective = objective[:LONGEST_WORDS]
    mine.expected_outcome = expected_outcome[:LONGEST_WORDS]
    _keep_changed(mine, now)
    publish(
        events.SessionDescribed(group_ref=mine.group.ref, session_ref=mine.ref),
        actor=actor,
        now=now,
    )
    _write_calendars(session.organization_id, now)


def _change_format(session: Session, format_id: str, actor: Actor, now: datetime) -> None:
    if not is_ahead(session, now):
        raise NotAhead
    fmt = proving.seen_by(format_id, actor)
    people = len(group_queries.members_of(session.group))
    session.format_id, session.format_version, session.params = fmt.id, fmt.version, {}
    session.minutes = timing.minutes_of(fmt, people)
    session.ends_at = session.starts_at + timedelta(minutes=session.minutes)


def _keep_changed(session: Session, now: datetime) -> None:
    """Save what calendars are to replace."""
    session.sequence += 1
    session.changed_at = now
    session.calendar = ""
    session.save()


# ---------------------------------------------------------------- coming


@transaction.atomic
def say(*, session: Session, said: str, actor: Actor, now: datetime) -> None:
    """Say whether one comes; an empty answer takes back what was said.

    Raises
    ------
    NotAhead
        When the session is over or off.
    """
    policies.attend_session.check(actor, session)
    if said not in ("", *Said.values):
        raise ValueError(said)
    if session.state not in queries.AHEAD or session.ends_at <= now:
        raise NotAhead
    person = people_queries.person_of(actor)
    assert person is not None
    Attendance.objects.update_or_create(
        organization_id=session.organization_id,
        session=session,
        person=person,
        defaults={"said": said},
    )
    publish(
        events.AttendanceSaid(session_ref=session.ref, person_ref=person.ref, said=said),
        actor=actor,
        now=now,
    )


# ---------------------------------------------------------------- zone data and calendar files


@transaction.atomic
def follow_zones(*, now: datetime) -> int:
    """Work the instants of sessions ahead out again; returns how many were another one.

    A zone's rules change now and then: the agreed wall time stays, the instant moves.
    """
    changed = []
    for session in queries.planned_from(now):
        starts_at = instant(session.date, session.starts, session.zone)
        if starts_at != session.starts_at:
            _place(session, session.date, session.starts, session.zone, now)
            changed.append(session)
    if changed:
        _write_calendars(changed[0].organization_id, now)
    return len(changed)


def _write_calendars(organization_id: int, now: datetime) -> None:
    """Ask the worker for the files that are missing; asking twice finds nothing to do."""
    jobs.enqueue("sessions.calendars", now=now, organization_id=organization_id)


def keep_calendar(*, session_id: int, sequence: int, text: str) -> bool:
    """Keep a calendar file unless the session has changed since; returns whether it was kept."""
    kept = Session.objects.filter(pk=session_id, sequence=sequence).update(calendar=text)
    return bool(kept)
