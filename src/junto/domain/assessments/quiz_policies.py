"""Who may write, run, join and look back at quizzes."""

from typing import Any

from junto.domain.assessments import quiz_queries
from junto.domain.people.enums import Role
from junto.foundation.access import Actor, policy

READERS = (Role.FACILITATOR, Role.PROGRAM_MANAGER, Role.ORG_ADMIN)


def _belongs(actor: Actor, obj: Any) -> bool:
    organization_id = getattr(obj, "organization_id", None) or obj.pk
    return actor.person_id is not None and actor.organization_id == organization_id


@policy("assessments.write-quiz", "Write quizzes of one's own.")
def write_quiz(actor: Actor, organization: Any) -> bool:
    """Everybody in the organization: whoever leads a session may bring questions."""
    return _belongs(actor, organization)


@policy("assessments.view-quiz", "Read a quiz with what is right.")
def view_quiz(actor: Actor, quiz: Any) -> bool:
    """Its owner; of a shared one also facilitators, program managers and administrators."""
    if not _belongs(actor, quiz):
        return False
    return quiz.owner_id == actor.person_id or (quiz.is_shared and actor.has(*READERS))


@policy("assessments.change-quiz", "Change, share and remove a quiz.")
def change_quiz(actor: Actor, quiz: Any) -> bool:
    """Its owner."""
    return _belongs(actor, quiz) and quiz.owner_id == actor.person_id


@policy("assessments.host-quiz", "Run a quiz on the big screen, and see what the group answered.")
def host_quiz(actor: Actor, run: Any) -> bool:
    """Whoever may run one there: the session's or group's people and facilitators, or the staff."""
    return _belongs(actor, run) and quiz_queries.hosts(actor, run.place, run.place_ref)


@policy("assessments.play-quiz", "Join a quiz and answer it.")
def play_quiz(actor: Actor, run: Any) -> bool:
    """Whom it is for, as long as they belong there."""
    return _belongs(actor, run) and quiz_queries.plays(actor, run.place, run.place_ref)
