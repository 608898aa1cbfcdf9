"""Reading quizzes, their runs, and what was counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from junto.domain.assessments.enums import RunState
from junto.domain.assessments.models import Quiz, QuizAnswer, QuizPlayer, QuizRun, QuizTally
from junto.foundation import ports, roundkeys, tenancy
from junto.foundation.access import Actor
from junto.foundation.tenancy import statements
from junto.kernel import anonymity
from junto.kernel.quiz import Kind, Movement, Question, Tally, TeamFigure, movement

K = anonymity.BIG_SCREEN


@dataclass(frozen=True)
class Place:
    """Whom a quiz can be run for: a session, a group, a program or the organization."""

    kind: str
    ref: str
    title: str
    # Names of teams that suggest themselves, such as a program's groups.
    teams: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Kind and reference in one."""
        return f"{self.kind}:{self.ref}"


# ---------------------------------------------------------------- finding


def get_quiz(ref: str) -> Quiz:
    """The quiz with this reference (NotFound when there is none)."""
    return tenancy.find(Quiz, ref)


def get_run(ref: str) -> QuizRun:
    """The run with this reference (NotFound when there is none)."""
    return tenancy.find(QuizRun, ref)


def run_with_code(code: str) -> QuizRun:
    """The run that is joined with this code.

    Raises
    ------
    tenancy.NotFound
        When there is none, or it is over.
    """
    found: QuizRun | None = statements.first(_with_code, code=code.upper())
    if found is None:
        raise tenancy.NotFound(code)
    return found


def _with_code(code: str) -> Any:
    with tenancy.unscoped("a code names a quiz before its organization is known"):
        return QuizRun.objects.filter(code=code)[:1]


# ---------------------------------------------------------------- places


def hosts(actor: Actor, place: str, ref: str) -> bool:
    """Tell whether the actor may run a quiz there."""
    return bool(ports.call("assessments.hosts", actor=actor, place=place, ref=ref))


def plays(actor: Actor, place: str, ref: str) -> bool:
    """Tell whether a quiz that is run there is for the actor."""
    asked = f"assessments.plays:{place}:{ref}"
    if asked not in actor.known:
        # The page and the action both ask: once a request is enough.
        found = ports.call("assessments.plays", actor=actor, place=place, ref=ref)
        actor.known[asked] = bool(found)
    return bool(actor.known[asked])


def places(actor: Actor, at: str = "") -> list[Place]:
    """Where the actor may run a quiz; with `at` (a key) that place first, if they may there."""
    rows: list[Place] = [Place(*row) for row in ports.call("assessments.places", actor=actor)]
    return sorted(rows, key=lambda row: row.key != at)


# ---------------------------------------------------------------- library


def questions_of(quiz: "Quiz | QuizRun") -> list[Question]:
    """The questions in their order."""
    return [_question(row) for row in quiz.questions]


def _question(row: dict[str, Any]) -> Question:
    lists = {"options": tuple(row["options"]), "right": tuple(row["right"])}
    return Question(**{**row, **lists, "kind": Kind(row["kind"])})


def library(actor: Actor, *, shared: bool) -> list[Quiz]:
    """One's own quizzes, and with `shared` the organization's, newest change first."""
    own = Q(owner_id=actor.person_id)
    found = own | Q(is_shared=True) if shared else own
    rows = Quiz.objects.filter(found).select_related("owner")
    return list(rows.order_by("-changed_at", "-pk")[:200])


def runs_hosted_by(actor: Actor) -> list[QuizRun]:
    """Runs of one's own, those that go on first, then the newest."""
    rows = QuizRun.objects.filter(host_id=actor.person_id)
    return sorted(
        rows.order_by("-opened_at", "-pk")[:20], key=lambda row: row.state == RunState.ENDED
    )


def open_run_at(place: str, ref: str) -> QuizRun | None:
    """The run that goes on there, the newest of several."""
    rows = QuizRun.objects.filter(place=place, place_ref=ref).exclude(state=RunState.ENDED)
    return rows.order_by("-pk").first()


def forgotten_runs(before: Any) -> list[QuizRun]:
    """Runs of every organization that were opened before and never ended."""
    with tenancy.unscoped("quizzes that were forgotten end by the clock in every organization"):
        return list(QuizRun.objects.filter(opened_at__lt=before).exclude(state=RunState.ENDED))


# ---------------------------------------------------------------- a run


def current_question(run: QuizRun) -> Question | None:
    """The question that is asked, closed or shown; none while people join and at the end."""
    if run.state in (RunState.WAITING, RunState.ENDED):
        return None
    return _question(run.questions[run.index])


def tallies(run: QuizRun) -> dict[str, Tally]:
    """What was counted, by question; a question that is open has none."""
    return {row.question: _tally(row.counted) for row in QuizTally.objects.filter(run=run)}


def tally_of(run: QuizRun, question: Question) -> Tally | None:
    """What was counted of one question, None while it is open."""
    row = QuizTally.objects.filter(run=run, question=question.id).first()
    return _tally(row.counted) if row else None


def _tally(data: dict[str, Any]) -> Tally:
    return Tally(
        n=data["n"],
        counts=tuple(data["counts"]),
        or_more=tuple(data["or_more"]),
        mean=tuple(data["mean"]) if data["mean"] else None,
        words=tuple((text, n) for text, n in data["words"]),
        right=data["right"],
        right_or_more=data["right_or_more"],
        teams=tuple(TeamFigure(**team) for team in data["teams"]),
    )


def closed_questions(run: QuizRun) -> list[tuple[Question, Tally]]:
    """Each question that has closed with what was counted, in the order they were asked."""
    counted = tallies(run)
    return [(each, counted[each.id]) for each in questions_of(run) if each.id in counted]


def runs_before(run: QuizRun) -> list[QuizRun]:
    """Earlier runs for the same people, oldest first."""
    rows = QuizRun.objects.filter(place=run.place, place_ref=run.place_ref, pk__lt=run.pk)
    return list(rows.order_by("pk"))


def movements(run: QuizRun) -> list[Movement]:
    """Each question of this run that was asked before, here or earlier for the same people."""
    mine = {each.fingerprint for each, _ in closed_questions(run)}
    asked = [pair for each in [*runs_before(run), run] for pair in closed_questions(each)]
    return movement(
        [(question, tally) for question, tally in asked if question.fingerprint in mine]
    )


def count_players(run: QuizRun) -> int:
    """How many have joined."""
    return QuizPlayer.objects.filter(run=run, person__ended_at=None).count()


def answered_so_far(run: QuizRun) -> int:
    """How many answered the open question, in steps of the threshold: nobody sees who was last."""
    question = current_question(run)
    if question is None or run.state != RunState.ASKING:
        return 0
    answered = QuizAnswer.objects.filter(run=run, question=question.id).count()
    return anonymity.count_shown(answered, k=K)


def player_of(run: QuizRun, person_id: int | None) -> QuizPlayer | None:
    """Somebody's part in a run, once they have joined."""
    found: QuizPlayer | None = statements.first(_player, run_id=run.pk, person_id=person_id or 0)
    return found


def _player(run_id: int, person_id: int) -> Any:
    return QuizPlayer.objects.filter(run_id=run_id, person_id=person_id)[:1]


def own_answer(run: QuizRun, person_id: int) -> list[int] | str | None:
    """What somebody answered to the open question; of others nothing is read."""
    question = current_question(run)
    if question is None or run.state != RunState.ASKING:
        return None
    found = roundkeys.handles_if_open(question.id, [person_id])
    rows = QuizAnswer.objects.filter(run=run, question=question.id, handle__in=found.values())
    row = rows.first()
    if row is None:
        return None
    return row.words if question.kind is Kind.WORDS else list(row.chosen)


def stored_about(person_id: int) -> dict[str, Any]:
    """Return what quizzes store about a person, ready for JSON."""
    written = Quiz.objects.filter(owner_id=person_id).order_by("pk")
    hosted = QuizRun.objects.filter(host_id=person_id).order_by("pk")
    joined = QuizPlayer.objects.filter(person_id=person_id).select_related("run").order_by("pk")
    return {
        "written": [{"title": row.title, "questions": row.questions} for row in written],
        "hosted": [row.title for row in hosted],
        "joined": [
            {"quiz": row.run.title, "team": row.team, "own_answers": row.own} for row in joined
        ],
    }


def order(questions: Sequence[Question], wanted: str, by: int) -> list[Question]:
    """The questions with one moved up (-1) or down (1)."""
    rows = list(questions)
    at = next((n for n, each in enumerate(rows) if each.id == wanted), -1)
    to = at + by
    if at >= 0 and 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    return rows
