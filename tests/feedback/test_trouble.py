"""What happens to a round when people leave, change or stay silent, and when it is cancelled."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from factories import NOW, actor_of
from factories.assessments import close
from factories.feedback import LATER, asking, begin, make_world, plan, rater
from junto.domain.assessments.enums import RoundState
from junto.domain.assessments.models import Answers, Participation, Round
from junto.domain.feedback import actions, answering, deliveries, policies, queries, reports
from junto.domain.feedback.enums import Category, RoundStage
from junto.domain.feedback.models import FeedbackRound, NamedAnswers, Subject
from junto.domain.people.models import Person
from junto.foundation import drafts, tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    made = make_world()
    with tenancy.scope(made.organization.pk):
        yield made


def asked(world: SimpleNamespace, peers: int = 6, **fields: object) -> Subject:
    return asking(world, peers, competencies=["listening"], **fields)


def give(subject: Subject, person: Person, value: int, **words: str) -> None:
    answering.give(
        rater=rater(subject, person),
        values={f"listening-{n}": value for n in (1, 2, 3)},
        words=words,
        actor=actor_of(person),
        now=NOW,
    )


def closed(subject: Subject) -> reports.Report:
    """Seal inside the test's transaction, and make the report."""
    close(Round.objects.get())
    Round.objects.update(state=RoundState.SEALED)
    actions.keep_report(subject=subject, report=reports.make_report(subject), now=LATER)
    return reports.read_report(Subject.objects.get(pk=subject.pk).report)


def leave(person: Person) -> None:
    person.ended_at = NOW
    person.save(update_fields=["ended_at"])


def test_a_new_manager_mid_round_does_not_take_over_what_the_old_one_said(
    world: SimpleNamespace,
) -> None:
    subject = asked(world)
    give(subject, world.boss, 2)
    world.jonah.manager = world.people[0]
    world.jonah.save(update_fields=["manager"])
    for person in world.people[:6]:
        give(subject, person, 4)
    report = closed(subject)

    assert report.competencies[0].manager == 2.0
    # Who was promised to be mixed stays so.
    assert rater(subject, world.people[0]).category == Category.PEERS
    assert report.behaviors[0].figures["all"].mean == 4.0


def test_about_somebody_who_left_nobody_is_asked_or_reminded(world: SimpleNamespace) -> None:
    subject = asked(world)
    leave(world.jonah)

    assert queries.asked_of(world.people[0], now=NOW) == []
    assert queries.asked_in(subject.round) == []
    assert deliveries.render_asked(payload(world, rater(subject, world.people[0]))) is None


def payload(world: SimpleNamespace, row: object) -> dict[str, int]:
    return {"organization": world.organization.pk, "row": row.pk}


def test_a_round_about_somebody_who_left_still_ends(world: SimpleNamespace) -> None:
    subject = asked(world)
    leave(world.jonah)
    closed(subject)

    assert FeedbackRound.objects.get().stage == RoundStage.DONE
    assert deliveries.render_ready(payload(world, subject)) is None


def test_what_somebody_said_who_left_still_counts(world: SimpleNamespace) -> None:
    subject = asked(world, peers=4, wanted=4)
    for person in world.people[:4]:
        give(subject, person, 3)
    leave(world.people[0])

    assert closed(subject).behaviors[0].figures["all"].mean == 3.0


def test_what_somebody_said_who_is_erased_stays_and_is_nobodys(world: SimpleNamespace) -> None:
    subject = Subject.objects.get(round=plan(world, competencies=["listening"]))
    for person, category in zip(
        world.people[:7], [*[Category.PEERS] * 6, Category.REPORTS], strict=True
    ):
        actions.propose(subject=subject, person=person, category=category, actor=world.me, now=NOW)
    begin(world, subject.round)
    subject.refresh_from_db()
    for person in world.people[:7]:
        give(subject, person, 3)
    world.people[6].delete()
    report = closed(subject)

    assert (Answers.objects.count(), Participation.objects.count()) == (7, 6)
    assert set(Answers.objects.values_list("category", flat=True)) == {""}
    assert set(report.behaviors[0].figures) == {"all"}


def test_what_was_told_is_never_worked_out_again(world: SimpleNamespace) -> None:
    subject = asked(world, peers=4, wanted=4)
    for person in world.people[:4]:
        give(subject, person, 3)
    before = closed(subject)
    for person in world.people[:3]:
        person.delete()
    actions.keep_report(subject=subject, report=reports.make_report(subject), now=LATER)

    assert reports.read_report(Subject.objects.get(pk=subject.pk).report) == before


def test_equal_answers_at_the_end_of_the_scale_are_told_as_a_range(world: SimpleNamespace) -> None:
    subject = asked(world)
    for person in world.people[:6]:
        give(subject, person, 5)
    figure = closed(subject).behaviors[0].figures["all"]

    assert (figure.low < figure.high, figure.high) == (True, 5.0)
    assert not figure.spread


def test_equal_answers_in_the_middle_are_a_mean(world: SimpleNamespace) -> None:
    subject = asked(world)
    for person in world.people[:6]:
        give(subject, person, 3)

    assert closed(subject).behaviors[0].figures["all"].mean == 3.0


def test_nobody_answers_and_the_round_is_done(world: SimpleNamespace) -> None:
    report = closed(asked(world))

    assert (report.has_others, report.answered) == (False, {})
    assert FeedbackRound.objects.get().stage == RoundStage.DONE


@pytest.mark.django_db(transaction=True)
def test_cancelling_destroys_drafts_and_more_time_too() -> None:
    world = make_world(users=True)
    with tenancy.scope(world.organization.pk):
        subject = asking(world, more_days=3)
        ines, one = world.boss, world.people[0]
        named, mixed = rater(subject, ines), rater(subject, one)
        form = queries.draft_of(named)
        answering.give(rater=named, values={}, words={"keep": "x"}, actor=actor_of(ines), now=NOW)
        drafts.save(user_id=ines.user_id, form=form, fields={"words:keep": "y"}, now=NOW)
        answering.keep_draft(rater=mixed, form={"a": "b"}, actor=actor_of(one), now=NOW)
        actions.take_more_time(rater=mixed, actor=actor_of(one), now=NOW)
        actions.cancel(round_=subject.round, actor=world.manager, now=NOW)

        assert (Round.objects.count(), NamedAnswers.objects.count()) == (0, 0)
        assert drafts.load(user_id=ines.user_id, form=form) == {}
        assert not rater(subject, one).has_more_time


def test_what_is_being_sealed_is_not_cancelled(world: SimpleNamespace) -> None:
    subject = asked(world)
    with pytest.raises(actions.TooLate):
        actions.cancel(round_=subject.round, actor=world.manager, now=LATER)


def test_a_cancelled_round_takes_nothing_and_reads_nothing(world: SimpleNamespace) -> None:
    subject = asked(world)
    FeedbackRound.objects.update(stage=RoundStage.CANCELLED)
    subject = Subject.objects.get()

    assert not queries.takes_from(rater(subject, world.people[0]), now=NOW)
    assert not policies.read_report(world.me, subject)


def test_a_round_like_another_has_none_of_its_answers_and_nobody_it_asked(
    world: SimpleNamespace,
) -> None:
    subject = asked(world)
    give(subject, world.people[0], 3)
    again = Subject.objects.get(round=plan(world, competencies=["listening"]))

    assert queries.mixed_count(again) == 0
    assert queries.answers_of(again) is None


def test_every_mail_says_that_it_goes_into_no_appraisal(world: SimpleNamespace) -> None:
    subject = asked(world)
    to_rater = payload(world, rater(subject, world.people[0]))
    FeedbackRound.objects.update(stage=RoundStage.DONE)
    ready = deliveries.render_ready(payload(world, subject))
    FeedbackRound.objects.update(stage=RoundStage.ASKING)
    mails = [deliveries.render_asked(to_rater), deliveries.render_reminded(to_rater), ready]

    assert ["into no appraisal" in mail.body for mail in mails] == [True] * 3


def test_the_invitation_says_what_three_people_mean(world: SimpleNamespace) -> None:
    subject = asked(world, k=3)
    bodies = [
        deliveries.render_asked(payload(world, rater(subject, person))).body
        for person in (world.people[0], world.boss)
    ]

    assert ["two together can expose the third" in body for body in bodies] == [True, False]


def test_reminders_go_to_everybody_who_is_asked_and_has_not_left(world: SimpleNamespace) -> None:
    subject = asked(world)
    give(subject, world.people[0], 3)
    leave(world.people[5])

    assert len(queries.asked_in(subject.round)) == 7
