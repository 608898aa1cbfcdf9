"""Agreed times and invitations are steps of setting a program up."""

from datetime import datetime

from junto.domain.groups import queries as group_queries
from junto.domain.programs import actions as program_actions
from junto.domain.programs import queries as program_queries
from junto.domain.programs.enums import SetupStep
from junto.domain.sessions.events import PeopleInvited, SeriesAgreed
from junto.foundation.access import Actor
from junto.foundation.events import subscribe


@subscribe(SeriesAgreed)
def note_times(event: SeriesAgreed, *, actor: Actor, now: datetime) -> None:
    """The first group has its times."""
    program = group_queries.get_group(event.group_ref).program
    program_actions.note_step(program=program, step=SetupStep.SCHEDULE, now=now)


@subscribe(PeopleInvited)
def note_invitations(event: PeopleInvited, *, actor: Actor, now: datetime) -> None:
    """Invitations were sent, or links made to be copied."""
    program = program_queries.get_program(event.program_ref)
    program_actions.note_step(program=program, step=SetupStep.INVITE, now=now)
