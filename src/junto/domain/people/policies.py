"""Who may see and change people."""

from typing import Any

from junto.domain.people import wall
from junto.domain.people.enums import Role
from junto.domain.people.models import Person
from junto.foundation.access import Actor, policy

KEEPERS = (Role.ORG_ADMIN, Role.PROGRAM_MANAGER)


def _belongs(actor: Actor, organization_id: int) -> bool:
    return actor.person_id is not None and actor.organization_id == organization_id


def _organization_id(obj: Any) -> int:
    return int(getattr(obj, "organization_id", None) or obj.pk)


@policy("people.list", "See the list of people and their details.")
def list_people(actor: Actor, obj: Any) -> bool:
    """Organization admins and program managers."""
    return _belongs(actor, _organization_id(obj)) and actor.has(*KEEPERS)


@policy("people.manage", "Add, change, import and export people.")
def manage_people(actor: Actor, obj: Any) -> bool:
    """Organization admins and program managers, of everybody but their own reports."""
    if isinstance(obj, Person) and wall.is_walled_off(actor, obj):
        return False
    return _belongs(actor, _organization_id(obj)) and actor.has(*KEEPERS)


@policy("people.view-person", "See one person's page.")
def view_person(actor: Actor, person: Any) -> bool:
    """The person, and those who keep the list."""
    return _belongs(actor, person.organization_id) and (
        actor.person_id == person.pk or actor.has(*KEEPERS)
    )


@policy("people.take-export", "Take the workbook of people one asked for.")
def take_export(actor: Actor, export: Any) -> bool:
    """Whoever asked for it, as long as they keep the list."""
    may_keep = _belongs(actor, export.organization_id) and actor.has(*KEEPERS)
    return may_keep and export.created_by_id == actor.person_id


@policy("people.see-details", "See what is known of a person.")
def see_details(actor: Actor, person: Any) -> bool:
    """The person, and those who keep the list unless they are the person's manager."""
    return view_person(actor, person) and not wall.is_walled_off(actor, person)


@policy("people.manage-import", "Check, correct, commit and undo an import one began.")
def manage_import(actor: Actor, batch: Any) -> bool:
    """Whoever began it; organization admins too, unless it fills a program."""
    if not (_belongs(actor, batch.organization_id) and actor.has(*KEEPERS)):
        return False
    is_open_to_admins = actor.has(Role.ORG_ADMIN) and not batch.program_ref
    return batch.created_by_id == actor.person_id or is_open_to_admins
