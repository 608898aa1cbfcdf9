"""A job and how far it is."""

from django.db import models

from junto.foundation.jobs.enums import State
from junto.foundation.text import new_ref


class Job(models.Model):
    """One piece of long work. Data class: technical; pruned 30 days after it ended."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=80)
    args = models.JSONField(default=list)
    organization = models.ForeignKey(
        "organizations.Organization", null=True, on_delete=models.CASCADE, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True, default="")
    trouble = models.TextField(blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    stop_requested = models.BooleanField(default=False)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "lease_until"])]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"

    @property
    def percent(self) -> int:
        """How far, 0 to 100; 0 while the length is unknown."""
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def is_over(self) -> bool:
        """True when nothing more will happen."""
        return self.state in (State.DONE, State.FAILED)
