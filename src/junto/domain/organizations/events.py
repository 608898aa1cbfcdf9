"""What happens to organizations."""

from dataclasses import dataclass

from junto.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class OrganizationCreated(Event):
    """An organization began."""

    kind = "organizations.organization-created"
    organization_ref: str


@dataclass(frozen=True, kw_only=True)
class OrganizationChanged(Event):
    """Its name, kind or zone changed."""

    kind = "organizations.organization-changed"
    organization_ref: str
    fields: list[str]
