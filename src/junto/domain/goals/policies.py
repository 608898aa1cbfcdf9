"""Who may make, see and change next steps. No role opens them: not managers, not admins."""

from typing import Any

from junto.domain.goals.enums import WitnessState
from junto.domain.groups import facilitating
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


def _is_between(actor: Actor, witness: Any) -> bool:
    """Whoever was asked, while both are in the group and neither has said no."""
    step = witness.step
    if actor.person_id is None or witness.person_id != actor.person_id:
        return False
    if actor.organization_id != witness.organization_id or witness.state == WitnessState.NO:
        return False
    return all(
        group_queries.is_member(step.group, each) for each in (actor.person_id, step.person_id)
    )


@policy(
    "goals.stand-by", "Say yes or no to standing by a member's step, and see what becomes of it."
)
def stand_by(actor: Actor, witness: Any) -> bool:
    """Whoever was asked, until they say no, its owner takes it back or one of them leaves."""
    return _is_between(actor, witness)


@policy("goals.cheer", "Leave a word for whose step one stands by.")
def cheer_on(actor: Actor, witness: Any) -> bool:
    """Whoever said yes."""
    return bool(witness.state == WitnessState.YES) and _is_between(actor, witness)


@policy("goals.see-progress", "See the goals and steps that members of a group show.")
def see_progress(actor: Actor, group: Any) -> bool:
    """The group's people, and who looks after it; each sees what is shown to them."""
    if actor.person_id is None or actor.organization_id != group.organization_id:
        return False
    if group_queries.is_member(group, actor.person_id):
        return True
    guide = facilitating.facilitator_of(group)
    return group.ended_at is None and guide is not None and guide.pk == actor.person_id
