"""Give the jobs of dead workers to the living."""

from datetime import datetime

from django.db import transaction

from junto.foundation.jobs import MAX_TRIES, running
from junto.foundation.jobs.enums import State
from junto.foundation.jobs.models import Job
from junto.foundation.jobs.tasks import run_job


def return_lost(*, now: datetime) -> int:
    """Queue again the jobs of dead workers, up to three tries each; returns how many."""
    lost = list(Job.objects.filter(state=State.RUNNING, lease_until__lt=now))
    for job in lost:
        if job.tries >= MAX_TRIES:
            running.end(job.pk, State.FAILED, now=now, trouble="The worker stopped three times.")
            continue
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(state=State.WAITING, lease_until=None)
            run_job.enqueue(job.pk)
    return len(lost)
