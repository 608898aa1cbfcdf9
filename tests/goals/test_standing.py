"""A step that holds: gone through in mind half-way, said smaller, with one member who stands by."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail

from factories import NOW
from factories.after import make_circle
from junto.domain.goals import actions, queries, witnessing
from junto.domain.goals.enums import StepState, WitnessState
from junto.domain.goals.models import Commitment, Witness
from junto.domain.groups.models import GroupMember
from junto.foundation import tenancy
from junto.foundation.access import Forbidden
from junto.foundation.outbox import sending

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
IN_TEN_DAYS = TODAY + timedelta(days=10)


@pytest.fixture
def circle() -> Any:
    """A circle of four, in the scope of its organization."""
    world = make_circle(4)
    with tenancy.scope(world.organization.pk):
        yield world


def make(circle: SimpleNamespace, **fields: Any) -> Commitment:
    values = {"do": "Ask Jonah", "cue": "Monday", "by": IN_TEN_DAYS, "now": NOW, **fields}
    return actions.make_step(group=circle.group, actor=circle.actors[0], **values)


def asked(circle: SimpleNamespace, step: Commitment, who: int = 1) -> Witness:
    return witnessing.ask_witness(
        step=step, person=circle.members[who], actor=circle.actors[0], now=NOW
    )


@pytest.mark.parametrize(
    ("after", "is_asked"), [(4, False), (5, True), (9, True), (10, False)], ids=str
)
def test_from_half_way_to_its_day_one_is_asked_to_picture_it(
    circle: Any, after: int, is_asked: bool
) -> None:
    assert queries.needs_rehearsal(make(circle), TODAY + timedelta(days=after)) is is_asked


def test_whoever_pictured_it_is_asked_no_more_until_the_cue_changes(circle: Any) -> None:
    step, half_way = make(circle), TODAY + timedelta(days=5)
    taps = [actions.picture_step(step=step, actor=circle.actors[0], now=NOW) for _ in range(2)]
    before = queries.needs_rehearsal(queries.get_step(step.ref), half_way)
    actions.shape_step(
        step=step,
        shape=actions.Shape(do="Ask Jonah once", cue="Tuesday", sure=7, lift="Once is enough"),
        actor=circle.actors[0],
        now=NOW,
    )
    row = queries.get_step(step.ref)

    assert (taps, before, queries.needs_rehearsal(row, half_way)) == ([True, False], False, True)
    assert (row.do, row.cue, row.sure, row.lift) == (
        "Ask Jonah once",
        "Tuesday",
        7,
        "Once is enough",
    )


def test_a_closed_step_keeps_its_words_and_is_not_pictured(circle: Any) -> None:
    step = make(circle)
    actions.finish_step(step=step, state=StepState.DONE, actor=circle.actors[0], now=NOW)
    changed = actions.shape_step(
        step=step, shape=actions.Shape(do="Other"), actor=circle.actors[0], now=NOW
    )
    pictured = actions.picture_step(step=step, actor=circle.actors[0], now=NOW)

    assert (changed, pictured, queries.get_step(step.ref).do) == (False, False, "Ask Jonah")


@pytest.mark.parametrize("words", ["  ", "x" * 501])
def test_a_step_keeps_words_of_a_readable_length(circle: Any, words: str) -> None:
    with pytest.raises((actions.NothingToDo, actions.TooLong)):
        actions.shape_step(
            step=make(circle), shape=actions.Shape(do=words), actor=circle.actors[0], now=NOW
        )


def test_whoever_said_yes_sees_the_outcome_and_may_cheer(circle: Any) -> None:
    step = make(circle)
    row = asked(circle, step)
    waiting = witnessing.waiting_for(circle.members[1].pk)
    witnessing.answer(witness=row, yes=True, actor=circle.actors[1], now=NOW)
    row.refresh_from_db()
    witnessing.cheer(witness=row, text=" You can ", actor=circle.actors[1], now=NOW)
    actions.finish_step(step=step, state=StepState.LET_GO, actor=circle.actors[0], now=NOW)
    found = queries.stood_by(circle.members[1].pk)
    seen = queries.witness_of(step)

    assert (waiting, [each.step.state for each in found]) == ([row], [StepState.LET_GO])
    assert (seen.cheer if seen else "", witnessing.waiting_for(circle.members[1].pk)) == (
        "You can",
        [],
    )


def test_a_no_ends_what_one_sees_and_makes_room_for_another(circle: Any) -> None:
    step = make(circle)
    row = asked(circle, step)
    with pytest.raises(witnessing.AlreadyAsked):
        asked(circle, step, 2)
    witnessing.answer(witness=row, yes=False, actor=circle.actors[1], now=NOW)
    row.refresh_from_db()
    with pytest.raises(Forbidden):
        witnessing.answer(witness=row, yes=True, actor=circle.actors[1], now=NOW)
    other = asked(circle, step, 2)

    assert [queries.stood_by(each.pk) for each in circle.members] == [[], [], [other], []]


def test_nobody_else_cheers_and_nobody_before_a_yes(circle: Any) -> None:
    row = asked(circle, make(circle))
    for actor in circle.actors:
        with pytest.raises(Forbidden):
            witnessing.cheer(witness=row, text="Go", actor=actor, now=NOW)


def test_only_another_member_is_asked_and_only_of_an_open_step(circle: Any) -> None:
    step = make(circle)
    for person in (circle.members[0], circle.manager, None):
        with pytest.raises(witnessing.NobodyThere):
            witnessing.ask_witness(step=step, person=person, actor=circle.actors[0], now=NOW)
    actions.finish_step(step=step, state=StepState.DONE, actor=circle.actors[0], now=NOW)
    with pytest.raises(witnessing.IsClosed):
        asked(circle, queries.get_step(step.ref))


@pytest.mark.parametrize("who", [0, 1])
def test_whoever_leaves_the_group_ends_it_for_both(circle: Any, who: int) -> None:
    step = make(circle)
    row = asked(circle, step)
    GroupMember.objects.filter(person=circle.members[who]).update(ended_at=NOW)

    assert queries.stood_by(circle.members[1].pk) == []
    with pytest.raises(Forbidden):
        witnessing.answer(witness=row, yes=True, actor=circle.actors[1], now=NOW)


def test_taken_back_it_is_gone_with_its_words(circle: Any) -> None:
    step = make(circle)
    asked(circle, step)
    witnessing.take_back(step=step, actor=circle.actors[0], now=NOW)

    assert (Witness.objects.count(), queries.witness_of(step)) == (0, None)


def test_the_mail_says_that_somebody_asks_and_not_what(circle: Any, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    asked(circle, make(circle, by=date(2036, 1, 1)))
    sending.send_waiting(now=NOW)

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (
        [circle.members[1].email],
        "Somebody of Kestrel asks you something",
    )
    assert ("Jonah" in sent.body, circle.members[0].full_name in sent.body) == (False, False)


def test_no_mail_goes_to_whoever_was_asked_no_longer(circle: Any, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    row = asked(circle, make(circle))
    Witness.objects.filter(pk=row.pk).update(state=WitnessState.NO)
    sending.send_waiting(now=NOW)

    assert mail.outbox == []
