"""Long work on the overview: making the sample organization."""

from junto.foundation.jobs import job
from junto.foundation.jobs.running import JobContext


@job("overview.seed-sample")
def seed_sample(context: JobContext) -> None:
    """Make the sample organization unless it is there."""
    # The sample calls every context; only the worker, once, needs to read all that.
    from junto.domain.overview import sample

    context.progress(0, 1)
    sample.seed(now=context.now(), tell=context.progress)
