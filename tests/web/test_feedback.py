"""The pages of feedback: asked, given, sealed, read."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from factories.assessments import close
from factories.schedules import run_jobs
from junto.domain.assessments.enums import RoundState
from junto.domain.assessments.models import OpenAnswers, OpenDraft, Round
from junto.domain.feedback import actions, answering, queries, reports
from junto.domain.feedback.enums import Category
from junto.domain.feedback.models import FeedbackRound, Rater, Subject
from junto.domain.people.models import Person
from junto.foundation import tenancy
from junto.foundation.drafts.models import Draft
from junto.foundation.events.models import EventRecord
from junto.foundation.idempotency.models import ProcessedKey
from junto.foundation.jobs.models import Job

pytestmark = pytest.mark.django_db
CLOSES = NOW + timedelta(days=14)


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    organization = OrganizationFactory()
    manager = make_person(organization, full_name="Helena Brandt", roles=("program_manager",))
    boss = make_person(organization, full_name="Ines Duarte")
    peers = [
        make_person(organization, user=n == 0, full_name=f"Peer {'ABCDEFGH'[n]}") for n in range(8)
    ]
    jonah = make_person(organization, full_name="Jonah Whitfield", manager=boss)
    program = make_program(organization, manager=manager)
    enroll(program, [*peers, jonah])
    with tenancy.scope(organization.pk), time_machine.travel(NOW, tick=False):
        yield SimpleNamespace(
            organization=organization,
            program=program,
            manager=manager,
            boss=boss,
            peers=peers,
            jonah=jonah,
        )


def asking(world: SimpleNamespace, peers: int = 8) -> Subject:
    plan = actions.Plan(
        title="Autumn", closes_at=CLOSES, competencies=["listening", "deciding"], wanted=6, most=8
    )
    manager, me = actor_of(world.manager), actor_of(world.jonah)
    round_ = actions.plan_round(
        program=world.program, plan=plan, people=[world.jonah], actor=manager, now=NOW
    )
    subject = Subject.objects.get(round=round_)
    for person in world.peers[:peers]:
        actions.propose(subject=subject, person=person, category=Category.PEERS, actor=me, now=NOW)
    actions.begin_asking(round_=round_, actor=manager, now=NOW)
    run_jobs("feedback.ask")
    return Subject.objects.get(pk=subject.pk)


def rater(subject: Subject, person: Person) -> Rater:
    return Rater.objects.get(subject=subject, person=person)


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def at(name: str, row: Any, **more: Any) -> str:
    return reverse(f"feedback:{name}", kwargs={"ref": row.address, **more})


def give(client: Client, one: Rater) -> None:
    """All pages, one after another, as a browser would."""
    values = {f"item:listening-{n}": str(n + 1) for n in (1, 2, 3)}
    assert client.get(at("give", one)).status_code == 200
    assert client.post(at("section", one, number=1), values).url == at("section", one, number=2)
    client.post(at("section", one, number=2), {"item:deciding-1": "na"})
    went = client.post(at("section", one, number=3), {"words:keep": "Asked the night crew"})
    assert went.url == at("check", one)
    assert b"Asked the night crew" in client.get(at("check", one)).content
    assert client.post(at("check", one)).url == at("sent", one)


def test_somebody_gives_feedback_page_by_page_and_nothing_of_it_tells_when(
    world: SimpleNamespace,
) -> None:
    subject = asking(world)
    one = rater(subject, world.peers[0])
    client = as_(world.peers[0])
    tables = (EventRecord, ProcessedKey, Job, Draft)
    before = [each.objects.count() for each in tables]
    give(client, one)

    assert [each.objects.count() for each in tables] == before
    assert OpenDraft.objects.count() == 0
    assert OpenAnswers.objects.get().values == {
        "listening-1": 2,
        "listening-2": 3,
        "listening-3": 4,
    }
    assert queries.given(one).words == {"keep": "Asked the night crew"}


def test_what_is_typed_survives_and_is_its_writers_alone(world: SimpleNamespace) -> None:
    one = rater(asking(world), world.peers[0])
    client = as_(world.peers[0])
    client.post(at("keep", one), {"words:keep": "As I was saying"})

    assert b"As I was saying" in client.get(at("section", one, number=3)).content
    assert as_(world.manager).get(at("section", one, number=3)).status_code == 404
    assert as_(world.jonah).get(at("check", one)).status_code == 404


def test_a_text_that_may_reveal_its_writer_gets_a_hint(world: SimpleNamespace) -> None:
    one = rater(asking(world), world.peers[0])
    words = "As the only lawyer I told Jonah in March"
    answer = as_(world.peers[0]).post(at("hints", one), {"question": "keep", "words:keep": words})

    assert [
        each in answer.content.decode() for each in ("As the only lawyer", "Jonah", "in March")
    ] == [True] * 3


def test_a_text_that_is_too_long_stays_in_the_form(world: SimpleNamespace) -> None:
    one = rater(asking(world), world.peers[0])
    answer = as_(world.peers[0]).post(at("section", one, number=3), {"words:keep": "x" * 50_000})

    assert answer.status_code == 422
    assert b"Shorten it to 4,000 characters; it has 50,000." in answer.content
    assert b"x" * 50_000 in answer.content


def test_after_the_close_words_are_given_back(world: SimpleNamespace) -> None:
    one = rater(asking(world), world.peers[0])
    with time_machine.travel(CLOSES + timedelta(minutes=1), tick=False):
        answer = as_(world.peers[0]).post(at("section", one, number=3), {"words:keep": "Too late"})

    assert answer.status_code == 409
    assert b"Too late" in answer.content


def test_hostile_words_are_only_words(world: SimpleNamespace) -> None:
    one = rater(asking(world), world.peers[0])
    client = as_(world.peers[0])
    client.post(at("section", one, number=3), {"words:keep": "<script>alert(1)</script>"})

    assert b"<script>alert" not in client.get(at("check", one)).content


def sealed(world: SimpleNamespace) -> Subject:
    subject = asking(world)
    for number, person in enumerate(world.peers):
        answering.give(
            rater=rater(subject, person),
            values={f"listening-{n}": 2 + (number + n) % 3 for n in (1, 2, 3)},
            words={"keep": "Ask more questions before deciding"},
            actor=actor_of(person),
            now=NOW,
        )
    answering.give(
        rater=rater(subject, world.jonah),
        values={f"listening-{n}": 5 for n in (1, 2, 3)},
        words={},
        actor=actor_of(world.jonah),
        now=NOW,
    )
    close(Round.objects.get())
    Round.objects.update(state=RoundState.SEALED)
    actions.keep_report(subject=subject, report=reports.make_report(subject), now=NOW)
    return Subject.objects.get(pk=subject.pk)


def test_the_report_opens_once_a_talk_is_booked_and_for_nobody_else(
    world: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    subject = sealed(world)
    client = as_(world.jonah)
    assert b"Book a talk first" in client.get(at("report", subject)).content
    assert client.post(at("debrief", subject), {"with": world.manager.ref}).status_code == 422
    booked = {"with": world.manager.ref, "on": "2026-12-10"}
    assert client.post(at("debrief", subject), booked).url == at("report", subject)
    with django_assert_max_num_queries(15):
        page = client.get(at("report", subject)).content.decode()

    assert "What 8 people or more see, Jonah" in page
    assert "you rate this higher than others do" in page
    assert "questions" in page
    for person in (world.manager, world.boss, world.peers[0]):
        assert as_(person).get(at("report", subject)).status_code == 404


def test_people_choose_whom_to_ask(world: SimpleNamespace) -> None:
    plan = actions.Plan(title="Autumn", closes_at=CLOSES)
    round_ = actions.plan_round(
        program=world.program,
        plan=plan,
        people=[world.jonah],
        actor=actor_of(world.manager),
        now=NOW,
    )
    subject = Subject.objects.get(round=round_)
    client = as_(world.jonah)
    found = client.get(at("choose", subject), {"q": "Peer C"}).content.decode()
    asked = {"person": world.peers[2].ref, "category": "peers"}
    client.post(at("propose", subject), asked)

    assert "Peer C" in found
    assert rater(subject, world.peers[2]).category == Category.PEERS
    client.post(at("unpropose", subject), {"rater": rater(subject, world.peers[2]).ref})
    assert not Rater.objects.filter(subject=subject, person=world.peers[2]).exists()


def test_a_manager_plans_fills_and_asks(world: SimpleNamespace) -> None:
    client = as_(world.manager)
    plan = reverse("feedback:plan", kwargs={"ref": world.program})
    assert client.get(plan).status_code == 200
    fields = {
        "title": "Autumn",
        "closes_on": "2026-12-18",
        "use": "growing",
        "more_days": "3",
        "told": "themes",
        "wanted": "4",
        "most": "5",
        "k": "4",
    }
    assert client.post(plan, {**fields, "most": "3"}).status_code == 422
    went = client.post(plan, fields)
    round_ = FeedbackRound.objects.get()
    assert went.url == at("round", round_)
    assert b"About 9 people fewer than 4 are asked" in client.get(at("round", round_)).content
    assert client.post(at("ask", round_)).status_code == 422
    client.post(at("fill", round_))
    assert client.post(at("ask", round_)).url == at("round", round_)
    run_jobs("feedback.ask")

    assert Round.objects.count() == 9
    assert client.get(at("round", round_)).status_code == 200
    assert client.get(reverse("feedback:rounds", kwargs={"ref": world.program})).status_code == 200


def test_one_thing_of_the_report_is_refused_without_a_group(world: SimpleNamespace) -> None:
    subject = sealed(world)
    went = as_(world.jonah).post(at("one-thing", subject), {"own": "Ask first", "by": "2026-12-10"})

    assert went.url == at("report", subject)


def test_the_home_of_feedback_lists_what_is_asked(
    world: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    subject = asking(world)
    home = reverse("feedback:home", kwargs={"ref": world.organization})
    give(as_(world.peers[0]), rater(subject, world.peers[0]))
    client = as_(world.peers[0])
    with django_assert_max_num_queries(16):
        assert b"Look at it or change it" in client.get(home).content

    assert b"Jonah Whitfield" in as_(world.peers[0]).get(home).content
    assert b"Your own view of yourself" in as_(world.jonah).get(home).content
    assert b"Nobody waits for feedback from you." in as_(world.manager).get(home).content
