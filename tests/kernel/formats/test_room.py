"""A room follows from its log: it runs to its end on time, whatever comes up."""

import json
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel.formats import Format, legal_cases
from junto.kernel.formats.model import Adaptation, Block
from junto.kernel.formats.opening import CannotOpen, Script, Step, choose_format
from junto.kernel.formats.room import Kind, leading_role, replay, small_groups
from junto.kernel.formats.roomview import token
from kernel.formats.examples import FORMATS
from kernel.formats.rooms import PEOPLE, Played, script_of

LIVE = FORMATS


@pytest.mark.parametrize("format_id", LIVE)
def test_every_case_runs_to_its_end_in_the_promised_time_when_nobody_deviates(
    format_id: str,
) -> None:
    fmt = LIVE[format_id]
    for n, params in legal_cases(fmt):
        played = Played(script_of(fmt, PEOPLE[:n], params))
        room, at, stages = played.room, 0.0, []
        while room.step is not None:
            stages.append((room.step.stage.id, room.step.round, room.allotted))
            seen = played.sees(PEOPLE[0], at)
            assert (seen.phase, seen.planned_end) == ("running", fmt.promised_seconds(n, params))
            at = room.ends_at(at)
            played.advance(at)
            room = played.room
        assert stages == [(each.stage.id, each.round, each.seconds) for each in played.script.steps]
        seen = played.sees(PEOPLE[0], at)
        assert (seen.phase, seen.ends_at) == ("closing", fmt.promised_seconds(n, params))
        played.tell(seen.ends_at, Kind.ENDED)
        assert played.sees(PEOPLE[0], at).phase == "ended"


@pytest.mark.parametrize("format_id", LIVE)
def test_everybody_is_asked_something_in_a_session_and_the_leader_can_always_move_on(
    format_id: str,
) -> None:
    fmt = LIVE[format_id]
    people = PEOPLE[: fmt.group.ideal]
    played = Played(script_of(fmt, people))
    asked: dict[str, int] = dict.fromkeys(people, 0)
    at = 0.0
    while played.room.step is not None:
        seen = {person: played.sees(person, at) for person in people}
        for person, view in seen.items():
            asked[person] += bool(view.prompt)
        everybody = [*seen.values(), *(played.sees(who, at) for who in _guests(played))]
        assert any(view.may_lead for view in everybody)
        assert [view.is_mine for view in everybody].count(True) <= 1
        at = played.room.ends_at(at)
        played.advance(at)
    assert min(asked.values()) > 0


def _guests(played: Played) -> list[str]:
    return list(played.script.cast.outside.values())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_log_gives_the_same_room_again_and_never_loses_a_core_stage(
    data: st.DataObject,
) -> None:
    fmt = data.draw(st.sampled_from(list(LIVE.values())))
    n = data.draw(st.sampled_from(fmt.group.sizes()))
    played = Played(script_of(fmt, PEOPLE[:n]))
    at, entered = 0.0, []
    for _ in range(60):
        room = played.room
        if room.step is None:
            break
        entered.append(room.position)
        at += data.draw(st.integers(0, 900))
        kind = data.draw(
            st.sampled_from([Kind.ADVANCED, Kind.DONE, Kind.PASSED, Kind.PAUSED, Kind.RESUMED])
        )
        who = data.draw(st.sampled_from(PEOPLE[:n]))
        if kind is Kind.ADVANCED:
            played.advance(at)
        elif kind in (Kind.DONE, Kind.PASSED):
            played.done(at, kind)
        else:
            played.tell(at, kind, who)
    room = played.room
    assert replay(played.script, played.log) == room
    whole_rounds = {
        (step.block.id, step.round)
        for place in room.left_out
        if (step := played.script.steps[place]).block
    }
    for place in room.left_out:
        step = played.script.steps[place]
        assert step.block is not None
        assert (step.block.id, step.round) in whole_rounds


def test_a_script_is_pinned_as_json_and_read_back_equal() -> None:
    for fmt in LIVE.values():
        script = script_of(fmt, PEOPLE[: fmt.group.ideal], session=3)
        assert Script.from_data(fmt, json.loads(json.dumps(script.to_data()))) == script


# ---------------------------------------------------------------- a triad


def test_in_a_triad_each_person_is_once_learner_coach_and_observer() -> None:
    played = Played(script_of(LIVE["triad-coaching"], "abc"))
    held = []
    for _ in range(3):
        at = played.advance_to("coaching")
        held.append([played.sees(person, at).roles[0].id for person in "abc"])
        played.advance(at + 1)
    assert held == [
        ["learner", "coach", "observer"],
        ["observer", "learner", "coach"],
        ["coach", "observer", "learner"],
    ]


def test_outside_its_rounds_a_triad_has_no_roles_and_says_how_everybody_begins() -> None:
    played = Played(script_of(LIVE["triad-coaching"], "abc"))
    views = [played.sees(person, 0) for person in "abc"]
    assert [view.roles for view in views] == [()] * 3
    later = [view.later.id if view.later else "" for view in views]
    assert later == ["learner", "coach", "observer"]
    at = played.advance_to("commit")
    assert [(view.roles, view.later) for view in (played.sees(p, at) for p in "abc")] == [
        ((), None)
    ] * 3


def test_in_a_triad_everybody_may_move_on() -> None:
    played = Played(script_of(LIVE["triad-coaching"], "abc"))
    assert [played.sees(person, 0).may_lead for person in "abc"] == [True] * 3


def test_who_comes_late_to_a_triad_learns_in_a_later_round() -> None:
    script = script_of(LIVE["triad-coaching"], "abc")
    played = Played(script, here="bc")
    at = played.advance_to("coaching")
    roles = played.room.roles()
    assert (roles["learner"], roles["coach"]) == (("b",), ("c",))
    played.tell(at + 60, Kind.ARRIVED, "a")
    learners = [roles["learner"]]
    for _ in range(2):
        played.advance(at + 120)
        at = played.advance_to("coaching")
        learners.append(played.room.roles()["learner"])
    assert sorted(learners) == [("a",), ("b",), ("c",)]


def test_the_round_of_somebody_who_left_is_not_held() -> None:
    played = Played(script_of(LIVE["triad-coaching"], "abc"))
    at = played.advance_to("coaching")
    played.tell(at + 30, Kind.LEFT, "c")
    learners = []
    while (step := played.room.step) is not None:
        if step.stage.id == "coaching":
            learners.append(played.room.roles()["learner"])
        at = played.room.ends_at(at)
        played.advance(at)
    assert learners == [("a",), ("b",)]


def test_two_of_a_triad_have_a_pair_session_and_four_of_a_pair_cannot() -> None:
    choice = choose_format(LIVE["triad-coaching"], 2, lookup=LIVE.get)
    assert (choice.fmt.id, len(choice.say)) == ("reciprocal-pair-coaching", 0)
    other = choose_format(LIVE["reciprocal-pair-coaching"], 3, lookup=LIVE.get)
    assert other.fmt.id == "triad-coaching"
    with pytest.raises(CannotOpen) as caught:
        choose_format(LIVE["peer-review-pair"], 4, lookup=LIVE.get)
    assert (caught.value.few, caught.value.bound) == (False, 2)


def test_one_member_of_a_pair_alone_is_told_how_many_it_takes() -> None:
    with pytest.raises(CannotOpen) as caught:
        choose_format(LIVE["reciprocal-pair-coaching"], 1, lookup=LIVE.get)
    assert (caught.value.few, caught.value.bound) == (True, 2)


def test_without_its_outside_facilitator_group_coaching_becomes_a_consultation_circle() -> None:
    fmt = LIVE["facilitated-group-coaching"]
    assert choose_format(fmt, 5, lookup=LIVE.get, has_outside=False).fmt.id == "consultation-circle"


# ---------------------------------------------------------------- a forum of seven

SCHEDULED = 105 * 60.0


def forum_of_seven() -> Played:
    """Seven belong to it; one stays away, one comes 20 minutes late; it is opened 4 min late."""
    enrolled = PEOPLE[:7]
    script = script_of(
        LIVE["peer-advisory-forum"], enrolled[:5], enrolled=enrolled, limit=SCHEDULED
    )
    return Played(script, at=240.0)


def test_a_forum_of_seven_with_one_late_and_one_away_ends_on_time() -> None:
    played = forum_of_seven()
    at, entered, late = 240.0, [], False
    while (room := played.room).step is not None:
        entered.append(room.step.stage.id)
        at = room.ends_at(at)
        if room.step.stage.kind in ("check-in", "present", "consult"):
            at += 150
        if at > 20 * 60 and not late:
            played.tell(at - 1, Kind.ARRIVED, "f")
            late = True
        played.advance(at)
    assert at <= SCHEDULED
    assert entered == [step.stage.id for step in played.script.steps]
    assert played.room.left_out == set()


def test_the_one_who_is_late_joins_at_the_next_stage_and_has_a_turn_there() -> None:
    played = forum_of_seven()
    at = played.advance_to("review") + 20
    played.tell(at, Kind.ARRIVED, "f")
    waiting = played.sees("f", at)
    assert (waiting.is_waiting, waiting.slots, "f" in played.room.speakers) == (True, (), False)
    assert waiting.welcome == "Come in quietly; you get your turn at the next round."
    before = played.room.planned(_place(played, "commit"))
    played.advance_to("commit")
    assert "f" in played.room.speakers
    assert (before, played.room.allotted) == (6 * 60, 6 * 60)
    assert played.sees("f", at).roles[-1].id == "peer"


def test_who_is_a_few_minutes_late_has_a_turn_at_once_and_the_stage_its_time() -> None:
    played = forum_of_seven()
    at = played.advance_to("updates")
    planned = played.room.allotted
    played.tell(at + 60, Kind.ARRIVED, "f")
    assert played.room.speakers[-1] == "f"
    assert played.room.allotted == planned + 180
    assert played.sees("f", at + 60).planned_end <= SCHEDULED


def _place(played: Played, stage: str) -> int:
    return [step.stage.id for step in played.script.steps].index(stage)


def test_running_behind_squeezes_in_the_order_the_format_names() -> None:
    script = script_of(LIVE["peer-advisory-forum"], PEOPLE[:7])
    played = Played(script)
    planned = {step.stage.id: step.seconds for step in script.steps}
    room = played.room
    paced = room.paced(room.ahead(1), room.ends_at(0) + script.buffer_seconds + 150)
    cut = {
        script.steps[place].stage.id: planned[script.steps[place].stage.id] - (seconds or 0)
        for place, seconds in paced.items()
    }
    assert {stage: seconds for stage, seconds in cut.items() if seconds} == {"clarify": 150}
    paced = room.paced(room.ahead(1), room.ends_at(0) + script.buffer_seconds + 400)
    cut = {
        script.steps[place].stage.id: planned[script.steps[place].stage.id] - (seconds or 0)
        for place, seconds in paced.items()
    }
    assert {stage: seconds for stage, seconds in cut.items() if seconds} == {
        "clarify": 180,
        "updates": 220,
    }


def test_far_behind_a_forum_leaves_out_its_second_question_and_keeps_the_commitments() -> None:
    script = script_of(LIVE["peer-advisory-forum"], PEOPLE[:7], {"deep_dives": 2})
    played = Played(script)
    at = played.advance_to("story", over=450.0)
    entered = []
    while (room := played.room).step is not None:
        entered.append((room.step.stage.id, room.step.round))
        at = room.ends_at(at)
        played.advance(at)
    assert ("story", 2) not in entered
    assert [stage for stage, _ in entered[-3:]] == ["commit", "close", "next"]
    assert at <= script.limit


def test_only_the_facilitator_moves_a_forum_on_and_anybody_when_they_are_away() -> None:
    played = Played(script_of(LIVE["peer-advisory-forum"], PEOPLE[:7]))
    room = played.room
    (facilitator,) = room.roles()["facilitator"]
    others = [person for person in PEOPLE[:7] if person != facilitator]
    assert room.leaders() == [facilitator]
    assert room.leaders(frozenset({facilitator})) == others
    played.tell(5, Kind.LED, others[2])
    assert played.room.leaders() == [others[2]]


def test_when_the_facilitator_leaves_a_peer_takes_over_the_role() -> None:
    played = Played(script_of(LIVE["peer-advisory-forum"], PEOPLE[:7]))
    roles = played.room.roles()
    (facilitator,) = roles["facilitator"]
    played.tell(5, Kind.LEFT, facilitator)
    assert played.room.roles()["facilitator"] == (roles["peer"][0],)
    assert played.room.leaders() == [roles["peer"][0]]


def test_planned_minutes_behind_are_told_to_the_facilitator_alone() -> None:
    played = Played(script_of(LIVE["peer-advisory-forum"], PEOPLE[:7]))
    (facilitator,) = played.room.roles()["facilitator"]
    other = next(person for person in PEOPLE[:7] if person != facilitator)
    played.advance(180 + 90)
    assert (played.sees(facilitator, 270).late, played.sees(other, 270).late) == (90, None)
    assert [line.took for line in played.sees(other, 270).plan] == [None] * 9
    assert played.sees(facilitator, 270).plan[0].took == 270


# ---------------------------------------------------------------- turns


def test_a_turn_is_ended_by_whoever_has_it_and_the_next_one_follows() -> None:
    played = Played(script_of(LIVE["consultation-circle"], PEOPLE[:5]))
    at = played.advance_to("mirror")
    order = list(played.room.speakers)
    assert len(order) == 4
    first, second = played.sees(order[0], at), played.sees(order[1], at)
    assert (first.is_mine, first.may_finish, first.coming) == (True, True, tuple(order[1:]))
    assert (second.may_finish, second.floor) == (False, order[0])
    before = dict(played.room.spoken)
    played.done(at + 20).done(at + 30, Kind.PASSED)
    assert played.sees(order[0], at + 40).floor == order[2]
    gained = [played.room.spoken[who] - before.get(who, 0.0) for who in order[:2]]
    assert gained == [20.0, 0.0]
    played.done(at + 50).done(at + 60)
    assert played.sees(order[0], at + 60).all_heard is True


def test_a_second_tap_on_done_changes_nothing() -> None:
    played = Played(script_of(LIVE["consultation-circle"], PEOPLE[:5]))
    at = played.advance_to("mirror")
    order, step = list(played.room.speakers), played.room.position
    for _ in range(2):
        played.tell(at + 5, Kind.DONE, order[0], step=step, turn=0)
    assert played.sees(order[0], at + 5).floor == order[1]


def test_two_who_move_on_at_once_move_on_by_one_step() -> None:
    played = Played(script_of(LIVE["consultation-circle"], PEOPLE[:5]))
    played.tell(10, Kind.ADVANCED, "a", step=0).tell(10, Kind.ADVANCED, "b", step=0)
    assert played.room.position == 1


def test_a_raised_hand_gets_the_floor_and_who_was_heard_least_comes_first() -> None:
    played = Played(script_of(LIVE["group-problem-solving"], PEOPLE[:5]))
    at = played.advance_to("cause-talk")
    played.room.heard.clear()
    played.tell(at, Kind.RAISED, "a").tell(at, Kind.RAISED, "b").tell(at, Kind.RAISED, "c")
    assert played.sees("a", at).floor == "a"
    played.tell(at + 9, Kind.RAISED, "d").done(at + 10).tell(at + 11, Kind.RAISED, "a")
    assert played.sees("a", at + 11).floor == "b"
    assert played.sees("a", at + 11).coming == ("c", "d", "a")
    played.tell(at + 12, Kind.LOWERED, "c").done(at + 13)
    assert played.sees("a", at + 13).floor == "d"


def test_speaking_orders_change_from_round_to_round() -> None:
    played = Played(script_of(LIVE["peer-mentoring-circle"], PEOPLE[:6]))
    played.advance_to("help")
    first = list(played.room.speakers)
    played.advance_to("commit")
    assert sorted(first) == sorted(played.room.speakers)
    assert first != played.room.speakers


def orders_in(people: int, rounds: int) -> list[tuple[str, ...]]:
    """The orders of speaking of a session with so many rounds, led through to its end."""
    script = script_of(LIVE["peer-mentoring-circle"], PEOPLE[:people])
    [stage] = [each.stage for each in script.steps if each.stage.id == "thanks"]
    block = Block("turns", rounds, (stage,))
    steps = tuple(Step(stage, 60, block, place + 1, rounds) for place in range(rounds))
    played, at, orders = Played(replace(script, steps=steps)), 0.0, []
    while played.room.step is not None:
        floor = []
        for _ in range(people):
            floor.append(played.sees("a", at).floor)
            at += 10
            played.done(at)
        orders.append(tuple(floor))
        played.advance(at)
    return orders


@pytest.mark.parametrize(("rounds", "pairs", "times"), [(4, 12, 1), (5, 10, 2)])
def test_over_a_session_everybody_has_every_place_and_nobody_follows_another_too_often(
    rounds: int, pairs: int, times: int
) -> None:
    orders = orders_in(rounds, rounds)
    places = Counter((who, place) for order in orders for place, who in enumerate(order))
    follows = Counter(pair for order in orders for pair in pairwise(order))
    assert (len(orders), len(places), set(places.values())) == (rounds, rounds * rounds, {1})
    assert (len(follows), set(follows.values())) == (pairs, {times})


def test_an_odd_group_is_even_after_twice_as_many_rounds() -> None:
    orders = orders_in(5, 10)
    begun = Counter(order[0] for order in orders)
    follows = Counter(pair for order in orders for pair in pairwise(order))
    assert (len(begun), set(begun.values())) == (5, {2})
    assert (len(follows), set(follows.values())) == (20, {2})


# ---------------------------------------------------------------- the clock


def test_the_clock_stands_still_while_the_room_is_paused() -> None:
    played = Played(script_of(LIVE["consultation-circle"], PEOPLE[:5]))
    played.tell(30, Kind.PAUSED, "a")
    assert [played.sees("a", at).remaining for at in (30, 300)] == [90, 90]
    assert played.sees("a", 300).is_paused is True
    played.tell(300, Kind.RESUMED, "a")
    assert [played.sees("a", at).remaining for at in (300, 310)] == [90, 80]


def test_a_room_that_was_not_looked_at_for_five_minutes_is_at_the_right_second() -> None:
    played = Played(script_of(LIVE["consultation-circle"], PEOPLE[:5]))
    at = played.advance_to("case")
    assert played.sees("a", at + 300).remaining == 180


def test_two_more_minutes_are_added_to_the_stage_and_taken_from_what_may_shrink() -> None:
    played = Played(script_of(LIVE["consultation-circle"], PEOPLE[:5]))
    at = played.advance_to("case")
    played.tell(at + 5, Kind.EXTENDED, "a", step=1, seconds=120)
    seen = played.sees("a", at + 5)
    assert (seen.seconds, seen.planned_end) == (600, played.script.limit)


def test_time_that_questions_did_not_need_goes_to_the_next_stage_that_shares_it() -> None:
    played = Played(script_of(LIVE["consultation-circle"], PEOPLE[:5]))
    at = played.advance_to("clarify")
    planned = played.room.planned(_place(played, "mirror"))
    played.advance(at + 240)
    assert played.room.planned(_place(played, "mirror")) == planned + 60
    assert played.sees("a", at + 240).planned_end <= played.script.limit


def test_a_stage_runs_over_until_somebody_moves_on() -> None:
    played = Played(script_of(LIVE["consultation-circle"], PEOPLE[:5]))
    seen = played.sees("a", 150)
    assert (seen.title, seen.remaining) == ("Roles and agreement", -30)


# ---------------------------------------------------------------- what each person gets


def test_each_role_reads_its_own_prompt() -> None:
    played = Played(script_of(LIVE["consultation-circle"], PEOPLE[:5]))
    at = played.advance_to("case")
    (presenter,) = played.room.roles()["presenter"]
    other = next(person for person in PEOPLE[:5] if person != presenter)
    assert played.sees(presenter, at).prompt == (
        "What happens, who is in it, what do you feel, what do you ask us?"
    )
    assert played.sees(other, at).prompt == "Listen to the story and to what it does to you."


def test_a_role_that_is_carried_beside_another_comes_first_on_the_cards() -> None:
    played = Played(script_of(LIVE["peer-advisory-forum"], PEOPLE[:7]))
    (timekeeper,) = played.room.roles()["timekeeper"]
    assert [role.id for role in played.sees(timekeeper, 0).roles] == ["timekeeper", "peer"]


def test_who_will_read_what_is_written_is_known_before() -> None:
    played = Played(script_of(LIVE["triad-coaching"], "abc"))
    at = played.advance_to("write")
    slots = {
        person: [(slot.output.id, slot.readers) for slot in played.sees(person, at).slots]
        for person in "abc"
    }
    assert slots == {
        "a": [("coach-feedback", ("b",)), ("journal", ())],
        "b": [("journal", ())],
        "c": [("coach-feedback", ("b",)), ("journal", ())],
    }


def test_anonymous_answers_are_not_written_in_the_room() -> None:
    for fmt in LIVE.values():
        played = Played(script_of(fmt, PEOPLE[: fmt.group.ideal]))
        at = 0.0
        while played.room.step is not None:
            for slot in played.sees("a", at).slots:
                assert not slot.output.visibility.endswith("anonymous")
            at = played.room.ends_at(at)
            played.advance(at)


def test_news_reaches_whom_it_is_for_at_its_moment() -> None:
    fmt = LIVE["crisis-simulation"]
    played = Played(script_of(fmt, PEOPLE[:6]))
    at = played.advance_to("huddle")
    inject = next(stage for stage in fmt.all_stages() if stage.injects).injects[0]
    allotted = played.room.allotted
    to = played.room.chosen(inject.to)
    others = [person for person in PEOPLE[:6] if person not in to]
    before, after = at + allotted * inject.at - 1, at + allotted * inject.at + 1
    assert inject.text not in played.sees(to[0], before).news
    assert inject.text in played.sees(to[0], after).news
    assert all(inject.text not in played.sees(person, after).news for person in others)
    assert token(played.room, to[0], before) != token(played.room, to[0], after)


def test_an_outside_facilitator_has_a_screen_and_leads() -> None:
    played = Played(script_of(LIVE["facilitated-group-coaching"], PEOPLE[:5]))
    seen = played.sees("guest", 0)
    assert (seen.may_lead, seen.is_outside, seen.roles[0].id) == (True, True, "facilitator")
    assert seen.prompt != played.sees("a", 0).prompt
    assert len(seen.seats) == 5
    assert played.sees("a", 0).may_lead is False


def test_small_groups_are_even_and_nobody_is_alone() -> None:
    for n in range(2, 41):
        for grouping, least in (("pairs", 2), ("threes", 2), ("fours", 2)):
            groups = small_groups(range(n), grouping, shift=n % 3)  # type: ignore[arg-type]
            sizes = [len(group) for group in groups]
            assert sorted(who for group in groups for who in group) == list(range(n))
            assert min(sizes) >= least
            assert max(sizes) - min(sizes) <= 1


def test_every_format_names_who_leads_or_leaves_it_to_all_of_a_few() -> None:
    assert {id_: leading_role(fmt) for id_, fmt in LIVE.items() if not leading_role(fmt)} == {
        "feedback-debrief-360": "",
        "peer-review-pair": "",
        "reciprocal-pair-coaching": "",
        "role-play-practice": "",
        "triad-coaching": "",
    }


def test_a_view_changes_its_token_when_anything_happens() -> None:
    played = Played(script_of(LIVE["peer-advisory-forum"], PEOPLE[:7]))
    other = played.room.roles()["peer"][0]
    before = token(played.room, other, 5)
    assert token(played.room, other, 100) == before
    played.tell(101, Kind.RAISED, other)
    assert token(played.room, other, 101) != before


def test_one_more_minute_is_added_once_more_than_half_agree_and_asked_no_longer_after_a_tie() -> (
    None
):
    played = Played(script_of(FORMATS["consultation-circle"], "abcd"))
    before = played.room.allotted
    played.tell(10, Kind.ASKED_MORE, "a", step=0)
    assert played.sees("b", 10).may_answer_more
    assert not played.sees("a", 10).may_answer_more
    played.tell(11, Kind.ANSWERED_MORE, "b", step=0, yes=True)
    assert (played.room.allotted, played.sees("c", 11).is_more_asked) == (before, True)
    played.tell(12, Kind.ANSWERED_MORE, "c", step=0, yes=True)
    assert (played.room.allotted, played.sees("c", 12).is_more_asked) == (before + 60, False)
    played.tell(13, Kind.ASKED_MORE, "d", step=0)
    played.tell(14, Kind.ANSWERED_MORE, "a", step=0, yes=False)
    played.tell(15, Kind.ANSWERED_MORE, "b", step=0, yes=False)
    assert (played.room.allotted, played.room.more) == (before + 60, {})


def test_whoever_needs_a_moment_stops_the_clock_and_the_room_hears_what_the_format_says() -> None:
    fmt = FORMATS["peer-advisory-forum"]
    played = Played(script_of(fmt, "abcdefg"))
    played.tell(30, Kind.PAUSED, "c", care=True)
    said = next(rule.say for rule in fmt.adaptation if rule.event == "distress")
    assert {played.sees(each, 40).care for each in "abcdefg"} == {said}
    played.tell(90, Kind.RESUMED, "a")
    assert (played.sees("a", 90).needs_care, played.sees("a", 90).care) == (False, "")


def test_a_session_that_is_far_ahead_ends_earlier_where_its_format_gives_time_back() -> None:
    fmt = FORMATS["consultation-circle"]
    rule = next(rule for rule in fmt.adaptation if rule.do == "give_back_time")
    script = script_of(fmt, "abcdef")
    for without, grows in ((fmt, False), (_without(fmt, rule), True)):
        played = Played(replace(script, fmt=without))
        planned = [played.room.planned(at) for at in range(len(script.steps))]
        # The case is told in a minute: five minutes and more are saved.
        played.advance(played.advance_to("case") + 60, Kind.SKIPPED)
        at = played.log[-1].at
        while played.room.step and played.room.step.stage.id != "choose":
            played.advance(at + 2)
        now = [played.room.planned(at) for at in range(len(script.steps))]
        assert (now != planned) is grows


def _without(fmt: Format, rule: Adaptation) -> Format:
    return replace(fmt, adaptation=tuple(each for each in fmt.adaptation if each is not rule))


def test_a_role_whose_work_the_others_do_is_not_handed_on_when_its_holder_leaves() -> None:
    fmt = FORMATS["peer-advisory-forum"]
    script = script_of(fmt, "abcdefg")
    holder = script.cast.roles["timekeeper"][0]
    assert "timekeeper" in Played(script).tell(60, Kind.LEFT, holder).room.passed_on
    rule = Adaptation(event="leaves", do="merge_role", role="timekeeper")
    other = replace(script, fmt=replace(fmt, adaptation=(rule, *fmt.adaptation)))
    assert Played(other).tell(60, Kind.LEFT, holder).room.passed_on == {}
