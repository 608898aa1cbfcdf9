"""Today: decisions first, figures after, at a constant cost."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW, actor_of, make_person
from factories.after import make_circle, make_group, make_session, note_presence
from junto.domain.programs import actions as programs
from junto.domain.programs.enums import SetupStep
from junto.domain.programs.models import Decision, Objective, Program
from junto.domain.sessions import actions as sessions
from junto.domain.sessions.models import Session
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db
SET_UP = {str(step): NOW.isoformat() for step in SetupStep}
# When something has changed since the page was made, and when nothing has.
ANEW, AGAIN = 17, 7


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cache.clear()
    made = make_circle(5)
    with tenancy.scope(made.organization.pk):
        Program.objects.update(steps_saved=SET_UP, size_min=2)
    made.client = Client()
    made.client.force_login(made.manager.user)
    made.home = reverse(
        "home:role", kwargs={"ref": made.organization.ref, "role": "program_manager"}
    )
    return made


def page(world: SimpleNamespace, query: str = "") -> str:
    return str(world.client.get(f"{world.home}{query}").content.decode())


def plan(group: Any, number: int, days: int, *, ended: bool = False, **fields: Any) -> Session:
    moment = NOW + timedelta(days=days)
    return make_session(
        group,
        ended=ended,
        number=number,
        date=moment.date(),
        starts_at=moment,
        ends_at=moment + timedelta(hours=1),
        **fields,
    )


def make_groups(world: SimpleNamespace, count: int, start: int = 0) -> None:
    for n in range(start, start + count):
        group = make_group(world.program, world.members, name=f"Group {n:03}")
        session = plan(group, 1, -20, ended=True)
        note_presence(session, world.members[1:], world.members[:1])
        note_presence(plan(group, 2, -10, ended=True), world.members[1:], world.members[:1])
        plan(group, 3, 10)


def test_before_there_are_groups_the_next_step_of_the_set_up_is_all(world: SimpleNamespace) -> None:
    with tenancy.scope(world.organization.pk):
        world.group.delete()
        Program.objects.update(steps_saved={})
    text = page(world)

    assert "Bring the people who take part" in text
    assert "Sessions held" not in text


def test_a_quiet_day_says_that_nothing_needs_anybody(world: SimpleNamespace) -> None:
    plan(world.group, 1, 10)

    assert "Nothing needs you today" in page(world)


def test_at_most_five_decisions_stand_there_and_the_rest_a_link_away(
    world: SimpleNamespace,
) -> None:
    plan(world.group, 1, 10)
    make_groups(world, 7)
    text, whole = page(world), page(world, "?all=1")

    assert (text.count('class="nn"'), whole.count('class="nn"')) == (5, 7)
    assert "2 more wait" in text


def count_queries(world: SimpleNamespace) -> int:
    with CaptureQueriesContext(connection) as seen:
        page(world)
    return len(seen)


def something_happens(world: SimpleNamespace) -> None:
    with tenancy.scope(world.organization.pk):
        programs.rename_program(
            program=world.program, name="Leading", actor=actor_of(world.manager), now=NOW
        )


def test_the_page_costs_as_much_for_forty_groups_as_for_two(world: SimpleNamespace) -> None:
    plan(world.group, 1, 10)
    counts = []
    for start, count in ((0, 2), (2, 38)):
        make_groups(world, count, start)
        something_happens(world)
        # Who has met whom is worked out again only when somebody came.
        page(world)
        something_happens(world)
        counts.append((count_queries(world), count_queries(world)))

    assert counts == [(ANEW, AGAIN), (ANEW, AGAIN)]


def test_what_changed_since_the_page_was_made_stands_there_at_once(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = plan(world.group, 1, 10)
    page(world)
    with tenancy.scope(world.organization.pk):
        sessions.call_off(session=session, actor=actor_of(world.manager), now=NOW)
    assert "Nothing needs you today" in page(world)
    with tenancy.scope(world.organization.pk):
        sessions.put_back(session=session, actor=actor_of(world.manager), now=NOW)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=11))
    world.client.force_login(world.manager.user)

    assert "Did Kestrel meet for session 1?" in page(world)


def test_no_person_of_a_group_is_named(world: SimpleNamespace) -> None:
    plan(world.group, 1, 10)
    make_groups(world, 3)
    text = page(world)

    assert [each.full_name for each in world.members if each.full_name in text] == []


def test_groups_that_need_a_look_can_be_shown_alone(world: SimpleNamespace) -> None:
    plan(world.group, 1, 10)
    make_groups(world, 1)
    table = page(world, "?needs=look").split('id="groups"')[1]

    assert ("Group 000" in table, "Kestrel" in table) == (True, False)


def test_groups_come_a_dozen_at_a_time(world: SimpleNamespace) -> None:
    plan(world.group, 1, 10)
    make_groups(world, 14)
    first, second = (page(world, query).split('id="groups"')[1] for query in ("", "?page=2"))

    assert ("Group 011" in first, "Group 012" in first, "Group 012" in second) == (
        True,
        False,
        True,
    )


def test_another_programs_manager_sees_neither_its_groups_nor_its_decisions(
    world: SimpleNamespace,
) -> None:
    plan(world.group, 1, 10, moves=3)
    other = make_person(world.organization, roles=("program_manager",))
    client = Client()
    client.force_login(other.user)

    assert "Kestrel" not in client.get(f"{world.home}?program={world.program.ref}").content.decode()


def decide_url(world: SimpleNamespace, key: str) -> str:
    return f"{reverse('programs:decide', kwargs={'ref': world.program})}?about={key}"


def test_a_decision_with_its_reason_is_kept_in_the_log(world: SimpleNamespace) -> None:
    session = plan(world.group, 1, 10, moves=2)
    key = f"moved.{session.ref}.2"
    assert "Kestrel has moved session 1 more than once" in str(
        world.client.get(decide_url(world, key)).content.decode()
    )
    world.client.post(decide_url(world, key), {"choice": "wait", "note": "They travel."})
    log = world.client.get(reverse("programs:decisions", kwargs={"ref": world.program}))

    assert "Nothing needs you today" in page(world)
    assert [word in log.content.decode() for word in ("They travel.", "Waiting a week")] == [
        True,
        True,
    ]


def test_a_decision_without_a_choice_is_asked_for_and_its_reason_kept(
    world: SimpleNamespace,
) -> None:
    session = plan(world.group, 1, 10, moves=2)
    answer = world.client.post(
        decide_url(world, f"moved.{session.ref}.2"), {"note": "They travel."}
    )

    assert (answer.status_code, "They travel." in answer.content.decode()) == (422, True)
    with tenancy.scope(world.organization.pk):
        assert Decision.objects.count() == 0


def test_what_was_decided_can_be_asked_again(world: SimpleNamespace) -> None:
    session = plan(world.group, 1, 10, moves=2)
    world.client.post(decide_url(world, f"moved.{session.ref}.2"), {"choice": "leave"})
    with tenancy.scope(world.organization.pk):
        ref = Decision.objects.get().ref
    world.client.post(
        reverse("programs:ask-again", kwargs={"ref": world.program}), {"decision": ref}
    )

    assert "Kestrel has moved session 1 more than once" in page(world)


def test_what_has_settled_leads_to_the_log(world: SimpleNamespace) -> None:
    answer = world.client.get(decide_url(world, "moved.nothing.2"))

    assert answer["Location"] == reverse("programs:decisions", kwargs={"ref": world.program})


OBJECTIVE = {
    "text": "Leaders ask another unit",
    "serves": "One house",
    "measure": "held",
    "target": "90",
    "by": "2027-03-31",
}


def post_objective(world: SimpleNamespace, **fields: str) -> Any:
    url = reverse("programs:objectives", kwargs={"ref": world.program})
    return world.client.post(url, {**OBJECTIVE, **fields})


def test_an_objective_that_is_set_stands_on_today(world: SimpleNamespace) -> None:
    plan(world.group, 1, 10)
    post_objective(world)

    text = page(world)
    assert [word in text for word in ("Leaders ask another unit", "One house", "at least 90")] == [
        True,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "Say what should be different"),
        ({"target": "101"}, "Write a number above 0, up to 100"),
        ({"target": "much"}, "Write a number like 80 or 4.2"),
        ({"measure": "useful", "target": "6"}, "Write a number above 0, up to 5"),
        ({"measure": "own"}, "Say what your own number counts"),
        ({"measure": "fame"}, "Select a valid choice"),
        ({"by": "soon"}, "Write the day like 2027-03-31"),
    ],
)
def test_an_objective_that_cannot_be_counted_says_what_is_wrong(
    world: SimpleNamespace, fields: dict[str, str], words: str
) -> None:
    answer = post_objective(world, **fields)

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    with tenancy.scope(world.organization.pk):
        assert Objective.objects.count() == 0


def test_a_number_of_ones_own_is_noted_and_a_wrong_one_refused(world: SimpleNamespace) -> None:
    post_objective(world, measure="own", unit="projects")
    with tenancy.scope(world.organization.pk):
        only = Objective.objects.get()
    url = reverse("programs:note-objective", kwargs={"ref": only})
    refused = world.client.post(url, {"value": "many"})
    world.client.post(url, {"value": "12.5"})
    with tenancy.scope(world.organization.pk):
        only.refresh_from_db()

    assert (refused.status_code, float(only.value)) == (422, 12.5)


def test_taking_an_objective_back_can_be_undone(world: SimpleNamespace) -> None:
    post_objective(world)
    with tenancy.scope(world.organization.pk):
        only = Objective.objects.get()
    for name, gone in (("end", True), ("restore", False)):
        world.client.post(reverse(f"programs:{name}-objective", kwargs={"ref": only}))
        with tenancy.scope(world.organization.pk):
            only.refresh_from_db()
        assert (only.ended_at is not None) == gone
