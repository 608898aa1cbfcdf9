"""The end of a session asks whoever was there; pairs and triads are asked together."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from factories import NOW, actor_of, enroll, make_person
from factories.after import make_circle, make_group, make_session, note_presence, open_pulse
from factories.assessments import answer, seal_in_a_test
from junto.domain.assessments.models import OpenParticipation, Round
from junto.domain.groups.enums import GroupKind
from junto.domain.sessions import pulse_policies, pulse_queries, pulses
from junto.domain.sessions.room_events import RoomEnded
from junto.foundation import tenancy
from junto.foundation.events import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle() -> Any:
    """A circle of five, in the scope of its organization."""
    world = make_circle()
    with tenancy.scope(world.organization.pk):
        yield world


def asked() -> dict[str, int]:
    """How many each open round asks."""
    rows = OpenParticipation.objects.values_list("round__topic", flat=True)
    return {topic: list(rows).count(topic) for topic in set(rows)}


def test_the_end_of_a_session_opens_its_pulse_once(circle: Any) -> None:
    session = make_session(circle.group)
    event = RoomEnded(group_ref=circle.group.ref, session_ref=session.ref)
    with transaction.atomic():
        for _ in range(2):
            publish(event, actor=circle.actors[0], now=NOW)
    round_ = pulse_queries.round_of(session)

    assert round_ is not None
    assert asked() == {f"session:{session.ref}": 5}
    assert (round_.day, round_.closes_at) == (session.date, NOW + timedelta(days=3))


def test_whoever_was_away_is_not_asked(circle: Any) -> None:
    session = make_session(circle.group)
    note_presence(session, there=circle.members[:4], away=circle.members[4:])
    open_pulse(session)

    assert asked() == {f"session:{session.ref}": 4}


def test_pairs_and_triads_of_a_week_are_one_round_that_names_no_group() -> None:
    world = make_circle(3, kind=GroupKind.TRIAD)
    with tenancy.scope(world.organization.pk):
        pair = [make_person(world.organization) for _ in range(2)]
        enroll(world.program, pair)
        other = make_group(world.program, pair, kind=GroupKind.PAIR, name="Finch")
        open_pulse(make_session(world.group))
        open_pulse(make_session(other))
        [round_] = Round.objects.all()

        assert asked() == {f"small:{world.program.ref}:2026-11-23": 5}
        assert (round_.day.isoformat(), round_.closes_at) == (
            "2026-11-23",
            datetime(2026, 12, 3, tzinfo=UTC),
        )
        for person in [*world.members, *pair]:
            answer(round_, person, 2, 3, 4)
        seal_in_a_test(round_)
        [week] = pulse_queries.pulses_of_group(other)

        assert week.result is not None
        assert (week.result.is_shown, week.result.means["safe"].low) == (True, 4.0)
        assert pulse_queries.groups_of(world.program) == []


def test_a_group_sees_its_sessions_and_the_manager_every_larger_group(circle: Any) -> None:
    first, second = make_session(circle.group), make_session(circle.group, number=2)
    for session in (first, second):
        open_pulse(session)
    round_ = pulse_queries.round_of(first)
    assert round_ is not None
    for person in circle.members[:4]:
        answer(round_, person, 4, 4, 4)
    seal_in_a_test(round_)
    shown = [
        (each.number, each.result.is_shown if each.result else None)
        for each in pulse_queries.pulses_of_group(circle.group)
    ]
    [of_program] = pulse_queries.groups_of(circle.program)

    assert shown == [(2, False), (1, True)]
    assert [result.is_shown for result in of_program.results] == [True, False]


def test_what_i_have_not_answered_is_found(circle: Any) -> None:
    session = make_session(circle.group)
    open_pulse(session)
    round_ = pulse_queries.round_of(session)
    assert round_ is not None
    answer(round_, circle.members[0])
    found = [
        [each.session for each in pulse_queries.unanswered(person.pk, now=NOW)]
        for person in circle.members[:2]
    ]

    assert found == [[], [session]]


def test_the_groups_own_people_look_back_and_nobody_else(circle: Any) -> None:
    session = make_session(circle.group)
    people = [circle.members[0], circle.manager, circle.admin]

    assert [pulse_policies.look_back(actor_of(each), session) for each in people] == [
        True,
        False,
        False,
    ]


def test_a_group_without_people_asks_nobody(circle: Any) -> None:
    empty = make_group(circle.program, [], name="Nobody")
    open_pulse(make_session(empty))

    assert asked() == {}
    assert pulses.is_pooled(empty) is False
