"""Time zones as people choose them: by region and city."""

from functools import cache
from zoneinfo import available_timezones

REGIONS = (
    "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian",
    "Pacific",
)  # fmt: skip

Grouped = list[tuple[str, list[tuple[str, str]]]]


@cache
def names() -> frozenset[str]:
    """Every zone one can choose."""
    return frozenset(
        name for name in available_timezones() if name == "UTC" or name.split("/")[0] in REGIONS
    )


@cache
def choices() -> Grouped:
    """Zones grouped by region, in order, for a select."""
    grouped: Grouped = [("UTC", [("UTC", "UTC")])]
    for region in REGIONS:
        inside = sorted(name for name in names() if name.startswith(f"{region}/"))
        grouped.append((region, [(name, label(name)) for name in inside]))
    return grouped


def label(name: str) -> str:
    """`America/Argentina/Buenos_Aires` as "Buenos Aires (Argentina)"."""
    _, *rest = name.split("/")
    if not rest:
        return name
    *within, city = [part.replace("_", " ") for part in rest]
    return f"{city} ({', '.join(within)})" if within else city


def is_zone(name: str) -> bool:
    """True when the server knows a zone of this name."""
    return name in names()
