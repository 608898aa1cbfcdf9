"""The one task django-tasks knows: wake up and run this job."""

from django.utils import timezone
from django_tasks import task

from junto.foundation.jobs import running


@task()
def run_job(job_id: int) -> None:
    """Run one job now."""
    running.run(job_id, clock=timezone.now)
