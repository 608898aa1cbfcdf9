"""Whoever would change their group is asked, answers without a reason, and moves once all agree."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from factories import NOW, actor_of, enroll, make_person
from factories.after import make_circle, make_group
from junto.domain.groups import membership, mending, moves
from junto.domain.groups import queries as groups
from junto.domain.groups.enums import MoveState
from junto.domain.groups.models import MoveQuestion
from junto.domain.overview import today
from junto.domain.programs.models import Program
from junto.foundation import tenancy
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Any:
    """Two circles of six and one that became too small, so that somebody would have to move."""
    made = make_circle(6)
    others = [make_person(made.organization, full_name=f"Other {n}") for n in range(6)]
    few = [make_person(made.organization, user=False, full_name=f"Few {n}") for n in range(4)]
    enroll(made.program, [*others, *few])
    make_group(made.program, others, name="Wren")
    made.small = make_group(made.program, few, name="Finch")
    made.manager_actor = actor_of(made.manager)
    with tenancy.scope(made.organization.pk), time_machine.travel(NOW, tick=False):
        Program.objects.update(
            size_min=4, size_max=6, rules={"hard": [], "soft": [{"mix": {"attribute": "unit"}}]}
        )
        made.program.refresh_from_db()
        membership.leave_group(group=made.small, person=few[0], actor=made.manager_actor, now=NOW)
        made.program.enrollments.filter(person=few[0]).delete()
        made.way = next(
            way for way in mending.mending(made.program, now=NOW).every_way if way.moved
        )
        yield made


def asked(world: SimpleNamespace) -> list[MoveQuestion]:
    moves.ask(program=world.program, key=world.way.key, actor=world.manager_actor, now=NOW)
    return list(MoveQuestion.objects.order_by("pk"))


def answer(question: MoveQuestion, says_yes: bool, now: Any = NOW) -> None:
    moves.answer(question=question, says_yes=says_yes, actor=actor_of(question.person), now=now)


def test_everybody_who_would_move_is_asked_once(world: SimpleNamespace) -> None:
    questions = asked(world)
    again = moves.ask(program=world.program, key=world.way.key, actor=world.manager_actor, now=NOW)

    assert again == 0
    assert {each.person for each in questions} == {step.person for step in world.way.moved}
    assert {each.state for each in questions} == {MoveState.ASKED}


def test_a_yes_of_all_carries_it_out_with_one_press(world: SimpleNamespace) -> None:
    for question in asked(world):
        answer(question, True)
    assert [each.key for each in today.today_of(world.program, now=NOW).signals][:1] == [
        f"agreed.{world.way.key}"
    ]
    moves.carry_out(
        program=world.program, key=world.way.key, agreed=[], actor=world.manager_actor, now=NOW
    )

    moved = world.way.moved[0]
    found = next(group for group in groups.groups_of(world.program) if group.name == moved.target)
    assert moved.person in groups.members_of(found)
    assert set(MoveQuestion.objects.values_list("state", flat=True)) == {MoveState.DONE}


def test_who_would_rather_stay_stays(world: SimpleNamespace) -> None:
    answer(asked(world)[0], False)

    with pytest.raises(mending.NotAsked):
        moves.carry_out(
            program=world.program, key=world.way.key, agreed=[], actor=world.manager_actor, now=NOW
        )
    with pytest.raises(mending.NotAsked):
        moves.carry_out(
            program=world.program,
            key=world.way.key,
            agreed=[step.person.ref for step in world.way.moved],
            actor=world.manager_actor,
            now=NOW,
        )
    assert not moves.agreed_way(world.program, today=NOW.date())


def test_a_mind_may_be_changed_until_the_time_is_over(world: SimpleNamespace) -> None:
    question = asked(world)[0]
    answer(question, True)
    answer(question, False)
    question.refresh_from_db()

    assert question.state == MoveState.STAYS
    with pytest.raises(moves.NotOpen):
        answer(question, True, NOW + timedelta(days=8))


def test_an_answer_is_no_event_and_nobody_elses(world: SimpleNamespace) -> None:
    question = asked(world)[0]
    before = EventRecord.objects.count()
    answer(question, False)

    assert EventRecord.objects.count() == before
    with pytest.raises(Forbidden):
        moves.answer(question=question, says_yes=True, actor=world.manager_actor, now=NOW)


def test_what_is_taken_back_is_no_longer_asked(world: SimpleNamespace) -> None:
    question = asked(world)[0]
    moves.take_back(program=world.program, key=world.way.key, actor=world.manager_actor, now=NOW)

    assert moves.questions_for(question.person_id, today=NOW.date()) == []
    with pytest.raises(moves.NotOpen):
        answer(question, True)


def test_groups_that_changed_since_are_not_asked_about(world: SimpleNamespace) -> None:
    newcomer = make_person(world.organization, user=False, full_name="Zoe New")
    enroll(world.program, [newcomer])

    with pytest.raises(mending.Changed):
        asked(world)


def test_questions_about_groups_that_changed_are_void(world: SimpleNamespace) -> None:
    question = asked(world)[0]
    answer(question, True)
    somebody = groups.members_of(world.small)[0]
    membership.leave_group(group=world.small, person=somebody, actor=world.manager_actor, now=NOW)

    assert not moves.agreed_way(world.program, today=NOW.date())
    with pytest.raises(moves.NotOpen):
        answer(question, False)


def test_after_a_week_without_an_answer_they_can_be_asked_again(world: SimpleNamespace) -> None:
    asked(world)
    later = NOW + timedelta(days=9)
    again = moves.ask(
        program=world.program, key=world.way.key, actor=world.manager_actor, now=later
    )

    assert again == len(world.way.moved)
    assert MoveQuestion.objects.filter(expires_on__gt=later.date()).count() == again


def test_the_pages_ask_answer_and_show_it(world: SimpleNamespace) -> None:
    manager, mover = Client(), Client()
    manager.force_login(world.manager.user)
    page = reverse("groups:mend", kwargs={"ref": world.program})
    asking = reverse("groups:ask-to-move", kwargs={"ref": world.program})
    assert b"Ask them" in manager.get(page).content
    assert manager.post(asking, {"way": world.way.key}).url == page
    question = MoveQuestion.objects.order_by("pk").first()
    assert question is not None
    mover.force_login(question.person.user)
    own = reverse("groups:move-question", kwargs={"ref": question.ref})
    home = reverse("home:role", kwargs={"ref": world.organization, "role": "participant"})

    assert own.encode() in mover.get(home).content
    assert b"Would you change to" in mover.get(own).content
    mover.post(own, {"say": "no"})
    assert b"You stay where you are." in mover.get(own).content
    assert b"would rather stay" in manager.get(page).content
    assert manager.get(own).status_code == 404
