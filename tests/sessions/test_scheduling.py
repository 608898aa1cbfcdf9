"""Proposing, agreeing, moving and calling off."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from factories import NOW, actor_of
from factories.schedules import WANTED, agree, propose, run_jobs
from junto.domain.sessions import actions, queries, timing
from junto.domain.sessions.enums import SeriesState, SessionState
from junto.domain.sessions.models import Attendance, Series, Session
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord
from junto.foundation.jobs.models import Job


def test_every_group_gets_a_proposal(world: SimpleNamespace) -> None:
    found = {row.group.name: row for row in propose(world)}

    kestrel, plover = found["Kestrel"], found["Plover"]
    assert kestrel.plan["no_common_hour"] is None
    assert len(kestrel.plan["choices"]) == 3
    assert set(kestrel.plan["choices"][0]["loads"]) == {p.ref for p in world.people["Kestrel"]}
    assert plover.plan["no_common_hour"] is not None
    assert plover.plan["no_common_hour"]["apart"][0]["shared_minutes"] == 0


def test_proposing_again_replaces_what_was_proposed(world: SimpleNamespace) -> None:
    propose(world)
    propose(world)

    assert Series.objects.count() == 2


def test_agreed_times_become_sessions(world: SimpleNamespace) -> None:
    sessions = agree(world)

    dates = [each.date for each in sessions]
    assert [each.number for each in sessions] == [1, 2, 3, 4]
    assert {b - a for a, b in pairwise(dates)} == {timedelta(weeks=2)}
    assert len({(each.starts, each.zone) for each in sessions}) == 1
    assert all(
        each.starts_at
        == datetime.combine(each.date, each.starts, ZoneInfo(each.zone)).astimezone(UTC)
        for each in sessions
    )
    assert all(each.ends_at - each.starts_at == timedelta(minutes=60) for each in sessions)


def test_a_proposal_is_taken_once(world: SimpleNamespace) -> None:
    series = propose(world)[0]
    actions.agree(series=series, choice=0, actor=world.actor, now=NOW)

    with pytest.raises(actions.AlreadyAgreed):
        actions.agree(series=series, choice=1, actor=world.actor, now=NOW)
    assert Session.objects.count() == 4


def test_a_choice_that_is_not_there_is_refused(world: SimpleNamespace) -> None:
    with pytest.raises(actions.NoSuchChoice):
        actions.agree(series=propose(world)[0], choice=3, actor=world.actor, now=NOW)


def test_all_groups_are_agreed_on_at_once(world: SimpleNamespace) -> None:
    propose(world)
    actions.agree_all(program=world.program, actor=world.actor, now=NOW)
    run_jobs("sessions.agree-all")

    assert queries.proposed_series(world.program) == []
    assert [len(queries.sessions_of(group)) for group in world.groups.values()] == [4, 4]
    assert Job.objects.filter(name="sessions.calendars").count() == 1


def test_the_program_template_gives_weeks_titles_and_minutes(world: SimpleNamespace) -> None:
    world.program.template_id = "advisory-forum-6-months"
    world.program.save()
    wanted = timing.Wanted(timing.TEMPLATE, date(2026, 12, 1))

    found = timing.planned_sessions(world.program, 7, wanted)

    assert [each.week for each in found] == [0, 2, 4, 6, 8, 10, 12, 14, 16, 19, 22, 25]
    assert found[0].title == "Start: journeys and agreement"
    # 26 + 8 for each of seven is 82, told as 85.
    assert (found[0].format_id, found[0].minutes) == ("leadership-journeys", 85)


def test_sessions_of_others_are_not_a_groups_own(world: SimpleNamespace) -> None:
    world.program.template_id = "innovation-lab-cross-company"
    wanted = timing.Wanted(timing.TEMPLATE, date(2026, 12, 1))

    found = timing.planned_sessions(world.program, 6, wanted)

    assert [each.week for each in found] == [0, 1, 7, 11]


def test_new_times_move_the_sessions_that_are_there(world: SimpleNamespace) -> None:
    before = agree(world)
    later = timing.Wanted(timing.WEEKLY, date(2027, 1, 5))
    series = next(row for row in propose(world, later) if row.group.name == "Kestrel")
    actions.agree(series=series, choice=0, actor=world.actor, now=NOW)
    after = queries.sessions_of(world.groups["Kestrel"])

    assert [each.ref for each in after] == [each.ref for each in before]
    assert [each.date - after[0].date for each in after] == [timedelta(weeks=n) for n in range(4)]
    assert after[0].date >= date(2027, 1, 5)
    assert [each.sequence for each in after] == [1, 1, 1, 1]
    assert Series.objects.filter(state=SeriesState.AGREED).count() == 1


def test_nobody_is_asked_to_two_groups_at_once(world: SimpleNamespace) -> None:
    from junto.domain.groups.models import GroupMember

    both = world.people["Kestrel"][0]
    GroupMember.objects.create(group=world.groups["Plover"], person=both, joined_at=NOW)
    mine = agree(world)
    series = next(row for row in propose(world) if row.group.name == "Plover")
    actions.agree(series=series, choice=0, actor=world.actor, now=NOW)

    taken = [(each.starts_at, each.ends_at) for each in mine]
    others = queries.sessions_of(world.groups["Plover"])
    clashes = [
        each
        for each in others
        for start, end in taken
        if each.starts_at < end and start < each.ends_at
    ]
    assert clashes == []


# ---------------------------------------------------------------- moving


def move(world: SimpleNamespace, session: Session, **fields: object) -> list[Session]:
    values = {"day": session.date, "starts": session.starts, "zone": session.zone, **fields}
    return actions.move(session=session, actor=world.actor, now=NOW, **values)  # type: ignore[arg-type]


def test_one_session_is_moved_and_the_others_stay(world: SimpleNamespace) -> None:
    first, second, *_ = agree(world)
    was = (first.date, first.starts, first.zone)

    move(world, first, day=first.date + timedelta(days=1), starts=time(15))

    now = Session.objects.get(pk=first.pk)
    assert (now.date, now.starts, now.sequence) == (first.date + timedelta(days=1), time(15), 1)
    assert now.moved_from == {
        "date": was[0].isoformat(),
        "starts": was[1].isoformat("minutes"),
        "zone": was[2],
    }
    assert Session.objects.get(pk=second.pk).sequence == 0


def test_those_that_follow_move_as_far(world: SimpleNamespace) -> None:
    first, second, third, fourth = agree(world)

    moved = move(world, second, day=second.date + timedelta(days=2), starts=time(9), following=True)

    assert [each.number for each in moved] == [2, 3, 4]
    assert [each.date for each in moved] == [
        each.date + timedelta(days=2) for each in (second, third, fourth)
    ]
    assert {each.starts for each in moved} == {time(9)}
    assert Session.objects.get(pk=first.pk).sequence == 0


def test_a_wall_time_stays_across_a_change_of_clocks(world: SimpleNamespace) -> None:
    first = agree(world)[0]

    moved = move(
        world,
        first,
        day=date(2027, 3, 23),
        starts=time(13),
        zone="Europe/London",
        following=True,
    )

    # London's clocks change on 28 March 2027, between the two.
    assert [each.starts for each in moved[:2]] == [time(13), time(13)]
    assert [each.starts_at.hour for each in moved[:2]] == [13, 12]


def test_a_session_moved_into_a_gap_is_held_after_it(world: SimpleNamespace) -> None:
    first = agree(world)[0]

    moved = move(world, first, day=date(2027, 3, 28), starts=time(1, 30), zone="Europe/London")[0]

    assert moved.starts_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2030, 1, 1)])
def test_the_past_and_the_far_future_are_refused(world: SimpleNamespace, day: date) -> None:
    first = agree(world)[0]

    with pytest.raises(actions.TooFar):
        move(world, first, day=day)


def test_what_has_begun_is_not_moved(world: SimpleNamespace) -> None:
    first = agree(world)[0]
    Session.objects.filter(pk=first.pk).update(state=SessionState.LIVE)

    with pytest.raises(actions.NotAhead):
        move(world, first, starts=time(15))


def test_a_session_is_called_off_and_put_back(world: SimpleNamespace) -> None:
    first = agree(world)[0]
    actions.call_off(session=first, actor=world.actor, now=NOW)
    off = Session.objects.get(pk=first.pk)
    actions.put_back(session=first, actor=world.actor, now=NOW)
    back = Session.objects.get(pk=first.pk)

    assert (off.state, off.sequence) == (SessionState.CALLED_OFF, 1)
    assert (back.state, back.sequence) == (SessionState.PLANNED, 2)


def test_calling_off_twice_is_refused(world: SimpleNamespace) -> None:
    first = agree(world)[0]
    actions.call_off(session=first, actor=world.actor, now=NOW)

    with pytest.raises(actions.NotAhead):
        actions.call_off(session=first, actor=world.actor, now=NOW)


def test_new_zone_data_move_the_instant_and_keep_the_wall_time(world: SimpleNamespace) -> None:
    first, second, *_ = agree(world)
    wrong = first.starts_at - timedelta(hours=1)
    Session.objects.filter(pk=first.pk).update(starts_at=wrong)

    changed = actions.follow_zones(now=NOW)
    again = actions.follow_zones(now=NOW)

    now = Session.objects.get(pk=first.pk)
    assert (changed, again) == (1, 0)
    assert (now.starts_at, now.starts, now.sequence) == (first.starts_at, first.starts, 1)
    assert now.moved_from is None
    assert Session.objects.get(pk=second.pk).sequence == 0


# ---------------------------------------------------------------- coming


def test_one_tap_says_that_somebody_cannot_come_and_one_takes_it_back(
    world: SimpleNamespace,
) -> None:
    session, me = agree(world)[0], world.people["Kestrel"][0]

    actions.say(session=session, said="cannot", actor=actor_of(me), now=NOW)
    said = queries.attendance_of(session)[me.pk].said
    actions.say(session=session, said="cannot", actor=actor_of(me), now=NOW)
    actions.say(session=session, said="", actor=actor_of(me), now=NOW)

    assert said == "cannot"
    assert [(row.person_id, row.said) for row in Attendance.objects.all()] == [(me.pk, "")]


def test_nobody_says_anything_about_a_session_that_is_over(world: SimpleNamespace) -> None:
    session, me = agree(world)[0], world.people["Kestrel"][0]

    with pytest.raises(actions.NotAhead):
        actions.say(session=session, said="cannot", actor=actor_of(me), now=session.ends_at)


def test_only_who_looks_after_the_program_schedules(world: SimpleNamespace) -> None:
    series, session = propose(world)[1], agree(world)[0]
    member, stranger = actor_of(world.people["Kestrel"][0]), actor_of(world.stranger)

    for actor in (member, stranger):
        with pytest.raises(Forbidden):
            actions.propose_times(program=world.program, wanted=WANTED, actor=actor, now=NOW)
        with pytest.raises(Forbidden):
            actions.agree(series=series, choice=0, actor=actor, now=NOW)
        with pytest.raises(Forbidden):
            actions.call_off(session=session, actor=actor, now=NOW)
    with pytest.raises(Forbidden):
        actions.say(session=session, said="cannot", actor=world.actor, now=NOW)


def test_a_facilitator_of_the_program_may_move(world: SimpleNamespace) -> None:
    session = agree(world)[0]

    actions.call_off(session=session, actor=actor_of(world.guide), now=NOW)

    assert Session.objects.get(pk=session.pk).state == SessionState.CALLED_OFF


def test_events_hold_references_alone(world: SimpleNamespace) -> None:
    session = agree(world)[0]
    actions.say(session=session, said="cannot", actor=actor_of(world.people["Kestrel"][0]), now=NOW)
    told = str(list(EventRecord.objects.values_list("payload", flat=True)))

    assert "Kestrel" not in told
    assert "Okafor" not in told


@pytest.mark.parametrize("cadence", timing.CADENCES)
def test_every_cadence_gives_as_many_sessions_as_asked(
    world: SimpleNamespace, cadence: str
) -> None:
    series = propose(world, timing.Wanted(cadence, date(2026, 12, 1), count=5))[0]

    assert len(series.plan["choices"][0]["occasions"]) == 5


@pytest.mark.parametrize(
    ("kind", "people", "expected", "minutes"),
    [
        ("circle", 6, "consultation-circle", 60),
        ("circle", 3, "triad-coaching", 75),
        ("triad", 3, "triad-coaching", 75),
        ("pair", 2, "reciprocal-pair-coaching", 50),
        ("huddle", 8, "learning-huddle", 30),
        ("circle", 50, "", 60),
    ],
)
def test_without_a_template_a_format_that_fits_is_taken(
    world: SimpleNamespace, kind: str, people: int, expected: str, minutes: int
) -> None:
    world.program.group_kind = kind
    wanted = timing.Wanted(timing.WEEKLY, date(2026, 12, 1), count=1)

    found = timing.planned_sessions(world.program, people, wanted)[0]

    assert (found.format_id, found.minutes) == (expected, minutes)


def test_every_session_is_in_the_format_that_was_asked_for_where_it_fits(
    world: SimpleNamespace,
) -> None:
    wanted = timing.Wanted(
        timing.WEEKLY, date(2026, 12, 1), count=2, format_id="peer-mentoring-circle"
    )
    known = timing.planned_sessions(world.program, 6, wanted)

    asked = timing.in_format(known, wanted, 6)

    assert [(each.format_id, each.minutes, each.week) for each in asked] == [
        ("peer-mentoring-circle", 80, 0),
        ("peer-mentoring-circle", 80, 1),
    ]
    assert timing.in_format(known, wanted, 3) == known


def test_another_format_brings_its_length(world: SimpleNamespace) -> None:
    session = agree(world)[0]
    words = {"title": "Work sample", "purpose": "", "objective": "", "expected_outcome": ""}

    actions.describe(
        session=session, **words, format_id="role-play-practice", actor=world.actor, now=NOW
    )

    now = Session.objects.get(pk=session.pk)
    assert (now.format_id, now.minutes, now.sequence) == ("role-play-practice", 80, 1)
    assert now.ends_at - now.starts_at == timedelta(minutes=80)


def test_the_format_of_what_has_begun_stays(world: SimpleNamespace) -> None:
    session = agree(world)[0]
    Session.objects.filter(pk=session.pk).update(state=SessionState.LIVE)
    words = {"title": "Late", "purpose": "", "objective": "", "expected_outcome": ""}

    with pytest.raises(actions.NotAhead):
        actions.describe(
            session=session, **words, format_id="action-learning-set", actor=world.actor, now=NOW
        )
