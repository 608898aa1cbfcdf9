"""Long work on groups."""

from junto.domain.groups import actions, history, matchings, proofs
from junto.foundation.jobs import job
from junto.foundation.jobs.running import JobContext


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
