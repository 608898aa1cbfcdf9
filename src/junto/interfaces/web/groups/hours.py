"""A picture of the hours that people of a group have in common, each on their own clock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from junto.domain.groups import standing

MOST_RUNS = 2


@dataclass(frozen=True)
class HoursRow:
    """One person: their zone, and a band of 24 hours on the reader's clock."""

    person: Any
    place: str
    is_me: bool
    band: SafeString


@dataclass(frozen=True)
class HoursPicture:
    """The rows, and the times in which most can meet, as moments of one day."""

    rows: tuple[HoursRow, ...]
    times: tuple[tuple[datetime, datetime], ...]
    most: int
    of: int

    @property
    def is_everybody(self) -> bool:
        """Whether all of them can meet then."""
        return self.most == self.of


def picture(people: Sequence[Any], *, me: int, zone: str, on: date) -> HoursPicture | None:
    """Draw the hours of people whose hours are known; None for fewer than two."""
    known = [person for person in people if person.time_zone]
    if len(known) < 2:
        return None
    found = standing.common_hours(known, on)
    runs = found.shared[:MOST_RUNS]
    shift = standing.shift_of(zone, on)
    shared = {(start + each) % standing.DAY for start, length in runs for each in range(length)}
    rows = tuple(
        HoursRow(
            person,
            person.site or person.time_zone.rpartition("/")[2].replace("_", " "),
            person.pk == me,
            _band(found.own[person.pk], shared, shift),
        )
        for person in known
    )
    return HoursPicture(rows, tuple(_moments(run, on) for run in runs), found.most, len(known))


def _moments(run: tuple[int, int], on: date) -> tuple[datetime, datetime]:
    midnight = datetime.combine(on, time(), UTC)
    start = midnight + timedelta(minutes=standing.QUARTER * run[0])
    return start, start + timedelta(minutes=standing.QUARTER * run[1])


def _band(own: Collection[int], shared: Collection[int], shift: int) -> SafeString:
    """Own hours pale, the common ones among them full, over the day of the reader's zone."""
    rects = [
        ("f-sunken", 0.0, 100.0),
        *(("f-band", *place) for place in _places(own, shift)),
        *(("f-lagoon", *place) for place in _places(set(own) & set(shared), shift)),
    ]
    body = format_html_join(
        "",
        '<rect class="{}" x="{}%" width="{}%" y="2" height="12" rx="2"/>',
        ((kind, f"{start:g}", f"{width:g}") for kind, start, width in rects),
    )
    return format_html(
        '<svg class="bar" width="100%" height="16" aria-hidden="true">{}</svg>', body
    )


def _places(quarters: Collection[int], shift: int) -> list[tuple[float, float]]:
    """Stretches from midnight to midnight of a zone, as (start, width) in percent."""
    here = sorted((quarter + shift) % standing.DAY for quarter in quarters)
    stretches: list[list[int]] = []
    for quarter in here:
        if stretches and stretches[-1][1] == quarter:
            stretches[-1][1] = quarter + 1
        else:
            stretches.append([quarter, quarter + 1])
    return [
        (round(100 * start / standing.DAY, 3), round(100 * (end - start) / standing.DAY, 3))
        for start, end in stretches
    ]
