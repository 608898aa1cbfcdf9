"""Editing a format as data: what changed, which version follows, back to YAML and in again."""

import json
from typing import Any

import pytest

from junto.kernel.formats import format_from_data, lint, read_document
from junto.kernel.formats.editing import (
    NoSuchPart,
    changes,
    edited,
    following,
    moved,
    next_version,
    to_yaml,
    too_much,
)
from kernel.formats.examples import FORMAT_SCHEMA, SHIPPED, rules_broken, small


@pytest.mark.parametrize("name", SHIPPED)
def test_yaml_of_every_shipped_format_is_read_back_unchanged(name: str) -> None:
    data = json.loads(json.dumps(SHIPPED[name], sort_keys=True))
    assert read_document(to_yaml(data), schema=FORMAT_SCHEMA, name=name).data == SHIPPED[name]


def test_words_that_yaml_takes_for_something_else_come_back_as_words() -> None:
    for word in (
        "yes",
        "no",
        "12:30",
        "010",
        "1_000",
        "null",
        "1e3",
        "~",
        "a: b",
        "# x",
        "é\u2028",
    ):
        data = {**small(), "title": word}
        assert read_document(to_yaml(data), schema=FORMAT_SCHEMA, name="x").data["title"] == word


@pytest.mark.parametrize(
    ("edits", "paths", "version"),
    [
        ({}, [], "1.0.1"),
        ({("tags",): ["talk"]}, [("tags",)], "1.0.1"),
        ({("stages", "tell", "title"): "Say"}, [("stages", "tell", "title")], "1.1.0"),
        ({("roles", "host", "card", "do"): ["Wait"]}, [("roles", "host", "card", "do")], "1.1.0"),
        ({("outputs", "pulse", "visibility"): "group-anonymous"}, None, "2.0.0"),
        ({("stages", "turn", "stages", "ask", "time", "max"): 8}, None, "2.0.0"),
    ],
)
def test_what_changed_decides_the_number(
    edits: dict[Any, Any], paths: list[Any] | None, version: str
) -> None:
    after = edited(small(), edits)
    assert next_version(small(), after) == version
    if paths is not None:
        assert [each.path for each in changes(small(), after)] == paths


def test_a_moved_stage_is_a_change_of_the_order_alone() -> None:
    after = moved(small(), "tell", 1)
    assert [each.path for each in changes(small(), after)] == [("stages", "order")]
    assert [each["id"] for each in after["stages"]] == ["open", "turn", "talk", "tell", "close"]
    assert moved(small(), "open", -1) == small()
    with pytest.raises(NoSuchPart):
        moved(small(), "ghost", 1)


def test_an_edit_of_a_part_that_is_not_there_is_refused() -> None:
    with pytest.raises(NoSuchPart):
        edited(small(), {("stages", "ghost", "title"): "x"})


def test_an_edit_leaves_the_format_it_began_from_as_it_was() -> None:
    data = small()
    edited(data, {("stages", "turn", "stages", "ask", "title"): "x", ("params",): None})
    assert data == small()


@pytest.mark.parametrize(
    ("edits", "duration"),
    [
        ({("stages", "open", "time"): 3.5}, {"base": 21.5, "per_person": 2}),
        ({("stages", "tell", "time", "each"): 3}, {"base": 20, "per_person": 3}),
        (
            {("stages", "tell", "time"): {"each": 3, "of": "not:host"}},
            {"base": 19, "per_person": 3},
        ),
        ({("stages", "tell", "time"): {"each": 3, "of": "role:host"}}, {"base": 21}),
        ({("stages", "talk", "time", "min"): 5}, {"base": 20, "per_person": 2}),
        ({("stages", "open", "time"): "soon"}, {"base": 20}),
    ],
)
def test_the_promise_follows_the_minutes(edits: dict[Any, Any], duration: dict[str, float]) -> None:
    found = following(small(), edited(small(), edits))
    assert {key: found[key] for key in duration} == duration


@pytest.mark.parametrize("name", SHIPPED)
def test_a_stage_that_takes_more_keeps_its_promise_once_that_follows(name: str) -> None:
    data = SHIPPED[name]
    if not data["modes"]["live"]:
        return
    fixed = [each for each in data["stages"] if isinstance(each.get("time"), int | float)]
    after = edited(data, {("stages", fixed[0]["id"], "time"): fixed[0]["time"] + 0.5})
    after["duration"] = following(data, after)
    assert rules_broken(after) - {"no-break"} == set()


def test_a_format_that_would_take_too_long_to_prove_is_told_before() -> None:
    assert too_much(format_from_data(small())) == ()
    wrong: tuple[dict[Any, Any], ...] = (
        {("params", "rounds", "max"): 10**9},
        {("stages", "turn", "repeat"): 10**6},
        {("group", "max"): 200, ("stages", "turn", "repeat"): "people"},
    )
    for edits in wrong:
        fmt = format_from_data(edited(small(), edits))
        assert [each.rule for each in too_much(fmt)] == ["too-much"]


def test_the_largest_that_is_proved_is_proved_in_a_moment() -> None:
    data = edited(small(), {("params", "rounds", "max"): 40, ("params", "rounds", "min"): 1})
    fmt = format_from_data(data)
    assert too_much(fmt) == ()
    assert {each.rule for each in lint(fmt)} <= {"does-not-fit", "no-break"}
