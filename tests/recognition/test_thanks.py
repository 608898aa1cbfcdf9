"""Thanks reach the one who is thanked; the group sees a sum."""

from typing import Any

import pytest
from django.db import connection

from factories import NOW, actor_of, make_person
from factories.after import make_circle
from junto.domain.recognition import actions, queries
from junto.foundation import tenancy
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle() -> Any:
    """A circle of five, in the scope of its organization."""
    world = make_circle()
    with tenancy.scope(world.organization.pk):
        yield world


def thank(circle: Any, **fields: Any) -> Any:
    values = {
        "recipient": circle.members[1],
        "moment": "You let the silence stand",
        "effect": "I found my own answer",
        "actor": circle.actors[0],
        **fields,
    }
    return actions.give_thanks(group=circle.group, now=NOW, **values)


def test_thanks_reach_the_one_who_is_thanked(circle: Any) -> None:
    thank(circle, session_ref="abc")
    received = queries.thanks_to(circle.members[1].pk)

    assert [(t.giver, t.moment, t.effect) for t in received] == [
        (circle.members[0], "You let the silence stand", "I found my own answer")
    ]
    assert queries.thanks_to(circle.members[0].pk) == queries.thanks_to(circle.members[2].pk) == []
    assert queries.thanks_given("abc", circle.members[0].pk) == received


def test_the_group_sees_a_sum(circle: Any) -> None:
    thank(circle)
    thank(circle, recipient=circle.members[2])

    assert queries.count_in(circle.group) == 2


def test_the_words_are_encrypted_and_the_log_names_nobody(circle: Any) -> None:
    thank(circle)
    with connection.cursor() as cursor:
        cursor.execute("SELECT moment, effect FROM recognition_thanks")
        stored = " ".join(cursor.fetchone())
    [event] = EventRecord.objects.filter(kind="recognition.thanks-given")

    assert "silence" not in stored
    assert (event.payload, event.actor_person_id) == ({"group_ref": circle.group.ref}, None)


def test_somebody_of_the_same_program_can_be_thanked(circle: Any) -> None:
    from factories import enroll

    other = make_person(circle.organization)
    with pytest.raises(actions.NobodyThere):
        thank(circle, recipient=other)
    enroll(circle.program, [other])
    thank(circle, recipient=other)

    assert len(queries.thanks_to(other.pk)) == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"recipient": None}, actions.NobodyThere),
        ({"moment": " "}, actions.NothingSaid),
        ({"moment": "x" * 501}, actions.TooLong),
        ({"effect": "x" * 501}, actions.TooLong),
    ],
)
def test_what_is_no_thanks_is_refused(circle: Any, fields: Any, refusal: Any) -> None:
    with pytest.raises(refusal):
        thank(circle, **fields)


def test_nobody_thanks_themselves_or_from_outside(circle: Any) -> None:
    with pytest.raises(actions.NobodyThere):
        thank(circle, recipient=circle.members[0])
    with pytest.raises(Forbidden):
        thank(circle, actor=actor_of(circle.manager))


def test_everything_kept_of_thanks_can_be_taken_along(circle: Any) -> None:
    thank(circle)
    kept = {
        "moment": "You let the silence stand",
        "effect": "I found my own answer",
        "given_on": "2026-11-24",
    }

    assert queries.stored_about(circle.members[0].pk) == [{"direction": "given", **kept}]
    assert queries.stored_about(circle.members[1].pk) == [{"direction": "received", **kept}]
