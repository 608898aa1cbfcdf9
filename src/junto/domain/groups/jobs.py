"""Long work on groups, and what happens to them by the clock."""

from datetime import datetime, timedelta

from junto.domain.groups import actions, history, matchings, previews, proofs, rounds
from junto.foundation import tenancy
from junto.foundation.access import system
from junto.foundation.jobs import beforehand, job
from junto.foundation.jobs.running import JobContext
from junto.foundation.schedule import every


@beforehand
def bring_the_kernel() -> None:
    """Whoever asks for the first draft waits neither for imports nor for what is compiled."""
    from junto.kernel import grouping

    grouping.warm()


@job("groups.solve")
def solve(context: JobContext, formation_id: int) -> None:
    """Work a draft out."""
    actions.solve_formation(
        formation_id=formation_id,
        clock=context.now,
        tell=context.progress,
        should_stop=context.should_stop,
        gives_way=context.should_give_way,
    )


@job("groups.certify")
def certify(context: JobContext, formation_id: int) -> None:
    """Prove how good a draft is."""
    proofs.prove(
        formation_id=formation_id,
        clock=context.now,
        tell=context.progress,
        should_stop=context.should_stop,
        gives_way=context.should_give_way,
    )


@job("groups.rerun")
def rerun(context: JobContext, formation_id: int) -> None:
    """Form a draft once more, to see whether it holds."""
    history.rerun(
        formation_id=formation_id,
        clock=context.now,
        tell=context.progress,
        should_stop=context.should_stop,
    )


@job("groups.match")
def match(context: JobContext, matching_id: int) -> None:
    """Match mentors and mentees."""
    matchings.solve_matching(matching_id=matching_id, clock=context.now)


@job("groups.plan-rounds")
def plan_rounds(context: JobContext, plan_id: int) -> None:
    """Plan rounds in which people meet others."""
    rounds.solve_plan(
        plan_id=plan_id,
        clock=context.now,
        tell=context.progress,
        should_stop=context.should_stop,
    )


@every(timedelta(minutes=1), "groups.announce")
def announce(now: datetime) -> None:
    """Announce the groups that were shown to their people long enough."""
    for formation in previews.due(now=now):
        with tenancy.scope(formation.organization_id):
            actions.announce_groups(
                formation=formation, actor=system(formation.organization_id), now=now
            )
