"""What is left is made to fit: nothing below its least, rounds alike, core never dropped."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from junto.kernel.formats import Format, compile_format, legal_cases
from junto.kernel.formats.model import Adaptation
from junto.kernel.formats.pacing import Ahead, fit, least, longer
from kernel.formats.examples import FORMATS

UNTOUCHED = ("reflect", "commit", "feedback", "review", "check-out", "appreciate")


def ahead_of(fmt: Format, n: int, params: dict[str, int], start: int = 0) -> list[Ahead]:
    items = compile_format(fmt, n, params).items
    done = {item.stage.id for item in items[:start]}
    return [
        Ahead(item.stage, item.seconds, item.block, item.round, item.stage.id in done)
        for item in items[start:]
    ]


@st.composite
def situations(draw: st.DrawFn) -> tuple[Format, list[Ahead], int]:
    fmt = draw(st.sampled_from(list(FORMATS.values())))
    n, params = draw(st.sampled_from(list(legal_cases(fmt))))
    count = len(compile_format(fmt, n, params).items)
    steps = ahead_of(fmt, n, params, draw(st.integers(0, count - 1)))
    whole = sum(step.seconds for step in steps)
    return fmt, steps, draw(st.integers(0, whole + 600))


@settings(max_examples=150, deadline=None)
@given(situations())
def test_no_stage_goes_below_its_least_and_nothing_is_cut_without_need(
    case: tuple[Format, list[Ahead], int],
) -> None:
    fmt, steps, room = case
    found = fit(fmt, steps, room)
    for step, seconds in zip(steps, found.seconds, strict=True):
        if seconds is not None:
            assert least(step.stage, step.seconds) <= seconds <= step.seconds
    whole = sum(step.seconds for step in steps)
    if whole <= room:
        assert found.seconds == tuple(step.seconds for step in steps)


@settings(max_examples=150, deadline=None)
@given(situations())
def test_only_whole_rounds_are_left_out_and_only_where_the_format_says_so(
    case: tuple[Format, list[Ahead], int],
) -> None:
    fmt, steps, room = case
    found = fit(fmt, steps, room)
    out = [step for step, seconds in zip(steps, found.seconds, strict=True) if seconds is None]
    may = {
        f"param:{rule.args.get('param')}"
        for rule in fmt.adaptation
        if rule.event == "behind" and rule.do == "shrink_rounds"
    }
    for step in out:
        assert step.block is not None
        assert step.block.repeat in may
        same = [each for each in out if each.block is step.block and each.round == step.round]
        assert len(same) == len(step.block.stages)


@settings(max_examples=150, deadline=None)
@given(situations())
def test_reflection_and_next_steps_are_cut_only_where_the_format_names_them(
    case: tuple[Format, list[Ahead], int],
) -> None:
    fmt, steps, room = case
    named = {
        stage
        for rule in fmt.adaptation
        if rule.event == "behind"
        for stage in rule.args.get("order", ())
    }
    for step, seconds in zip(steps, fit(fmt, steps, room).seconds, strict=True):
        if step.stage.kind in UNTOUCHED and step.stage.id not in named and seconds is not None:
            assert seconds == step.seconds


@settings(max_examples=100, deadline=None)
@given(situations())
def test_rounds_that_are_squeezed_are_squeezed_alike(case: tuple[Format, list[Ahead], int]) -> None:
    fmt, steps, room = case
    lengths: dict[str, set[int]] = {}
    for step, seconds in zip(steps, fit(fmt, steps, room).seconds, strict=True):
        if seconds is not None and step.block is not None:
            lengths.setdefault(step.stage.id, set()).add(seconds)
    assert {len(each) for each in lengths.values()} <= {1}


def test_a_stage_whose_rounds_have_to_be_equal_is_left_alone_once_one_was_held() -> None:
    fmt = FORMATS["triad-coaching"]
    steps = ahead_of(fmt, 3, {}, start=7)
    found = fit(fmt, steps, sum(step.seconds for step in steps) - 240)
    coached = [
        (step.seconds, seconds)
        for step, seconds in zip(steps, found.seconds, strict=True)
        if step.stage.id == "coaching"
    ]
    assert coached
    assert all(planned == seconds for planned, seconds in coached)


@pytest.mark.parametrize(("gift", "more"), [(30, 30), (60, 60), (600, 60)])
def test_time_not_needed_goes_to_the_next_share_up_to_its_most(gift: int, more: int) -> None:
    fmt = FORMATS["consultation-circle"]
    steps = ahead_of(fmt, 5, {}, start=3)
    gained = {
        new.stage.id: new.seconds - old.seconds
        for old, new in zip(steps, longer(steps, gift), strict=True)
        if new.seconds != old.seconds
    }
    assert gained == {"mirror": more}


def test_a_stage_a_rule_lets_go_is_left_out_only_when_so_far_behind_and_never_a_core_one() -> None:
    fmt = FORMATS["peer-advisory-forum"]
    stages = {stage.id: stage for stage in fmt.all_stages()}
    free = next(
        stage.id
        for stage in fmt.all_stages()
        if not stage.core and stage.kind not in UNTOUCHED and stage.kind != "break"
    )
    core = next(stage.id for stage in fmt.all_stages() if stage.core)
    rule = Adaptation(event="behind", do="drop_stage", minutes=10, args={"stages": [core, free]})
    other = replace(fmt, adaptation=(rule, *fmt.adaptation))
    steps = ahead_of(fmt, 7, {})
    whole = sum(step.seconds for step in steps)
    assert None not in fit(other, steps, whole - 9 * 60).seconds
    late = fit(other, steps, whole - 10 * 60).seconds
    gone = {step.stage.id for step, kept in zip(steps, late, strict=True) if kept is None}
    assert (gone, stages[core].core) == ({free}, True)
