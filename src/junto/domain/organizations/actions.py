"""Writing organizations."""

from datetime import datetime

from django.db import transaction

from junto.domain.organizations import policies
from junto.domain.organizations.events import OrganizationChanged, OrganizationCreated
from junto.domain.organizations.models import Organization, SupportContact
from junto.foundation import tenancy
from junto.foundation.access import Actor
from junto.foundation.events import publish


@transaction.atomic
def create_organization(
    *,
    name: str,
    kind: str,
    time_zone: str,
    actor: Actor,
    now: datetime,
    is_sample: bool = False,
) -> Organization:
    """Begin an organization. Its first administrator is added by the people context."""
    policies.create_organization.check(actor)
    organization = Organization.objects.create(
        name=name, kind=kind, time_zone=time_zone, is_sample=is_sample, created_at=now
    )
    with tenancy.scope(organization.pk):
        publish(OrganizationCreated(organization_ref=organization.ref), actor=actor, now=now)
    return organization


@transaction.atomic
def change_organization(
    *,
    organization: Organization,
    name: str,
    kind: str,
    time_zone: str,
    keeps_apart: bool,
    call_server: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Change name, kind, zone, where calls are, or whether people may ask to be kept apart."""
    policies.administer.check(actor, organization)
    wanted = {
        "name": name,
        "kind": kind,
        "time_zone": time_zone,
        "keeps_apart": keeps_apart,
        "call_server": call_server.rstrip("/"),
    }
    changed = [field for field, value in wanted.items() if getattr(organization, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(organization, field, wanted[field])
    organization.save()
    publish(
        OrganizationChanged(organization_ref=organization.ref, fields=changed),
        actor=actor,
        now=now,
    )


@transaction.atomic
def set_support_contacts(
    *, organization: Organization, contacts: list[tuple[str, str]], actor: Actor, now: datetime
) -> None:
    """Replace the support contacts, given as (name, how to reach)."""
    policies.administer.check(actor, organization)
    SupportContact.objects.all().delete()
    SupportContact.objects.bulk_create(
        [SupportContact(name=name, how=how) for name, how in contacts]
    )
    publish(
        OrganizationChanged(organization_ref=organization.ref, fields=["support_contacts"]),
        actor=actor,
        now=now,
    )
