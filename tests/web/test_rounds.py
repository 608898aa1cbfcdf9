"""The rounds planner: asking for rounds, looking at them, beginning one."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW, OrganizationFactory, actor_of, enroll, make_person, make_program
from junto.domain.groups import rounds
from junto.domain.groups.models import Group, RoundPlan
from junto.domain.people.models import Person
from junto.foundation import tenancy
from junto.foundation.jobs import running
from junto.foundation.jobs.models import Job
from junto.interfaces.web.rounds import maps

pytestmark = pytest.mark.django_db
WANTED = {"rounds": "3", "kind": "huddle", "size_min": "3", "size_max": "3", "counts_past": "on"}


def make(people: int = 12) -> SimpleNamespace:
    """People of four units and two sites, and their manager's browser."""
    organization = OrganizationFactory()
    manager = make_person(organization, roles=("program_manager",))
    program = make_program(organization, manager=manager, size_min=3, size_max=3)
    members = [
        make_person(
            organization,
            user=False,
            full_name=f"Ana {n:02}",
            unit=("Ops", "Sales", "Legal", "Labs")[n % 4],
            site=("Leeds", "Lyon")[n % 2],
        )
        for n in range(people)
    ]
    enroll(program, members)
    client = Client()
    client.force_login(manager.user)
    actor = actor_of(manager, "program_manager")
    return SimpleNamespace(
        organization=organization,
        program=program,
        manager=manager,
        members=members,
        client=client,
        actor=actor,
    )


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    """Twelve people, inside their organization."""
    made = make()
    with tenancy.scope(made.organization.pk):
        yield made


def planned(world: SimpleNamespace, *, run: bool = True, **how: Any) -> RoundPlan:
    """A plan, worked out as the worker does it."""
    fields = {"rounds": 3, "kind": "huddle", "size_min": 3, "size_max": 3, **how.pop("wanted", {})}
    with tenancy.scope(world.organization.pk):
        plan = rounds.start_plan(
            program=world.program,
            wanted=rounds.Wanted(**fields),
            actor=world.actor,
            now=NOW,
            **how,
        )
        if run:
            running.run(Job.objects.get(ref=plan.job_ref).pk, clock=lambda: NOW)
        return RoundPlan.objects.get(pk=plan.pk)


def at(world: SimpleNamespace, name: str, **more: object) -> str:
    return reverse(f"rounds:{name}", kwargs={"ref": world.program, **more})


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return " ".join(answer.content.decode().split())


def read(world: SimpleNamespace, name: str, query: str = "", **more: object) -> str:
    return text(world.client.get(at(world, name, **more) + query))


# ---------------------------------------------------------------- asking


def test_without_a_plan_the_page_asks_what_is_wanted(world: SimpleNamespace) -> None:
    page = read(world, "newest")

    assert "12 people take part." in page
    assert "12 people in groups of 3: 5 rounds at most in which nobody meets twice." in page


def test_the_form_says_at_once_how_many_rounds_there_can_be(world: SimpleNamespace) -> None:
    page = read(world, "new", "?rounds=9&size_min=4&size_max=4")

    assert "12 people in groups of 4: 3 rounds at most in which nobody meets twice." in page
    assert "In more rounds people meet again; the plan says who." in page


def test_what_is_asked_for_is_planned(world: SimpleNamespace) -> None:
    answer = world.client.post(at(world, "new"), WANTED)

    plan = RoundPlan.objects.get()
    assert answer.url == at(world, "plan", plan=plan)
    assert (plan.rounds, plan.kind, plan.size_min, plan.counts_past) == (3, "huddle", 3, True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"size_min": "5", "size_max": "5"},
            "12 people cannot be divided into groups of 5. 4 to 5 would do, and 5 to 6.",
        ),
        ({"size_min": "4", "size_max": "3"}, "The largest size is below the smallest"),
        ({"rounds": "many"}, "Write a whole number, such as 4"),
        ({"rounds": "61"}, "Choose a number from 1 to 60"),
        ({"kind": "crowd"}, "Choose one of these"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_kept(
    world: SimpleNamespace, typed: dict[str, str], said: str
) -> None:
    page = text(world.client.post(at(world, "new"), {**WANTED, **typed}), 422)

    assert said in page
    assert all(f'value="{value}"' in page for key, value in typed.items() if key != "kind")
    assert RoundPlan.objects.count() == 0


# ---------------------------------------------------------------- looking


def test_a_plan_says_in_one_sentence_what_it_gives(world: SimpleNamespace) -> None:
    plan = planned(world)
    page = read(world, "plan", plan=plan)

    assert "12 people, 3 rounds of 3. Nobody meets twice; 55% of all pairs meet." in page
    assert page.count("<article") == 4
    assert "Begin round 1" in page


def test_who_meets_again_is_named(world: SimpleNamespace) -> None:
    plan = planned(world, wanted={"rounds": 6})
    page = read(world, "plan", plan=plan)

    number, one, other = plan.result["repeats"][0]
    names = {person.ref: person.full_name for person in world.members}
    first, second = sorted((one, other))
    assert f"{names[first]} and {names[second]} meet again in round {number}." in page


def test_somebody_is_found_with_their_own_line(world: SimpleNamespace) -> None:
    plan = planned(world)
    page = read(world, "plan", "?q=ana 07", plan=plan)

    assert "Round by round: <bdi>Ana 07</bdi>" in page
    assert "6 people in all" in page


def test_a_round_that_is_asked_for_is_shown(world: SimpleNamespace) -> None:
    plan = planned(world)

    assert ">Round 2</h2>" in read(world, "plan", "?round=2", plan=plan)
    assert ">Round 1</h2>" in read(world, "plan", "?round=99", plan=plan)


def test_while_it_is_planned_the_page_says_how_far_it_is(world: SimpleNamespace) -> None:
    plan = planned(world, run=False)
    Job.objects.filter(ref=plan.job_ref).update(done=1, total=3, state="running")
    page = read(world, "plan", plan=plan)

    assert "1 of 3 rounds" in page
    assert 'hx-trigger="every 1s"' in page


def test_rules_that_cannot_be_kept_are_named(world: SimpleNamespace) -> None:
    world.program.rules = {"hard": [{"same": {"attribute": "unit"}}], "soft": []}
    world.program.save()
    plan = planned(world, wanted={"size_min": 6, "size_max": 6})

    page = read(world, "plan", plan=plan)
    assert "These rules cannot all be kept" in page
    assert "everybody alike" in page


def test_the_file_has_a_row_for_each_person_of_each_round(world: SimpleNamespace) -> None:
    plan = planned(world)
    answer = world.client.get(at(world, "file", plan=plan))

    rows = answer.content.decode("utf-8-sig").splitlines()
    assert rows[0] == "Round,Group,Id,Name"
    assert len(rows) == 1 + 3 * 12


def test_pages_ask_as_much_of_the_database_for_many_as_for_few() -> None:
    counts = []
    for people, number in ((6, 2), (24, 5)):
        made = make(people)
        plan = planned(made, wanted={"rounds": number})
        url = at(made, "plan", plan=plan)
        made.client.get(url)
        with CaptureQueriesContext(connection) as asked:
            made.client.get(url)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_map_shows_shares_by_unit_and_rounds_by_person(world: SimpleNamespace) -> None:
    plan = planned(world)
    page = read(world, "plan", "?by=site", plan=plan)

    assert "Share of possible pairs who meet in these rounds" in page
    assert '<th scope="row">within Leeds</th>' in page
    assert '<th scope="row"><bdi>Ana 00</bdi> 1</th>' in page
    cells = [page.count(f">{n}</td>") for n in (1, 2, 3)]
    assert min(cells) >= 24
    assert "again</small>" not in page


def test_whoever_meets_again_is_marked_on_the_map_by_a_word(world: SimpleNamespace) -> None:
    plan = planned(world, wanted={"rounds": 6})

    assert "<small>again</small></td>" in read(world, "plan", plan=plan)


def test_with_many_people_the_map_is_by_parts_alone(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "MOST_PEOPLE", 11)
    page = read(world, "plan", plan=planned(world))

    assert "the map is not drawn person by person" in page
    assert "Share of possible pairs who meet" in page


def test_of_people_behind_the_wall_the_map_tells_the_name_alone(world: SimpleNamespace) -> None:
    Person.objects.filter(pk=world.members[0].pk).update(manager=world.manager, unit="Secret unit")
    page = read(world, "plan", plan=planned(world))

    assert "Secret unit" not in page
    assert "<bdi>Ana 00</bdi> 12</th>" in page
    assert "People you manage are left out of these figures" in page


def test_two_plans_stand_side_by_side(world: SimpleNamespace) -> None:
    planned(world)
    planned(world, wanted={"rounds": 6})
    page = read(world, "compare")

    assert "<td>nobody</td>" in page
    assert '<th scope="row">Rounds</th><td>3</td><td>6</td>' in page


# ---------------------------------------------------------------- who is away


def test_somebody_away_is_added_taken_back_and_planned_around(world: SimpleNamespace) -> None:
    plan = planned(world, wanted={"size_min": 3, "size_max": 4})
    url = at(world, "away", plan=plan)
    me = world.members[3]
    answer = world.client.post(url, {"name": "ana 03", "round": "2", "act": "add"})
    assert answer.url == f"{url}?changed=1&gone=2-{me.ref}"
    page = text(world.client.get(answer.url))
    assert page.count("Take back") == 1
    assert f'href="{url}?changed=1"' in page

    world.client.post(url, {"changed": "1", "gone": f"2-{me.ref}", "act": "plan"})
    anew = RoundPlan.objects.order_by("-number")[0]
    assert anew.away == {"2": [me.ref]}
    running.run(Job.objects.get(ref=anew.job_ref).pk, clock=lambda: NOW)
    assert "Away in this round:" in read(world, "plan", "?round=2", plan=anew)
    assert "Away in this round:" not in read(world, "plan", "?round=1", plan=anew)


def test_who_is_away_is_asked_again_where_it_cannot_be(world: SimpleNamespace) -> None:
    plan = planned(world)
    url = at(world, "away", plan=plan)

    page = text(world.client.post(url, {"name": "Nobody", "round": "3", "act": "add"}), 422)
    assert "Choose somebody of the program, by their full name." in page
    assert 'value="Nobody"' in page
    assert '<option value="3" selected>' in page
    page = text(world.client.post(url, {"name": "Ana 01", "round": "0", "act": "add"}), 422)
    assert "Choose a round to come." in page
    gone = {"changed": "1", "gone": f"2-{world.members[0].ref}", "act": "plan"}
    page = text(world.client.post(url, gone), 422)
    assert "11 people cannot be divided into groups of 3." in page
    assert page.count("Take back") == 1


def test_in_rounds_that_have_begun_nobody_is_away_any_more(world: SimpleNamespace) -> None:
    plan = planned(world)
    world.client.post(at(world, "begin", plan=plan), {"round": "1"})

    page = read(world, "away", plan=plan)
    assert '<option value="1">' not in page
    assert '<option value="2">' in page


# ---------------------------------------------------------------- beginning


def test_beginning_a_round_is_asked_first_and_then_done(world: SimpleNamespace) -> None:
    plan = planned(world)
    url = at(world, "begin", plan=plan)

    assert "4 new groups begin" in text(world.client.get(url))
    assert world.client.post(url, {"round": "1"}).status_code == 302
    assert Group.objects.filter(ended_at=None).count() == 4
    assert "The 4 groups of round 1 end." in text(world.client.get(url))
    page = read(world, "plan", plan=plan)
    assert "Begin round 2" in page
    assert "That round is not the next one" in text(world.client.post(url, {"round": "1"}), 422)


def test_after_somebody_joined_the_rounds_to_come_are_planned_anew(world: SimpleNamespace) -> None:
    plan = planned(world)
    world.client.post(at(world, "begin", plan=plan), {"round": "1"})
    enroll(world.program, [make_person(world.organization, user=False) for _ in range(3)])

    assert "People joined or left the program since this plan." in read(world, "plan", plan=plan)
    url = at(world, "begin", plan=plan)
    assert "Plan anew first" in text(world.client.post(url, {"round": "2"}), 422)
    assert world.client.post(at(world, "again", plan=plan)).status_code == 302
    assert RoundPlan.objects.order_by("-number")[0].held == 1


def test_stopping_asks_the_worker_to_end(world: SimpleNamespace) -> None:
    plan = planned(world, run=False)

    assert world.client.post(at(world, "stop", plan=plan)).status_code == 302
    assert Job.objects.get(ref=plan.job_ref).stop_requested
