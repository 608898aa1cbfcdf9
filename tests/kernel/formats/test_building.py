"""Stages and roles come and go, and the promise follows."""

import json
from typing import Any

import pytest

from junto.kernel.formats import format_from_data, lint
from junto.kernel.formats.building import (
    LIBRARY,
    with_copy,
    with_role,
    with_stage,
    without_role,
    without_stage,
)
from junto.kernel.formats.editing import NoSuchPart, following
from kernel.formats.examples import SHIPPED


def data() -> dict[str, Any]:
    return json.loads(
        json.dumps(next(each for each in SHIPPED.values() if each["id"] == "consultation-circle"))
    )


def ids(given: dict[str, Any]) -> list[str]:
    return [node["id"] for node in given["stages"]]


def proved(given: dict[str, Any]) -> bool:
    fmt = format_from_data({**given, "duration": following(data(), given)})
    return lint(fmt) == ()


@pytest.mark.parametrize("kind", sorted(LIBRARY))
def test_a_stage_of_every_kind_is_added_and_the_format_keeps_its_promise(kind: str) -> None:
    first = ids(data())[0]
    made = with_stage(data(), kind, after=first)
    new = made["stages"][1]

    assert (new["kind"], len(made["stages"])) == (kind, len(data()["stages"]) + 1)
    assert proved(made)


def test_what_is_added_and_taken_away_leaves_the_format_as_it_was() -> None:
    first = ids(data())[0]
    made = with_stage(data(), "discuss", after=first)
    back = without_stage(made, made["stages"][1]["id"])

    assert back == data()
    assert following(data(), back) == data()["duration"]


def test_a_copy_has_names_of_its_own() -> None:
    first = ids(data())[0]
    made = with_copy(with_copy(data(), first), first)

    assert ids(made)[:3] == [first, f"{first}-3", f"{first}-2"]


def test_rules_for_trouble_forget_a_stage_that_is_gone() -> None:
    named = {
        each
        for rule in data()["adaptation"]
        for listed in rule.get("args", {}).values()
        if isinstance(listed, list)
        for each in listed
    }
    stage = next(each for each in ids(data()) if each in named)
    made = without_stage(data(), stage)

    assert stage not in str(made["adaptation"])


def test_a_role_comes_and_goes() -> None:
    made = with_role(with_role(data()))
    assert [role["id"] for role in made["roles"]][-2:] == ["role", "role-2"]

    assert without_role(without_role(made, "role-2"), "role") == data()


@pytest.mark.parametrize(
    "edit",
    [
        lambda: with_stage(data(), "discuss", after="nowhere"),
        lambda: with_stage(data(), "no-such-kind", after=ids(data())[0]),
        lambda: without_stage(data(), "nowhere"),
        lambda: with_copy(data(), "nowhere"),
        lambda: without_role(data(), "nobody"),
    ],
)
def test_what_is_not_there_is_refused(edit: Any) -> None:
    with pytest.raises(NoSuchPart):
        edit()
