"""Deliveries: one recipient, one message, at most once."""

from django.db import models

from junto.foundation.crypto import EncryptedTextField
from junto.foundation.outbox.enums import Status


class Delivery(models.Model):
    """One message to one recipient. Data class: personal; pruned 30 days after it was sent."""

    event_ref = models.CharField(max_length=64)
    recipient = models.CharField(max_length=254)
    channel = models.CharField(max_length=20)
    kind = models.CharField(max_length=80)
    payload = EncryptedTextField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event_ref", "recipient", "channel", "kind"],
                name="one_delivery_per_event_and_recipient",
            )
        ]
        indexes = [models.Index(fields=["status", "id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"
