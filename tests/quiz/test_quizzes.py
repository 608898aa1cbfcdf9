"""Quizzes: what is kept, who may, and what leads to nobody."""

from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW
from factories.rooms import make_room_world
from junto.domain.assessments import quiz_actions as actions
from junto.domain.assessments import quiz_queries as queries
from junto.domain.assessments.enums import RunState
from junto.domain.assessments.models import QuizAnswer, QuizRun
from junto.foundation import tenancy
from junto.kernel.quiz import read_text

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

QUESTIONS = """Which word helps most?
a) Soon
b) By Friday * right

How safe is it to say no?
scale: not at all ... wholly

One word for today?
"""


@pytest.fixture
def world(db: None) -> Any:
    made = make_room_world(9)
    with tenancy.scope(made.organization.pk):
        quiz = actions.create_quiz(
            organization=made.organization,
            title="Delegating",
            questions=read_text(QUESTIONS).questions,
            actor=made.actors[0],
            now=NOW,
        )
        run = actions.open_run(
            quiz=quiz, place="group", ref=made.group.ref, actor=made.actors[0], now=NOW
        )
        made.quiz, made.run, made.host = quiz, run, made.actors[0]
        yield made


def go_on(world: SimpleNamespace, times: int = 1) -> QuizRun:
    for _ in range(times):
        run = queries.get_run(world.run.ref)
        actions.go_on(run=run, seen=run.version, actor=world.host, now=NOW)
    world.run = queries.get_run(world.run.ref)
    return world.run


def answer(world: SimpleNamespace, who: int, given: Any) -> None:
    question = queries.current_question(world.run)
    actions.answer(run=world.run, question_id=question.id, given=given, actor=world.actors[who])


def all_join(world: SimpleNamespace, count: int) -> None:
    for actor in world.actors[:count]:
        actions.join(run=world.run, actor=actor)


def test_a_closed_question_leaves_counts_and_no_answer_and_no_key(world: SimpleNamespace) -> None:
    all_join(world, 6)
    go_on(world)
    question = queries.current_question(world.run)
    for who, chosen in enumerate([1, 1, 1, 0, 1, 1]):
        answer(world, who, [chosen])
    answer(world, 3, [1])
    shown_while_open = (queries.tally_of(world.run, question), queries.answered_so_far(world.run))

    actions._leave_no_trace(question.id) if go_on(world) is None else None
    tally = queries.tally_of(world.run, question)

    assert shown_while_open == (None, 5)
    assert (tally.n, tally.counts, tally.right) == (6, (0, 6), 6)
    assert (QuizAnswer.objects.count(), world.run.state) == (0, RunState.CLOSED)
