"""What in a program needs a look, its figures, and what is never told."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.test import override_settings

from factories import NOW, actor_of, enroll, make_person
from factories.after import make_circle, make_group, make_session, note_presence
from junto.domain.assessments.models import Figure, Round
from junto.domain.goals.models import Commitment
from junto.domain.groups.models import GroupMember
from junto.domain.overview import deciding, signals, today
from junto.domain.overview.signals import Kind
from junto.domain.programs import objectives
from junto.domain.programs.enums import Choice, Measure
from junto.domain.programs.models import Decision, Program, ProgramStaff
from junto.domain.sessions import actions as sessions
from junto.domain.sessions import pulses
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import Session
from junto.foundation import tenancy
from junto.foundation.outbox.models import Delivery

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=60)


@pytest.fixture
def circle() -> SimpleNamespace:
    world = make_circle(5)
    with tenancy.scope(world.organization.pk):
        Program.objects.filter(pk=world.program.pk).update(size_min=4)
        world.program.refresh_from_db()
        yield world


def at(week: int, **fields: Any) -> dict[str, Any]:
    """The fields of a session of so many weeks after the first."""
    moment = NOW + timedelta(weeks=week)
    return {
        "number": week + 1,
        "date": moment.date(),
        "starts_at": moment,
        "ends_at": moment + timedelta(hours=1),
        **fields,
    }


def found(world: SimpleNamespace, now: Any = LATER) -> list[tuple[str, str]]:
    return [(str(each.kind), each.title) for each in today.today_of(world.program, now=now).open]


def leave(world: SimpleNamespace, people: list[Any]) -> None:
    """People leave the group and the program."""
    GroupMember.objects.filter(person__in=people).update(ended_at=NOW)
    world.program.enrollments.filter(person__in=people).delete()


def show_pulse(session: Session, **means: float) -> None:
    """A sealed figure of a session, as it is stored."""
    topic = pulses.topic_of(session)
    day = session.date
    about = Round.objects.create(
        topic=topic,
        pool=pulses.pool_of(session.group.program),
        day=day,
        week=pulses.monday(day),
        closes_at=NOW,
        state="sealed",
    )
    Figure.objects.create(
        pool=about.pool,
        week=about.week,
        round=about,
        rounds=[about.ref],
        is_shown=True,
        at_least=4,
        means={item: [mean, mean] for item, mean in means.items()},
    )


def test_a_group_that_meets_and_is_well_needs_nothing(circle: SimpleNamespace) -> None:
    session = make_session(circle.group, **at(0))
    note_presence(session, circle.members, [])
    make_session(circle.group, ended=False, **at(20))

    assert found(circle) == []


def test_a_session_whose_time_passed_unnoted_is_asked_about(circle: SimpleNamespace) -> None:
    make_session(circle.group, ended=False, **at(0))
    make_session(circle.group, ended=False, **at(20))

    assert found(circle) == [("not-noted", "Did Kestrel meet for session 1?")]


def test_a_session_noted_as_held_is_over_and_asks_its_questions(circle: SimpleNamespace) -> None:
    session = make_session(circle.group, ended=False, **at(0))
    after = session.ends_at + timedelta(hours=2)
    sessions.note_held(session=session, took_place=True, actor=circle.actors[0], now=after)
    session.refresh_from_db()

    assert (session.state, session.ended_at) == (SessionState.ENDED, session.ends_at)
    assert Round.objects.filter(topic=f"session:{session.ref}").count() == 1


def test_a_session_noted_weeks_later_asks_no_questions(circle: SimpleNamespace) -> None:
    session = make_session(circle.group, ended=False, **at(0))
    sessions.note_held(session=session, took_place=True, actor=circle.actors[0], now=LATER)

    assert Round.objects.count() == 0


def test_who_said_that_it_did_not_take_place_can_be_put_right(circle: SimpleNamespace) -> None:
    session = make_session(circle.group, ended=False, **at(0))
    for held, state in ((False, SessionState.CALLED_OFF), (True, SessionState.ENDED)):
        sessions.note_held(session=session, took_place=held, actor=circle.actors[0], now=LATER)
        session.refresh_from_db()
        assert session.state == state
    with pytest.raises(sessions.NotOver):
        sessions.note_held(session=session, took_place=False, actor=circle.actors[0], now=LATER)


def test_a_session_ahead_or_run_in_the_room_cannot_be_noted(circle: SimpleNamespace) -> None:
    ahead = make_session(circle.group, ended=False, **at(20))
    opened = make_session(circle.group, ended=False, opened_at=NOW, **at(1))
    for session in (ahead, opened):
        with pytest.raises(sessions.NotOver):
            sessions.note_held(session=session, took_place=True, actor=circle.actors[0], now=LATER)


def test_a_session_moved_twice_needs_a_look(circle: SimpleNamespace) -> None:
    make_session(circle.group, ended=False, moves=2, **at(20))

    assert found(circle) == [("moved", "Kestrel has moved session 21 more than once")]


def test_moving_counts_and_a_change_of_length_does_not(circle: SimpleNamespace) -> None:
    session = make_session(circle.group, ended=False, **at(20))
    manager = actor_of(circle.manager)
    place = {"day": session.date, "zone": session.zone, "actor": manager, "now": NOW}
    sessions.move(session=session, starts=session.starts, minutes=90, **place)
    sessions.move(session=session, starts=session.starts.replace(hour=11), **place)
    session.refresh_from_db()

    assert (session.moves, session.minutes) == (1, 90)


def test_two_of_four_past_sessions_called_off_need_a_look(circle: SimpleNamespace) -> None:
    off = {"state": SessionState.CALLED_OFF}
    for week, fields in enumerate([{}, off, {}, off]):
        make_session(circle.group, **at(week, **fields))
    make_session(circle.group, ended=False, **at(20))

    assert found(circle) == [("called-off", "Kestrel called off 2 of its last 4 sessions")]


def test_somebody_away_twice_is_told_without_a_name(circle: SimpleNamespace) -> None:
    for week in (0, 1):
        session = make_session(circle.group, **at(week))
        note_presence(session, circle.members[1:], circle.members[:1])
    make_session(circle.group, ended=False, **at(20))
    (only,) = today.today_of(circle.program, now=LATER).open

    assert only.title == "Someone in Kestrel has been away twice in a row"
    words = f"{only.title} {only.why} {only.advice} {only.key}"
    assert [each.full_name for each in circle.members if each.full_name in words] == []


def test_away_twice_counts_the_same_person_who_is_still_in_the_group(
    circle: SimpleNamespace,
) -> None:
    first, second = (make_session(circle.group, **at(week)) for week in (0, 1))
    make_session(circle.group, ended=False, **at(20))
    note_presence(first, circle.members[1:], circle.members[:1])
    note_presence(second, [circle.members[0], *circle.members[2:]], circle.members[1:2])
    assert found(circle) == []

    third = make_session(circle.group, **at(2))
    note_presence(third, [circle.members[0], *circle.members[2:]], circle.members[1:2])
    assert [kind for kind, _title in found(circle)] == ["away"]
    leave(circle, circle.members[1:2])

    assert found(circle) == []


def test_a_low_pulse_is_told_by_its_lowest_question(circle: SimpleNamespace) -> None:
    session = make_session(circle.group, **at(0))
    make_session(circle.group, ended=False, **at(20))
    show_pulse(session, useful=4.1, heard=3.1, safe=3.4)

    assert found(circle) == [("pulse", "Kestrel: “I was heard” is at 3.1 of 5")]


def test_a_hidden_pulse_is_no_signal(circle: SimpleNamespace) -> None:
    session = make_session(circle.group, **at(0))
    make_session(circle.group, ended=False, **at(20))
    show_pulse(session, useful=1, heard=1, safe=1)
    Figure.objects.update(is_shown=False, at_least=0, means={})

    assert found(circle) == []


def test_a_group_that_became_too_small_needs_a_look(circle: SimpleNamespace) -> None:
    make_session(circle.group, ended=False, **at(20))
    leave(circle, circle.members[:2])

    assert found(circle) == [("small", "Kestrel is down to 3 people")]


def test_a_group_without_sessions_ahead_needs_a_look_while_others_meet(
    circle: SimpleNamespace,
) -> None:
    make_session(circle.group, **at(0))
    assert found(circle) == []
    other = make_group(circle.program, circle.members, name="Wren")
    make_session(other, ended=False, **at(20))

    assert found(circle) == [("idle", "Kestrel has no session ahead")]


def test_groups_without_hours_are_told_once_for_all(circle: SimpleNamespace) -> None:
    for name in ("Wren", "Teal"):
        make_group(circle.program, circle.members, name=name)
    make_session(circle.group, ended=False, **at(20))

    assert found(circle) == [("no-times", "2 groups have no hour yet")]


def test_the_most_pressing_comes_first(circle: SimpleNamespace) -> None:
    make_session(circle.group, ended=False, **at(0))
    make_session(circle.group, ended=False, moves=3, **at(20))
    other = make_group(circle.program, circle.members[:3], name="Heron")
    make_session(other, ended=False, **at(0))
    make_session(other, ended=False, **at(20))

    assert [(each.kind, each.group.name) for each in today.today_of(
        circle.program, now=LATER
    ).open] == [
        (Kind.NOT_NOTED, "Heron"),
        (Kind.NOT_NOTED, "Kestrel"),
        (Kind.MOVED, "Kestrel"),
        (Kind.SMALL, "Heron"),
    ]  # fmt: skip


def test_what_was_decided_asks_no_more_until_it_happens_again(circle: SimpleNamespace) -> None:
    session = make_session(circle.group, ended=False, moves=2, **at(20))
    (signal,) = today.today_of(circle.program, now=NOW).open
    deciding.decide(
        program=circle.program,
        signal=signal,
        choice=Choice.LEAVE,
        note="",
        actor=actor_of(circle.manager),
        now=NOW,
    )
    assert found(circle, NOW) == []
    Session.objects.filter(pk=session.pk).update(moves=3)

    assert [kind for kind, _title in found(circle, NOW)] == ["moved"]
    assert Decision.objects.get().said == "Kestrel has moved session 21 more than once"


@override_settings(EMAIL_HOST="mail.example")
def test_a_check_in_is_asked_of_the_facilitators_once_and_names_nobody(
    circle: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("junto.domain.sessions.check_ins.mail_is_set_up", lambda: True)
    guide = make_person(circle.organization, full_name="Rui Costa")
    ProgramStaff.objects.create(program=circle.program, person=guide, role="facilitator")
    for week in (0, 1):
        session = make_session(circle.group, **at(week))
        note_presence(session, circle.members[1:], circle.members[:1])
    make_session(circle.group, ended=False, **at(20))
    (signal,) = today.today_of(circle.program, now=LATER).open
    how = {"program": circle.program, "signal": signal, "note": "", "now": LATER}
    manager = actor_of(circle.manager)

    asked = [
        deciding.decide(choice=choice, actor=manager, **how)
        for choice in (Choice.SUGGESTED, Choice.SUGGESTED, Choice.LEAVE)
    ]

    from junto.domain.sessions import check_ins

    assert (asked, Delivery.objects.count(), mail.outbox) == ([1, 1, 0], 1, [])
    letter = check_ins.render(json.loads(Delivery.objects.get().payload))
    assert letter is not None
    assert [each.full_name for each in circle.members if each.full_name in letter.body] == []
    assert len(letter.body.split()) <= 90


def test_the_figures_count_what_was_held_who_came_and_what_became_of_steps(
    circle: SimpleNamespace,
) -> None:
    first = make_session(circle.group, **at(0))
    note_presence(first, circle.members[:4], circle.members[4:])
    make_session(circle.group, ended=False, **at(1))
    make_session(circle.group, ended=False, moves=1, **at(20))
    for place, person in enumerate(circle.members[:4]):
        Commitment.objects.create(
            person=person,
            group=circle.group,
            do="Ask",
            by=NOW.date(),
            slot=None if place < 3 else 1,
            made_on=NOW.date(),
            state="done" if place < 3 else "open",
        )
    seen = today.today_of(circle.program, now=LATER)
    numbers = today.numbers_of(circle.program, seen, [first.pk])

    assert (seen.held, seen.due, seen.moved) == (1, 2, 1)
    assert (numbers.seats.taken, numbers.seats.noted, numbers.seats.share) == (4, 5, 80)
    assert numbers.came == {first.pk: (4, 5)}
    assert today.settled_share(numbers.steps) == 75


def test_counts_of_steps_stay_hidden_below_the_threshold(circle: SimpleNamespace) -> None:
    seen = today.today_of(circle.program, now=LATER)

    assert today.numbers_of(circle.program, seen).steps is None


def test_an_objective_is_told_by_the_figure_it_is_counted_by(circle: SimpleNamespace) -> None:
    session = make_session(circle.group, **at(0))
    note_presence(session, circle.members[:4], circle.members[4:])
    make_session(circle.group, ended=False, **at(1))
    manager = actor_of(circle.manager)
    for measure, target in ((Measure.HELD, 60), (Measure.CAME, 80), (Measure.USEFUL, 4)):
        objectives.set_objective(
            program=circle.program,
            text=str(measure),
            serves="",
            measure=measure,
            unit="",
            target=target,
            at_most=False,
            by=None,
            actor=manager,
            now=NOW,
        )

    aims = today.numbers_of(circle.program, today.today_of(circle.program, now=LATER)).aims
    assert [(aim.value, aim.is_reached) for aim in aims] == [
        (50.0, False),
        (80.0, True),
        (None, False),
    ]


def test_a_number_of_ones_own_that_nobody_noted_for_weeks_is_asked_for(
    circle: SimpleNamespace,
) -> None:
    objectives.set_objective(
        program=circle.program,
        text="Fewer surprises",
        serves="",
        measure=Measure.OWN,
        unit="surprises",
        target=3,
        at_most=True,
        by=None,
        actor=actor_of(circle.manager),
        now=NOW,
    )
    weeks = [NOW + timedelta(days=days) for days in (35, 36)]

    assert [len(found(circle, week)) for week in weeks] == [0, 1]


def test_who_has_met_whom_counts_pairs_once_and_only_people_who_came(
    circle: SimpleNamespace,
) -> None:
    for place, person in enumerate(circle.members):
        person.unit = "Digital" if place < 2 else "Finance"
        person.save()
    for week in (0, 1):
        session = make_session(circle.group, **at(week))
        note_presence(session, circle.members[:3], circle.members[3:])
    _part, met = today.met(circle.program)

    # Two of Digital, three of Finance; both of Digital met one another and one of Finance.
    assert met.units == ("Finance", "Digital")
    assert {cell: round(share) for cell, share in met.shares.items()} == {
        (0, 0): 0,
        (1, 0): 33,
        (1, 1): 100,
    }


def test_small_units_and_people_without_one_are_told_together(circle: SimpleNamespace) -> None:
    more = [make_person(circle.organization, unit=f"Unit {n}", user=False) for n in range(7)]
    enroll(circle.program, more)
    _part, met = today.met(circle.program)

    assert met.units == ("Unit 0", "Unit 1", "Unit 2", "Unit 3", "Unit 4", "")
    assert met.shares[5, 5] == 0


def test_who_has_met_whom_is_told_by_the_first_thing_that_sets_people_apart(
    circle: SimpleNamespace,
) -> None:
    for place, person in enumerate(circle.members):
        person.unit, person.site = "Digital", f"Site {place % 2}"
        person.save()
    part, met = today.met(circle.program)

    assert (part, met.units) == ("site", ("Site 0", "Site 1"))


def test_every_kind_of_signal_has_its_place_in_the_order() -> None:
    assert set(signals.ORDER) == set(Kind)
