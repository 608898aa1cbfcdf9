"""Who may see and change groups."""

from typing import Any

from junto.domain.groups import queries
from junto.domain.groups.enums import MENTORING_KINDS, FormationState
from junto.domain.programs import policies as program_policies
from junto.domain.programs import queries as program_queries
from junto.domain.programs.enums import StaffRole
from junto.foundation.access import Actor, policy


@policy("groups.form", "Form, change and publish a program's groups.")
def form_groups(actor: Actor, program: Any) -> bool:
    """The program's own managers."""
    return program_policies.manage_program(actor, program)


@policy("groups.view", "See who is in a group.")
def view_group(actor: Actor, group: Any) -> bool:
    """Its people, and the managers and facilitators of its program."""
    if actor.person_id is None or actor.organization_id != group.organization_id:
        return False
    staff = program_queries.staff_roles(group.program, actor)
    looks_after = not staff.isdisjoint({StaffRole.MANAGER, StaffRole.FACILITATOR})
    return looks_after or queries.is_member(group, actor.person_id)


@policy("groups.agree", "Write down and accept what a group promises each other.")
def agree_in_group(actor: Actor, group: Any) -> bool:
    """Its people; nobody agrees for others."""
    if actor.person_id is None or actor.organization_id != group.organization_id:
        return False
    return queries.is_member(group, actor.person_id)


@policy("groups.wish", "Say what one offers and seeks, and whom one would like to learn from.")
def wish_for(actor: Actor, program: Any) -> bool:
    """Who takes part in a program in which people are paired."""
    if actor.person_id is None or actor.organization_id != program.organization_id:
        return False
    is_open = queries.has_mentoring(program)
    return is_open and program_queries.takes_part(program, actor.person_id)


@policy("groups.meet", "Write and read what a mentoring pair or circle keeps between its people.")
def meet_in_group(actor: Actor, group: Any) -> bool:
    """Its people alone; not the managers of its program."""
    if actor.person_id is None or actor.organization_id != group.organization_id:
        return False
    return queries.is_member(group, actor.person_id)


@policy("groups.fit", "Say whether one's own group is the right one.")
def answer_about_group(actor: Actor, group: Any) -> bool:
    """Its people; mentoring pairs and circles have a page of their own for that."""
    if actor.person_id is None or actor.organization_id != group.organization_id:
        return False
    return group.kind not in MENTORING_KINDS and queries.is_member(group, actor.person_id)


@policy("groups.preview", "See one's own coming group a day before it is announced.")
def preview_group(actor: Actor, formation: Any) -> bool:
    """Who has a seat in a draft that is shown to its people."""
    if actor.person_id is None or actor.organization_id != formation.organization_id:
        return False
    is_shown = formation.state == FormationState.ANNOUNCING
    return is_shown and queries.has_seat(formation, actor.person_id)
