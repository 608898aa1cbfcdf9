"""A round of feedback from its plan to the reports."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from factories.assessments import close
from factories.schedules import run_jobs
from junto.domain.assessments import jobs as assessment_jobs
from junto.domain.assessments.enums import RoundState
from junto.domain.assessments.models import Answers, OpenAnswers, OpenWords, Round, Words
from junto.domain.feedback import actions, answering, policies, queries, reports
from junto.domain.feedback.enums import Category, RaterState, RoundStage, Told
from junto.domain.feedback.models import FeedbackRound, Rater, Subject
from junto.domain.people.models import Person
from junto.foundation import tenancy
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord

pytestmark = pytest.mark.django_db
CLOSES = NOW + timedelta(days=14)
LATER = CLOSES + timedelta(minutes=1)


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    """A program of nine, of whom Jonah manages nobody and is managed by Helena."""
    organization = OrganizationFactory()
    manager = make_person(
        organization, user=False, full_name="Helena Brandt", roles=("program_manager",)
    )
    boss = make_person(organization, user=False, full_name="Ines Duarte")
    people = [make_person(organization, user=False, full_name=f"Peer {n}") for n in range(8)]
    jonah = make_person(organization, user=False, full_name="Jonah Whitfield", manager=boss)
    program = make_program(organization, manager=manager)
    enroll(program, [*people, jonah])
    with tenancy.scope(organization.pk):
        yield SimpleNamespace(
            program=program,
            manager=actor_of(manager),
            boss=boss,
            people=people,
            jonah=jonah,
            me=actor_of(jonah),
        )


def planned(world: SimpleNamespace, **fields: object) -> Subject:
    """A round about Jonah alone, with figures and words."""
    plan = actions.Plan(
        title="Autumn",
        closes_at=CLOSES,
        competencies=["listening"],
        **{"wanted": 6, "most": 8, **fields},
    )
    round_ = actions.plan_round(
        program=world.program, plan=plan, people=[world.jonah], actor=world.manager, now=NOW
    )
    return Subject.objects.get(round=round_)


def chosen(world: SimpleNamespace, subject: Subject, peers: int = 6) -> None:
    for person in world.people[:peers]:
        actions.propose(
            subject=subject, person=person, category=Category.PEERS, actor=world.me, now=NOW
        )


def asking(world: SimpleNamespace, peers: int = 6, **fields: object) -> Subject:
    subject = planned(world, **fields)
    chosen(world, subject, peers)
    actions.begin_asking(round_=subject.round, actor=world.manager, now=NOW)
    run_jobs("feedback.ask")
    return Subject.objects.get(pk=subject.pk)


def rater(subject: Subject, person: Person) -> Rater:
    return Rater.objects.get(subject=subject, person=person)


def give(subject: Subject, person: Person, value: int, **words: str) -> None:
    values = {f"listening-{n}": value for n in (1, 2, 3)}
    answering.give(
        rater=rater(subject, person), values=values, words=words, actor=actor_of(person), now=NOW
    )


def closed(subject: Subject) -> Subject:
    """Seal the answers inside the test's transaction, and make the report."""
    close(Round.objects.get())
    Round.objects.update(state=RoundState.SEALED)
    actions.keep_report(subject=subject, report=reports.make_report(subject), now=LATER)
    return Subject.objects.get(pk=subject.pk)


@pytest.mark.django_db(transaction=True)
def test_a_round_runs_from_its_plan_to_the_report(world: SimpleNamespace) -> None:
    subject = asking(world)
    for number, person in enumerate(world.people[:6]):
        give(subject, person, 3 + number % 2, keep="Asked the night crew first")
    give(subject, world.jonah, 5, keep="I ask")
    give(subject, world.boss, 2)
    assessment_jobs.seal(LATER)
    subject = Subject.objects.get(pk=subject.pk)
    report = reports.read_report(subject.report)
    line = report.competencies[0]

    assert FeedbackRound.objects.get(pk=subject.round_id).stage == RoundStage.DONE
    assert (line.own, line.manager, line.figures["all"].mean) == (5.0, 2.0, 3.5)
    assert report.answered == {"all": 4}
    assert [authors for _, authors in report.themes] == [6]
    assert report.words == {}
    assert report.own_words == {"keep": "I ask"}
    assert (OpenAnswers.objects.count(), OpenWords.objects.count()) == (0, 0)
    assert (Answers.objects.count(), Words.objects.count()) == (6, 6)


def test_words_are_told_word_for_word_only_where_announced_and_by_eight(
    world: SimpleNamespace,
) -> None:
    subject = asking(world, peers=8, told=Told.WORD_FOR_WORD)
    for number, person in enumerate(world.people):
        give(subject, person, 4, keep=f"Moment {number}")
    report = reports.read_report(closed(subject).report)

    assert sorted(report.words["keep"]) == [f"Moment {n}" for n in range(8)]


def test_of_too_few_nothing_is_told_but_what_carries_a_name(world: SimpleNamespace) -> None:
    subject = asking(world)
    for person in world.people[:3]:
        give(subject, person, 1, keep="Ask more questions")
    give(subject, world.boss, 4)
    report = reports.read_report(closed(subject).report)

    assert (report.answered, report.themes, report.words) == ({}, [], {})
    assert [line.figures for line in report.behaviors] == [{}, {}, {}]
    assert report.competencies[0].manager == 4.0


def test_nobody_answering_still_ends_in_a_report(world: SimpleNamespace) -> None:
    report = reports.read_report(closed(asking(world)).report)

    assert not report.has_others


def test_answers_are_no_event_and_name_nobody(world: SimpleNamespace) -> None:
    subject = asking(world)
    before = EventRecord.objects.count()
    give(subject, world.people[0], 4, keep="x")

    assert EventRecord.objects.count() == before
    names = {each.ref for each in world.people}
    assert [
        row.payload for row in EventRecord.objects.all() if names & set(row.payload.values())
    ] == []


def test_everybody_changes_and_takes_back_until_the_close(world: SimpleNamespace) -> None:
    subject = asking(world)
    one = world.people[0]
    give(subject, one, 4, keep="x")
    give(subject, one, 2)
    assert queries.given(rater(subject, one)).values["listening-1"] == 2
    answering.take_back(rater=rater(subject, one), actor=actor_of(one), now=NOW)

    assert not queries.given(rater(subject, one)).is_sent
    with pytest.raises(answering.TooLate):
        answering.give(
            rater=rater(subject, one),
            values={},
            words={"keep": "late"},
            actor=actor_of(one),
            now=LATER,
        )


def test_not_this_time_needs_no_reason_and_asks_nobody_twice(world: SimpleNamespace) -> None:
    subject = asking(world)
    one = world.people[0]
    actions.decline(rater=rater(subject, one), actor=actor_of(one), now=NOW)

    assert queries.declined_count(subject) == 1
    # A list that got shorter would tell who it was.
    assert one in [each.person for each in queries.raters_of(subject)]
    assert queries.mixed_count(subject) == 5
    assert queries.asked_of(one, now=NOW) == []
    with pytest.raises(actions.Full):
        actions.propose(
            subject=subject, person=one, category=Category.PEERS, actor=world.me, now=NOW
        )


def test_somebody_else_can_be_asked_while_answers_come_in(world: SimpleNamespace) -> None:
    subject = asking(world)
    actions.propose(
        subject=subject, person=world.people[7], category=Category.PEERS, actor=world.me, now=NOW
    )

    assert rater(subject, world.people[7]).state == RaterState.ASKED
    give(subject, world.people[7], 3)


def test_too_few_asked_stops_a_round_and_names_whom_about(world: SimpleNamespace) -> None:
    subject = planned(world)
    chosen(world, subject, peers=3)

    with pytest.raises(actions.NotEnough) as refusal:
        actions.begin_asking(round_=subject.round, actor=world.manager, now=NOW)
    assert refusal.value.people == (world.jonah,)


def test_nobody_is_mixed_who_gives_with_their_name(world: SimpleNamespace) -> None:
    subject = planned(world)
    for person in (world.jonah, world.boss):
        with pytest.raises(actions.NotOneself):
            actions.propose(
                subject=subject, person=person, category=Category.PEERS, actor=world.me, now=NOW
            )


def test_filling_up_gives_everybody_the_same(world: SimpleNamespace) -> None:
    plan = actions.Plan(title="All", closes_at=CLOSES, wanted=4, most=5)
    people = [*world.people, world.jonah]
    round_ = actions.plan_round(
        program=world.program, plan=plan, people=people, actor=world.manager, now=NOW
    )
    filled = actions.fill_up(round_=round_, actor=world.manager, now=NOW)

    assert filled.proposed == 36
    assert set(queries.loads(round_).values()) == {4}
    assert {each.mixed for each in queries.coverage(round_)} == {4}


def test_a_later_close_is_everybodys_and_an_earlier_one_nobodys(world: SimpleNamespace) -> None:
    subject = asking(world)
    actions.extend(
        round_=subject.round, closes_at=CLOSES + timedelta(days=3), actor=world.manager, now=NOW
    )

    assert Round.objects.get().closes_at == CLOSES + timedelta(days=3)
    with pytest.raises(actions.TooSoon):
        actions.extend(round_=subject.round, closes_at=CLOSES, actor=world.manager, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_cancelling_destroys_everything_answered(world: SimpleNamespace) -> None:
    subject = asking(world)
    give(subject, world.people[0], 4, keep="x")
    give(subject, world.boss, 4)
    actions.cancel(round_=subject.round, actor=world.manager, now=NOW)

    left = [each.objects.count() for each in (Round, OpenAnswers, OpenWords)]
    assert left == [0, 0, 0]
    assert not queries.given(rater(subject, world.boss)).is_sent


def test_only_the_subject_reads_and_only_the_asked_answer(world: SimpleNamespace) -> None:
    subject = asking(world)
    readers = [world.manager, world.me, actor_of(world.boss), actor_of(world.people[0])]
    assert [policies.read_report(each, subject) for each in readers] == [False, True, False, False]
    with pytest.raises(Forbidden):
        answering.give(
            rater=rater(subject, world.people[0]),
            values={},
            words={"keep": "x"},
            actor=actor_of(world.people[1]),
            now=NOW,
        )


def test_categories_of_too_few_are_part_of_others(world: SimpleNamespace) -> None:
    subject = planned(world, wanted=6)
    for person in world.people[:4]:
        actions.propose(
            subject=subject, person=person, category=Category.PEERS, actor=world.me, now=NOW
        )
    for person in world.people[4:8]:
        actions.propose(
            subject=subject, person=person, category=Category.REPORTS, actor=world.me, now=NOW
        )
    actions.begin_asking(round_=subject.round, actor=world.manager, now=NOW)
    run_jobs("feedback.ask")
    subject = Subject.objects.get(pk=subject.pk)
    for person in world.people[:4]:
        give(subject, person, 5 if person == world.people[0] else 4)
    for person in world.people[4:]:
        give(subject, person, 2)
    report = reports.read_report(closed(subject).report)

    assert {name: figure.mean for name, figure in report.behaviors[0].figures.items()} == {
        "all": 3.3,
        "peers": 4.3,
        "reports": 2.0,
    }
