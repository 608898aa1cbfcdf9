"""Ten minutes of practice, and leaders who choose to show that they ask."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from factories import NOW, actor_of, make_person
from factories.feedback import asking, make_world, rater
from junto.domain.feedback import leading
from junto.domain.feedback.models import AsksFirst, Practice
from junto.domain.people.models import Person
from junto.domain.programs.models import ProgramStaff
from junto.foundation import tenancy
from junto.foundation.access import Forbidden
from junto.foundation.drafts.models import Draft
from junto.foundation.events.models import EventRecord
from junto.interfaces.web.feedback.practicing import EXAMPLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    made = make_world(users=True)
    with tenancy.scope(made.organization.pk), time_machine.travel(NOW, tick=False):
        made.peer = made.people[0]
        yield made


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def here(world: SimpleNamespace, name: str) -> str:
    return reverse(f"feedback:{name}", kwargs={"ref": world.organization.address})


def posted(client: Client, url: str, **fields: Any) -> str:
    return str(client.post(url, fields).content.decode())


def test_examples_are_sorted_with_a_reason_for_each(world: SimpleNamespace) -> None:
    client = as_(world.peer)
    part = posted(client, here(world, "practice"), a="use")
    page = posted(client, here(world, "practice"), **{each.key: "use" for each in EXAMPLES})

    assert "Sort all five, then look." in part
    assert page.count("We see it the other way.") == 3
    assert here(world, "practice-rewrite") in page


def test_ones_own_sentence_gets_advice_and_hints(world: SimpleNamespace) -> None:
    page = posted(as_(world.peer), here(world, "practice-rewrite"), text="Jonah is always late")
    better = "In Tuesday's call you let the night crew speak first, so we found the valve"
    good = posted(as_(world.peer), here(world, "practice-rewrite"), text=better)

    assert "invite a search for the exception" in page
    assert "may tell who you are" in page
    assert "they can do something with it" in good


def test_a_request_gets_advice(world: SimpleNamespace) -> None:
    page = posted(as_(world.peer), here(world, "practice-ask"), text="Give me any feedback")

    assert "Ask a question" in page
    assert "That is wide." in page


def test_practice_keeps_nothing_but_that_it_is_done_for_oneself(world: SimpleNamespace) -> None:
    client = as_(world.peer)
    before = EventRecord.objects.count()
    posted(client, here(world, "practice-rewrite"), text="Nobody reads this")
    client.post(here(world, "practice-done"))
    client.post(here(world, "practice-done"))

    assert list(Practice.objects.values_list("person", flat=True)) == [world.peer.pk]
    assert (EventRecord.objects.count(), Draft.objects.count()) == (before, 0)
    assert "Ten minutes of practice" not in str(client.get(here(world, "home")).content)
    assert "Ten minutes of practice" in str(as_(world.jonah).get(here(world, "home")).content)


def test_practice_is_offered_before_the_first_giving(world: SimpleNamespace) -> None:
    one = rater(asking(world), world.peer)
    give = reverse("feedback:give", kwargs={"ref": one.address})
    client = as_(world.peer)
    assert here(world, "practice") in client.get(give).content.decode()
    client.post(here(world, "practice-done"))

    assert here(world, "practice") not in client.get(give).content.decode()


# ---------------------------------------------------------------- asking first


def first(world: SimpleNamespace) -> str:
    return reverse("feedback:first", kwargs={"ref": world.program})


def test_nothing_is_shown_of_leaders_by_default(world: SimpleNamespace) -> None:
    assert leading.shown_to(world.peer) == []
    assert "They ask first" not in str(as_(world.peer).get(here(world, "home")).content)


def test_a_sponsor_shows_a_sentence_and_takes_it_back(world: SimpleNamespace) -> None:
    sponsor = make_person(world.organization, full_name="Sam Sponsor", roles=("sponsor",))
    ProgramStaff.objects.create(program=world.program, person=sponsor, role="sponsor")
    client = as_(sponsor)
    assert client.post(first(world), {"sentence": " "}).status_code == 422
    client.post(first(world), {"sentence": "I asked six people <b>first</b>"})
    shown = as_(world.peer).get(here(world, "home")).content.decode()
    client.post(first(world), {"do": "hide"})

    assert "Sam Sponsor" in shown
    assert "I asked six people &lt;b&gt;first&lt;/b&gt;" in shown
    assert AsksFirst.objects.count() == 0


def test_only_who_takes_part_sees_it_and_only_while_it_is_true(world: SimpleNamespace) -> None:
    leading.show(program=world.program, sentence="I ask", actor=world.manager)
    outside = make_person(world.organization, user=False, full_name="Outside")
    seen = [len(leading.shown_to(each)) for each in (world.peer, outside)]
    ProgramStaff.objects.filter(person=world.helena).delete()

    assert seen == [1, 0]
    assert leading.shown_to(world.peer) == []


def test_nobody_shows_it_for_somebody_else(world: SimpleNamespace) -> None:
    with pytest.raises(Forbidden):
        leading.show(program=world.program, sentence="x", actor=actor_of(world.peer))
    assert as_(world.peer).get(first(world)).status_code == 404
