"""Time zones as people choose them."""

import pytest

from junto.domain.organizations import zones


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("UTC", "UTC"),
        ("Europe/London", "London"),
        ("America/New_York", "New York"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires (Argentina)"),
    ],
)
def test_a_zone_reads_as_its_city(name: str, label: str) -> None:
    assert zones.label(name) == label


def test_every_choice_is_a_zone_and_stands_once() -> None:
    offered = [name for _region, cities in zones.choices() for name, _label in cities]

    assert sorted(offered) == sorted(set(offered))
    assert [name for name in offered if not zones.is_zone(name)] == []


def test_a_made_up_zone_is_none() -> None:
    assert zones.is_zone("Mars/Olympus") is False
