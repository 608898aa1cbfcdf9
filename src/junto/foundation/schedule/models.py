"""When each periodic task runs next."""

from django.db import models


class ScheduledTask(models.Model):
    """One periodic task."""

    name = models.CharField(max_length=80, unique=True)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
