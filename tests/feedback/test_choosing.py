"""Whom people ask: looked at, balanced, proved to be possible, and replaced without telling who."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest

from factories import NOW, actor_of, make_person
from factories.feedback import CLOSES, LATER, asking, begin, make_world, plan, propose, rater
from junto.domain.assessments.models import OpenParticipation, Round
from junto.domain.feedback import actions, queries, reports
from junto.domain.feedback.enums import Category, RaterState, Use
from junto.domain.feedback.models import FeedbackRound, Rater, Subject
from junto.foundation import tenancy
from junto.foundation.access import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    made = make_world()
    with tenancy.scope(made.organization.pk):
        yield made


def chosen(world: SimpleNamespace, peers: int = 6) -> Subject:
    """Jonah in a round whose program looks at each choice."""
    subject = Subject.objects.get(round=plan(world, needs_approval=True))
    propose(world, subject, world.people[:peers])
    return Subject.objects.get(pk=subject.pk)


def again(subject: Subject) -> Subject:
    return Subject.objects.get(pk=subject.pk)


# ---------------------------------------------------------------- the program's look


def test_nobody_is_asked_before_their_choice_was_looked_at(world: SimpleNamespace) -> None:
    subject = chosen(world)
    with pytest.raises(actions.NotApproved) as refusal:
        actions.begin_asking(round_=subject.round, actor=world.manager, now=NOW)
    actions.hand_in(subject=subject, actor=world.me, now=NOW)
    assert queries.waits_for_a_look(again(subject))
    actions.approve(subject=subject, actor=world.manager, now=NOW)
    begin(world, subject.round)

    assert refusal.value.people == (world.jonah,)
    assert not queries.waits_for_a_look(again(subject))
    assert rater(subject, world.people[0]).state == RaterState.ASKED


def test_a_choice_that_is_sent_back_carries_a_word_until_it_is_handed_in(
    world: SimpleNamespace,
) -> None:
    subject = chosen(world)
    actions.hand_in(subject=subject, actor=world.me, now=NOW)
    actions.send_back(
        subject=subject, word=" Somebody from operations? ", actor=world.manager, now=NOW
    )
    back = again(subject)
    actions.hand_in(subject=back, actor=world.me, now=NOW)

    assert (back.sent_back, back.is_handed_in) == ("Somebody from operations?", False)
    assert (again(subject).sent_back, again(subject).is_handed_in) == ("", True)


def test_a_change_after_the_look_is_looked_at_again(world: SimpleNamespace) -> None:
    subject = chosen(world)
    actions.approve(subject=subject, actor=world.manager, now=NOW)
    propose(world, subject, [world.people[6]])

    assert not again(subject).is_approved


def test_a_choice_of_too_few_is_not_handed_in(world: SimpleNamespace) -> None:
    with pytest.raises(actions.NotEnough):
        actions.hand_in(subject=chosen(world, peers=3), actor=world.me, now=NOW)


def test_only_who_runs_the_round_looks_at_choices(world: SimpleNamespace) -> None:
    with pytest.raises(Forbidden):
        actions.approve(subject=chosen(world), actor=world.me, now=NOW)


def test_whom_somebody_adds_later_is_asked_after_a_look(world: SimpleNamespace) -> None:
    subject = chosen(world)
    actions.approve(subject=subject, actor=world.manager, now=NOW)
    begin(world, subject.round)
    propose(world, again(subject), [world.people[6]])
    before = rater(subject, world.people[6]).state
    seen = [[each.person for each in row.raters] for row in queries.choices_in(subject.round)]
    actions.approve(subject=again(subject), actor=world.manager, now=NOW)

    # Who was asked before is not shown again.
    assert seen == [[world.people[6]]]
    assert (before, rater(subject, world.people[6]).state) == (
        RaterState.PROPOSED,
        RaterState.ASKED,
    )


# ---------------------------------------------------------------- how many


def test_one_person_is_asked_so_often_over_all_rounds(world: SimpleNamespace) -> None:
    one = world.people[0]
    for person in world.people[1:5]:
        first = plan(world, people=[person], wanted=4, most=4)
        Rater.objects.create(
            subject=Subject.objects.get(round=first), person=one, category=Category.PEERS
        )
    subject = Subject.objects.get(round=plan(world, wanted=4, most=4))

    with pytest.raises(actions.TooManyAsks):
        propose(world, subject, [one])


def test_filling_up_leaves_out_who_is_asked_elsewhere(world: SimpleNamespace) -> None:
    busy = world.people[0]
    elsewhere = plan(world, people=world.people[1:5], wanted=4, most=4)
    Rater.objects.bulk_create(
        [
            Rater(subject=subject, person=busy, category=Category.PEERS)
            for subject in Subject.objects.filter(round=elsewhere)
        ]
    )
    round_ = plan(world, wanted=4, most=4)
    actions.fill_up(round_=round_, actor=world.manager, now=NOW)

    assert busy.pk not in queries.loads(round_)
    assert queries.mixed_count(Subject.objects.get(round=round_)) == 4


def test_what_cannot_be_names_the_people_and_what_mends_it(world: SimpleNamespace) -> None:
    people = [*world.people, world.jonah]
    for person in world.people[:4]:
        elsewhere = plan(world, people=[person], wanted=8, most=8)
        Rater.objects.bulk_create(
            [
                Rater(subject=subject, person=each, category=Category.PEERS)
                for subject in Subject.objects.filter(round=elsewhere)
                for each in people
                if each != person
            ]
        )
    round_ = plan(world, people=people, wanted=5, most=5)
    made = actions.fill_up(round_=round_, actor=world.manager, now=NOW)

    assert made.short == ("Jonah Whitfield", "Peer A", "Peer B")
    assert (made.wanted, made.possible) == (15, 13)
    assert (made.most, made.each) == (9, None)
    assert Rater.objects.filter(subject__round=round_, category=Category.PEERS).count() == 0


def test_who_would_be_asked_too_often_stops_a_round(world: SimpleNamespace) -> None:
    subject = Subject.objects.get(round=plan(world, wanted=4, most=4))
    propose(world, subject, world.people[:4])
    for person in world.people[1:6]:
        other = plan(world, people=[person], wanted=4, most=8)
        Rater.objects.create(
            subject=Subject.objects.get(round=other),
            person=world.people[0],
            category=Category.PEERS,
        )
    with pytest.raises(actions.OverAsked) as refusal:
        actions.begin_asking(round_=subject.round, actor=world.manager, now=NOW)

    assert refusal.value.people == (world.people[0],)


# ---------------------------------------------------------------- replacing, and more time


def test_asking_again_tells_nothing_of_who_said_not_this_time(world: SimpleNamespace) -> None:
    subject = asking(world, most=7)
    one, two = world.people[:2]
    actions.decline(rater=rater(subject, one), actor=actor_of(one), now=NOW)
    for person in (one, two):
        with pytest.raises(actions.Full):
            propose(world, subject, [person])
    listed = [each.person for each in queries.raters_of(subject)]
    shown = [each.asked for each in queries.coverage(subject.round)]
    propose(world, subject, world.people[6:8])

    assert (one in listed, shown) == (True, [6])
    assert queries.mixed_count(subject) == 7


def test_nobody_is_added_after_the_close(world: SimpleNamespace) -> None:
    subject = asking(world)
    with pytest.raises(actions.TooLate):
        actions.propose(
            subject=subject,
            person=world.people[7],
            category=Category.PEERS,
            actor=world.me,
            now=LATER,
        )


def test_more_time_is_taken_alone_and_moves_nothing_that_others_see(
    world: SimpleNamespace,
) -> None:
    subject = asking(world, more_days=3)
    seals_at = Round.objects.get().closes_at
    one, two = world.people[:2]
    before = list(OpenParticipation.objects.order_by("pk").values())
    actions.take_more_time(rater=rater(subject, one), actor=actor_of(one), now=NOW)

    assert seals_at == CLOSES + timedelta(days=3) == Round.objects.get().closes_at
    assert list(OpenParticipation.objects.order_by("pk").values()) == before
    assert [len(queries.asked_of(each, now=LATER)) for each in (one, two)] == [1, 0]
    assert [
        queries.takes_from(rater(subject, one), now=at)
        for at in (LATER, seals_at - timedelta(seconds=1), seals_at)
    ] == [True, True, False]


def test_more_time_is_forgotten_with_the_seal(world: SimpleNamespace) -> None:
    subject = asking(world, more_days=3)
    one = world.people[0]
    actions.take_more_time(rater=rater(subject, one), actor=actor_of(one), now=NOW)
    actions.keep_report(subject=subject, report=reports.make_report(subject), now=LATER)

    assert not Rater.objects.filter(has_more_time=True).exists()


def test_a_round_may_give_nobody_more_time(world: SimpleNamespace) -> None:
    subject = asking(world)
    one = world.people[0]
    with pytest.raises(actions.NoMoreTime):
        actions.take_more_time(rater=rater(subject, one), actor=actor_of(one), now=NOW)


# ---------------------------------------------------------------- what was promised


def test_a_round_that_is_to_judge_is_not_begun(world: SimpleNamespace) -> None:
    with pytest.raises(actions.NotForJudging):
        plan(world, use=Use.JUDGING)
    assert FeedbackRound.objects.count() == 0


def test_words_alone_are_asked_for_unless_somebody_chooses_more(world: SimpleNamespace) -> None:
    assert plan(world).competencies == []


def test_after_the_first_invitation_nothing_of_the_promise_changes(world: SimpleNamespace) -> None:
    round_ = plan(world)
    how = {"title": "Autumn", "closes_at": CLOSES, "wanted": 6, "most": 8}
    actions.change_plan(round_=round_, plan=actions.Plan(**how, k=5), actor=world.manager, now=NOW)
    subject = Subject.objects.get(round=round_)
    propose(world, subject, world.people[:6])
    begin(world, round_)
    with pytest.raises(actions.Promised):
        actions.change_plan(
            round_=round_, plan=actions.Plan(**how, k=3), actor=world.manager, now=NOW
        )

    assert FeedbackRound.objects.get(pk=round_.pk).k == 5


def test_whoever_became_a_manager_is_no_peer_any_more(world: SimpleNamespace) -> None:
    subject = Subject.objects.get(round=plan(world))
    propose(world, subject, world.people[:6])
    world.jonah.manager = world.people[0]
    world.jonah.save(update_fields=["manager"])
    begin(world, subject.round)

    assert rater(subject, world.people[0]).category == Category.MANAGER
    assert not Rater.objects.filter(subject=subject, person=world.boss).exists()


def test_whoever_has_left_is_neither_asked_nor_asked_about(world: SimpleNamespace) -> None:
    gone = make_person(world.organization, user=False, full_name="Gone")
    round_ = plan(world, people=[world.jonah, gone])
    subject = Subject.objects.get(round=round_, person=world.jonah)
    propose(world, subject, world.people[:6])
    for person in (gone, world.people[5]):
        person.ended_at = NOW
        person.save(update_fields=["ended_at"])
    begin(world, round_)

    assert [each.person for each in queries.subjects_in(round_)] == [world.jonah]
    assert queries.mixed_count(subject) == 5
