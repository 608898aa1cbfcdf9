"""What a session leaves behind: one line for each alone, no moments, minutes of stages."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from factories import NOW
from factories.rooms import begin, make_room_world
from junto.domain.sessions import fairness, wishes
from junto.domain.sessions import room_actions as room
from junto.domain.sessions import room_queries as queries
from junto.domain.sessions.models import RoomEvent, StageMinutes, VoiceLine, VoiceTrend
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle() -> Iterator[SimpleNamespace]:
    world = make_room_world(5, "consultation-circle", kind="circle", minutes=60)
    with tenancy.scope(world.organization.pk):
        begin(world.session, world.members)
        yield world


def play(world: SimpleNamespace) -> datetime:
    """Everybody takes their turns; stages take five minutes; the session ends."""
    by_ref = dict(zip((each.ref for each in world.members), world.actors, strict=True))
    at = NOW
    for _ in range(40):
        seen = queries.see_room(world.session, world.members[0], at).view
        leader = by_ref[seen.leaders[0]]
        if seen.phase != "running":
            room.end(session=world.session, actor=leader, now=at)
            break
        if seen.floor:
            at += timedelta(seconds=60)
            turn = {"step": seen.position, "turn": seen.turn}
            room.finish_turn(session=world.session, **turn, actor=by_ref[seen.floor], now=at)
        else:
            at += timedelta(seconds=120)
        seen = queries.see_room(world.session, world.members[0], at).view
        if not seen.floor:
            leader = by_ref[seen.leaders[0]]
            room.advance(session=world.session, step=seen.position, actor=leader, now=at)
    world.session.refresh_from_db()
    return at


def test_each_reads_their_own_share_and_can_delete_it(circle: SimpleNamespace) -> None:
    play(circle)
    lines = [fairness.own_line(circle.session, each.pk) for each in circle.members]
    assert all(lines)
    assert 98 <= sum(each.had for each in lines if each) <= 102
    assert 98 <= sum(each.planned for each in lines if each) <= 102
    fairness.delete_line(session=circle.session, actor=circle.actors[0], now=NOW)
    assert fairness.own_line(circle.session, circle.members[0].pk) is None
    assert VoiceLine.objects.count() == 4
    fairness.forget_lines(NOW + timedelta(days=20))
    assert VoiceLine.objects.count() == 0


def test_the_log_keeps_no_moment_of_anybodys_turn_and_replays_to_the_same_stages(
    circle: SimpleNamespace,
) -> None:
    at = play(circle)
    edges = set(
        RoomEvent.objects.filter(kind__in=("opened", "advanced", "skipped")).values_list(
            "at", flat=True
        )
    )
    turns = RoomEvent.objects.filter(kind__in=("done", "passed", "raised", "ready", "wrote"))
    assert turns.count() > 3
    assert {each.at for each in turns} <= edges
    again = queries.room_at(circle.session, 999)
    assert again.ended_at == at.timestamp()
    minutes = fairness.minutes_of(circle.session)
    assert [round(each.took * 60) for each in minutes] == [
        round(
            sum(seconds for place, seconds in again.took.items() if name == place_of(again, place))
        )
        for name in dict.fromkeys(place_of(again, place) for place in again.took)
    ]
    assert sum(again.spoken.values()) < 60 * 5


def place_of(again: queries.Room, place: int) -> str:
    return again.plan[place].stage.id


def test_the_trend_is_kept_only_while_everybody_wants_it(circle: SimpleNamespace) -> None:
    for actor in circle.actors[:4]:
        fairness.wish_trend(group=circle.group, wants=True, actor=actor, now=NOW)
    assert not fairness.is_trend_on(circle.group)
    fairness.wish_trend(group=circle.group, wants=True, actor=circle.actors[4], now=NOW)
    play(circle)
    found = fairness.trend_of(circle.group, circle.members[0].pk)
    assert [0 < each.balance <= 100 for each in found] == [True]
    fairness.wish_trend(group=circle.group, wants=False, actor=circle.actors[2], now=NOW)
    assert (fairness.trend_of(circle.group, circle.members[0].pk), VoiceTrend.objects.count()) == (
        [],
        0,
    )


def test_roles_are_counted_and_minutes_of_a_program_need_four_groups(
    circle: SimpleNamespace,
) -> None:
    play(circle)
    held = fairness.ledger(circle.group)
    assert sum(each.times for each in held["presenter"].values()) == 1
    assert {each.last for each in held["presenter"].values()} == {1}
    assert StageMinutes.objects.filter(session=circle.session).exists()
    assert fairness.minutes_in(circle.program) == {}


def test_a_role_left_to_others_goes_to_others_and_who_is_not_ready_keeps_the_claim() -> None:
    world = make_room_world(5, "consultation-circle", kind="circle", minutes=60)
    with tenancy.scope(world.organization.pk):
        for actor in world.actors:
            room.arrive(session=world.session, actor=actor, now=NOW)
        refs = [each.ref for each in world.members]

        def cast() -> dict[str, tuple[str, ...]]:
            found = queries.waiting(world.session, queries.load_room(world.session), refs)
            assert found.cast is not None
            return dict(found.cast.roles)

        first = cast()["presenter"][0]
        actor = world.actors[refs.index(first)]
        wishes.leave_out(group=world.group, role="presenter", out=True, actor=actor, now=NOW)
        second = cast()["presenter"][0]
        other = world.actors[refs.index(second)]
        wishes.not_ready(session=world.session, role="presenter", out=True, actor=other, now=NOW)
        third = cast()["presenter"][0]
        assert len({first, second, third}) == 3
        wishes.not_ready(session=world.session, role="presenter", out=False, actor=other, now=NOW)
        wishes.leave_out(group=world.group, role="presenter", out=False, actor=actor, now=NOW)
        assert cast()["presenter"][0] == first


def test_in_a_group_of_three_no_trend_is_kept_for_it_would_tell_the_others_shares() -> None:
    world = make_room_world(3)
    with tenancy.scope(world.organization.pk):
        for actor in world.actors:
            fairness.wish_trend(group=world.group, wants=True, actor=actor, now=NOW)
        assert not fairness.is_trend_on(world.group)
