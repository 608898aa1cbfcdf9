"""On the way to facilitating: facts make one ready; a group lets somebody sit in, or not."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW, actor_of, make_person
from factories.after import make_circle, make_group, make_session
from junto.domain.groups.models import GroupFacilitator, GroupMember
from junto.domain.programs.enums import StaffRole
from junto.domain.programs.models import ProgramStaff
from junto.domain.sessions import policies, training
from junto.domain.sessions.enums import Learnt, SessionState, Word
from junto.domain.sessions.models import SitInYes, Training
from junto.foundation import tenancy
from junto.foundation.access import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Any:
    """A circle of three with two facilitators; the second looks after it."""
    made = make_circle(3)
    with tenancy.scope(made.organization.pk):
        made.guides = [
            make_person(made.organization, roles=("facilitator",), full_name=name)
            for name in ("Ada Guide", "Bo Guide")
        ]
        for each in made.guides:
            ProgramStaff.objects.create(
                program=made.program, person=each, role=StaffRole.FACILITATOR
            )
        GroupFacilitator.objects.create(group=made.group, person=made.guides[1], since=NOW)
        made.ada, made.bo = (actor_of(each) for each in made.guides)
        made.coming = make_session(
            made.group,
            ended=False,
            number=1,
            starts_at=NOW + timedelta(days=3),
            ends_at=NOW + timedelta(days=3, hours=1),
        )
        yield made


def ask(world: SimpleNamespace) -> Training:
    return training.ask_to_sit_in(
        program=world.program, session=world.coming, actor=world.ada, now=NOW
    )


def say(world: SimpleNamespace, row: Training, who: int, yes: bool = True) -> None:
    row.refresh_from_db()
    training.let_sit_in(training=row, yes=yes, actor=world.actors[who], now=NOW)


def lead(world: SimpleNamespace, colleague: Any) -> Training:
    world.coming.state = SessionState.ENDED
    world.coming.save()
    return training.name_led(
        program=world.program, session=world.coming, colleague=colleague, actor=world.bo, now=NOW
    )


def test_a_rehearsal_is_kept_once_a_format(world: Any) -> None:
    for _ in range(2):
        training.note_rehearsal(
            program=world.program, format_id="triad-coaching", actor=world.ada, now=NOW
        )
    with pytest.raises(training.NoSuchFormat):
        training.note_rehearsal(program=world.program, format_id="no", actor=world.ada, now=NOW)

    assert training.checklist_of(world.guides[0].pk) == training.Checklist(rehearsed=True)
    assert Training.objects.count() == 1


def test_sitting_in_is_agreed_once_everybody_said_yes(world: Any) -> None:
    row = ask(world)
    states = []
    for who in range(3):
        say(world, row, who)
        row.refresh_from_db()
        states.append(row.state)

    assert states == [Word.ASKED, Word.ASKED, Word.YES]


def test_one_no_ends_it_and_nothing_keeps_whose_it_was(world: Any) -> None:
    row = ask(world)
    say(world, row, 0)
    say(world, row, 1, yes=False)
    row.refresh_from_db()

    assert (row.state, SitInYes.objects.count()) == (Word.NO, 0)
    with pytest.raises(Forbidden):
        say(world, row, 2)
    with pytest.raises(training.AskedAlready):
        ask(world)


def test_it_counts_when_the_session_is_over(world: Any) -> None:
    row = ask(world)
    for who in range(3):
        say(world, row, who)
    before = training.checklist_of(world.guides[0].pk).sat_in
    world.coming.state = SessionState.ENDED
    world.coming.save()

    assert (before, training.checklist_of(world.guides[0].pk).sat_in) == (False, True)


def test_members_read_who_asks_until_they_answered_and_that_it_is_agreed(world: Any) -> None:
    row = ask(world)

    def asked() -> list[int]:
        found = (
            training.asking_to_sit_in([world.group.pk], each.pk, NOW) for each in world.members
        )
        return [len(rows) for rows in found]

    counts = [asked()]
    for who in range(3):
        say(world, row, who)
        counts.append(asked())

    assert counts == [[1, 1, 1], [0, 1, 1], [0, 0, 1], [1, 1, 1]]


def test_one_asks_no_group_of_ones_own(world: Any) -> None:
    ahead = [training.sessions_to_sit_in(world.program, each.pk, NOW) for each in world.guides]
    with pytest.raises(training.NoSuchSession):
        training.ask_to_sit_in(program=world.program, session=world.coming, actor=world.bo, now=NOW)

    assert ahead == [[world.coming], []]


def test_a_colleague_says_whether_it_was_so(world: Any) -> None:
    row = lead(world, world.guides[0])
    waiting = training.to_confirm(world.guides[0].pk)
    before = training.checklist_of(world.guides[1].pk).led
    training.confirm_led(training=row, yes=True, actor=world.ada, now=NOW)

    assert (waiting, before) == ([row], False)
    assert training.checklist_of(world.guides[1].pk).led is True
    assert training.to_confirm(world.guides[0].pk) == []


def test_nobody_confirms_for_themselves_and_only_facilitators_are_named(world: Any) -> None:
    for person in (world.guides[1], world.members[0], None):
        with pytest.raises(training.NobodyThere):
            lead(world, person)
    row = lead(world, world.guides[0])
    for actor in (world.bo, world.actors[0]):
        with pytest.raises(Forbidden):
            training.confirm_led(training=row, yes=True, actor=actor, now=NOW)


def test_managers_see_who_is_ready_where_they_want_it_and_while_it_is_so(world: Any) -> None:
    ada = world.guides[0]
    rows = [
        Training.objects.create(person=ada, kind=kind, state=Word.YES, on=NOW.date(), **fields)
        for kind, fields in (
            (Learnt.REHEARSED, {"format_id": "triad-coaching"}),
            (Learnt.SAT_IN, {"session": make_session(world.group, number=2)}),
            (Learnt.LED, {"session": make_session(world.group, number=3)}),
        )
    ]
    found = [training.ready_in(world.program)]
    for on in (True, False, True):
        training.show_ready(program=world.program, on=on, actor=world.ada, now=NOW)
        found.append(training.ready_in(world.program))
    training.take_back(training=rows[0], actor=world.ada, now=NOW)
    found.append(training.ready_in(world.program))

    assert found == [set(), {ada.pk}, set(), {ada.pk}, set()]


def test_a_circle_of_ones_own_is_one_in_which_all_facilitate(world: Any) -> None:
    ada = world.guides[0]
    alone = training.has_circle(ada.pk)
    circle = make_group(world.program, world.guides, name="Guides")
    together = training.has_circle(ada.pk)
    GroupMember.objects.create(group=circle, person=world.members[0], joined_at=NOW)

    assert (alone, together, training.has_circle(ada.pk)) == (False, True, False)


def test_only_a_programs_facilitators_train_there(world: Any) -> None:
    people = (*world.guides, world.manager, world.members[0], world.admin)

    assert [policies.train(actor_of(each), world.program) for each in people] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_whoever_trained_takes_it_along(world: Any) -> None:
    ask(world)

    assert training.stored_about(world.guides[0].pk) == [
        {
            "kind": "sat_in",
            "format": "",
            "session": "Session 1",
            "state": "asked",
            "on": NOW.date().isoformat(),
        }
    ]
