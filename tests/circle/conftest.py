"""A circle of five with a facilitator, inside its organization."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW
from factories.rooms import make_room_world
from junto.domain.groups.models import GroupFacilitator
from junto.foundation import tenancy


@pytest.fixture
def world(db: None) -> Iterator[SimpleNamespace]:
    """Five people of one circle, and who looks after it."""
    made: Any = make_room_world(5, kind="circle", facilitator=True)
    with tenancy.scope(made.organization.pk):
        GroupFacilitator.objects.create(group=made.group, person=made.guide, since=NOW)
        yield made
