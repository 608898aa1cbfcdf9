"""The organization's own pages."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW, OrganizationFactory, actor_of, make_person, make_program
from junto.domain.organizations.models import Organization, SupportContact
from junto.domain.people import actions, queries
from junto.domain.people.models import Person, RoleAssignment
from junto.domain.programs import actions as programs
from junto.foundation import access, tenancy
from junto.foundation.access import Forbidden, system
from junto.foundation.events import notary
from junto.foundation.events.models import EventLink, EventRecord
from junto.interfaces.cli import audit

pytestmark = pytest.mark.django_db

PAGES = ("settings", "contacts", "roles", "permissions", "log")


@pytest.fixture
def organization() -> Organization:
    return OrganizationFactory(name="Northwind", time_zone="Europe/Berlin")


@pytest.fixture
def admin(organization: Organization) -> Person:
    return make_person(organization, roles=("org_admin",), full_name="Helena Brandt")


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def address(name: str, organization: Organization, **more: Any) -> str:
    return reverse(f"organization:{name}", kwargs={"ref": organization, **more})


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["participant", "facilitator", "program_manager", "sponsor"])
def test_only_administrators_find_these_pages(
    organization: Organization, page: str, role: str
) -> None:
    person = make_person(organization, roles=(role,))

    assert client_of(person).get(address(page, organization)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_sees_the_page(
    organization: Organization, admin: Person, page: str
) -> None:
    assert client_of(admin).get(address(page, organization)).status_code == 200


def test_everybody_may_read_what_is_stored(organization: Organization, admin: Person) -> None:
    person = make_person(organization, roles=("participant",))

    page = client_of(person).get(address("privacy", organization)).content.decode()

    assert "Helena Brandt" in page


def test_settings_change_and_stand_in_the_log(organization: Organization, admin: Person) -> None:
    given = {"name": "Northwind Group", "kind": "network", "time_zone": "Asia/Tokyo"}

    response = client_of(admin).post(address("settings", organization), given)

    organization.refresh_from_db()
    assert response.status_code == 302
    assert (organization.name, organization.kind, organization.time_zone) == tuple(given.values())
    with tenancy.scope(organization.pk):
        assert EventRecord.objects.get().payload["fields"] == ["name", "kind", "time_zone"]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"name": "x" * 5000, "kind": "company", "time_zone": "UTC"},
        {"name": "a\0b", "kind": "company", "time_zone": "UTC"},
        {"name": "A", "kind": "kingdom", "time_zone": "UTC"},
        {"name": "A", "kind": "company", "time_zone": "../../etc"},
    ],
)
def test_odd_settings_come_back(
    organization: Organization, admin: Person, given: dict[str, str]
) -> None:
    response = client_of(admin).post(address("settings", organization), given)

    organization.refresh_from_db()
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert organization.name == "Northwind"


def test_contacts_are_kept_and_shown(organization: Organization, admin: Person) -> None:
    given = {"name_1": "Employee line", "how_1": "Reception knows", "name_2": "", "how_2": ""}

    response = client_of(admin).post(address("contacts", organization), given, follow=True)

    assert "Reception knows" in response.content.decode()
    with tenancy.scope(organization.pk):
        assert [(row.name, row.how) for row in SupportContact.objects.all()] == [
            ("Employee line", "Reception knows")
        ]


@pytest.mark.parametrize(
    ("asked", "end"),
    [
        ("/programs/x-abc", "/programs/x-abc"),
        ("https://evil.example/x", ""),
        ("//evil.example", ""),
    ],
)
def test_after_naming_a_contact_one_is_back_where_one_came_from_on_this_server_alone(
    organization: Organization, admin: Person, asked: str, end: str
) -> None:
    url = f"{address('contacts', organization)}?next={asked}"
    fields = {"name_1": "Counsel", "how_1": "counsel@help.example"}
    answer = client_of(admin).post(url, fields)
    assert (answer.status_code, answer["Location"]) == (
        302,
        end or address("settings", organization),
    )


def test_a_contact_needs_a_name_and_a_way(organization: Organization, admin: Person) -> None:
    response = client_of(admin).post(address("contacts", organization), {"name_1": "Ana"})

    assert response.status_code == 422
    assert "Say how to reach Ana" in response.content.decode()


def test_roles_are_given_and_taken(organization: Organization, admin: Person) -> None:
    person = make_person(organization, roles=("participant",))
    page = address("change-roles", organization, person=person.ref)

    client_of(admin).post(page, {"roles": ["facilitator", "sponsor"]})

    with tenancy.scope(organization.pk):
        assert queries.roles_of(person) == {"facilitator", "sponsor"}
        payload = EventRecord.objects.get().payload
    assert (payload["added"], payload["removed"]) == (["facilitator", "sponsor"], ["participant"])


def test_an_unknown_role_is_given_to_nobody(organization: Organization, admin: Person) -> None:
    person = make_person(organization, roles=("participant",))
    page = address("change-roles", organization, person=person.ref)

    response = client_of(admin).post(page, {"roles": ["emperor"]})

    assert response.status_code == 422
    with tenancy.scope(organization.pk):
        assert queries.roles_of(person) == {"participant"}


def test_the_last_administrator_stays_one(organization: Organization, admin: Person) -> None:
    page = address("change-roles", organization, person=admin.ref)

    response = client_of(admin).post(page, {"roles": ["participant"]})

    assert response.status_code == 422
    assert "only organization admin" in response.content.decode()
    with tenancy.scope(organization.pk):
        assert queries.roles_of(admin) == {"org_admin"}


def test_roles_of_somebody_elsewhere_cannot_be_reached(
    organization: Organization, admin: Person
) -> None:
    other = make_person(OrganizationFactory(), roles=("participant",))
    page = address("change-roles", organization, person=other.ref)

    assert client_of(admin).get(page).status_code == 404
    assert client_of(admin).post(page, {"roles": ["org_admin"]}).status_code == 404


def test_who_keeps_the_list_cannot_make_administrators(organization: Organization) -> None:
    keeper = make_person(organization, roles=("program_manager",))

    with tenancy.scope(organization.pk), pytest.raises(Forbidden):
        actions.add_person(
            organization=organization,
            fields={"full_name": "Mallory"},
            roles=["org_admin"],
            actor=actor_of(keeper),
            now=NOW,
        )


def test_the_permissions_page_lists_every_permission(
    organization: Organization, admin: Person
) -> None:
    page = client_of(admin).get(address("permissions", organization)).content.decode()

    missing = [row.name for row in access.policies() if f"<code>{row.name}</code>" not in page]
    assert missing == []


def test_every_permission_says_who_has_it() -> None:
    silent = [row.name for row in access.policies() if not (row.allows.__doc__ or "").strip()]

    assert silent == []


# ---------------------------------------------------------------- the log


def test_the_log_tells_events_in_sentences(organization: Organization, admin: Person) -> None:
    actor = actor_of(admin)
    with tenancy.scope(organization.pk):
        person = actions.add_person(
            organization=organization,
            fields={"full_name": "Amara Okafor"},
            roles=["participant"],
            actor=actor,
            now=NOW,
        )
        actions.set_roles(
            organization=organization, person=person, roles=["sponsor"], actor=actor, now=NOW
        )
        programs.create_program(
            organization=organization, name="Leading together", actor=system(), now=NOW
        )

    page = client_of(admin).get(address("log", organization)).content.decode()

    assert "Added Amara Okafor." in page
    assert "Changed the roles of Amara Okafor: added Sponsor, took away Participant." in page
    assert "Began the program Leading together." in page
    assert page.count("Helena Brandt") >= 2


def test_nobody_reads_another_organizations_log(organization: Organization) -> None:
    stranger = make_person(OrganizationFactory(), roles=("org_admin",))

    assert client_of(stranger).get(address("log", organization)).status_code == 404


def test_the_chain_is_checked_on_request(organization: Organization, admin: Person) -> None:
    client = client_of(admin)
    with tenancy.scope(organization.pk):
        programs.create_program(
            organization=organization, name="Leading together", actor=system(), now=NOW
        )
    notary.chain_everything()
    page = f"{address('log', organization)}?check=1"

    whole = client.get(page).content.decode()
    with tenancy.scope(organization.pk):
        EventRecord.objects.update(payload={"program_ref": "forged"})
    broken = client.get(page).content.decode()

    assert "All 1 sealed entries are as they were written" in whole
    assert "Entry 1 is not what it was when it was sealed" in broken


def write_events(organization: Organization, count: int) -> None:
    with tenancy.scope(organization.pk):
        people = Person.objects.bulk_create(
            [Person(full_name=f"P {n}", created_at=NOW) for n in range(count)]
        )
        RoleAssignment.objects.bulk_create(
            [RoleAssignment(person=person, role="participant") for person in people]
        )
        EventRecord.objects.bulk_create(
            [
                EventRecord(
                    kind="people.person-added",
                    payload={"person_ref": person.ref},
                    occurred_at=NOW,
                )
                for person in people
            ]
        )


@pytest.mark.parametrize("page", ["log", "roles", "settings"])
def test_pages_cost_the_same_for_ten_rows_as_for_a_thousand(page: str) -> None:
    costs = []
    for size in (10, 1000):
        organization = OrganizationFactory()
        admin = make_person(organization, roles=("org_admin",))
        make_program(organization, manager=admin)
        write_events(organization, size)
        client = client_of(admin)
        with CaptureQueriesContext(connection) as found:
            client.get(address(page, organization))
        costs.append(len(found))

    assert costs[0] == costs[1]
    assert costs[0] <= 15


# ---------------------------------------------------------------- junto audit verify


def test_the_terminal_checks_every_organization(
    organization: Organization, capsys: pytest.CaptureFixture[str]
) -> None:
    write_events(organization, 3)
    notary.chain_everything()
    write_events(organization, 2)

    status = audit.verify()

    assert status == 0
    assert capsys.readouterr().out == (
        f"Northwind ({organization.ref}): 3 entries sealed and unchanged, 2 not sealed yet\n"
    )


def test_the_terminal_names_the_broken_entry(
    organization: Organization, capsys: pytest.CaptureFixture[str]
) -> None:
    write_events(organization, 3)
    notary.chain_everything()
    with tenancy.scope(organization.pk):
        second = EventLink.objects.get(position=2)
        EventRecord.objects.filter(pk=second.event_id).update(payload={})

    status = audit.verify()

    assert status == 1
    assert capsys.readouterr().err == f"Northwind ({organization.ref}): BROKEN at entry 2\n"
