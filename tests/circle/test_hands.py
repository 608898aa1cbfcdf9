"""A hand between two sessions: seen by one's group, answered for one alone, gone in seven days."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail

from factories import NOW
from factories.after import make_circle
from junto.domain.circle import hands, jobs, talking
from junto.domain.circle.models import Hand, HandAnswer
from junto.domain.groups.models import GroupMember
from junto.foundation import tenancy
from junto.foundation.access import Actor, Forbidden
from junto.foundation.events.models import EventRecord
from junto.foundation.outbox import sending

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


@pytest.fixture
def circle() -> Any:
    """A circle of four, in the scope of its organization."""
    world = make_circle(4)
    with tenancy.scope(world.organization.pk):
        yield world


def asked(circle: SimpleNamespace, **fields: Any) -> Hand:
    values = {"text": "A first talk with my new boss", "now": NOW, **fields}
    return hands.ask(group=circle.group, actor=circle.actors[0], **values)


def seen_by(circle: SimpleNamespace, who: int, now: Any = NOW) -> list[hands.Asked]:
    return hands.standing_in(circle.group, circle.members[who].pk, now=now)


def test_the_group_sees_who_asked_and_for_what(circle: Any) -> None:
    row = asked(circle)

    assert [[(e.hand, e.is_mine) for e in seen_by(circle, who)] for who in (0, 1)] == [
        [(row, True)],
        [(row, False)],
    ]


def test_answers_are_seen_by_the_two_alone(circle: Any) -> None:
    row = asked(circle)
    offer = hands.lend(hand=row, actor=circle.actors[1], now=NOW)
    answer = hands.lend(hand=row, text="Call me", actor=circle.actors[2], now=NOW)
    seen = [(found.own, found.answers) for who in range(4) for found in seen_by(circle, who)]

    assert seen == [(None, (offer, answer)), (offer, ()), (answer, ()), (None, ())]


def test_a_second_tap_changes_nothing_and_words_take_the_place_of_an_offer(circle: Any) -> None:
    row = asked(circle)
    for text in ("", "", "Call me", ""):
        hands.lend(hand=row, text=text, actor=circle.actors[1], now=NOW)

    assert [each.text for each in HandAnswer.objects.all()] == ["Call me"]


def test_whoever_answered_may_take_it_back(circle: Any) -> None:
    row = asked(circle)
    hands.lend(hand=row, actor=circle.actors[1], now=NOW)
    hands.withdraw(hand=row, actor=circle.actors[1], now=NOW)

    assert HandAnswer.objects.count() == 0


def test_whoever_asked_takes_it_back_with_every_answer(circle: Any) -> None:
    row = asked(circle)
    hands.lend(hand=row, actor=circle.actors[1], now=NOW)
    with pytest.raises(Forbidden):
        hands.take_back(hand=row, actor=circle.actors[1], now=NOW)
    hands.take_back(hand=row, actor=circle.actors[0], now=NOW)

    assert (Hand.objects.count(), HandAnswer.objects.count()) == (0, 0)


def test_after_seven_days_it_is_not_shown_not_answered_and_erased(circle: Any) -> None:
    row = asked(circle)
    hands.lend(hand=row, actor=circle.actors[1], now=NOW)
    jobs.forget_hands(NOW + WEEK - timedelta(seconds=1))
    kept = Hand.objects.count()
    shown = seen_by(circle, 1, NOW + WEEK)
    with pytest.raises(tenancy.NotFound):
        hands.lend(hand=row, actor=circle.actors[2], now=NOW + WEEK)
    jobs.forget_hands(NOW + WEEK)

    assert (kept, shown) == (1, [])
    assert (Hand.objects.count(), HandAnswer.objects.count()) == (0, 0)


def test_one_question_at_a_time_until_its_days_are_over(circle: Any) -> None:
    asked(circle)
    with pytest.raises(hands.OneIsOpen):
        asked(circle)

    assert asked(circle, now=NOW + WEEK).asked_at == NOW + WEEK


@pytest.mark.parametrize(
    ("text", "refusal"), [("  ", hands.NothingSaid), ("x" * 281, hands.TooLong)]
)
def test_a_question_is_a_sentence(circle: Any, text: str, refusal: Any) -> None:
    with pytest.raises(refusal):
        asked(circle, text=text)


def test_no_role_above_the_group_asks_or_answers(circle: Any) -> None:
    row = asked(circle)
    for person in (circle.manager, circle.admin):
        actor = Actor(person_id=person.pk, organization_id=circle.organization.pk)
        with pytest.raises(Forbidden):
            hands.ask(group=circle.group, text="Me too", actor=actor, now=NOW)
        with pytest.raises(Forbidden):
            hands.lend(hand=row, actor=actor, now=NOW)


@pytest.mark.parametrize("who", [0, 1])
def test_whoever_leaves_neither_is_seen_nor_answers(circle: Any, who: int) -> None:
    row = asked(circle)
    GroupMember.objects.filter(person=circle.members[who]).update(ended_at=NOW)
    with pytest.raises(Forbidden):
        hands.lend(hand=row, actor=circle.actors[1], now=NOW)

    assert len(seen_by(circle, 2)) == who


def test_nothing_of_it_is_in_the_log(circle: Any) -> None:
    row = asked(circle)
    hands.lend(hand=row, actor=circle.actors[1], now=NOW)
    hands.take_back(hand=row, actor=circle.actors[0], now=NOW)

    assert EventRecord.objects.count() == 0


def test_only_whoever_switched_mail_on_is_told_and_not_what(circle: Any, settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    noon = NOW.replace(hour=12)
    talking.wish_for_mail(group=circle.group, wants=True, actor=circle.actors[1], now=noon)
    asked(circle, now=noon + timedelta(hours=1))
    jobs.tell_of_posts(noon + timedelta(days=1, seconds=1))
    sending.send_waiting(now=noon + timedelta(days=1, seconds=1))

    assert [(each.to, each.subject) for each in mail.outbox] == [
        ([circle.members[1].email], "Something new in Kestrel")
    ]
    assert ("boss" in mail.outbox[0].body, "hand" in mail.outbox[0].body) == (False, False)


def test_whoever_asked_takes_along_their_own_words(circle: Any) -> None:
    row = asked(circle)
    hands.lend(hand=row, text="Call me", actor=circle.actors[1], now=NOW)

    assert [hands.stored_about(each.pk) for each in circle.members[:3]] == [
        [{"asked_for_a_hand": "A first talk with my new boss", "on": NOW.isoformat()}],
        [{"lent_a_hand": "Call me", "on": NOW.isoformat()}],
        [],
    ]
