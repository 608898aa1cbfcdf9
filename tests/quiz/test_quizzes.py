"""Quizzes: what is kept, who may, and what leads to nobody."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, connections

from factories import NOW, actor_of
from factories.rooms import make_room_world
from junto.domain.assessments import jobs
from junto.domain.assessments import quiz_actions as actions
from junto.domain.assessments import quiz_queries as queries
from junto.domain.assessments.enums import RunState
from junto.domain.assessments.models import QuizAnswer, QuizPlayer, QuizRun
from junto.domain.groups.models import GroupMember
from junto.foundation import roundkeys, tenancy
from junto.foundation.access import Forbidden
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
def world(db: None) -> Iterator[SimpleNamespace]:
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


def files() -> bytes:
    """Everything the databases keep on disk: data, keys, logs."""
    names = [Path(str(connections[alias].settings_dict["NAME"])) for alias in ("default", "keys")]
    return b"".join(
        each.read_bytes() for path in names for each in sorted(path.parent.glob(f"{path.name}*"))
    )


def test_a_closed_question_leaves_a_count(world: SimpleNamespace) -> None:
    all_join(world, 6)
    go_on(world)
    question = queries.current_question(world.run)
    for who, chosen in enumerate([1, 1, 0, 0, 1, 0]):
        answer(world, who, [chosen])
    answer(world, 3, [1])
    while_open = (queries.tally_of(world.run, question), queries.answered_so_far(world.run))

    go_on(world)
    tally = queries.tally_of(world.run, question)

    assert while_open == (None, 5)
    assert (tally.n, tally.counts, tally.right) == (6, (2, 4), 4)
    assert (QuizAnswer.objects.count(), world.run.state) == (0, RunState.CLOSED)


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_neither_file_remembers_who_answered(world: SimpleNamespace) -> None:
    all_join(world, 5)
    go_on(world, 4)
    question = queries.current_question(world.run)
    for who in range(5):
        answer(world, who, [who])
    handles = [row.handle for row in QuizAnswer.objects.all()]
    key_while_open = roundkeys.exist([question.id])
    before = files()

    go_on(world)
    after = files()

    assert (len(handles), key_while_open, roundkeys.exist([question.id])) == (
        5,
        {question.id},
        set(),
    )
    if connection.vendor == "sqlite":
        assert [each for each in handles if each.encode() not in before] == []
        assert [each for each in handles if each.encode() in after] == []
    # Nothing is right or wrong here, so not even the players keep what they chose.
    assert [row.own for row in QuizPlayer.objects.all()] == [""] * 5


def test_what_is_right_or_wrong_is_given_back_to_each_player_alone(world: SimpleNamespace) -> None:
    all_join(world, 3)
    go_on(world)
    question = queries.current_question(world.run)
    answer(world, 0, [0])
    answer(world, 1, [1])
    go_on(world)

    found = [queries.player_of(world.run, actor.person_id).own for actor in world.actors[:3]]

    assert found == [json.dumps({question.id: [0]}), json.dumps({question.id: [1]}), ""]


def test_whoever_leaves_the_group_loses_the_quiz_at_once(world: SimpleNamespace) -> None:
    all_join(world, 3)
    go_on(world)
    GroupMember.objects.filter(person=world.members[2]).update(ended_at=NOW)
    actor = actor_of(world.members[2])

    with pytest.raises(Forbidden):
        actions.answer(
            run=world.run,
            question_id=queries.current_question(world.run).id,
            given=[0],
            actor=actor,
        )


def test_a_quiz_that_is_changed_while_it_runs_keeps_its_questions(world: SimpleNamespace) -> None:
    actions.change_quiz(quiz=world.quiz, seen=1, questions=[], actor=world.host, now=NOW)

    assert len(queries.questions_of(queries.get_run(world.run.ref))) == 3


def test_a_quiz_left_running_ends_by_the_clock_and_counts_what_came(world: SimpleNamespace) -> None:
    all_join(world, 5)
    go_on(world)
    for who in range(5):
        answer(world, who, [who % 2])
    question = queries.current_question(world.run)

    jobs.end_quizzes(NOW + timedelta(hours=11))
    still = queries.get_run(world.run.ref).state
    jobs.end_quizzes(NOW + timedelta(hours=13))
    run = queries.get_run(world.run.ref)

    assert (still, run.state, run.code) == (RunState.ASKING, RunState.ENDED, "")
    assert queries.tally_of(run, question).counts == (3, 2)
