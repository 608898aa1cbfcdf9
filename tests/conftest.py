"""What every test starts with."""

import gc

import pytest
from django.core.cache import cache
from hypothesis import settings

# Speed is measured in bench/: no test fails for a machine that was busy.
settings.register_profile("junto", deadline=None)
settings.load_profile("junto")

DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that may touch the data may touch the keys of open rounds too."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker or DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ())):
            wanted = {"databases": ["default", "keys"], **(marker.kwargs if marker else {})}
            item.add_marker(pytest.mark.django_db(**wanted), append=False)


def pytest_collection_finish() -> None:
    """Do not look again and again whether what was loaded for all tests could be thrown away."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(autouse=True)
def fresh_rate_limits() -> None:
    """Nobody is turned away for what another test did with the same user number."""
    cache.clear()
