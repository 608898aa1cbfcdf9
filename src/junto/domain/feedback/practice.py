"""Ten minutes of practice before the first round, known to nobody but the one who practices."""

from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.feedback import policies
from junto.domain.feedback.models import Practice
from junto.foundation import idempotency
from junto.foundation.access import Actor

if TYPE_CHECKING:
    from junto.domain.organizations.models import Organization


@transaction.atomic
def finish(*, organization: "Organization", actor: Actor) -> None:
    """Note for oneself that one has practiced; nothing of what one wrote is kept."""
    policies.have_feedback.check(actor, organization)
    idempotency.claim()
    Practice.objects.get_or_create(organization_id=organization.pk, person_id=actor.person_id or 0)


def has_practiced(person_id: int) -> bool:
    """Whether somebody has practiced; for their own eyes alone."""
    return Practice.objects.filter(person_id=person_id).exists()
