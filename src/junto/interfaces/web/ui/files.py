"""Static files of the kit: their addresses, and the names of icons."""

import re
from functools import cache
from pathlib import Path

from django.templatetags.static import static

STATIC = Path(__file__).parent / "static"


@cache
def asset(path: str) -> str:
    """The address of a file of the kit, e.g. `asset("ui/app.css")`."""
    return static(path)


@cache
def icon_names() -> frozenset[str]:
    """Names of all icons of the sprite."""
    return frozenset(re.findall(r'<symbol id="([a-z]+)"', (STATIC / "ui/icons.svg").read_text()))
