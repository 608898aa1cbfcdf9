"""Mail about sessions: on the reader's clock, short, and only while they may know."""

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import override_settings

from factories import NOW
from factories.schedules import agree
from junto.domain.groups.models import GroupMember
from junto.domain.sessions import actions, deliveries, invitations, jobs
from junto.domain.sessions.models import Session
from junto.foundation.outbox.models import Delivery

MAIL = override_settings(EMAIL_HOST="mail.example")


@pytest.fixture(autouse=True)
def at_the_time_of_the_tests():  # type: ignore[no-untyped-def]
    with time_machine.travel(NOW, tick=False):
        yield


def payload(session: Session, person: object) -> dict[str, int]:
    return {
        "organization": session.organization_id,
        "session": session.pk,
        "person": person.pk,  # type: ignore[attr-defined]
    }


def test_the_reminder_gives_my_time_first_and_then_each_city(world: SimpleNamespace) -> None:
    session = agree(world)[0]
    amara = world.people["Kestrel"][0]

    mail = deliveries.render_reminder(payload(session, amara))

    assert mail is not None
    local = session.starts_at.astimezone(ZoneInfo("Europe/London"))
    assert mail.subject == f"Kestrel meets {local:%A} at {local:%H:%M} your time"
    madrid = session.starts_at.astimezone(ZoneInfo("Europe/Madrid"))
    toronto = session.starts_at.astimezone(ZoneInfo("America/Toronto"))
    assert f"in Leeds ({toronto:%H:%M} Toronto, {madrid:%H:%M} Madrid)." in mail.body
    assert mail.body.startswith("Hello Amara Okafor,\n")
    assert mail.body.endswith("Helena Brandt, Program\n")


@pytest.mark.parametrize(
    "render",
    [deliveries.render_reminder, deliveries.render_invitation, deliveries.render_moved],
)
def test_every_mail_has_at_most_ninety_words(world: SimpleNamespace, render) -> None:  # type: ignore[no-untyped-def]
    session = agree(world)[0]

    mail = render(payload(session, world.people["Kestrel"][0]))

    assert len(mail.body.split()) <= 90


def test_who_left_the_group_is_not_written_to(world: SimpleNamespace) -> None:
    session, amara = agree(world)[0], world.people["Kestrel"][0]
    GroupMember.objects.filter(person=amara).update(ended_at=NOW)

    assert deliveries.render_reminder(payload(session, amara)) is None


def test_a_session_that_was_called_off_is_not_announced(world: SimpleNamespace) -> None:
    session, amara = agree(world)[0], world.people["Kestrel"][0]
    actions.call_off(session=session, actor=world.actor, now=NOW)

    assert deliveries.render_invitation(payload(session, amara)) is None
    assert deliveries.render_called_off(payload(session, amara)) is not None


def test_what_is_over_is_not_announced(world: SimpleNamespace) -> None:
    session, amara = agree(world)[0], world.people["Kestrel"][0]
    with time_machine.travel(session.ends_at, tick=False):
        mail = deliveries.render_reminder(payload(session, amara))

    assert mail is None


@MAIL
def test_inviting_twice_writes_once(world: SimpleNamespace) -> None:
    agree(world)
    first = invitations.send_invitations(program=world.program, actor=world.actor, now=NOW)
    invitations.send_invitations(program=world.program, actor=world.actor, now=NOW)

    assert first == 3
    assert Delivery.objects.filter(kind=deliveries.INVITATION).count() == 3


@MAIL
def test_everybody_is_told_of_a_move_once_for_each_time(world: SimpleNamespace) -> None:
    session = agree(world)[0]
    for days in (1, 2):
        actions.move(
            session=session,
            day=session.date + timedelta(days=days),
            starts=session.starts,
            zone=session.zone,
            actor=world.actor,
            now=NOW,
        )

    assert Delivery.objects.filter(kind=deliveries.MOVED).count() == 6


def test_without_mail_nothing_waits_to_be_sent(world: SimpleNamespace) -> None:
    session = agree(world)[0]
    actions.call_off(session=session, actor=world.actor, now=NOW)

    assert invitations.send_invitations(program=world.program, actor=world.actor, now=NOW) == 0
    assert Delivery.objects.count() == 0


@MAIL
def test_of_two_moves_only_the_last_is_told_and_a_move_back_too(world: SimpleNamespace) -> None:
    session = agree(world)[0]
    there = session.date + timedelta(days=1)
    for day in (there, session.date, there):
        actions.move(
            session=session,
            day=day,
            starts=session.starts,
            zone=session.zone,
            actor=world.actor,
            now=NOW,
        )
    rows = Delivery.objects.filter(kind=deliveries.MOVED).order_by("pk")
    told = [deliveries.render_moved(json.loads(row.payload)) for row in rows]

    assert len(rows) == 9
    # The first and the third move lead to the same day; the second one is out of date.
    assert [mail is not None for mail in told] == [True] * 3 + [False] * 3 + [True] * 3


@MAIL
def test_reminders_go_out_once_in_the_readers_daytime(world: SimpleNamespace) -> None:
    session = agree(world)[0]
    actions.say(session=session, said="cannot", actor=cannot(world), now=NOW)
    # Two days before, at 15:00 in Leeds, 16:00 in Madrid and 10:00 in Toronto.
    day = session.starts_at.astimezone(UTC) - timedelta(days=1)
    for hour in (15, 15, 16):
        jobs.remind(day.replace(hour=hour, minute=0))

    assert Delivery.objects.filter(kind=deliveries.REMINDER).count() == 2


def cannot(world: SimpleNamespace):  # type: ignore[no-untyped-def]
    from factories import actor_of

    return actor_of(world.people["Kestrel"][1])


@pytest.mark.parametrize(
    ("now", "zone", "may"),
    [
        (datetime(2026, 11, 24, 9, tzinfo=UTC), "Europe/London", True),
        (datetime(2026, 11, 24, 9, tzinfo=UTC), "America/Toronto", False),
        (datetime(2026, 11, 24, 18, tzinfo=UTC), "Europe/London", False),
        (datetime(2026, 11, 28, 10, tzinfo=UTC), "Europe/London", False),
    ],
)
def test_nobody_is_written_to_at_night_or_on_a_weekend(now: datetime, zone: str, may: bool) -> None:
    assert jobs.is_daytime(now, zone) == may
