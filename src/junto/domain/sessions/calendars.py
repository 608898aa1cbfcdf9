"""Calendar files, written by the worker: the process that serves pages never loads the library.

A session keeps its VTIMEZONE and VEVENT; pages put them into a calendar as text (`feeds.py`). One
UID a session for good, and a SEQUENCE that only rises, let calendars replace what they have.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import Session

# The same years in every file, so that one zone reads the same in all of them.
FIRST, LAST = date(2020, 1, 1), date(2040, 1, 1)


def uid_of(session: Session) -> str:
    """What a calendar knows the session by, whatever happens to it."""
    return f"session-{session.ref}@junto.invalid"


def write(session: Session) -> str:
    """Return the VTIMEZONE and the VEVENT of a session."""
    from icalendar import Timezone

    zone = Timezone.from_tzid(session.zone, first_date=FIRST, last_date=LAST)
    return str((zone.to_ical() + _event(session).to_ical()).decode())


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
