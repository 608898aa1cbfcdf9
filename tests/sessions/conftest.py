"""Groups whose times are still to be found."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from factories.schedules import make_schedule_world
from junto.foundation import tenancy


@pytest.fixture
def world(db: None) -> Iterator[SimpleNamespace]:
    """Kestrel in three near zones and Plover all over the world, inside their organization."""
    made = make_schedule_world()
    with tenancy.scope(made.organization.pk):
        yield made
