"""Unsent text, encrypted, one row per user and form."""

from django.conf import settings
from django.db import models

from junto.foundation.crypto import EncryptedTextField


class Draft(models.Model):
    """Fields of a form that was not sent yet. Data class: personal; erased with its user."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    form = models.CharField(max_length=120)
    fields = EncryptedTextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="one_draft_per_form")]

    def __str__(self) -> str:
        return self.form
