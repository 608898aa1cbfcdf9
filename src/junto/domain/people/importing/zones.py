"""From what people write about a place to an IANA time zone."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from zoneinfo import available_timezones

from junto.domain.people.importing.text import plain

_OFFSET = re.compile(r"^\(?(?:utc|gmt)?\s*([+\-−–])\s*(\d{1,2})(?::?(\d{2}))?\)?", re.IGNORECASE)
_PARTS = re.compile(r"[,/()|;–—]| - |-")
_NOISE = frozenset(
    [
        "office",
        "hq",
        "headquarters",
        "site",
        "campus",
        "city",
        "plant",
        "branch",
        "hub",
        "remote",
        "home",
        "region",
        "area",
        "standort",
        "buro",
        "buero",
        "bureau",
        "oficina",
        "ufficio",
        "sede",
        "metro",
        "downtown",
    ]
)
# Zones with a part of an hour, where no Etc/GMT zone exists.
_HALF = {
    (1, 3, 30): "Asia/Tehran",
    (1, 4, 30): "Asia/Kabul",
    (1, 5, 30): "Asia/Kolkata",
    (1, 5, 45): "Asia/Kathmandu",
    (1, 6, 30): "Asia/Yangon",
    (1, 9, 30): "Australia/Adelaide",
    (-1, 3, 30): "America/St_Johns",
}


@dataclass(frozen=True)
class Zone:
    """A zone and how it was found: `zone`, `name`, `offset`, `city`, `region`, `country`."""

    name: str
    source: str
    # The country has several zones and only the country is known.
    is_guess: bool = False


def zone_of_text(text: str, country: str = "") -> Zone | None:
    """The zone that the text of a time-zone cell means, or None.

    Parameters
    ----------
    text : str
        An IANA name, a city, an abbreviation, a Windows name or an offset such as `UTC+2`.
    country : str
        A country, to tell two cities of one name apart.
    """
    names = _zone_names()
    compact = text.strip()
    found = names.get(compact.lower().replace(" ", "_"))
    if found:
        return Zone(found, "zone")
    first = compact.split(" ", 1)[0].strip("()")
    if "/" in first and first.lower() in names:
        return Zone(names[first.lower()], "zone")
    other = _other_names().get(plain(text))
    if other:
        return Zone(other, "name")
    offset = _offset_zone(compact)
    if offset:
        return offset
    return zone_of_place(site=text, country=country)


def zone_of_place(*, site: str = "", region: str = "", country: str = "") -> Zone | None:
    """The zone of a city, state or country, the most exact first; None when all are unknown."""
    return _zone_of_place(site, region, country)


@lru_cache(maxsize=20_000)
def _zone_of_place(site: str, region: str, country: str) -> Zone | None:
    code = country_code(country) if country else None
    area = _regions().get(plain(region)) if region else None
    if code is None and area:
        code = area[0]
    city = _city_zone(site, code) if site else None
    if city:
        return Zone(city, "city")
    if area and code in (None, area[0]):
        return Zone(area[1], "region")
    if code is None and site:
        code = _country_in(site)
    if code is None and region:
        code = country_code(region)
    return _country_zone(code) if code else None


def country_code(text: str) -> str | None:
    """The two-letter code of a country's name in one of several languages, or None."""
    return _country_names().get(plain(text))


def _city_zone(text: str, code: str | None) -> str | None:
    inside = code or _country_in(text, parts_only=True)
    for candidate in _candidates(text):
        zones = _cities().get(candidate, ())
        home = [zone for zone in zones if inside in _zone_countries().get(zone, ())]
        if home:
            return home[0]
        if zones and inside is None:
            return zones[0]
    return None


def _country_in(text: str, parts_only: bool = False) -> str | None:
    parts = [part for part in map(str.strip, _PARTS.split(text)) if part]
    if len(parts) < 2 and parts_only:
        return None
    for part in reversed(parts):
        # Two letters inside a longer text are too often something else (a state, a building).
        code = country_code(part) if len(part) > 2 or part in ("UK", "US") else None
        if code:
            return code
    return None


def _candidates(text: str) -> list[str]:
    whole = plain(text)
    found = [whole]
    for part in [text, *_PARTS.split(text)]:
        words = [word for word in plain(part).split() if word not in _NOISE]
        found.append(" ".join(words))
        while words and words[-1].isdigit():
            words = words[:-1]
        found.append(" ".join(words))
    return [name for name in dict.fromkeys(found) if name]


def _offset_zone(text: str) -> Zone | None:
    match = _OFFSET.match(text)
    if not match:
        return None
    sign = 1 if match[1] == "+" else -1
    hours, minutes = int(match[2]), int(match[3] or 0)
    if minutes:
        half = _HALF.get((sign, hours, minutes))
        return Zone(half, "offset", is_guess=True) if half else None
    if hours == 0:
        return Zone("UTC", "offset", is_guess=True)
    # Names of the Etc zones count the other way round: Etc/GMT-2 is two hours ahead of UTC.
    name = f"Etc/GMT{'-' if sign > 0 else '+'}{hours}"
    return Zone(name, "offset", is_guess=True) if name in available_timezones() else None


def _country_zone(code: str) -> Zone | None:
    main, several = _main_zones().get(code, ("", False))
    zones = _country_zones().get(code, ())
    name = main or (zones[0] if zones else "")
    return Zone(name, "country", is_guess=several) if name else None


def _lines(name: str) -> list[str]:
    text = (resources.files(__package__) / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _tab(name: str) -> list[list[str]]:
    text = (resources.files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def _zone_names() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones() if "/" in name or name == "UTC"}


@lru_cache(maxsize=1)
def _other_names() -> dict[str, str]:
    found = {}
    for line in _lines("zone_names.txt"):
        zone, names = line.split(": ", 1)
        found.update({plain(name): zone for name in names.split(",")})
    return found


@lru_cache(maxsize=1)
def _cities() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in _lines("cities.txt"):
        zone, names = line.split(": ", 1)
        for name in names.split(","):
            found.setdefault(name.strip(), []).append(zone)
    for row in _tab("zone.tab"):
        city = plain(row[2].rsplit("/", 1)[-1])
        zones = found.setdefault(city, [])
        if row[2] not in zones:
            zones.append(row[2])
    return found


@lru_cache(maxsize=1)
def _zone_countries() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for code, _place, zone, *_rest in _tab("zone.tab"):
        found.setdefault(zone, set()).add(code)
    return found


@lru_cache(maxsize=1)
def _country_zones() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, _place, zone, *_rest in _tab("zone.tab"):
        found.setdefault(code, []).append(zone)
    return found


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    found = {}
    for code, name in _tab("iso3166.tab"):
        found[plain(name)] = code
        found[code.lower()] = code
    for line in _lines("countries.txt"):
        code, rest = line.split(": ", 1)
        names = rest.split("|", 1)[1]
        found.update({plain(name): code for name in names.split(",") if name.strip()})
    return found


@lru_cache(maxsize=1)
def _main_zones() -> dict[str, tuple[str, bool]]:
    found = {}
    for line in _lines("countries.txt"):
        code, rest = line.split(": ", 1)
        main = rest.split("|", 1)[0].strip()
        if main != "-":
            found[code] = (main.removesuffix(" *"), main.endswith("*"))
    return found


@lru_cache(maxsize=1)
def _regions() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for line in _lines("regions.txt"):
        country, code, zone, name = line.split(" ", 3)
        found.setdefault(code.lower(), (country, zone))
        found[name] = (country, zone)
    return found
