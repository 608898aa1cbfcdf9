"""What every test starts with."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_rate_limits() -> None:
    """Nobody is turned away for what another test did with the same user number."""
    cache.clear()
