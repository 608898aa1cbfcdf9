"""Who may see and run programs."""

from typing import Any

from junto.domain.programs import queries
from junto.domain.programs.enums import StaffRole
from junto.foundation.access import Actor, policy


def _here(actor: Actor, obj: Any) -> bool:
    organization_id = getattr(obj, "organization_id", None) or obj.pk
    return actor.person_id is not None and actor.organization_id == organization_id


@policy("programs.create", "Begin a program in the organization.")
def create_program(actor: Actor, organization: Any) -> bool:
    """Program managers and organization admins."""
    return _here(actor, organization) and actor.has("program_manager", "org_admin")


@policy("programs.list", "See the organization's programs.")
def list_programs(actor: Actor, organization: Any) -> bool:
    """Program managers, organization admins and sponsors."""
    return _here(actor, organization) and actor.has("program_manager", "org_admin", "sponsor")


@policy("programs.manage", "Set up and run a program: people, template, rules, groups.")
def manage_program(actor: Actor, program: Any) -> bool:
    """The program's own managers."""
    return _here(actor, program) and StaffRole.MANAGER in queries.staff_roles(program, actor)


@policy("programs.aim", "Set a program's objectives and note how far they are.")
def aim(actor: Actor, objective: Any) -> bool:
    """The program's own managers."""
    return manage_program(actor, objective.program)


@policy("programs.follow", "See what a program achieved, without any person's data.")
def follow_program(actor: Actor, program: Any) -> bool:
    """Its managers and sponsors."""
    held = queries.staff_roles(program, actor)
    return _here(actor, program) and not held.isdisjoint({StaffRole.MANAGER, StaffRole.SPONSOR})
