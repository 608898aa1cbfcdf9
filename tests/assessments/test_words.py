"""Rounds that ask in words and by category: what is kept, and what is sealed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from factories import NOW
from factories.assessments import actor_of, close, make_people
from junto.domain.assessments import actions, queries
from junto.domain.assessments.enums import RoundKind
from junto.domain.assessments.models import OpenAnswers, OpenDraft, OpenWords, Round
from junto.domain.people.models import Person
from junto.foundation import tenancy
from junto.foundation.access import system

Some = Callable[[int], list[Person]]

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = actions.Asked(
    kind=RoundKind.FEEDBACK, items={"listens": (1, 5), "decides": (1, 5)}, words={"more": 40}
)


@pytest.fixture
def some() -> Iterator[Some]:
    """People of a new organization, which is in scope from then on."""
    with ExitStack() as scopes:

        def make(count: int) -> list[Person]:
            people = make_people(count)
            scopes.enter_context(tenancy.scope(people[0].organization_id))
            return people

        yield make


def opened(people: list[Person], categories: list[str] | None = None) -> Round:
    named = dict(zip([each.pk for each in people], categories or [], strict=False))
    return actions.open_round(
        topic="about:somebody",
        pool="feedback",
        people=people,
        day=NOW.date(),
        closes_at=NOW.replace(year=NOW.year + 1),
        actor=system(people[0].organization_id),
        now=NOW,
        asked=ASKED,
        categories=named,
    )


def give(round_: Round, person: Person, more: str = "", **values: int) -> None:
    actions.answer(
        round_=round_, values=values, words={"more": more}, actor=actor_of(person), now=NOW
    )


def seal(round_: Round) -> Round:
    close(round_)
    assert actions.seal_closed(rounds=queries.closed(), now=NOW) == 1
    round_.refresh_from_db()
    return round_


def test_words_are_changed_and_taken_back_until_the_close(some: Some) -> None:
    people = some(2)
    round_ = opened(people)
    give(round_, people[0], "Ask more", listens=4)
    give(round_, people[0], "Ask sooner", listens=5, decides=2)

    assert queries.own_words(round_, people[0].pk) == {"more": "Ask sooner"}
    assert queries.own_answers(round_, people[0].pk) == {"listens": 5, "decides": 2}
    give(round_, people[0], "", listens=5)
    assert queries.own_words(round_, people[0].pk) == {}


def test_a_draft_is_its_writers_alone_and_goes_with_the_answer(some: Some) -> None:
    people = some(2)
    round_ = opened(people)
    actions.save_draft(round_=round_, text='{"more": "As"}', actor=actor_of(people[0]), now=NOW)

    assert queries.own_draft(round_, people[0].pk) == '{"more": "As"}'
    assert queries.own_draft(round_, people[1].pk) == ""
    give(round_, people[0], "Ask more", listens=4)
    assert queries.own_draft(round_, people[0].pk) == ""


def test_sealed_words_stand_beside_nobodys_answers(some: Some) -> None:
    people = some(5)
    round_ = opened(people)
    for number, person in enumerate(people):
        give(round_, person, f"text {number}", listens=number % 5 + 1)
    round_ = seal(round_)

    assert sorted(queries.sealed_words(round_)["more"]) == [f"text {n}" for n in range(5)]
    assert sorted(each.values["listens"] for each in queries.sealed_answers(round_)) == [
        *range(1, 6)
    ]
    left = [model.objects.count() for model in (OpenAnswers, OpenWords, OpenDraft)]
    assert left == [0, 0, 0]


@pytest.mark.parametrize(
    ("categories", "kept"),
    [
        (["peers"] * 4 + ["reports"] * 4, {"peers": 4, "reports": 4}),
        (["peers"] * 6 + ["reports"] * 2, {"others": 8}),
        (["peers"] * 5 + ["reports"] * 4 + ["others"], {"peers": 5, "others": 5}),
        (["peers"] * 3, {"": 3}),
    ],
)
def test_categories_of_too_few_are_not_even_stored(
    some: Some, categories: list[str], kept: dict[str, int]
) -> None:
    people = some(len(categories))
    round_ = opened(people, categories)
    for person in people:
        give(round_, person, listens=3)
    round_ = seal(round_)
    found = [each.category for each in queries.sealed_answers(round_)]

    assert {name: found.count(name) for name in found} == kept
    assert queries.answered_in(round_) == kept


@pytest.mark.parametrize("values", [{"listens": 6}, {"listens": True}, {"else": 3}])
def test_what_was_not_asked_is_no_answer(some: Some, values: dict[str, int]) -> None:
    people = some(1)
    round_ = opened(people)

    with pytest.raises(actions.NotAnAnswer):
        give(round_, people[0], **values)
    with pytest.raises(actions.TooLong):
        give(round_, people[0], "x" * 41)
    assert not queries.own_answers(round_, people[0].pk)


def test_before_the_seal_nothing_can_be_read(some: Some) -> None:
    people = some(4)
    round_ = opened(people)
    for person in people:
        give(round_, person, "Ask", listens=3)

    assert queries.sealed_answers(round_) == []
    assert queries.sealed_words(round_) == {}
