"""The sample program: an invented organization with twelve weeks behind it.

Everything can be tried in it. Its people sign in nowhere but on a server that shows the sample.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.organizations import queries as organization_queries
from junto.domain.overview.sample import beginning, history
from junto.foundation.text import refs_from

if TYPE_CHECKING:
    from junto.domain.organizations.models import Organization

BEGAN = timedelta(weeks=12)

Tell = Callable[[int, int, str], None]


def _nobody(done: int, total: int, note: str) -> None:
    """Tell nobody how far it is."""


@transaction.atomic
def seed(*, now: datetime, seed: int = 1, tell: Tell = _nobody) -> "Organization":
    """Make the sample organization as it is twelve weeks on; the one that is there is kept.

    The same `now` and `seed` give the same rows.

    Parameters
    ----------
    tell
        Is told how many steps are done, of how many.
    """
    there = organization_queries.sample_organization()
    if there is not None:
        return there
    with refs_from(seed):
        made = beginning.begin(now=now - BEGAN)
        history.write(made, began=now - BEGAN, now=now, chance=random.Random(seed), tell=tell)
    return made.organization
