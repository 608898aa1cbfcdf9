"""Mail about sessions, worded when it is sent for the reader's own clock.

Whoever has left the group by then, or whose session was called off, is not written to.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from junto.domain.catalog.queries import localized
from junto.domain.groups import queries as group_queries
from junto.domain.organizations import queries as organization_queries
from junto.domain.people import queries as people_queries
from junto.domain.programs import queries as program_queries
from junto.domain.sessions.clocks import cities, city_of
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import Session
from junto.foundation import outbox, tenancy
from junto.foundation.outbox import Mail, renders
from junto.foundation.outbox.sending import mail_is_set_up

INVITATION, REMINDER = "sessions.invitation", "sessions.reminder"
MOVED, CALLED_OFF = "sessions.moved", "sessions.called-off"
PART = "sessions.part"
_MOST_CITIES = 6


def post(kind: str, session: Session, person: Any, *, now: datetime) -> bool:
    """Queue one mail about a session to one person; returns whether there is an address.

    Nothing is sent to the invented people of a sample.
    """
    if not _can_be_written_to(session, person):
        return False
    outbox.post(
        kind=kind,
        recipient=person.ref,
        event_ref=occasion(kind, session),
        payload=payload_of(session, person),
        now=now,
    )
    return True


def post_part(session: Session, person: Any, part: int, title: Any, *, now: datetime) -> bool:
    """Queue the mail that a part of a session in writing has begun; once each."""
    if not _can_be_written_to(session, person):
        return False
    outbox.post(
        kind=PART,
        recipient=person.ref,
        event_ref=f"{session.ref}.part{part}",
        payload={**payload_of(session, person), "part": title},
        now=now,
    )
    return True


def _can_be_written_to(session: Session, person: Any) -> bool:
    has_address = bool(person.email and mail_is_set_up())
    return has_address and not organization_queries.is_sample(session.organization_id)


def payload_of(session: Session, person: Any) -> dict[str, Any]:
    """What a mail about a session is worded from when it is sent."""
    return {
        "organization": session.organization_id,
        "session": session.pk,
        "person": person.pk,
        "agreed": _agreed(session),
    }


def _agreed(session: Session) -> str:
    """The time people agreed on, as one text."""
    return f"{session.date.isoformat()} {session.starts.isoformat('minutes')} {session.zone}"


def occasion(kind: str, session: Session) -> str:
    """What there is one mail of a kind about: the session, each time of it, or each change."""
    if kind == INVITATION:
        return session.ref
    if kind == REMINDER:
        return f"{session.ref}.{_agreed(session)}"[:64]
    return f"{session.ref}.{session.sequence}"


def post_to_group(kind: str, session: Session, *, now: datetime) -> int:
    """Queue a mail to everybody in the session's group; returns how many."""
    if not mail_is_set_up():
        return 0
    people = group_queries.members_of(session.group)
    return sum(post(kind, session, person, now=now) for person in people)


def preview(session: Session, person: Any) -> Mail:
    """The invitation as this person would get it."""
    return Mail(person.email, *_invitation(session, person))


@renders(INVITATION)
def render_invitation(payload: dict[str, Any]) -> Mail | None:
    """Your group, and when it meets first, wherever that has moved since."""
    known = {key: value for key, value in payload.items() if key != "agreed"}
    return _worded(known, SessionState.PLANNED, _invitation)


@renders(REMINDER)
def render_reminder(payload: dict[str, Any]) -> Mail | None:
    """The session is soon."""
    return _worded(payload, SessionState.PLANNED, _reminder)


@renders(MOVED)
def render_moved(payload: dict[str, Any]) -> Mail | None:
    """The session has another time."""
    return _worded(payload, SessionState.PLANNED, _moved)


@renders(CALLED_OFF)
def render_called_off(payload: dict[str, Any]) -> Mail | None:
    """The session does not take place."""
    return _worded(payload, SessionState.CALLED_OFF, _called_off)


@renders(PART)
def render_part(payload: dict[str, Any]) -> Mail | None:
    """A part of a session in writing has begun."""

    def wording(session: Session, person: Any) -> tuple[str, str]:
        facts = {**_facts(session, person), "part": localized(payload["part"])}
        facts["page"] = settings.PUBLIC_URL + reverse("room:writing", kwargs={"ref": session})
        lines = [
            _("Hello %(name)s,") % facts,
            _("Session %(number)s of %(group)s, “%(title)s”, is held in writing.") % facts,
            _("Now: %(part)s.") % facts,
            _("Ten minutes, whenever it suits you: %(page)s") % facts,
            _("What is said in the group stays in the group."),
        ]
        return _("%(group)s writes: %(part)s") % facts, _signed(lines, facts)

    return _worded(payload, SessionState.LIVE, wording)


def _worded(payload: dict[str, Any], state: str, wording: Any) -> Mail | None:
    with tenancy.scope(payload["organization"]):
        session = Session.objects.select_related("group").filter(pk=payload["session"]).first()
        people = people_queries.people_by_ids([payload["person"]])
        if session is None or session.state != state or not people:
            return None
        person = people[0]
        if person.ended_at is not None or not group_queries.is_member(session.group, person.pk):
            return None
        if session.ends_at <= timezone.now() and not session.writing:
            return None
        if state == SessionState.PLANNED and payload.get("agreed", _agreed(session)) != _agreed(
            session
        ):
            # It moved again since: the mail about that says where it is.
            return None
        language = person.user.language if person.user else ""
        with translation.override(language or settings.LANGUAGE_CODE):
            return Mail(person.email, *wording(session, person))


def _facts(session: Session, person: Any) -> dict[str, str]:
    local = session.starts_at.astimezone(_zone(person))
    ends = session.ends_at.astimezone(_zone(person))
    managers = program_queries.managers_of(session.group.program)
    page = settings.PUBLIC_URL + reverse("sessions:session", kwargs={"ref": session})
    return {
        "name": person.call_name,
        "group": session.group.name,
        "weekday": date_format(local, "l"),
        "day": date_format(local, "l, F j"),
        "from": date_format(local, "H:i"),
        "to": date_format(ends, "H:i"),
        "place": person.site or city_of(person.time_zone),
        "elsewhere": _elsewhere(session, person),
        "number": str(session.number),
        "title": session.title,
        "page": page,
        "come": f"{page}#come",
        "manager": managers[0].full_name if managers else "",
        "program": session.group.program.name,
    }


def _zone(person: Any) -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo(person.time_zone)


def _elsewhere(session: Session, person: Any) -> str:
    """ "14:00 Madrid, 08:00 Toronto": the clocks of the others, the reader's own left out."""
    others = [each for each in group_queries.members_of(session.group) if each.pk != person.pk]
    rows = cities(session.starts_at, others, person.time_zone, session.minutes)
    mine = session.starts_at.astimezone(_zone(person)).strftime("%H:%M")
    told = [_clock(row) for row in rows if row.day_shift or row.local.strftime("%H:%M") != mine]
    return f" ({', '.join(told[:_MOST_CITIES])})" if told else ""


def _clock(row: Any) -> str:
    words = {"clock": row.local.strftime("%H:%M"), "place": row.place}
    if row.day_shift > 0:
        return _("%(clock)s %(place)s, next day") % words
    if row.day_shift < 0:
        return _("%(clock)s %(place)s, the day before") % words
    return f"{words['clock']} {words['place']}"


def _signed(lines: list[str], facts: dict[str, str]) -> str:
    sign = ", ".join(word for word in (facts["manager"], facts["program"]) if word)
    return "\n".join([*lines, sign, ""])


def _reminder(session: Session, person: Any) -> tuple[str, str]:
    facts = _facts(session, person)
    subject = _("%(group)s meets %(weekday)s at %(from)s your time") % facts
    lines = [
        _("Hello %(name)s,") % facts,
        _("Session %(number)s, “%(title)s”, is %(day)s, %(from)s to %(to)s") % facts,
        _("in %(place)s%(elsewhere)s.") % facts,
        _("What to prepare: %(page)s") % facts,
        _("Can't come? Tell the group in one tap: %(come)s") % facts,
    ]
    return subject, _signed(lines, facts)


def _invitation(session: Session, person: Any) -> tuple[str, str]:
    facts = _facts(session, person)
    subject = _("Your group is %(group)s: first on %(weekday)s at %(from)s your time") % facts
    lines = [
        _("Hello %(name)s,") % facts,
        _("You are in %(group)s, a group of peers in %(program)s.") % facts,
        _("You meet first on %(day)s, %(from)s to %(to)s") % facts,
        _("in %(place)s%(elsewhere)s.") % facts,
        _("Who you meet, all dates and what others see: %(page)s") % facts,
        _("What is said in the group stays in the group."),
    ]
    return subject, _signed(lines, facts)


def _moved(session: Session, person: Any) -> tuple[str, str]:
    facts = _facts(session, person)
    subject = _("%(group)s moved: now %(weekday)s at %(from)s your time") % facts
    lines = [
        _("Hello %(name)s,") % facts,
        _("Session %(number)s, “%(title)s”, is now %(day)s, %(from)s to %(to)s") % facts,
        _("in %(place)s%(elsewhere)s.") % facts,
        _("Your calendar follows by itself if you subscribed: %(page)s") % facts,
        _("Can't come? Tell the group in one tap: %(come)s") % facts,
    ]
    return subject, _signed(lines, facts)


def _called_off(session: Session, person: Any) -> tuple[str, str]:
    facts = _facts(session, person)
    subject = _("%(group)s does not meet on %(weekday)s") % facts
    lines = [
        _("Hello %(name)s,") % facts,
        _("Session %(number)s, “%(title)s”, on %(day)s was called off.") % facts,
        _("When you meet next: %(page)s") % facts,
    ]
    return subject, _signed(lines, facts)
