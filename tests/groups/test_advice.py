"""Asking a colleague for advice, once; it stays between the two."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from factories import NOW, OrganizationFactory, actor_of, make_person
from junto.domain.groups import advice, advice_mail
from junto.domain.groups.enums import AdviceState
from junto.domain.groups.models import AdviceRequest
from junto.foundation import tenancy
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord
from junto.foundation.outbox.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(db: None) -> Iterator[SimpleNamespace]:
    """Two advisers, and somebody who asks."""
    organization = OrganizationFactory()
    made = SimpleNamespace(
        organization=organization,
        amara=make_person(organization, full_name="Amara Okafor", unit="Finance"),
        jonah=make_person(organization, full_name="Jonah Whitfield"),
        priya=make_person(organization, full_name="Priya Nair"),
    )
    made.asks = actor_of(made.priya)
    with tenancy.scope(organization.pk):
        made.offer = offer(made.amara, "Budgets", "Übergaben planen")
        yield made


def offer(person: Any, *topics: str, **fields: Any) -> Any:
    values = {"about": "", "minutes": 30, "places": 2, "is_paused": False}
    return advice.offer_advice(
        topics=topics, actor=actor_of(person), now=NOW, **{**values, **fields}
    )


def ask(here: SimpleNamespace, text: str = "How do I say no?", **who: Any) -> AdviceRequest:
    given = {"offer": here.offer, "actor": here.asks, **who}
    return advice.ask(text=text, now=NOW, **given)


def test_advisers_are_found_by_their_own_words(here: SimpleNamespace) -> None:
    offer(here.jonah, "Hiring", about="Budgets too, a little.")

    def found(search: str) -> list[str]:
        rows = advice.directory(actor=here.asks, search=search)
        return [row.person.full_name for row in rows]

    assert found("") == ["Amara Okafor", "Jonah Whitfield"]
    assert found("BUDGETS") == ["Amara Okafor", "Jonah Whitfield"]
    assert found("übergaben") == ["Amara Okafor"]
    assert found("budgets little") == ["Jonah Whitfield"]
    assert found("sailing") == []


def test_who_paused_or_looks_is_not_listed(here: SimpleNamespace) -> None:
    offer(here.jonah, "Hiring", is_paused=True)
    offer(here.priya, "Listening")

    assert [row.person for row in advice.directory(actor=here.asks)] == [here.amara]
    assert [row.person for row in advice.directory(actor=actor_of(here.amara))] == [here.priya]


def test_a_managers_list_does_not_tell_of_their_own_reports_unit(here: SimpleNamespace) -> None:
    here.amara.manager = here.priya
    here.amara.save()

    [row] = advice.directory(actor=here.asks)

    assert (row.person.full_name, row.unit) == ("Amara Okafor", "")


@pytest.mark.parametrize("topics", [(), (" ",), ("x" * 61,), tuple(f"Topic {n}" for n in range(9))])
def test_an_offer_names_a_few_short_topics(here: SimpleNamespace, topics: tuple[str, ...]) -> None:
    with pytest.raises(advice.NothingOffered):
        offer(here.jonah, *topics)


def test_words_are_encrypted_where_they_are_kept(here: SimpleNamespace) -> None:
    asked = ask(here, "My secret question")
    advice.answer(
        request=asked, text="My answer", talk_at=None, actor=actor_of(here.amara), now=NOW
    )

    with connection.cursor() as cursor:
        cursor.execute("SELECT text, answer FROM groups_advicerequest")
        stored = str(cursor.fetchall())
    assert ("secret" in stored, "answer" in stored) == (False, False)
    assert AdviceRequest.objects.get().text == "My secret question"


def test_three_requests_of_ones_own_are_open_at_most(here: SimpleNamespace) -> None:
    offers = [
        offer(make_person(here.organization, full_name=f"Adviser {n}"), "Anything")
        for n in range(4)
    ]
    for each in offers[:3]:
        ask(here, offer=each)

    with pytest.raises(advice.TooManyOpen):
        ask(here, offer=offers[3])
    advice.withdraw(request=AdviceRequest.objects.order_by("pk")[1], actor=here.asks, now=NOW)
    ask(here, offer=offers[3])

    assert AdviceRequest.objects.filter(state="asked").count() == 3


def test_an_adviser_has_no_more_to_answer_than_they_said(here: SimpleNamespace) -> None:
    others = [make_person(here.organization, full_name=f"Asker {n}") for n in range(3)]
    first, *_rest = [ask(here, actor=actor_of(each)) for each in others[:2]]

    with pytest.raises(advice.NotNow):
        ask(here, actor=actor_of(others[2]))
    assert [row.is_open for row in advice.directory(actor=here.asks)] == [False]
    advice.decline(request=first, actor=actor_of(here.amara), now=NOW)
    ask(here, actor=actor_of(others[2]))

    assert AdviceRequest.objects.filter(state="asked").count() == 2


def test_the_database_itself_gives_a_place_once(here: SimpleNamespace) -> None:
    asked = ask(here)

    with pytest.raises(IntegrityError), transaction.atomic():
        AdviceRequest.objects.create(
            asker=here.jonah,
            adviser=here.amara,
            asker_place=1,
            adviser_place=asked.adviser_place,
            asked_at=NOW,
            changed_at=NOW,
        )


def test_one_does_not_ask_the_same_person_twice_or_oneself(here: SimpleNamespace) -> None:
    ask(here)

    with pytest.raises(advice.NotNow):
        ask(here)
    with pytest.raises(Forbidden):
        ask(here, actor=actor_of(here.amara))
    assert AdviceRequest.objects.count() == 1


def test_a_request_goes_from_asked_to_thanks(here: SimpleNamespace) -> None:
    asked, adviser = ask(here), actor_of(here.amara)

    advice.accept(request=asked, actor=adviser, now=NOW)
    advice.answer(request=asked, text="", talk_at=NOW + timedelta(days=1), actor=adviser, now=NOW)
    advice.close(request=asked, thanks=" Thank you ", actor=here.asks, now=NOW)

    kept = AdviceRequest.objects.get()
    assert (kept.state, kept.talk_at, kept.thanks) == (
        AdviceState.CLOSED,
        NOW + timedelta(days=1),
        "Thank you",
    )
    with pytest.raises(advice.NotAsked):
        advice.answer(request=asked, text="Late", talk_at=None, actor=adviser, now=NOW)


def test_an_answer_is_words_or_a_time_that_lies_ahead(here: SimpleNamespace) -> None:
    asked, adviser = ask(here), actor_of(here.amara)

    for text, talk_at in ((" ", None), ("Words", NOW - timedelta(hours=1)), ("x" * 2001, None)):
        with pytest.raises(advice.NothingSaid):
            advice.answer(request=asked, text=text, talk_at=talk_at, actor=adviser, now=NOW)


def test_what_is_taken_back_is_erased(here: SimpleNamespace) -> None:
    asked = ask(here)
    advice.answer(
        request=asked, text="An answer", talk_at=None, actor=actor_of(here.amara), now=NOW
    )

    advice.withdraw(request=asked, actor=here.asks, now=NOW)

    kept = AdviceRequest.objects.get()
    assert (kept.state, kept.text, kept.answer) == (AdviceState.WITHDRAWN, "", "")
    assert advice.requests_of(here.priya.pk) == ([], [])


@pytest.mark.parametrize("act", [advice.accept, advice.decline, advice.withdraw])
def test_nobody_else_acts_on_a_request(here: SimpleNamespace, act: Any) -> None:
    asked = ask(here)

    with pytest.raises(Forbidden):
        act(request=asked, actor=actor_of(here.jonah), now=NOW)
    assert AdviceRequest.objects.get().state == AdviceState.ASKED


def test_the_log_tells_of_offers_and_of_no_request(here: SimpleNamespace) -> None:
    before = EventRecord.objects.count()
    asked = ask(here)
    advice.accept(request=asked, actor=actor_of(here.amara), now=NOW)
    advice.withdraw(request=asked, actor=here.asks, now=NOW)

    assert EventRecord.objects.count() == before
    assert EventRecord.objects.filter(kind="groups.advice-offered").count() == 1


def test_counts_are_shown_from_four_people_on_each_side(here: SimpleNamespace) -> None:
    people = [make_person(here.organization, full_name=f"Person {n}") for n in range(4)]
    for n, person in enumerate(people):
        each = offer(person, "Anything")
        ask(here, offer=each, actor=actor_of(people[n - 1]))
        if n < 3:
            assert advice.counts() is None

    assert advice.counts() == advice.Counts(offers=5, asked=4, answered=0)


def test_mail_says_that_there_is_something_and_not_what(
    here: SimpleNamespace, settings: Any
) -> None:
    settings.EMAIL_HOST = "mail.example"
    asked = ask(here, "My secret question")
    [delivery] = Delivery.objects.all()

    sent = advice_mail.render_asked(
        {"organization": here.organization.pk, "request": asked.pk, "state": "asked"}
    )
    advice.withdraw(request=asked, actor=here.asks, now=NOW)
    late = advice_mail.render_asked(
        {"organization": here.organization.pk, "request": asked.pk, "state": "asked"}
    )

    assert (delivery.kind, delivery.recipient) == ("groups.advice-asked", here.amara.ref)
    assert sent is not None
    assert (sent.to, "secret" in sent.body, "Priya" in sent.body + sent.subject) == (
        here.amara.email,
        False,
        False,
    )
    assert late is None
