"""One sample for all tests of a file: making it takes a few seconds."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from factories import NOW
from junto.domain.overview import sample


def _kept(blocker: Any, now: datetime) -> Iterator[Any]:
    """A sample that is taken back at the end; each test takes back what it changes itself."""
    with blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        yield sample.seed(now=now)
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The sample as it is at the time of the factories."""
    yield from _kept(django_db_blocker, NOW)


@pytest.fixture(scope="module")
def made_today(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The sample as pages show it: they look at the clock."""
    yield from _kept(django_db_blocker, timezone.now())
