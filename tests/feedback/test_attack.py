"""Whoever holds the file of a sealed round cannot tell who said what, and no door tells them.

The attacker knows in which order people answered. They guess from the order of rows and of bytes on
disk, and look for a mark that each rater carries everywhere outside their own pages.
"""

import random
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from factories.schedules import run_jobs
from junto.domain.assessments import actions as assessment_actions
from junto.domain.assessments import jobs as assessment_jobs
from junto.domain.assessments.models import Answers, Words
from junto.domain.feedback import actions, answering
from junto.domain.feedback.enums import Category
from junto.domain.feedback.models import Rater, Subject
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db(transaction=True)

RATERS, SUBJECTS = 8, 6
CLOSES = NOW + timedelta(days=14)
LATER = CLOSES + timedelta(minutes=1)
# One right guess for each subject is what blind guessing gives, with a variance of one.
CHANCE, SIGMA = SUBJECTS, SUBJECTS**0.5


@pytest.fixture(autouse=True)
def seeded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance that falls the same way in every run."""
    monkeypatch.setattr(assessment_actions, "chance", random.Random(5))
    monkeypatch.setattr("secrets.randbits", random.Random(6).getrandbits)


@pytest.fixture
def undefended(seeded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that count upward, and rows that stay in their order."""
    numbers = iter(range(1, 10**6))
    monkeypatch.setattr("secrets.randbits", lambda _bits: next(numbers))
    monkeypatch.setattr(
        assessment_actions.chance, "shuffle", lambda rows: rows.sort(key=lambda row: row.pk)
    )


def world() -> SimpleNamespace:
    """Six people in a round, each with eight raters who carry a mark in their name and mail."""
    organization = OrganizationFactory()
    manager = make_person(organization, full_name="Helena Brandt", roles=("program_manager",))
    admin = make_person(organization, full_name="Ada Admin", roles=("org_admin",))
    raters = [
        make_person(
            organization,
            user=False,
            full_name=f"Canary{n}x Rater",
            email=f"canary{n}x@people.example",
        )
        for n in range(RATERS)
    ]
    subjects = [
        make_person(organization, user=n == 0, full_name=f"Subject {n}") for n in range(SUBJECTS)
    ]
    program = make_program(organization, manager=manager)
    enroll(program, [*raters, *subjects])
    return SimpleNamespace(
        organization=organization,
        program=program,
        manager=manager,
        admin=admin,
        raters=raters,
        subjects=subjects,
    )


def sealed_round(made: SimpleNamespace) -> list[list[str]]:
    """Run a round; for each subject what was written, in the order in which it was sent."""
    manager = actor_of(made.manager)
    plan = actions.Plan(
        title="Autumn",
        closes_at=CLOSES,
        competencies=["listening"],
        wanted=8,
        most=20,
        needs_debrief=False,
    )
    round_ = actions.plan_round(
        program=made.program, plan=plan, people=made.subjects, actor=manager, now=NOW
    )
    for subject in Subject.objects.filter(round=round_).select_related("person", "round"):
        for person in made.raters:
            actions.propose(
                subject=subject,
                person=person,
                category=Category.PEERS,
                actor=actor_of(subject.person),
                now=NOW,
            )
    actions.begin_asking(round_=round_, actor=manager, now=NOW)
    run_jobs("feedback.ask")
    order = []
    for number, subject in enumerate(Subject.objects.filter(round=round_).order_by("pk")):
        sent = random.Random(number).sample(made.raters, RATERS)
        said = []
        for person in sent:
            rater = Rater.objects.get(subject=subject, person=person)
            text = f"Words {number} by {person.pk}"
            answering.give(
                rater=rater,
                values={"listening-1": 3},
                words={"keep": text},
                actor=actor_of(person),
                now=NOW,
            )
            said.append(text)
        order.append(said)
    assessment_jobs.seal(LATER)
    return order


def right_guesses(order: list[list[str]], told: list[str]) -> int:
    """How often the order that was found is the order in which words were sent."""
    right = 0
    for said in order:
        found = [text for text in told if text in said]
        assert sorted(found) == sorted(said)
        right += sum(one == other for one, other in zip(found, said, strict=True))
    return right


def by_row() -> list[str]:
    """What was written, as the database gives it when nobody asks for an order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM assessments_words")
        keys = [row[0] for row in cursor.fetchall()]
    texts = {row.pk: row.text for row in Words.objects.all()}
    return [texts[key] for key in keys]


def test_the_order_of_sealed_words_tells_nobody_who_wrote_them() -> None:
    made = world()
    with tenancy.scope(made.organization.pk), time_machine.travel(NOW, tick=False):
        order = sealed_round(made)
        told = by_row()
        keyed = list(Words.objects.order_by("pk"))

    guesses = [right_guesses(order, told), right_guesses(order, [row.text for row in keyed])]
    assert [abs(each - CHANCE) <= 3 * SIGMA for each in guesses] == [True, True]


def test_without_the_defense_the_same_attack_finds_everybody(undefended: None) -> None:
    made = world()
    with tenancy.scope(made.organization.pk), time_machine.travel(NOW, tick=False):
        order = sealed_round(made)
        told = [row.text for row in Words.objects.order_by("pk")]

    assert right_guesses(order, told) == SUBJECTS * RATERS


def test_no_door_tells_a_rater(django_assert_max_num_queries: Any) -> None:
    made = world()
    with tenancy.scope(made.organization.pk), time_machine.travel(LATER, tick=False):
        with time_machine.travel(NOW, tick=False):
            sealed_round(made)
        subject = Subject.objects.get(person=made.subjects[0])
        assert (Answers.objects.count(), Words.objects.count()) == (RATERS * SUBJECTS,) * 2
        doors = [
            (made.subjects[0], reverse("feedback:report", kwargs={"ref": subject.address})),
            (made.subjects[0], reverse("feedback:home", kwargs={"ref": made.organization})),
            (made.manager, reverse("feedback:round", kwargs={"ref": subject.round.address})),
            (made.manager, reverse("feedback:rounds", kwargs={"ref": made.program})),
            (made.admin, reverse("organization:log", kwargs={"ref": made.organization})),
        ]
        found = []
        for person, address in doors:
            client = Client()
            client.force_login(person.user)
            answer = client.get(address)
            assert answer.status_code == 200, address
            words = answer.content.decode() + str(dict(answer.headers))
            found += [
                (address, each)
                for rater in made.raters
                for each in (rater.full_name, rater.email, rater.ref, f"by {rater.pk}")
                if each in words
            ]

    assert found == []
