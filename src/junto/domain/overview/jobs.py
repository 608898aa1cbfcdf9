"""Long work on the overview: making the sample organization."""

from junto.domain.overview import sample
from junto.foundation.jobs import job
from junto.foundation.jobs.running import JobContext


@job("overview.seed-sample")
def seed_sample(context: JobContext) -> None:
    """Make the sample organization unless it is there."""
    sample.seed(now=context.now())
