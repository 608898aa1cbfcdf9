"""Asking everybody of a round, and reminding them, in the background."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from junto.domain.feedback import actions, coaching, deliveries, queries
from junto.foundation import jobs, tenancy
from junto.foundation.schedule import every

# Days before the close on which everybody who is asked gets a mail.
REMINDERS = (3, 1)


@jobs.job("feedback.ask")
def ask(context: Any, round_id: int) -> None:
    """Ask everybody of a round, one transaction each; a second run asks nobody twice."""
    actions.ask_everybody(round_=queries.round_by_id(round_id), now=timezone.now())


@every(timedelta(hours=1), "feedback.release")
def release(now: datetime) -> None:
    """Open reports that coaches have kept for two weeks."""
    for subject in queries.kept_by_coaches(before=now - coaching.AT_MOST):
        with tenancy.scope(subject.organization_id):
            coaching.release_due(subject=subject, now=now)


@every(timedelta(hours=1), "feedback.remind")
def remind(now: datetime) -> None:
    """A mail to everybody who is asked, some days before the close."""
    for round_ in queries.closing_in(REMINDERS, now=now):
        with tenancy.scope(round_.organization_id):
            days = (round_.closes_at - now).days + 1
            for rater in queries.asked_in(round_):
                deliveries.remind(rater, days=days, now=now)
