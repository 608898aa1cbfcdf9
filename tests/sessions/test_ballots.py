"""Votes, places on scales and words without a name: when they count and what is kept of them."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from factories import NOW, actor_of
from factories.rooms import begin, make_room_world
from junto.domain.assessments import actions as assessment_actions
from junto.domain.assessments.models import OpenAnswers, OpenWords, Participation, Round
from junto.domain.sessions import ballots, room_queries
from junto.domain.sessions import room_actions as room
from junto.domain.sessions.ballots import Is
from junto.domain.sessions.models import RoomEvent
from junto.foundation import idempotency, roundkeys, tenancy
from junto.foundation.events.models import EventRecord
from junto.foundation.idempotency.models import ProcessedKey

pytestmark = pytest.mark.django_db(transaction=True)

World = Callable[..., SimpleNamespace]


@pytest.fixture
def running() -> Iterator[World]:
    """A session of a format that has begun, in the scope of its organization from then on."""
    with ExitStack() as scopes:

        def make(people: int = 5, format_id: str = "structured-controversy") -> SimpleNamespace:
            world = make_room_world(people, format_id, kind="circle")
            scopes.enter_context(tenancy.scope(world.organization.pk))
            begin(world.session, world.members)
            return world

        yield make


def go_to(world: SimpleNamespace, stage: str) -> None:
    for _ in range(40):
        found = room_queries.load_room(world.session)
        if found.step is None or found.step.stage.id == stage:
            return
        advance(world)


def advance(world: SimpleNamespace) -> None:
    found = room_queries.load_room(world.session)
    [leader, *_] = found.leaders()
    actor = next(actor_of(each) for each in world.members if each.ref == leader)
    room.advance(session=world.session, step=found.position, actor=actor, now=NOW)


def output(world: SimpleNamespace, name: str) -> Any:
    script = room_queries.load_room(world.session).script
    assert script is not None
    return next(each for each in script.fmt.outputs if each.id == name)


def ballot(world: SimpleNamespace, name: str, stage: str) -> ballots.Ballot:
    return ballots.ballot_of(world.session, output(world, name), stage)


def cast(world: SimpleNamespace, place: int, name: str, **answers: Any) -> None:
    how = {key: answers.pop(key) for key in ("dots", "words") if key in answers}
    ballots.cast(
        session=world.session,
        output=name,
        answers=answers,
        actor=world.actors[place],
        now=NOW,
        **how,
    )


def test_answers_are_changed_until_the_stage_is_left_and_counted_then(running: World) -> None:
    world = running(6)
    for place in range(5):
        cast(world, place, "before", lean=place, sure=5)
    cast(world, 0, "before", lean=10, sure=4)
    during = ballot(world, "before", "open")
    mine = ballots.own(during, world.members[0].pk)
    seen = (during.state, ballots.progress(during), ballots.tally(during))
    advance(world)
    found = ballots.tally(ballot(world, "before", "open"))

    assert mine == {"lean": 10, "sure": 4}
    assert seen == (Is.OPEN, 4, None)
    assert found is not None
    assert (found.at_least, found.means) == (4, {"lean": (4.0, 4.0), "sure": (4.8, 4.8)})
    assert found.counts == {}
    with pytest.raises(ballots.NotOpen):
        cast(world, 1, "before", lean=1, sure=1)


def test_a_single_answer_to_a_scale_shows_in_nothing(running: World) -> None:
    world = running(4)
    for place in range(4):
        cast(world, place, "before", lean=place)
    cast(world, 3, "before", lean=3, sure=9)
    advance(world)
    found = ballots.tally(ballot(world, "before", "open"))

    assert found is not None
    assert (set(found.means), found.points) == ({"lean"}, {})


def test_three_answers_are_shown_to_nobody(running: World) -> None:
    world = running(6)
    for place in range(3):
        cast(world, place, "before", lean=place, sure=5)
    advance(world)
    left = ballot(world, "before", "open")

    assert (left.state, ballots.tally(left)) == (Is.SEALED, None)


def test_fewer_than_four_are_not_asked(running: World) -> None:
    world = running(4)
    room.leave(session=world.session, actor=world.actors[3], now=NOW)
    go_to(world, "lean")

    assert ballot(world, "after", "lean").state is Is.FEW
    with pytest.raises(ballots.NotOpen):
        cast(world, 0, "after", lean=5, sure=5)


def test_whoever_comes_while_it_is_open_is_asked_too(running: World) -> None:
    world = running(6)
    room.leave(session=world.session, actor=world.actors[5], now=NOW)
    go_to(world, "lean")
    before = ballots.is_asked(ballot(world, "after", "lean"), world.members[5].pk)
    room.arrive(session=world.session, actor=world.actors[5], now=NOW)

    assert before is False
    assert ballots.is_asked(ballot(world, "after", "lean"), world.members[5].pk) is True


def test_dots_add_up_and_nobody_has_more_than_the_cap(running: World) -> None:
    world = running(5, "learning-huddle")
    go_to(world, "vote")
    for place, given in enumerate([(2, 0), (1, 1), (0, 2), (0, 2), (0, 0)]):
        cast(world, place, "topic-vote", a=given[0], b=given[1], dots=2)
    with pytest.raises(ballots.NotAnAnswer):
        cast(world, 0, "topic-vote", a=2, b=1, dots=2)
    own = ballots.own(ballot(world, "topic-vote", "vote"), world.members[1].pk)
    advance(world)
    found = ballots.tally(ballot(world, "topic-vote", "vote"))

    assert own == {"a": 1, "b": 1}
    assert found is not None
    assert found.points == {"a": 3, "b": 5}


def test_words_are_shown_line_by_line_in_the_order_of_the_alphabet(running: World) -> None:
    world = running(5, "innovation-workshop")
    go_to(world, "premortem")
    texts = ["Too late\nNobody asked", "Budget", "a rival", "Zeal"]
    for place, text in enumerate(texts):
        cast(world, place, "risk", words=text)
    mine = ballots.own_words(ballot(world, "risk", "premortem"), world.members[1].pk)
    with pytest.raises(ballots.TooLong):
        cast(world, 4, "risk", words="x" * 501)
    advance(world)
    found = ballots.tally(ballot(world, "risk", "premortem"))

    assert mine == "Budget"
    assert found is not None
    assert found.words == ("a rival", "Budget", "Nobody asked", "Too late", "Zeal")


def test_whoever_leads_counts_before_the_stage_is_over(running: World) -> None:
    world = running(5, "peer-advisory-forum")
    go_to(world, "choose")
    for place in range(4):
        cast(world, place, "topic-vote", a=1, dots=1)
    [leader] = room_queries.load_room(world.session).leaders()
    actor = next(actor_of(each) for each in world.members if each.ref == leader)
    before = room_queries.last_number(world.session)
    ballots.close(session=world.session, output="topic-vote", actor=actor, now=NOW)
    found = ballots.tally(ballot(world, "topic-vote", "choose"))
    news = RoomEvent.objects.get(session=world.session, number=before + 1)

    assert found is not None
    # All four: told as "2 or more", for the exact number would tell what each of them gave.
    assert (found.points, found.or_more) == ({"a": 2}, {"a"})
    assert (news.payload, news.person) == ({"counted": "topic-vote"}, None)


def test_the_end_of_the_session_closes_what_is_open(running: World) -> None:
    world = running(5)
    for place in range(4):
        cast(world, place, "before", lean=5, sure=5)
    [leader, *_] = room_queries.load_room(world.session).leaders()
    actor = next(actor_of(each) for each in world.members if each.ref == leader)
    room.end(session=world.session, actor=actor, now=NOW)

    assert ballot(world, "before", "open").state is Is.SEALED


def test_an_answer_leaves_no_line_no_event_and_no_form_behind(running: World) -> None:
    world = running(5)
    before = (RoomEvent.objects.count(), EventRecord.objects.count(), ProcessedKey.objects.count())
    token = idempotency.current.set(idempotency.PendingKey(owner="user:1", key="k"))
    try:
        cast(world, 0, "before", lean=5, sure=5)
    finally:
        idempotency.current.reset(token)

    assert before == (
        RoomEvent.objects.count(),
        EventRecord.objects.count(),
        ProcessedKey.objects.count(),
    )


# ---------------------------------------------------------------- the files

BALLOTS = 10


def test_whoever_saw_the_order_of_the_votes_learns_nothing_from_the_rows(
    running: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assessment_actions, "chance", random.Random(7))
    monkeypatch.setattr("secrets.randbits", random.Random(8).getrandbits)
    orders = list(permutations(range(5)))
    random.Random(9).shuffle(orders)
    world = running(5)
    truth: dict[int, list[int]] = {}
    for said in orders[:BALLOTS]:
        for place, lean in enumerate(said):
            cast(world, place, "before", lean=lean, words=f"I lean {lean}")
        row = ballot(world, "before", "open").round
        assert row is not None
        truth[row.pk] = list(said)
        row.topic = f"done:{row.pk}"
        row.save(update_fields=["topic"])
        assessment_actions.close_round(
            round_=row, actor=assessment_actions.system(row.organization_id), now=NOW
        )
        row.refresh_from_db()
        assert assessment_actions.seal_closed(rounds=[row], now=NOW) == 1
        # Coming in opens the ballot of the stage anew.
        room.leave(session=world.session, actor=world.actors[4], now=NOW)
        room.arrive(session=world.session, actor=world.actors[4], now=NOW)
    sealed = set(Round.objects.filter(pk__in=truth).values_list("ref", flat=True))
    places = ("", "ORDER BY rowid") if connection.vendor == "sqlite" else ("", "ORDER BY ctid")
    guesses = []
    for order in places:
        found: dict[int, list[int]] = {key: [] for key in truth}
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT round_id, "values" FROM assessments_answers {order}')
            for key, stored in cursor.fetchall():
                values = stored if isinstance(stored, dict) else json.loads(stored)
                found[key].append(values["lean"])
        guesses.append(
            sum(
                guess == real
                for key, said in truth.items()
                for guess, real in zip(found[key], said, strict=True)
            )
        )

    # Blind guessing is right once a ballot, with a variance of one.
    assert [n for n in guesses if n > BALLOTS + 3 * BALLOTS**0.5] == []
    assert OpenAnswers.objects.filter(round_id__in=truth).count() == 0
    assert OpenWords.objects.filter(round_id__in=truth).count() == 0
    assert Participation.objects.filter(round_id__in=truth).count() == BALLOTS * 5
    assert roundkeys.exist(sealed) == set()
