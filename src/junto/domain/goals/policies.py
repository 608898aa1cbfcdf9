"""Who may make, see and change next steps. No role opens them: not managers, not admins."""

from typing import Any

from junto.domain.groups import queries as group_queries
from junto.foundation.access import Actor, policy


@policy("goals.share", "Make next steps in a group, and see those that are open there.")
def share_steps(actor: Actor, group: Any) -> bool:
    """The group's own people."""
    if actor.person_id is None or actor.organization_id != group.organization_id:
        return False
    return group_queries.is_member(group, actor.person_id)


@policy("goals.own", "Change a next step: done, moved, let go, learned.")
def own_step(actor: Actor, step: Any) -> bool:
    """Whose step it is."""
    if actor.person_id is None or actor.organization_id != step.organization_id:
        return False
    return bool(step.person_id == actor.person_id)
