"""Reading organizations."""

from typing import Any

from junto.domain.organizations.models import Organization, SupportContact
from junto.foundation.tenancy import NotFound, statements


def get_organization(ref: str) -> Organization:
    """The organization with this reference.

    Raises
    ------
    NotFound
        When there is none.
    """
    found: Organization | None = statements.first(_with_ref, ref=ref)
    if found is None:
        raise NotFound(ref)
    return found


def _with_ref(ref: str) -> Any:
    return Organization.objects.filter(ref=ref)[:1]


def get_organization_by_id(organization_id: int) -> Organization:
    """The organization with this id."""
    return Organization.objects.get(pk=organization_id)


def sample_organization() -> Organization | None:
    """The invented organization, if this server shows one."""
    return Organization.objects.filter(is_sample=True).first()


def is_sample(organization_id: int) -> bool:
    """True for the invented organization: nothing is sent to its people."""
    return Organization.objects.filter(pk=organization_id, is_sample=True).exists()


def only_samples() -> bool:
    """True while nobody has founded an organization of real people on this server."""
    return not Organization.objects.filter(is_sample=False).exists()


def support_contacts() -> list[SupportContact]:
    """Support contacts of the organization in scope."""
    return list(SupportContact.objects.order_by("name"))


def all_organizations() -> list[Organization]:
    """Every organization of the server, oldest first: for its operator."""
    return list(Organization.objects.order_by("pk"))
