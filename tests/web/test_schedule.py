"""Schedules, sessions, calendars and invitations in the browser."""

import csv
import io
from collections.abc import Iterator
from datetime import date, time, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories.schedules import make_schedule_world
from junto.domain.accounts.models import User
from junto.domain.people.models import Person
from junto.domain.sessions import actions, queries, timing
from junto.domain.sessions.models import Attendance, CalendarFeed, Invitation, Session
from junto.foundation import tenancy
from junto.foundation.jobs import running
from junto.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db

SOON = timezone.now().date() + timedelta(days=20)
WANTED = timing.Wanted(timing.FORTNIGHTLY, SOON, count=4, minutes=60)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    made = make_schedule_world()
    made.client = browser(made.manager)
    with tenancy.scope(made.organization.pk):
        yield made


def url(name: str, obj: object, **more: str) -> str:
    return reverse(f"sessions:{name}", kwargs={"ref": obj, **more})


def work(name: str) -> None:
    for job in Job.objects.filter(name=name, state="waiting"):
        running.run(job.pk, clock=timezone.now)


def proposed(world: SimpleNamespace, group: str = "Kestrel"):  # type: ignore[no-untyped-def]
    actions.propose_times(
        program=world.program, wanted=WANTED, actor=world.actor, now=timezone.now()
    )
    work("sessions.propose")
    return next(row for row in queries.proposed_series(world.program) if row.group.name == group)


def agreed(world: SimpleNamespace, group: str = "Kestrel") -> list[Session]:
    actions.agree(series=proposed(world, group), choice=0, actor=world.actor, now=timezone.now())
    return queries.sessions_of(world.groups[group])


# ---------------------------------------------------------------- the schedule of a program


def test_before_groups_there_is_nothing_to_schedule(world: SimpleNamespace) -> None:
    for group in world.groups.values():
        group.ended_at = timezone.now()
        group.save()

    page = world.client.get(url("schedule", world.program)).content.decode()

    assert "No group to schedule yet" in page


def test_the_manager_asks_looks_and_agrees(world: SimpleNamespace) -> None:
    asked = world.client.post(
        url("propose", world.program),
        {"cadence": "fortnightly", "starts_on": SOON.isoformat(), "count": "4", "minutes": "60"},
    )
    running_page = world.client.get(asked["Location"]).content.decode()
    work("sessions.propose")
    page = world.client.get(url("schedule", world.program)).content.decode()
    series = queries.proposed_series(world.program)[0]
    choices = world.client.get(url("series", series.ref)).content.decode()
    done = world.client.post(url("agree", series.ref), {"choice": "0"})

    assert "Finding the fairest hours" in running_page
    assert "2 groups have proposed times" in page
    assert "Suits everybody" in page
    assert "No hour suits everybody" in page
    assert choices.count("Use this time") == 3
    assert done["Location"] == url("schedule", world.program)
    assert len(queries.sessions_of(world.groups["Kestrel"])) == 4


def test_a_group_without_a_common_hour_is_told_why_and_ways_out(world: SimpleNamespace) -> None:
    page = world.client.get(url("series", proposed(world, "Plover").ref)).content.decode()

    assert "The longest session takes 60 minutes." in page
    assert "live 11 hours apart and share none of their hours" in page
    assert "Split the group." in page
    assert "Meet in writing." in page
    assert "outside their own hours" in page


def test_all_groups_are_agreed_on_with_one_button(world: SimpleNamespace) -> None:
    proposed(world)
    answer = world.client.post(url("agree-all", world.program))
    work("sessions.agree-all")
    work("sessions.calendars")
    page = world.client.get(url("schedule", world.program)).content.decode()

    assert answer["Location"].startswith(url("schedule", world.program))
    assert "Invite people" in page
    assert Session.objects.filter(calendar="").count() == 0
    assert Session.objects.count() == 8


def test_progress_sends_the_page_on_when_it_is_over(world: SimpleNamespace) -> None:
    proposed(world)
    job = Job.objects.get(name="sessions.propose")

    plain = world.client.get(url("progress", world.program, job=job.ref))
    fragment = world.client.get(
        url("progress", world.program, job=job.ref), headers={"HX-Request": "true"}
    )

    assert plain["Location"] == url("schedule", world.program)
    assert fragment["HX-Redirect"] == url("schedule", world.program)


def test_a_job_of_another_program_is_not_shown(world: SimpleNamespace) -> None:
    job = Job.objects.create(
        name="sessions.propose",
        args=["other"],
        organization=world.organization,
        created_at=timezone.now(),
    )

    assert world.client.get(url("progress", world.program, job=job.ref)).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"cadence": "never", "starts_on": "soon", "count": "many", "minutes": "x" * 500},
        {"cadence": "weekly", "starts_on": "1999-01-01"},
        {"cadence": "weekly", "starts_on": SOON.isoformat(), "minutes": "5"},
        {"cadence": "\0", "starts_on": "\0", "group": "\0"},
    ],
)
def test_a_question_with_trouble_comes_back(world: SimpleNamespace, fields: dict[str, str]) -> None:
    answer = world.client.post(url("propose", world.program), fields)

    assert answer.status_code == 422
    assert b"There is a problem" in answer.content


@pytest.mark.parametrize("choice", ["", "9", "x", "-1", "٣", "1" * 40])
def test_a_choice_that_is_not_there_changes_nothing(world: SimpleNamespace, choice: str) -> None:
    series = proposed(world)

    answer = world.client.post(url("agree", series.ref), {"choice": choice})

    assert answer["Location"] == url("series", series.ref)
    assert Session.objects.count() == 0


def test_times_chosen_meanwhile_are_told_of(world: SimpleNamespace) -> None:
    series = proposed(world)
    world.client.post(url("agree", series.ref), {"choice": "0"})

    answer = world.client.post(url("agree", series.ref), {"choice": "1"}, follow=True)

    assert "chosen or replaced since you looked" in answer.content.decode()
    assert Session.objects.count() == 4


def test_the_schedule_of_many_groups_costs_as_many_queries_as_one(
    world: SimpleNamespace,
) -> None:
    proposed(world)
    world.client.get(url("schedule", world.program))
    with CaptureQueriesContext(connection) as both:
        world.client.get(url("schedule", world.program))
    world.groups["Plover"].ended_at = timezone.now()
    world.groups["Plover"].save()
    with CaptureQueriesContext(connection) as one:
        world.client.get(url("schedule", world.program))

    assert len(both) == len(one)
    assert len(both) <= 14


# ---------------------------------------------------------------- sessions


def test_a_session_shows_my_time_first_and_then_each_city(world: SimpleNamespace) -> None:
    session = agreed(world)[0]
    jonah = world.people["Kestrel"][2]

    page = browser(jonah).get(url("session", session)).content.decode()

    clocks = page[page.index("What the clocks say") : page.index("Who comes")]
    assert clocks.index("Toronto") < clocks.index("Leeds")
    assert "your time" in page
    assert "Helena Brandt" not in page


def test_one_tap_and_the_group_knows(world: SimpleNamespace) -> None:
    session, (me, other, _third) = agreed(world)[0], world.people["Kestrel"]
    mine = browser(me)

    answer = mine.post(url("come", session), {"said": "cannot"}, follow=True)
    seen = browser(other).get(url("session", session)).content.decode()
    mine.post(url("come", session))
    after = browser(other).get(url("session", session)).content.decode()

    assert "Your group knows" in answer.content.decode()
    assert "1 can&#x27;t" in seen or "1 can't" in seen
    assert Attendance.objects.get().said == ""
    assert "1 can" not in after


def test_a_session_tells_whose_hour_the_clocks_moved(world: SimpleNamespace) -> None:
    amara, _devika, jonah = world.people["Kestrel"]
    sessions = agreed(world)
    year = SOON.year + 1
    # Between these days the clocks of Toronto change, and those of Europe do not yet.
    for session, day in zip(sessions, (date(year, 3, 3), date(year, 3, 17)), strict=False):
        actions.move(
            session=session,
            day=day,
            starts=time(14),
            zone="Europe/London",
            actor=world.actor,
            now=timezone.now(),
        )

    page = url("session", sessions[1])
    assert "it is 10:00 AM for you, and was 9:00 AM" in browser(jonah).get(page).content.decode()
    assert "Clocks change in between" not in browser(amara).get(page).content.decode()


def test_a_manager_sees_how_many_cannot_come_and_not_who(world: SimpleNamespace) -> None:
    session, (me, *_others) = agreed(world)[0], world.people["Kestrel"]
    browser(me).post(url("come", session), {"said": "cannot"})

    manager = world.client.get(url("session", session)).content.decode()
    guide = browser(world.guide).get(url("session", session)).content.decode()

    tag = '<span class="tag tag-plum">'
    assert (tag in manager, tag in guide) == (False, True)
    assert ("1 can&#x27;t" in manager) or ("1 can't" in manager)


def test_a_session_costs_the_same_after_many_others(world: SimpleNamespace) -> None:
    sessions, me = agreed(world), browser(world.people["Kestrel"][0])
    me.get(url("session", sessions[0]))
    with CaptureQueriesContext(connection) as many:
        me.get(url("session", sessions[0]))
    Session.objects.exclude(pk=sessions[0].pk).delete()
    with CaptureQueriesContext(connection) as one:
        me.get(url("session", sessions[0]))

    assert len(many) == len(one)
    assert len(many) <= 16


def test_hostile_words_about_coming_count_as_none(world: SimpleNamespace) -> None:
    session, me = agreed(world)[0], world.people["Kestrel"][0]

    browser(me).post(url("come", session), {"said": "<script>\0"})

    assert Attendance.objects.get().said == ""


def test_nobody_else_learns_that_there_is_a_session(world: SimpleNamespace) -> None:
    session = agreed(world)[0]
    outsiders = [world.stranger, world.people["Plover"][0]]

    codes = [
        browser(who).get(url(name, session)).status_code
        for who in outsiders
        for name in ("session", "move", "edit", "file")
    ]

    assert codes == [404] * 8


def test_a_session_is_moved_with_those_that_follow(world: SimpleNamespace) -> None:
    first, *_rest = agreed(world)
    day = first.date + timedelta(days=1)

    answer = world.client.post(
        url("move", first),
        {
            "day": day.isoformat(),
            "starts": "15:30",
            "zone": "Europe/London",
            "minutes": "75",
            "following": "on",
        },
        follow=True,
    )

    found = queries.sessions_of(world.groups["Kestrel"])
    assert "Moved 4 sessions." in answer.content.decode()
    assert [each.date for each in found] == [day + timedelta(weeks=2 * n) for n in range(4)]
    assert {(f"{each.starts:%H:%M}", each.zone, each.minutes) for each in found} == {
        ("15:30", "Europe/London", 75)
    }


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"day": "1999-01-01", "starts": "10:00", "zone": "Europe/London", "minutes": "60"},
        {"day": "2999-01-01", "starts": "10:00", "zone": "Europe/London", "minutes": "60"},
        {"day": "soon", "starts": "25:99", "zone": "Mars/Base", "minutes": "-3"},
    ],
)
def test_a_move_with_trouble_comes_back(world: SimpleNamespace, fields: dict[str, str]) -> None:
    first = agreed(world)[0]

    answer = world.client.post(url("move", first), fields)

    assert answer.status_code == 422
    assert Session.objects.get(pk=first.pk).sequence == 0


def test_a_session_is_called_off_and_put_back_by_undo(world: SimpleNamespace) -> None:
    first = agreed(world)[0]

    off = world.client.post(url("call-off", first), follow=True).content.decode()
    world.client.post(url("put-back", first))

    assert "Called off" in off
    assert url("put-back", first) in off
    assert Session.objects.get(pk=first.pk).state == "planned"


def test_what_a_session_is_for_is_read_by_its_people(world: SimpleNamespace) -> None:
    first, me = agreed(world)[0], world.people["Kestrel"][0]
    world.client.post(
        url("edit", first),
        {
            "title": "Delegating  without disappearing",
            "purpose": "<b>Trust</b>",
            "objective": "One case each",
            "expected_outcome": "A next step",
        },
    )

    page = browser(me).get(url("session", first)).content.decode()

    assert "Delegating without disappearing" in page
    assert "&lt;b&gt;Trust&lt;/b&gt;" in page
    assert "A next step" in page


def test_a_group_lists_its_sessions_on_the_readers_clock(world: SimpleNamespace) -> None:
    me = world.people["Kestrel"][0]
    empty = browser(me).get(url("group", world.groups["Kestrel"])).content.decode()
    agreed(world)

    page = browser(me).get(url("group", world.groups["Kestrel"])).content.decode()

    assert "No dates yet" in empty
    assert page.count("Session 1") + page.count("Session 4") >= 2


# ---------------------------------------------------------------- calendars


def test_the_calendar_file_waits_for_the_worker(world: SimpleNamespace) -> None:
    first, me = agreed(world)[0], world.people["Kestrel"][0]
    early = browser(me).get(url("file", first))
    work("sessions.calendars")
    late = browser(me).get(url("file", first))

    assert early["Location"] == url("session", first)
    assert late["Content-Type"].startswith("text/calendar")
    assert late.content.startswith(b"BEGIN:VCALENDAR\r\n")


def test_a_private_address_serves_ones_sessions_until_it_is_switched_off(
    world: SimpleNamespace,
) -> None:
    agreed(world)
    work("sessions.calendars")
    mine, visitor = browser(world.people["Kestrel"][0]), Client()
    at = {"at": world.organization.ref}
    mine.post(reverse("sessions:open-feed"), at)
    feed = CalendarFeed.objects.get()
    address = url("feed", feed.ref, token=feed.token)

    shown = mine.get(reverse("sessions:my-calendar")).content.decode()
    served = visitor.get(address)
    wrong = visitor.get(url("feed", feed.ref, token="x" * 32))
    mine.post(reverse("sessions:revoke-feed"), at)
    after = visitor.get(address)

    assert address in shown
    assert served.content.count(b"BEGIN:VEVENT") == 4
    assert (wrong.status_code, after.status_code) == (404, 404)


def test_a_new_address_ends_the_one_before(world: SimpleNamespace) -> None:
    mine, at = browser(world.people["Kestrel"][0]), {"at": world.organization.ref}
    mine.post(reverse("sessions:open-feed"), at)
    first = CalendarFeed.objects.get()
    mine.post(reverse("sessions:open-feed"), at)

    assert Client().get(url("feed", first.ref, token=first.token)).status_code == 404


def test_who_left_gets_nothing_from_their_address(world: SimpleNamespace) -> None:
    person = world.people["Kestrel"][0]
    browser(person).post(reverse("sessions:open-feed"), {"at": world.organization.ref})
    feed = CalendarFeed.objects.get()
    Person.objects.filter(pk=person.pk).update(ended_at=timezone.now())

    assert Client().get(url("feed", feed.ref, token=feed.token)).status_code == 404


# ---------------------------------------------------------------- invitations


def without_account(world: SimpleNamespace) -> Person:
    person: Person = world.people["Kestrel"][0]
    person.user = None
    person.email = "amara@people.example"
    person.save()
    return person


def test_links_are_made_once_and_taken_out_as_a_file(world: SimpleNamespace) -> None:
    agreed(world)
    person = without_account(world)
    world.client.post(url("make-links", world.program))
    world.client.post(url("make-links", world.program))

    page = world.client.get(url("invitations", world.program)).content.decode()
    data = world.client.get(url("links-file", world.program)).content.decode("utf-8-sig")
    rows = {row["Name"]: row for row in csv.DictReader(io.StringIO(data))}
    invitation = Invitation.objects.get()

    assert f"/join/{invitation.ref}/{invitation.token}" in page
    assert rows[person.full_name]["Link"].endswith(f"/join/{invitation.ref}/{invitation.token}")
    assert rows[person.full_name]["Group"] == "Kestrel"
    assert len(rows) == 7


def test_opening_a_link_does_nothing_and_the_form_lets_in(world: SimpleNamespace) -> None:
    session = agreed(world)[0]
    person = without_account(world)
    world.client.post(url("make-links", world.program))
    invitation = Invitation.objects.get()
    address = url("join", invitation.ref, token=invitation.token)
    guest = Client()

    shown = guest.get(address)
    guest.head(address)
    users = User.objects.count()
    weak = guest.post(address, {"password": "short"})
    done = guest.post(address, {"password": "a calm green river"})
    again = Client().get(address).content.decode()

    person.refresh_from_db()
    assert "Welcome, Amara Okafor" in shown.content.decode()
    assert users == User.objects.count() - 1
    assert weak.status_code == 422
    assert done["Location"] == url("session", session)
    assert person.user is not None
    assert guest.get(url("session", session)).status_code == 200
    assert "This link was used" in again


def test_a_link_never_changes_the_password_of_an_account(world: SimpleNamespace) -> None:
    agreed(world)
    without_account(world)
    owner = User.objects.create_user(email="amara@people.example", password="correct horse 7")
    world.client.post(url("make-links", world.program))
    invitation = Invitation.objects.get()

    answer = Client().post(
        url("join", invitation.ref, token=invitation.token), {"password": "a calm green river"}
    )

    owner.refresh_from_db()
    assert "This link was used" in answer.content.decode()
    assert owner.check_password("correct horse 7")


def test_a_wrong_or_old_link_is_like_none(world: SimpleNamespace) -> None:
    agreed(world)
    without_account(world)
    world.client.post(url("make-links", world.program))
    invitation = Invitation.objects.get()
    wrong = Client().get(url("join", invitation.ref, token="x" * 32)).status_code
    Invitation.objects.update(expires_at=timezone.now())
    old = Client().get(url("join", invitation.ref, token=invitation.token)).status_code

    assert (wrong, old) == (404, 404)


def test_a_facilitator_schedules_but_sees_no_links(world: SimpleNamespace) -> None:
    guide = browser(world.guide)

    assert guide.get(url("schedule", world.program)).status_code == 200
    assert guide.get(url("invitations", world.program)).status_code == 404
    assert guide.get(url("links-file", world.program)).status_code == 404
