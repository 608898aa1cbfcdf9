"""Who may be in the room of a session."""

from typing import Any

from junto.domain.programs import queries as program_queries
from junto.domain.programs.enums import StaffRole
from junto.domain.sessions import room_queries
from junto.domain.sessions.enums import SessionState
from junto.foundation.access import Actor, policy


@policy("sessions.enter-room", "Be in the room of a session.")
def enter_room(actor: Actor, session: Any) -> bool:
    """The people of the group, and who facilitates its program; nobody else, admins included."""
    if actor.person_id is None or actor.organization_id != session.organization_id:
        return False
    if session.state == SessionState.CALLED_OFF:
        return False
    if room_queries.is_of_the_group(session, actor.person_id):
        return True
    return facilitates(actor, session)


@policy("sessions.prepare", "Prepare for a session.")
def prepare(actor: Actor, session: Any) -> bool:
    """The people of the group."""
    if actor.person_id is None or actor.organization_id != session.organization_id:
        return False
    is_off = session.state == SessionState.CALLED_OFF
    return not is_off and room_queries.is_of_the_group(session, actor.person_id)


def facilitates(actor: Actor, session: Any) -> bool:
    """Tell whether the actor is a facilitator of the program the group belongs to."""
    staff = program_queries.staff_roles(session.group.program, actor)
    return StaffRole.FACILITATOR in staff and session.group.ended_at is None
