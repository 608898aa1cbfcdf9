"""The room in the browser: what each person sees, what their buttons do, what changed since."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.rooms import make_room_world
from junto.domain.catalog import queries as catalog
from junto.domain.goals.models import Commitment
from junto.domain.groups.models import GroupMember
from junto.domain.sessions import room_queries as queries
from junto.domain.sessions.models import PrivateNote, RoomEntry, RoomEvent
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def with_clients(world: SimpleNamespace) -> SimpleNamespace:
    world.clients = [signed_in(person) for person in world.members]
    world.url = reverse("room:room", kwargs={"ref": world.session})
    return world


@pytest.fixture
def triad(settings: Any) -> Iterator[SimpleNamespace]:
    world = with_clients(make_room_world())
    with tenancy.scope(world.organization.pk):
        yield world


def act(world: SimpleNamespace, place: int, do: str, **fields: Any) -> Any:
    url = reverse("room:act", kwargs={"ref": world.session})
    return world.clients[place].post(url, {"do": do, **fields})


def page(world: SimpleNamespace, place: int) -> str:
    return str(world.clients[place].get(world.url).content.decode())


def seen(world: SimpleNamespace, place: int) -> Any:
    context = world.clients[place].get(world.url).context
    return SimpleNamespace(view=context["view"], token=context["token"])


def begin(world: SimpleNamespace) -> None:
    for place in range(len(world.members)):
        act(world, place, "arrive")
    act(world, 0, "open")


def go_to(world: SimpleNamespace, kind: str) -> None:
    for _ in range(40):
        view = seen(world, 0).view
        if view.kind == kind or view.phase != "running":
            return
        act(world, 0, "next", step=view.position)


def test_the_waiting_room_says_who_is_here_and_begins_with_one_press(
    triad: SimpleNamespace,
) -> None:
    assert "Come in" in page(triad, 0)
    act(triad, 0, "arrive")
    waiting = page(triad, 0)
    assert "It takes 2 people to begin." in waiting
    act(triad, 1, "arrive")
    assert "Begin the session" in page(triad, 0)
    assert "So few run “Reciprocal pair coaching” instead of “Triad coaching”." in page(triad, 0)
    act(triad, 2, "arrive")
    act(triad, 0, "open")
    running = page(triad, 1)
    assert "Arrive and agree" in running
    assert "Stage 1 of 5" in running


def test_a_page_that_is_current_gets_an_empty_answer(triad: SimpleNamespace) -> None:
    begin(triad)
    token = seen(triad, 1).token
    url = reverse("room:state", kwargs={"ref": triad.session})
    answer = triad.clients[1].get(url, {"seen": token})
    assert (answer.status_code, answer.content) == (204, b"")
    quiet = [person.ref for person in triad.members].index(seen(triad, 1).view.coming[0])
    act(triad, quiet, "hand")
    news = triad.clients[1].get(url, {"seen": token})
    assert (news.status_code, b"hand up" in news.content) == (200, True)


def test_asking_for_news_takes_as_many_queries_however_long_the_log(
    triad: SimpleNamespace,
) -> None:
    begin(triad)
    url = reverse("room:state", kwargs={"ref": triad.session})
    counts = []
    for _ in range(2):
        token = seen(triad, 1).token
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert triad.clients[1].get(url, {"seen": token}).status_code == 204
        counts.append(len(asked))
        for _ in range(10):
            act(triad, 0, "pause")
            act(triad, 0, "resume")
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def test_each_of_a_triad_sees_their_own_role_and_the_roles_move_on(
    triad: SimpleNamespace,
) -> None:
    begin(triad)
    held = []
    for _ in range(3):
        go_to(triad, "practice")
        held.append([seen(triad, place).view.roles[0].id for place in range(3)])
        act(triad, 0, "next", step=seen(triad, 0).view.position)
    assert [sorted(roles) for roles in zip(*held, strict=True)] == [
        ["coach", "learner", "observer"]
    ] * 3


def test_whose_turn_it_is_ends_it_with_one_press_that_names_who_is_next(
    triad: SimpleNamespace,
) -> None:
    begin(triad)
    view = seen(triad, 0).view
    refs = [person.ref for person in triad.members]
    first, second = refs.index(view.floor), refs.index(view.coming[0])
    name = triad.members[second].full_name.split()[0]
    assert f"Done, {name}&#x27;s next" in page(triad, first)
    assert "Done," not in page(triad, second)
    assert "About 60 seconds each." in page(triad, second)
    act(triad, first, "done", step=view.position, turn=view.turn)
    assert seen(triad, 0).view.floor == refs[second]


def test_a_press_on_an_old_page_changes_nothing(triad: SimpleNamespace) -> None:
    begin(triad)
    for _ in range(2):
        act(triad, 0, "next", step=0)
    assert seen(triad, 0).view.position == 1


def test_what_is_asked_can_be_written_and_says_who_reads_it(triad: SimpleNamespace) -> None:
    begin(triad)
    go_to(triad, "reflect")
    views = [seen(triad, place) for place in range(3)]
    observer = [view.view.roles[0].id for view in views].index("observer")
    text = page(triad, observer)
    assert "Only you read it." in text
    assert "nobody else." in text
    number = views[observer].view.number
    act(triad, observer, "write", output="journal", text="Wait longer.", seen=number)
    assert "Wait longer." in page(triad, observer)
    others = [place for place in range(3) if place != observer]
    assert all("Wait longer." not in page(triad, place) for place in others)
    assert RoomEntry.objects.count() == 1


def test_several_fields_become_one_text(triad: SimpleNamespace) -> None:
    begin(triad)
    go_to(triad, "reflect")
    observer = [seen(triad, place).view.roles[0].id for place in range(3)].index("observer")
    fields = {
        "text:question": "What else?",
        "label:question": "A question",
        "text:effect": "It opened.",
        "label:effect": "What it did",
    }
    number = seen(triad, observer).view.number
    act(triad, observer, "write", output="coach-feedback", seen=number, **fields)
    assert RoomEntry.objects.get().text == "A question: What else?\nWhat it did: It opened."


def test_what_was_typed_and_not_sent_is_there_again(triad: SimpleNamespace) -> None:
    begin(triad)
    go_to(triad, "reflect")
    view = seen(triad, 0).view
    key = f"journal-{view.position}"
    triad.clients[0].post(
        reverse("home:drafts"), {"_form": f"room:{triad.session.ref}:{key}", "text": "Half a"}
    )
    assert "Half a</textarea>" in page(triad, 0)
    assert "Half a" not in page(triad, 1)
    fields = {"output": "journal", "text": "Half a thought", "slot": key, "seen": view.number}
    act(triad, 0, "write", **fields)
    assert "Half a</textarea>" not in page(triad, 0)
    assert "Half a thought" in page(triad, 0)


def test_a_next_step_is_kept_from_the_stage_that_asks_for_it(triad: SimpleNamespace) -> None:
    begin(triad)
    go_to(triad, "commit")
    assert "My next step" in page(triad, 1)
    act(triad, 1, "step", what="Ask twice", cue="Monday stand-up", by="2031-01-02")
    assert [(each.do, each.session_ref) for each in Commitment.objects.all()] == [
        ("Ask twice", triad.session.ref)
    ]


def test_notes_are_kept_for_their_writer(triad: SimpleNamespace) -> None:
    begin(triad)
    act(triad, 2, "note", note="Breathe.")
    assert PrivateNote.objects.get().text == "Breathe."
    assert ["Breathe." in page(triad, place) for place in range(3)] == [False, False, True]


def test_a_session_that_is_over_leads_to_what_comes_after(triad: SimpleNamespace) -> None:
    begin(triad)
    for _ in range(40):
        view = seen(triad, 0).view
        if view.phase == "closing":
            break
        act(triad, 0, "next", step=view.position)
    assert "All stages are done" in page(triad, 1)
    act(triad, 1, "end")
    assert "The session is over" in page(triad, 0)


def test_who_leaves_is_out_and_may_come_back(triad: SimpleNamespace) -> None:
    begin(triad)
    answer = act(triad, 2, "leave")
    assert answer.status_code == 302
    assert len(seen(triad, 0).view.seats) == 2
    assert "The session has begun" in page(triad, 2)
    act(triad, 2, "arrive")
    assert len(seen(triad, 0).view.seats) == 3


def test_somebody_taken_out_of_the_group_sees_nothing_on_the_next_request(
    triad: SimpleNamespace,
) -> None:
    begin(triad)
    GroupMember.objects.filter(person=triad.members[2]).update(ended_at=triad.session.starts_at)
    url = reverse("room:state", kwargs={"ref": triad.session})
    assert triad.clients[2].get(triad.url).status_code == 404
    assert triad.clients[2].get(url, {"seen": "x"}).status_code == 404
    assert act(triad, 2, "next", step=0).status_code == 404


def test_the_same_press_sent_twice_counts_once(triad: SimpleNamespace) -> None:
    begin(triad)
    go_to(triad, "reflect")
    number = seen(triad, 0).view.number
    fields = {"output": "journal", "text": "Once.", "seen": number, "_key": "k" * 20}
    answers = [act(triad, 0, "write", **fields) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [triad.url] * 2
    assert RoomEntry.objects.count() == 1


def test_a_facilitator_from_outside_has_a_screen_and_leads() -> None:
    world = make_room_world(
        5, "facilitated-group-coaching", kind="group_coaching", minutes=83, facilitator=True
    )
    with_clients(world)
    guide = signed_in(world.guide)
    with tenancy.scope(world.organization.pk):
        act_url = reverse("room:act", kwargs={"ref": world.session})
        guide.post(act_url, {"do": "arrive"})
        for place in range(5):
            act(world, place, "arrive")
        guide.post(act_url, {"do": "open"})
        text = guide.get(world.url).content.decode()
        assert "You lead" in text
        assert "Facilitator" in text
        assert "You lead" not in page(world, 0)
        guide.post(act_url, {"do": "next", "step": 0})
        assert seen(world, 0).view.position == 1


LIVE = [fmt for fmt in catalog.list_formats() if fmt.modes.live]


@pytest.mark.parametrize("fmt", LIVE, ids=lambda fmt: fmt.id)
def test_every_live_format_runs_from_start_to_end_on_its_pages(fmt: Any) -> None:
    has_guide = any(role.external for role in fmt.roles)
    world = make_room_world(
        min(fmt.group.ideal, 9), fmt.id, kind="circle", minutes=120, facilitator=has_guide
    )
    with_clients(world)
    if world.guide:
        world.clients.append(signed_in(world.guide))
    with tenancy.scope(world.organization.pk):
        for place in range(len(world.clients)):
            act(world, place, "arrive")
        act(world, 0, "open")
        refs = [
            *(person.ref for person in world.members),
            *([world.guide.ref] if has_guide else []),
        ]
        stages = []
        for _ in range(60):
            view = seen(world, 0).view
            if view.phase != "running":
                break
            stages.append(view.position)
            leader = refs.index(view.leaders[0])
            assert "Next stage" in page(world, leader)
            act(world, leader, "next", step=view.position)
        assert stages == list(range(len(world.session.__class__.objects.get().timeline["steps"])))
        act(world, refs.index(seen(world, 0).view.leaders[0]), "end")
        assert "The session is over" in page(world, 0)


def test_the_group_says_at_the_end_whether_it_reached_what_it_wanted() -> None:
    world = with_clients(make_room_world(expected_outcome="One thing each stops doing"))
    with tenancy.scope(world.organization.pk):
        begin(world)
        go_to(world, "none")
        assert "One thing each stops doing" in page(world, 2)
        act(world, 2, "reached:partly")
        world.session.refresh_from_db()
        assert world.session.reached == "partly"


def test_a_circle_of_nine_fits_the_round() -> None:
    world = with_clients(make_room_world(9, "peer-advisory-forum", kind="circle", minutes=117))
    with tenancy.scope(world.organization.pk):
        begin(world)
        assert "round n9 r-live" in page(world, 0)


def test_at_the_end_the_group_sees_who_is_up_next() -> None:
    world = with_clients(make_room_world(5, "peer-advisory-forum", kind="circle", minutes=93))
    with tenancy.scope(world.organization.pk):
        begin(world)
        leads = seen(world, 0).view.leaders[0]
        place = [person.ref for person in world.members].index(leads)
        assert "Who is up next" not in page(world, 0)
        for _ in range(20):
            view = seen(world, place).view
            if view.place == view.places:
                break
            act(world, place, "next", step=view.position)
        text = page(world, 0)
        now, coming = world.session.__class__.objects.get().timeline, queries.roles_to_come
        presenter = now["cast"]["rounds"]["deep"][0]["presenter"][0]
        expected = [each["presenter"] for each in coming(world.session)]
        assert expected[0] == presenter
        name = next(each.full_name for each in world.members if each.ref == expected[1])
        assert f"Presenter: <bdi>{name.split()[0]}</bdi>" in text
        assert "Who is up next" in text


# ---------------------------------------------------------------- preparing


def test_preparing_asks_one_question_a_page_and_stops_anywhere(triad: SimpleNamespace) -> None:
    begin_url = reverse("room:prepare", kwargs={"ref": triad.session})
    first = reverse("room:question", kwargs={"ref": triad.session, "number": 1})
    second = reverse("room:question", kwargs={"ref": triad.session, "number": 2})
    client = triad.clients[0]
    assert client.get(begin_url)["Location"] == first
    assert "Prepare, 1 of 2" in client.get(first).content.decode()
    answer = client.post(first, {"text": "The merger.", "go": "next"})
    assert answer["Location"] == second
    assert client.get(begin_url)["Location"] == second
    client.post(second, {"text": "Shorter questions", "go": "share"})
    assert "Your group can read this." in client.get(second).content.decode()
    assert "The merger." in client.get(first).content.decode()


def test_what_was_shared_is_shown_in_the_stage_that_uses_it(triad: SimpleNamespace) -> None:
    second = reverse("room:question", kwargs={"ref": triad.session, "number": 2})
    triad.clients[0].post(second, {"text": "Longer silences", "go": "share"})
    begin(triad)
    assert "Longer silences" not in page(triad, 1)
    go_to(triad, "practice")
    assert "Longer silences" in page(triad, 1)


# ---------------------------------------------------------------- trying it alone


def test_trying_it_alone_runs_a_whole_session_that_nobody_else_sees(
    triad: SimpleNamespace,
) -> None:
    client = triad.clients[0]
    url = reverse("room:try", kwargs={"format_id": "consultation-circle"})
    act_url = reverse("room:try-act", kwargs={"format_id": "consultation-circle"})
    before = client.get(url).content.decode()
    assert "with 5 simulated peers" in before
    client.post(act_url, {"do": "open"})
    view = client.get(url).context["view"]
    assert (view.phase, len(view.seats)) == ("running", 6)
    client.post(act_url, {"do": "next", "step": 0})
    assert RoomEvent.objects.count() == 0
    assert triad.clients[1].get(url).context["view"].phase == "waiting"


def test_a_rehearsal_ends_by_itself_within_about_three_minutes(triad: SimpleNamespace) -> None:
    from junto.interfaces.web.room import rehearsal

    for fmt in catalog.list_formats():
        if not fmt.modes.live:
            continue
        script = rehearsal.script_of(fmt)
        room = rehearsal.rehearse(script, "me", (), 2.0 * script.promised_seconds)
        assert room.ended_at is not None
        assert room.ended_at <= 1.4 * script.promised_seconds


def test_the_screen_on_the_wall_shows_the_turn_and_nothing_of_ones_own(
    triad: SimpleNamespace,
) -> None:
    begin(triad)
    act(triad, 0, "note", note="Mine alone")
    wall = triad.clients[0].get(reverse("room:wall", kwargs={"ref": triad.session}))
    shown = wall.content.decode()
    speaks = next(each.person for each in seen(triad, 0).view.seats if each.has_floor)
    name = next(each.full_name for each in triad.members if each.ref == speaks)

    assert (name in shown, "Mine alone" in shown, "<textarea" in shown) == (True, False, False)
    again = wall.context["token"]
    state = reverse("room:wall-state", kwargs={"ref": triad.session})
    assert triad.clients[0].get(state, {"seen": again}).status_code == 204
