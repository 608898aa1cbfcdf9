"""The pages of reviews: what each of the two sees, and nobody else."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from factories import NOW, make_person
from junto.domain.people.models import Person
from junto.domain.programs.models import ProgramStaff
from junto.domain.reviews import hosting
from junto.domain.reviews.models import HostFeedback, HostWord, Piece, Review, StaffForm
from junto.foundation.drafts.models import Draft
from junto.foundation.idempotency.models import ProcessedKey

WORK = {
    "title": "Moving the clinic",
    "tried": "Two pilots",
    "look_at": "How I told the team",
    "links": "https://a.example/plan",
}
OWN = {"q0": "own zero", "q1": "own one", "q2": "own two"}
OTHER = {"q0": "other zero", "q1": "other one", "q2": "other two"}
DAYS = {
    "write_by": NOW.date() + timedelta(days=7),
    "agree_by": NOW.date() + timedelta(days=14),
}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)  # type: ignore[arg-type]
    return client


def at(name: str, ref: Any) -> str:
    return reverse(f"reviews:{name}", kwargs={"ref": ref})


def start(world: SimpleNamespace) -> Piece:
    """A review that the manager started on its page, and one of its pieces."""
    page = browser(world.manager).post(
        at("start", world.program), {"title": "Spring", "questions": "A?\nB?\nC?", **DAYS}
    )
    review = Review.objects.get()
    assert page["Location"] == at("review", review)
    return Piece.objects.filter(review=review).order_by("pk")[0]


def both(world: SimpleNamespace) -> tuple[Piece, Client, Client]:
    """A piece that is open, with the browsers of its two."""
    piece = start(world)
    assert piece.reviewer is not None
    author, reviewer = browser(piece.author), browser(piece.reviewer)
    author.post(at("piece-work", piece), {**WORK, **OWN})
    reviewer.post(at("piece-review", piece), OTHER)
    return piece, author, reviewer


def test_each_reads_the_other_once_both_have_written(world: SimpleNamespace) -> None:
    piece = start(world)
    assert piece.reviewer is not None
    author, reviewer = browser(piece.author), browser(piece.reviewer)
    author.post(at("piece-work", piece), {**WORK, **OWN})
    before = reviewer.get(at("piece", piece)).content.decode()
    reviewer.post(at("piece-review", piece), OTHER)
    after = [each.get(at("piece", piece)).content.decode() for each in (author, reviewer)]

    assert ("Two pilots" in before, "own one" in before) == (True, False)
    assert ["own one" in page and "other one" in page for page in after] == [True, True]


def test_a_piece_is_nothing_to_anybody_else(world: SimpleNamespace) -> None:
    piece, _author, _reviewer = both(world)
    others = [each for each in world.members if each.pk not in (piece.author_id, piece.reviewer_id)]
    found = [
        browser(each).get(at("piece", piece)).status_code
        for each in (others[0], world.manager, world.admin)
    ]
    assert found == [404, 404, 404]


def test_what_is_missing_comes_back_with_what_was_typed(world: SimpleNamespace) -> None:
    piece = start(world)
    page = browser(piece.author).post(at("piece-work", piece), {**WORK, **OWN, "q1": ""})
    text = page.content.decode()
    assert (page.status_code, "own two" in text, "Two pilots" in text) == (422, True, True)


def test_a_text_that_comes_too_late_is_given_back(world: SimpleNamespace) -> None:
    piece, author, _reviewer = both(world)
    page = author.post(at("piece-work", piece), {**WORK, **OWN, "q0": "typed too late"})
    assert (page.status_code, "typed too late" in page.content.decode()) == (409, True)


def test_the_two_talk_and_agree(world: SimpleNamespace) -> None:
    piece, author, reviewer = both(world)
    author.post(at("piece-post", piece), {"text": "That helps"})
    author.post(at("piece-outcome", piece), {"outcome": "I ask\r\nfirst"})
    reviewer.post(at("piece-agree", piece), {"outcome": "I ask\r\nfirst"})
    text = reviewer.get(at("piece", piece)).content.decode()
    piece.refresh_from_db()

    assert (piece.state, "That helps" in text, "Both agreed on" in text) == ("finished", True, True)
    post = piece.posts.get()
    assert reviewer.get(at("post", post)).status_code == 404
    author.post(at("post", post), {"text": "Thank you"})
    author.post(at("post-delete", post))
    assert piece.posts.count() == 0


def test_the_manager_sees_steps_and_no_name(world: SimpleNamespace) -> None:
    piece, _author, _reviewer = both(world)
    assert piece.review is not None
    text = browser(world.manager).get(at("review", piece.review)).content.decode()
    main = text[text.index("<main") :]
    assert ("8 or more" in main, "fewer than 4" in main) == (True, True)
    assert [each.full_name in main for each in world.members] == [False] * 8


def test_somebody_is_asked_directly_and_says_yes(world: SimpleNamespace) -> None:
    me, other = world.members[0], world.members[1]
    page = browser(me).post(
        at("ask", world.program), {"to": other.ref, "questions": "What next?", **DAYS}
    )
    piece = Piece.objects.get()
    assert page["Location"] == at("piece", piece)
    assert "asks for your eye" in browser(other).get(at("piece", piece)).content.decode()
    browser(other).post(at("piece-yes", piece))
    piece.refresh_from_db()
    assert piece.state == "writing"
    home = browser(other).get(at("home", world.organization)).content.decode()
    feedback = reverse("feedback:home", kwargs={"ref": world.organization})
    waiting = [
        "1 waits for you" in browser(each).get(feedback).content.decode()
        for each in (me, other, world.members[2])
    ]
    assert (f"Work of {me.full_name}" in home, waiting) == (True, [True, True, False])


def test_the_page_after_a_session_leads_to_who_led_it(world: SimpleNamespace) -> None:
    about = HostFeedback.objects.create(
        session=world.session, person=world.host, closes_at=NOW + timedelta(days=3)
    )
    after = reverse("after:session", kwargs={"ref": world.session})
    pages = [browser(each).get(after).content.decode() for each in (world.members[1], world.host)]
    assert [at("host", about) in page for page in pages] == [True, False]


def test_a_word_with_a_name_is_kept_changed_taken_back_and_read_after_the_close(
    world: SimpleNamespace,
) -> None:
    about = HostFeedback.objects.create(
        session=world.session, person=world.host, closes_at=NOW + timedelta(days=3)
    )
    giver, host = browser(world.members[1]), browser(world.host)
    giver.post(at("host-keep", about), {"clear": "4", "moment": "typed"})
    assert "typed" in giver.get(at("host", about)).content.decode()
    giver.post(at("host", about), {"clear": "4", "room": "5", "moment": "You waited for Ana"})
    before = host.get(reverse("reviews:received")).content.decode()
    with time_machine.travel(NOW + timedelta(days=4), tick=False):
        after = browser(world.host).get(reverse("reviews:received")).content.decode()
        late = browser(world.members[2]).post(
            at("host", about), {"clear": "4", "room": "5", "moment": "kept for me"}
        )
    assert ["You waited for Ana" in page for page in (before, after)] == [False, True]
    assert (late.status_code, "kept for me" in late.content.decode()) == (409, True)
    assert Draft.objects.count() == 0
    giver.post(at("host-back", about))
    assert HostWord.objects.count() == 0


def test_a_mixed_word_is_kept_without_key_or_toast_and_comes_back_to_its_writer(
    world: SimpleNamespace,
) -> None:
    about = hosting.open_feedback(world.session, now=NOW)[0]
    giver = browser(world.members[1])
    words = {"clear": "4", "room": "5", "moment": "You waited", "how": "mixed", "_key": "k" * 20}
    giver.post(at("host-keep", about), words)
    assert "You waited" in giver.get(at("host", about)).content.decode()
    giver.post(at("host", about), words)
    page = giver.get(at("host", about)).content.decode()
    assert ("Your words are in" in page, "You waited" in page) == (True, True)
    found = (HostWord.objects.count(), ProcessedKey.objects.count(), Draft.objects.count())
    assert found == (0, 0, 0)
    others = browser(world.members[2]).get(at("host", about)).content.decode()
    assert ("Your words are in" in others, "You waited" in others) == (False, False)


def test_mentors_and_facilitators_are_asked_on_a_page(world: SimpleNamespace) -> None:
    guides = [make_person(world.organization, full_name=f"Guide {n}") for n in range(6)]
    ProgramStaff.objects.bulk_create(
        ProgramStaff(program=world.program, person=each, role="facilitator") for each in guides
    )
    closes_on = NOW.date() + timedelta(days=5)
    manager = browser(world.manager)
    manager.post(at("staff", world.program), {"closes_on": closes_on})
    form = StaffForm.objects.get()
    assert form.asked == {"all": 6, "facilitators": 6}
    guide = browser(guides[0])
    taps = dict.fromkeys(("purpose", "prepared", "time", "heard"), "4")
    guide.post(at("form-keep", form), {"keep": "half a thought"})
    assert "half a thought" in guide.get(at("form", form)).content.decode()
    missing = guide.post(at("form", form), {**taps, "heard": ""})
    guide.post(at("form", form), {**taps, "keep": "The circles", "_key": "k" * 20})
    page = guide.get(at("form", form)).content.decode()
    assert (missing.status_code, "The circles" in page) == (422, True)
    assert "The circles" not in manager.get(at("staff", world.program)).content.decode()
    keys = ProcessedKey.objects.filter(owner__contains=str(guides[0].user_id))
    assert keys.count() == 0
    home = guide.get(at("home", world.organization)).content.decode()
    assert "Say how it goes" in home
    guide.post(at("form-back", form))
    assert "The circles" not in guide.get(at("form", form)).content.decode()


def test_a_word_with_a_name_writes_no_key_of_the_form(world: SimpleNamespace) -> None:
    about = HostFeedback.objects.create(
        session=world.session, person=world.host, closes_at=NOW + timedelta(days=3)
    )
    words = {"clear": "4", "room": "5", "moment": "", "_key": "k" * 20}
    browser(world.members[1]).post(at("host", about), words)
    assert (HostWord.objects.count(), ProcessedKey.objects.count()) == (1, 0)
