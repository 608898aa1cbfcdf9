"""The compiled timeline equals the promise, whatever the legal size and parameters."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from junto.kernel.formats import (
    DoesNotFit,
    compile_format,
    floor_time,
    format_from_data,
    headcount,
    legal_cases,
    selected,
)
from junto.kernel.formats.compiler import STEP_SECONDS, Share, fill
from junto.kernel.formats.seats import seats_in_round
from kernel.formats.examples import FORMATS, small

CASES = {id_: list(legal_cases(fmt)) for id_, fmt in FORMATS.items()}

# Least guaranteed seconds of any person in any case, as the designers published them.
OWN_FLOOR = {
    "action-learning-set": 161,
    "case-study-analysis": 0,
    "consultation-circle": 110,
    "crisis-simulation": 102,
    "discussion-forum": 0,
    "facilitated-group-coaching": 236,
    "feedback-debrief-360": 660,
    "group-problem-solving": 90,
    "innovation-workshop": 31,
    "leadership-journeys": 480,
    "learning-huddle": 30,
    "learning-lab": 393,
    "peer-advisory-forum": 495,
    "peer-mentoring-circle": 600,
    "peer-review-pair": 1170,
    "peer-workshop": 615,
    "reciprocal-pair-coaching": 1500,
    "role-play-practice": 1140,
    "structured-controversy": 170,
    "triad-coaching": 1305,
}


def test_the_shipped_formats_have_278_legal_cases() -> None:
    assert (len(FORMATS), sum(map(len, CASES.values()))) == (20, 278)


@pytest.mark.parametrize("format_id", FORMATS)
def test_timeline_and_buffer_equal_the_promise_in_every_legal_case(format_id: str) -> None:
    fmt = FORMATS[format_id]
    for n, params in CASES[format_id]:
        timeline = compile_format(fmt, n, params)
        extra = sum(float(each) * params[p] for p, each in fmt.duration.per_param.items())
        promised = 60 * (float(fmt.duration.base) + float(fmt.duration.per_person) * n + extra)
        assert sum(item.seconds for item in timeline.items) + timeline.buffer_seconds == promised
        assert 0 <= timeline.buffer_seconds <= 180
        starts = [item.start_seconds for item in timeline.items]
        ends = [item.start_seconds + item.seconds for item in timeline.items]
        assert starts == [0, *ends[:-1]]


@pytest.mark.parametrize("format_id", FORMATS)
def test_every_round_of_a_block_gets_the_same_seconds(format_id: str) -> None:
    for n, params in CASES[format_id]:
        lengths: dict[str, set[int]] = {}
        for item in compile_format(FORMATS[format_id], n, params).items:
            lengths.setdefault(item.stage.id, set()).add(item.seconds)
        assert {len(each) for each in lengths.values()} == {1}


@pytest.mark.parametrize("format_id", FORMATS)
def test_own_floor_is_at_least_the_published_seconds(format_id: str) -> None:
    fmt = FORMATS[format_id]
    least = min(
        floor.guaranteed_seconds
        for n, params in CASES[format_id]
        for floor in floor_time(fmt, compile_format(fmt, n, params))
    )
    assert round(least) == OWN_FLOOR[format_id]


def test_a_consultation_circle_of_six_runs_as_published() -> None:
    timeline = compile_format(FORMATS["consultation-circle"], 6)
    assert [
        (item.stage.id, item.start_seconds / 60, item.seconds / 60) for item in timeline.items
    ] == [
        ("open", 0, 2),
        ("case", 2, 8),
        ("clarify", 10, 5),
        ("still", 15, 1.5),
        ("mirror", 16.5, 8),
        ("answer", 24.5, 2),
        ("ideas", 26.5, 24),
        ("choose", 50.5, 4),
        ("commit", 54.5, 2),
        ("learn", 56.5, 3),
    ]
    assert timeline.buffer_seconds == 30


def test_roles_of_a_forum_of_five_use_five_people_and_stack_the_rest() -> None:
    assert headcount(FORMATS["peer-advisory-forum"], 5) == {
        "presenter": 1,
        "facilitator": 1,
        "peer": 3,
        "timekeeper": 1,
        "scribe": 1,
    }


def test_an_external_role_is_outside_the_group() -> None:
    fmt = FORMATS["crisis-simulation"]
    held = headcount(fmt, 6)
    assert held == {
        "controller": 1,
        "lead": 1,
        "voice": 1,
        "operations": 1,
        "people": 1,
        "observer": 2,
    }
    sizes = {each: selected(fmt, each, 6, held) for each in ("all", "external", "not:observer")}
    assert sizes == {"all": 6, "external": 1, "not:observer": 4}
    assert selected(fmt, "not:controller", 6, held) == 6


def test_halves_split_the_group() -> None:
    held = headcount(FORMATS["structured-controversy"], 8)
    assert held == {"pro": 4, "con": 4, "chair": 1}


def test_an_optional_role_stays_empty_while_people_are_short() -> None:
    data = small()
    data["roles"].append(
        {"id": "scribe", "title": "Scribe", "count": 2, "optional": True, "card": {"do": ["Write"]}}
    )
    fmt = format_from_data(data)
    assert [headcount(fmt, n)["scribe"] for n in (3, 4, 5)] == [0, 2, 2]


def test_rotated_roles_give_everybody_every_role_once() -> None:
    order = ["learner", "coach", "observer"]
    rounds = [seats_in_round(order, ("learner", "coach", "observer"), r) for r in (1, 2, 3)]
    assert rounds == [
        ["learner", "coach", "observer"],
        ["observer", "learner", "coach"],
        ["coach", "observer", "learner"],
    ]


@pytest.mark.parametrize(
    ("n", "params", "sentence"),
    [
        (2, {}, "This format is for 3 to 5 people; there are 2."),
        (6, {}, "This format is for 3 to 5 people; there are 6."),
        (4, {"rounds": 3}, "“rounds” goes from 1 to 2; this is 3."),
        (4, {"laps": 1}, "“laps” is not a parameter of this format."),
    ],
)
def test_a_size_or_parameter_outside_the_format_is_refused(
    n: int, params: dict[str, int], sentence: str
) -> None:
    with pytest.raises(DoesNotFit) as caught:
        compile_format(format_from_data(small()), n, params)
    assert str(caught.value) == sentence


def test_an_odd_size_is_refused_where_two_sides_are_needed() -> None:
    with pytest.raises(DoesNotFit) as caught:
        compile_format(FORMATS["structured-controversy"], 7)
    assert str(caught.value) == ("This format is for 4 to 12 people, in steps of 2; there are 7.")


@pytest.mark.parametrize(
    ("duration", "sentence"),
    [
        ({"base": 10}, "the fixed parts take 1 min more than the promised 10 min."),
        ({"base": 15}, "ask, talk: the least times take 2 min more than is left."),
        ({"base": 74}, "34 min are left over; shorten the promise or raise a maximum."),
    ],
)
def test_times_that_cannot_keep_the_promise_are_refused(
    duration: dict[str, int], sentence: str
) -> None:
    data = small() | {"duration": duration}
    with pytest.raises(DoesNotFit) as caught:
        compile_format(format_from_data(data), 4)
    assert str(caught.value) == f"With 4 people, rounds 1: {sentence}"


@st.composite
def shares(draw: st.DrawFn) -> tuple[dict[str, Share], int]:
    made = {}
    for place in range(draw(st.integers(1, 6))):
        low = draw(st.integers(0, 20)) * STEP_SECONDS
        room = draw(st.none() | st.integers(0, 40))
        made[f"s{place}"] = Share(
            weight=Fraction(draw(st.integers(1, 50)), 10),
            rounds=draw(st.integers(0, 5)),
            min_seconds=low,
            max_seconds=None if room is None else low + room * STEP_SECONDS,
        )
    least = sum(share.min_seconds * share.rounds for share in made.values())
    return made, least + draw(st.integers(0, 400)) * STEP_SECONDS


@given(shares())
def test_shares_stay_within_their_bounds_and_the_time_there_is(
    case: tuple[dict[str, Share], int],
) -> None:
    made, left = case
    dealt = fill(made, left)
    assert list(dealt) == list(made)
    for key, share in made.items():
        assert dealt[key] >= share.min_seconds
        assert share.max_seconds is None or dealt[key] <= share.max_seconds
    assert sum(dealt[key] * share.rounds for key, share in made.items()) <= left


@given(shares())
def test_no_time_is_kept_back_that_a_share_could_still_take(
    case: tuple[dict[str, Share], int],
) -> None:
    made, left = case
    dealt = fill(made, left)
    used = {key: share for key, share in made.items() if share.rounds}
    kept = left - sum(dealt[key] * share.rounds for key, share in used.items())
    full = all(dealt[key] == share.max_seconds for key, share in used.items())
    rounds = sum(share.rounds for share in used.values())
    assert full or kept < STEP_SECONDS * rounds


@given(shares())
def test_open_shares_are_dealt_by_weight_to_the_half_minute(
    case: tuple[dict[str, Share], int],
) -> None:
    made, left = case
    dealt = fill(made, left)
    inside = [
        (dealt[key], share.weight)
        for key, share in made.items()
        if share.rounds and share.min_seconds < dealt[key] and dealt[key] != share.max_seconds
    ]
    lowest = max((seconds / weight for seconds, weight in inside), default=Fraction(0))
    highest = min(
        ((seconds + STEP_SECONDS) / weight for seconds, weight in inside), default=Fraction(1)
    )
    assert not inside or lowest < highest


@given(st.integers(3, 5), st.integers(1, 2), st.integers(0, 60))
def test_a_format_keeps_its_promise_or_says_that_it_cannot(n: int, rounds: int, base: int) -> None:
    data = small()
    data["duration"]["base"] = base
    fmt = format_from_data(data)
    try:
        timeline = compile_format(fmt, n, {"rounds": rounds})
    except DoesNotFit:
        return
    total = sum(item.seconds for item in timeline.items)
    assert total + timeline.buffer_seconds == 60 * (base + 2 * n + 6 * rounds)
    asked = [item.seconds for item in timeline.items if item.stage.id == "ask"]
    assert (len(asked), len(set(asked))) == (rounds, 1)
    assert 120 <= asked[0] <= 540
