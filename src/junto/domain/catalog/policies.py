"""Who may see, write and share formats."""

from typing import Any

from junto.foundation.access import Actor, policy

_WRITERS = ("facilitator", "program_manager", "org_admin")
_SHARERS = ("program_manager", "org_admin")


def _here(actor: Actor, obj: Any) -> bool:
    organization_id = getattr(obj, "organization_id", None) or obj.pk
    return actor.person_id is not None and actor.organization_id == organization_id


@policy("catalog.look", "See the formats that ship and those the organization shares.")
def look_at_formats(actor: Actor, organization: Any) -> bool:
    """Everybody of the organization: a format is no secret."""
    return _here(actor, organization)


@policy("catalog.write", "Begin a format of one's own, from another or from a file.")
def write_formats(actor: Actor, organization: Any) -> bool:
    """Facilitators, program managers and organization admins."""
    return _here(actor, organization) and actor.has(*_WRITERS)


@policy("catalog.view", "See an own format: shared ones, and those one looks after.")
def view_format(actor: Actor, own: Any) -> bool:
    """Everybody when it is shared; else who wrote it, program managers and admins."""
    return _here(actor, own) and (own.is_shared or _looks_after(actor, own))


@policy("catalog.edit", "Save versions of an own format, retire it or bring it back.")
def edit_format(actor: Actor, own: Any) -> bool:
    """Who wrote it, while it is theirs alone; program managers and organization admins."""
    return _here(actor, own) and _looks_after(actor, own)


@policy("catalog.share", "Share an own format with everybody who runs sessions.")
def share_format(actor: Actor, own: Any) -> bool:
    """Program managers and organization admins."""
    return _here(actor, own) and actor.has(*_SHARERS)


def _looks_after(actor: Actor, own: Any) -> bool:
    if actor.has(*_SHARERS):
        return True
    wrote = own.writer_id is not None and own.writer_id == actor.person_id
    return bool(wrote and not own.is_shared and actor.has(*_WRITERS))
