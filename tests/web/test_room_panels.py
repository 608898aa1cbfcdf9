"""Panels of a stage: ideas, votes, topics, questions, what waits, and short activities."""

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
from factories.rooms import begin, make_room_world
from junto.domain.assessments.models import Round
from junto.domain.sessions import activities, ballots, room_queries
from junto.domain.sessions import room_actions as room
from junto.domain.sessions.models import RoomEntry, RoomEvent, RoomMark
from junto.foundation import tenancy
from junto.foundation.drafts.models import Draft

World = Callable[..., SimpleNamespace]

pytestmark = pytest.mark.django_db


@pytest.fixture
def running() -> Iterator[World]:
    """A session that has begun and was led to a stage, in the scope of its organization."""
    with ExitStack() as scopes:

        def make(format_id: str, stage: str, people: int = 5) -> SimpleNamespace:
            world = make_room_world(people, format_id, kind="circle")
            scopes.enter_context(tenancy.scope(world.organization.pk))
            begin(world.session, world.members)
            world.clients = []
            for person in world.members:
                world.clients.append(Client())
                world.clients[-1].force_login(person.user)
            go_to(world, stage)
            return world

        yield make


def leader(world: SimpleNamespace) -> int:
    [first, *_] = room_queries.load_room(world.session).leaders()
    return [each.ref for each in world.members].index(first)


def go_on(world: SimpleNamespace) -> None:
    """Whoever may does so: a leader whom nobody has seen for a while does not lead."""
    found = room_queries.load_room(world.session)
    awake = found.leaders(room_queries.away(world.session, found, NOW))
    actor = next(actor_of(each) for each in world.members if each.ref in awake)
    room.advance(session=world.session, step=found.position, actor=actor, now=NOW)


def go_to(world: SimpleNamespace, stage: str) -> None:
    for _ in range(40):
        found = room_queries.load_room(world.session)
        if found.step is None or found.step.stage.id == stage:
            return
        go_on(world)


def act(world: SimpleNamespace, place: int, do: str, **fields: Any) -> None:
    url = reverse("room:act", kwargs={"ref": world.session})
    assert world.clients[place].post(url, {"do": do, **fields}).status_code == 302


def page(world: SimpleNamespace, place: int) -> str:
    url = reverse("room:room", kwargs={"ref": world.session})
    return str(world.clients[place].get(url).content.decode())


def card(text: str) -> str:
    return next(each.ref for each in RoomEntry.objects.all() if each.text == text)


def write(world: SimpleNamespace, output: str, *texts: str) -> None:
    for place, text in enumerate(texts):
        act(world, place, "idea", output=output, text=text)


def seal() -> None:
    """What happens after the commit, which a test's transaction never reaches."""
    Round.objects.filter(state="closed").update(state="sealed")


def queries_of(world: SimpleNamespace, place: int) -> int:
    url = reverse("room:room", kwargs={"ref": world.session})
    with CaptureQueriesContext(connection) as asked:
        assert world.clients[place].get(url).status_code == 200
    return len(asked)


# ---------------------------------------------------------------- ideas


def test_others_ideas_are_hidden_until_one_has_written(running: World) -> None:
    world = running("group-problem-solving", "cause-write")
    write(world, "cause", "Nobody owns the list", "The list is old")

    assert ["Nobody owns" in page(world, place) for place in (0, 1, 2)] == [True, True, False]
    go_to(world, "cause-talk")
    assert "Nobody owns" in page(world, 2)


def test_a_sheet_goes_one_seat_on_in_each_round_and_shows_no_name(running: World) -> None:
    world = running("innovation-workshop", "write")
    write(world, "idea", *[f"Seed {place}" for place in range(5)])
    first = [[n for n in range(5) if f"Seed {n}" in page(world, place)] for place in range(5)]
    go_on(world)
    second = [page(world, place) for place in range(5)]
    sheets = [
        [n for n in range(5) if f'said">Seed {n}' in text.partition("<details")[0]]
        for text in second
    ]
    go_to(world, "sort")
    names = [each.full_name.split()[0] for each in world.members]
    ideas = page(world, 0).partition('aria-label="Ideas"')[2].partition("</section>")[0]

    assert first == [[0], [1], [2], [3], [4]]
    assert sheets == [[4], [0], [1], [2], [3]]
    assert [name for name in names if name in ideas] == []
    assert [n for n in range(5) if f"Seed {n}" in ideas] == [0, 1, 2, 3, 4]


def test_cards_are_put_in_a_heap_named_and_taken_out(running: World) -> None:
    world = running("innovation-workshop", "write")
    write(world, "idea", "Alpha", "Beta", "Gamma")
    go_to(world, "sort")
    act(world, 1, "sort", card=[card("Alpha"), card("Beta")], heap="new", name="Ask sooner")
    heap = card("Ask sooner")
    under = sorted(each.text for each in RoomEntry.objects.filter(parent__ref=heap))
    act(world, 2, "sort", card=[card("Alpha")], heap="")
    act(world, 2, "rename-heap", card=heap, name="Ask early")
    act(world, 2, "rename-heap", card=card("Gamma"), name="Not a heap")

    assert under == ["Alpha", "Beta"]
    assert [each.text for each in RoomEntry.objects.filter(parent__ref=heap)] == ["Beta"]
    assert sorted(each.text for each in RoomEntry.objects.all()) == [
        "Alpha",
        "Ask early",
        "Beta",
        "Gamma",
    ]
    assert "Ask early" in page(world, 0)


def test_a_card_begun_is_there_after_a_reload_and_gone_once_added(running: World) -> None:
    world = running("group-problem-solving", "cause-write")
    position = room_queries.load_room(world.session).position
    form = f"room:{world.session.ref}:idea-cause-{position}"
    url = reverse("home:drafts")
    world.clients[0].post(url, {"_form": form, "text": "Half a thought"})
    kept = page(world, 0)
    act(world, 0, "idea", output="cause", position=position, text="A thought")

    assert "Half a thought" in kept
    assert Draft.objects.filter(form=form).count() == 0


# ---------------------------------------------------------------- votes


def test_dots_without_names_count_once_the_stage_is_left_and_ties_are_said(
    running: World,
) -> None:
    world = running("learning-huddle", "drop")
    write(world, "nugget", "Alpha", "Beta", "Gamma")
    go_to(world, "vote")
    for place, given in enumerate([(2, 0), (0, 2), (2, 0), (0, 2)]):
        dots = {f"dot:{card('Alpha')}": given[0], f"dot:{card('Beta')}": given[1]}
        act(world, place, "dots", output="topic-vote", **dots)
    before = (page(world, 0), RoomMark.objects.count(), RoomEvent.objects.count())
    act(world, 4, "dots", output="topic-vote", **{f"dot:{card('Beta')}": 1})
    act(world, 4, "dots", output="topic-vote", **{f"dot:{card('Alpha')}": 9})
    refused = page(world, 4)
    same = (RoomMark.objects.count(), RoomEvent.objects.count())
    go_to(world, "talk")
    seal()
    after = page(world, 1)

    assert "Take some back and send them again." in refused
    assert "Yours is in." in before[0]
    assert "4 or more have answered." in before[0]
    assert "level" not in before[0]
    assert same == before[1:]
    assert "5 dots" in after
    assert "4 or more answered." in after


def test_with_fewer_than_four_the_page_says_why_it_takes_no_vote(running: World) -> None:
    world = running("learning-huddle", "drop", people=4)
    room.leave(session=world.session, actor=world.actors[3], now=NOW)
    go_to(world, "vote")
    told = page(world, 0)

    assert "Answers without names take at least 4 people." in told
    assert 'value="dots"' not in told


def test_words_without_names_show_after_the_stage_and_not_before(running: World) -> None:
    world = running("innovation-workshop", "premortem")
    for place, text in enumerate(["Too late", "Nobody asked", "Budget", "A rival"]):
        act(world, place, "words", output="risk", words=text)
    during = page(world, 4)
    go_to(world, "mend")
    seal()
    after = page(world, 4)
    names = [each.full_name.split()[0] for each in world.members]
    told = after.partition('<ul class="cards')[2].partition("</ul>")[0]

    assert [text for text in ("Too late", "Budget") if text in during] == []
    assert [text for text in ("Too late", "Nobody asked", "Budget", "A rival") if text in told] == [
        "Too late",
        "Nobody asked",
        "Budget",
        "A rival",
    ]
    assert [name for name in names if name in told] == []
    assert RoomEntry.objects.count() == 0


def test_a_first_call_before_anything_is_put_up_is_in_words(running: World) -> None:
    world = running("case-study-analysis", "read")
    told = page(world, 0)

    assert 'value="words"' in told
    assert "Collect this aloud" not in told


def test_whoever_comes_too_late_gets_their_words_back(running: World) -> None:
    world = running("innovation-workshop", "premortem")
    go_to(world, "mend")
    act(world, 0, "words", output="risk", words="Too late")

    assert "your words were not kept: “Too late”" in page(world, 0)


def test_whoever_leads_may_count_early_and_nobody_else(running: World) -> None:
    world = running("peer-advisory-forum", "choose")
    act(world, 0, "topic", text="A hard talk")
    for place in range(4):
        act(world, place, "dots", output="topic-vote", **{f"dot:{card('A hard talk')}": 1})
    other = (leader(world) + 1) % 5
    act(world, other, "count", output="topic-vote")
    still_open = Round.objects.filter(state="open").count()
    act(world, leader(world), "count", output="topic-vote")
    seal()

    assert still_open == 1
    assert "2 dots or more" in page(world, other)


def test_options_are_scored_by_everybody_and_told_as_means_of_four(running: World) -> None:
    world = running("group-problem-solving", "option-write")
    write(world, "option", "Alpha", "Beta")
    go_to(world, "weigh")
    for place, effect in enumerate([2, 3, 4, 5]):
        given = {f"at:{card('Alpha')}.effect": effect, f"at:{card('Alpha')}.effort": 1}
        act(world, place, "rate", output="score", **given)
    act(world, 0, "rate", output="score", **{f"at:{card('Alpha')}.effect": 2})
    act(world, 4, "rate", output="score", **{f"at:{card('Beta')}.effect": 5})
    go_to(world, "decide")
    seal()
    told = page(world, 0).partition("What came of “Score”")[2].partition("</details>")[0]
    alpha, beta = told.partition("Beta")[0], told.partition("Beta")[2]

    assert "3.5" in alpha
    assert alpha.count("Fewer than 4 answered.") == 2
    assert beta.count("Fewer than 4 answered.") == 3


# ---------------------------------------------------------------- topics


def test_topics_come_by_votes_and_go_on_only_by_consent(running: World) -> None:
    world = running("learning-huddle", "drop")
    write(world, "nugget", "Alpha", "Beta")
    go_to(world, "vote")
    for place in range(4):
        act(world, place, "dots", output="topic-vote", **{f"dot:{card('Beta')}": 1})
    go_to(world, "talk")
    seal()
    board = page(world, 0).partition("What we talk about")[2]
    lead = leader(world)
    act(world, (lead + 1) % 5, "topic-begin", card=card("Beta"))
    refused = RoomEntry.objects.filter(state="now").count()
    act(world, lead, "topic-begin", card=card("Beta"))
    for place in range(5):
        act(world, place, "topic-up" if place < 2 else "topic-down", card=card("Beta"))
    told = page(world, 0)
    act(world, lead, "topic-more", card=card("Beta"))
    again = page(world, 0)
    act(world, lead, "topic-begin", card=card("Alpha"))
    states = {each.text: each.state for each in RoomEntry.objects.all()}

    assert board.index("Beta") < board.index("Alpha")
    assert refused == 0
    assert "More say move on (3 to 2)." in told
    assert "0 of 5 have said so." in again
    assert states == {"Beta": "done", "Alpha": "now"}


# ---------------------------------------------------------------- questions and what waits


def test_questions_are_collected_while_one_teaches_and_come_by_votes(running: World) -> None:
    world = running("peer-workshop", "input", people=6)
    act(world, 1, "ask", output="question", text="How long?")
    act(world, 2, "ask", output="question", text="What if not?")
    for place in (3, 4, 5):
        act(world, place, "up", card=card("What if not?"))
    act(world, 3, "up", card=card("What if not?"))
    go_to(world, "qa")
    text = page(world, 0)
    act(world, leader(world), "answered", card=card("What if not?"))
    found = RoomEntry.objects.get(ref=card("What if not?"))

    assert text.index("What if not?") < text.index("How long?")
    assert RoomMark.objects.filter(entry__ref=card("What if not?")).count() == 2
    assert found.state == "answered"
    assert "1 was answered" in page(world, 2)


def test_only_those_who_take_questions_mark_them_answered(running: World) -> None:
    world = running("peer-workshop", "input", people=6)
    held = room_queries.load_room(world.session).roles()
    refs = [each.ref for each in world.members]
    plain = refs.index(held["member"][0])
    takes = refs.index(held["leader"][0])
    act(world, plain, "ask", output="question", text="How long?")
    act(world, plain, "answered", card=card("How long?"))
    before = RoomEntry.objects.get().state
    act(world, takes, "answered", card=card("How long?"))

    assert (before, RoomEntry.objects.get().state) == ("asked", "answered")


def test_what_waits_is_kept_and_topics_for_next_time_are_voted_for(running: World) -> None:
    world = running("peer-workshop", "practice", people=6)
    act(world, 0, "park", output="next-topic", text="Saying no")
    act(world, 1, "park", output="next-topic", text="Saying yes")
    act(world, 2, "up", card=card("Saying yes"))
    text = page(world, 3).partition("Topics for next time")[2]

    assert text.index("Saying yes") < text.index("Saying no")


# ---------------------------------------------------------------- activities


def test_whoever_leads_shows_an_activity_to_everybody(running: World) -> None:
    world = running("learning-huddle", "talk")
    lead, key = leader(world), activities.library()[0].key
    other = (lead + 1) % 5
    before = ("Show a short activity" in page(world, lead), "Show a short" in page(world, other))
    act(world, other, "activity", activity=key)
    act(world, lead, "activity", activity=key)
    shown = "For everybody, until" in page(world, other)
    act(world, lead, "activity-over")

    assert before == (True, False)
    assert shown
    assert "For everybody, until" not in page(world, other)


def test_every_activity_has_a_purpose_steps_and_a_name_of_its_own() -> None:
    found = activities.library()

    assert {each.purpose for each in found} == set(activities.Purpose)
    assert len({each.key for each in found}) == len(found)
    assert [each.key for each in found if not (2 <= len(each.steps) <= 5)] == []


# ---------------------------------------------------------------- as many queries


@pytest.mark.parametrize(
    ("format_id", "stage", "output", "written"),
    [
        ("group-problem-solving", "cause-write", "cause", "cause-talk"),
        ("learning-huddle", "drop", "nugget", "vote"),
    ],
)
def test_a_page_asks_as_often_however_many_cards_there_are(
    running: World, format_id: str, stage: str, output: str, written: str
) -> None:
    world = running(format_id, stage)
    write(world, output, "One")
    few = queries_of(world, 0)
    for n in range(8):
        act(world, 1 + n % 4, "idea", output=output, text=f"Card {n}")
    many = queries_of(world, 0)
    go_to(world, written)

    assert few == many
    assert queries_of(world, 0) <= 45
    assert ballots.FEWEST == 4
