"""A program with people of several levels and units, and a circle whose session is over."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from factories import actor_of
from factories.after import make_circle, make_session
from junto.domain.people.models import Person
from junto.domain.sessions.models import RoleTurn
from junto.foundation import tenancy

LEVELS, UNITS = ("Director", "Team lead"), ("Digital", "Care", "Finance")


@pytest.fixture
def world(db: None) -> Iterator[SimpleNamespace]:
    """Eight people; the first of them led the session."""
    yield from _world(8)


@pytest.fixture
def sealed(transactional_db: None) -> Iterator[SimpleNamespace]:
    """The same, where rounds can be sealed."""
    yield from _world(8)


def _world(count: int) -> Iterator[SimpleNamespace]:
    made = make_circle(count)
    with tenancy.scope(made.organization.pk):
        for n, person in enumerate(made.members):
            person.level, person.unit = LEVELS[n % 2], UNITS[n % 3]
        Person.objects.bulk_update(made.members, ["level", "unit"])
        made.session = make_session(made.group)
        made.host = made.members[0]
        RoleTurn.objects.create(session=made.session, role="host", person=made.host)
        made.boss = actor_of(made.manager)
        yield made
