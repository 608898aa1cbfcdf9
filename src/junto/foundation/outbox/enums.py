"""States of a delivery."""

from django.db import models


class Status(models.TextChoices):
    """`unclear`: claimed, then the sender died; shown to the administrator, never repeated."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    DROPPED = "dropped"
    UNCLEAR = "unclear"
