"""The page of a group's agreement."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from factories import UserFactory
from factories.schedules import make_schedule_world
from junto.domain.groups import agreements
from junto.domain.groups.models import Agreement, Consent
from junto.domain.people import actions as people_actions
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SimpleNamespace:
    world = make_schedule_world()
    world.group = world.groups["Kestrel"]
    world.clients = []
    with tenancy.scope(world.organization.pk):
        for person in world.people["Kestrel"][:2]:
            if person.user_id is None:
                people_actions.attach_user(person=person, user=UserFactory())
            client = Client()
            client.force_login(person.user)
            world.clients.append(client)
    world.address = reverse("groups:agreement", kwargs={"ref": world.group})
    return world


def test_words_are_written_down_and_each_says_yes(world: SimpleNamespace) -> None:
    first, second = world.clients
    before = first.get(world.address).content.decode()
    kept = first.post(world.address, {"norms": "We are kind.\n\nWe are brief."})
    agreed = [
        client.post(f"{world.address}/agree", {"number": 1}).status_code
        for client in (first, second)
    ]
    page = second.get(world.address).content.decode()

    with tenancy.scope(world.organization.pk):
        norms = Agreement.objects.get().norms
        count = Consent.objects.count()
    assert ("Our agreement" in before, kept["Location"]) == (True, world.address)
    assert (norms, agreed, count) == (["We are kind.", "We are brief."], [302, 302], 2)
    assert ("2 of 3" in page, "You agreed" in page) == (True, True)


def test_a_yes_to_words_that_changed_is_not_kept(world: SimpleNamespace) -> None:
    first, second = world.clients
    first.post(world.address, {"norms": "We are kind."})
    first.post(world.address, {"norms": "We are kind and brief."})

    second.post(f"{world.address}/agree", {"number": 1})

    with tenancy.scope(world.organization.pk):
        assert Consent.objects.count() == 0


def test_too_many_sentences_come_back_as_they_were_typed(world: SimpleNamespace) -> None:
    typed = "\n".join(f"Sentence {n}." for n in range(8))

    answer = world.clients[0].post(world.address, {"norms": typed})

    page = answer.content.decode()
    assert (answer.status_code, "Sentence 7." in page) == (422, True)
    assert "Keep it to seven sentences" in page


def test_the_circle_leads_to_its_agreement(world: SimpleNamespace) -> None:
    circle = reverse("groups:circle", kwargs={"ref": world.group})

    assert world.address in world.clients[0].get(circle).content.decode()


def test_who_facilitates_does_not_read_it(world: SimpleNamespace) -> None:
    with tenancy.scope(world.organization.pk):
        if world.guide.user_id is None:
            people_actions.attach_user(person=world.guide, user=UserFactory())
    guide = Client()
    guide.force_login(world.guide.user)

    assert guide.get(world.address).status_code == 404
    with tenancy.scope(world.organization.pk):
        assert agreements.agreement_of(world.group) is None


def test_the_circle_asks_until_one_has_agreed(world: SimpleNamespace) -> None:
    first, second = world.clients
    circle = reverse("groups:circle", kwargs={"ref": world.group})
    first.post(world.address, {"norms": "We are kind."})
    first.post(f"{world.address}/agree", {"number": 1})

    asked = ["Read and agree" in each.get(circle).content.decode() for each in (first, second)]

    assert asked == [False, True]
