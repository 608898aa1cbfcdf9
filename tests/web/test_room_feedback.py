"""Cards of feedback in a room: who reads them, when, and how they are taken back."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factories import NOW, actor_of
from factories.rooms import begin, make_room_world
from junto.domain.sessions import feedback_cards, room_queries
from junto.domain.sessions import room_actions as room
from junto.domain.sessions.models import RoomEntry
from junto.foundation import tenancy
from junto.foundation.drafts.models import Draft

World = Callable[..., SimpleNamespace]

pytestmark = pytest.mark.django_db


@pytest.fixture
def running() -> Iterator[World]:
    """A session that has begun and was led to a stage, in the scope of its organization."""
    with ExitStack() as scopes:

        def make(format_id: str, stage: str, people: int, kind: str) -> SimpleNamespace:
            world = make_room_world(people, format_id, kind=kind)
            scopes.enter_context(tenancy.scope(world.organization.pk))
            begin(world.session, world.members)
            world.clients = []
            for person in world.members:
                world.clients.append(Client())
                world.clients[-1].force_login(person.user)
            while room_queries.load_room(world.session).step.stage.id != stage:  # type: ignore[union-attr]
                go_on(world)
            return world

        yield make


def awake(world: SimpleNamespace) -> Any:
    found = room_queries.load_room(world.session)
    refs = found.leaders(room_queries.away(world.session, found, NOW))
    return next(actor_of(each) for each in world.members if each.ref in refs)


def go_on(world: SimpleNamespace) -> None:
    step = room_queries.load_room(world.session).position
    room.advance(session=world.session, step=step, actor=awake(world), now=NOW)


def act(world: SimpleNamespace, place: int, do: str, **fields: Any) -> None:
    url = reverse("room:act", kwargs={"ref": world.session})
    assert world.clients[place].post(url, {"do": do, **fields}).status_code == 302


def page(world: SimpleNamespace, place: int) -> str:
    url = reverse("room:room", kwargs={"ref": world.session})
    return str(world.clients[place].get(url).content.decode())


def after(world: SimpleNamespace, place: int) -> str:
    url = reverse("after:session", kwargs={"ref": world.session})
    return str(world.clients[place].get(url).content.decode())


def write(world: SimpleNamespace, place: int, text: str, *to: int, output: str = "skill") -> None:
    refs = [world.members[each].ref for each in to]
    act(world, place, "card-to", output=output, to=refs, **{"text:helped": text})


def readers(world: SimpleNamespace, text: str, where: Callable[..., str] = page) -> list[int]:
    return [place for place in range(len(world.members)) if text in where(world, place)]


@pytest.fixture
def learning(running: World) -> SimpleNamespace:
    """Five people in the stage of a set that asks for cards."""
    return running("action-learning-set", "learn", 5, "circle")


def test_a_card_is_read_by_its_writer_alone_until_the_stage_is_over(
    learning: SimpleNamespace,
) -> None:
    write(learning, 0, "You waited for her", 1, 2)
    held = readers(learning, "You waited for her")
    go_on(learning)

    assert held == [0]
    assert readers(learning, "You waited for her") == [0, 1, 2]
    assert "From <bdi>Amara</bdi>" in page(learning, 1)


def test_a_card_is_found_after_the_session_by_whom_it_is_for_and_nobody_else(
    learning: SimpleNamespace,
) -> None:
    write(learning, 0, "You waited for her", 1)
    room.end(session=learning.session, actor=awake(learning), now=NOW)
    learning.session.refresh_from_db()

    assert readers(learning, "You waited for her", after) == [1]
    assert readers(learning, "You waited for her") == [0, 1]


def test_a_card_is_taken_back_until_the_stage_ends_and_not_after(learning: SimpleNamespace) -> None:
    write(learning, 0, "Too quick", 1)
    write(learning, 0, "Thought over", 1)
    refs = {each.text: each.ref for each in RoomEntry.objects.all()}
    act(learning, 1, "card-back", entry=refs["Too quick"])
    act(learning, 0, "card-back", entry=refs["Too quick"])
    left = sorted(each.text for each in RoomEntry.objects.all())
    go_on(learning)
    act(learning, 0, "card-back", entry=refs["Thought over"])

    assert refs.keys() == {"Too quick", "Thought over"}
    assert left == ["Thought over"]
    assert [each.text for each in RoomEntry.objects.all()] == ["Thought over"]


def test_a_card_to_nobody_or_to_oneself_is_given_back_to_its_writer(
    learning: SimpleNamespace,
) -> None:
    position = str(room_queries.load_room(learning.session).position)
    mine = learning.members[0].ref
    for fields in ({}, {"to": mine}):
        sent = {"output": "skill", "position": position, "text:helped": "For whom", **fields}
        act(learning, 0, "card-to", **sent)

    assert RoomEntry.objects.count() == 0
    assert Draft.objects.count() == 1
    assert "For whom</textarea>" in page(learning, 0)


def test_a_card_begun_in_the_stage_arrives_although_the_room_went_on(
    learning: SimpleNamespace,
) -> None:
    seen = room_queries.last_number(learning.session)
    go_on(learning)
    to = learning.members[1].ref
    late = {"text:try": "Ask once more", "seen": str(seen)}
    act(learning, 0, "card-to", output="skill", to=to, **late)
    act(learning, 0, "card-to", output="skill", to=to, **{"text:try": "Not asked for"})

    assert readers(learning, "Ask once more") == [0, 1]
    assert readers(learning, "Not asked for") == []


def test_each_round_gives_its_cards_when_its_stage_ends(running: World) -> None:
    world = running("role-play-practice", "notes", 3, "triad")
    roles = room_queries.load_room(world.session).roles()
    places = {each.ref: place for place, each in enumerate(world.members)}
    learner, coach = places[roles["learner"][0]], places[roles["coach"][0]]
    form = page(world, coach)
    asked = [place for place in range(3) if 'value="card-to"' in page(world, place)]
    fields = {"output": "feedback", "text:worked": "I heard you out", "label:worked": "It worked"}
    act(world, coach, "card-to", **fields)
    held = readers(world, "I heard you out")
    go_on(world)

    assert asked == sorted({0, 1, 2} - {learner})
    assert [label in form for label in ("What I saw or heard", "with better words")] == [True] * 2
    assert held == [coach]
    assert readers(world, "I heard you out") == sorted([coach, learner])
    assert RoomEntry.objects.get().text == "It worked: I heard you out"


def test_what_is_no_card_is_not_written_as_one(learning: SimpleNamespace) -> None:
    with pytest.raises(room.Forbidden):
        feedback_cards.write_cards(
            session=learning.session,
            output="team-learning",
            to=[learning.members[1].ref],
            text="Aside",
            actor=learning.actors[0],
            now=NOW,
        )
    assert RoomEntry.objects.count() == 0


def test_a_role_play_has_a_brief_for_one_and_tells_what_changed(running: World) -> None:
    world = running("role-play-practice", "set", 3, "triad")
    roles = room_queries.load_room(world.session).roles()
    places = {each.ref: place for place, each in enumerate(world.members)}
    learner, coach = places[roles["learner"][0]], places[roles["coach"][0]]
    seen = room_queries.last_number(world.session)
    act(world, learner, "write", output="brief", text="You think I want your job", seen=seen)
    go_on(world)
    brief = readers(world, "You think I want your job")
    while room_queries.load_room(world.session).step.stage.id != "notes":  # type: ignore[union-attr]
        go_on(world)
    act(world, coach, "card-to", output="feedback", **{"text:change": "Name it sooner"})
    go_on(world)
    in_second_take = readers(world, "Name it sooner")
    go_on(world)
    seen = room_queries.last_number(world.session)
    act(world, learner, "write", output="changed", text="I named it in the first minute", seen=seen)

    assert brief == in_second_take == sorted([learner, coach])
    assert readers(world, "I named it in the first minute") == [0, 1, 2]
