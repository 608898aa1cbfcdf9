"""Addresses of other areas' pages, as far as this server has them."""

from typing import Any

from django.urls import NoReverseMatch, reverse


def address(name: str, obj: Any = None, **more: Any) -> str:
    """The address of a named page about `obj`, or nothing where there is no such page."""
    kwargs = {**({"ref": obj} if obj is not None else {}), **more}
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""
