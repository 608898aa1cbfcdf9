"""A session in writing: each when it suits them, nothing shown too early, nothing lost."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW, actor_of
from factories.rooms import make_room_world
from junto.domain.assessments import queries as assessments
from junto.domain.assessments.enums import RoundState
from junto.domain.groups.models import GroupMember
from junto.domain.sessions import ballots, pulses, votes, writing
from junto.domain.sessions import room_actions as room
from junto.domain.sessions.models import Attendance, RoomEntry, RoomEvent, Session
from junto.foundation import tenancy
from junto.foundation.access import Forbidden

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def world_of(format_id: str, people: int) -> SimpleNamespace:
    return make_room_world(people, format_id, kind="circle", minutes=60)


@pytest.fixture
def circle() -> Iterator[SimpleNamespace]:
    made = world_of("consultation-circle", 5)
    with tenancy.scope(made.organization.pk):
        writing.begin(session=made.session, actor=made.actors[0], now=NOW)
        yield made


@pytest.fixture
def forum() -> Iterator[SimpleNamespace]:
    made = world_of("discussion-forum", 5)
    with tenancy.scope(made.organization.pk):
        yield made


def sees(world: SimpleNamespace, person: Any, at: datetime) -> writing.Writing:
    return writing.see(world.session, person, at)


def say(
    world: SimpleNamespace, person: Any, part: int, text: str, at: datetime, **more: str
) -> Any:
    seen = sees(world, person, at).shown[part]
    output = more.pop("output", next(each.name for each in seen.asks if not each.vote))
    draft = writing.Draft(part, output, text, **more)
    return writing.post(session=world.session, draft=draft, actor=actor_of(person), now=at)


def presenter(world: SimpleNamespace) -> Any:
    held = sees(world, world.members[0], NOW).cast.roles["presenter"][0]
    return next(each for each in world.members if each.ref == held)


def texts(world: SimpleNamespace, person: Any, part: int, at: datetime) -> set[str]:
    return {each.text for each in sees(world, person, at).shown[part].posts}


def test_ideas_stay_hidden_until_all_peers_wrote_and_then_only_the_presenter_reads_them(
    circle: SimpleNamespace,
) -> None:
    first = presenter(circle)
    peers = [each for each in circle.members if each != first]
    say(circle, first, 0, "My case", NOW + HOUR)
    later = NOW + 26 * HOUR
    for place, peer in enumerate(peers):
        say(circle, peer, 2, f"Idea {place}", later, output="ideas")
        assert texts(circle, peer, 2, later) == {f"Idea {place}"}
        expected = {f"Idea {n}" for n in range(4)} if place == 3 else set()
        assert texts(circle, first, 2, later) == expected
    assert {frozenset(texts(circle, each, 0, later)) for each in circle.members} == {
        frozenset({"My case"})
    }


def test_nobody_posts_in_a_part_that_has_not_begun_or_that_asks_others(
    circle: SimpleNamespace,
) -> None:
    first = presenter(circle)
    peer = next(each for each in circle.members if each != first)
    draft = writing.Draft(2, "ideas", "Too early")
    with pytest.raises(writing.NotYet):
        writing.post(session=circle.session, draft=draft, actor=actor_of(peer), now=NOW)
    mine = writing.Draft(0, writing.SAID, "Not my case")
    with pytest.raises(Forbidden):
        writing.post(session=circle.session, draft=mine, actor=actor_of(peer), now=NOW)
    assert RoomEntry.objects.count() == 0


def test_what_comes_after_a_part_is_over_is_kept(circle: SimpleNamespace) -> None:
    late = NOW + 30 * HOUR
    first = presenter(circle)
    assert sees(circle, first, late).shown[0].part.is_over
    say(circle, first, 0, "Here it is after all", late)
    assert texts(circle, circle.members[0], 0, late) == {"Here it is after all"}


def test_whoever_leads_goes_on_without_waiting_and_others_cannot(circle: SimpleNamespace) -> None:
    held = sees(circle, circle.members[0], NOW).cast.roles["facilitator"][0]
    lead = next(each for each in circle.members if each.ref == held)
    other = next(each for each in circle.members if each != lead)
    with pytest.raises(Forbidden):
        writing.go_on(session=circle.session, part=0, actor=actor_of(other), now=NOW + HOUR)
    assert writing.go_on(session=circle.session, part=0, actor=actor_of(lead), now=NOW + HOUR)
    assert not writing.go_on(session=circle.session, part=0, actor=actor_of(lead), now=NOW + HOUR)
    assert sees(circle, lead, NOW + HOUR).shown[1].part.is_begun


def test_a_forum_begins_by_itself_counts_answers_and_ends_as_any_session(
    forum: SimpleNamespace,
) -> None:
    writing.look_after(NOW - HOUR)
    assert Session.objects.get().writing is None
    writing.look_after(NOW)
    forum.session.refresh_from_db()
    for person in forum.members[:4]:
        say(forum, person, 0, f"From {person.full_name}", NOW + HOUR)
    unsaid = forum.members[4]
    assert texts(forum, unsaid, 0, NOW + HOUR) == set()
    late = NOW + 73 * HOUR
    assert len(texts(forum, unsaid, 0, late)) == 4
    above = RoomEntry.objects.order_by("pk").first()
    assert above is not None
    for person in forum.members[1:]:
        for n in range(2):
            writing.reply(
                session=forum.session,
                ref=above.ref,
                text=f"Answer {n}",
                actor=actor_of(person),
                now=late,
            )
    part = sees(forum, unsaid, late).shown[1].part
    assert [part.has_posted(each.ref) for each in forum.members] == [False, *[True] * 4]
    assert len(sees(forum, unsaid, late).shown[0].posts[0].answers) == 8
    GroupMember.objects.filter(person=forum.members[0]).update(ended_at=None)
    over = NOW + 500 * HOUR
    writing.look_after(over)
    forum.session.refresh_from_db()
    assert (forum.session.state, forum.session.ended_at) == ("ended", over)
    was = dict(Attendance.objects.values_list("person_id", "was"))
    assert was == {each.pk: "present" for each in forum.members}
    assert pulses.people_to_ask(forum.session) == sorted(
        forum.members, key=lambda each: (each.full_name, each.pk)
    )


def test_who_wrote_nothing_was_away_and_nothing_is_taken_once_it_is_over(
    forum: SimpleNamespace,
) -> None:
    writing.begin(session=forum.session, actor=forum.actors[0], now=NOW)
    say(forum, forum.members[0], 0, "Only me", NOW + HOUR)
    over = NOW + 500 * HOUR
    writing.look_after(over)
    was = dict(Attendance.objects.values_list("person_id", "was"))
    assert was == {
        each.pk: "present" if place == 0 else "absent" for place, each in enumerate(forum.members)
    }
    forum.session.refresh_from_db()
    draft = writing.Draft(0, "post", "Once more")
    with pytest.raises(writing.NotYet):
        writing.post(session=forum.session, draft=draft, actor=forum.actors[0], now=over)


@pytest.mark.django_db(transaction=True)
def test_votes_are_asked_without_names_in_their_part_and_shown_once_it_is_over() -> None:
    made = world_of("learning-lab", 6)
    with tenancy.scope(made.organization.pk):
        writing.begin(session=made.session, actor=made.actors[0], now=NOW)
        for person in made.members:
            say(made, person, 0, f"Card of {person.full_name}", NOW + HOUR)
        then = NOW + 2 * HOUR
        for person in made.members[:2]:
            say(made, person, 1, f"Pattern of {person.full_name}", then)
        asks = {each.vote: each for each in sees(made, made.members[0], then).shown[1].asks}
        assert {each.ref for each in asks[votes.DOTS].among} == {
            each.ref for each in RoomEntry.objects.filter(output="pattern")
        }
        chosen = asks[votes.DOTS].among[0].ref
        number = RoomEvent.objects.count()
        for actor in made.actors:
            writing.answer(
                session=made.session,
                output="vote",
                answers={chosen: 2},
                words="",
                actor=actor,
                now=then,
            )
        assert (RoomEvent.objects.count(), writing.counted(made.session)) == (number, [])
        later = NOW + 100 * HOUR
        writing.look_after(later)
        assert assessments.rounds_about(f"ballot:{made.session.ref}:", state=RoundState.OPEN) == []
        output, stage, tally = writing.counted(made.session)[0]
        assert (output.id, stage, tally.at_least) == ("vote", "vote", 4)
        with pytest.raises(ballots.NotOpen):
            writing.answer(
                session=made.session,
                output="vote",
                answers={chosen: 1},
                words="",
                actor=made.actors[0],
                now=later,
            )


def test_a_group_too_small_for_the_format_is_told_and_nothing_begins() -> None:
    made = world_of("learning-lab", 3)
    with tenancy.scope(made.organization.pk):
        with pytest.raises(room.CannotOpenNow):
            writing.begin(session=made.session, actor=made.actors[0], now=NOW)
        made.session.refresh_from_db()
        assert (made.session.writing, made.session.state) == (None, "planned")
