"""People of an organization on pages: the list, one person, forms, one's own pages."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW, OrganizationFactory, make_person, make_program
from junto.domain.organizations.models import Organization
from junto.domain.people import queries
from junto.domain.people.models import AttributeDefinition, Person, RoleAssignment
from junto.foundation import drafts, tenancy
from junto.foundation.events.models import EventRecord

pytestmark = pytest.mark.django_db

GIVEN = {
    "full_name": "Amara Okafor",
    "email": "Amara@People.example",
    "unit": "Operations",
    "languages": "English, Igbo, English",
    "time_zone": "Europe/London",
    "hours_start": "08:30",
    "hours_end": "16:30",
}


@pytest.fixture
def organization() -> Organization:
    return OrganizationFactory(name="Northwind", time_zone="Europe/Berlin")


@pytest.fixture
def keeper(organization: Organization) -> Person:
    return make_person(organization, roles=("program_manager",), full_name="Helena Brandt")


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def list_address(organization: Organization) -> str:
    return reverse("people:list", kwargs={"ref": organization})


def address(name: str, person: Person) -> str:
    return reverse(f"people:{name}", kwargs={"ref": person.ref})


def fill(organization: Organization, count: int) -> None:
    with tenancy.scope(organization.pk):
        people = Person.objects.bulk_create(
            [
                Person(
                    full_name=f"Name {n:04}",
                    email=f"name{n}@people.example",
                    unit=f"Unit {n % 3}",
                    site=f"Site {n % 2}",
                    created_at=NOW,
                )
                for n in range(count)
            ]
        )
        RoleAssignment.objects.bulk_create(
            [RoleAssignment(person=person, role="participant") for person in people]
        )


# ---------------------------------------------------------------- the list


@pytest.mark.parametrize("role", ["participant", "facilitator", "sponsor", "mentor"])
def test_the_list_exists_only_for_those_who_keep_it(organization: Organization, role: str) -> None:
    person = make_person(organization, roles=(role,))

    assert client_of(person).get(list_address(organization)).status_code == 404


def test_whoever_began_the_organization_is_its_first_person() -> None:
    organization = OrganizationFactory()
    admin = make_person(organization, roles=("org_admin",))

    assert found(client_of(admin), organization) == [admin.full_name]


def found(client: Client, organization: Organization, **filters: str) -> list[str]:
    response = client.get(list_address(organization), filters)
    assert response.status_code == 200
    return re.findall(r'<a href="/people/[^"]+"><bdi>([^<]*)</bdi></a>', response.content.decode())


def test_filters_are_part_of_the_address(organization: Organization, keeper: Person) -> None:
    fill(organization, 12)
    client = client_of(keeper)

    assert found(client, organization, q="name 0003") == ["Name 0003"]
    assert found(client, organization, q="NAME7@") == ["Name 0007"]
    assert found(client, organization, unit="Unit 1", site="Site 1") == ["Name 0001", "Name 0007"]
    assert found(client, organization, role="program_manager") == ["Helena Brandt"]
    assert found(client, organization, q="nobody at all") == []


def test_fifty_stand_on_a_page(organization: Organization, keeper: Person) -> None:
    fill(organization, 120)
    client = client_of(keeper)

    sizes = [len(found(client, organization, page=str(n))) for n in (1, 2, 3, 4)]

    assert sizes == [50, 50, 21, 21]


@pytest.mark.parametrize(
    "filters",
    [
        {"q": "x" * 5000},
        {"q": "\0"},
        {"q": "%_'\"<script>"},
        {"page": "-1"},
        {"page": "99999999999999999999"},
        {"page": "x"},
        {"sort": "password"},
        {"role": "' OR 1=1"},
        {"unit": "\0\0", "site": "🙂" * 300},
    ],
)
def test_odd_filters_are_answered_quietly(
    organization: Organization, keeper: Person, filters: dict[str, str]
) -> None:
    response = client_of(keeper).get(list_address(organization), filters)

    assert response.status_code == 200
    assert '<script>"' not in response.content.decode()
    assert "'\"<script>" not in response.content.decode()


def test_the_list_costs_the_same_for_ten_people_as_for_two_hundred() -> None:
    costs = []
    for size in (10, 200):
        organization = OrganizationFactory()
        keeper = make_person(organization, roles=("program_manager",))
        make_program(organization, manager=keeper)
        fill(organization, size)
        client = client_of(keeper)
        with CaptureQueriesContext(connection) as queries_made:
            client.get(list_address(organization))
        costs.append(len(queries_made))

    assert costs[0] == costs[1]
    assert costs[0] <= 15


def test_people_of_other_organizations_and_people_who_left_are_not_listed(
    organization: Organization, keeper: Person
) -> None:
    make_person(OrganizationFactory(), full_name="Elsewhere")
    gone = make_person(organization, full_name="Gone")
    with tenancy.scope(organization.pk):
        Person.objects.filter(pk=gone.pk).update(ended_at=NOW)

    assert found(client_of(keeper), organization) == ["Helena Brandt"]


# ---------------------------------------------------------------- one person


def test_a_person_is_seen_by_themselves_and_those_who_keep_the_list(
    organization: Organization, keeper: Person
) -> None:
    person = make_person(organization, roles=("participant",))
    other = make_person(organization, roles=("participant", "facilitator", "sponsor"))
    stranger = make_person(OrganizationFactory(), roles=("org_admin", "program_manager"))

    answers = [
        client_of(who).get(address("person", person)).status_code
        for who in (person, keeper, other, stranger)
    ]

    assert answers == [200, 200, 404, 404]


@pytest.fixture
def sensitive(organization: Organization) -> Person:
    person = make_person(organization, user=False, attributes={"union": "Yes, member", "years": 7})
    with tenancy.scope(organization.pk):
        AttributeDefinition.objects.create(key="union", label="Union", is_sensitive=True)
        AttributeDefinition.objects.create(key="years", label="Years leading", kind="number")
    return person


def test_sensitive_details_are_shown_only_on_request_and_that_is_recorded(
    organization: Organization, keeper: Person, sensitive: Person
) -> None:
    client = client_of(keeper)

    closed = client.get(address("person", sensitive)).content.decode()
    opened = client.post(address("sensitive", sensitive)).content.decode()
    after = client.get(address("person", sensitive)).content.decode()

    assert ["Yes, member" in page for page in (closed, opened, after)] == [False, True, False]
    assert "Years leading" in closed
    with tenancy.scope(organization.pk):
        event = EventRecord.objects.get()
    assert (event.kind, event.payload, event.actor_person_id) == (
        "people.sensitive-seen",
        {"person_ref": sensitive.ref},
        keeper.pk,
    )


def test_asking_by_address_alone_reveals_nothing(
    organization: Organization, keeper: Person, sensitive: Person
) -> None:
    response = client_of(keeper).get(address("sensitive", sensitive))

    assert (response.status_code, response["Location"]) == (302, address("person", sensitive))


def test_sensitive_details_are_in_no_form_and_survive_it(
    organization: Organization, keeper: Person, sensitive: Person
) -> None:
    client = client_of(keeper)

    form = client.get(address("edit", sensitive)).content.decode()
    client.post(address("edit", sensitive), {**GIVEN, "detail_years": "8"})

    with tenancy.scope(organization.pk):
        kept = Person.objects.get(pk=sensitive.pk)
    assert "Yes, member" not in form
    assert kept.attributes == {"union": "Yes, member", "years": 8}


# ---------------------------------------------------------------- adding and changing


def add_address(organization: Organization) -> str:
    return reverse("people:add", kwargs={"ref": organization})


def test_a_person_is_added_as_a_participant(organization: Organization, keeper: Person) -> None:
    response = client_of(keeper).post(add_address(organization), GIVEN)

    with tenancy.scope(organization.pk):
        person = Person.objects.get(full_name="Amara Okafor")
        roles = queries.roles_of(person)
    assert response["Location"] == address("person", person)
    assert (person.email, person.languages, person.time_zone, person.hours_start) == (
        "amara@people.example",
        ["English", "Igbo"],
        "Europe/London",
        "08:30",
    )
    assert roles == {"participant"}


def test_sent_twice_a_person_is_added_once(organization: Organization, keeper: Person) -> None:
    client = client_of(keeper)
    given = {**GIVEN, "email": "", "_key": "once"}

    first, second = (client.post(add_address(organization), given) for _ in range(2))

    assert first["Location"] == second["Location"]
    with tenancy.scope(organization.pk):
        assert Person.objects.filter(full_name="Amara Okafor").count() == 1


def test_two_people_with_one_name_are_both_kept(organization: Organization, keeper: Person) -> None:
    client = client_of(keeper)
    for email in ("one@people.example", "two@people.example"):
        client.post(add_address(organization), {**GIVEN, "email": email})

    with tenancy.scope(organization.pk):
        assert Person.objects.filter(full_name="Amara Okafor").count() == 2


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("full_name", "", "Enter a name"),
        ("full_name", "x" * 10_000, ""),
        ("full_name", "a\0b", ""),
        ("email", "nobody", "Enter an e-mail address like name@example.org"),
        ("email", "helena@people.example", "Somebody here has this address already"),
        ("time_zone", "Nowhere", ""),
        ("hours_start", "25:00", "Enter a time like 09:00"),
        ("hours_start", "9", "Enter a time like 09:00"),
        ("hours_end", "08:30", "Leave some time between the two"),
        ("manager", "Nobody Known", "Nobody here has this address or name"),
        ("manager", "Twin Name", "Several people have this name"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_a_sentence_and_what_was_typed(
    organization: Organization, keeper: Person, field: str, value: str, said: str
) -> None:
    make_person(organization, user=False, email="helena@people.example")
    for _ in range(2):
        make_person(organization, user=False, full_name="Twin Name")

    response = client_of(keeper).post(add_address(organization), {**GIVEN, field: value})

    page = response.content.decode()
    assert response.status_code == 422
    assert "There is a problem" in page
    assert "<title>Error: " in page
    assert said in page
    assert "English, Igbo, English" in page
    with tenancy.scope(organization.pk):
        assert Person.objects.filter(unit="Operations").count() == 0


def test_hostile_text_is_shown_as_text(organization: Organization, keeper: Person) -> None:
    client = client_of(keeper)
    hostile = "<img src=x onerror=alert(1)>"

    page = client.post(
        add_address(organization), {**GIVEN, "full_name": hostile, "unit": hostile}, follow=True
    ).content.decode()
    listed = client.get(list_address(organization)).content.decode()

    assert [hostile in page, hostile in listed] == [False, False]
    assert "&lt;img src=x onerror=alert(1)&gt;" in listed


def test_details_are_changed_and_only_the_names_of_fields_are_recorded(
    organization: Organization, keeper: Person
) -> None:
    person = make_person(organization, user=False, **{**GIVEN, "languages": ["English"]})
    boss = make_person(organization, user=False, full_name="Ingrid Sørensen")

    client_of(keeper).post(
        address("edit", person),
        {**GIVEN, "languages": "English", "unit": "Research", "manager": "ingrid sørensen"},
    )

    with tenancy.scope(organization.pk):
        person.refresh_from_db()
        event = EventRecord.objects.get()
    assert (person.unit, person.manager_id) == ("Research", boss.pk)
    assert sorted(event.payload["fields"]) == ["email", "manager", "unit"]


def test_nobody_becomes_their_own_manager(organization: Organization, keeper: Person) -> None:
    person = make_person(organization, user=False, full_name="Amara Okafor")

    response = client_of(keeper).post(address("edit", person), {**GIVEN, "manager": "Amara Okafor"})

    assert response.status_code == 422
    assert "their own manager" in response.content.decode()


def test_what_was_typed_before_comes_back_and_is_forgotten_when_sent(
    organization: Organization, keeper: Person
) -> None:
    client = client_of(keeper)
    name = f"people.new:{organization.ref}"
    client.post("/drafts", {"_form": name, "full_name": "Half a na"})

    page = client.get(add_address(organization)).content.decode()
    client.post(add_address(organization), GIVEN)

    assert "Half a na" in page
    assert "We kept what you typed last time" in page
    assert drafts.load(user_id=keeper.user_id, form=name) == {}


# ---------------------------------------------------------------- leaving and coming back


def test_removing_somebody_takes_effect_at_once_and_can_be_undone(
    organization: Organization, keeper: Person
) -> None:
    person = make_person(organization, roles=("participant",))
    theirs, client = client_of(person), client_of(keeper)

    page = client.post(address("remove", person), follow=True).content.decode()
    gone = theirs.get(address("person", person)).status_code
    client.post(address("restore", person))
    back = theirs.get(address("person", person)).status_code

    assert f'action="{address("restore", person)}"' in page
    assert (gone, back) == (404, 200)


def test_the_only_administrator_is_not_removed(organization: Organization) -> None:
    admin = make_person(organization, roles=("org_admin",))

    client_of(admin).post(address("remove", admin))

    with tenancy.scope(organization.pk):
        assert Person.objects.get(pk=admin.pk).ended_at is None


def test_removing_is_not_done_by_a_link(organization: Organization, keeper: Person) -> None:
    person = make_person(organization, user=False)

    assert client_of(keeper).get(address("remove", person)).status_code == 405


# ---------------------------------------------------------------- one's own pages


def test_ones_own_pages_are_for_who_is_signed_in() -> None:
    pages = ("/me", "/me/times", "/me/privacy", "/me/data.json")

    assert [Client().get(page)["Location"] for page in pages] == [
        f"/sign-in?next={page}" for page in pages
    ]


def test_my_times_are_mine_to_say(organization: Organization) -> None:
    person = make_person(organization, hours_assumed=True, time_zone_assumed=True)
    given = {"time_zone": "Asia/Singapore", "hours_start": "22:00", "hours_end": "02:00"}

    response = client_of(person).post("/me/times", given)

    with tenancy.scope(organization.pk):
        person.refresh_from_db()
    assert response.status_code == 302
    assert (person.time_zone, person.hours_start, person.hours_end) == tuple(given.values())
    assert (person.hours_assumed, person.time_zone_assumed) == (False, False)


def test_times_of_an_organization_one_is_not_in_do_not_exist() -> None:
    person = make_person(OrganizationFactory())
    other = OrganizationFactory()

    assert client_of(person).get(f"/me/times?at={other.ref}").status_code == 404


def test_somebody_in_two_organizations_has_times_in_each() -> None:
    first, second = OrganizationFactory(name="A"), OrganizationFactory(name="B")
    person = make_person(first)
    with tenancy.scope(second.pk):
        twin = Person.objects.create(
            full_name="Twin", user=person.user, created_at=NOW, email=person.email
        )
    given = {"time_zone": "Asia/Tokyo", "hours_start": "10:00", "hours_end": "12:00"}

    client_of(person).post(f"/me/times?at={second.ref}", given)

    with tenancy.scope(second.pk):
        twin.refresh_from_db()
    with tenancy.scope(first.pk):
        person.refresh_from_db()
    assert (person.time_zone, twin.time_zone) == ("UTC", "Asia/Tokyo")


def test_my_data_are_a_file_with_everything_and_nobody_elses(organization: Organization) -> None:
    person = make_person(
        organization, roles=("participant",), full_name="Amara Okafor", attributes={"union": "Yes"}
    )
    make_person(organization, full_name="Somebody Else")
    with tenancy.scope(organization.pk):
        AttributeDefinition.objects.create(key="union", label="Union", is_sensitive=True)

    response = client_of(person).get("/me/data.json")

    told = json.loads(response.content)
    assert response["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert told["account"]["email"] == person.email
    assert told["organizations"][0]["details"] == {"Union": "Yes"}
    assert "Somebody Else" not in response.content.decode()


def test_my_name_and_language_are_kept() -> None:
    person = make_person(OrganizationFactory())
    client = client_of(person)

    response = client.post("/me", {"name": "Amara", "language": "en-xa"})
    wrong = client.post("/me", {"name": "", "language": "xx"})

    person.user.refresh_from_db()
    assert (response.status_code, wrong.status_code) == (302, 422)
    assert (person.user.name, person.user.language) == ("Amara", "en-xa")
    assert response.cookies["django_language"].value == "en-xa"


def test_what_is_stored_about_me_is_readable(organization: Organization) -> None:
    person = make_person(organization, full_name="Amara Okafor", unit="Operations")

    page = client_of(person).get("/me/privacy").content.decode()

    assert [word in page for word in ("Amara Okafor", "Operations", person.email)] == [True] * 3


def costs_of(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as found_queries:
        assert client.get(page).status_code == 200
    return len(found_queries)


@pytest.mark.parametrize("page", ["person", "edit"])
def test_a_persons_page_costs_at_most_fifteen_queries(
    organization: Organization, keeper: Person, page: str
) -> None:
    person: Any = make_person(organization, user=False)
    make_program(organization, manager=keeper)
    fill(organization, 50)

    assert costs_of(client_of(keeper), address(page, person)) <= 15


def test_single_letters_act_only_once_they_are_switched_on(keeper: Person) -> None:
    client, page = client_of(keeper), reverse("people:me")
    before = client.get(page).content.decode()
    client.post(page, {"name": "Helena Brandt", "language": "", "single_keys": "on"})
    on = client.get(list_address(keeper.organization)).content.decode()
    client.post(page, {"name": "Helena Brandt", "language": ""})
    off = client.get(page).content.decode()

    assert ['data-keys="on"' in html for html in (before, on, off)] == [False, True, False]
    assert ['<dialog id="keys"' in html for html in (before, on, off)] == [False, True, False]
