"""Who may read and write notes, and what a group makes."""

from typing import Any

from junto.domain.groups import queries as group_queries
from junto.domain.notes.enums import OWNED, Audience, Stand
from junto.domain.programs import policies as program_policies
from junto.domain.sessions.enums import SessionState
from junto.foundation.access import Actor, policy


def _is_in(actor: Actor, group: Any) -> bool:
    if actor.person_id is None or actor.organization_id != group.organization_id:
        return False
    return group_queries.is_member(group, actor.person_id)


@policy("notes.keep", "Begin notes in a group and make something with it.")
def keep_notes(actor: Actor, group: Any) -> bool:
    """Its current people; not the managers and facilitators of its program."""
    return _is_in(actor, group)


@policy("notes.keep-of-session", "Begin notes in a session.")
def keep_session_notes(actor: Actor, session: Any) -> bool:
    """The current people of its group."""
    return _is_in(actor, session.group)


@policy("notes.write", "Read and write a note.")
def write_note(actor: Actor, note: Any) -> bool:
    """The current people of the group for whom it is, at each moment."""
    return _is_for(actor.person_id, note) and _is_in(actor, note.group)


def _is_for(person_id: int | None, note: Any) -> bool:
    if note.audience in OWNED:
        return person_id in {note.owner_id, note.about_id} - {None}
    if note.audience == Audience.PRESENTER and _is_over(note.session):
        return person_id is not None and person_id == note.about_id
    return True


def _is_over(session: Any) -> bool:
    return session is None or session.state in {SessionState.ENDED, SessionState.CALLED_OFF}


@policy("notes.delete", "Delete a note of one's own.")
def delete_note(actor: Actor, note: Any) -> bool:
    """Whose own it is; what a group wrote together nobody deletes alone."""
    is_own = note.audience in OWNED and note.owner_id == actor.person_id
    return is_own and write_note(actor, note)


@policy("notes.make", "Change what a group makes, and say yes or no to its leaving the group.")
def make_deliverable(actor: Actor, deliverable: Any) -> bool:
    """The group's current people."""
    return _is_in(actor, deliverable.group)


@policy("notes.read-deliverable", "Read what a group made.")
def read_deliverable(actor: Actor, deliverable: Any) -> bool:
    """The group's current people; once it is out, the managers and sponsors of its program too."""
    if _is_in(actor, deliverable.group):
        return True
    is_out = deliverable.state == Stand.OUT
    return is_out and receive_deliverables(actor, deliverable.group.program)


@policy("notes.receive", "See what the groups of a program handed over.")
def receive_deliverables(actor: Actor, program: Any) -> bool:
    """The program's managers and sponsors."""
    return program_policies.follow_program(actor, program)
