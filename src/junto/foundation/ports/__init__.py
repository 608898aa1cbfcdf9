"""Named seams: a context publishes a port, whoever provides it registers one implementation."""

from collections.abc import Callable
from typing import Any

_providers: dict[str, Callable[..., Any]] = {}


class NoProvider(LookupError):
    """A port was called before anybody provided it."""


def provide(port: str, provider: Callable[..., Any]) -> None:
    """Register the one provider of `port`; a later call replaces it."""
    _providers[port] = provider


def call(port: str, *args: Any, **kwargs: Any) -> Any:
    """Call the provider of `port`.

    Raises
    ------
    NoProvider
        When no app has provided the port.
    """
    try:
        provider = _providers[port]
    except KeyError:
        raise NoProvider(port) from None
    return provider(*args, **kwargs)


def ports() -> tuple[str, ...]:
    """Names of all provided ports, sorted."""
    return tuple(sorted(_providers))
