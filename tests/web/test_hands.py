"""The page on which a group's people ask each other for a hand."""

from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from factories import NOW
from factories.after import make_circle
from junto.domain.circle import hands
from junto.domain.circle.models import Hand
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def circle() -> SimpleNamespace:
    """A circle of three; the first could use a hand."""
    world = make_circle(3)
    with tenancy.scope(world.organization.pk):
        world.hand = hands.ask(
            group=world.group, text="My new boss", actor=world.actors[0], now=NOW
        )
    world.browsers = [Client() for _ in world.members]
    for client, person in zip(world.browsers, world.members, strict=True):
        client.force_login(person.user)
    world.page = reverse("circle:hand", kwargs={"ref": world.group.address})
    return world


def at(name: str, circle: SimpleNamespace) -> str:
    return reverse(f"circle:{name}", kwargs={"ref": circle.hand.address})


def test_one_tap_on_the_home_leads_to_it_until_it_is_answered(circle: SimpleNamespace) -> None:
    words, client = "Member 0 could use a hand.", circle.browsers[1]
    before = client.get("/", follow=True).content.decode()
    client.post(at("hand-lend", circle), {"do": "offer"})
    after = client.get("/", follow=True).content.decode()

    assert [words in page for page in (before, after)] == [True, False]


def test_an_offer_and_an_answer_are_read_by_whoever_asked_alone(circle: SimpleNamespace) -> None:
    circle.browsers[1].post(at("hand-lend", circle), {"text": "Write it down first"})
    pages = [each.get(circle.page).content.decode() for each in circle.browsers]

    assert ["Write it down first" in page for page in pages] == [True, True, False]
    assert "You answered" not in pages[2]


def test_a_second_question_comes_back_with_why(circle: SimpleNamespace) -> None:
    answer = circle.browsers[0].post(circle.page, {"text": "One more"})

    assert (answer.status_code, "You have asked already" in answer.content.decode()) == (422, True)


def test_an_answer_without_words_comes_back(circle: SimpleNamespace) -> None:
    answer = circle.browsers[1].post(at("hand-lend", circle), {"text": " "})

    assert (answer.status_code, "Write a few words" in answer.content.decode()) == (422, True)


def test_it_is_asked_and_taken_back_from_the_page(circle: SimpleNamespace) -> None:
    circle.browsers[1].post(circle.page, {"text": "Slides by Friday"})
    circle.browsers[0].post(at("hand-back", circle))
    with tenancy.scope(circle.organization.pk):
        left = [each.text for each in Hand.objects.all()]

    assert left == ["Slides by Friday"]


def test_who_runs_the_program_finds_no_trace_on_the_groups_page(circle: SimpleNamespace) -> None:
    client = Client()
    client.force_login(circle.manager.user)
    page = reverse("groups:circle", kwargs={"ref": circle.group.address})

    assert ["could use a hand" in client.get(page).content.decode()] == [False]
    assert client.get(circle.page).status_code == 404
