"""Who may schedule, see and attend sessions."""

from typing import Any

from junto.domain.groups import queries as group_queries
from junto.domain.programs import queries as program_queries
from junto.domain.programs.enums import StaffRole
from junto.domain.sessions.enums import Learnt, Word
from junto.foundation.access import Actor, policy

_SCHEDULERS = frozenset({StaffRole.MANAGER, StaffRole.FACILITATOR})


def _looks_after(actor: Actor, program: Any) -> bool:
    if actor.person_id is None or actor.organization_id != program.organization_id:
        return False
    return not program_queries.staff_roles(program, actor).isdisjoint(_SCHEDULERS)


def _attends(actor: Actor, group: Any) -> bool:
    if actor.person_id is None or actor.organization_id != group.organization_id:
        return False
    return group_queries.is_member(group, actor.person_id)


@policy("sessions.schedule", "Propose and agree on the times of a program's groups.")
def schedule_program(actor: Actor, program: Any) -> bool:
    """The program's managers and facilitators."""
    return _looks_after(actor, program)


@policy("sessions.agree", "Choose a group's times from those proposed.")
def agree_series(actor: Actor, series: Any) -> bool:
    """The program's managers and facilitators."""
    return _looks_after(actor, series.group.program)


@policy("sessions.move", "Move a session, call it off, and say what it is for.")
def move_session(actor: Actor, session: Any) -> bool:
    """The program's managers and facilitators."""
    return _looks_after(actor, session.group.program)


@policy("sessions.set-call", "Say where a session has its call.")
def set_call(actor: Actor, session: Any) -> bool:
    """The people of the group, and the managers and facilitators of its program."""
    return _attends(actor, session.group) or _looks_after(actor, session.group.program)


@policy("sessions.list", "See when a group meets.")
def list_sessions(actor: Actor, group: Any) -> bool:
    """The people of the group, and the managers and facilitators of its program."""
    return _attends(actor, group) or _looks_after(actor, group.program)


@policy("sessions.view", "See a session: when it is, what it is for and who comes.")
def view_session(actor: Actor, session: Any) -> bool:
    """The people of the group, and the managers and facilitators of its program."""
    return list_sessions(actor, session.group)


@policy("sessions.attend", "Say whether one comes to a session.")
def attend_session(actor: Actor, session: Any) -> bool:
    """The people of the group."""
    return _attends(actor, session.group)


@policy("sessions.note", "Say whether a session that was not run in the room took place.")
def note_session(actor: Actor, session: Any) -> bool:
    """The people of the group, and the managers and facilitators of its program."""
    return list_sessions(actor, session.group)


@policy("sessions.wish-trend", "Say that one's group may see how evenly it is heard.")
def wish_trend(actor: Actor, group: Any) -> bool:
    """The people of the group."""
    return _attends(actor, group)


@policy("sessions.invite", "Send or copy the invitations of a program's people.")
def invite_people(actor: Actor, program: Any) -> bool:
    """The program's managers."""
    if actor.person_id is None or actor.organization_id != program.organization_id:
        return False
    return StaffRole.MANAGER in program_queries.staff_roles(program, actor)


@policy("sessions.own-feed", "Have a private calendar address of one's own sessions.")
def own_feed(actor: Actor, person: Any) -> bool:
    """The person alone."""
    here = actor.organization_id == person.organization_id
    return bool(here and actor.person_id == person.pk)


@policy("sessions.train", "See what is missing before one is ready to facilitate, and work on it.")
def train(actor: Actor, program: Any) -> bool:
    """The program's facilitators, each for themselves."""
    if actor.person_id is None or actor.organization_id != program.organization_id:
        return False
    return StaffRole.FACILITATOR in program_queries.staff_roles(program, actor)


@policy("sessions.own-training", "Take back what one asked on the way to facilitating.")
def own_training(actor: Actor, training: Any) -> bool:
    """Whose training it is."""
    return actor.person_id is not None and training.person_id == actor.person_id


@policy("sessions.let-sit-in", "Say yes or no to somebody who would like to sit in on a session.")
def let_sit_in(actor: Actor, training: Any) -> bool:
    """The people of the session's group, while it was not settled."""
    session = training.session
    is_asked = training.kind == Learnt.SAT_IN and training.state == Word.ASKED
    return is_asked and session is not None and _attends(actor, session.group)


@policy("sessions.confirm-led", "Say whether a colleague led a session together with oneself.")
def confirm_led(actor: Actor, training: Any) -> bool:
    """The colleague who was named, while nothing was said."""
    is_asked = training.kind == Learnt.LED and training.state == Word.ASKED
    return is_asked and actor.person_id is not None and training.colleague_id == actor.person_id
