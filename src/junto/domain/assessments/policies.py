"""Who may open a round, and who may answer."""

from typing import Any

from junto.domain.assessments import queries
from junto.foundation.access import Actor, policy


@policy("assessments.open-round", "Open and seal rounds of anonymous answers.")
def open_round(actor: Actor, organization_id: Any) -> bool:
    """Nobody but the house: a round opens with a session's end and closes by the clock."""
    return False


@policy("assessments.answer", "Answer an anonymous round, and change the answers until it closes.")
def answer(actor: Actor, round_: Any) -> bool:
    """Whoever is asked."""
    if actor.person_id is None or actor.organization_id != round_.organization_id:
        return False
    return queries.is_asked(round_, actor.person_id)
