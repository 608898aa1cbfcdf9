"""Keys of forms that were processed, and how the first one was answered."""

from django.db import models


class ProcessedKey(models.Model):
    """One processed form. Pruned after seven days; holds no answer, only where it led."""

    owner = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    location = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_effect_per_key")]

    def __str__(self) -> str:
        return self.key
