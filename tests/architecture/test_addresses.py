"""No address without a declared permission."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from junto.foundation import access
from junto.foundation.access.views import PUBLIC, SIGNED_IN


def addresses(patterns: list, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the server with the pattern that answers it."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route, pattern


ADDRESSES = list(addresses(get_resolver().url_patterns))


@pytest.mark.parametrize(("route", "pattern"), ADDRESSES, ids=[route for route, _ in ADDRESSES])
def test_every_address_declares_who_may_come(route: str, pattern: URLPattern) -> None:
    permission = getattr(pattern.callback, "permission", None)

    assert permission in {PUBLIC, SIGNED_IN, *(policy.name for policy in access.policies())}


@pytest.mark.parametrize(("route", "pattern"), ADDRESSES, ids=[route for route, _ in ADDRESSES])
def test_an_address_open_to_all_says_why(route: str, pattern: URLPattern) -> None:
    if getattr(pattern.callback, "permission", None) == PUBLIC:
        assert len(pattern.callback.public_because.split()) >= 3


def test_no_two_addresses_are_the_same() -> None:
    routes = [route for route, _ in ADDRESSES]

    assert sorted({route for route in routes if routes.count(route) > 1}) == []
