"""The form of feedback under trouble: nothing typed is lost, nothing hostile gets in."""

import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver, reverse

from factories import NOW
from factories.assessments import close
from factories.feedback import CLOSES, LATER, asking, make_world, plan, rater
from junto.domain.assessments.enums import RoundState
from junto.domain.assessments.models import OpenAnswers, OpenDraft, OpenWords, Round
from junto.domain.feedback import actions, queries, reports
from junto.domain.feedback.enums import OFTEN, Told
from junto.domain.feedback.models import FeedbackRound, NamedAnswers, Rater, Subject
from junto.domain.people.models import Person
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db
MIXED = "sees this only mixed with others"


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


def at(name: str, row: Any, **more: Any) -> str:
    return reverse(f"feedback:{name}", kwargs={"ref": row.address, **more})


def asked(world: SimpleNamespace, **fields: Any) -> Rater:
    """The peer, asked about listening and in words."""
    subject = asking(world, competencies=["listening"], **fields)
    return rater(subject, world.peer)


def text_of(client: Client, url: str) -> str:
    return str(client.get(url).content.decode())


def test_each_behavior_is_five_words_over_real_radios_and_one_way_out(
    world: SimpleNamespace,
) -> None:
    page = text_of(as_(world.peer), at("section", asked(world), number=1))
    first = page[page.index("<fieldset") : page.index("</fieldset>")]

    assert re.findall(r'type="radio" name="item:listening-1" value="(\w+)"', first) == [
        "1",
        "2",
        "3",
        "4",
        "5",
        "na",
    ]
    assert [str(word) in first for _value, word in OFTEN] == [True] * 5
    assert "I haven&#x27;t seen this" in first or "I haven't seen this" in first


@pytest.mark.parametrize(
    ("who", "told", "figures", "words"),
    [
        (
            "peer",
            Told.THEMES,
            f"{MIXED}, from 4 answers on",
            "Told by theme",
        ),
        (
            "peer",
            Told.WORD_FOR_WORD,
            MIXED,
            "once eight people have written",
        ),
        ("boss", Told.THEMES, "sees this with your name", "sees this with your name"),
        ("jonah", Told.THEMES, "Only you see this.", "Only you see this."),
    ],
)
def test_who_sees_what_stands_beside_each_input(
    world: SimpleNamespace, who: str, told: Told, figures: str, words: str
) -> None:
    one = rater(asked(world, told=told).subject, getattr(world, who))
    client = as_(getattr(world, who))
    pages = [text_of(client, at("section", one, number=n)) for n in (1, 2)]

    assert pages[0].count(figures) == 3
    assert pages[1].count(words) >= 2


def test_the_receipt_tells_all_before_anything_is_sent(world: SimpleNamespace) -> None:
    one = asked(world, more_days=3)
    page = text_of(as_(world.peer), at("check", one))

    assert [
        each in page
        for each in (
            "6 people are asked to answer without a name",
            "reads the result, nobody else, and not before",
            "What could still be inferred",
            "you can change it or take it back, here, by yourself",
            "goes into no appraisal",
        )
    ] == [True] * 5


def test_a_draft_survives_an_expired_sign_in(world: SimpleNamespace) -> None:
    one = asked(world)
    client = as_(world.peer)
    client.post(at("keep", one), {"words:keep": "As I was saying"})
    client.logout()
    went = client.post(at("section", one, number=2), {"words:keep": "As I was saying, then"})

    assert went.status_code == 302
    assert "As I was saying" in text_of(as_(world.peer), at("section", one, number=2))


def test_sending_twice_or_from_two_tabs_is_one_answer(world: SimpleNamespace) -> None:
    one = asked(world)
    first, second = as_(world.peer), as_(world.peer)
    sent = {"_key": "a" * 32, "item:listening-1": "4", "words:keep": "The first tab"}
    first.post(at("section", one, number=1), sent)
    for client in (first, first, second):
        client.post(at("check", one), sent)

    assert (OpenAnswers.objects.count(), OpenWords.objects.count()) == (1, 1)
    assert queries.given(one).words == {"keep": "The first tab"}


def test_what_a_page_showed_is_what_it_sends(world: SimpleNamespace) -> None:
    one = asked(world)
    client = as_(world.peer)
    client.post(at("section", one, number=2), {"words:keep": "Seen before sending"})
    page = text_of(client, at("check", one))
    client.post(at("keep", one), {"words:keep": "Typed in another tab"})
    client.post(at("check", one), {"words:keep": "Seen before sending"})

    assert 'name="words:keep" value="Seen before sending"' in page
    assert queries.given(one).words == {"keep": "Seen before sending"}


def test_an_edited_page_adds_no_question_and_no_answer(world: SimpleNamespace) -> None:
    one = asked(world)
    client = as_(world.peer)
    edited = {
        "item:listening-1": "9",
        "item:deciding-1": "5",
        "item:listening-2": "3",
        "words:secret": "x",
        "values": "{}",
    }
    client.post(at("section", one, number=1), edited)
    went = client.post(at("check", one), edited)

    assert went.url == at("sent", one)
    assert queries.given(one).values == {"listening-2": 3}
    assert queries.given(one).words == {}


def test_what_is_sent_is_changed_until_the_close(world: SimpleNamespace) -> None:
    one = asked(world)
    client = as_(world.peer)
    client.post(at("check", one), {"words:keep": "First"})
    client.post(at("check", one), {"words:keep": "Better"})
    assert queries.given(one).words == {"keep": "Better"}
    client.post(at("take-back", one))

    assert not queries.given(one).is_sent


@pytest.mark.parametrize("page", ["section", "check"])
def test_words_come_back_even_when_the_answers_are_sealed(
    world: SimpleNamespace, page: str
) -> None:
    one = asked(world)
    close(Round.objects.get())
    Round.objects.update(state=RoundState.SEALED)
    report = reports.make_report(one.subject)
    actions.keep_report(subject=one.subject, report=report, now=LATER)
    more = {"number": 2} if page == "section" else {}
    with time_machine.travel(LATER, tick=False):
        answer = as_(world.peer).post(at(page, one, **more), {"words:keep": "Worth an hour"})
        look = as_(world.peer).get(at("give", one))

    assert (answer.status_code, look.status_code) == (409, 200)
    assert b"Worth an hour" in answer.content
    assert b"It takes no more answers" in look.content


def test_more_time_is_ones_own(world: SimpleNamespace) -> None:
    one = asked(world, more_days=3)
    client = as_(world.peer)
    client.post(at("more-time", one))
    with time_machine.travel(LATER, tick=False):
        late = client.post(at("check", one), {"words:keep": "A day later"})
        own = as_(world.jonah).post(
            at("check", rater(one.subject, world.jonah)), {"words:keep": "Mine"}
        )
    with time_machine.travel(CLOSES + timedelta(days=3), tick=False):
        over = as_(world.peer).post(at("check", one), {"words:keep": "Four days later"})

    assert (late.status_code, own.status_code, over.status_code) == (302, 409, 409)
    assert queries.given(one).words == {"keep": "A day later"}


def test_nothing_says_who_took_more_time(world: SimpleNamespace) -> None:
    one = asked(world, more_days=3)
    pages = [
        (as_(world.helena), at("round", one.subject.round)),
        (as_(world.helena), at("choices", one.subject.round)),
        (as_(world.jonah), at("choose", one.subject)),
    ]
    before = [unkeyed(text_of(*each)) for each in pages]
    as_(world.peer).post(at("more-time", one))

    assert [unkeyed(text_of(*each)) for each in pages] == before


def unkeyed(page: str) -> str:
    return re.sub(r'name="(_key|csrfmiddlewaretoken)" value="[^"]*"|nonce-\w+', "", page)


@pytest.mark.parametrize(
    "words",
    [
        "Danke 🙏🏽 für 👩‍👩‍👧",
        "شكرا جزيلا على الاجتماع",
        '=HYPERLINK("http://x")',
        "a\u202eb",
        "x\0y",
    ],
)
def test_any_script_is_kept_as_it_was_written(world: SimpleNamespace, words: str) -> None:
    one = asked(world)
    as_(world.peer).post(at("check", one), {"words:keep": words})

    assert queries.given(one).words == {"keep": words.replace("\0", "")}


def test_hostile_markup_is_shown_as_text_wherever_it_is_shown(world: SimpleNamespace) -> None:
    hostile = '</textarea><script>alert(1)</script>"><img src=x onerror=alert(1)>'
    one = asked(world)
    client = as_(world.peer)
    client.post(at("section", one, number=2), {"words:keep": hostile})
    pages = [text_of(client, at("section", one, number=2)), text_of(client, at("check", one))]
    hint = client.post(at("hints", one), {"question": "keep", "words:keep": hostile})

    shown = [*pages, hint.content.decode()]
    assert [("<script>alert" in page, "<img src=x" in page) for page in shown] == [
        (False, False)
    ] * 3


def test_places_and_units_of_the_organization_are_hinted_at_too(world: SimpleNamespace) -> None:
    world.people[1].unit, world.people[1].site = "Night crew", "Leeds"
    world.people[1].save(update_fields=["unit", "site"])
    one = asked(world)
    words = "We of the night crew heard it in Leeds"
    hints = as_(world.peer).post(at("hints", one), {"question": "keep", "words:keep": words})

    assert ["night crew" in hints.content.decode(), "Leeds" in hints.content.decode()] == [True] * 2


def test_fifty_kilobytes_stay_with_their_writer_and_are_never_sent(
    world: SimpleNamespace,
) -> None:
    one, long = asked(world), "y" * 50_000
    client = as_(world.peer)
    answer = client.post(at("section", one, number=2), {"words:keep": long})
    client.post(at("keep", one), {"words:keep": long})
    sent = client.post(at("check", one), {"words:keep": long})

    assert (answer.status_code, long in answer.content.decode()) == (422, True)
    assert sent.url == at("section", one, number=2)
    assert OpenAnswers.objects.count() == 0


@pytest.mark.parametrize("who", ["boss", "peer"])
def test_too_much_for_a_draft_is_told_like_too_long(world: SimpleNamespace, who: str) -> None:
    one = rater(asked(world).subject, getattr(world, who))
    client = as_(getattr(world, who))
    assert client.post(at("keep", one), {"words:keep": "z" * 70_000}).status_code == 204
    sent = client.post(at("check", one), {"words:keep": "z" * 70_000})

    assert sent.url == at("section", one, number=2)
    assert (NamedAnswers.objects.count(), OpenDraft.objects.count()) == (0, 0)


def test_nobody_gets_a_list_of_scores(world: SimpleNamespace) -> None:
    """The one file is the document of a report, for whom it is about."""
    names = [
        name
        for name in get_resolver().namespace_dict["feedback"][1].reverse_dict
        if isinstance(name, str)
    ]

    assert [each for each in names if re.search("export|csv|xlsx|download|scores", each)] == []


# ---------------------------------------------------------------- who runs it


def test_a_round_to_judge_by_is_refused_with_a_sentence(world: SimpleNamespace) -> None:
    fields = {
        "title": "Autumn",
        "use": "judging",
        "closes_on": "2026-12-18",
        "more_days": "0",
        "told": "themes",
        "wanted": "4",
        "most": "5",
        "k": "4",
    }
    url = reverse("feedback:plan", kwargs={"ref": world.program})
    answer = as_(world.helena).post(url, fields)

    assert answer.status_code == 422
    assert b"Junto does not begin a round for that." in answer.content
    assert FeedbackRound.objects.count() == 0


def test_a_plan_that_was_promised_is_refused_with_a_sentence(world: SimpleNamespace) -> None:
    round_ = asked(world).subject.round
    client = as_(world.helena)
    answer = client.post(at("change", round_), {"k": "3"})

    assert answer.status_code == 422
    assert b"What they were told" in answer.content
    assert b'name="k"' not in client.get(at("change", round_)).content
    assert FeedbackRound.objects.get().k == 4


def test_a_round_is_planned_like_another(world: SimpleNamespace) -> None:
    round_ = plan(world, wanted=5, most=9, competencies=["deciding"])
    url = reverse("feedback:plan", kwargs={"ref": world.program})
    page = text_of(as_(world.helena), f"{url}?like={round_.ref}")

    assert 'value="9"' in page
    assert re.search(r'value="deciding"[^>]*checked', page)


def test_the_page_that_says_no_says_what_mends_it(world: SimpleNamespace) -> None:
    round_ = plan(world, people=[world.jonah, *world.people], wanted=9, most=9)
    answer = as_(world.helena).post(at("fill", round_))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Let each hear from 8." in page
    assert "Jonah Whitfield" in page


def test_a_choice_goes_to_and_fro_in_the_browser(world: SimpleNamespace) -> None:
    round_ = plan(world, needs_approval=True)
    subject = Subject.objects.get(round=round_)
    jonah, helena = as_(world.jonah), as_(world.helena)
    for person in world.people[:5]:
        jonah.post(at("propose", subject), {"person": person.ref, "category": "peers"})
    jonah.post(at("hand-in", subject))
    assert "Peer A" in text_of(helena, at("choices", round_))
    word = {"subject": subject.ref, "do": "back", "word": "Somebody who disagrees?"}
    helena.post(at("choices", round_), word)
    assert "Somebody who disagrees?" in text_of(jonah, at("choose", subject))
    jonah.post(at("hand-in", subject))
    assert "Your choice is handed in." in text_of(jonah, at("choose", subject))
    helena.post(at("choices", round_), {"subject": subject.ref, "do": "approve"})

    assert "Your choice is approved." in text_of(jonah, at("choose", subject))
