"""Home pages: who lands where, what stands there, and at what cost."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW, OrganizationFactory, UserFactory, enroll, make_person, make_program
from junto.domain.groups.models import Group, GroupMember
from junto.domain.programs.models import ProgramStaff
from junto.foundation import drafts, tenancy
from junto.foundation.outbox.enums import Status
from junto.foundation.outbox.models import Delivery

pytestmark = pytest.mark.django_db

ROLES = ("participant", "facilitator", "program_manager", "sponsor", "org_admin")


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def home(organization: Any, role: str) -> str:
    return reverse("home:role", kwargs={"ref": organization.ref, "role": role})


def circle(program: Any, people: list[Any], name: str = "Kestrel") -> Group:
    with tenancy.scope(program.organization_id):
        group = Group.objects.create(program=program, kind="circle", name=name, published_at=NOW)
        GroupMember.objects.bulk_create(
            [GroupMember(group=group, person=person, joined_at=NOW) for person in people]
        )
    return group


def test_a_visitor_is_sent_to_sign_in() -> None:
    response = Client().get("/")

    assert (response.status_code, response["Location"]) == (302, "/sign-in?next=/")


@pytest.mark.parametrize("role", ROLES)
def test_the_front_page_leads_to_the_home_of_ones_role(role: str) -> None:
    organization = OrganizationFactory()
    person = make_person(organization, roles=(role,))

    response = client_of(person).get("/")

    assert response["Location"] == home(organization, role)


def test_somebody_without_any_role_lands_on_a_participants_home() -> None:
    person = make_person(OrganizationFactory())

    response = client_of(person).get("/", follow=True)

    assert response.status_code == 200
    assert "You are not in a program yet" in response.content.decode()


def test_an_account_that_no_organization_knows_is_told_so() -> None:
    client = Client()
    client.force_login(UserFactory())

    response = client.get("/")

    assert response.status_code == 200
    assert "in no organization yet" in response.content.decode()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("asked", ROLES)
def test_only_the_homes_of_ones_own_roles_exist(role: str, asked: str) -> None:
    organization = OrganizationFactory()
    person = make_person(organization, roles=(role,))

    response = client_of(person).get(home(organization, asked))

    assert response.status_code == (200 if asked == role else 404)


def test_another_organizations_home_does_not_exist() -> None:
    person = make_person(OrganizationFactory(), roles=("org_admin",))

    assert client_of(person).get(home(OrganizationFactory(), "org_admin")).status_code == 404


def test_several_roles_are_offered_in_one_switch() -> None:
    organization = OrganizationFactory()
    person = make_person(organization, roles=("participant", "program_manager", "org_admin"))

    page = client_of(person).get(home(organization, "program_manager")).content.decode()

    shown = [role for role in ROLES if home(organization, role) in page]
    assert shown == ["participant", "program_manager", "org_admin"]


def test_a_manager_without_a_program_is_led_to_the_first_one() -> None:
    organization = OrganizationFactory()
    person = make_person(organization, roles=("program_manager", "org_admin"))

    page = client_of(person).get(home(organization, "program_manager")).content.decode()

    assert "Begin your first program" in page
    assert reverse("accounts:start", kwargs={"ref": organization}) in page


def test_a_manager_sees_how_far_the_set_up_is_and_one_filled_button() -> None:
    organization = OrganizationFactory()
    manager = make_person(organization, roles=("program_manager",))
    make_program(
        organization,
        manager=manager,
        name="Leading together",
        steps_saved={"people": NOW.isoformat(), "template": NOW.isoformat()},
    )

    page = client_of(manager).get(home(organization, "program_manager")).content.decode()

    assert "2 of 6 done" in page
    assert "Say what makes a good group" in page


def test_a_participant_sees_the_circle_and_everybodys_time() -> None:
    organization = OrganizationFactory()
    people = [
        make_person(organization, roles=("participant",), user=n == 0, full_name=f"Person {n} X")
        for n in range(6)
    ]
    program = make_program(organization)
    enroll(program, people)
    circle(program, people)

    page = client_of(people[0]).get(home(organization, "participant")).content.decode()

    assert "Kestrel" in page
    assert page.count('class="zt') + page.count("num zt") >= 6
    assert "round n6" in page


def test_a_group_that_ended_and_people_who_left_are_not_shown() -> None:
    organization = OrganizationFactory()
    me, gone, there = (make_person(organization, full_name=f"Name{n} N") for n in range(3))
    program = make_program(organization)
    circle(program, [me, gone, there])
    old = circle(program, [me, there], name="Plover")
    with tenancy.scope(organization.pk):
        Group.objects.filter(pk=old.pk).update(ended_at=NOW)
        type(gone).objects.filter(pk=gone.pk).update(ended_at=NOW)

    page = client_of(me).get(home(organization, "participant")).content.decode()

    assert [name in page for name in ("Kestrel", "Plover", "Name1", "Name2")] == [
        True,
        False,
        False,
        True,
    ]


def test_a_sponsor_sees_programs_and_nobody_by_name() -> None:
    organization = OrganizationFactory()
    sponsor = make_person(organization, roles=("sponsor",))
    others = [make_person(organization, user=False, full_name=f"Named {n}") for n in range(9)]
    program = make_program(organization, name="Leading together")
    enroll(program, others)
    with tenancy.scope(organization.pk):
        ProgramStaff.objects.create(program=program, person=sponsor, role="sponsor")

    page = client_of(sponsor).get(home(organization, "sponsor")).content.decode()

    assert "Two measures are needed" in page
    assert "fewer than 10" in page
    assert "Named" not in page


def test_a_facilitator_sees_the_groups_of_their_program() -> None:
    organization = OrganizationFactory()
    facilitator = make_person(organization, roles=("facilitator",))
    program = make_program(organization)
    circle(program, [make_person(organization, user=False) for _ in range(3)])
    with tenancy.scope(organization.pk):
        ProgramStaff.objects.create(program=program, person=facilitator, role="facilitator")

    page = client_of(facilitator).get(home(organization, "facilitator")).content.decode()

    assert "You look after 1 group" in page
    assert "Kestrel" in page


def test_an_administrator_is_told_what_does_not_run(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    organization = OrganizationFactory()
    admin = make_person(organization, roles=("org_admin",))

    page = client_of(admin).get(home(organization, "org_admin")).content.decode()

    assert "The worker is not answering" in page


def test_an_administrator_is_told_that_everything_runs(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "worker.heartbeat").write_text("1")
    organization = OrganizationFactory()
    admin = make_person(organization, roles=("org_admin",))
    client = client_of(admin)

    fine = client.get(home(organization, "org_admin")).content.decode()
    Delivery.objects.create(
        event_ref="x", recipient="a@b.example", channel="mail", kind="accounts.message",
        payload="{}", status=Status.UNCLEAR, created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    unclear = client.get(home(organization, "org_admin")).content.decode()

    assert "Everything is running" in fine
    assert "A message may not have arrived" in unclear


def queries_for(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_homes_cost_the_same_for_ten_people_as_for_two_hundred() -> None:
    costs = []
    for size in (10, 200):
        organization = OrganizationFactory()
        me = make_person(organization, roles=ROLES)
        people = [make_person(organization, user=False) for _ in range(size)]
        program = make_program(organization, manager=me)
        enroll(program, [*people, me])
        circle(program, [me, *people[:5]])
        for n in range(0, size, 5):
            circle(program, people[n : n + 5], name=f"Group {n}")
        with tenancy.scope(organization.pk):
            for role in ("sponsor", "facilitator"):
                ProgramStaff.objects.create(program=program, person=me, role=role)
        client = client_of(me)
        costs.append([queries_for(client, home(organization, role)) for role in ROLES])

    assert costs[0] == costs[1]
    assert max(costs[0]) <= 19


# ---------------------------------------------------------------- drafts


def test_what_is_typed_is_kept_without_passwords_and_keys() -> None:
    person = make_person(OrganizationFactory())
    sent = {
        "_form": "people.new:abc",
        "full_name": "Amara",
        "password": "secret words",
        "_key": "",
        "csrfmiddlewaretoken": "x",
    }

    response = client_of(person).post("/drafts", sent)

    assert response.status_code == 204
    assert drafts.load(user_id=person.user_id, form="people.new:abc") == {"full_name": "Amara"}


def test_a_draft_is_forgotten_on_request_and_leads_back_only_to_our_own_pages() -> None:
    person = make_person(OrganizationFactory())
    client = client_of(person)
    client.post("/drafts", {"_form": "f", "a": "b"})

    response = client.post(
        "/drafts", {"_form": "f", "_forget": "1", "next": "https://elsewhere.example/"}
    )

    assert (response.status_code, response["Location"]) == (302, "/")
    assert drafts.load(user_id=person.user_id, form="f") == {}


@pytest.mark.parametrize("name", ["", "UPPER", "a" * 200, "a b", "\0"])
def test_a_draft_without_a_proper_name_is_refused(name: str) -> None:
    person = make_person(OrganizationFactory())

    assert client_of(person).post("/drafts", {"_form": name}).status_code == 400


def test_a_draft_of_a_whole_book_is_refused() -> None:
    person = make_person(OrganizationFactory())

    response = client_of(person).post("/drafts", {"_form": "f", "text": "x" * 100_000})

    assert response.status_code == 413
