"""Halfway through a series five sentences are asked without names, for the group alone."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction

from factories import NOW, actor_of
from factories.assessments import seal_in_a_test
from factories.rooms import add_session
from junto.domain.assessments import actions, queries
from junto.domain.assessments.models import Figure, Round
from junto.domain.circle import health, policies
from junto.domain.circle.enums import STARTERS, CheckItem
from junto.domain.groups.models import Group, GroupMember
from junto.domain.sessions import pulse_queries
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import Series, Session
from junto.domain.sessions.room_events import RoomEnded
from junto.foundation.events import publish

FIVE = dict(zip(CheckItem.values, (5, 4, 2, 4, 5), strict=True))


def series_of(world: SimpleNamespace, count: int, held: int) -> list[Session]:
    """A series of so many sessions, the first of them held."""
    series = Series.objects.create(
        group=world.group, zone="UTC", starts_on=NOW.date(), count=count, minutes=60,
        state="agreed", created_at=NOW,
    )  # fmt: skip
    return [
        add_session(
            world.group, 2 + n, "triad-coaching", minutes=60, starts_at=NOW + timedelta(weeks=n),
            series=series, state=SessionState.ENDED if n < held else SessionState.PLANNED,
        )
        for n in range(count)
    ]  # fmt: skip


def checked(world: SimpleNamespace, answering: int) -> Round:
    """A check that so many answered, sealed."""
    session = series_of(world, 4, 2)[1]
    round_ = health.open_check(session, now=NOW)
    assert round_ is not None
    for actor in world.actors[:answering]:
        actions.answer_pulse(round_=round_, answers=FIVE, actor=actor, now=NOW)
    seal_in_a_test(round_)
    return round_


def test_the_session_that_makes_half_opens_it_once(world: SimpleNamespace) -> None:
    first, second, third, _last = series_of(world, 4, 1)
    opened = []
    for session in (first, second, third):
        Session.objects.filter(pk=session.pk).update(state=SessionState.ENDED)
        with transaction.atomic():
            publish(
                RoomEnded(group_ref=world.group.ref, session_ref=session.ref),
                actor=world.actors[0],
                now=NOW,
            )
        opened.append(len(queries.rounds_about(health.pool_of(world.group))))

    assert opened == [0, 1, 1]


def test_a_group_that_could_never_be_shown_is_not_asked(world: SimpleNamespace) -> None:
    session = series_of(world, 4, 2)[1]
    Group.objects.filter(pk=world.group.pk).update(kind="triad")
    triad = Session.objects.get(pk=session.pk)
    Group.objects.filter(pk=world.group.pk).update(kind="circle")
    GroupMember.objects.filter(person__in=world.members[:2]).update(ended_at=NOW)

    found = [health.open_check(triad, now=NOW), health.open_check(session, now=NOW)]
    assert found == [None, None]


def test_from_four_answers_the_group_sees_means_and_a_question_to_begin_with(
    world: SimpleNamespace,
) -> None:
    checked(world, 5)
    [check] = health.checks_of(world.group)

    assert check.result.is_shown is True
    assert [item for item, _mean in check.items] == list(CheckItem)
    assert (check.about, check.starter) == (CheckItem.REAL, STARTERS[CheckItem.REAL])


def test_three_answers_show_nothing(world: SimpleNamespace) -> None:
    checked(world, 3)
    [check] = health.checks_of(world.group)

    assert (check.result.is_shown, check.items, check.starter) == (False, (), "")


def test_only_the_group_sees_it(world: SimpleNamespace) -> None:
    people = [*world.members, world.guide, world.manager]
    seen = [each for each in people if policies.check_health(actor_of(each), world.group)]

    assert seen == world.members


def test_no_figure_of_the_program_holds_it(world: SimpleNamespace) -> None:
    round_ = checked(world, 5)
    [figure] = Figure.objects.filter(round=round_)

    assert figure.pool == f"health:{world.group.ref}"
    assert queries.complete_weeks(now=NOW + timedelta(days=60)) == []
    assert pulse_queries.weeks_of(world.program) == []
    assert [row.results for row in pulse_queries.groups_of(world.program)] == [[]]


def test_somebody_answers_all_five_or_none(world: SimpleNamespace) -> None:
    round_ = health.open_check(series_of(world, 4, 2)[1], now=NOW)
    assert round_ is not None
    few = dict(list(FIVE.items())[:4])
    with pytest.raises(actions.NotAnAnswer):
        actions.answer_pulse(round_=round_, answers=few, actor=world.actors[0], now=NOW)
    waiting = health.is_waiting(world.group, world.members[0].pk, now=NOW)
    actions.answer_pulse(round_=round_, answers=FIVE, actor=world.actors[0], now=NOW)

    assert (waiting, health.is_waiting(world.group, world.members[0].pk, now=NOW)) == (True, False)
