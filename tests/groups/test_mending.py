"""Groups that meet are mended: nobody waits, nobody moves unasked."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factories import NOW, actor_of, enroll, make_person
from factories.after import make_circle, make_group, make_session
from junto.domain.groups import membership, mending
from junto.domain.groups import queries as groups
from junto.domain.groups.models import Group
from junto.domain.overview import today
from junto.domain.programs.models import Program
from junto.domain.sessions.models import Session
from junto.foundation import tenancy
from junto.foundation.access import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SimpleNamespace:
    """Two circles of five, in a program of circles of four to six."""
    made = make_circle(5)
    more = [make_person(made.organization, full_name=f"Other {n}") for n in range(5)]
    enroll(made.program, more)
    made.other = make_group(made.program, more, name="Wren")
    made.others = more
    made.manager_actor = actor_of(made.manager)
    with tenancy.scope(made.organization.pk):
        Program.objects.update(
            size_min=4, size_max=6, rules={"hard": [], "soft": [{"mix": {"attribute": "unit"}}]}
        )
        made.program.refresh_from_db()
        yield made


def join_program(world: SimpleNamespace, name: str, **fields: Any) -> Any:
    person = make_person(world.organization, full_name=name, **fields)
    enroll(world.program, [person])
    return person


def leave(world: SimpleNamespace, count: int) -> None:
    for person in world.members[:count]:
        membership.leave_group(group=world.group, person=person, actor=world.manager_actor, now=NOW)
        world.program.enrollments.filter(person=person).delete()


def mend(world: SimpleNamespace, way: mending.Way, agreed: list[str] | None = None) -> Any:
    return mending.mend(
        program=world.program, key=way.key, agreed=agreed or [], actor=world.manager_actor, now=NOW
    )


def names(group: Any) -> set[str]:
    return {person.full_name for person in groups.members_of(group)}


def test_whole_groups_need_nothing(world: SimpleNamespace) -> None:
    assert not mending.mending(world.program, now=NOW)


def test_a_newcomer_is_placed_and_nobody_else_moves(world: SimpleNamespace) -> None:
    join_program(world, "Zoe New")
    way = mending.mending(world.program, now=NOW).ways[0]
    mend(world, way)

    assert ([step.person.full_name for step in way.placed], list(way.moved)) == (["Zoe New"], [])
    assert len(names(world.group) | names(world.other)) == 11
    assert not mending.mending(world.program, now=NOW)


def test_nobody_moves_who_has_not_said_yes(world: SimpleNamespace) -> None:
    leave(world, 2)
    found = mending.mending(world.program, now=NOW)
    way = next(each for each in found.ways if each.kind == "keep")
    assert [each.full_name for each in (step.person for step in way.moved)] != []
    with pytest.raises(mending.NotAsked):
        mend(world, way)
    assert len(names(world.group)) == 3
    mend(world, way, [step.person.ref for step in way.moved])

    assert (len(names(world.group)), len(names(world.other))) == (4, 4)


def test_what_was_proposed_for_other_groups_is_not_done(world: SimpleNamespace) -> None:
    join_program(world, "Zoe New")
    way = mending.mending(world.program, now=NOW).ways[0]
    join_program(world, "Yan New")
    with pytest.raises(mending.Changed):
        mend(world, way)

    assert len(names(world.group) | names(world.other)) == 10


def test_a_group_that_ends_calls_its_sessions_off_and_keeps_those_it_held(
    world: SimpleNamespace,
) -> None:
    leave(world, 4)
    held = make_session(world.group, number=1)
    ahead = make_session(
        world.group,
        ended=False,
        number=2,
        starts_at=NOW + timedelta(days=9),
        ends_at=NOW + timedelta(days=9, hours=1),
    )
    found = mending.mending(world.program, now=NOW)
    way = next(each for each in found.ways if each.kind == "dissolve")
    mend(world, way, [step.person.ref for step in way.moved])

    states = dict(Session.objects.values_list("pk", "state"))
    assert (states[held.pk], states[ahead.pk]) == ("ended", "called_off")
    assert Group.objects.get(pk=world.group.pk).ended_at == NOW
    assert names(world.other) >= {world.members[4].full_name}


def test_enough_people_who_wait_begin_a_group_of_the_programs_kind(world: SimpleNamespace) -> None:
    for n in range(4):
        join_program(world, f"New {n}")
    found = mending.mending(world.program, now=NOW)
    way = next(each for each in found.ways if each.kind == "fresh")
    mend(world, way)
    begun = Group.objects.exclude(pk__in=(world.group.pk, world.other.pk)).get()

    assert (begun.kind, names(begun)) == ("circle", {f"New {n}" for n in range(4)})


def test_rules_about_what_nobody_has_are_told(world: SimpleNamespace) -> None:
    Program.objects.update(rules={"hard": [], "soft": [{"mix": {"attribute": "gone"}}]})
    world.program.refresh_from_db()
    join_program(world, "Zoe New")
    found = mending.mending(world.program, now=NOW)

    assert (found.ways, bool(found.trouble)) == ((), True)


def test_only_the_programs_managers_mend(world: SimpleNamespace) -> None:
    join_program(world, "Zoe New")
    way = mending.mending(world.program, now=NOW).ways[0]
    with pytest.raises(Forbidden):
        mending.mend(program=world.program, key=way.key, agreed=[], actor=world.actors[0], now=NOW)


def test_somebody_without_a_group_is_a_signal(world: SimpleNamespace) -> None:
    make_session(world.group, ended=False, starts_at=NOW + timedelta(days=9))
    make_session(world.other, ended=False, starts_at=NOW + timedelta(days=9))
    before = today.today_of(world.program, now=NOW).open
    join_program(world, "Zoe New")
    after = today.today_of(Program.objects.get(pk=world.program.pk), now=NOW).open

    assert [each.title for each in before] == []
    assert [each.title for each in after] == ["1 person is in no group yet"]


# ---------------------------------------------------------------- the page


@pytest.fixture
def page(world: SimpleNamespace) -> SimpleNamespace:
    world.client = Client()
    world.client.force_login(world.manager.user)
    world.url = reverse("groups:mend", kwargs={"ref": world.program})
    return world


def test_the_page_places_a_newcomer_with_one_button(page: SimpleNamespace) -> None:
    join_program(page, "Zoe New", roles=("participant",))
    text = page.client.get(page.url).content.decode()
    key = text.split('name="way" value="')[1].split('"')[0]
    answer = page.client.post(page.url, {"way": key}, follow=True)

    assert "Nobody changes their group." in text
    assert "Nothing to mend" in answer.content.decode()


def test_the_page_keeps_the_ticks_when_somebody_is_missing(page: SimpleNamespace) -> None:
    leave(page, 3)
    way = next(each for each in mending.mending(page.program, now=NOW).ways if len(each.moved) > 1)
    first = way.moved[0].person.ref
    answer = page.client.post(page.url, {"way": way.key, "agreed": [first]})

    assert answer.status_code == 422
    assert f'value="{first}" checked' in answer.content.decode()


def test_a_stale_proposal_is_told(page: SimpleNamespace) -> None:
    join_program(page, "Zoe New")
    answer = page.client.post(page.url, {"way": "stale"})

    assert (answer.status_code, "look again" in answer.content.decode()) == (422, True)
