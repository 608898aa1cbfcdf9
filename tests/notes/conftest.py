"""A group of three whose session lies ahead."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from factories.rooms import make_room_world
from junto.foundation import tenancy


@pytest.fixture
def world(db: None) -> Iterator[SimpleNamespace]:
    """Three people of one group, inside their organization."""
    made: Any = make_room_world()
    with tenancy.scope(made.organization.pk):
        yield made
