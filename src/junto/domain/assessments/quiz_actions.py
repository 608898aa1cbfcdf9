"""Writing quizzes, running them, answering."""

import json
import random
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction

from junto.domain.assessments import quiz_policies, quiz_queries, sealing
from junto.domain.assessments.enums import CODE_ALPHABET, CODE_LENGTH, RunState
from junto.domain.assessments.models import (
    Quiz,
    QuizAnswer,
    QuizPlayer,
    QuizRun,
    QuizTally,
    draw_key,
)
from junto.domain.assessments.quiz_events import QuizEnded, QuizOpened
from junto.foundation import idempotency, roundkeys
from junto.foundation.access import Actor, Forbidden
from junto.foundation.events import publish
from junto.foundation.text import new_ref
from junto.kernel.quiz import (
    MOST_QUESTIONS,
    Answer,
    Kind,
    Question,
    Trouble,
    count,
    is_answer,
    question_from,
)

if TYPE_CHECKING:
    from junto.domain.organizations.models import Organization

LONGEST_TITLE = 120
MOST_TEAMS = 30
LONGEST_TEAM = 60
# How long the end of a question waits for readers before it leaves the traces to the next one.
PATIENCE = timedelta(milliseconds=300)

chance = random.SystemRandom()


class Changed(Exception):
    """Somebody changed the quiz meanwhile: nothing was kept."""


class NoQuestions(ValueError):
    """There is nothing to ask."""


class NotJoined(Exception):
    """Whoever answers has not joined."""


class QuestionClosed(Exception):
    """The question is not open any more, or not yet: nothing was kept."""


class NotAnAnswer(ValueError):
    """That cannot be answered to this question."""


# ---------------------------------------------------------------- writing


@transaction.atomic
def create_quiz(
    *,
    organization: "Organization",
    title: str,
    questions: Iterable[Question],
    actor: Actor,
    now: datetime,
) -> Quiz:
    """Begin a quiz, one's own until it is shared."""
    quiz_policies.write_quiz.check(actor, organization)
    idempotency.claim()
    rows = [replace(each, id=new_ref()).stored() for each in questions]
    return Quiz.objects.create(
        title=_title(title),
        owner_id=actor.person_id,
        questions=rows[:MOST_QUESTIONS],
        created_at=now,
        changed_at=now,
    )


@transaction.atomic
def change_quiz(
    *,
    quiz: Quiz,
    actor: Actor,
    now: datetime,
    seen: int,
    title: str | None = None,
    is_shared: bool | None = None,
    questions: Sequence[Question] | None = None,
) -> Quiz:
    """Change what is given, and leave the rest.

    Raises
    ------
    Changed
        When it is not the version that was `seen` any more.
    Trouble
        `many_questions` when there are too many.
    """
    quiz_policies.change_quiz.check(actor, quiz)
    row = Quiz.objects.select_for_update().get(pk=quiz.pk)
    idempotency.claim()
    if row.version != seen:
        raise Changed(quiz.ref)
    if questions is not None:
        if len(questions) > MOST_QUESTIONS:
            raise Trouble("many_questions", most=MOST_QUESTIONS)
        row.questions = [
            question_from({**each.stored(), "id": each.id or new_ref()}).stored()
            for each in questions
        ]
    row.title = row.title if title is None else _title(title)
    row.is_shared = row.is_shared if is_shared is None else is_shared
    row.version += 1
    row.changed_at = now
    row.save()
    return row


def _title(title: str) -> str:
    return " ".join(title.split())[:LONGEST_TITLE]


@transaction.atomic
def copy_quiz(*, quiz: Quiz, actor: Actor, now: datetime) -> Quiz:
    """Make a quiz one's own; the other one stays as it is."""
    quiz_policies.view_quiz.check(actor, quiz)
    return create_quiz(
        organization=quiz.organization,
        title=quiz.title,
        questions=quiz_queries.questions_of(quiz),
        actor=actor,
        now=now,
    )


@transaction.atomic
def remove_quiz(*, quiz: Quiz, actor: Actor) -> None:
    """Remove it from the library; what was run of it stays with whom it was run for."""
    quiz_policies.change_quiz.check(actor, quiz)
    Quiz.objects.filter(pk=quiz.pk).delete()


# ---------------------------------------------------------------- running


@transaction.atomic
def open_run(
    *,
    quiz: Quiz,
    place: str,
    ref: str,
    teams: Iterable[str] = (),
    actor: Actor,
    now: datetime,
) -> QuizRun:
    """Open a quiz for people to join, with the questions it has now.

    Raises
    ------
    Forbidden
        When the actor may not read the quiz, or run one there.
    NoQuestions
        When it has none.
    """
    quiz_policies.view_quiz.check(actor, quiz)
    if not (actor.is_system or quiz_queries.hosts(actor, place, ref)):
        raise Forbidden("assessments.host-quiz")
    questions = [replace(each, id=new_ref()) for each in quiz_queries.questions_of(quiz)]
    if not questions:
        raise NoQuestions(quiz.ref)
    run = _with_code(
        QuizRun(
            quiz=quiz,
            title=quiz.title,
            host_id=actor.person_id,
            place=place,
            place_ref=ref,
            questions=[each.stored() for each in questions],
            teams=_teams(teams),
            opened_at=now,
        )
    )
    publish(QuizOpened(run_ref=run.ref, place=place, place_ref=ref), actor=actor, now=now)
    return run


def _teams(names: Iterable[str]) -> list[str]:
    """At least two different names, or none: one team is everybody."""
    clean = (" ".join(name.split())[:LONGEST_TEAM] for name in names)
    found = list(dict.fromkeys(name for name in clean if name))[:MOST_TEAMS]
    return found if len(found) > 1 else []


def _with_code(run: QuizRun) -> QuizRun:
    for _ in range(20):
        run.code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
        try:
            with transaction.atomic():
                run.save()
        except IntegrityError:
            run.pk = None
        else:
            break
    return run


@transaction.atomic
def go_on(*, run: QuizRun, seen: int, actor: Actor, now: datetime) -> QuizRun:
    """Take the next step: ask, close, show, ask the next one, and at last end.

    A page that has not `seen` the newest step changes nothing: two who press at once make one step.
    """
    row = _held(run, seen, actor)
    if row is None:
        return run
    if row.state == RunState.WAITING:
        return _step(row, RunState.ASKING, 0)
    if row.state == RunState.ASKING:
        _close(row)
        return _step(row, RunState.CLOSED, row.index)
    if row.state == RunState.CLOSED:
        return _step(row, RunState.SHOWN, row.index)
    if row.index + 1 < len(row.questions):
        return _step(row, RunState.ASKING, row.index + 1)
    return _end(row, actor, now)


@transaction.atomic
def ask_again(*, run: QuizRun, seen: int, actor: Actor) -> QuizRun:
    """Ask the question that has closed once more, after people have talked about it.

    What is right has not been shown by then; a poll can also be asked again after its results.
    """
    row = _held(run, seen, actor)
    if row is None or len(row.questions) >= 2 * MOST_QUESTIONS:
        return run
    question = quiz_queries.current_question(row)
    may = row.state == RunState.CLOSED or (
        row.state == RunState.SHOWN and question is not None and question.is_poll
    )
    if question is None or not may:
        return run
    row.questions.insert(row.index + 1, replace(question, id=new_ref()).stored())
    return _step(row, RunState.ASKING, row.index + 1)


@transaction.atomic
def end_run(*, run: QuizRun, seen: int, actor: Actor, now: datetime) -> QuizRun:
    """End it here; an open question closes first and is counted."""
    row = _held(run, seen, actor)
    if row is None:
        return run
    if row.state == RunState.ASKING:
        _close(row)
    return _end(row, actor, now)


def _held(run: QuizRun, seen: int, actor: Actor) -> QuizRun | None:
    quiz_policies.host_quiz.check(actor, run)
    row = QuizRun.objects.select_for_update().get(pk=run.pk)
    if row.version != seen or row.state == RunState.ENDED:
        return None
    return row


def _step(row: QuizRun, state: RunState, index: int) -> QuizRun:
    row.state, row.index = state, index
    row.version += 1
    row.save()
    if state == RunState.ASKING:
        # Now rather than with the first answer: then every answer only reads it.
        roundkeys.handles(row.questions[index]["id"], [0])
    return row


def _end(row: QuizRun, actor: Actor, now: datetime) -> QuizRun:
    row.code, row.ended_at = "", now
    publish(
        QuizEnded(run_ref=row.ref, place=row.place, place_ref=row.place_ref), actor=actor, now=now
    )
    return _step(row, RunState.ENDED, row.index)


def _close(row: QuizRun) -> None:
    """Count the answers and destroy them; whoever was right or wrong keeps that for themselves."""
    question = quiz_queries.questions_of(row)[row.index]
    rows = QuizAnswer.objects.filter(run=row, question=question.id)
    given = {each.handle: (_value(question, each), each.team) for each in rows}
    answers = list(given.values())
    chance.shuffle(answers)
    QuizTally.objects.create(
        run=row, question=question.id, counted=asdict(count(question, answers))
    )
    if not question.is_poll:
        _give_back(row, question, {handle: answer for handle, (answer, _) in given.items()})
    rows.delete()
    transaction.on_commit(partial(_leave_no_trace, question.id), robust=True)


def _value(question: Question, row: QuizAnswer) -> Answer:
    return row.words if question.kind is Kind.WORDS else list(row.chosen)


def _give_back(run: QuizRun, question: Question, answers: dict[str, Answer]) -> None:
    players = {each.person_id: each for each in QuizPlayer.objects.filter(run=run)}
    handles = roundkeys.handles(question.id, list(players))
    mine = [(players[person_id], answers.get(handle)) for person_id, handle in handles.items()]
    for player, answer in mine:
        if answer is not None:
            player.own = json.dumps({**json.loads(player.own or "{}"), question.id: answer})
    changed = [player for player, answer in mine if answer is not None]
    QuizPlayer.objects.bulk_update(changed, ["own"], batch_size=100)


def _leave_no_trace(question_id: str) -> None:
    """Destroy the key, so that no handle leads to anybody, and empty the log if nobody reads."""
    roundkeys.destroy([question_id])
    sealing.leave_no_trace(PATIENCE)


# ---------------------------------------------------------------- answering


@transaction.atomic
def join(*, run: QuizRun, team: str = "", actor: Actor) -> QuizPlayer:
    """Join a run, early or late; in a team where there are teams. Joining again changes the team.

    Raises
    ------
    NotAnAnswer
        When there is no such team.
    QuestionClosed
        When the run is over.
    """
    quiz_policies.play_quiz.check(actor, run)
    row = QuizRun.objects.select_for_update().get(pk=run.pk)
    if row.state == RunState.ENDED:
        raise QuestionClosed(run.ref)
    if (row.teams and team not in row.teams) or (team and not row.teams):
        raise NotAnAnswer(team)
    player, _made = QuizPlayer.objects.update_or_create(
        organization_id=row.organization_id,
        run=row,
        person_id=actor.person_id or 0,
        defaults={"team": team},
    )
    return player


def answer(*, run: QuizRun, question_id: str, given: Answer, actor: Actor) -> None:
    """Keep somebody's answer to the open question, in place of the one before.

    No event and no processed form: they would tell the order. One handle has one answer, which
    makes a repeat harmless.

    Raises
    ------
    NotJoined, QuestionClosed, NotAnAnswer
        When nothing was kept.
    """
    quiz_policies.play_quiz.check(actor, run)
    question = quiz_queries.current_question(run)
    if question is None or question.id != question_id or run.state != RunState.ASKING:
        raise QuestionClosed(run.ref)
    if not is_answer(question, given):
        raise NotAnAnswer(question_id)
    person_id = actor.person_id or 0
    handle = roundkeys.handles_if_open(question_id, [person_id]).get(person_id)
    if handle is not None and _keep(run, question_id, handle, person_id, given):
        return
    if quiz_queries.player_of(run, person_id) is None:
        raise NotJoined(run.ref)
    raise QuestionClosed(run.ref)


def _keep(run: QuizRun, question_id: str, handle: str, person_id: int, given: Answer) -> bool:
    """Keep an answer of somebody who joined while the question is open; False when it was not.

    One statement, which looks and writes at once: hundreds answer in the same second.
    """
    words, chosen = (given.strip(), []) if isinstance(given, str) else ("", sorted(given))
    encrypted = QuizAnswer._meta.get_field("words").get_prep_value(words)
    values = (draw_key(), question_id, handle, json.dumps(chosen), encrypted, person_id)
    with connection.cursor() as cursor:
        cursor.execute(_keep_sql(), (*values, run.pk, run.version, RunState.ASKING.value))
        return bool(cursor.rowcount)


def _keep_sql() -> str:
    # PostgreSQL would let a question close while its answer is written; SQLite has one writer.
    lock = "FOR SHARE OF run" if connection.vendor == "postgresql" else ""
    cast = "::jsonb" if connection.vendor == "postgresql" else ""
    answers, runs, players = (model._meta.db_table for model in (QuizAnswer, QuizRun, QuizPlayer))
    return f"""
        INSERT INTO {answers}
            (organization_id, run_id, team, id, question, handle, chosen, words)
        SELECT run.organization_id, run.id, player.team, %s, %s, %s, %s{cast}, %s
        FROM {runs} run JOIN {players} player
            ON player.organization_id = run.organization_id AND player.run_id = run.id
        WHERE player.person_id = %s AND run.id = %s AND run.version = %s AND run.state = %s
        {lock}
        ON CONFLICT (run_id, question, handle) DO UPDATE
        SET chosen = excluded.chosen, words = excluded.words, team = excluded.team
    """  # noqa: S608 - names of tables, nothing that anybody typed
