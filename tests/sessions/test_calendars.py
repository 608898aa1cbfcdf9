"""Calendar files: three libraries read the same from them, and calendars update in place."""

from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import icalendar
import pytest
import vobject

from factories import NOW
from factories.schedules import agree, run_jobs
from junto.domain.sessions import actions, calendars, feeds, queries
from junto.domain.sessions.clocks import instant
from junto.domain.sessions.models import Session
from junto.kernel import scheduling


def written(world: SimpleNamespace) -> list[Session]:
    agree(world)
    run_jobs("sessions.calendars")
    return queries.sessions_of(world.groups["Kestrel"])


Facts = tuple[str, datetime, datetime, str]


def by_icalendar(text: str) -> list[Facts]:
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return [
        (
            str(each["UID"]),
            each.start.astimezone(UTC),
            each.end.astimezone(UTC),
            str(each["SUMMARY"]),
        )
        for each in events
    ]


def by_vobject(text: str) -> list[Facts]:
    events = vobject.readOne(text).vevent_list
    return [
        (
            each.uid.value,
            each.dtstart.value.astimezone(UTC),
            (each.dtstart.value + each.duration.value).astimezone(UTC),
            each.summary.value,
        )
        for each in events
    ]


def by_ics(text: str) -> list[Facts]:
    ics: Any = pytest.importorskip("ics")
    events = sorted(ics.Calendar(text).events, key=lambda each: each.begin)
    return [
        (
            each.uid,
            each.begin.datetime.astimezone(UTC),
            each.end.datetime.astimezone(UTC),
            each.name,
        )
        for each in events
    ]


def expected(sessions: list[Session]) -> list[Facts]:
    return [
        (
            calendars.uid_of(each),
            each.starts_at,
            each.ends_at,
            f"{each.group.name}: {each.title}",
        )
        for each in sessions
    ]


READERS = [by_icalendar, by_vobject, by_ics]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_each_library_reads_what_was_agreed_on(world: SimpleNamespace, read: Any) -> None:
    sessions = written(world)

    assert read(feeds.many(sessions, "My sessions")) == expected(sessions)
    assert read(feeds.one(sessions[0])) == expected(sessions[:1])


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("zone", "month", "day"),
    [
        ("Europe/London", 3, 23),
        ("Europe/London", 3, 30),
        ("America/New_York", 3, 9),
        ("America/New_York", 3, 16),
        ("Australia/Lord_Howe", 4, 6),
        ("Asia/Kathmandu", 6, 1),
        ("America/Santiago", 4, 5),
        ("Africa/Casablanca", 2, 10),
        ("Europe/Dublin", 7, 1),
        ("America/Asuncion", 7, 1),
    ],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_each_library_reads_the_instant_before_and_after_a_change_of_clocks(
    world: SimpleNamespace, read: Any, zone: str, month: int, day: int
) -> None:
    session = agree(world)[0]
    actions.move(
        session=session,
        day=datetime(2027, month, day).date(),
        starts=time(13),
        zone=zone,
        actor=world.actor,
        now=NOW,
    )
    run_jobs("sessions.calendars")
    moved = Session.objects.select_related("group").get(pk=session.pk)

    assert read(feeds.one(moved)) == expected([moved])


def test_a_moved_session_keeps_its_uid_and_raises_its_sequence(world: SimpleNamespace) -> None:
    first = written(world)[0]
    before = event(first)
    actions.move(
        session=first,
        day=first.date + timedelta(days=1),
        starts=first.starts,
        zone=first.zone,
        actor=world.actor,
        now=NOW,
    )
    stale = Session.objects.get(pk=first.pk).calendar
    run_jobs("sessions.calendars")
    after = event(Session.objects.get(pk=first.pk))

    assert stale == ""
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)


def event(session: Session) -> Any:
    return icalendar.Calendar.from_ical(feeds.one(session)).walk("VEVENT")[0]


def test_a_session_called_off_is_cancelled_in_calendars(world: SimpleNamespace) -> None:
    first = written(world)[0]
    actions.call_off(session=first, actor=world.actor, now=NOW)
    run_jobs("sessions.calendars")
    found = event(Session.objects.get(pk=first.pk))

    assert (found["STATUS"], found["SEQUENCE"]) == ("CANCELLED", 1)


def test_a_zone_stands_once_in_a_feed_and_only_a_file_has_a_method(
    world: SimpleNamespace,
) -> None:
    sessions = written(world)
    feed = feeds.many(sessions, "Mine, and; yours\\")

    assert feed.count("BEGIN:VTIMEZONE") == 1
    assert "METHOD" not in feed
    assert "METHOD:PUBLISH\r\n" in feeds.one(sessions[0])
    assert "NAME:Mine\\, and\\; yours\\\\\r\n" in feed


def test_every_line_is_short_and_ends_as_the_standard_says(world: SimpleNamespace) -> None:
    session = written(world)[0]
    actions.describe(
        session=session,
        title="Ünïcödé: " + "длинное название, с запятой; " * 5,
        purpose="",
        objective="",
        expected_outcome="",
        actor=world.actor,
        now=NOW,
    )
    run_jobs("sessions.calendars")
    text = feeds.one(Session.objects.get(pk=session.pk))

    lines = text.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert "\n" not in text.replace("\r\n", "")
    assert "название\\, с запятой\\; " in text.replace("\r\n ", "")


def test_a_file_that_comes_too_late_is_not_kept(world: SimpleNamespace) -> None:
    session = agree(world)[0]
    actions.call_off(session=session, actor=world.actor, now=NOW)

    kept = actions.keep_calendar(session_id=session.pk, sequence=0, text="old")

    assert not kept
    assert Session.objects.get(pk=session.pk).calendar == ""


@pytest.mark.parametrize(
    ("zone", "day", "at"),
    [
        ("Europe/Berlin", (2026, 3, 29), time(2, 30)),
        ("Europe/Berlin", (2026, 10, 25), time(2, 30)),
        ("America/St_Johns", (2026, 3, 8), time(2, 15)),
        ("Asia/Singapore", (2026, 6, 1), time(9)),
    ],
)
def test_pages_and_kernel_read_a_wall_time_alike(
    zone: str, day: tuple[int, int, int], at: time
) -> None:
    there = datetime(*day).date()

    assert instant(there, at, zone) == scheduling.instant(there, at, zone)
