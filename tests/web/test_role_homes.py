"""The homes of facilitators, sponsors and administrators."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW, OrganizationFactory, enroll, make_person, make_program
from factories.after import make_circle, make_group, make_session, note_presence
from factories.rooms import add_session, make_room_world
from junto.domain.assessments.models import Figure
from junto.domain.groups import agreements
from junto.domain.groups.models import GroupMember
from junto.domain.programs.models import Objective, Program, ProgramStaff
from junto.domain.sessions import pulses
from junto.domain.sessions.enums import Said
from junto.domain.sessions.models import Attendance, Session
from junto.domain.sessions.run_sheet import run_sheet
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def guided(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A forum of six that meets in two days, with a facilitator."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    world = make_room_world(
        6,
        "peer-advisory-forum",
        kind="circle",
        minutes=120,
        starts_at=NOW + timedelta(days=2),
        facilitator=True,
    )
    with tenancy.scope(world.organization.pk):
        world.guide.role_assignments.create(role="facilitator")
    world.client = Client()
    world.client.force_login(world.guide.user)
    world.home = reverse("home:role", kwargs={"ref": world.organization.ref, "role": "facilitator"})
    return world


def page(world: SimpleNamespace) -> str:
    return str(world.client.get(world.home).content.decode())


def say(world: SimpleNamespace, person: Any, said: str) -> None:
    with tenancy.scope(world.organization.pk):
        Attendance.objects.create(session=world.session, person=person, said=said)


def test_the_run_sheet_fills_the_time_of_the_session(guided: SimpleNamespace) -> None:
    with tenancy.scope(guided.organization.pk):
        sheet = run_sheet(Session.objects.get(pk=guided.session.pk))

    assert sheet.lines[0].at == guided.session.starts_at
    for line, following in zip(sheet.lines, sheet.lines[1:], strict=False):
        assert line.at + timedelta(seconds=line.seconds) == following.at
    assert sheet.lines[-1].at < guided.session.ends_at


def test_the_next_session_of_all_groups_stands_first(guided: SimpleNamespace) -> None:
    with tenancy.scope(guided.organization.pk):
        other = make_group(guided.program, guided.members, name="Wren")
        add_session(
            other,
            1,
            "peer-advisory-forum",
            minutes=120,
            starts_at=NOW + timedelta(days=1),
            title="The nearer one",
        )

    assert "The nearer one" in page(guided).split('id="next-h"')[1][:100]


def test_a_session_that_is_on_leads_to_its_room(guided: SimpleNamespace) -> None:
    with tenancy.scope(guided.organization.pk):
        Session.objects.update(state="live", starts_at=NOW, opened_at=NOW)

    assert 'class="btn btn-floor"' in page(guided)


def test_a_room_still_open_past_its_time_stays_first(guided: SimpleNamespace) -> None:
    with tenancy.scope(guided.organization.pk):
        begun = NOW - timedelta(hours=3)
        Session.objects.update(
            state="live", starts_at=begun, ends_at=begun + timedelta(hours=2), opened_at=begun
        )
        make_session(guided.group, ended=False, number=2, starts_at=NOW + timedelta(days=9))

    assert 'class="btn btn-floor"' in page(guided)


def test_nobody_is_said_to_come_who_has_not_said_so(guided: SimpleNamespace) -> None:
    with tenancy.scope(guided.organization.pk):
        agreement = agreements.propose_agreement(
            group=guided.group, norms=["What is said stays."], actor=guided.actors[0], now=NOW
        )
        for actor in guided.actors:
            agreements.give_consent(agreement=agreement, actor=actor, now=NOW)

    assert "Nothing unusual: nobody said that they can't come." in page(guided)


def test_groups_of_another_organization_are_not_on_a_facilitators_home(
    guided: SimpleNamespace,
) -> None:
    elsewhere = make_circle()
    with tenancy.scope(elsewhere.organization.pk):
        make_session(
            elsewhere.group, ended=False, starts_at=NOW + timedelta(hours=1), title="Elsewhere"
        )

    assert "Elsewhere" not in page(guided)


def test_who_cannot_come_is_told_by_name_and_left_out_of_the_roles(
    guided: SimpleNamespace,
) -> None:
    say(guided, guided.members[0], Said.CANNOT)
    text = page(guided)

    assert "Amara can&#x27;t come." in text
    assert "Amara Okafor" not in text.split('id="roles-h"')[1].split("</section>")[0]


def test_who_joined_since_the_group_last_met_is_told(guided: SimpleNamespace) -> None:
    with tenancy.scope(guided.organization.pk):
        held = make_session(guided.group, number=9, starts_at=NOW - timedelta(days=9))
        note_presence(held, guided.members, [])
        GroupMember.objects.update(joined_at=NOW - timedelta(days=30))
        GroupMember.objects.filter(person=guided.members[1]).update(joined_at=NOW)

    assert "Devika joined since you last met." in page(guided)


def test_how_many_have_not_agreed_is_told_without_names(guided: SimpleNamespace) -> None:
    with tenancy.scope(guided.organization.pk):
        agreement = agreements.propose_agreement(
            group=guided.group, norms=["What is said stays."], actor=guided.actors[0], now=NOW
        )
        agreements.give_consent(agreement=agreement, actor=guided.actors[0], now=NOW)

    assert "5 people have not said yes to the agreement yet." in page(guided)


def test_too_few_expected_people_are_told_instead_of_a_run_sheet(guided: SimpleNamespace) -> None:
    for person in guided.members[1:]:
        say(guided, person, Said.CANNOT)

    assert "Too few people are expected to run this format." in page(guided)


def test_a_past_session_that_nobody_noted_is_asked_about(guided: SimpleNamespace) -> None:
    with tenancy.scope(guided.organization.pk):
        make_session(
            guided.group,
            ended=False,
            number=8,
            starts_at=NOW - timedelta(days=3),
            ends_at=NOW - timedelta(days=3),
        )

    assert "Did Kestrel meet for session 8?" in page(guided)


def test_a_facilitators_home_costs_as_much_for_twenty_groups_as_for_one(
    guided: SimpleNamespace,
) -> None:
    counts = []
    for more in (0, 20):
        with tenancy.scope(guided.organization.pk):
            for n in range(more):
                group = make_group(guided.program, guided.members, name=f"Group {n}")
                make_session(group, ended=False, number=2, starts_at=NOW + timedelta(days=9))
        page(guided)
        with CaptureQueriesContext(connection) as seen:
            page(guided)
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert counts[0] <= 25


def test_somebody_who_facilitates_nothing_is_told_what_to_do_until_then() -> None:
    person = make_person(OrganizationFactory(), roles=("facilitator",))
    client = Client()
    client.force_login(person.user)
    home = reverse("home:role", kwargs={"ref": person.organization.ref, "role": "facilitator"})

    assert "Tell us my hours" in client.get(home).content.decode()


# ---------------------------------------------------------------- sponsors


@pytest.fixture
def sponsored(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    organization = OrganizationFactory()
    sponsor = make_person(organization, roles=("sponsor",))
    people = [make_person(organization, user=False, full_name=f"Named {n}") for n in range(10)]
    program = make_program(
        organization, name="Leading together", template_id="advisory-forum-6-months", size_max=7
    )
    enroll(program, people)
    with tenancy.scope(organization.pk):
        ProgramStaff.objects.create(program=program, person=sponsor, role="sponsor")
        group = make_group(program, people)
        note_presence(make_session(group), people[:9], people[9:])
    client = Client()
    client.force_login(sponsor.user)
    home = reverse("home:role", kwargs={"ref": organization.ref, "role": "sponsor"})
    return SimpleNamespace(
        organization=organization, program=program, people=people, client=client, home=home
    )


def show_week(world: SimpleNamespace, *, at_least: int) -> None:
    with tenancy.scope(world.organization.pk):
        Figure.objects.create(
            pool=pulses.pool_of(world.program),
            week=NOW.date(),
            rounds=[],
            is_shown=True,
            at_least=at_least,
            means={"useful": [4.3, 4.3]},
        )


def test_a_sponsor_sees_what_was_held_and_taken_and_nobody_by_name(
    sponsored: SimpleNamespace,
) -> None:
    text = page(sponsored)

    assert [word in text for word in ("Sessions held", "90%", "hours in all")] == [True] * 3
    assert [word in text for word in ("Named", "Kestrel")] == [False, False]


def test_a_weekly_mean_is_shown_to_sponsors_from_ten_answers_on(
    sponsored: SimpleNamespace,
) -> None:
    show_week(sponsored, at_least=8)
    assert "4.3" not in page(sponsored)
    with tenancy.scope(sponsored.organization.pk):
        Figure.objects.update(at_least=12)

    assert "4.3" in page(sponsored)


def test_an_objective_about_next_steps_is_told_without_its_figure(
    sponsored: SimpleNamespace,
) -> None:
    with tenancy.scope(sponsored.organization.pk):
        for measure in ("steps", "came"):
            Objective.objects.create(
                program=sponsored.program,
                text=f"By {measure}",
                measure=measure,
                target=70,
                created_at=NOW,
            )
    text = page(sponsored)

    assert "nothing to count yet" in text.split("By steps")[1].split("</li>")[0]
    assert "<b>90</b>" in text.split("By came")[1].split("</li>")[0]


def test_a_program_of_fewer_than_ten_shows_a_sponsor_no_figure(
    sponsored: SimpleNamespace,
) -> None:
    with tenancy.scope(sponsored.organization.pk):
        sponsored.program.enrollments.filter(person=sponsored.people[0]).delete()
    text = page(sponsored)

    assert ("Sessions held" in text, "so no figure is shown" in text) == (False, True)


def test_many_seats_of_the_same_few_people_show_a_sponsor_no_share(
    sponsored: SimpleNamespace,
) -> None:
    with tenancy.scope(sponsored.organization.pk):
        Attendance.objects.exclude(person__in=sponsored.people[:5]).delete()
        group = sponsored.program.groups.get()
        for number in (2, 3):
            later = make_session(group, number=number)
            note_presence(later, sponsored.people[:4], sponsored.people[4:5])
        Objective.objects.create(
            program=sponsored.program, text="By came", measure="came", target=70, created_at=NOW
        )
    text = page(sponsored)

    assert "nothing to count yet" in text.split("By came")[1].split("</li>")[0]
    assert "87%" not in text


def test_a_sponsors_home_costs_as_much_for_many_programs_as_for_one(
    sponsored: SimpleNamespace,
) -> None:
    counts = []
    for more in (0, 5):
        for n in range(more):
            program = make_program(sponsored.organization, name=f"Program {n}")
            with tenancy.scope(sponsored.organization.pk):
                person = ProgramStaff.objects.get(program=sponsored.program).person
                ProgramStaff.objects.create(program=program, person=person, role="sponsor")
                Program.objects.filter(pk=program.pk).update(created_at=NOW - timedelta(days=9))
        page(sponsored)
        with CaptureQueriesContext(connection) as seen:
            page(sponsored)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_a_sponsor_of_two_programs_opens_either(sponsored: SimpleNamespace) -> None:
    other = make_program(sponsored.organization, name="Mentoring")
    with tenancy.scope(sponsored.organization.pk):
        person = ProgramStaff.objects.get(program=sponsored.program).person
        ProgramStaff.objects.create(program=other, person=person, role="sponsor")
        Program.objects.filter(pk=other.pk).update(created_at=NOW - timedelta(days=1))
    answer = sponsored.client.get(sponsored.home, {"program": other.ref})

    assert "<h1><bdi>Mentoring</bdi></h1>" in answer.content.decode()


# ---------------------------------------------------------------- administrators


def test_an_administrator_sees_programs_roles_and_who_never_came_in() -> None:
    organization = OrganizationFactory()
    admin = make_person(organization, roles=("org_admin",))
    make_person(organization, user=False)
    make_program(organization, name="Leading together")
    client = Client()
    client.force_login(admin.user)
    home = reverse("home:role", kwargs={"ref": organization.ref, "role": "org_admin"})
    text = client.get(home).content.decode()

    assert [
        word in text for word in ("Leading together", "Organization admin", "Have not signed in")
    ] == [True] * 3


def test_an_administrators_home_costs_as_much_for_many_as_for_few() -> None:
    organization = OrganizationFactory()
    admin = make_person(organization, roles=("org_admin",))
    client = Client()
    client.force_login(admin.user)
    home = reverse("home:role", kwargs={"ref": organization.ref, "role": "org_admin"})
    counts = []
    for more in (1, 5):
        for n in range(more):
            make_program(organization, name=f"Program {more} {n}")
            make_person(organization, user=False, roles=("participant",))
        client.get(home)
        with CaptureQueriesContext(connection) as seen:
            client.get(home)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_programs_of_another_organization_are_not_on_an_administrators_home() -> None:
    organization = OrganizationFactory()
    admin = make_person(organization, roles=("org_admin",))
    make_program(OrganizationFactory(), name="Elsewhere")
    client = Client()
    client.force_login(admin.user)
    home = reverse("home:role", kwargs={"ref": organization.ref, "role": "org_admin"})

    assert "Elsewhere" not in client.get(home).content.decode()
