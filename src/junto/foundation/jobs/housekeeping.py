"""The house's own periodic tasks: chain events, send mail, return lost jobs, prune."""

from datetime import datetime, timedelta

from junto.foundation.schedule import every

KEEP_KEYS = timedelta(days=7)
KEEP_ENDED = timedelta(days=30)


@every(timedelta(seconds=5), "events.chain")
def chain_events(now: datetime) -> None:
    """The notary's round."""
    from junto.foundation.events import notary

    notary.chain_everything()


@every(timedelta(seconds=2), "outbox.send")
def send_deliveries(now: datetime) -> None:
    """Send what waits in the outbox."""
    from junto.foundation.outbox import sending

    sending.send_waiting(now=now)


@every(timedelta(seconds=5), "jobs.return-lost")
def return_lost_jobs(now: datetime) -> None:
    """Give back the jobs of dead workers."""
    from junto.foundation.jobs import recovery

    recovery.return_lost(now=now)


@every(timedelta(hours=6), "house.prune")
def prune(now: datetime) -> None:
    """Delete technical rows that nobody needs any more."""
    from django_tasks_db.models import DBTaskResult

    from junto.foundation.idempotency.models import ProcessedKey
    from junto.foundation.jobs.models import Job
    from junto.foundation.outbox.models import Delivery

    ProcessedKey.objects.filter(created_at__lt=now - KEEP_KEYS).delete()
    Job.objects.filter(ended_at__lt=now - KEEP_ENDED).delete()
    Delivery.objects.filter(sent_at__lt=now - KEEP_ENDED).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_KEYS).delete()
