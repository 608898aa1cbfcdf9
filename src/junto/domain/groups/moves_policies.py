"""Who answers whether they would change their group."""

from typing import Any

from junto.foundation.access import Actor, policy


@policy("groups.answer-move", "Say whether one would change one's group.")
def answer_move(actor: Actor, question: Any) -> bool:
    """Whoever is asked."""
    if actor.person_id is None or actor.organization_id != question.organization_id:
        return False
    return bool(actor.person_id == question.person_id)
