"""Who may look back on a session."""

from typing import Any

from junto.domain.groups import queries as group_queries
from junto.foundation.access import Actor, policy


@policy(
    "sessions.look-back", "After a session: say what comes next, how it was, and thank somebody."
)
def look_back(actor: Actor, session: Any) -> bool:
    """The people of the group."""
    if actor.person_id is None or actor.organization_id != session.organization_id:
        return False
    return group_queries.is_member(session.group, actor.person_id)
