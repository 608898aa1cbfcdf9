"""Drafts: formed, changed, undone, published; nobody is ever left over."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from factories import NOW, actor_of, enroll, make_person
from junto.domain.groups import actions, figures, names, queries
from junto.domain.groups.enums import FormationState, GroupKind
from junto.domain.groups.models import BoardChange, Formation, Group, GroupMember, Seat
from junto.domain.people.models import Person
from junto.domain.programs import actions as programs
from junto.domain.programs.enums import ProgramState
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord
from junto.foundation.jobs.models import Job

Form = Callable[..., Formation]


def board(draft: Formation) -> dict[str, tuple[int, bool]]:
    return {
        ref: (place, pinned)
        for ref, place, pinned in Seat.objects.filter(formation=draft).values_list(
            "person__ref", "group_index", "is_pinned"
        )
    }


def a_swap(draft: Formation) -> tuple[str, str]:
    rows = list(Seat.objects.filter(formation=draft).values_list("person__ref", "group_index"))
    return rows[0][0], next(ref for ref, place in rows if place != rows[0][1])


def test_a_draft_seats_everybody_once_in_legal_groups(world: SimpleNamespace, form: Form) -> None:
    draft = form(world)

    groups = queries.seating_of(draft)
    assert sorted(ref for group in groups for ref in group) == sorted(
        person.ref for person in world.members
    )
    assert [len(group) for group in groups] == [3, 3, 3, 3]
    assert draft.names == ["Kestrel", "Heron", "Wren", "Plover"]
    assert draft.state == FormationState.READY


def test_units_are_mixed_as_well_as_they_can_be(world: SimpleNamespace, form: Form) -> None:
    draft = form(world)

    for group in queries.seating_of(draft):
        assert Person.objects.filter(ref__in=group).values("unit").distinct().count() == 3


def test_what_is_needed_to_form_the_same_groups_again_is_kept(
    world: SimpleNamespace, form: Form
) -> None:
    draft = form(world)

    again = queries.replay(draft)

    assert [sorted(group) for group in again.groups] == [
        sorted(group) for group in queries.seating_of(draft)
    ]
    assert (again.problem_hash, again.engine) == (draft.problem_hash, draft.engine)
    assert again.score == draft.figures["score"]


def test_a_job_that_runs_twice_leaves_one_draft(world: SimpleNamespace, form: Form) -> None:
    draft = form(world)
    before = board(draft)

    actions.solve_formation(
        formation_id=draft.pk,
        clock=lambda: NOW,
        tell=lambda done, total, note: None,
        should_stop=lambda: False,
    )

    assert board(draft) == before
    assert Seat.objects.filter(formation=draft).count() == 12


def test_the_budget_is_measured_on_the_machine_and_kept(world: SimpleNamespace, form: Form) -> None:
    draft = form(world, iterations=0)

    assert draft.iterations > 0


def test_stopping_keeps_the_best_so_far(world: SimpleNamespace) -> None:
    draft = actions.start_formation(
        program=world.program, actor=world.actor, now=NOW, iterations=5000
    )

    actions.solve_formation(
        formation_id=draft.pk,
        clock=lambda: NOW,
        tell=lambda done, total, note: None,
        should_stop=lambda: True,
    )

    stopped = Formation.objects.select_related("program").get(pk=draft.pk)
    again = queries.replay(stopped)
    assert stopped.state == FormationState.READY
    assert stopped.figures["stopped_at"] < 5000
    assert [sorted(group) for group in again.groups] == [
        sorted(group) for group in queries.seating_of(stopped)
    ]


def test_stop_reaches_the_job(world: SimpleNamespace) -> None:
    draft = actions.start_formation(program=world.program, actor=world.actor, now=NOW)

    actions.stop_formation(formation=draft, actor=world.actor, now=NOW)

    assert Job.objects.get(ref=draft.job_ref).stop_requested is True


def test_two_drafts_are_not_worked_out_at_once(world: SimpleNamespace) -> None:
    actions.start_formation(program=world.program, actor=world.actor, now=NOW)

    with pytest.raises(actions.AlreadySolving):
        actions.start_formation(program=world.program, actor=world.actor, now=NOW)


def test_of_nobody_no_groups_are_formed(world: SimpleNamespace) -> None:
    programs.withdraw_people(
        program=world.program,
        person_ids=[person.pk for person in world.members],
        actor=world.actor,
        now=NOW,
    )

    with pytest.raises(actions.NobodyEnrolled):
        actions.start_formation(program=world.program, actor=world.actor, now=NOW)


@pytest.mark.parametrize("kind", ["swap", "pin", "rename"])
def test_each_change_can_be_taken_back(world: SimpleNamespace, form: Form, kind: str) -> None:
    draft = form(world)
    before, called, figures = board(draft), list(draft.names), draft.figures["score"]
    one, other = a_swap(draft)
    common = {"formation": draft, "version": draft.version, "actor": world.actor, "now": NOW}

    if kind == "swap":
        actions.swap_people(person=one, other=other, **common)
    elif kind == "pin":
        actions.pin_person(person=one, **common)
    else:
        actions.rename_group(group=0, name="The first", **common)
    changed = (board(draft), list(Formation.objects.get(pk=draft.pk).names))
    undone = actions.undo_change(formation=draft, version=draft.version, actor=world.actor, now=NOW)

    after = Formation.objects.get(pk=draft.pk)
    assert changed != (before, called)
    assert undone == kind
    assert (board(draft), list(after.names)) == (before, called)
    assert after.figures["score"] == figures
    assert BoardChange.objects.count() == 0


def test_a_move_and_its_undo(world: SimpleNamespace, form: Form) -> None:
    world.program.size_min, world.program.size_max = 2, 4
    world.program.save()
    draft = form(world)
    before = board(draft)
    sizes = [len(group) for group in queries.seating_of(draft)]
    giver = next(at for at, size in enumerate(sizes) if size > 2)
    taker = next(at for at, size in enumerate(sizes) if size < 4 and at != giver)
    person = queries.seating_of(draft)[giver][0]

    actions.move_person(
        formation=draft,
        person=person,
        to_group=taker,
        version=draft.version,
        actor=world.actor,
        now=NOW,
    )
    moved = board(draft)[person]
    actions.undo_change(formation=draft, version=draft.version, actor=world.actor, now=NOW)

    assert moved == (taker, False)
    assert board(draft) == before


def test_changes_are_taken_back_last_first(world: SimpleNamespace, form: Form) -> None:
    draft = form(world)
    one, other = a_swap(draft)
    common = {"formation": draft, "actor": world.actor, "now": NOW}
    actions.pin_person(person=one, version=draft.version, **common)
    actions.unpin_person(person=one, version=draft.version, **common)
    actions.swap_people(person=one, other=other, version=draft.version, **common)

    undone = [actions.undo_change(version=draft.version, **common) for _ in range(3)]

    assert undone == ["swap", "unpin", "pin"]
    with pytest.raises(actions.NothingToUndo):
        actions.undo_change(version=draft.version, **common)


def test_a_swap_computes_the_figures_and_reasons_anew(world: SimpleNamespace, form: Form) -> None:
    draft = form(world)
    one, other = a_swap(draft)
    expected = queries.consequence(draft, one, other=other)

    actions.swap_people(
        formation=draft,
        person=one,
        other=other,
        version=draft.version,
        actor=world.actor,
        now=NOW,
    )

    assert Formation.objects.get(pk=draft.pk).figures["score"] == expected.score_after


def test_a_change_that_breaks_a_must_have_is_refused(world: SimpleNamespace, form: Form) -> None:
    world.program.rules = {"hard": [{"at_most": {"attribute": "unit", "count": 1}}], "soft": []}
    world.program.save()
    draft = form(world)
    before = board(draft)
    one = Seat.objects.filter(group_index=0).first().person
    other = Seat.objects.exclude(group_index=0).exclude(person__unit=one.unit).first().person

    with pytest.raises(actions.BreaksRule):
        actions.swap_people(
            formation=draft,
            person=one.ref,
            other=other.ref,
            version=draft.version,
            actor=world.actor,
            now=NOW,
        )

    assert board(draft) == before


def test_of_two_at_one_board_the_second_is_told(world: SimpleNamespace, form: Form) -> None:
    draft = form(world)
    mine, theirs = (Formation.objects.select_related("program").get(pk=draft.pk) for _ in range(2))
    one, other = a_swap(draft)
    common = {"actor": world.actor, "now": NOW, "version": draft.version}
    actions.pin_person(formation=theirs, person=one, **common)

    with pytest.raises(actions.StaleBoard):
        actions.swap_people(formation=mine, person=one, other=other, **common)

    assert board(draft)[one][1] is True
    assert BoardChange.objects.count() == 1


def test_names_are_given_once(world: SimpleNamespace, form: Form) -> None:
    draft = form(world)

    with pytest.raises(actions.NameTaken):
        actions.rename_group(
            formation=draft,
            group=0,
            name="  heron ",
            version=draft.version,
            actor=world.actor,
            now=NOW,
        )


def test_there_are_names_for_five_hundred_groups() -> None:
    many = names.names_for({3: "Otter"}, 500)

    assert len(set(many)) == 500
    assert many[3] == "Otter"


def test_trying_again_keeps_who_is_pinned(world: SimpleNamespace, form: Form) -> None:
    draft = form(world)
    _, other = a_swap(draft)
    where = board(draft)[other][0]
    actions.pin_person(
        formation=draft, person=other, version=draft.version, actor=world.actor, now=NOW
    )

    again = form(world, keep=draft)

    assert board(again)[other] == (where, True)
    assert again.names[where] == draft.names[where]
    assert (again.number, again.seed) == (2, 2)


def test_publishing_makes_a_group_of_every_group(world: SimpleNamespace, form: Form) -> None:
    world.program.group_kind = GroupKind.TRIAD
    world.program.save()
    draft = form(world)

    count = actions.publish_groups(
        formation=draft, version=draft.version, replace=False, actor=world.actor, now=NOW
    )

    world.program.refresh_from_db()
    assert count == 4
    assert GroupMember.objects.filter(ended_at=None).count() == len(world.members)
    assert set(Group.objects.values_list("kind", flat=True)) == {GroupKind.TRIAD}
    assert sorted(Group.objects.values_list("name", flat=True)) == sorted(draft.names)
    assert world.program.state == ProgramState.RUNNING
    assert EventRecord.objects.filter(kind="groups.groups-published").count() == 1


def test_with_somebody_new_in_the_program_nothing_is_published(
    world: SimpleNamespace, form: Form
) -> None:
    draft = form(world)
    enroll(world.program, [make_person(world.organization, user=False)])

    with pytest.raises(actions.PeopleChanged) as refusal:
        actions.publish_groups(
            formation=draft, version=draft.version, replace=False, actor=world.actor, now=NOW
        )

    assert refusal.value.drift == queries.Drift(joined=1, left=0)
    assert Group.objects.count() == 0
    assert Formation.objects.get(pk=draft.pk).state == FormationState.READY


def test_published_groups_end_only_when_that_was_asked_for(
    world: SimpleNamespace, form: Form
) -> None:
    first = form(world)
    actions.publish_groups(
        formation=first, version=first.version, replace=False, actor=world.actor, now=NOW
    )
    second = form(world)
    common = {"formation": second, "version": second.version, "actor": world.actor, "now": NOW}

    with pytest.raises(actions.GroupsMeet):
        actions.publish_groups(replace=False, **common)
    second.refresh_from_db()
    actions.publish_groups(replace=True, **{**common, "formation": second})

    assert Group.objects.filter(ended_at=None).count() == 4
    assert GroupMember.objects.filter(ended_at=None).count() == 12


def test_people_who_met_are_kept_apart_next_time(world: SimpleNamespace, form: Form) -> None:
    draft = form(world)
    actions.publish_groups(
        formation=draft, version=draft.version, replace=False, actor=world.actor, now=NOW
    )
    other = programs.create_program(
        organization=world.organization, name="Second", actor=world.actor, now=NOW
    )

    times = queries.times_met(
        other, {person.pk for person in world.members}, NOW.replace(year=2027)
    )

    assert sorted(set(times.values())) == [1]
    assert len(times) == 4 * 3


def test_impossible_rules_are_relaxed_by_name(world: SimpleNamespace, form: Form) -> None:
    world.program.rules = {"hard": [{"at_most": {"attribute": "unit", "count": 1}}], "soft": []}
    world.program.size_min = world.program.size_max = 4
    world.program.save()
    draft = form(world)
    asked = draft.impossible[0]["relaxations"][0]["rules"]

    again = actions.relax_rules(formation=draft, reason=0, choice=0, actor=world.actor, now=NOW)

    world.program.refresh_from_db()
    assert draft.state == FormationState.IMPOSSIBLE
    assert draft.impossible[0]["rule"] == "at_most"
    assert world.program.rules["hard"] == asked["hard"]
    assert (world.program.size_min, world.program.size_max) == (
        asked["size"]["min"],
        asked["size"]["max"],
    )
    assert again.number == 2


def test_groups_formed_elsewhere_are_published_with_their_figures(world: SimpleNamespace) -> None:
    seating = {"Otter": world.members[:6], "Beaver": world.members[6:]}

    made = actions.publish_seating(
        program=world.program, seating=seating, actor=world.actor, now=NOW
    )

    assert made.state == FormationState.PUBLISHED
    assert made.figures["chance"]["draws"] == 1000
    assert sorted(Group.objects.values_list("name", flat=True)) == ["Beaver", "Otter"]
    assert GroupMember.objects.count() == 12


@pytest.mark.parametrize("roles", [(), ("participant",), ("program_manager",), ("org_admin",)])
def test_only_the_programs_own_managers_change_a_board(
    world: SimpleNamespace, form: Form, roles: tuple[str, ...]
) -> None:
    draft = form(world)
    stranger = actor_of(make_person(world.organization, roles=roles))
    person = world.members[0].ref
    common = {"formation": draft, "version": draft.version, "actor": stranger, "now": NOW}

    for act in (
        lambda: actions.start_formation(program=world.program, actor=stranger, now=NOW),
        lambda: actions.swap_people(person=person, other=world.members[1].ref, **common),
        lambda: actions.move_person(person=person, to_group=1, **common),
        lambda: actions.pin_person(person=person, **common),
        lambda: actions.unpin_person(person=person, **common),
        lambda: actions.rename_group(group=0, name="Ours", **common),
        lambda: actions.undo_change(**common),
        lambda: actions.publish_groups(replace=True, **common),
        lambda: actions.stop_formation(formation=draft, actor=stranger, now=NOW),
    ):
        with pytest.raises(Forbidden):
            act()


def test_what_a_swap_leaves_alone_is_as_if_all_had_been_worked_out_anew(
    world: SimpleNamespace, form: Form
) -> None:
    draft = form(world)
    one, other = a_swap(draft)

    actions.swap_people(
        formation=draft, person=one, other=other, version=draft.version, actor=world.actor, now=NOW
    )

    stored = queries.formation_of(world.program, draft.ref)
    problem, groups = queries.formation_problem(stored), queries.seating_of(stored)
    hide = queries.hidden_attributes()
    anew = figures.indexed(
        figures.standing(problem, groups, hide, stored.figures["chance"]),
        groups,
        queries.people_of(stored),
        stored.figures["key"]["main"],
    )
    assert {key: stored.figures[key] for key in anew} == anew
    assert dict(Seat.objects.values_list("person__ref", "reasons")) == figures.reasons(
        problem, groups, hide
    )
