"""What happens to rounds by the clock."""

from datetime import datetime, timedelta

from junto.domain.assessments import actions, queries, quiz_actions, quiz_queries
from junto.foundation import tenancy
from junto.foundation.access import system
from junto.foundation.schedule import every


@every(timedelta(minutes=1), "assessments.seal")
def seal(now: datetime) -> None:
    """Close what is due and seal what is closed."""
    for round_ in queries.due(now=now):
        with tenancy.scope(round_.organization_id):
            actions.close_round(round_=round_, actor=system(round_.organization_id), now=now)
    actions.seal_closed(rounds=queries.closed(), now=now)


@every(timedelta(hours=1), "assessments.add-up-weeks")
def add_up_weeks(now: datetime) -> None:
    """Add up the weeks that are complete."""
    for organization_id, pool, week in queries.complete_weeks(now=now):
        with tenancy.scope(organization_id):
            actions.add_up_week(pool=pool, week=week, actor=system(organization_id))


FORGOTTEN = timedelta(hours=12)


@every(timedelta(hours=1), "assessments.end-quizzes")
def end_quizzes(now: datetime) -> None:
    """End quizzes that were left running."""
    for run in quiz_queries.forgotten_runs(before=now - FORGOTTEN):
        with tenancy.scope(run.organization_id):
            house = system(run.organization_id)
            quiz_actions.end_run(run=run, seen=run.version, actor=house, now=now)
