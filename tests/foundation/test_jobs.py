"""A job runs once, says how far it is, and outlives its worker."""

from datetime import timedelta

import pytest

from factories import NOW
from junto.foundation import jobs
from junto.foundation.jobs import recovery, running
from junto.foundation.jobs.enums import State
from junto.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(monkeypatch):
    """Register a job for one test."""

    def register(function):
        monkeypatch.setitem(jobs._registry, "tests.work", function)
        return jobs.enqueue("tests.work", 7, now=NOW)

    return register


def clock():
    return NOW


def test_a_job_runs_with_its_arguments_and_ends_done(work):
    seen = []
    job = work(lambda context, number: seen.append(number))
    running.run(job.pk, clock=clock)
    job.refresh_from_db()
    assert (seen, job.state, job.tries) == ([7], State.DONE, 1)


def test_a_finished_job_does_not_run_again(work):
    seen = []
    job = work(lambda context, number: seen.append(number))
    running.run(job.pk, clock=clock)
    running.run(job.pk, clock=clock)
    assert seen == [7]


def test_progress_is_told_to_the_row(work):
    job = work(lambda context, number: context.progress(30, 120, "Reading rows"))
    running.run(job.pk, clock=clock)
    job.refresh_from_db()
    assert (job.percent, job.note) == (25, "Reading rows")


def test_trouble_is_kept_as_a_sentence(work):
    def stop(context, number):
        raise jobs.Trouble("The file has no rows.")

    job = work(stop)
    running.run(job.pk, clock=clock)
    job.refresh_from_db()
    assert (job.state, job.trouble) == (State.FAILED, "The file has no rows.")


def test_an_error_ends_the_job_without_telling_its_owner_internals(work):
    def fail(context, number):
        raise ZeroDivisionError

    job = work(fail)
    with pytest.raises(ZeroDivisionError):
        running.run(job.pk, clock=clock)
    job.refresh_from_db()
    assert (job.state, job.trouble) == (State.FAILED, "")


def test_a_running_job_is_not_taken_by_another_worker(work):
    job = work(lambda context, number: None)
    assert running.claim(job.pk, now=NOW) is not None
    assert running.claim(job.pk, now=NOW + timedelta(seconds=5)) is None


def test_a_dead_workers_job_is_returned_when_its_lease_ends(work):
    job = work(lambda context, number: None)
    running.claim(job.pk, now=NOW)
    assert recovery.return_lost(now=NOW + timedelta(seconds=29)) == 0
    assert recovery.return_lost(now=NOW + timedelta(seconds=31)) == 1
    job.refresh_from_db()
    assert job.state == State.WAITING


def test_a_job_that_kills_three_workers_is_given_up(work):
    job = work(lambda context, number: None)
    later = NOW
    for _ in range(3):
        running.claim(job.pk, now=later)
        later += timedelta(minutes=1)
        recovery.return_lost(now=later)
    job.refresh_from_db()
    assert (job.state, job.tries) == (State.FAILED, 3)


def test_a_job_asked_to_stop_notices(work):
    asked = []
    job = work(lambda context, number: asked.append(context.should_stop()))
    jobs.request_stop(job.pk)
    running.run(job.pk, clock=clock)
    assert asked == [True]


def test_an_unknown_reference_is_not_found():
    from junto.foundation.tenancy import NotFound

    with pytest.raises(NotFound):
        jobs.get("000000000000")


def test_a_queued_job_wakes_the_worker(work):
    from django_tasks_db.models import DBTaskResult

    job = work(lambda context, number: None)
    assert [row.args_kwargs["args"] for row in DBTaskResult.objects.all()] == [[job.pk]]
    assert Job.objects.get(pk=job.pk).state == State.WAITING
