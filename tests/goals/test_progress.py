"""A goal is one's own; who else sees it is switched on by each, and off at once."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW, actor_of, make_person
from factories.after import make_circle
from junto.domain.goals import actions, policies, progress
from junto.domain.goals.enums import ShownTo, StepState
from junto.domain.goals.models import Goal, GoalPoint
from junto.domain.groups.models import GroupFacilitator, GroupMember
from junto.domain.programs.enums import StaffRole
from junto.domain.programs.models import ProgramStaff
from junto.foundation import tenancy
from junto.foundation.access import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle() -> Any:
    """A circle of three with a facilitator, and one beside it who looks after no group."""
    world = make_circle(3)
    with tenancy.scope(world.organization.pk):
        world.guide, world.other = (
            make_person(world.organization, roles=("facilitator",), full_name=name)
            for name in ("Ada Guide", "Bo Guide")
        )
        for each in (world.guide, world.other):
            ProgramStaff.objects.create(
                program=world.program, person=each, role=StaffRole.FACILITATOR
            )
        GroupFacilitator.objects.create(group=world.group, person=world.guide, since=NOW)
        yield world


def keep(circle: SimpleNamespace, who: int = 0, **fields: Any) -> Goal:
    values = {"words": "Listen longer", "now": NOW, **fields}
    return progress.set_goal(group=circle.group, actor=circle.actors[who], **values)


def switch(circle: SimpleNamespace, to: ShownTo, on: bool = True, who: int = 0) -> None:
    progress.show_to(group=circle.group, to=to, on=on, actor=circle.actors[who], now=NOW)


def seen(circle: SimpleNamespace) -> list[list[str]]:
    """Whose goals the second member, the facilitator, another one and the manager see."""
    readers = (circle.members[1], circle.guide, circle.other, circle.manager)
    return [
        [each.person.full_name for each in progress.shown_to(circle.group, reader.pk)]
        for reader in readers
    ]


def test_nobody_sees_a_goal_until_its_owner_switches_it_on(circle: Any) -> None:
    keep(circle)
    found = [seen(circle)]
    for to, on in (
        (ShownTo.FACILITATOR, True),
        (ShownTo.GROUP, True),
        (ShownTo.FACILITATOR, False),
        (ShownTo.GROUP, False),
    ):
        switch(circle, to, on)
        found.append(seen(circle))

    mine = ["Member 0"]
    assert found == [
        [[], [], [], []],
        [[], mine, [], []],
        [mine, mine, [], []],
        [mine, [], [], []],
        [[], [], [], []],
    ]


def test_numbers_stand_by_day_and_a_day_keeps_its_last(circle: Any) -> None:
    for days, at in ((0, 2), (0, 3), (30, 6), (31, None)):
        keep(circle, at=at, now=NOW + timedelta(days=days))
    own = progress.own_progress(circle.group, circle.members[0])

    today = NOW.date()
    assert own.points == [(today, 3), (today + timedelta(days=30), 6)]
    assert own.goal is not None
    assert own.goal.set_on == today


def test_the_facilitator_sees_steps_with_their_outcome_and_open_ones_first(circle: Any) -> None:
    switch(circle, ShownTo.FACILITATOR)
    for words, days in (("First", 3), ("Second", 1)):
        step = actions.make_step(
            group=circle.group,
            do=words,
            by=NOW.date() + timedelta(days=days),
            actor=circle.actors[0],
            now=NOW,
        )
        if words == "First":
            actions.finish_step(step=step, state=StepState.DONE, actor=circle.actors[0], now=NOW)
    (found,) = progress.shown_to(circle.group, circle.guide.pk)

    assert [(each.do, each.state) for each in found.steps] == [
        ("Second", StepState.OPEN),
        ("First", StepState.DONE),
    ]


def test_a_forgotten_goal_takes_its_numbers_along(circle: Any) -> None:
    keep(circle, at=4)
    progress.drop_goal(group=circle.group, actor=circle.actors[0], now=NOW)

    assert (Goal.objects.count(), GoalPoint.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"words": " "}, progress.NothingSaid),
        ({"words": "x" * 281}, progress.TooLong),
        ({"at": 11}, progress.NotOnTheScale),
    ],
)
def test_what_is_no_goal_is_refused(circle: Any, fields: Any, refusal: Any) -> None:
    with pytest.raises(refusal):
        keep(circle, **fields)


def test_whoever_left_is_seen_no_more_and_sees_no_more(circle: Any) -> None:
    keep(circle)
    switch(circle, ShownTo.GROUP)
    switch(circle, ShownTo.FACILITATOR)
    GroupMember.objects.filter(person=circle.members[0]).update(ended_at=NOW)

    assert seen(circle) == [[], [], [], []]
    assert not policies.see_progress(circle.actors[0], circle.group)
    with pytest.raises(Forbidden):
        keep(circle)


def test_the_page_opens_to_the_group_and_who_looks_after_it(circle: Any) -> None:
    people = (*circle.members, circle.guide, circle.other, circle.manager, circle.admin)
    may = [policies.see_progress(actor_of(each), circle.group) for each in people]

    assert may == [True] * 4 + [False] * 3


def test_a_goal_with_its_numbers_and_switches_can_be_taken_along(circle: Any) -> None:
    keep(circle, at=4)
    switch(circle, ShownTo.GROUP)
    day = NOW.date().isoformat()

    assert progress.stored_about(circle.members[0].pk) == [
        {"goal": "Listen longer", "set_on": day, "points": [{"on": day, "at": 4}]},
        {"shown_to": "group", "group": "Kestrel"},
    ]
