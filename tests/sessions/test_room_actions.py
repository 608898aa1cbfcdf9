"""The room of a session: its log is all there is, and everybody sees what is theirs."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError

from factories import NOW, actor_of, make_person
from factories.rooms import add_session, begin, make_room_world
from junto.domain.groups.models import GroupMember
from junto.domain.organizations.models import SupportContact
from junto.domain.sessions import presence, room_jobs, room_policies
from junto.domain.sessions import room_actions as room
from junto.domain.sessions import room_queries as queries
from junto.domain.sessions.models import Attendance, FormatContent, RoleTurn, RoomEntry, RoomEvent
from junto.foundation import tenancy
from junto.foundation.access import Forbidden
from junto.kernel.formats import format_from_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def triad() -> Any:
    world = make_room_world()
    with tenancy.scope(world.organization.pk):
        yield world


@pytest.fixture
def forum() -> Any:
    world = make_room_world(7, "peer-advisory-forum", kind="circle", minutes=105)
    with tenancy.scope(world.organization.pk):
        yield world


def sees(world: SimpleNamespace, place: int, at: datetime = NOW) -> Any:
    return queries.see_room(world.session, world.members[place], at).view


def leaders(world: SimpleNamespace, at: datetime) -> list[Any]:
    refs = set(sees(world, 0, at).leaders)
    return [actor_of(each) for each in world.members if each.ref in refs]


def step_on(world: SimpleNamespace, at: datetime) -> datetime:
    """Let the stage take its time and go on."""
    seen = sees(world, 0, at)
    after = max(at, datetime.fromtimestamp(seen.ends_at, tz=NOW.tzinfo))
    room.advance(
        session=world.session, step=seen.position, actor=leaders(world, after)[0], now=after
    )
    return after


def test_who_comes_in_is_present_and_the_room_opens_for_them(triad: SimpleNamespace) -> None:
    begin(triad.session, triad.members)
    assert [(each.was, each.person_id) for each in Attendance.objects.order_by("person_id")] == [
        ("present", each.pk) for each in triad.members
    ]
    assert (triad.session.state, triad.session.opened_at) == ("live", NOW)
    assert triad.session.timeline["format"] == "triad-coaching"
    assert sees(triad, 0).title == "Arrive and agree"


def test_in_a_triad_each_person_is_once_in_each_role(triad: SimpleNamespace) -> None:
    begin(triad.session, triad.members)
    held = sorted(
        (turn.person.full_name, turn.role, turn.round)
        for turn in RoleTurn.objects.select_related("person")
    )
    assert len(held) == 9
    assert len({(name, role) for name, role, _ in held}) == 9
    assert len({(role, round_) for _, role, round_ in held}) == 9


def test_a_triad_runs_to_its_end(triad: SimpleNamespace) -> None:
    begin(triad.session, triad.members)
    at = NOW
    for _ in range(40):
        if sees(triad, 0, at).phase != "running":
            break
        at = step_on(triad, at)
    closing = sees(triad, 0, at)
    assert closing.phase == "closing"
    end = datetime.fromtimestamp(closing.ends_at, tz=NOW.tzinfo)
    assert end - NOW == timedelta(minutes=75)
    room.end(session=triad.session, actor=triad.actors[1], now=end)
    triad.session.refresh_from_db()
    assert (triad.session.state, triad.session.ended_at) == ("ended", end)


def test_two_who_advance_at_once_go_on_by_one_step(triad: SimpleNamespace) -> None:
    begin(triad.session, triad.members)
    went = [
        room.advance(session=triad.session, step=0, actor=actor, now=NOW)
        for actor in triad.actors[:2]
    ]
    assert (went, sees(triad, 0).position) == ([True, False], 1)


def test_the_database_lets_one_entry_through_for_each_number(triad: SimpleNamespace) -> None:
    begin(triad.session, triad.members)
    number = queries.last_number(triad.session)
    with pytest.raises(IntegrityError):
        RoomEvent.objects.create(session=triad.session, number=number, at=NOW, kind="advanced")


def test_a_second_tap_on_done_changes_nothing(triad: SimpleNamespace) -> None:
    begin(triad.session, triad.members)
    seen = sees(triad, 0)
    speaker = next(each for each in triad.members if each.ref == seen.floor)
    taps = [
        room.finish_turn(session=triad.session, step=0, turn=0, actor=actor_of(speaker), now=NOW)
        for _ in range(2)
    ]
    assert taps == [True, False]
    assert sees(triad, 0).floor == seen.coming[0]


def test_only_who_has_the_floor_ends_the_turn(triad: SimpleNamespace) -> None:
    begin(triad.session, triad.members)
    seen = sees(triad, 0)
    other = next(each for each in triad.members if each.ref != seen.floor)
    with pytest.raises(Forbidden):
        room.finish_turn(session=triad.session, step=0, turn=0, actor=actor_of(other), now=NOW)


def test_a_forum_of_seven_with_one_late_and_one_away_ends_on_time(forum: SimpleNamespace) -> None:
    late, away = forum.members[5], forum.members[6]
    begin(forum.session, forum.members[:5], now=NOW + timedelta(minutes=4))
    at, stages = NOW + timedelta(minutes=4), []
    while (seen := sees(forum, 0, at)).phase == "running":
        stages.append(seen.kind)
        over = 90 if seen.kind in ("check-in", "consult") else 0
        at = datetime.fromtimestamp(seen.ends_at + over, tz=NOW.tzinfo)
        if at >= NOW + timedelta(minutes=20):
            room.arrive(session=forum.session, actor=actor_of(late), now=at)
        room.advance(session=forum.session, step=seen.position, actor=leaders(forum, at)[0], now=at)
    room.end(session=forum.session, actor=leaders(forum, at)[0], now=at)
    assert at <= forum.session.ends_at
    assert {"consult", "reflect", "commit", "check-out"} <= set(stages)
    was = dict(Attendance.objects.values_list("person_id", "was"))
    assert (was[late.pk], was[away.pk]) == ("late", "absent")
    assert [was[each.pk] for each in forum.members[:5]] == ["present"] * 5


def test_only_the_facilitator_moves_a_forum_on(forum: SimpleNamespace) -> None:
    begin(forum.session, forum.members)
    refs = sees(forum, 0).leaders
    assert len(refs) == 1
    other = next(each for each in forum.members if each.ref not in refs)
    with pytest.raises(Forbidden):
        room.advance(session=forum.session, step=0, actor=actor_of(other), now=NOW)


def test_when_the_facilitator_has_been_gone_for_twenty_seconds_anybody_may_move_on(
    forum: SimpleNamespace,
) -> None:
    begin(forum.session, forum.members)
    (lead,) = sees(forum, 0).leaders
    other = next(each for each in forum.members if each.ref != lead)
    later = NOW + timedelta(seconds=21)
    for each in forum.members:
        if each.ref != lead:
            presence.note(forum.session.ref, each.ref, later)
    assert (
        queries.see_room(forum.session, other, NOW + timedelta(seconds=19)).view.may_lead is False
    )
    assert queries.see_room(forum.session, other, later).view.may_lead is True
    assert room.advance(session=forum.session, step=0, actor=actor_of(other), now=later) is True


def test_the_lead_is_handed_off_to_somebody_who_is_there(forum: SimpleNamespace) -> None:
    begin(forum.session, forum.members)
    (lead,) = sees(forum, 0).leaders
    actor = next(actor_of(each) for each in forum.members if each.ref == lead)
    to = next(each.ref for each in forum.members if each.ref != lead)
    room.hand_off_lead(session=forum.session, to=to, actor=actor, now=NOW)
    assert sees(forum, 0).leaders == (to,)


def test_the_room_is_the_same_after_a_restart(forum: SimpleNamespace) -> None:
    begin(forum.session, forum.members)
    step_on(forum, NOW)
    before = sees(forum, 2, NOW + timedelta(minutes=5))
    queries._kept.clear()
    assert sees(forum, 2, NOW + timedelta(minutes=5)) == before


def test_somebody_who_was_taken_out_of_the_group_sees_nothing_more(triad: SimpleNamespace) -> None:
    begin(triad.session, triad.members)
    assert room_policies.enter_room(triad.actors[2], triad.session) is True
    GroupMember.objects.filter(person=triad.members[2]).update(ended_at=NOW)
    assert room_policies.enter_room(triad.actors[2], triad.session) is False
    with pytest.raises(Forbidden):
        room.raise_hand(session=triad.session, actor=triad.actors[2], now=NOW)


def test_managers_and_admins_are_not_in_the_room(triad: SimpleNamespace) -> None:
    admin = make_person(triad.organization, roles=("org_admin",))
    assert room_policies.enter_room(actor_of(triad.manager), triad.session) is False
    assert room_policies.enter_room(actor_of(admin), triad.session) is False


def test_two_of_a_triad_have_a_pair_session(triad: SimpleNamespace) -> None:
    begin(triad.session, triad.members[:2])
    assert triad.session.timeline["format"] == "reciprocal-pair-coaching"


def test_one_person_alone_cannot_open_the_room(triad: SimpleNamespace) -> None:
    room.arrive(session=triad.session, actor=triad.actors[0], now=NOW)
    with pytest.raises(room.CannotOpenNow) as caught:
        room.open_room(session=triad.session, actor=triad.actors[0], now=NOW)
    assert (caught.value.reason.few, caught.value.reason.bound) == (True, 2)


def test_opening_twice_opens_once(triad: SimpleNamespace) -> None:
    begin(triad.session, triad.members)
    assert room.open_room(session=triad.session, actor=triad.actors[1], now=NOW) is False
    assert RoomEvent.objects.filter(kind="opened").count() == 1


def test_anybody_may_stop_the_clock_and_it_goes_on_where_it_stood(forum: SimpleNamespace) -> None:
    begin(forum.session, forum.members)
    refs = sees(forum, 0).leaders
    other = next(each for each in forum.members if each.ref not in refs)
    later = NOW + timedelta(minutes=1)
    room.pause(session=forum.session, actor=actor_of(other), now=later)
    assert sees(forum, 0, later + timedelta(minutes=9)).remaining == 120
    room.resume(session=forum.session, actor=actor_of(other), now=later + timedelta(minutes=9))
    assert sees(forum, 0, later + timedelta(minutes=10)).remaining == 60


def test_what_is_written_reaches_whom_the_format_says_and_nobody_else(
    triad: SimpleNamespace,
) -> None:
    begin(triad.session, triad.members)
    at = NOW
    while sees(triad, 0, at).kind != "reflect":
        at = step_on(triad, at)
    roles = queries.load_room(triad.session).roles()
    by = {role: next(p for p in triad.members if p.ref == who[0]) for role, who in roles.items()}
    actor = actor_of(by["observer"])
    room.write_entry(
        session=triad.session, output="coach-feedback", text=" You waited. ", actor=actor, now=at
    )
    room.write_entry(session=triad.session, output="journal", text="For me.", actor=actor, now=at)
    read = {
        role: [entry.text for entry in queries.entries_for(triad.session, person)]
        for role, person in by.items()
    }
    assert read == {
        "observer": ["You waited.", "For me."],
        "coach": ["You waited."],
        "learner": [],
    }


def test_what_somebody_began_to_write_is_kept_when_the_room_has_gone_on(
    triad: SimpleNamespace,
) -> None:
    begin(triad.session, triad.members)
    at = NOW
    while sees(triad, 0, at).kind != "reflect":
        at = step_on(triad, at)
    seen = sees(triad, 0, at).number
    step_on(triad, at)
    room.write_entry(
        session=triad.session,
        output="journal",
        text="Late, but kept.",
        actor=triad.actors[0],
        now=at,
        seen=seen,
    )
    assert [entry.text for entry in RoomEntry.objects.all()] == ["Late, but kept."]


def test_what_the_stage_does_not_ask_is_not_taken(triad: SimpleNamespace) -> None:
    begin(triad.session, triad.members)
    with pytest.raises(Forbidden):
        room.write_entry(
            session=triad.session, output="pulse", text="5", actor=triad.actors[0], now=NOW
        )


def test_presenting_goes_round_from_session_to_session(forum: SimpleNamespace) -> None:
    presented = []
    session = forum.session
    for number in range(1, 5):
        begin(session, forum.members)
        holder = RoleTurn.objects.get(session=session, role="presenter", round=1)
        presented.append(holder.person_id)
        (lead,) = queries.see_room(session, forum.members[0], NOW).view.leaders
        actor = next(actor_of(each) for each in forum.members if each.ref == lead)
        room.end(session=session, actor=actor, now=NOW)
        session = add_session(
            forum.group, number + 1, "peer-advisory-forum", minutes=105, starts_at=NOW
        )
    assert len(set(presented)) == 4


def run_once(world: SimpleNamespace, session: Any, people: list[Any]) -> str:
    """Hold a session at once; who presented."""
    begin(session, people)
    lead = queries.see_room(session, people[0], NOW).view.leaders[0]
    actor = next(actor_of(each) for each in people if each.ref == lead)
    room.end(session=session, actor=actor, now=NOW)
    return str(RoleTurn.objects.get(session=session, role="presenter", round=1).person.ref)


def test_who_is_away_when_it_is_their_turn_to_present_keeps_their_place(
    forum: SimpleNamespace,
) -> None:
    expected = queries.roles_to_come(forum.session)[0]["presenter"]
    present = [each for each in forum.members if each.ref != expected]
    first = run_once(forum, forum.session, present)
    again = add_session(forum.group, 2, "peer-advisory-forum", minutes=105, starts_at=NOW)
    assert first != expected
    assert run_once(forum, again, forum.members) == expected


def test_a_newcomer_has_no_claim_from_before_they_came(forum: SimpleNamespace) -> None:
    newcomer = forum.members[6]
    later = NOW + timedelta(days=30)
    GroupMember.objects.filter(person=newcomer).update(joined_at=later)
    run_once(forum, forum.session, forum.members[:6])
    coming = add_session(forum.group, 2, "peer-advisory-forum", minutes=105, starts_at=later)
    fmt = queries.find_format("peer-advisory-forum")
    (meeting,) = queries.meetings_before(coming, fmt)
    assert sorted(meeting.enrolled) == sorted(each.ref for each in forum.members[:6])


def test_the_forecast_names_who_presents_next(forum: SimpleNamespace) -> None:
    expected = queries.roles_to_come(forum.session)
    assert len({each["presenter"] for each in expected}) == 3
    begin(forum.session, forum.members)
    holder = RoleTurn.objects.get(session=forum.session, role="presenter", round=1)
    assert holder.person.ref == expected[0]["presenter"]


def test_a_session_that_everybody_left_is_ended_by_the_clock(triad: SimpleNamespace) -> None:
    begin(triad.session, triad.members)
    soon, later = NOW + timedelta(hours=4), NOW + timedelta(minutes=75, hours=3)
    assert room.end_forgotten(session=triad.session, now=soon) is False
    room_jobs.end_forgotten(later)
    triad.session.refresh_from_db()
    assert (triad.session.state, triad.session.ended_at) == ("ended", later)
    assert sees(triad, 0, later).phase == "ended"
    assert room.advance(session=triad.session, step=0, actor=triad.actors[0], now=later) is False


def test_a_facilitator_of_the_program_may_lead_a_group_that_needs_none() -> None:
    world = make_room_world(facilitator=True)
    with tenancy.scope(world.organization.pk):
        begin(world.session, [*world.members, world.guide])
        guide = queries.see_room(world.session, world.guide, NOW).view
        assert (guide.may_lead, guide.is_outside, len(guide.seats)) == (True, True, 3)
        assert [sees(world, place).may_lead for place in range(3)] == [False] * 3


def test_an_outside_facilitator_leads_from_a_screen_of_their_own() -> None:
    world = make_room_world(
        5, "facilitated-group-coaching", kind="group_coaching", minutes=83, facilitator=True
    )
    with tenancy.scope(world.organization.pk):
        begin(world.session, [world.guide, *world.members])
        seen = queries.see_room(world.session, world.guide, NOW).view
        assert (seen.may_lead, seen.is_outside, len(seen.seats)) == (True, True, 5)
        assert not Attendance.objects.filter(person=world.guide).exists()


def test_preparation_is_private_until_it_is_shared(triad: SimpleNamespace) -> None:
    asked = queries.questions(triad.session, triad.members[0])
    assert [each.key for each in asked] == ["focus", "skill"]
    for share in (False, True):
        room.save_preparation(
            session=triad.session,
            key="skill",
            text="Longer silences",
            share=share,
            actor=triad.actors[0],
            now=NOW,
        )
        seen = [
            len(queries.shared_with(triad.session, person, ("skill",))) for person in triad.members
        ]
        assert seen == ([1, 1, 1] if share else [1, 0, 0])


def test_a_question_for_the_presenter_is_asked_of_whose_turn_it_is(forum: SimpleNamespace) -> None:
    expected = queries.roles_to_come(forum.session)[0]["presenter"]
    asked = {
        person.ref: [each.key for each in queries.questions(forum.session, person)]
        for person in forum.members
    }
    assert {ref for ref, keys in asked.items() if "case" in keys} == {expected}


def test_notes_are_read_by_their_writer_alone(triad: SimpleNamespace) -> None:
    room.keep_note(session=triad.session, text="Mine.", actor=triad.actors[0], now=NOW)
    notes = [queries.note_of(triad.session, person) for person in triad.members]
    assert notes == ["Mine.", "", ""]


def test_everything_stored_about_somebody_can_be_taken_out(triad: SimpleNamespace) -> None:
    room.save_preparation(
        session=triad.session,
        key="skill",
        text="Silence",
        share=False,
        actor=triad.actors[0],
        now=NOW,
    )
    begin(triad.session, triad.members)
    room.keep_note(session=triad.session, text="Mine.", actor=triad.actors[0], now=NOW)
    (row,) = queries.stored_about(triad.members[0].pk)
    assert row == {
        "session": "Delegating without disappearing",
        "on": NOW.date().isoformat(),
        "said": "",
        "was": "present",
        "roles": ["learner", "observer", "coach"],
        "prepared": ["Silence"],
        "notes": "Mine.",
    }
    assert "notes" not in queries.stored_about(triad.members[1].pk)[0]


def test_a_sealed_session_begins_only_once_somebody_to_talk_to_is_named(
    triad: SimpleNamespace,
) -> None:
    contact = SupportContact.objects.get()
    SupportContact.objects.all().delete()
    for each in triad.actors:
        room.arrive(session=triad.session, actor=each, now=NOW)
    with pytest.raises(room.NobodyToTurnTo):
        room.open_room(session=triad.session, actor=triad.actors[0], now=NOW)
    triad.session.refresh_from_db()
    assert (triad.session.timeline, triad.session.state) == (None, "planned")
    SupportContact.objects.create(name=contact.name, how=contact.how)
    assert room.open_room(session=triad.session, actor=triad.actors[0], now=NOW)


def test_a_minute_more_comes_by_consent_and_the_log_alone_knows_who_agreed(
    triad: SimpleNamespace,
) -> None:
    begin(triad.session, triad.members)
    before = sees(triad, 0).seconds
    assert room.ask_for_more(session=triad.session, step=0, actor=triad.actors[0], now=NOW)
    with pytest.raises(Forbidden):
        room.answer_more(session=triad.session, step=0, yes=True, actor=triad.actors[0], now=NOW)
    room.answer_more(session=triad.session, step=0, yes=True, actor=triad.actors[2], now=NOW)
    assert [sees(triad, each).seconds for each in range(3)] == [before + 60] * 3


def test_a_format_edited_while_its_session_runs_changes_nothing_in_it(
    triad: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(triad.session, triad.members)
    before = sees(triad, 0)
    real = queries.find_format("triad-coaching")
    assert real is not None
    edited = {**real.source, "version": "2.0.0", "title": "Something else", "stages": []}
    newer = format_from_data({**edited, "stages": real.source["stages"][:1]})
    monkeypatch.setattr(queries, "find_format", lambda _: newer)
    queries._kept.clear()
    session = queries.get_session(triad.session.ref)
    assert queries.see_room(session, triad.members[0], NOW).view == before
    assert (session.format_version, session.timeline["hash"]) == (real.version, real.hash)
    monkeypatch.setattr(queries, "find_format", lambda _: None)
    queries._kept.clear()
    assert queries.see_room(session, triad.members[0], NOW).view == before
    assert FormatContent.objects.count() == 1
