"""A real roster becomes groups one can defend."""

from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW
from junto.domain.groups import actions, queries
from junto.domain.groups.models import Formation, GroupMember, Seat
from junto.domain.programs import actions as programs

pytestmark = pytest.mark.roster

SOFT: list[dict[str, Any]] = [
    {"mix": {"attribute": "party", "weight": 3}},
    {"mix": {"attribute": "chamber", "weight": 2}},
    {"mix": {"attribute": "gender", "weight": 2}},
    {"mix": {"attribute": "state", "weight": 1}},
    {"balance": {"attribute": "years_served", "weight": 1}},
]
ONE_STATE = {"at_most": {"attribute": "state", "count": 1}}


def hours(day: str) -> dict[str, Any]:
    return {"shared_hours": {"hours": 3, "on": [day], "start": "09:00", "end": "17:00"}}


def asked(world: SimpleNamespace, *hard: dict[str, Any]) -> None:
    programs.save_rules(
        program=world.program,
        rules={"hard": list(hard), "soft": SOFT},
        actor=world.actor,
        now=NOW,
    )


def test_everybody_is_published_and_nobody_sits_with_their_state(
    congress: SimpleNamespace, form: Callable[..., Formation]
) -> None:
    asked(congress, ONE_STATE)
    draft = form(congress, iterations=300)
    board = queries.board(draft, queries.Sought())
    person = board.cards[0].people[0][0]
    other, *_ = queries.other_swaps(draft, person)[0]

    actions.swap_people(
        formation=draft, person=person, other=other, version=1, actor=congress.actor, now=NOW
    )
    actions.undo_change(formation=draft, version=2, actor=congress.actor, now=NOW)
    actions.publish_groups(formation=draft, version=3, replace=False, actor=congress.actor, now=NOW)

    sizes = Counter(GroupMember.objects.values_list("group_id", flat=True))
    states = Counter(
        (group, attributes["state"])
        for group, attributes in GroupMember.objects.values_list("group_id", "person__attributes")
    )
    assert sum(sizes.values()) == 537
    assert set(sizes.values()) <= {5, 6, 7}
    assert max(states.values()) == 1
    assert draft.figures["broken"] == []
    assert draft.figures["beaten"] == 1000


def test_the_only_way_to_seat_the_islands_is_found(
    congress: SimpleNamespace, form: Callable[..., Formation]
) -> None:
    asked(congress, ONE_STATE, hours("2026-12-01"))

    draft = form(congress, iterations=100)

    guam = Seat.objects.get(formation=draft, person__attributes__state="GU")
    seated = Seat.objects.filter(formation=draft, group_index=guam.group_index)
    assert {seat.person.attributes["state"] for seat in seated.select_related("person")} == {
        "GU",
        "MP",
        "AS",
        "HI",
        "AK",
    }


def test_in_july_the_islands_cannot_be_seated_and_are_named(
    congress: SimpleNamespace, form: Callable[..., Formation]
) -> None:
    asked(congress, ONE_STATE, hours("2027-07-01"))

    draft = form(congress, iterations=100)

    (reason,) = draft.impossible
    named = {
        person.attributes["state"] for person in congress.members if person.ref in reason["people"]
    }
    assert draft.state == "impossible"
    assert reason["rule"] == "shared_hours"
    assert named <= {"GU", "MP", "AS"}
    assert len(reason["relaxations"]) >= 1
