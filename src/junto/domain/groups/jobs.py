"""Long work on groups."""

from junto.domain.groups import actions
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
    )
