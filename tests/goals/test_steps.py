"""Next steps are made, kept, moved and let go; the own group sees them and nobody above it."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from factories import NOW, actor_of, make_person
from factories.after import make_circle, make_group
from junto.domain.goals import actions, jobs, links, policies, queries
from junto.domain.goals.enums import StepState
from junto.domain.goals.models import Commitment
from junto.foundation import tenancy
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord
from junto.foundation.outbox import sending

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
FRIDAY = TODAY + timedelta(days=3)


@pytest.fixture
def circle() -> Any:
    """A circle of five, in the scope of its organization."""
    world = make_circle()
    with tenancy.scope(world.organization.pk):
        yield world


def make(circle: SimpleNamespace, who: int = 0, **fields: Any) -> Commitment:
    values = {"do": "Ask Jonah one open question", "by": FRIDAY, "now": NOW, **fields}
    return actions.make_step(group=circle.group, actor=circle.actors[who], **values)


def shown(step: Commitment) -> tuple[str, date, str]:
    row = queries.get_step(step.ref)
    return (row.state, row.by, row.learned)


def test_a_step_says_what_and_when_and_perhaps_the_cue_and_how_sure(circle: Any) -> None:
    step = make(circle, cue="When the agenda is empty", sure=7, session_ref="abc")

    assert [(s.do, s.cue, s.by, s.sure) for s in queries.open_steps_of(step.person_id)] == [
        ("Ask Jonah one open question", "When the agenda is empty", FRIDAY, 7)
    ]
    assert queries.made_in("abc", step.person_id) == [step]


def test_the_words_are_encrypted_in_the_database(circle: Any) -> None:
    make(circle, cue="On Monday")
    with connection.cursor() as cursor:
        cursor.execute('SELECT "do", cue FROM goals_commitment')
        stored = " ".join(cursor.fetchone())

    assert "Jonah" not in stored
    assert "Monday" not in stored


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"do": "  "}, actions.NothingToDo),
        ({"do": "x" * 501}, actions.TooLong),
        ({"cue": "x" * 501}, actions.TooLong),
        ({"by": TODAY - timedelta(days=1)}, actions.DayIsOver),
    ],
)
def test_what_is_no_step_is_refused(circle: Any, fields: Any, refusal: Any) -> None:
    with pytest.raises(refusal):
        make(circle, **fields)


def test_the_day_is_the_persons_own(circle: Any) -> None:
    late = datetime(2026, 11, 24, 23, 0, tzinfo=NOW.tzinfo)
    auckland = make_person(circle.organization, time_zone="Pacific/Auckland")
    make_group(circle.program, [auckland], name="Wren")

    assert actions.today_of(auckland, late) == date(2026, 11, 25)
    assert actions.today_of(circle.members[0], late) == date(2026, 11, 24)


def test_nobody_holds_a_third_open_step(circle: Any) -> None:
    first = make(circle)
    make(circle)
    with pytest.raises(actions.TwoAreOpen):
        make(circle)
    actions.finish_step(step=first, state=StepState.DONE, actor=circle.actors[0], now=NOW)

    assert make(circle).slot == 1


def test_the_database_itself_refuses_a_third(circle: Any) -> None:
    step = make(circle)
    fields = {"person": step.person, "group": step.group, "by": FRIDAY, "made_on": TODAY}
    for slot in (1, 3, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Commitment.objects.create(do="x", slot=slot, **fields)


@pytest.mark.parametrize("state", [StepState.DONE, StepState.LET_GO])
def test_one_tap_ends_a_step_and_a_second_changes_nothing(circle: Any, state: StepState) -> None:
    step = make(circle)
    taps = [
        actions.finish_step(step=step, state=state, actor=circle.actors[0], now=NOW)
        for _ in range(2)
    ]

    assert taps == [True, False]
    assert shown(step) == (state, FRIDAY, "")


def test_a_moved_step_stays_open_with_its_new_day(circle: Any) -> None:
    step = make(circle)
    monday = FRIDAY + timedelta(days=3)
    with pytest.raises(actions.DayIsOver):
        actions.move_step(step=step, by=TODAY - timedelta(days=1), actor=circle.actors[0], now=NOW)
    actions.move_step(step=step, by=monday, actor=circle.actors[0], now=NOW)

    assert shown(step) == (StepState.MOVED, monday, "")
    assert queries.open_steps_of(step.person_id) == [step]


def test_a_change_can_be_undone_once(circle: Any) -> None:
    step = make(circle)
    actions.finish_step(step=step, state=StepState.LET_GO, actor=circle.actors[0], now=NOW)
    actions.undo_change(step=step, actor=circle.actors[0], now=NOW)

    assert shown(step) == (StepState.OPEN, FRIDAY, "")
    with pytest.raises(actions.NothingToUndo):
        actions.undo_change(step=step, actor=circle.actors[0], now=NOW)


def test_undo_does_not_make_a_third(circle: Any) -> None:
    step = make(circle)
    actions.finish_step(step=step, state=StepState.DONE, actor=circle.actors[0], now=NOW)
    make(circle)
    make(circle)
    with pytest.raises(actions.TwoAreOpen):
        actions.undo_change(step=step, actor=circle.actors[0], now=NOW)


def test_a_step_that_taught_something_is_closed_with_it(circle: Any) -> None:
    step = make(circle)
    actions.learn_from_step(step=step, learned=" Silence helps ", actor=circle.actors[0], now=NOW)

    assert shown(step) == (StepState.LEARNED, FRIDAY, "Silence helps")
    actions.undo_change(step=step, actor=circle.actors[0], now=NOW)
    assert shown(step) == (StepState.OPEN, FRIDAY, "")


def test_only_its_owner_changes_a_step(circle: Any) -> None:
    step = make(circle)
    for other in (circle.members[1], circle.manager, circle.admin):
        with pytest.raises(Forbidden):
            actions.finish_step(step=step, state=StepState.DONE, actor=actor_of(other), now=NOW)


def test_the_own_group_sees_open_steps_and_no_manager_or_admin_does(circle: Any) -> None:
    step = make(circle)
    others = make_group(circle.program, [make_person(circle.organization)], name="Wren")

    assert queries.open_steps_in(circle.group) == [step]
    assert queries.open_steps_in(others) == []
    allowed = [
        policies.share_steps(actor_of(person), circle.group)
        for person in (circle.members[1], circle.manager, circle.admin)
    ]
    assert allowed == [True, False, False]


def test_whoever_left_the_group_is_seen_there_no_more(circle: Any) -> None:
    make(circle)
    membership = circle.group.members.get(person=circle.members[0])
    membership.ended_at = NOW
    membership.save()

    assert queries.open_steps_in(circle.group) == []
    assert not policies.share_steps(circle.actors[0], circle.group)


def test_only_members_make_steps_in_a_group(circle: Any) -> None:
    with pytest.raises(Forbidden):
        actions.make_step(
            group=circle.group, do="x", by=FRIDAY, actor=actor_of(circle.manager), now=NOW
        )


def test_counts_need_four_people(circle: Any) -> None:
    for who in range(3):
        make(circle, who)
    few = queries.counts_in([circle.group.pk])
    step = make(circle, 3)
    actions.finish_step(step=step, state=StepState.LET_GO, actor=circle.actors[3], now=NOW)

    assert few is None
    assert queries.counts_in([circle.group.pk]) == queries.Counts(made=4, done=0, open=3, let_go=1)


def test_the_log_names_the_group_and_nobody(circle: Any) -> None:
    step = make(circle)
    actions.finish_step(step=step, state=StepState.DONE, actor=circle.actors[0], now=NOW)
    logged = EventRecord.objects.filter(kind__startswith="goals.")

    assert (
        list(logged.values_list("payload", "actor_person_id"))
        == [({"group_ref": circle.group.ref}, None)] * 2
    )


def test_on_the_day_one_mail_asks_in_working_hours(
    circle: Any, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.EMAIL_HOST = "mail.example"
    step = make(circle, by=TODAY)
    make(circle, 1, by=FRIDAY)
    night = datetime(2026, 11, 24, 5, 0, tzinfo=NOW.tzinfo)
    for moment in (night, NOW, NOW + timedelta(minutes=30)):
        jobs.ask_on_the_day(moment)
        sending.send_waiting(now=moment)

    assert [(each.to, each.subject) for each in mail.outbox] == [
        ([step.person.email], "Today is the day of your next step from Kestrel")
    ]
    assert len(mail.outbox[0].body.split()) <= 90
    assert f"/next-steps/day/{links.token_of(step)}" in mail.outbox[0].body
    assert "Jonah" not in mail.outbox[0].body


def test_a_step_that_was_settled_is_asked_about_no_more(circle: Any, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    step = make(circle, by=TODAY)
    jobs.ask_on_the_day(NOW)
    actions.finish_step(step=step, state=StepState.DONE, actor=circle.actors[0], now=NOW)
    sending.send_waiting(now=NOW)

    assert mail.outbox == []


def test_without_mail_nothing_waits_to_be_sent_late(circle: Any, settings: Any) -> None:
    make(circle, by=TODAY)
    jobs.ask_on_the_day(NOW)
    settings.EMAIL_HOST = "mail.example"

    assert sending.send_waiting(now=NOW) == 0


def test_everything_kept_about_somebodys_steps_can_be_taken_along(circle: Any) -> None:
    make(circle, sure=9)

    assert queries.stored_about(circle.members[0].pk) == [
        {
            "do": "Ask Jonah one open question",
            "cue": "",
            "by": FRIDAY.isoformat(),
            "sure": 9,
            "would_make_it_surer": "",
            "pictured_on": None,
            "state": "open",
            "learned": "",
            "made_on": TODAY.isoformat(),
        }
    ]
    assert queries.stored_about(circle.members[1].pk) == []


def test_a_link_opens_its_step_as_long_as_its_day_stands(circle: Any) -> None:
    step = make(circle, by=TODAY)
    token = links.token_of(step)
    found = links.step_behind(token, now=NOW)

    assert (found, policies.own_step(links.owner_of(found), step)) == (step, True)
    for other in (token[:-1] + "x", token[:12], "x" * 44, token[:12] + "é" * 32):
        with pytest.raises(tenancy.NotFound):
            links.step_behind(other, now=NOW)
    with pytest.raises(tenancy.NotFound):
        links.step_behind(token, now=NOW + timedelta(days=8))


@pytest.mark.parametrize("what", ["moved", "done", "left"])
def test_a_link_opens_nothing_once_its_step_is_settled_or_its_owner_left(
    circle: Any, what: str
) -> None:
    step = make(circle, by=TODAY)
    token = links.token_of(step)
    actor = circle.actors[0]
    if what == "moved":
        actions.move_step(step=step, by=FRIDAY, actor=actor, now=NOW)
    elif what == "done":
        actions.finish_step(step=step, state=StepState.DONE, actor=actor, now=NOW)
    else:
        circle.members[0].ended_at = NOW
        circle.members[0].save()
    with pytest.raises(tenancy.NotFound):
        links.step_behind(token, now=NOW)
