"""Who may thank."""

from typing import Any

from junto.domain.groups import queries as group_queries
from junto.foundation.access import Actor, policy


@policy("recognition.thank", "Thank somebody of the own group or program.")
def thank(actor: Actor, group: Any) -> bool:
    """The group's own people."""
    if actor.person_id is None or actor.organization_id != group.organization_id:
        return False
    return group_queries.is_member(group, actor.person_id)
