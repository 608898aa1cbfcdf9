"""Panels of stages that play, argue and try: differences, sides, injects, experiments."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW, actor_of
from factories.rooms import add_session, begin, make_room_world
from junto.domain.assessments.models import Round
from junto.domain.sessions import experiments, room_queries
from junto.domain.sessions import room_actions as room
from junto.domain.sessions.models import RoomEntry
from junto.foundation import tenancy

World = Callable[..., SimpleNamespace]

pytestmark = pytest.mark.django_db


@pytest.fixture
def running() -> Iterator[World]:
    """A session that has begun and was led to a stage, in the scope of its organization."""
    with ExitStack() as scopes:

        def make(format_id: str, stage: str, people: int = 5, **more: Any) -> SimpleNamespace:
            world = make_room_world(people, format_id, kind="circle", **more)
            scopes.enter_context(tenancy.scope(world.organization.pk))
            if world.guide:
                world.members = [*world.members, world.guide]
            begin(world.session, world.members)
            world.clients = []
            for person in world.members:
                world.clients.append(Client())
                world.clients[-1].force_login(person.user)
            go_to(world, stage)
            return world

        yield make


def go_to(world: SimpleNamespace, stage: str) -> None:
    for _ in range(40):
        found = room_queries.load_room(world.session)
        if found.step is None or found.step.stage.id == stage:
            return
        room.advance(session=world.session, step=found.position, actor=awake(world), now=NOW)


def act(world: SimpleNamespace, place: int, do: str, **fields: Any) -> None:
    url = reverse("room:act", kwargs={"ref": world.session})
    assert world.clients[place].post(url, {"do": do, **fields}).status_code == 302


def page(world: SimpleNamespace, place: int) -> str:
    url = reverse("room:room", kwargs={"ref": world.session})
    return str(world.clients[place].get(url).content.decode())


def card(text: str) -> str:
    return next(each.ref for each in RoomEntry.objects.all() if each.text == text)


def state(text: str) -> str:
    return next(each.state for each in RoomEntry.objects.all() if each.text == text)


def queries_of(world: SimpleNamespace, place: int) -> int:
    url = reverse("room:room", kwargs={"ref": world.session})
    with CaptureQueriesContext(connection) as asked:
        assert world.clients[place].get(url).status_code == 200
    return len(asked)


def is_paused(world: SimpleNamespace) -> bool:
    return room_queries.load_room(world.session).paused_at is not None


# ---------------------------------------------------------------- we see this differently


def test_a_difference_ends_agreed_only_once_each_side_was_heard(running: World) -> None:
    world = running("structured-controversy", "cross", 6)
    act(world, 0, "differ", text="Speed matters most")
    root = card("Speed matters most")
    stood_still = is_paused(world)
    act(world, 1, "differ-side", card=root, text="Trust matters most")
    act(world, 0, "differ-end:agreed", card=root)
    too_early = state("Speed matters most")
    act(world, 0, "differ-back", card=root, text="You fear that we lose people")
    act(world, 1, "differ-not-yet", card=root)
    act(world, 0, "differ-back", card=root, text="Without trust nobody is fast")
    act(world, 1, "differ-yes", card=root)
    act(world, 1, "differ-back", card=root, text="Waiting costs us the market")
    act(world, 2, "differ-yes", card=root)
    act(world, 0, "differ-yes", card=root)
    act(world, 0, "differ-end:agreed", card=root)

    assert (stood_still, too_early, is_paused(world)) == (True, "open", False)
    assert [
        state(text)
        for text in (
            "Speed matters most",
            "You fear that we lose people",
            "Without trust nobody is fast",
            "Waiting costs us the market",
        )
    ] == ["agreed", "not-yet", "heard", "heard"]


def test_nobody_takes_both_sides_and_no_third_one_ends_it(running: World) -> None:
    world = running("structured-controversy", "cross", 6)
    act(world, 0, "differ", text="Speed")
    root = card("Speed")
    act(world, 0, "differ-side", card=root, text="Trust")
    act(world, 1, "differ", text="Another one meanwhile")
    outsider = next(
        place
        for place in (2, 3, 4)
        if world.members[place].ref not in room_queries.load_room(world.session).leaders()
    )
    act(world, outsider, "differ-end:parked", card=root)
    before = state("Speed")
    act(world, 0, "differ-end:parked", card=root)

    assert RoomEntry.objects.filter(output="differently").count() == 1
    assert (before, state("Speed"), is_paused(world)) == ("asked", "parked", False)
    assert "Parked" in page(world, 3)


# ---------------------------------------------------------------- a crisis


def crisis(running: World, stage: str) -> tuple[SimpleNamespace, dict[str, int], int]:
    """A crisis at a stage, the place of each role's holder, and that of whoever runs it."""
    world = running("crisis-simulation", stage, 6, facilitator=True)
    refs = [each.ref for each in world.members]
    held = room_queries.load_room(world.session).roles()
    places = {role: refs.index(who[0]) for role, who in held.items() if who and who[0] in refs}
    return world, places, refs.index(world.guide.ref) if world.guide.ref in refs else len(refs)


def test_news_reach_one_role_alone_and_nobody_before_the_release(running: World) -> None:
    world, places, guide = crisis(running, "read")
    act(world, guide, "inject", text="The backup is gone", to="operations", phase=1, minute=2)
    held = [("The backup" in page(world, n)) for n in range(len(world.clients))]
    act(world, places["voice"], "inject-now", card=card("The backup is gone"))
    stolen = state("The backup is gone")
    act(world, guide, "inject-now", card=card("The backup is gone"))
    reached = {n for n in range(len(world.clients)) if "The backup" in page(world, n)}

    assert held.count(True) == 1
    assert (stolen, reached) == ("held", {guide, places["operations"]})


def test_each_who_acts_owes_a_line_and_the_others_do_not_see_who(running: World) -> None:
    world, places, guide = crisis(running, "huddle")
    act(world, places["voice"], "part", text="Staff hear it on the radio")
    voice, people = page(world, places["voice"]), page(world, places["people"])

    assert ["Give my part" in text for text in (voice, people)] == [False, True]
    assert ["Still to come" in text for text in (voice, people)] == [False, False]
    assert "Still to come" in page(world, guide)
    assert "Staff hear it" in people


# ---------------------------------------------------------------- experiments


def test_an_open_card_lies_on_the_table_of_the_next_session_and_a_learned_one_does_not(
    running: World,
) -> None:
    world = running("learning-lab", "cards", 6)
    lines = {"line:tried": "Stand up at noon", "line:expected": "Fewer mails"}
    act(world, 0, "experiment", **lines)
    act(world, 1, "experiment", **{"line:tried": "No slides", "line:so": "Keep it"})
    act(world, 1, "experiment-line", card=card("Stand up at noon"), part="so", text="Not mine")
    hidden = any("Stand up at noon" in page(world, place) for place in range(1, 6))
    go_to(world, "gallery")
    seen = page(world, 1)
    act(world, 0, "experiment-line", card=card("Stand up at noon"), part="happened", text="Calm")
    circle = reverse("groups:circle", kwargs={"ref": world.group})
    on_page = world.clients[2].get(circle).content.decode()
    others = Client()
    others.force_login(world.manager.user)
    by_others = others.get(circle).content.decode()
    learned = {each.text: each.state for each in experiments.experiments_of(world.group)}
    later = make_next(world, "learning-lab")
    world.session = later
    begin(later, world.members)
    go_to(world, "cards")
    next_time = page(world, 2)

    assert (hidden, "Fewer mails" in seen) == (False, True)
    assert learned == {"Stand up at noon": "tried", "No slides": "learned"}
    assert ["Stand up at noon" in text for text in (on_page, by_others)] == [True, False]
    assert ["Stand up at noon" in next_time, "No slides" in next_time] == [True, False]


def make_next(world: SimpleNamespace, format_id: str) -> Any:
    room.end(session=world.session, actor=awake(world), now=NOW)
    return add_session(world.group, 2, format_id, minutes=100, starts_at=NOW)


def awake(world: SimpleNamespace) -> Any:
    found = room_queries.load_room(world.session)
    leaders = found.leaders(room_queries.away(world.session, found, NOW))
    return next(actor_of(each) for each in world.members if each.ref in leaders)


# ---------------------------------------------------------------- sides and small groups


def lean(world: SimpleNamespace, output: str, *places: int) -> None:
    for who, place in enumerate(places):
        act(world, who, "rate", output=output, **{"at:lean": place, "at:sure": 5})


def test_a_debate_shows_how_the_group_moved_once_both_answers_are_counted(running: World) -> None:
    world = running("structured-controversy", "open", 6)
    lean(world, "before", 1, 2, 2, 3, 8, 8)
    go_to(world, "swap")
    swapped = page(world, 0)
    go_to(world, "lean")
    lean(world, "after", 5, 5, 6, 6, 7, 7)
    Round.objects.filter(state="closed").update(state="sealed")
    during = page(world, 0)
    go_to(world, "moved")
    Round.objects.filter(state="closed").update(state="sealed")
    after = page(world, 0).partition('id="moved-h"')[2].partition("</section>")[0]

    assert ["now argues the case of" in swapped, "moved-h" in during] == [True, False]
    assert [figure in after for figure in ("<b>4.0</b>", "<b>6.0</b>")] == [True, True]
    assert [each.full_name for each in world.members if each.full_name in after] == []


def test_small_groups_are_shown_by_name_to_everybody(running: World) -> None:
    world = running("case-study-analysis", "seats", 6)
    text = page(world, 0).partition('id="small-h"')[2].partition("</section>")[0]

    names = [each.full_name.split()[0] for each in world.members[1:]]
    assert (text.count("<b>Group"), text.count("Yours")) == (2, 1)
    assert [name for name in names if name not in text] == []
    assert "Then: Reports." in text


def test_panels_of_stages_read_little(running: World) -> None:
    world = running("crisis-simulation", "huddle", 6, facilitator=True)
    few = queries_of(world, 0)
    for who in range(4):
        act(world, who, "part", text=f"Part {who}")
    many = queries_of(world, 0)

    assert many == few
