"""The pages of asking a few people: asked, answered with a name or mixed, read, thanked."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from factories import NOW, enroll, make_program
from factories.asks import asked, begun, give, make_world, seal, sent
from junto.domain.asks import queries
from junto.domain.asks.enums import Mode
from junto.domain.asks.models import Ask, Asked, AskMember, AskRound, NamedAnswer
from junto.domain.assessments.models import OpenAnswers, OpenDraft
from junto.domain.goals.models import Commitment
from junto.domain.groups.models import Group, GroupMember
from junto.domain.people.models import Person
from junto.foundation import tenancy
from junto.foundation.drafts.models import Draft
from junto.foundation.events.models import EventRecord
from junto.foundation.idempotency.models import ProcessedKey
from junto.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    made = make_world(people=6, user=True)
    with tenancy.scope(made.organization.pk), time_machine.travel(NOW, tick=False):
        yield made


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def at(name: str, row: Any, **more: Any) -> str:
    return reverse(f"asks:{name}", kwargs={"ref": row.address, **more})


def page(person: Person, address: str) -> str:
    answer = as_(person).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


WANTED = {
    "about": "project",
    "title": "The ward app",
    "until": f"{NOW.date() + timedelta(days=9)}",
    "every": "once",
    "question_1": "It was clear who decides",
    **{f"kind_{n}": "scale" if n == 1 else "words" for n in range(1, 6)},
}


def test_an_ask_is_written_sent_and_looked_at(world: SimpleNamespace) -> None:
    client = as_(world.devika)
    new = reverse("asks:new", kwargs={"ref": world.organization.address})
    assert b"A plan before I act" in client.get(new).content
    assert b"The strongest argument" in client.get(f"{new}?template=ahead").content.replace(
        b"What is the strongest", b"The strongest"
    )
    client.post(new, WANTED)
    ask = Ask.objects.get()
    found = client.get(at("ask", ask) + "?q=Peer A")
    assert world.people[0].ref in found.content.decode()
    for person in world.people[:5]:
        client.post(at("add", ask), {"person": person.ref})
    client.post(at("take-off", ask), {"person": world.people[4].ref})
    assert "answers with their name" in page(world.devika, at("ask", ask))
    client.post(at("send", ask))
    round_ = AskRound.objects.get()

    assert queries.people_of(round_) == world.people[:4]
    assert "Nobody can see who has answered" in page(world.devika, at("round", round_))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Give it a name."),
        ("question_1", "", "Ask one question at least."),
        ("until", f"{NOW.date()}", "Choose a day from tomorrow on"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_stays(
    world: SimpleNamespace, field: str, value: str, words: str
) -> None:
    new = reverse("asks:new", kwargs={"ref": world.organization.address})
    answer = as_(world.devika).post(new, {**WANTED, "context": "For the wards", field: value})

    assert answer.status_code == 422
    assert (words in answer.content.decode(), b"For the wards" in answer.content) == (True, True)


def test_whoever_has_enough_is_named_and_nothing_more_is_told(world: SimpleNamespace) -> None:
    for n in range(5):
        sent(world, [world.people[0]], title=f"Secret {n}")
    ask = begun(world, [])
    client = as_(world.devika)
    client.post(at("add", ask), {"person": world.people[0].ref})
    shown = client.get(at("ask", ask)).content.decode()

    assert "Peer A: enough requests for now. Choose somebody else, or ask later." in shown
    assert AskMember.objects.filter(ask=ask).count() == 0


def answer_all(client: Client, one: Asked, mode: str, send: dict[str, str]) -> None:
    """All pages, one after another, as a browser would."""
    assert client.post(at("give", one), {"mode": mode}).url == at("section", one, number=1)
    assert client.post(at("section", one, number=1), {"item:q1": "4"}).url == at(
        "section", one, number=2
    )
    went = client.post(at("section", one, number=2), {"words:q2": "Asked the night crew"})
    assert went.url == at("check", one)
    assert b"Asked the night crew" in client.get(at("check", one)).content
    assert client.post(at("check", one), send).url == at("done", one)


def test_mixed_or_named_page_by_page_leaves_no_trace_of_when(world: SimpleNamespace) -> None:
    round_ = sent(world, world.people[:6])
    ones = [asked(round_, each) for each in world.people[:3]]
    clients = [as_(each) for each in world.people[:3]]
    tables = (EventRecord, ProcessedKey, Job, Draft)
    before = [each.objects.count() for each in tables]
    answer_all(clients[0], ones[0], "mixed", {"mode": "mixed"})
    answer_all(clients[1], ones[1], "named", {})
    answer_all(clients[2], ones[2], "mixed", {"mode": "named"})

    assert [each.objects.count() for each in tables] == before
    assert (OpenDraft.objects.count(), OpenAnswers.objects.count()) == (0, 1)
    assert NamedAnswer.objects.count() == 2
    assert b"Nothing is answered" not in clients[0].get(at("check", ones[0])).content


def test_the_receipt_says_what_happens_where_too_few_choose_to_be_mixed(
    world: SimpleNamespace,
) -> None:
    one = asked(sent(world, world.people[:6]), world.people[0])
    client = as_(world.people[0])
    client.post(at("give", one), {"mode": "mixed"})
    client.post(at("section", one, number=1), {"item:q1": "4"})
    shown = client.get(at("check", one)).content.decode()

    said = ("If fewer than 4 choose it, this is never shown", "Send it with my name instead")
    assert [each in shown for each in said] == [True, True]


def test_the_form_says_why_nobody_can_be_mixed_and_takes_no_other_answer(
    world: SimpleNamespace,
) -> None:
    one = asked(sent(world, world.people[:4]), world.people[0])
    assert "Fewer than 5 people are asked" in page(world.people[0], at("give", one))
    answer_all(as_(world.people[0]), one, "mixed", {"mode": "mixed"})

    assert (NamedAnswer.objects.count(), OpenAnswers.objects.count()) == (1, 0)


def test_what_is_typed_survives_and_is_its_writers_alone(world: SimpleNamespace) -> None:
    one = asked(sent(world, world.people[:6]), world.people[0])
    as_(world.people[0]).post(at("keep", one), {"words:q2": "As I was saying"})

    assert "As I was saying" in page(world.people[0], at("section", one, number=2))
    for other in (world.devika, world.people[1]):
        assert as_(other).get(at("section", one, number=2)).status_code == 404


def test_after_the_close_words_are_given_back(world: SimpleNamespace) -> None:
    round_ = sent(world, world.people[:6])
    one = asked(round_, world.people[0])
    with time_machine.travel(round_.closes_at, tick=False):
        answer = as_(world.people[0]).post(at("section", one, number=2), {"words:q2": "Too late"})

    assert (answer.status_code, b"Too late" in answer.content) == (409, True)


def test_the_askers_pages_are_the_same_whoever_answered(world: SimpleNamespace) -> None:
    round_ = sent(world, world.people[:6])
    doors = [
        at("round", round_),
        at("ask", round_.ask),
        reverse("asks:home", kwargs={"ref": world.organization.address}),
        reverse("feedback:home", kwargs={"ref": world.organization.address}),
    ]

    def seen() -> list[list[str]]:
        told = [page(world.devika, each).splitlines() for each in doors]
        tokens = ("csrfmiddlewaretoken", '"_key"', "hx-headers")
        return [[row for row in rows if not any(t in row for t in tokens)] for rows in told]

    before = seen()
    give(round_, world.people[0], Mode.NAMED, words="Named words")
    give(round_, world.people[1], Mode.MIXED, words="Mixed words")
    as_(world.people[2]).post(at("decline", asked(round_, world.people[2])))

    assert seen() == before


def test_answers_are_read_thanked_for_and_made_a_next_step(world: SimpleNamespace) -> None:
    program = make_program(world.organization)
    enroll(program, [world.devika])
    group = Group.objects.create(program=program, kind="circle", name="Kestrel", published_at=NOW)
    GroupMember.objects.create(group=group, person=world.devika, joined_at=NOW)
    round_ = sent(world, world.people[:6])
    give(round_, world.people[0], Mode.NAMED, words="Named words")
    for person in world.people[1:5]:
        give(round_, person, Mode.MIXED, 3, words="Mixed words")
    done = seal(round_)
    shown = page(world.devika, at("round", done))
    told = ("Named words", "4 people or more", "3.0", "Mixed words")
    assert [each in shown for each in told] == [True, True, True, False]

    client = as_(world.devika)
    again = client.post(at("step", done), {"do": "Ask first", "by": "nonsense"})
    assert (again.status_code, b"Ask first" in again.content) == (422, True)
    client.post(at("step", done), {"do": "Ask first", "by": f"{NOW.date()}"})
    client.post(at("thank", done), {"words": "I ask first from now on."})

    assert Commitment.objects.get().do == "Ask first"
    home = reverse("asks:home", kwargs={"ref": world.organization.address})
    assert ["I ask first" in page(each, home) for each in world.people[:6]] == [True] * 6


def test_of_fewer_than_four_nothing_is_shown_and_the_page_says_so(world: SimpleNamespace) -> None:
    round_ = sent(world, world.people[:6])
    for person in world.people[1:4]:
        give(round_, person, Mode.MIXED, 3, words="Mixed words")
    shown = page(world.devika, at("round", seal(round_)))

    assert ("it stays hidden, to everybody, for good" in shown, "Mixed words" in shown) == (
        True,
        False,
    )
