"""Rounds open, take answers until they close, and show figures once they are sealed."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from factories import NOW, actor_of, make_person
from factories.assessments import (
    DAY,
    answer,
    close,
    make_people,
    make_round,
    seal_in_a_test,
    sealed_pulse,
)
from junto.domain.assessments import actions, queries
from junto.domain.assessments.enums import RoundKind, RoundState
from junto.domain.assessments.models import (
    Answers,
    Figure,
    OpenAnswers,
    OpenParticipation,
    Participation,
    Round,
)
from junto.foundation import tenancy
from junto.foundation.access import Forbidden, system
from junto.foundation.events.models import EventRecord
from junto.foundation.idempotency.models import ProcessedKey
from junto.foundation.jobs.models import Job
from junto.foundation.outbox.models import Delivery

pytestmark = pytest.mark.django_db


def rows(model: type[Model], round_: Round, *fields: str) -> list[Any]:
    with tenancy.scope(round_.organization_id):
        return sorted(model._default_manager.filter(round=round_).values_list(*fields))


def result(round_: Round) -> queries.Result:
    with tenancy.scope(round_.organization_id):
        return queries.results([round_.topic])[round_.topic]


def means(found: queries.Result) -> dict[str, tuple[float, float]]:
    return {item: (mean.low, mean.high) for item, mean in found.means.items()}


def test_the_house_alone_opens_rounds() -> None:
    people = make_people(4)
    with tenancy.scope(people[0].organization_id), pytest.raises(Forbidden):
        actions.open_round(
            topic="session:a",
            pool="p",
            people=people,
            day=DAY,
            closes_at=NOW,
            actor=actor_of(people[0], "org_admin", "program_manager"),
            now=NOW,
        )


def test_a_topic_opens_once_and_whoever_comes_later_joins() -> None:
    people = make_people(5)
    first, second = make_round(people[:3]), make_round(people[2:])

    assert first.pk == second.pk
    assert len(rows(OpenParticipation, first, "person_id")) == 5


def test_answers_are_changed_not_added() -> None:
    people = make_people(4)
    round_ = make_round(people)
    answer(round_, people[0], 2, 3, 4)
    answer(round_, people[0], 5, 3, 4)

    assert rows(OpenAnswers, round_, "values__useful") == [(5,)]
    with tenancy.scope(round_.organization_id):
        assert queries.own_answers(round_, people[0].pk) == {"useful": 5, "heard": 3, "safe": 4}
        assert queries.own_answers(round_, people[1].pk) == {}


def test_answers_can_be_taken_back() -> None:
    people = make_people(4)
    round_ = make_round(people)
    answer(round_, people[0])
    with tenancy.scope(round_.organization_id):
        actions.take_back_answers(round_=round_, actor=actor_of(people[0]), now=NOW)

    assert rows(OpenAnswers, round_, "pk") == []
    assert rows(OpenParticipation, round_, "has_answered") == [(False,)] * 4


def traces() -> list[int]:
    """Rows of our own machinery, which would order whoever answers."""
    with tenancy.unscoped("a test counts the rows of every organization"):
        return [m._default_manager.count() for m in (EventRecord, ProcessedKey, Job, Delivery)]


def test_answering_leaves_no_event_no_job_no_key_of_a_form_and_no_time() -> None:
    people = make_people(4)
    round_ = make_round(people)
    before = traces()
    with CaptureQueriesContext(connection) as captured:
        answer(round_, people[0])
    written = [
        query["sql"].split('"')[1]
        for query in captured
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    times = [
        field.name
        for model in (OpenParticipation, OpenAnswers, Participation, Answers)
        for field in model._meta.local_fields
        if field.get_internal_type() in {"DateField", "DateTimeField", "TimeField"}
    ]

    assert traces() == before
    assert {*written} == {"assessments_openanswers", "assessments_openparticipation"}
    assert times == []


def test_who_is_asked_and_what_is_answered_share_no_key() -> None:
    people = make_people(4)
    round_ = make_round(people)
    for person in people:
        answer(round_, person)
    asked = {key for row in rows(OpenParticipation, round_, "pk", "person_id") for key in row}
    given = {key for row in rows(OpenAnswers, round_, "pk", "handle") for key in row}

    assert asked & given == set()
    assert {f.related_model for f in OpenAnswers._meta.local_fields if f.is_relation} == {
        Round,
        Round._meta.get_field("organization").related_model,
    }


@pytest.mark.parametrize(
    "answers",
    [{}, {"useful": 4, "heard": 4}, {"useful": 4, "heard": 4, "safe": 6}, {"useful": 0}],
)
def test_something_else_than_three_answers_is_refused(answers: dict[str, int]) -> None:
    people = make_people(4)
    round_ = make_round(people)
    with tenancy.scope(round_.organization_id), pytest.raises(actions.NotAnAnswer):
        actions.answer_pulse(round_=round_, answers=answers, actor=actor_of(people[0]), now=NOW)


def test_somebody_who_is_not_asked_cannot_answer() -> None:
    people = make_people(4)
    round_ = make_round(people[:3])
    with pytest.raises(Forbidden):
        answer(round_, people[3])
    with pytest.raises(Forbidden):
        answer(round_, make_people(1)[0])


def test_nothing_is_taken_after_the_close_even_before_the_clock_has_closed_it() -> None:
    people = make_people(4)
    round_ = make_round(people)
    with pytest.raises(actions.RoundClosed):
        answer(round_, people[0], now=round_.closes_at)
    answer(round_, people[0], now=round_.closes_at - timedelta(seconds=1))
    close(round_)
    with pytest.raises(Forbidden):
        answer(round_, people[1])


def test_a_key_destroyed_is_not_made_again_by_whoever_comes_late() -> None:
    from junto.foundation import roundkeys

    people = make_people(4)
    round_ = make_round(people)
    answer(round_, people[0])
    close(round_)
    roundkeys.destroy([round_.ref])
    with tenancy.scope(round_.organization_id):
        assert queries.own_answers(round_, people[0].pk) == {}

    assert roundkeys.exist([round_.ref]) == set()


def test_when_the_key_was_lost_nobody_answers_twice() -> None:
    from junto.foundation import roundkeys

    people = make_people(4)
    round_ = make_round(people)
    answer(round_, people[0], 2)
    roundkeys.destroy([round_.ref])
    with pytest.raises(actions.OutOfReach):
        answer(round_, people[0], 5)
    answer(round_, people[1], 3)

    assert rows(OpenAnswers, round_, "values__useful") == [(2,), (3,)]


def test_closing_keeps_every_answer_and_no_handle() -> None:
    people = make_people(5)
    round_ = make_round(people)
    for number, person in enumerate(people[:4]):
        answer(round_, person, number + 1)
    close(round_)

    assert rows(Answers, round_, "values__useful") == [(1,), (2,), (3,), (4,)]
    assert rows(Participation, round_, "has_answered").count((True,)) == 4
    assert rows(OpenAnswers, round_, "pk") == rows(OpenParticipation, round_, "pk") == []


def test_closing_one_round_leaves_another_as_it_was() -> None:
    people = make_people(4)
    first, second = make_round(people), make_round(people, topic="session:b")
    answer(first, people[0], 1)
    answer(second, people[0], 5)
    before = rows(OpenAnswers, second, "pk", "handle", "values__useful")
    close(first)

    assert rows(OpenAnswers, second, "pk", "handle", "values__useful") == before
    with tenancy.scope(second.organization_id):
        assert queries.own_answers(second, people[0].pk)["useful"] == 5


def test_figures_are_there_only_once_the_round_is_sealed() -> None:
    people = make_people(4)
    round_ = make_round(people)
    for person in people:
        answer(round_, person, 3, 4, 2)
    states = [result(round_)]
    close(round_)
    states.append(result(round_))
    seal_in_a_test(round_)
    states.append(result(round_))

    assert [(s.is_sealed, s.is_shown, s.at_least) for s in states] == [
        (False, False, 0),
        (False, False, 0),
        (True, True, 4),
    ]
    assert means(states[2]) == {"useful": (3.0, 3.0), "heard": (4.0, 4.0), "safe": (2.0, 2.0)}


def test_three_answers_show_nothing() -> None:
    people = make_people(5)
    figure = sealed_pulse(dict.fromkeys(people[:3], 4))

    assert (figure.is_shown, figure.at_least, figure.means) == (False, 0, {})


def test_the_database_itself_shows_nothing_of_too_few() -> None:
    figure = sealed_pulse(dict.fromkeys(make_people(5)[:3], 4))
    with (
        tenancy.scope(figure.organization_id),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        Figure.objects.filter(pk=figure.pk).update(is_shown=True, at_least=3)


def test_where_all_agree_at_the_top_a_range_is_shown() -> None:
    figure = sealed_pulse(dict.fromkeys(make_people(6), 5))

    assert figure.means["safe"] == [4.7, 5.0]


def test_how_many_answered_is_told_in_steps() -> None:
    assert [sealed_pulse(dict.fromkeys(make_people(n), 3)).at_least for n in (4, 7, 8)] == [4, 4, 8]


def week_of(groups: list[int]) -> Figure | None:
    """A pool's week with groups of these sizes, each answered by all."""
    people = make_people(sum(groups))
    organization_id = people[0].organization_id
    first = 0
    for number, size in enumerate(groups):
        members = people[first : first + size]
        sealed_pulse(dict.fromkeys(members, 3), topic=f"session:{number}")
        first += size
    monday = DAY - timedelta(days=DAY.weekday())
    with tenancy.scope(organization_id):
        actions.add_up_week(pool="program:one", week=monday, actor=system(organization_id))
        return Figure.objects.filter(round=None).first()


def test_a_week_is_added_up_when_nothing_hidden_follows() -> None:
    figure = week_of([5, 4, 2, 3])

    assert figure is not None
    assert (figure.is_shown, figure.at_least) == (True, 12)


@pytest.mark.parametrize("groups", [[5, 4, 3], [5, 1], [6, 2, 1]])
def test_a_week_that_would_give_a_small_group_away_stays_hidden(groups: list[int]) -> None:
    figure = week_of(groups)

    assert figure is not None
    assert (figure.is_shown, figure.means) == (False, {})


def test_an_invented_round_is_the_same_for_the_same_seed() -> None:
    people = make_people(5)
    given = [{"useful": n, "heard": 4, "safe": 4} for n in range(1, 5)]
    found = []
    for number in range(2):
        with tenancy.scope(people[0].organization_id):
            round_ = actions.record_invented_round(
                topic=f"session:{number}",
                pool=f"program:{number}",
                day=DAY,
                asked=people,
                answers=given,
                chance=random.Random(3),
                actor=system(people[0].organization_id),
                now=NOW,
            )
        answered = rows(Participation, round_, "person_id", "has_answered")
        found.append((answered, means(result(round_))))
        with tenancy.scope(people[0].organization_id):
            keys = set(Answers.objects.filter(round=round_).values_list("pk", flat=True))
            Answers.objects.filter(round=round_).delete()
            Participation.objects.filter(round=round_).delete()

    assert found[0] == found[1]
    assert len(keys) == 4
    assert found[0][1]["useful"] == (2.5, 2.5)


def test_a_week_waits_for_its_last_round() -> None:
    people = make_people(8)
    sealed_pulse(dict.fromkeys(people[:4], 3), topic="session:a")
    make_round(people[4:], topic="session:b")
    organization_id = people[0].organization_id
    monday = DAY - timedelta(days=DAY.weekday())
    with tenancy.scope(organization_id):
        actions.add_up_week(pool="program:one", week=monday, actor=system(organization_id))

        assert queries.weeks_of("program:one") == []


def test_a_figure_does_not_change_when_somebody_is_erased() -> None:
    people = make_people(5)
    sealed_pulse({person: number + 1 for number, person in enumerate(people)})
    with tenancy.scope(people[0].organization_id):
        before = list(queries.results_of("program:one"))
        people[0].delete()

        assert list(queries.results_of("program:one")) == before
        assert Participation.objects.filter(has_answered=True).count() == 5


def test_somebody_is_asked_once_per_round_whatever_happens() -> None:
    people = make_people(1)
    round_ = make_round(people)
    with (
        tenancy.scope(round_.organization_id),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        OpenParticipation.objects.create(round=round_, person=people[0])


def test_open_topics_are_those_i_have_not_answered() -> None:
    people = make_people(4)
    first, second = make_round(people), make_round(people, topic="session:b")
    answer(first, people[0])
    with tenancy.scope(first.organization_id):
        mine = queries.open_topics(people[0].pk, now=NOW)

        assert mine == [("session:b", second.closes_at)]
        assert queries.open_topics(people[0].pk, now=second.closes_at) == []


def test_a_round_of_another_organization_does_not_exist() -> None:
    round_ = make_round(make_people(4))
    other = make_person(make_people(1)[0].organization)
    with tenancy.scope(other.organization_id):
        assert queries.results([round_.topic]) == {}
        assert queries.round_about(round_.topic) is None


def test_rounds_are_due_in_every_organization_and_weeks_when_they_are_over() -> None:
    first, second = make_round(make_people(4)), make_round(make_people(4))
    late = first.closes_at

    assert {row.pk for row in queries.due(now=late)} == {first.pk, second.pk}
    assert queries.due(now=late - timedelta(seconds=1)) == []
    assert queries.complete_weeks(now=late) == []
    assert len(queries.complete_weeks(now=late + timedelta(days=7))) == 2


def test_states_have_names() -> None:
    assert [str(state.label) for state in RoundState] == ["Open", "Being sealed", "Sealed"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_who_said_what_changes_nothing_of_what_is_shown(seed: int) -> None:
    people, answers = make_people(7), [1, 2, 3, 5, 5, 4, 2]
    figures = []
    for topic, said in (("a", answers), ("b", random.Random(seed).sample(answers, 7))):
        figure = sealed_pulse(dict(zip(people, said, strict=True)), topic=topic, pool=topic)
        figures.append((figure.is_shown, figure.at_least, figure.means))

    assert figures[0] == figures[1]


def test_a_figure_rests_on_as_many_as_its_own_round_announced() -> None:
    people = make_people(5)
    asked = actions.Asked(items={"one": (1, 5)}, k=5, kind=RoundKind.CHECK)
    shown = []
    for topic, count in (("four", 4), ("five", 5)):
        round_ = make_round(people, topic=topic, pool=topic, asked=asked)
        with tenancy.scope(round_.organization_id):
            for person in people[:count]:
                actions.answer(round_=round_, values={"one": 3}, actor=actor_of(person), now=NOW)
        shown.append(seal_in_a_test(round_).at_least)

    assert shown == [0, 5]
