"""A subject thanks everybody they asked, whoever answered."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from junto.domain.feedback import reports, thanks
from junto.domain.feedback.enums import Category, RaterState, RoundStage
from junto.domain.feedback.models import FeedbackRound, Rater, Subject, ThankYou
from junto.domain.people.models import Person
from junto.foundation import tenancy
from junto.foundation.access import Forbidden

pytestmark = pytest.mark.django_db
WORDS = "Thank you. I leave the how to others now."


@pytest.fixture
def people() -> Iterator[list[Person]]:
    """Jonah, whose report is there, and three who were asked, of whom one said not this time."""
    organization = OrganizationFactory()
    names = ["Jonah Whitfield", "Ada Lind", "Bo Ray", "Cy Holm"]
    found = [make_person(organization, full_name=name) for name in names]
    program = make_program(organization)
    enroll(program, found)
    with tenancy.scope(organization.pk):
        round_ = FeedbackRound.objects.create(
            program=program,
            title="Autumn",
            stage=RoundStage.DONE,
            closes_at=NOW,
            created_at=NOW,
            needs_debrief=False,
        )
        subject = Subject.objects.create(
            round=round_, person=found[0], report=reports.to_store(reports.Report())
        )
        states = [RaterState.ASKED, RaterState.ASKED, RaterState.ASKED, RaterState.DECLINED]
        kinds = [Category.SELF, Category.PEERS, Category.MANAGER, Category.PEERS]
        for person, category, state in zip(found, kinds, states, strict=True):
            Rater.objects.create(subject=subject, person=person, category=category, state=state)
        yield found


def test_everybody_who_was_asked_is_thanked_and_nobody_else(people: list[Person]) -> None:
    subject = Subject.objects.get()
    thanks.thank(subject=subject, words=f" {WORDS} ", actor=actor_of(people[0]), now=NOW)

    told = {
        each.full_name: [row.words for row in thanks.thanks_to(each, now=NOW)] for each in people
    }
    assert told == {"Jonah Whitfield": [], "Ada Lind": [WORDS], "Bo Ray": [WORDS], "Cy Holm": []}
    assert thanks.thanks_to(people[1], now=NOW + thanks.SHOWN_FOR) == []


@pytest.mark.parametrize(
    ("words", "refused"), [("  ", thanks.NothingSaid), ("x" * 501, thanks.TooLong)]
)
def test_thanks_are_some_words_and_not_many(
    people: list[Person], words: str, refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        thanks.thank(subject=Subject.objects.get(), words=words, actor=actor_of(people[0]), now=NOW)


def test_thanks_are_said_once_and_by_the_one_it_is_about(people: list[Person]) -> None:
    subject = Subject.objects.get()
    with pytest.raises(Forbidden):
        thanks.thank(subject=subject, words=WORDS, actor=actor_of(people[1]), now=NOW)
    thanks.thank(subject=subject, words=WORDS, actor=actor_of(people[0]), now=NOW)
    with pytest.raises(thanks.ThankedAlready):
        thanks.thank(subject=subject, words="Again", actor=actor_of(people[0]), now=NOW)
    Subject.objects.update(report=None)
    subject.refresh_from_db()
    with pytest.raises(Forbidden):
        thanks.thank(subject=subject, words=WORDS, actor=actor_of(people[0]), now=NOW)

    assert [row.words for row in ThankYou.objects.all()] == [WORDS]


def test_the_page_thanks_and_the_others_read_it(people: list[Person]) -> None:
    subject = Subject.objects.get()
    jonah, ada = Client(), Client()
    jonah.force_login(people[0].user)
    ada.force_login(people[1].user)
    address = reverse("feedback:thank", kwargs={"ref": subject.address})

    too_long = jonah.post(address, {"thanks": "y" * 501})
    assert (too_long.status_code, "y" * 501 in too_long.content.decode()) == (422, True)
    assert jonah.post(address, {"thanks": WORDS}).status_code == 302
    report = jonah.get(reverse("feedback:report", kwargs={"ref": subject.address}))
    home = reverse("feedback:home", kwargs={"ref": people[1].organization})
    assert WORDS in report.content.decode()
    assert WORDS in ada.get(home).content.decode()
    assert ada.post(address, {"thanks": "Mine"}).status_code == 404
