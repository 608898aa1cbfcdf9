"""Objectives with a target, and the log of decisions."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW, OrganizationFactory, actor_of, make_person, make_program
from junto.domain.programs import decisions, objectives
from junto.domain.programs.enums import Choice, Measure
from junto.domain.programs.models import Decision, Objective
from junto.foundation import tenancy
from junto.foundation.access import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SimpleNamespace:
    organization = OrganizationFactory()
    manager = make_person(organization, roles=("program_manager",))
    other = make_person(organization, roles=("program_manager",))
    program = make_program(organization, manager=manager)
    found = SimpleNamespace(
        program=program,
        manager=actor_of(manager),
        other=actor_of(other),
        sponsor=actor_of(make_person(organization, roles=("sponsor",))),
    )
    with tenancy.scope(organization.pk):
        yield found


def aim(world: SimpleNamespace, **fields: Any) -> Objective:
    values = {
        "text": "Groups meet",
        "serves": "",
        "measure": Measure.HELD,
        "unit": "",
        "target": Decimal(90),
        "at_most": False,
        "by": date(2027, 3, 31),
        "actor": world.manager,
        "now": NOW,
    }
    return objectives.set_objective(program=world.program, **{**values, **fields})


def decide(world: SimpleNamespace, **fields: Any) -> Decision:
    values = {
        "key": "idle.abc",
        "said": "Wren has no session ahead",
        "choice": Choice.OTHER,
        "note": "They finish in May.",
        "actor": world.manager,
        "now": NOW,
    }
    return decisions.decide(program=world.program, **{**values, **fields})


def test_objectives_stand_in_the_order_in_which_they_were_said(world: SimpleNamespace) -> None:
    aim(world, text="First")
    aim(world, text="Second")

    assert [each.text for each in objectives.objectives_of(world.program)] == ["First", "Second"]


def test_only_a_number_of_ones_own_has_a_unit_a_direction_and_a_value(
    world: SimpleNamespace,
) -> None:
    own = aim(world, measure=Measure.OWN, unit="leave", target=Decimal(5), at_most=True)
    objectives.note_value(
        objective=own, value=Decimal(3), on=NOW.date(), actor=world.manager, now=NOW
    )
    aim(world, objective=own, measure=Measure.CAME, unit="leave", at_most=True)

    own.refresh_from_db()
    assert (own.unit, own.at_most, own.value, own.value_on) == ("", False, None, None)


def test_a_program_has_at_most_seven_objectives(world: SimpleNamespace) -> None:
    made = [aim(world) for _ in range(objectives.MOST)]
    with pytest.raises(objectives.TooMany):
        aim(world)
    objectives.end_objective(objective=made[0], actor=world.manager, now=NOW)

    assert aim(world).text == "Groups meet"


def test_what_was_taken_back_can_be_restored(world: SimpleNamespace) -> None:
    one = aim(world)
    objectives.end_objective(objective=one, actor=world.manager, now=NOW)
    assert objectives.objectives_of(world.program) == []
    objectives.restore_objective(objective=one, actor=world.manager, now=NOW)

    assert objectives.objectives_of(world.program) == [one]


@pytest.mark.parametrize("who", ["other", "sponsor"])
def test_nobody_but_the_programs_managers_aims_notes_or_decides(
    world: SimpleNamespace, who: str
) -> None:
    stranger = getattr(world, who)
    one = aim(world, measure=Measure.OWN, unit="projects")
    for act in (
        lambda: aim(world, actor=stranger),
        lambda: objectives.note_value(
            objective=one, value=Decimal(1), on=NOW.date(), actor=stranger, now=NOW
        ),
        lambda: objectives.end_objective(objective=one, actor=stranger, now=NOW),
        lambda: objectives.restore_objective(objective=one, actor=stranger, now=NOW),
        lambda: decide(world, actor=stranger),
        lambda: decisions.take_back(program=world.program, ref="x", actor=stranger, now=NOW),
    ):
        with pytest.raises(Forbidden):
            act()

    assert (Objective.objects.count(), Decision.objects.count()) == (1, 0)


def test_the_largest_target_follows_what_is_counted() -> None:
    assert [objectives.highest(each) for each in Measure] == [100, 100, 100, 5, None]


def test_what_is_decided_is_settled_until_it_is_asked_again(world: SimpleNamespace) -> None:
    made = decide(world)
    assert decisions.settled_keys(world.program, NOW.date()) == {"idle.abc"}
    decisions.take_back(program=world.program, ref=made.ref, actor=world.manager, now=NOW)

    assert decisions.settled_keys(world.program, NOW.date()) == set()
    assert [each.note for each in decisions.decisions_of(world.program)] == ["They finish in May."]


def test_waiting_settles_an_occasion_for_a_week(world: SimpleNamespace) -> None:
    decide(world, choice=Choice.WAIT)

    days = [NOW.date() + timedelta(days=n) for n in (0, 6, 7)]
    assert [decisions.settled_keys(world.program, day) for day in days] == [
        {"idle.abc"},
        {"idle.abc"},
        set(),
    ]


def test_the_reason_of_a_decision_is_encrypted_in_the_database(world: SimpleNamespace) -> None:
    from django.db import connection

    decide(world)
    with connection.cursor() as cursor:
        cursor.execute("select note from programs_decision")
        (stored,) = cursor.fetchone()

    assert "They finish" not in str(stored)
