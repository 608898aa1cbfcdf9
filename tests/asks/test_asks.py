"""An ask from its first words to the thanks."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW, actor_of
from factories.asks import QUESTIONS, SCALE, WORDS, asked, begun, give, make_world, seal, sent
from factories.asks import wish as wished
from junto.domain.asks import actions, answering, deliveries, jobs, queries, sending
from junto.domain.asks.enums import AskState, Every, Mode, Stage
from junto.domain.asks.models import Ask, Asked, AskMember, AskRound, NamedAnswer
from junto.domain.asks.templates import TEMPLATES
from junto.domain.assessments.models import OpenAnswers, OpenDraft, OpenParticipation, OpenWords
from junto.domain.people.models import Person
from junto.foundation import tenancy
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord
from junto.foundation.idempotency.models import ProcessedKey
from junto.foundation.jobs.models import Job
from junto.foundation.outbox.models import Delivery

pytestmark = pytest.mark.django_db
NAMED, MIXED = Mode.NAMED, Mode.MIXED


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    made = make_world()
    with tenancy.scope(made.organization.pk):
        yield made


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "mail_is_set_up", lambda: True)


def kinds() -> list[str]:
    return sorted(Delivery.objects.values_list("kind", flat=True))


# ---------------------------------------------------------------- begin


def test_an_ask_keeps_its_questions_in_order_and_asks_nobody_yet(world: SimpleNamespace) -> None:
    ask = begun(world, world.people[:2])

    assert ask.questions == [
        {"key": "q1", "text": QUESTIONS[0][0], "kind": "scale"},
        {"key": "q2", "text": QUESTIONS[1][0], "kind": "words"},
    ]
    assert (ask.state, Asked.objects.count()) == (AskState.CHOOSING, 0)


WRONG: list[tuple[dict[str, Any], type[Exception]]] = [
    ({"title": " "}, actions.NothingAsked),
    ({"questions": [(" ", WORDS)]}, actions.NothingAsked),
    ({"questions": [("Why?", WORDS)] * 6}, actions.NothingAsked),
    ({"questions": [("x" * 201, SCALE)]}, actions.TooLong),
    ({"until": NOW.date()}, actions.NotThatDay),
    ({"until": NOW.date() + timedelta(days=91)}, actions.NotThatDay),
    ({"until": NOW.date() + timedelta(days=22), "every": Every.MONTH}, actions.NotThatDay),
]


def test_what_cannot_be_asked_is_refused(world: SimpleNamespace) -> None:
    for fields, trouble in WRONG:
        with pytest.raises(trouble):
            begun(world, [], **fields)


def test_every_template_can_be_asked_as_it_is(world: SimpleNamespace) -> None:
    for each in TEMPLATES:
        questions = [(str(text), kind) for text, kind in each.questions]
        actions._questions(wished(title=str(each.title), questions=questions))

    assert len(TEMPLATES) >= 4


def test_nobody_asks_themselves_twelve_are_the_most_and_once_each() -> None:
    world = make_world(people=13)
    with tenancy.scope(world.organization.pk):
        ask = begun(world, world.people[:11])
        for person in (world.people[11], world.people[0]):
            actions.add(ask=ask, person=person, actor=world.me, now=NOW)
        with pytest.raises(actions.NotOneself):
            actions.add(ask=ask, person=world.devika, actor=world.me, now=NOW)
        with pytest.raises(actions.Full):
            actions.add(ask=ask, person=world.people[12], actor=world.me, now=NOW)
        assert AskMember.objects.filter(ask=ask).count() == 12


def test_only_the_asker_changes_sends_and_reads(world: SimpleNamespace) -> None:
    other = actor_of(world.people[0], "org_admin", "program_manager")
    ask = begun(world, world.people[:5])
    with pytest.raises(Forbidden):
        sending.send(ask=ask, actor=other, now=NOW)
    round_ = sending.send(ask=ask, actor=world.me, now=NOW)
    for act in (
        lambda: sending.cancel(round_=round_, actor=other, now=NOW),
        lambda: actions.thank(round_=round_, words="", actor=other, now=NOW),
        lambda: actions.add(ask=ask, person=world.people[6], actor=other, now=NOW),
    ):
        with pytest.raises(Forbidden):
            act()


# ---------------------------------------------------------------- how many are asked at a time


def busy(world: SimpleNamespace, person: Person, times: int) -> list[AskRound]:
    return [sent(world, [person], title=f"Ask {n}") for n in range(times)]


def test_somebody_with_five_open_requests_is_asked_no_more(world: SimpleNamespace) -> None:
    busy(world, world.people[0], 5)
    ask = begun(world, [])
    with pytest.raises(actions.HasEnough) as trouble:
        actions.add(ask=ask, person=world.people[0], actor=world.me, now=NOW)

    assert trouble.value.people == (world.people[0],)


def test_whoever_got_enough_meanwhile_is_named_and_nobody_is_asked(world: SimpleNamespace) -> None:
    ask = begun(world, world.people[:3])
    busy(world, world.people[1], 5)
    before = Asked.objects.count()
    with pytest.raises(actions.HasEnough) as trouble:
        sending.send(ask=ask, actor=world.me, now=NOW)

    assert trouble.value.people == (world.people[1],)
    assert (Asked.objects.count(), Ask.objects.get(pk=ask.pk).state) == (before, "choosing")


def test_answering_frees_no_place_because_that_would_tell(world: SimpleNamespace) -> None:
    person = world.people[0]
    rounds = busy(world, person, 5)
    for round_ in rounds:
        give(round_, person, NAMED)
    assert queries.has_enough(person.pk)
    actions.decline(
        asked=asked(busy(world, world.people[1], 1)[0], world.people[1]),
        actor=actor_of(world.people[1]),
        now=NOW,
    )
    seal(rounds[0])

    assert (queries.has_enough(person.pk), queries.places_of(world.people[1].pk)) == (False, set())


# ---------------------------------------------------------------- answer


def test_with_a_name_and_mixed_are_kept_apart_and_leave_no_trace_of_when(
    world: SimpleNamespace,
) -> None:
    round_ = sent(world, world.people[:6])
    tables = (EventRecord, ProcessedKey, Job, Delivery)
    before = [each.objects.count() for each in tables]
    give(round_, world.people[0], NAMED, words="Ask me first")
    give(round_, world.people[1], MIXED, words="Ask us first")

    assert [each.objects.count() for each in tables] == before
    assert [row.asked.person for row in NamedAnswer.objects.all()] == [world.people[0]]
    assert (OpenAnswers.objects.count(), OpenWords.objects.get().text) == (1, "Ask us first")
    assert queries.given(asked(round_, world.people[1])).mode == MIXED


def test_sent_twice_counts_once_and_the_last_one_stays(world: SimpleNamespace) -> None:
    round_ = sent(world, world.people[:6])
    for value in (2, 2, 5):
        give(round_, world.people[0], NAMED, value)
        give(round_, world.people[1], MIXED, value)

    assert [row.values for row in NamedAnswer.objects.all()] == [{"q1": 5}]
    assert [row.values for row in OpenAnswers.objects.all()] == [{"q1": 5}]


def test_mixed_becomes_named_in_one_step_and_never_the_other_way(world: SimpleNamespace) -> None:
    round_ = sent(world, world.people[:6])
    person = world.people[0]
    give(round_, person, MIXED, words="Mixed words")
    give(round_, person, NAMED, words="Named words")
    assert (OpenAnswers.objects.count(), OpenWords.objects.count()) == (0, 0)
    assert not OpenParticipation.objects.filter(has_answered=True).exists()

    with pytest.raises(answering.NotMixed):
        give(round_, person, MIXED)
    answering.take_back(asked=asked(round_, person), actor=actor_of(person), now=NOW)
    with pytest.raises(answering.NotMixed):
        give(round_, person, MIXED)
    assert queries.given(asked(round_, person)).is_sent is False


def test_a_draft_lies_under_the_handle_whichever_way_it_will_be_sent(
    world: SimpleNamespace,
) -> None:
    round_ = sent(world, world.people[:6])
    one = asked(round_, world.people[0])
    form = {"mode": "named", "words:q2": "As I was saying"}
    answering.keep_draft(asked=one, form=form, actor=actor_of(world.people[0]), now=NOW)
    assert (queries.draft(one), OpenDraft.objects.count()) == (form, 1)
    give(round_, world.people[0], NAMED)

    assert OpenDraft.objects.count() == 0


NO_ANSWERS: list[tuple[dict[str, int], dict[str, str], type[Exception]]] = [
    ({}, {"q2": " "}, answering.NotAnAnswer),
    ({"q1": 6}, {}, answering.NotAnAnswer),
    ({"q2": 3}, {}, answering.NotAnAnswer),
    ({"q1": True}, {}, answering.NotAnAnswer),
    ({"q1": 3}, {"q1": "words"}, answering.NotAnAnswer),
    ({"q1": 3}, {"q2": "x" * 4_001}, answering.TooLong),
]


def test_what_was_not_asked_is_no_answer(world: SimpleNamespace) -> None:
    one = asked(sent(world, world.people[:6]), world.people[0])
    me = actor_of(world.people[0])
    for values, words, trouble in NO_ANSWERS:
        for mode in (NAMED, MIXED):
            with pytest.raises(trouble):
                answering.give(asked=one, mode=mode, values=values, words=words, actor=me, now=NOW)


def test_after_the_close_nothing_is_taken(world: SimpleNamespace) -> None:
    round_ = sent(world, world.people[:6])
    for mode in (NAMED, MIXED):
        with pytest.raises(actions.TooLate):
            give(round_, world.people[0], mode, now=round_.closes_at)


def test_declining_tells_nobody_and_an_answer_is_taken_back_first(world: SimpleNamespace) -> None:
    round_ = sent(world, world.people[:6])
    actions.decline(asked=asked(round_, world.people[0]), actor=actor_of(world.people[0]), now=NOW)
    for person, mode in ((world.people[1], NAMED), (world.people[2], MIXED)):
        give(round_, person, mode)
        with pytest.raises(actions.TooLate):
            actions.decline(asked=asked(round_, person), actor=actor_of(person), now=NOW)

    assert queries.people_of(round_) == world.people[:6]
    assert queries.asked_of(world.people[0], now=NOW) == []


# ---------------------------------------------------------------- after the close


def test_names_are_read_after_the_close_and_not_before(world: SimpleNamespace, mail: None) -> None:
    round_ = sent(world, world.people[:6])
    give(round_, world.people[1], NAMED, 4, "Second")
    give(round_, world.people[0], NAMED, 2, "First")
    assert queries.named_answers(round_) == []
    done = seal(round_)

    said = [(each.person, each.values, each.words) for each in queries.named_answers(done)]
    assert said == [
        (world.people[0], {"q1": 2}, {"q2": "First"}),
        (world.people[1], {"q1": 4}, {"q2": "Second"}),
    ]
    assert Ask.objects.get(pk=round_.ask_id).state == AskState.ENDED
    assert kinds() == ["asks.answers-ready"] + ["asks.asked"] * 6


def test_a_cancelled_sending_destroys_everything(world: SimpleNamespace) -> None:
    from junto.domain.assessments import changing

    round_ = sent(world, world.people[:6])
    give(round_, world.people[0], NAMED, words="Named")
    give(round_, world.people[1], MIXED, words="Mixed")
    answers = queries.answers_of(round_)
    called: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(changing, "cancel_round", lambda **how: called.append(how["round_"]))
        sending.cancel(round_=round_, actor=world.me, now=NOW)

    assert called == [answers]
    assert NamedAnswer.objects.count() == 0
    assert Asked.objects.exclude(place=None).count() == 0
    row = AskRound.objects.get(pk=round_.pk)
    assert (row.stage, queries.named_answers(row)) == (Stage.CANCELLED, [])
    with pytest.raises(actions.TooLate):
        sending.cancel(round_=row, actor=world.me, now=NOW)


def test_thanks_go_to_everybody_asked_whoever_answered_and_once(
    world: SimpleNamespace, mail: None
) -> None:
    round_ = sent(world, world.people[:4])
    give(round_, world.people[0], NAMED)
    actions.decline(asked=asked(round_, world.people[3]), actor=actor_of(world.people[3]), now=NOW)
    with pytest.raises(actions.TooLate):
        actions.thank(round_=round_, words="", actor=world.me, now=NOW)
    done = seal(round_)
    actions.thank(round_=done, words="I will ask first.", actor=world.me, now=NOW)
    with pytest.raises(actions.TooLate):
        actions.thank(round_=done, words="Again", actor=world.me, now=NOW)

    assert kinds().count("asks.thanked") == 3
    found = [[row.pk for row in queries.thanks_to(each, now=NOW)] for each in world.people[:4]]
    assert found == [[done.pk], [done.pk], [done.pk], []]


def test_one_reminder_goes_to_everybody_asked_whoever_answered(
    world: SimpleNamespace, mail: None
) -> None:
    round_ = sent(world, world.people[:3])
    give(round_, world.people[0], NAMED)
    actions.decline(asked=asked(round_, world.people[2]), actor=actor_of(world.people[2]), now=NOW)
    for hours in (49, 47, 46):
        jobs.remind(round_.closes_at - timedelta(hours=hours))

    told = Delivery.objects.filter(kind="asks.reminded").values_list("recipient", flat=True)
    assert sorted(told) == sorted(each.ref for each in world.people[:2])


def test_mail_names_the_asker_and_tells_neither_title_nor_question(
    world: SimpleNamespace, mail: None
) -> None:
    round_ = sent(world, world.people[:1], title="Whether to close the Leeds site")
    for kind in (deliveries.render_asked, deliveries.render_reminded):
        made = kind({"organization": world.organization.pk, "row": round_.asked.get().pk})
        assert made is not None
        text = made.subject + made.body
        assert ("Devika Menon" in text, "Leeds" in text, "listen" in text) == (True, False, False)
    Person.objects.filter(pk=world.devika.pk).update(ended_at=NOW)
    payload = {"organization": world.organization.pk, "row": round_.asked.get().pk}

    assert deliveries.render_asked(payload) is None


# ---------------------------------------------------------------- again and again


def monthly(world: SimpleNamespace, first: date = date(2027, 1, 31)) -> Ask:
    at = datetime(first.year, first.month, first.day, 9, tzinfo=UTC)
    ask = begun(
        world, world.people[:5], every=Every.MONTH, until=first + timedelta(days=10), now=at
    )
    sending.send(ask=ask, actor=world.me, now=at)
    return Ask.objects.get(pk=ask.pk)


def morning(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_the_next_one_goes_out_on_its_day_to_the_changed_group(
    world: SimpleNamespace, mail: None
) -> None:
    ask = monthly(world)
    first = AskRound.objects.get(ask=ask)
    actions.take_off(ask=ask, person=world.people[0], actor=world.me, now=NOW)
    actions.add(ask=ask, person=world.people[7], actor=world.me, now=NOW)
    assert queries.people_of(first) == world.people[:5]
    seal(first)
    for moment in (morning(2027, 2, 27), morning(2027, 2, 28, 7), morning(2027, 2, 28)):
        jobs.send_next(moment)
        jobs.send_next(moment)

    second = AskRound.objects.get(ask=ask, number=2)
    assert queries.people_of(second) == [*world.people[1:5], world.people[7]]
    assert second.closes_at.date() == date(2027, 3, 10)
    assert Ask.objects.get(pk=ask.pk).next_on == date(2027, 3, 31)
    assert kinds().count("asks.asked") == 10


def test_a_paused_ask_waits_and_days_that_passed_are_not_made_up_for(
    world: SimpleNamespace,
) -> None:
    ask = monthly(world)
    seal(AskRound.objects.get(ask=ask))
    sending.pause(ask=ask, actor=world.me, now=NOW)
    jobs.send_next(morning(2027, 3, 1))
    sending.go_on(ask=ask, actor=world.me, now=morning(2027, 4, 2))

    assert AskRound.objects.filter(ask=ask).count() == 1
    assert Ask.objects.get(pk=ask.pk).next_on == date(2027, 4, 30)
    sending.end(ask=ask, actor=world.me, now=morning(2027, 4, 3))
    jobs.send_next(morning(2027, 5, 1))
    assert AskRound.objects.filter(ask=ask).count() == 1


def test_an_ask_of_somebody_who_left_is_sent_no_more(world: SimpleNamespace) -> None:
    ask = monthly(world)
    first = AskRound.objects.get(ask=ask)
    Person.objects.filter(pk=world.devika.pk).update(ended_at=NOW)
    seal(first)
    jobs.send_next(morning(2027, 3, 1))

    assert AskRound.objects.filter(ask=ask).count() == 1
    with pytest.raises(Forbidden):
        give(AskRound.objects.get(pk=first.pk), world.people[0], NAMED)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2027, 1, 31), 2, date(2027, 3, 31)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2027, 12, 15), 1, date(2028, 1, 15)),
    ],
)
def test_days_of_a_series_do_not_drift(day: date, months: int, later: date) -> None:
    assert sending.months_later(day, months) == later


def test_somebody_reads_what_is_kept_of_them(world: SimpleNamespace) -> None:
    round_ = sent(world, world.people[:6])
    give(round_, world.people[0], NAMED, words="Named words")
    give(round_, world.people[1], MIXED, words="Mixed words")
    about = [json.dumps(queries.stored_about(each.pk)) for each in (world.devika, *world.people)]

    assert [("How I lead" in each, "Named words" in each, "Mixed" in each) for each in about] == [
        (True, False, False),
        (True, True, False),
        *[(False, False, False)] * 8,
    ]
