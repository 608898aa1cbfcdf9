"""Long work, done by the worker process, with progress a page can show.

`enqueue("groups.solve", formation_id)` names a job; a context's `jobs.py` registers it. The `Job`
row is the truth; a task of django-tasks merely wakes the worker. A worker that dies loses its
lease and the job runs again, three times at most; a job must therefore be idempotent.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from junto.foundation.jobs.enums import State

if TYPE_CHECKING:
    from junto.foundation.jobs.models import Job

LEASE = timedelta(seconds=30)
MAX_TRIES = 3

Work = Callable[..., None]
_registry: dict[str, Work] = {}
_beforehand: list[Callable[[], None]] = []


class Trouble(Exception):
    """A job that cannot go on says why in a sentence its owner can read."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def job(name: str) -> Callable[[Work], Work]:
    """Register `work(context, *args)` under a name."""

    def register(work: Work) -> Work:
        _registry[name] = work
        return work

    return register


def beforehand(prepare: Callable[[], None]) -> Callable[[], None]:
    """Register what the worker does when it begins, so that nobody waits for it later."""
    _beforehand.append(prepare)
    return prepare


def prepare() -> None:
    """Do what was registered to be done beforehand."""
    for each in _beforehand:
        each()


def work_of(name: str) -> Work:
    """The registered work of a name."""
    return _registry[name]


def names() -> tuple[str, ...]:
    """Registered names, sorted."""
    return tuple(sorted(_registry))


def enqueue(
    name: str, *args: Any, now: datetime, organization_id: int | None = None, note: str = ""
) -> "Job":
    """Queue a job in the caller's transaction.

    Parameters
    ----------
    name : str
        A registered name, such as `groups.solve`.
    args
        What JSON can hold: ids, numbers, text.
    organization_id : int, optional
        The job runs inside this organization's scope.
    """
    from junto.foundation.jobs.models import Job
    from junto.foundation.jobs.tasks import run_job

    row = Job.objects.create(
        name=name, args=list(args), organization_id=organization_id, note=note, created_at=now
    )
    run_job.enqueue(row.pk)
    return row


def request_stop(job_id: int) -> None:
    """Ask a running job to stop at its next step and keep what it has."""
    from junto.foundation.jobs.models import Job

    Job.objects.filter(pk=job_id, state__in=(State.WAITING, State.RUNNING)).update(
        stop_requested=True
    )


def get(ref: str) -> "Job":
    """The job with this reference.

    Raises
    ------
    junto.foundation.tenancy.NotFound
        When there is none.
    """
    from junto.foundation.jobs.models import Job
    from junto.foundation.tenancy import NotFound

    found = Job.objects.filter(ref=ref).first()
    if found is None:
        raise NotFound(ref)
    return found


def by_refs(refs: Iterable[str]) -> dict[str, "Job"]:
    """The jobs with these references that there are, by reference."""
    from junto.foundation.jobs.models import Job

    wanted = set(refs)
    return {row.ref: row for row in Job.objects.filter(ref__in=wanted)} if wanted else {}
