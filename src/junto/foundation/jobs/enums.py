"""States of a job."""

from django.db import models


class State(models.TextChoices):
    """A job waits, runs, and ends done or failed."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
