"""Whoever asks cannot work out who answered mixed, or what one person said.

The asker knows whom they asked, reads every named answer, remembers all they were told before, and
may be helped by one of those they asked.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import combinations_with_replacement
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW, actor_of
from factories.asks import SCALE, UNTIL, WORDS, answered, asked, begun, give, make_world, seal, sent
from junto.domain.asks import actions, answering, queries, sending, telling
from junto.domain.asks.enums import About, Every, K, Mode
from junto.domain.asks.models import Asked, AskRound, NamedAnswer
from junto.domain.assessments import jobs as assessment_jobs
from junto.domain.assessments.models import Round, Words
from junto.domain.assessments.queries import Sealed
from junto.domain.assessments.sealing import OPEN_TABLES
from junto.domain.people.models import Person
from junto.foundation import roundkeys, tenancy
from junto.foundation.events.models import EventRecord

pytestmark = pytest.mark.django_db
NAMED, MIXED = Mode.NAMED, Mode.MIXED
NOTHING = telling.Told()


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    made = make_world(people=12)
    with tenancy.scope(made.organization.pk):
        yield made


def told(round_: AskRound) -> telling.Told:
    return telling.read(round_)


# ---------------------------------------------------------------- few


def test_with_fewer_than_four_others_nobody_is_mixed_at_all(world: SimpleNamespace) -> None:
    few, enough = sent(world, world.people[:4]), sent(world, world.people[:5])
    assert [queries.may_mix(asked(row, world.people[0])) for row in (few, enough)] == [False, True]
    with pytest.raises(answering.NotMixed):
        give(few, world.people[0], MIXED)


def test_named_answers_do_not_count_toward_those_who_are_mixed(world: SimpleNamespace) -> None:
    people = world.people[:9]
    round_ = answered(world, people, named=people[:6], mixed=people[6:9], words="Let us decide")

    assert told(round_) == NOTHING
    assert len(queries.named_answers(round_)) == 6


def test_an_asker_whose_friends_all_sign_learns_nothing_of_the_one_left(
    world: SimpleNamespace,
) -> None:
    people = world.people[:6]
    silent = answered(world, people, named=people[:5], title="One", words="Let us decide")
    spoke = answered(
        world, people, named=people[:5], mixed=people[5:], title="Two", words="Let us decide"
    )

    assert [told(each) for each in (silent, spoke)] == [NOTHING, NOTHING]
    pages = [(queries.people_of(each), each.stage, each.told) for each in (silent, spoke)]
    assert pages[0] == pages[1]


def test_four_who_are_mixed_are_told_as_four_or_more_and_so_are_seven(
    world: SimpleNamespace,
) -> None:
    four = answered(world, world.people[:8], mixed=world.people[:4])
    seven = answered(
        world,
        world.people[:12],
        mixed=world.people[5:12],
        now=NOW + timedelta(days=200),
        until=UNTIL + timedelta(days=200),
        about=About.PROJECT,
        title="Another",
        questions=[("Something else", SCALE), ("And why?", WORDS)],
    )

    assert [told(each).at_least for each in (four, seven)] == [4, 4]
    assert told(four).figures["q1"] == telling.Figure(3.0, 3.0, 4)


def test_asker_and_one_rater_together_still_face_three_unknown_answers(
    world: SimpleNamespace,
) -> None:
    round_ = answered(world, world.people[:8], mixed=world.people[:4], value=3)
    figure = told(round_).figures["q1"]

    # What is left when the helper's own answer is taken out rests on three, and themes on two.
    assert K - 1 == 3
    assert figure.spread is None
    assert figure.at_least - 1 == 3


def test_a_mean_of_nearly_all_highest_is_a_range(world: SimpleNamespace) -> None:
    round_ = sent(world, world.people[:8])
    for person in world.people[:4]:
        give(round_, person, MIXED, 5)
    round_ = seal(round_)
    figure = told(round_).figures["q1"]

    assert (figure.low, figure.high, figure.is_exact) == (4.5, 5.0, False)


def test_a_question_that_fewer_than_four_answered_is_not_told(world: SimpleNamespace) -> None:
    round_ = sent(world, world.people[:8], questions=[("One", SCALE), ("Two", SCALE)])
    for at, person in enumerate(world.people[:5]):
        answering.give(
            asked=asked(round_, person),
            mode=MIXED,
            values={"q1": 3, "q2": 4} if at < 3 else {"q1": 3},
            words={},
            actor=actor_of(person),
            now=NOW,
        )

    assert list(told(seal(round_)).figures) == ["q1"]


# ---------------------------------------------------------------- before the close


def test_until_the_close_the_asker_sees_the_same_whoever_answered(world: SimpleNamespace) -> None:
    round_ = sent(world, world.people[:6])

    def seen() -> Any:
        row = AskRound.objects.get(pk=round_.pk)
        return (
            queries.people_of(row),
            queries.named_answers(row),
            row.stage,
            row.told,
            [(each.state, each.address) for each in queries.asks_of(world.devika)],
            [queries.has_enough(each.pk) for each in world.people],
            EventRecord.objects.count(),
        )

    before = seen()
    give(round_, world.people[0], NAMED, words="With my name")
    give(round_, world.people[1], MIXED, words="Mixed")
    actions.decline(asked=asked(round_, world.people[2]), actor=actor_of(world.people[2]), now=NOW)

    assert seen() == before


def test_the_form_of_one_rater_does_not_change_with_what_others_did(
    world: SimpleNamespace,
) -> None:
    round_ = sent(world, world.people[:6])
    before = queries.may_mix(asked(round_, world.people[5]))
    for person in world.people[:3]:
        give(round_, person, NAMED)
    for person in world.people[3:5]:
        actions.decline(asked=asked(round_, person), actor=actor_of(person), now=NOW)

    assert (before, queries.may_mix(asked(round_, world.people[5]))) == (True, True)
    assert queries.asked_count(round_) == 6


# ---------------------------------------------------------------- once more


def again(world: SimpleNamespace, people: Sequence[Person], n: int, **fields: Any) -> AskRound:
    later = timedelta(days=20 * n)
    return answered(
        world, people, now=NOW + later, until=UNTIL + later, title=f"Time {n}", **fields
    )


def test_leaving_one_out_the_next_time_does_not_give_them_away(world: SimpleNamespace) -> None:
    first = again(world, world.people[:6], 0, mixed=world.people[:6])
    without = again(world, world.people[:5], 1, mixed=world.people[:5])

    assert (told(first).at_least, told(without)) == (4, NOTHING)


def test_adding_one_does_not_give_them_away_in_figures_or_in_themes(
    world: SimpleNamespace,
) -> None:
    words = "Let the team decide and leave the decision with the team"
    first = again(world, world.people[:5], 0, mixed=world.people[:5], words=words)
    more = again(world, world.people[:6], 1, mixed=world.people[:6], words=words)

    assert [bool(told(each).themes) for each in (first, more)] == [True, False]
    assert told(more) == NOTHING


def test_three_sendings_together_do_not_give_away_what_two_would_not(
    world: SimpleNamespace,
) -> None:
    people = world.people
    one = again(world, people[:5], 0, mixed=people[:4])
    two = again(world, people[4:9], 1, mixed=people[4:8])
    both = again(world, people[:9], 2, mixed=people[:9])

    assert [told(each).at_least for each in (one, two, both)] == [4, 4, 0]


def test_the_same_people_again_and_four_others_are_told(world: SimpleNamespace) -> None:
    people = world.people
    rounds = [
        again(world, people[:8], 0, mixed=people[:4]),
        again(world, people[:8], 1, mixed=people[:4]),
        again(world, people[:8], 2, mixed=people[:8]),
        again(world, people[:12], 3, mixed=people[8:12]),
    ]

    assert [told(each).at_least for each in rounds] == [4, 4, 4, 4]


def test_what_was_hidden_says_nothing_and_hides_nothing_else(world: SimpleNamespace) -> None:
    people = world.people
    rounds = [
        again(world, people[:6], 0, mixed=people[:3]),
        again(world, people[:6], 1, mixed=people[:5]),
    ]

    assert [told(each).at_least for each in rounds] == [0, 4]


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, 0),
        ({"about": About.STYLE, "questions": [("Other words", SCALE)]}, 0),
        ({"about": About.PROJECT, "title": "First of all", "questions": [("Other", SCALE)]}, 0),
        ({"about": About.PROJECT, "title": "Something else"}, 0),
        ({"about": About.PROJECT, "title": "Something else", "questions": [("Other", SCALE)]}, 4),
    ],
)
def test_the_same_thing_is_compared_for_good_and_anything_for_three_months(
    world: SimpleNamespace, fields: dict[str, Any], shown: int
) -> None:
    people, later = world.people, timedelta(days=120)
    answered(world, people[:6], mixed=people[:6], title="First of all")
    near = answered(
        world,
        people[:5],
        mixed=people[:5],
        about=About.PROJECT,
        title="Something near",
        questions=[("Reworded", SCALE)],
    )
    far = answered(
        world, people[:5], mixed=people[:5], now=NOW + later, until=UNTIL + later, **fields
    )

    assert [told(each).at_least for each in (near, far)] == [0, shown]


def test_a_repeated_ask_compares_its_own_sendings(world: SimpleNamespace) -> None:
    ask = begun(world, world.people[:7], every=Every.MONTH)
    first = sending.send(ask=ask, actor=world.me, now=NOW)
    for person in world.people[:6]:
        give(first, person, MIXED)
    seal(first)
    actions.take_off(ask=ask, person=world.people[5], actor=world.me, now=NOW)
    later = NOW + timedelta(days=31)
    second = sending.send_next(ask=ask, actor=world.me, now=later)
    assert second is not None
    for person in world.people[:5]:
        give(second, person, MIXED, now=later)

    assert told(seal(second)) == NOTHING


def test_somebody_erased_since_counts_as_somebody_else(world: SimpleNamespace) -> None:
    people = world.people
    again(world, people[:6], 0, mixed=people[:5])
    Asked.objects.filter(person=people[4]).delete()
    people[4].delete()
    left = again(world, [*people[:4], people[5]], 1, mixed=people[:4])

    assert told(left) == NOTHING


# ---------------------------------------------------------------- words


def test_words_of_fewer_than_eight_are_told_by_theme_and_never_as_written(
    world: SimpleNamespace,
) -> None:
    said = "Let the team decide and leave the decision with the team"
    round_ = answered(world, world.people[:12], mixed=world.people[:7], words=said)

    assert told(round_).words == {}
    assert told(round_).themes != ()
    assert said not in round_.told


def test_words_are_told_as_written_only_where_so_many_were_asked_that_it_was_announced(
    world: SimpleNamespace,
) -> None:
    round_ = answered(world, world.people[:9], mixed=world.people[:8], words="I wrote this")

    assert sorted(told(round_).words["q2"]) == [f"I wrote this {n}" for n in range(8)]
    assert [telling.wording_of(n).name for n in (8, 9)] == ["THEMES", "WORD_FOR_WORD"]


# ---------------------------------------------------------------- who is left


def test_four_left_who_are_all_mixed_are_not_told_because_it_shows_that_they_answered(
    world: SimpleNamespace,
) -> None:
    people = world.people
    left = answered(world, people[:5], named=people[:1], mixed=people[1:5])

    assert told(left) == NOTHING


def test_eight_left_who_are_all_mixed_are_told_like_seven_of_eight() -> None:
    words = "Let the team decide and leave the decision with the team"

    def heard(mixed: int) -> telling.Told:
        made = make_world(people=11)
        with tenancy.scope(made.organization.pk):
            named, others = made.people[8:], made.people[:mixed]
            return told(answered(made, made.people, named=named, mixed=others, words=words))

    seven, eight = heard(7), heard(8)

    assert (seven.at_least, eight.at_least) == (4, 4)
    assert (seven.figures, seven.words) == (eight.figures, eight.words)


def test_a_mean_does_not_tell_of_how_many_answers_it_is() -> None:
    def row(value: int) -> Sealed:
        return Sealed(0, "", {"q1": value})

    told_of = {
        count: {
            (figure.low, figure.high)
            for values in combinations_with_replacement(range(1, 6), count)
            if (figure := telling._figure("q1", [row(each) for each in values], 7)) is not None
        }
        for count in (4, 5, 6, 7)
    }

    assert [told_of[count] - told_of[4] for count in (5, 6, 7)] == [set()] * 3


# ---------------------------------------------------------------- for real


@pytest.mark.django_db(transaction=True)
def test_sealed_and_cancelled_for_real_nothing_links_an_answer_to_its_writer() -> None:
    made = make_world(people=6)
    with tenancy.scope(made.organization.pk):
        round_, other = sent(made, made.people), sent(made, made.people, title="Cancelled")
        refs = [row.ref for row in Round.objects.order_by("pk")]
        order = made.people[1:]
        for at, person in enumerate(order):
            give(round_, person, MIXED, at + 1, words=f"By {person.pk}")
            give(other, person, MIXED, words="Destroyed")
        give(round_, made.people[0], NAMED, words="Signed")
        give(other, made.people[0], NAMED, words="Destroyed")
        sending.cancel(round_=other, actor=made.me, now=NOW)
        assessment_jobs.seal(round_.closes_at)
        done = AskRound.objects.get(pk=round_.pk)

        assert [len(each.words) for each in queries.named_answers(done)] == [1]
        assert (done.stage, told(done).at_least, queries.answers_of(other)) == ("done", 4, None)
        assert [each.objects.count() for each in OPEN_TABLES] == [0] * 4
        assert NamedAnswer.objects.count() == 1
        assert roundkeys.exist(refs) == set()
        assert sorted(row.text for row in Words.objects.all()) == sorted(
            f"By {person.pk}" for person in order
        )
