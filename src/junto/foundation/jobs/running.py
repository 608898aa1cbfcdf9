"""Run one job: claim it, keep its lease, report its progress, end it."""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta

from django.db.models import F, Q

from junto.foundation import tenancy
from junto.foundation.jobs import LEASE, Trouble, work_of
from junto.foundation.jobs.enums import State
from junto.foundation.jobs.models import Job

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]
PROGRESS_EVERY = timedelta(milliseconds=400)


class JobContext:
    """What a job may ask of the house: the time, whether to stop, and to say how far it is."""

    def __init__(self, job: Job, clock: Clock) -> None:
        self.job_id = job.pk
        self.clock = clock
        self._told_at = self._asked_at = self._looked_at = clock() - PROGRESS_EVERY
        self._stop = job.stop_requested
        self._gives_way = False

    def now(self) -> datetime:
        """The present moment."""
        return self.clock()

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Say how far it is, at most a few times a second; keeps the lease."""
        now = self.clock()
        if now - self._told_at < PROGRESS_EVERY and done < total:
            return
        self._told_at = now
        Job.objects.filter(pk=self.job_id).update(
            done=done, total=total, note=note[:200], lease_until=now + LEASE
        )

    def should_stop(self) -> bool:
        """True once somebody asked to stop. Looks at most a few times a second."""
        now = self.clock()
        if not self._stop and now - self._asked_at >= PROGRESS_EVERY:
            self._asked_at = now
            mine = Job.objects.filter(pk=self.job_id)
            mine.update(lease_until=now + LEASE)
            self._stop = bool(mine.values_list("stop_requested", flat=True).first())
        return self._stop

    def should_give_way(self) -> bool:
        """True once another job waits; for work that may as well end early and go on later."""
        now = self.clock()
        if not self._gives_way and now - self._looked_at >= PROGRESS_EVERY:
            self._looked_at = now
            others = Job.objects.filter(state=State.WAITING).exclude(pk=self.job_id)
            self._gives_way = others.exists()
        return self._gives_way


def claim(job_id: int, *, now: datetime) -> Job | None:
    """Take the job if it waits or its worker's lease ran out; None when somebody else has it."""
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, lease_until__lt=now)
    taken = Job.objects.filter(free, pk=job_id).update(
        state=State.RUNNING, lease_until=now + LEASE, tries=F("tries") + 1, started_at=now
    )
    return Job.objects.get(pk=job_id) if taken else None


def end(job_id: int, state: State, *, now: datetime, trouble: str = "") -> None:
    """Write down how the job ended."""
    Job.objects.filter(pk=job_id).update(
        state=state, ended_at=now, lease_until=None, trouble=trouble[:2000]
    )


def run(job_id: int, *, clock: Clock) -> None:
    """Run the job unless somebody else does."""
    job = claim(job_id, now=clock())
    if job is None:
        return
    scope = tenancy.scope(job.organization_id) if job.organization_id else nullcontext()
    try:
        with scope:
            work_of(job.name)(JobContext(job, clock), *job.args)
    except Trouble as trouble:
        end(job.pk, State.FAILED, now=clock(), trouble=trouble.sentence)
    except Exception:
        logger.exception("Job %s stopped with an error", job.name)
        end(job.pk, State.FAILED, now=clock(), trouble="")
        raise
    else:
        end(job.pk, State.DONE, now=clock())
