"""What happens to rounds by the clock."""

from datetime import datetime, timedelta

from junto.domain.assessments import actions, queries, quiz_actions, quiz_queries
from junto.domain.assessments.models import Round
from junto.foundation import tenancy
from junto.foundation.access import system
from junto.foundation.schedule import every

# Rounds in one transaction: PostgreSQL writes the tables of open rounds anew for each, and SQLite
# lets nobody else write meanwhile.
AT_ONCE = 20


@every(timedelta(minutes=1), "assessments.seal")
def seal(now: datetime) -> None:
    """Close what is due, some at a time, and seal what is closed."""
    by_organization: dict[int, list[Round]] = {}
    for round_ in queries.due(now=now):
        by_organization.setdefault(round_.organization_id, []).append(round_)
    for organization_id, rounds in by_organization.items():
        with tenancy.scope(organization_id):
            for at in range(0, len(rounds), AT_ONCE):
                some = rounds[at : at + AT_ONCE]
                actions.close_rounds(rounds=some, actor=system(organization_id), now=now)
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
