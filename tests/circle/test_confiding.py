"""A broken promise is told to one person: the two read it, nobody else, and nothing counts it."""

from types import SimpleNamespace

import pytest
from django.db import connection

from factories import NOW, actor_of
from junto.domain.circle import confiding, deliveries, policies, queries
from junto.domain.circle.models import Confidence
from junto.domain.groups import membership
from junto.domain.overview import queries as overview
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord

TEXT = "My numbers were told outside."


def told(world: SimpleNamespace, to: int | None = None) -> Confidence:
    return confiding.tell_in_confidence(
        group=world.group,
        reader=world.guide if to is None else world.members[to],
        text=TEXT,
        promise="What is said here stays here.",
        actor=world.actors[0],
        now=NOW,
    )


def test_one_tells_the_facilitator_the_manager_or_another_member(world: SimpleNamespace) -> None:
    found = queries.listeners_of(world.group, world.members[0].pk)

    assert [(each.person, each.role) for each in found] == [
        (world.guide, "facilitator"),
        (world.manager, "manager"),
        *((each, "member") for each in world.members[1:]),
    ]


def test_the_two_read_it_and_nobody_else(world: SimpleNamespace) -> None:
    row = told(world)
    everybody = [world.guide, world.manager, *world.members]

    may_read = [each for each in everybody if policies.read_confidence(actor_of(each), row)]
    listed = [each for each in everybody if queries.confidences_of(world.group, each.pk)]
    assert may_read == listed == [world.guide, world.members[0]]


def test_it_is_stored_encrypted_and_leaves_no_event(world: SimpleNamespace) -> None:
    before = EventRecord.objects.count()
    row = told(world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM circle_confidence WHERE id = %s", [row.pk])
        stored = str(cursor.fetchone()[0])

    assert TEXT not in stored
    assert EventRecord.objects.count() == before


def test_nobody_is_told_who_has_nothing_to_do_with_the_group(world: SimpleNamespace) -> None:
    with pytest.raises(confiding.NobodyThere):
        told(world, to=0)
    for nobody in (world.guide, world.manager):
        with pytest.raises(Forbidden):
            confiding.tell_in_confidence(
                group=world.group,
                reader=world.members[0],
                text=TEXT,
                actor=actor_of(nobody),
                now=NOW,
            )


def test_whoever_was_told_answers_and_only_the_writer_takes_it_back(
    world: SimpleNamespace,
) -> None:
    row = told(world, to=1)
    confiding.answer_confidence(
        confidence=row, text=" Let us talk. ", actor=world.actors[1], now=NOW
    )
    for actor, act in (
        (world.actors[0], policies.answer_confidence),
        (world.actors[1], policies.take_back),
    ):
        assert act(actor, row) is False
    confiding.take_back_confidence(confidence=row, actor=world.actors[0], now=NOW)

    assert row.answer == "Let us talk."
    assert Confidence.objects.count() == 0


def test_the_mail_says_that_there_is_something_and_not_what(world: SimpleNamespace) -> None:
    row = told(world, to=1)
    payload = {"confidence": row.ref, "person": world.members[1].pk}
    mail = deliveries.render_news(payload)
    membership.leave_group(
        group=world.group,
        person=world.members[1],
        actor=actor_of(world.manager, "program_manager"),
        now=NOW,
    )

    assert mail is not None
    assert mail.to == world.members[1].email
    assert TEXT not in mail.body
    assert world.members[0].full_name not in mail.subject + mail.body
    assert deliveries.render_news(payload) is None


def test_what_somebody_told_is_in_what_is_stored_about_them_alone(world: SimpleNamespace) -> None:
    told(world, to=1)
    about = [overview.everything_about(each)["circle"] for each in world.members[:2]]

    assert [[each["told_in_confidence"] for each in rows] for rows in about] == [[TEXT], []]
