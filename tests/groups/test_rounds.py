"""Rounds of a program: planned by the worker, begun one by one, planned anew around who is away."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from factories import NOW, actor_of, enroll, make_person
from junto.domain.groups import rounds, vetoes
from junto.domain.groups.enums import FormationState
from junto.domain.groups.models import Group, GroupMember, RoundPlan
from junto.domain.people.models import PastGroup
from junto.domain.programs import actions as programs
from junto.foundation.access import Forbidden
from junto.foundation.jobs import running
from junto.foundation.jobs.models import Job


def asked(**fields: Any) -> rounds.Wanted:
    return rounds.Wanted(**{"rounds": 3, "kind": "huddle", "size_min": 3, "size_max": 3, **fields})


def planned(world: SimpleNamespace, **how: Any) -> RoundPlan:
    """Have rounds planned here and now."""
    wanted = how.pop("wanted", None) or asked()
    plan = rounds.start_plan(
        program=world.program, wanted=wanted, actor=world.actor, now=NOW, **how
    )
    running.run(Job.objects.get(ref=plan.job_ref).pk, clock=lambda: NOW)
    return RoundPlan.objects.select_related("program").get(pk=plan.pk)


def begin(world: SimpleNamespace, plan: RoundPlan, number: int, day: int = 0) -> int:
    return rounds.begin_round(
        plan=plan, number=number, actor=world.actor, now=NOW + timedelta(days=day)
    )


def test_nobody_meets_twice_and_everybody_is_in_every_round(world: SimpleNamespace) -> None:
    plan = planned(world)

    everybody = sorted(person.ref for person in world.members)
    assert plan.state == FormationState.READY
    assert [sorted(r for g in groups for r in g) for groups in rounds.rounds_of(plan)] == (
        [everybody] * 3
    )
    assert {len(met) for met in rounds.meetings_of(plan).values()} == {1}
    assert plan.result["repeats"] == []


def test_more_rounds_than_can_be_say_who_meets_again(world: SimpleNamespace) -> None:
    plan = planned(world, wanted=asked(rounds=7))

    assert plan.result["limit"] == 5
    again = [pair for pair, met in rounds.meetings_of(plan).items() if len(met) > 1]
    assert sorted({(one, other) for _round, one, other in plan.result["repeats"]}) == sorted(again)
    assert again != []


def test_the_same_plan_gives_the_same_rounds(world: SimpleNamespace) -> None:
    first, second = planned(world), planned(world)
    RoundPlan.objects.filter(pk=second.pk).update(seed=first.seed, state="solving", result={})
    rounds.solve_plan(
        plan_id=second.pk,
        clock=lambda: NOW,
        tell=lambda done, total, note: None,
        should_stop=lambda: False,
    )
    second.refresh_from_db()

    assert second.result == first.result


def test_in_pairs_an_odd_one_rests_and_nobody_twice_before_the_others(
    world: SimpleNamespace,
) -> None:
    programs.withdraw_people(
        program=world.program, person_ids=[world.members[0].pk], actor=world.actor, now=NOW
    )
    plan = planned(world, wanted=asked(rounds=5, kind="pair", size_min=2, size_max=2))

    resting = [ref for groups in rounds.rounds_of(plan) for g in groups if len(g) == 1 for ref in g]
    assert (len(resting), len(set(resting))) == (5, 5)
    assert {len(met) for met in rounds.meetings_of(plan).values()} == {1}


def test_whoever_is_away_is_in_no_group_of_that_round(world: SimpleNamespace) -> None:
    gone = [person.ref for person in world.members[:3]]
    plan = planned(world, away={"2": gone})

    assert [gone[0] in {r for g in groups for r in g} for groups in rounds.rounds_of(plan)] == [
        True,
        False,
        True,
    ]


def test_who_met_before_does_not_meet_again(world: SimpleNamespace) -> None:
    one, other = world.members[:2]
    PastGroup.objects.create(label="Spring").members.set([one, other])
    plan = planned(world, wanted=asked(rounds=4))

    assert (min(one.ref, other.ref), max(one.ref, other.ref)) not in rounds.meetings_of(plan)


def test_beginning_a_round_ends_the_one_before(world: SimpleNamespace) -> None:
    plan = planned(world)
    assert begin(world, plan, 1) == 4
    first = set(Group.objects.filter(ended_at=None).values_list("pk", flat=True))
    assert begin(world, plan, 2, day=7) == 4

    assert Group.objects.filter(pk__in=first, ended_at=None).count() == 0
    open_groups = Group.objects.filter(ended_at=None)
    assert set(open_groups.values_list("kind", flat=True)) == {"huddle"}
    assert GroupMember.objects.filter(ended_at=None).count() == 12


@pytest.mark.parametrize("number", [0, 2, 4])
def test_only_the_next_round_begins(world: SimpleNamespace, number: int) -> None:
    plan = planned(world)

    with pytest.raises(rounds.NoMoreRounds):
        begin(world, plan, number)
    assert Group.objects.count() == 0


def test_planning_anew_keeps_what_has_begun(world: SimpleNamespace) -> None:
    plan = planned(world)
    begin(world, plan, 1)
    newcomers = [make_person(world.organization) for _ in range(3)]
    enroll(world.program, newcomers)
    with pytest.raises(rounds.PeopleChanged):
        begin(world, plan, 2)
    again = planned(world, keep=plan)

    assert rounds.rounds_of(again)[0] == rounds.rounds_of(plan)[0]
    assert {len(met) for met in rounds.meetings_of(again).values()} == {1}
    assert len(rounds.rounds_of(again)) == 3
    assert newcomers[0].ref in {ref for group in rounds.rounds_of(again)[1] for ref in group}
    assert begin(world, again, 2, day=7) == 5


def test_whom_somebody_asked_to_be_kept_apart_from_they_never_meet(world: SimpleNamespace) -> None:
    world.organization.keeps_apart = True
    world.organization.save()
    plain = planned(world)
    pair = min(rounds.meetings_of(plain))
    by_ref = {person.ref: person for person in world.members}

    me = by_ref[pair[0]]
    vetoes.keep_apart(person=me, from_refs=[pair[1]], actor=actor_of(me), now=NOW)

    assert pair not in rounds.meetings_of(planned(world))


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"size_min": 5, "size_max": 5}, rounds.NoSuchSizes),
        ({"size_min": 7, "size_max": 11}, rounds.NoSuchSizes),
    ],
)
def test_sizes_that_do_not_divide_are_refused(
    world: SimpleNamespace, fields: dict[str, int], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        planned(world, wanted=asked(**fields))
    assert RoundPlan.objects.count() == 0


def test_a_rule_that_cannot_be_kept_is_named(world: SimpleNamespace) -> None:
    world.program.rules = {"hard": [{"same": {"attribute": "unit"}}], "soft": []}
    world.program.size_min = world.program.size_max = 5
    world.program.save()
    plan = planned(world, wanted=asked(size_min=6, size_max=6))

    assert plan.state == FormationState.IMPOSSIBLE
    assert plan.result["impossible"][0]["rule"] == "same"


def test_nobody_else_plans_rounds(world: SimpleNamespace) -> None:

    with pytest.raises(Forbidden):
        rounds.start_plan(
            program=world.program, wanted=asked(), actor=actor_of(world.members[0]), now=NOW
        )
