"""Coming in: the first link, passwords, codes, and the look around the sample."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories import NOW, OrganizationFactory, UserFactory, make_person
from junto.domain.accounts import actions as accounts
from junto.domain.accounts.models import SetupCode, User
from junto.domain.organizations.models import Organization
from junto.domain.people import queries as people
from junto.domain.people.models import Person, RoleAssignment
from junto.domain.programs.models import Program
from junto.foundation import tenancy
from junto.foundation.jobs.models import Job
from junto.foundation.outbox.models import Delivery

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse 7"
GIVEN = {
    "name": "Helena Brandt",
    "email": "Helena@Northwind.example",
    "password": "a long enough sentence",
    "organization": "Northwind",
    "kind": "company",
    "time_zone": "Europe/Berlin",
}


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()


@pytest.fixture
def code() -> str:
    return accounts.create_setup_code(now=timezone.now())


@pytest.fixture
def mail(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"


def signed_in_as(client: Client) -> str | None:
    user_id = client.session.get("_auth_user_id")
    return User.objects.get(pk=user_id).email if user_id else None


def mails() -> list[dict[str, str]]:
    return [json.loads(row.payload) for row in Delivery.objects.order_by("id")]


# ---------------------------------------------------------------- the first link


def test_opening_the_first_link_uses_nothing_up(code: str) -> None:
    client = Client()

    answers = [client.get(f"/welcome/{code}").status_code for _ in range(3)]
    answers.append(client.head(f"/welcome/{code}").status_code)

    assert answers == [200, 200, 200, 200]
    assert SetupCode.objects.get().used_at is None
    assert User.objects.count() == 0


def test_the_first_form_makes_account_organization_and_administrator(code: str) -> None:
    client = Client()

    response = client.post(f"/welcome/{code}", GIVEN)

    organization = Organization.objects.get()
    assert response["Location"] == reverse("accounts:start", kwargs={"ref": organization})
    assert signed_in_as(client) == "helena@northwind.example"
    assert (organization.name, organization.kind, organization.time_zone) == (
        "Northwind",
        "company",
        "Europe/Berlin",
    )
    with tenancy.scope(organization.pk):
        person = Person.objects.get()
        assert people.roles_of(person) == {"org_admin", "program_manager"}
        assert (person.full_name, person.time_zone) == ("Helena Brandt", "Europe/Berlin")


def test_passwords_are_kept_with_argon2(code: str, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

    Client().post(f"/welcome/{code}", GIVEN)

    assert User.objects.get().password.startswith("argon2$argon2id$")


def test_a_spent_link_lets_nobody_in(code: str) -> None:
    Client().post(f"/welcome/{code}", GIVEN)
    other = Client()

    again = other.post(f"/welcome/{code}", {**GIVEN, "email": "mallory@northwind.example"})

    assert (again.status_code, signed_in_as(other)) == (404, None)
    assert User.objects.count() == 1


def test_sent_twice_the_first_form_makes_one_organization(code: str) -> None:
    client = Client()

    first = client.post(f"/welcome/{code}", {**GIVEN, "_key": "k1"})
    second = client.post(f"/welcome/{code}", {**GIVEN, "_key": "k1"})

    assert (first.status_code, second.status_code) == (302, 302)
    assert Organization.objects.count() == 1


def test_a_link_older_than_a_day_has_grown_old(code: str) -> None:
    SetupCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert Client().get(f"/welcome/{code}").status_code == 404


def test_an_empty_first_form_says_what_is_missing_and_spends_nothing(code: str) -> None:
    response = Client().post(f"/welcome/{code}", {})

    page = response.content.decode()
    assert response.status_code == 422
    assert "There is a problem" in page
    assert "Enter your name" in page
    assert SetupCode.objects.get().used_at is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 10_000),
        ("name", "a\0b"),
        ("email", "nobody"),
        ("email", "<script>@x.example"),
        ("password", "short"),
        ("password", "password123"),
        ("organization", "x" * 5_000),
        ("kind", "empire"),
        ("time_zone", "Mars/Olympus"),
    ],
)
def test_odd_input_comes_back_with_what_was_typed(code: str, field: str, value: str) -> None:
    response = Client().post(f"/welcome/{code}", {**GIVEN, field: value})

    page = response.content.decode()
    assert response.status_code == 422
    assert "There is a problem" in page
    assert (GIVEN["organization"] in page) or field == "organization"
    assert "<script>@x" not in page
    assert Organization.objects.count() == 0


def test_an_address_that_signs_in_already_is_not_taken_over(code: str) -> None:
    UserFactory(email="helena@northwind.example")

    response = Client().post(f"/welcome/{code}", GIVEN)

    assert response.status_code == 422
    assert SetupCode.objects.get().used_at is None


def test_bringing_ones_own_people_begins_a_program(code: str) -> None:
    client = Client()
    start = client.post(f"/welcome/{code}", GIVEN)["Location"]

    shown = client.get(start)
    empty = client.post(start, {"with": "own", "name": ""})

    assert (shown.status_code, empty.status_code) == (200, 422)
    organization = Organization.objects.get()
    with tenancy.scope(organization.pk):
        assert Program.objects.count() == 0


def test_asking_for_the_sample_has_it_made_by_the_worker(code: str) -> None:
    client = Client()
    start = client.post(f"/welcome/{code}", GIVEN)["Location"]

    response = client.post(start, {"with": "sample"})

    job = Job.objects.get()
    assert job.name == "overview.seed-sample"
    page = client.get(response["Location"]).content.decode()
    assert "Making the sample program" in page


# ---------------------------------------------------------------- passwords


def test_signing_in_with_a_password_and_out_again() -> None:
    user = UserFactory(last_seen_on=None)
    client = Client()

    into = client.post("/sign-in", {"login": user.email.upper(), "password": PASSWORD})
    inside = signed_in_as(client)
    looked = client.get("/sign-out").status_code
    still = signed_in_as(client)
    client.post("/sign-out")

    assert (into["Location"], inside) == ("/", user.email)
    assert (looked, still) == (200, user.email)
    assert signed_in_as(client) is None
    assert User.objects.get().last_seen_on == timezone.now().date()


def test_signing_in_leads_back_to_the_page_that_was_asked_for_and_nowhere_else() -> None:
    user = UserFactory()
    given = {"login": user.email, "password": PASSWORD}

    here = Client().post("/sign-in?next=/me", {**given, "next": "/me"})
    elsewhere = Client().post("/sign-in", {**given, "next": "https://elsewhere.example/"})

    assert (here["Location"], elsewhere["Location"]) == ("/me", "/")


def words(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page)


def test_a_wrong_password_and_an_unknown_address_are_answered_alike() -> None:
    user = UserFactory(email="known@people.example")

    known = Client().post("/sign-in", {"login": user.email, "password": "wrong words 1"})
    unknown = Client().post(
        "/sign-in", {"login": "other@people.example", "password": "wrong words 1"}
    )

    assert (known.status_code, unknown.status_code) == (422, 422)
    assert words(known.content.decode()) == words(unknown.content.decode())


def test_guessing_passwords_is_slowed_down() -> None:
    user = UserFactory()
    client = Client()

    for _ in range(5):
        client.post("/sign-in", {"login": user.email, "password": "wrong words 1"})
    response = client.post("/sign-in", {"login": user.email, "password": PASSWORD})

    assert signed_in_as(client) is None
    assert "Try again in a few minutes" in response.content.decode()


def test_an_empty_sign_in_says_what_is_missing() -> None:
    response = Client().post("/sign-in", {})

    page = response.content.decode()
    assert response.status_code == 422
    assert "Enter an e-mail address like name@example.org" in page
    assert "Enter your password" in page


def test_changing_ones_password() -> None:
    user = UserFactory()
    client = Client()
    client.force_login(user)
    new = "another fine sentence"

    wrong = client.post(
        "/password", {"oldpassword": "not mine at all", "password1": new, "password2": new}
    )
    differ = client.post(
        "/password", {"oldpassword": PASSWORD, "password1": new, "password2": new + "x"}
    )
    right = client.post("/password", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert [wrong.status_code, differ.status_code, right.status_code] == [422, 422, 302]
    assert User.objects.get().check_password(new)
    assert signed_in_as(client) == user.email


# ---------------------------------------------------------------- codes and links by mail


def test_without_mail_no_code_and_no_link_is_offered() -> None:
    client = Client()

    assert client.get("/sign-in/code").status_code == 404
    assert client.get("/password/forgotten").status_code == 404
    assert "/sign-in/code" not in client.get("/sign-in").content.decode()


@pytest.mark.usefixtures("mail")
def test_a_known_person_comes_in_by_code_and_becomes_themselves() -> None:
    person = make_person(
        OrganizationFactory(), user=False, email="amara@people.example", roles=("participant",)
    )
    client = Client()

    client.post("/sign-in/code", {"email": "Amara@People.example"})
    with tenancy.scope(person.organization_id):
        before = Person.objects.get(pk=person.pk).user
    code = mails()[0]["subject"].split()[0]
    client.post("/sign-in/code/enter", {"code": code, "action": "verify"})

    with tenancy.scope(person.organization_id):
        after = Person.objects.get(pk=person.pk).user
    assert before is None
    assert signed_in_as(client) == "amara@people.example"
    assert after == User.objects.get()
    assert mails()[0]["to"] == "amara@people.example"


@pytest.mark.usefixtures("mail")
def test_a_stranger_gets_the_same_pages_no_mail_and_no_account() -> None:
    make_person(OrganizationFactory(), user=False, email="amara@people.example")
    known, stranger = Client(), Client()

    pages = []
    for client, email in ((known, "amara@people.example"), (stranger, "x@people.example")):
        response = client.post("/sign-in/code", {"email": email}, follow=True)
        pages.append(words(response.content.decode().replace(email, "")))

    assert pages[0] == pages[1]
    assert [row["to"] for row in mails()] == ["amara@people.example"]
    assert User.objects.filter(email="x@people.example").count() == 0


@pytest.mark.usefixtures("mail")
def test_a_wrong_code_lets_nobody_in() -> None:
    make_person(OrganizationFactory(), user=False, email="amara@people.example")
    client = Client()
    client.post("/sign-in/code", {"email": "amara@people.example"})

    response = client.post("/sign-in/code/enter", {"code": "wrong", "action": "verify"})

    assert response.status_code == 422
    assert signed_in_as(client) is None


def test_a_password_alone_proves_no_address() -> None:
    user = UserFactory(email="amara@people.example")
    person = make_person(OrganizationFactory(), user=False, email="amara@people.example")

    Client().post("/sign-in", {"login": user.email, "password": PASSWORD})

    with tenancy.scope(person.organization_id):
        assert Person.objects.get(pk=person.pk).user is None


@pytest.mark.usefixtures("mail")
def test_somebody_who_left_does_not_come_in_by_code() -> None:
    person = make_person(OrganizationFactory(), user=False, email="amara@people.example")
    with tenancy.scope(person.organization_id):
        Person.objects.update(ended_at=NOW)

    Client().post("/sign-in/code", {"email": "amara@people.example"})

    assert (mails(), User.objects.count()) == ([], 0)


@pytest.mark.usefixtures("mail")
def test_a_forgotten_password_is_replaced_through_a_link(settings: Any) -> None:
    settings.PUBLIC_URL = "https://junto.example"
    user = UserFactory(email="amara@people.example")
    client = Client()
    new = "another fine sentence"

    client.post("/password/forgotten", {"email": user.email})
    link = re.search(r"https://junto\.example(/\S+)", mails()[0]["body"])
    assert link is not None
    opened = [client.get(link[1]).status_code for _ in range(2)]
    form = client.get(link[1], follow=True)
    address = form.request["PATH_INFO"]
    short = client.post(address, {"password1": "short", "password2": "short"})
    done = client.post(address, {"password1": new, "password2": new})
    again = Client().get(link[1], follow=True)

    assert opened == [302, 302]
    assert (short.status_code, done.status_code) == (422, 302)
    assert User.objects.get().check_password(new)
    assert "This link has grown old" in again.content.decode()


@pytest.mark.usefixtures("mail")
def test_asking_for_a_link_looks_the_same_for_strangers() -> None:
    UserFactory(email="amara@people.example")

    answers = [
        Client().post("/password/forgotten", {"email": email})["Location"]
        for email in ("amara@people.example", "x@people.example")
    ]

    assert answers == ["/password/forgotten/sent"] * 2
    assert [row["to"] for row in mails()] == ["amara@people.example"]


# ---------------------------------------------------------------- language


def test_the_language_of_the_pages_is_kept() -> None:
    user = UserFactory()
    client = Client()
    client.force_login(user)

    client.post("/language", {"language": "en-xa", "next": "/me"})
    client.post("/language", {"language": "klingon", "next": "/me"})

    assert User.objects.get().language == "en-xa"


def test_another_browser_speaks_the_language_that_was_chosen() -> None:
    user = UserFactory(language="en-xa")

    response = Client().post("/sign-in", {"login": user.email, "password": PASSWORD})

    assert response.cookies["django_language"].value == "en-xa"


# ---------------------------------------------------------------- the sample


@pytest.fixture
def sample() -> Organization:
    organization = OrganizationFactory(is_sample=True)
    with tenancy.scope(organization.pk):
        for role in ("participant", "program_manager"):
            email = f"{role}@northlight.example"
            user = accounts.create_user(email=email, name=role, password=None, now=NOW)
            person = Person.objects.create(full_name=role, email=email, user=user, created_at=NOW)
            RoleAssignment.objects.create(person=person, role=role)
    return organization


def test_a_visitor_looks_at_the_sample_as_one_of_its_people(
    sample: Organization, settings: Any
) -> None:
    settings.DEMO = True
    client = Client()

    looked = client.get("/sample/as/participant").status_code
    before = signed_in_as(client)
    client.post("/sample/as/participant")

    assert (looked, before) == (200, None)
    assert signed_in_as(client) == "participant@northlight.example"


def test_the_sample_is_closed_unless_the_server_shows_it(sample: Organization) -> None:
    client = Client()

    assert client.post("/sample/as/participant").status_code == 404
    assert signed_in_as(client) is None


def test_nobodys_own_account_can_be_looked_through(sample: Organization, settings: Any) -> None:
    settings.DEMO = True
    make_person(sample, roles=("org_admin",))
    client = Client()

    assert client.post("/sample/as/org_admin").status_code == 404
    assert signed_in_as(client) is None


def test_whoever_came_from_their_own_account_goes_back_to_it(
    sample: Organization, settings: Any
) -> None:
    settings.DEMO = True
    person = make_person(OrganizationFactory(), roles=("org_admin",))
    client = Client()
    client.force_login(person.user)

    client.post("/sample/as/participant")
    client.post("/sample/as/program_manager")
    inside = signed_in_as(client)
    client.post("/sample/leave")

    assert inside == "program_manager@northlight.example"
    assert signed_in_as(client) == person.user.email


def test_opening_the_sample_makes_a_nameless_visitor_who_manages_its_programs(
    sample: Organization,
) -> None:
    admin = make_person(OrganizationFactory(), roles=("org_admin", "program_manager"))
    client = Client()
    client.force_login(admin.user)
    start = reverse("accounts:start", kwargs={"ref": admin.organization})

    answers = [client.post(start, {"with": "sample"})["Location"] for _ in range(2)]

    with tenancy.scope(sample.pk):
        visitors = list(Person.objects.filter(user=admin.user).values_list("full_name", "email"))
    assert visitors == [("Visitor", "")]
    assert answers == [reverse("home:role", kwargs={"ref": sample, "role": "program_manager"})] * 2


def test_a_name_for_the_program_leads_to_its_import(code: str) -> None:
    client = Client()
    start = client.post(f"/welcome/{code}", GIVEN)["Location"]

    response = client.post(start, {"with": "own", "name": "Leading together"})

    organization = Organization.objects.get()
    with tenancy.scope(organization.pk):
        program = Program.objects.get()
    assert response["Location"] == reverse("imports:start", kwargs={"ref": program})
    assert client.get(response["Location"]).status_code == 200
