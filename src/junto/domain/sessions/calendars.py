"""Calendar files, written by the worker: the process that serves pages never loads the library.

A session keeps its VTIMEZONE and VEVENT; pages put them into a calendar as text (`feeds.py`). One
UID a session for good, and a SEQUENCE that only rises, let calendars replace what they have.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import Session

# The same years in every file, so that one zone reads the same in all of them.
FIRST, LAST = date(2024, 1, 1), date(2039, 12, 31)
_EPOCH = datetime(1970, 1, 1)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def uid_of(session: Session) -> str:
    """What a calendar knows the session by, whatever happens to it."""
    return f"session-{session.ref}@junto.invalid"


def write(session: Session, zones: dict[str, str]) -> str:
    """Return the VTIMEZONE and the VEVENT of a session; zones that were written are in `zones`."""
    if session.zone not in zones:
        zones[session.zone] = zone_of(session.zone).to_ical().decode()
    return zones[session.zone] + str(_event(session).to_ical().decode())


def zone_of(name: str) -> Any:
    """Return a zone's VTIMEZONE by rules of recurrence.

    Several calendar programs pass over lists of dates (RDATE), so a change that follows no yearly
    rule is an observance of its own that happens once.
    """
    from icalendar import Timezone

    from junto.kernel.scheduling import changes_of

    begins, changes = changes_of(name, FIRST, LAST)
    zone = Timezone()
    zone.add("tzid", name)
    alike: dict[tuple[int, int], list[Any]] = {}
    for change in changes:
        alike.setdefault((change.before, change.after), []).append(change)
    rules = [_yearly(group) for group in alike.values()]
    if changes and all(rules):
        for group, rule in zip(alike.values(), rules, strict=True):
            zone.add_component(_observance(group[0], rule))
        return zone
    zone.add_component(_observance(None, None, begins))
    for change in changes:
        zone.add_component(_observance(change, {"freq": "yearly", "count": 1}))
    return zone


def _yearly(changes: list[Any]) -> dict[str, Any] | None:
    """The yearly rule that all these changes follow, if there is one."""
    walls = [change.wall for change in changes]
    years = [wall.year for wall in walls]
    if years != list(range(FIRST.year, LAST.year + 1)):
        return None
    if len({(wall.month, wall.weekday(), wall.time()) for wall in walls}) > 1:
        return None
    month, weekday = walls[0].month, _WEEKDAYS[walls[0].weekday()]
    days = [wall.day for wall in walls]
    rule: dict[str, Any] = {"freq": "yearly", "bymonth": month}
    if all(
        day + 7 > monthrange(wall.year, month)[1] for day, wall in zip(days, walls, strict=True)
    ):
        return rule | {"byday": f"-1{weekday}"}
    if len({(day - 1) // 7 for day in days}) == 1:
        return rule | {"byday": f"{(days[0] - 1) // 7 + 1}{weekday}"}
    if max(days) - min(days) < 7:
        first = min(days)
        return rule | {"byday": weekday, "bymonthday": list(range(first, first + 7))}
    return None


def _observance(change: Any, rule: dict[str, Any] | None, begins: int = 0) -> Any:
    from icalendar import TimezoneDaylight, TimezoneStandard

    before, after = (change.before, change.after) if change else (begins, begins)
    found = TimezoneDaylight() if after > before else TimezoneStandard()
    found.add("dtstart", change.wall if change else _EPOCH)
    found.add("tzoffsetfrom", timedelta(minutes=before))
    found.add("tzoffsetto", timedelta(minutes=after))
    if rule:
        found.add("rrule", rule)
    return found


def _event(session: Session) -> Any:
    from icalendar import Event, vText

    wall = datetime.combine(session.date, session.starts)
    url = settings.PUBLIC_URL + reverse("sessions:session", kwargs={"ref": session})
    is_off = session.state == SessionState.CALLED_OFF
    event = Event()
    event.add("uid", uid_of(session))
    event.add("sequence", session.sequence)
    event.add("dtstamp", session.changed_at.astimezone(UTC))
    event.add("last-modified", session.changed_at.astimezone(UTC))
    event.add("dtstart", wall, parameters={"TZID": session.zone})
    event.add("duration", timedelta(minutes=session.minutes))
    event.add("summary", f"{session.group.name}: {session.title}")
    event.add("description", _("When, why and who comes: %(url)s") % {"url": url})
    event.add("url", url)
    event.add("status", vText("CANCELLED" if is_off else "CONFIRMED"))
    # Others who see the calendar learn that the time is taken, not what for.
    event.add("class", vText("PRIVATE"))
    return event
