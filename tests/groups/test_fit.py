"""Is this the right group for you? Asked after two sessions; who stays is nobody's business."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW, actor_of, enroll, make_person
from factories.after import make_circle, make_group, make_session
from junto.domain.groups import fit, membership
from junto.domain.groups.enums import Fit, GroupKind
from junto.domain.groups.models import FitAnswer
from junto.domain.overview import fitting
from junto.domain.programs.models import Program
from junto.foundation import tenancy
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SimpleNamespace:
    """Two circles of five in a program of circles of four to six; the first has met twice."""
    made = make_circle(5)
    made.others = [make_person(made.organization, full_name=f"Other {n}") for n in range(5)]
    enroll(made.program, made.others)
    made.other = make_group(made.program, made.others, name="Wren")
    for number in (1, 2):
        make_session(made.group, number=number)
    with tenancy.scope(made.organization.pk):
        Program.objects.update(
            size_min=4, size_max=6, rules={"hard": [], "soft": [{"mix": {"attribute": "unit"}}]}
        )
        made.program.refresh_from_db()
        yield made


def say(world: SimpleNamespace, answer: str, at: int = 0) -> None:
    fitting.answer(group=world.group, answer=answer, actor=world.actors[at], now=NOW)


def wishes(world: SimpleNamespace) -> list[tuple[str, str]]:
    return [(each.person.full_name, each.group.name) for each in fit.wishes_in(world.program)]


def test_a_member_is_asked_after_two_sessions_of_their_own(world: SimpleNamespace) -> None:
    late = make_person(world.organization, full_name="Late Comer")
    enroll(world.program, [late])
    membership.join_group(
        group=world.group, person=late, actor=actor_of(world.manager), now=NOW + timedelta(days=1)
    )
    asked = [
        [(each.group.name, each.met, each.is_open) for each in fitting.questions_for(person.pk)]
        for person in (world.members[0], world.others[0], late)
    ]
    assert asked == [[("Kestrel", 2, True)], [("Wren", 0, False)], [("Kestrel", 0, False)]]
    with pytest.raises(fitting.NotYet):
        fitting.answer(group=world.group, answer="stay", actor=actor_of(late), now=NOW)


def test_an_answer_is_kept_once_and_leaves_no_trace_in_the_log(world: SimpleNamespace) -> None:
    before = EventRecord.objects.count()
    for answer in (Fit.STAY, Fit.UNSURE, Fit.MOVE, Fit.MOVE):
        say(world, answer)
    assert list(FitAnswer.objects.values_list("answer", "day")) == [("move", NOW.date())]
    fitting.take_back(group=world.group, actor=world.actors[0])
    assert (FitAnswer.objects.count(), EventRecord.objects.count()) == (0, before)


def test_only_who_asks_for_another_group_is_named(world: SimpleNamespace) -> None:
    for at, answer in enumerate((Fit.MOVE, Fit.UNSURE, Fit.STAY)):
        say(world, answer, at)
    assert wishes(world) == [("Member 0", "Kestrel")]
    assert fit.occasion(world.program)[0] == 1


def test_whoever_leaves_takes_their_answer_along(world: SimpleNamespace) -> None:
    say(world, Fit.MOVE)
    membership.leave_group(
        group=world.group, person=world.members[0], actor=actor_of(world.manager), now=NOW
    )
    assert (wishes(world), FitAnswer.objects.count()) == ([], 0)


def test_an_occasion_is_another_one_when_somebody_else_asks(world: SimpleNamespace) -> None:
    marks = [fit.occasion(world.program)]
    say(world, Fit.MOVE, 0)
    marks += [fit.occasion(world.program), fit.occasion(world.program)]
    fitting.take_back(group=world.group, actor=world.actors[0])
    say(world, Fit.MOVE, 1)
    marks.append(fit.occasion(world.program))
    assert [count for count, _mark in marks] == [0, 1, 1, 1]
    assert marks[1] == marks[2]
    assert len({mark for _count, mark in marks}) == 3


@pytest.mark.parametrize("who", ["manager", "admin", "outsider"])
def test_nobody_answers_for_others(world: SimpleNamespace, who: str) -> None:
    people: dict[str, Any] = {
        "manager": world.manager,
        "admin": world.admin,
        "outsider": world.others[0],
    }
    with pytest.raises(Forbidden):
        fitting.answer(group=world.group, answer="move", actor=actor_of(people[who]), now=NOW)


def test_mentoring_pairs_are_not_asked_here(world: SimpleNamespace) -> None:
    two = world.members[:2]
    pair = make_group(world.program, two, kind=GroupKind.MENTORING_PAIR, name="Pair")
    for number in (1, 2):
        make_session(pair, number=number)
    assert [each.group.name for each in fitting.questions_for(two[0].pk)] == ["Kestrel"]
    with pytest.raises(Forbidden):
        fit.say(about=pair, answer="move", actor=world.actors[0], now=NOW)


def test_what_i_answered_is_among_what_is_stored_about_me(world: SimpleNamespace) -> None:
    say(world, Fit.UNSURE)
    assert fit.stored_about(world.members[0].pk) == [
        {"about": "Kestrel", "answer": "unsure", "day": NOW.date().isoformat()}
    ]
