"""Proposed times in words: when, who sits early or late, and what the clocks will do."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from junto.domain.sessions.clocks import City, cities, city_of, instant, place_of


def clock(moment: datetime | time) -> str:
    """The hour alone: "1:00 PM"."""
    whole = moment if isinstance(moment, datetime) else datetime.combine(date(2000, 1, 1), moment)
    return date_format(whole, pgettext("time pattern", "g:i A"))


def listing(names: Iterable[str]) -> str:
    """ "Ana, Li and Jo"."""
    *head, last = list(names) or [""]
    return _("%(head)s and %(last)s") % {"head": ", ".join(head), "last": last} if head else last


def weekday_of(moment: datetime) -> str:
    """ "Thursday"."""
    return str(WEEKDAYS[moment.weekday()])


def firsts(choice: Mapping[str, Any]) -> list[tuple[datetime, int]]:
    """The first occasion of each wall time of a choice: its instant and how long it lasts."""
    seen: dict[str, tuple[datetime, int]] = {}
    for row in choice["occasions"]:
        seen.setdefault(
            row["starts"], (datetime.fromisoformat(row["starts_at"]), int(row["minutes"]))
        )
    return list(seen.values())


def headline(choice: Mapping[str, Any], zone: str) -> str:
    """ "Thursday, 1:00 PM your time" on somebody's clock, or the hours that take turns."""
    own = ZoneInfo(zone)
    local = [moment.astimezone(own) for moment, _minutes in firsts(choice)]
    days = list(dict.fromkeys(weekday_of(each) for each in local))
    hours = list(dict.fromkeys(clock(each) for each in local))
    if len(local) == 1:
        return _("%(weekday)s, %(time)s your time") % {"weekday": days[0], "time": hours[0]}
    if len(days) == 1:
        return _("%(weekday)s, in turn at %(times)s your time") % {
            "weekday": days[0],
            "times": listing(hours),
        }
    told = [f"{weekday_of(each)} {clock(each)}" for each in local]
    return _("In turn %(times)s your time") % {"times": listing(told)}


def rows(choice: Mapping[str, Any], people: Sequence[Any], zone: str) -> list[dict[str, Any]]:
    """For each wall time: on how many occasions, and what every city's clock says."""
    counts: dict[str, int] = {}
    for row in choice["occasions"]:
        counts[row["starts"]] = counts.get(row["starts"], 0) + 1
    found = []
    for (moment, minutes), count in zip(firsts(choice), counts.values(), strict=True):
        local = moment.astimezone(ZoneInfo(zone))
        share = ngettext("%(n)s session", "%(n)s sessions", count) % {"n": count}
        found.append(
            {
                "when": _("%(weekday)s, %(time)s your time")
                % {"weekday": weekday_of(local), "time": clock(local)},
                "share": share if len(counts) > 1 else "",
                "cities": [city_row(city) for city in cities(moment, people, zone, minutes)],
            }
        )
    return found


def city_row(city: City, me: int | None = None) -> dict[str, Any]:
    """A city's clock in words."""
    return {
        "place": city.place,
        "zone": city.zone,
        "at": city.local,
        "names": listing(
            _("You") if person.pk == me else short_name(person) for person in city.people
        ),
        "me": any(person.pk == me for person in city.people),
        "shift": _("next day")
        if city.day_shift > 0
        else _("the day before")
        if city.day_shift < 0
        else "",
        "word": _("early") if city.is_early else _("late") if city.is_late else "",
    }


def short_name(person: Any) -> str:
    """What to call somebody in a row of names."""
    return str(person.known_as or person.full_name.split()[0])


def burdens(choice: Mapping[str, Any], people: Iterable[Any]) -> list[dict[str, str]]:
    """Who sits outside their own hours and how often, the heaviest first."""
    of_all = len(choice["occasions"])
    found = []
    for person in people:
        load = choice["loads"].get(person.ref)
        if load and load["outside"]:
            told = burden(load, of_all)
            found.append(
                (load["burden"], {"name": person.full_name, "ref": person.ref, "told": told})
            )
    return [row for _weight, row in sorted(found, key=lambda each: -each[0])]


def burden(load: Mapping[str, int], of_all: int) -> str:
    """ "early in 4 of 12, late in 2 of 12"."""
    values = {
        "early": load["times_early"],
        "late": load["times_late"],
        "away": load["times_away"],
        "all": of_all,
    }
    parts = []
    if values["away"]:
        parts.append(_("on a day off in %(away)s of %(all)s") % values)
    if values["early"]:
        parts.append(_("early in %(early)s of %(all)s") % values)
    if values["late"]:
        parts.append(_("late in %(late)s of %(all)s") % values)
    hours = load["outside"] / 60
    outside = _("%(hours)s h outside their own hours") % {
        "hours": f"{hours:.1f}".rstrip("0").rstrip(".")
    }
    return ", ".join([*parts, outside])


def summary(choice: Mapping[str, Any]) -> str:
    """How the burden lies, in a few words without a name."""
    loads = choice["loads"].values()
    early = sum(load["times_early"] > 0 for load in loads)
    late = sum(load["times_late"] > 0 for load in loads)
    outside = sum(load["outside"] > 0 for load in loads)
    if not outside:
        return _("inside everybody's hours")
    parts = []
    if early:
        parts.append(ngettext("%(n)s early", "%(n)s early", early) % {"n": early})
    if late:
        parts.append(ngettext("%(n)s late", "%(n)s late", late) % {"n": late})
    if not parts:
        parts.append(ngettext("%(n)s stretches", "%(n)s stretch", outside) % {"n": outside})
    return ", ".join(parts)


def shifts(choice: Mapping[str, Any], people: Iterable[Any]) -> list[str]:
    """What changes of clocks do to whom, one sentence for each date and place."""
    by_ref = {person.ref: person for person in people}
    moved: dict[tuple[int, str, str, str], list[Any]] = {}
    for row in choice["shifts"]:
        person = by_ref.get(row["ref"])
        if person is not None:
            key = (row["at"], row["before"], row["after"], place_of(person))
            moved.setdefault(key, []).append(person)
    found = []
    for (place, before, after, city), who in moved.items():
        day = date.fromisoformat(choice["occasions"][place]["date"])
        found.append(
            _("From %(day)s it is %(after)s instead of %(before)s in %(city)s (%(names)s).")
            % {
                "day": date_format(day, pgettext("date pattern", "l, F j")),
                "before": clock(time.fromisoformat(before)),
                "after": clock(time.fromisoformat(after)),
                "city": city,
                "names": listing(short_name(person) for person in who),
            }
        )
    return found


def oddities(choice: Mapping[str, Any]) -> list[str]:
    """Dates on which the agreed wall time does not exist, or exists twice."""
    city = city_of(choice["zone"])
    found = []
    for row in choice["occasions"]:
        words = {
            "day": date_format(date.fromisoformat(row["date"]), pgettext("date pattern", "l, F j")),
            "time": clock(time.fromisoformat(row["starts"])),
            "city": city,
            "held": clock(
                datetime.fromisoformat(row["starts_at"]).astimezone(ZoneInfo(choice["zone"]))
            ),
        }
        if row["oddity"] == "gap":
            found.append(
                _("On %(day)s the clocks in %(city)s skip %(time)s: you meet at %(held)s.") % words
            )
        if row["oddity"] == "overlap":
            found.append(
                _("On %(day)s the clocks in %(city)s show %(time)s twice: the first is meant.")
                % words
            )
    return found


def dates(choice: Mapping[str, Any], zone: str) -> str:
    """First and last day on somebody's clock."""
    own = ZoneInfo(zone)
    first, last = (
        datetime.fromisoformat(choice["occasions"][place]["starts_at"]).astimezone(own)
        for place in (0, -1)
    )
    pattern = pgettext("date pattern", "M j, Y")
    return _("%(first)s to %(last)s") % {
        "first": date_format(first, pattern),
        "last": date_format(last, pattern),
    }


def no_common_hour(why: Mapping[str, Any], people: Iterable[Any]) -> dict[str, Any]:
    """Why no hour suits everybody, and ways out."""
    called = {person.ref: person for person in people}

    def names(refs: Iterable[str]) -> str:
        return listing(short_name(called[ref]) for ref in refs if ref in called)

    apart = []
    for row in why["apart"]:
        if row["one"] not in called or row["other"] not in called:
            continue
        values = {
            "one": short_name(called[row["one"]]),
            "other": short_name(called[row["other"]]),
            "hours": f"{row['hours_between']:g}",
            "shared": row["shared_minutes"],
        }
        if row["shared_minutes"]:
            apart.append(
                _("%(one)s and %(other)s share %(shared)s minutes of their hours.") % values
            )
        else:
            apart.append(
                _("%(one)s and %(other)s live %(hours)s hours apart and share none of their hours.")
                % values
            )
    parts = [
        _part(part, [called[ref] for ref in part["refs"] if ref in called]) for part in why["parts"]
    ]
    return {
        "minutes": why["minutes"],
        "apart": apart[:3],
        "without": names(why["only_without"]),
        "parts": parts,
    }


def _part(part: Mapping[str, Any], people: Sequence[Any]) -> str:
    """Who could meet apart from the others, and when on the clock of the first of them."""
    day, starts = date.fromisoformat(part["date"]), time.fromisoformat(part["starts"])
    zone = people[0].time_zone if people else part["zone"]
    local = instant(day, starts, part["zone"]).astimezone(ZoneInfo(zone))
    return _("%(names)s: %(weekday)s at %(time)s in %(city)s") % {
        "names": listing(short_name(person) for person in people),
        "weekday": weekday_of(local),
        "time": clock(local),
        "city": place_of(people[0]) if people else city_of(zone),
    }


def until(moment: datetime, now: datetime) -> str:
    """How far away a session is, in words."""
    left = moment - now
    if left < timedelta(0):
        return ""
    if left < timedelta(hours=1):
        minutes = max(1, int(left.total_seconds() // 60))
        return ngettext("in %(n)s minute", "in %(n)s minutes", minutes) % {"n": minutes}
    if left < timedelta(days=1):
        hours = int(left.total_seconds() // 3600)
        return ngettext("in %(n)s hour", "in %(n)s hours", hours) % {"n": hours}
    return ngettext("in %(n)s day", "in %(n)s days", left.days) % {"n": left.days}
