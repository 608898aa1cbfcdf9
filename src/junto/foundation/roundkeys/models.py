"""One key per open round."""

from django.db import models


class RoundKey(models.Model):
    """The key of one open round. Data class: secret; destroyed when the round closes."""

    round_ref = models.CharField(max_length=12, primary_key=True)
    key = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.round_ref
