"""The log of events and the chain that seals it."""

from django.db import models

from junto.foundation.tenancy.models import TenantModel
from junto.foundation.text import new_ref


class EventRecord(TenantModel):
    """Something that happened. Never changed; the chain beside it shows if somebody tried."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    actor_person_id = models.BigIntegerField(null=True)
    occurred_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "kind", "-id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class EventLink(TenantModel):
    """One link of an organization's chain: sha256 of the link before and the event."""

    event = models.OneToOneField(EventRecord, on_delete=models.PROTECT, related_name="link")
    position = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "position"], name="one_link_per_position"
            )
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.digest[:12]}"
