"""Addresses of pages, made once and filled in: a frame names twenty of them on every page."""

from functools import cache
from typing import Any

from django.urls import reverse

_SPACE = "0" * 12


@cache
def _pattern(name: str, keys: tuple[str, ...], more: tuple[tuple[str, str], ...]) -> str:
    return reverse(name, kwargs={**dict.fromkeys(keys, _SPACE), **dict(more)})


def address(name: str, obj: Any = None, **more: str) -> str:
    """The address of a named page; `obj` is a reference, or something with an `address`."""
    if obj is None:
        return _pattern(name, (), tuple(more.items()))
    filled = obj if isinstance(obj, str) else obj.address
    return _pattern(name, ("ref",), tuple(more.items())).replace(_SPACE, filled)
