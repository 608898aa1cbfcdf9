"""Who may plan a round, choose whom to ask, answer, and read a report."""

from typing import Any

from junto.domain.feedback.enums import RaterState, RoundStage
from junto.domain.programs import policies as program_policies
from junto.domain.programs import queries as program_queries
from junto.foundation.access import Actor, policy


def _is(actor: Actor, person_id: int, organization_id: int) -> bool:
    return (
        actor.person_id is not None
        and actor.organization_id == organization_id
        and actor.person_id == person_id
    )


@policy("feedback.have", "See what feedback one is asked for, and the rounds about oneself.")
def have_feedback(actor: Actor, organization: Any) -> bool:
    """Everybody of the organization."""
    return bool(actor.person_id is not None and actor.organization_id == organization.pk)


@policy("feedback.plan-round", "Plan rounds of feedback in a program.")
def plan_round(actor: Actor, program: Any) -> bool:
    """The program's own managers."""
    return program_policies.manage_program(actor, program)


@policy(
    "feedback.run-round", "Run a round of feedback: see how many are asked, never who answered."
)
def run_round(actor: Actor, round_: Any) -> bool:
    """The program's own managers."""
    return program_policies.manage_program(actor, round_.program)


@policy("feedback.choose", "Choose whom to ask for feedback on oneself.")
def choose(actor: Actor, subject: Any) -> bool:
    """The one it is about, until people are asked."""
    mine = _is(actor, subject.person_id, subject.organization_id)
    return mine and subject.round.stage in (RoundStage.CHOOSING, RoundStage.ASKING)


@policy("feedback.answer", "Give feedback, change it and take it back until the round closes.")
def answer(actor: Actor, rater: Any) -> bool:
    """Whoever was asked. After the close nothing is taken, and what they typed is given back."""
    return (
        _is(actor, rater.person_id, rater.organization_id)
        and rater.state == RaterState.ASKED
        and rater.subject.round.stage != RoundStage.CHOOSING
    )


@policy("feedback.coach", "Read a report first as its coach, and pass it on.")
def coach(actor: Actor, subject: Any) -> bool:
    """Whoever was named before anybody was asked, until the report is passed on."""
    return (
        subject.round.coach_first
        and subject.coach_id is not None
        and _is(actor, subject.coach_id, subject.organization_id)
        and subject.report is not None
        and subject.released_on is None
        and subject.round.stage != RoundStage.CANCELLED
    )


@policy("feedback.read-report", "Read the report of a round.")
def read_report(actor: Actor, subject: Any) -> bool:
    """The one it is about, and nobody else."""
    mine = _is(actor, subject.person_id, subject.organization_id)
    return mine and subject.round.stage != RoundStage.CANCELLED


@policy("feedback.ask-first", "Show in a program that one asks for feedback first.")
def ask_first(actor: Actor, program: Any) -> bool:
    """Whoever leads, sponsors or looks after the program, each for themselves."""
    here = actor.person_id is not None and actor.organization_id == program.organization_id
    return here and bool(program_queries.staff_roles(program, actor))
