"""Advice in the browser: the directory, a request between two, the people one has met."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from junto.domain.groups import advice
from junto.domain.groups.models import AdviceOffer, AdviceRequest, Group, GroupMember
from junto.domain.people.models import PastGroup
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(db: None) -> SimpleNamespace:
    organization = OrganizationFactory()
    people = {
        name: make_person(organization, full_name=full, roles=("participant",))
        for name, full in (
            ("amara", "Amara Okafor"),
            ("jonah", "Jonah Whitfield"),
            ("priya", "Priya Nair"),
        )
    }
    return SimpleNamespace(
        organization=organization,
        directory=reverse("advice:directory", kwargs={"ref": organization}),
        mine=reverse("advice:offer", kwargs={"ref": organization}),
        **people,
    )


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def offer(here: SimpleNamespace, person: Any, *topics: str, **fields: Any) -> AdviceOffer:
    values = {"about": "", "minutes": 30, "places": 2, "is_paused": False, **fields}
    with tenancy.scope(here.organization.pk):
        return advice.offer_advice(topics=topics, actor=actor_of(person), now=NOW, **values)


def only_request(here: SimpleNamespace) -> AdviceRequest:
    with tenancy.scope(here.organization.pk):
        return AdviceRequest.objects.get()


def test_somebody_offers_is_found_asked_answers_and_is_thanked(here: SimpleNamespace) -> None:
    adviser, asker = client_of(here.amara), client_of(here.priya)
    given = {"topics": "Budgets\nHard talks", "minutes": "30", "places": "1"}
    assert adviser.post(here.mine, given).status_code == 302
    found = asker.get(here.directory, {"q": "hard"}).content.decode()
    with tenancy.scope(here.organization.pk):
        address = reverse("advice:ask", kwargs={"ref": AdviceOffer.objects.get().ref})
    assert (address in found, "Hard talks" in found) == (True, True)

    promise = asker.get(address).content.decode()
    page = asker.post(address, {"text": "How do I say no?"})["Location"]
    home = adviser.get("/", follow=True).content.decode()
    adviser.post(f"{page}/answer", {"text": "Kindly, and early."})
    told = asker.get("/", follow=True).content.decode()
    answer = asker.get(page).content.decode()
    asker.post(f"{page}/close", {"thanks": "That helped."})

    assert "Only Amara Okafor and you can read this" in promise
    assert ("Priya Nair would like your advice." in home, "say no" in home) == (True, False)
    assert "Amara Okafor answered you." in told
    assert "Kindly, and early." in answer
    assert "That helped." in adviser.get(page).content.decode()


def test_not_this_time_needs_no_reason_and_hides_the_request(here: SimpleNamespace) -> None:
    given = offer(here, here.amara, "Budgets")
    asker, adviser = client_of(here.priya), client_of(here.amara)
    page = asker.post(reverse("advice:ask", kwargs={"ref": given.ref}), {"text": "How?"})[
        "Location"
    ]

    declined = adviser.post(f"{page}/decline")

    assert declined["Location"] == here.directory
    assert adviser.get(page).status_code == 404
    assert "Not this time" in asker.get(page).content.decode()


def test_what_is_taken_back_is_gone_for_both(here: SimpleNamespace) -> None:
    given = offer(here, here.amara, "Budgets")
    asker, adviser = client_of(here.priya), client_of(here.amara)
    page = asker.post(reverse("advice:ask", kwargs={"ref": given.ref}), {"text": "How?"})[
        "Location"
    ]

    asker.post(f"{page}/withdraw")

    assert [each.get(page).status_code for each in (asker, adviser)] == [404, 404]
    assert only_request(here).text == ""


def test_others_and_managers_find_nothing_of_a_request(here: SimpleNamespace) -> None:
    manager = make_person(here.organization, roles=("program_manager", "org_admin"))
    given = offer(here, here.amara, "Budgets")
    ask = reverse("advice:ask", kwargs={"ref": given.ref})
    page = client_of(here.priya).post(ask, {"text": "My secret question"})["Location"]

    for person in (here.jonah, manager):
        client = client_of(person)
        assert client.get(page).status_code == 404
        assert client.post(f"{page}/answer", {"text": "Mine"}).status_code == 404
        assert "Priya" not in client.get(here.directory).content.decode()
    log = reverse("organization:log", kwargs={"ref": here.organization})
    seen = client_of(manager).get(log).content.decode()
    assert ("Priya" in seen, "secret" in seen) == (False, False)
    directory = client_of(manager).get(here.directory).content.decode()
    assert "once four people have asked and four were asked" in directory


def test_what_is_stored_about_me_holds_my_words_and_not_the_others(here: SimpleNamespace) -> None:
    given = offer(here, here.amara, "Budgets")
    ask = reverse("advice:ask", kwargs={"ref": given.ref})
    client_of(here.priya).post(ask, {"text": "My question"})

    mine, theirs = (
        client_of(person).get(reverse("people:my-privacy")).content.decode()
        for person in (here.priya, here.amara)
    )

    assert ("My question" in mine, "My question" in theirs, "Budgets" in theirs) == (
        True,
        False,
        True,
    )


def test_a_time_to_talk_is_on_each_ones_own_clock(here: SimpleNamespace) -> None:
    with tenancy.scope(here.organization.pk):
        here.amara.time_zone, here.priya.time_zone = "Asia/Singapore", "Europe/London"
        here.amara.save()
        here.priya.save()
    given = offer(here, here.amara, "Budgets")
    asker, adviser = client_of(here.priya), client_of(here.amara)
    page = asker.post(reverse("advice:ask", kwargs={"ref": given.ref}), {"text": "How?"})[
        "Location"
    ]

    kept = adviser.post(f"{page}/answer", {"text": "", "talk_at": "2036-12-01T17:00"})
    late = adviser.post(f"{page}/answer", {"text": "", "talk_at": "2016-12-01T17:00"})

    shown = asker.get(page).content.decode()
    assert (kept.status_code, late.status_code) == (302, 422)
    assert ("9:00 AM" in shown, "5:00 PM" in shown) == (True, True)


def test_typed_words_come_back_where_something_is_wrong(here: SimpleNamespace) -> None:
    client = client_of(here.amara)

    answer = client.post(
        here.mine, {"topics": "\n".join("abcdefghi"), "minutes": "30", "places": "9"}
    )

    page = answer.content.decode()
    assert (answer.status_code, "eight topics" in page, "Choose one of these" in page) == (
        422,
        True,
        True,
    )


def test_the_directory_asks_as_much_for_many_as_for_one(here: SimpleNamespace) -> None:
    def asked() -> int:
        client = client_of(here.priya)
        client.get(here.directory)
        with CaptureQueriesContext(connection) as queries:
            client.get(here.directory)
        return len(queries)

    offer(here, here.amara, "Budgets")
    few = asked()
    for n in range(5):
        offer(here, make_person(here.organization, full_name=f"Adviser {n}"), "Hiring")

    assert asked() == few


# ---------------------------------------------------------------- whom one has met


def meet(here: SimpleNamespace, *people: Any, name: str, at: Any = NOW, **ends: Any) -> Group:
    program = make_program(here.organization, name=f"Program of {name}")
    enroll(program, list(people))
    with tenancy.scope(here.organization.pk):
        group = Group.objects.create(program=program, kind="circle", name=name, published_at=at)
        GroupMember.objects.bulk_create(
            [GroupMember(group=group, person=each, joined_at=at, **ends) for each in people]
        )
    return group


def met_page(here: SimpleNamespace, person: Any) -> str:
    address = reverse("advice:met", kwargs={"ref": here.organization})
    return client_of(person).get(address).content.decode()


def test_one_sees_whom_one_has_met_and_who_is_a_new_face(here: SimpleNamespace) -> None:
    meet(here, here.priya, here.amara, name="Kestrel")
    with tenancy.scope(here.organization.pk):
        PastGroup.objects.create(label="Old circle").members.set([here.priya, here.jonah])

    page = met_page(here, here.priya)

    assert ("Amara Okafor" in page, "Jonah Whitfield" in page, "Old circle" in page) == (
        True,
        True,
        True,
    )
    assert (page.count("new face<"), page.count("together now")) == (1, 1)


def test_who_left_before_one_came_was_not_met(here: SimpleNamespace) -> None:
    group = meet(here, here.amara, name="Kestrel", ended_at=NOW)
    with tenancy.scope(here.organization.pk):
        GroupMember.objects.create(group=group, person=here.priya, joined_at=NOW)

    assert "Amara Okafor" not in met_page(here, here.priya)


def test_only_people_who_let_everybody_find_them_could_be_met(here: SimpleNamespace) -> None:
    offer(here, here.amara, "Budgets")

    page = met_page(here, here.priya)

    assert ("Amara Okafor" in page, "Jonah Whitfield" in page) == (True, False)
