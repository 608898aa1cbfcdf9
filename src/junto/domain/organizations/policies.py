"""Who may begin, enter and look after an organization."""

from typing import Any

from junto.foundation.access import Actor, policy


@policy("organizations.create", "Begin a new organization on this server.")
def create_organization(actor: Actor, obj: Any = None) -> bool:
    """Any signed-in user: whoever begins one becomes its administrator."""
    return actor.user_id is not None


@policy("organizations.enter", "Enter the organization: see its home page.")
def enter_organization(actor: Actor, organization: Any) -> bool:
    """Everybody with a person record here."""
    return actor.person_id is not None and actor.organization_id == organization.pk


@policy("organizations.administer", "Change the organization's settings, contacts and roles.")
def administer(actor: Actor, organization: Any) -> bool:
    """Organization admins."""
    return enter_organization(actor, organization) and actor.has("org_admin")
