"""What groups do when something happens."""

from datetime import datetime
from typing import Any

from junto.domain.groups import facilitating, moves, queries
from junto.domain.groups.events import GroupEnded, GroupsPublished, PersonJoined, PersonLeftGroup
from junto.domain.programs import queries as program_queries
from junto.domain.programs.events import PeopleEnrolled, PeopleWithdrawn
from junto.foundation.access import Actor
from junto.foundation.events import subscribe


@subscribe(GroupsPublished)
def look_after_groups(event: GroupsPublished, *, actor: Actor, now: datetime) -> None:
    """Groups that become real get a facilitator each, where the program has any.

    Where hours or languages of a facilitator are not known the groups begin without; the page of
    facilitators says why.
    """
    from junto.kernel.grouping import RosterError, RuleError

    program = program_queries.get_program(event.program_ref)
    if not program_queries.facilitators_of(program):
        return
    try:
        facilitating.assign_facilitators(program=program, actor=actor, now=now)
    except (RuleError, RosterError):
        return


@subscribe(PersonJoined)
@subscribe(PersonLeftGroup)
@subscribe(GroupEnded)
def void_moves(event: Any, *, actor: Actor, now: datetime) -> None:
    """Whether somebody would move was asked about the groups as they were."""
    moves.void(queries.get_group(event.group_ref).program.ref)


@subscribe(PeopleEnrolled)
@subscribe(PeopleWithdrawn)
def void_moves_of_program(event: Any, *, actor: Actor, now: datetime) -> None:
    """Other people make other ways."""
    moves.void(event.program_ref)
