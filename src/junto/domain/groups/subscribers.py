"""What groups do when something happens."""

from datetime import datetime

from junto.domain.groups import facilitating
from junto.domain.groups.events import GroupsPublished
from junto.domain.programs import queries as program_queries
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
