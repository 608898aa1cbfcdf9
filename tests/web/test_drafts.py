"""The history of drafts, two side by side, the proof and the report in the browser."""

import io
import json
import zipfile
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW
from factories.boards import form_groups, make_world
from junto.domain.groups import actions, history, queries
from junto.domain.groups.enums import FormationState
from junto.domain.groups.models import Formation, Seat
from junto.domain.organizations.models import Organization
from junto.domain.people.models import AttributeDefinition, Person
from junto.foundation import tenancy
from junto.foundation.events.models import EventRecord
from junto.foundation.jobs import running
from junto.foundation.jobs.models import Job
from junto.kernel import grouping

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def short_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """No machine is measured here, a longer run is still a short one, and so is a proof."""
    monkeypatch.setattr(grouping, "proof_iterations", lambda problem: 10)
    monkeypatch.setattr(actions, "calibrated", lambda *_: 6)


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    made = make_world()
    made.draft = form_groups(made)
    made.client = Client()
    made.client.force_login(made.manager.user)
    made.board = reverse("groups:list", kwargs={"ref": made.program})
    with tenancy.scope(made.organization.pk):
        yield made


def post(world: SimpleNamespace, act: str, draft: Formation | None = None, **fields: Any) -> Any:
    kwargs = {"ref": world.program, "draft": draft or world.draft}
    return world.client.post(reverse(f"groups:{act}", kwargs=kwargs), fields)


def get(world: SimpleNamespace, name: str, **query: Any) -> str:
    answer = world.client.get(reverse(f"groups:{name}", kwargs={"ref": world.program}), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def run_jobs() -> None:
    for pk in Job.objects.filter(state="waiting").values_list("pk", flat=True):
        running.run(pk, clock=lambda: NOW)


def a_swap() -> tuple[str, str]:
    rows = list(Seat.objects.order_by("pk").values_list("person__ref", "group_index"))
    return rows[0][0], next(ref for ref, place in rows if place != rows[0][1])


def swap(world: SimpleNamespace) -> None:
    one, other = a_swap()
    fresh = queries.formation_of(world.program, world.draft.ref)
    answer = post(world, "swap", person=one, other=other, version=fresh.version)
    assert answer.status_code == 302


def test_the_history_says_of_each_draft_what_it_was_made_of(world: SimpleNamespace) -> None:
    form_groups(world)

    page = get(world, "history")

    assert page.index("Draft 2</a>") < page.index("Draft 1</a>")
    assert "By Helena Brandt" in page
    assert "12 people in 4 groups" in page
    assert "Mix of “Unit”, weight 3" in page
    assert "Seed 1, 60 iterations" in page


def test_the_history_asks_the_database_as_often_for_many_drafts(world: SimpleNamespace) -> None:
    get(world, "history")
    with CaptureQueriesContext(connection) as few:
        get(world, "history")
    for _ in range(3):
        form_groups(world, iterations=5)

    with CaptureQueriesContext(connection) as many:
        get(world, "history")

    assert len(many) == len(few)


def test_a_draft_formed_once_more_comes_out_the_same_also_after_a_swap(
    world: SimpleNamespace,
) -> None:
    swap(world)

    post(world, "rerun")
    assert "Being formed once more" in get(world, "history")
    run_jobs()

    assert "The same groups came out, bit for bit." in get(world, "history")


def test_a_draft_formed_once_more_names_what_has_changed_since(world: SimpleNamespace) -> None:
    Person.objects.filter(pk=world.members[0].pk).update(unit="Elsewhere")

    post(world, "rerun")
    run_jobs()

    page = get(world, "history")
    assert "What is known of people has changed in “Unit”." in page
    assert "bit for bit" not in page


def test_an_older_engine_is_named(world: SimpleNamespace) -> None:
    Formation.objects.update(engine="junto-grouping 0")

    post(world, "rerun")
    run_jobs()

    assert "It was made by another engine: “junto-grouping 0” then" in get(world, "history")


def test_a_draft_that_was_set_aside_is_not_the_current_one(world: SimpleNamespace) -> None:
    second = form_groups(world)

    post(world, "aside", second)

    current = queries.newest_formation(world.program)
    assert current is not None
    assert current.pk == world.draft.pk
    assert "Set aside" in get(world, "history")


def test_a_draft_comes_back_as_it_was(world: SimpleNamespace) -> None:
    before = dict(Seat.objects.values_list("person__ref", "group_index"))
    post(world, "aside")

    post(world, "aside", back="1")

    assert Formation.objects.get().state == FormationState.READY
    assert dict(Seat.objects.values_list("person__ref", "group_index")) == before


def test_only_what_was_set_aside_can_be_deleted(world: SimpleNamespace) -> None:
    refused = post(world, "delete")
    post(world, "aside")
    done = post(world, "delete")

    assert (refused.status_code, done.status_code) == (422, 302)
    assert not Formation.objects.exists()


def test_an_older_draft_becomes_the_current_one_seat_by_seat(world: SimpleNamespace) -> None:
    form_groups(world)

    post(world, "restore")

    newest = queries.newest_formation(world.program)
    assert newest is not None
    assert (newest.number, newest.figures["restored"]) == (3, 1)
    assert queries.seating_of(newest) == queries.seating_of(world.draft)
    assert newest.figures["score"] == world.draft.figures["score"]


def test_a_draft_that_would_leave_somebody_over_is_not_restored(world: SimpleNamespace) -> None:
    form_groups(world)
    Seat.objects.filter(formation=world.draft).first().delete()

    answer = post(world, "restore")

    assert answer.status_code == 422
    assert b"somebody would be left over" in answer.content


def test_two_drafts_are_compared_pair_by_pair(world: SimpleNamespace) -> None:
    second = form_groups(world)
    with tenancy.scope(world.organization.pk):
        copy = history.restore(formation=second, actor=world.actor, now=NOW)
    one, other = a_seat_swap(copy)
    actions.swap_people(
        formation=copy, person=one, other=other, version=0, actor=world.actor, now=NOW
    )

    page = get(world, "compare", one=second.ref, other=copy.ref)

    # Two of three move out of each group of three: four pairs end, four begin.
    assert "Pairs in both: 8. Only in Draft 2: 4. Only in Draft 3: 4." in page
    assert "6 people sit with others in one than in the other." in page


def a_seat_swap(draft: Formation) -> tuple[str, str]:
    rows = list(Seat.objects.filter(formation=draft).values_list("person__ref", "group_index"))
    return rows[0][0], next(ref for ref, place in rows if place != rows[0][1])


def test_the_list_of_who_sits_with_whom_comes_when_it_is_asked_for(
    world: SimpleNamespace,
) -> None:
    second = form_groups(world)
    copy = history.restore(formation=second, actor=world.actor, now=NOW)
    one, other = a_seat_swap(copy)
    actions.swap_people(
        formation=copy, person=one, other=other, version=0, actor=world.actor, now=NOW
    )
    name = Person.objects.get(ref=one).full_name

    without = get(world, "compare", one=second.ref, other=copy.ref)
    listed = get(world, "compare", one=second.ref, other=copy.ref, list="1")

    assert name not in without
    assert name in listed


def test_comparing_asks_the_database_as_often_for_many_people(world: SimpleNamespace) -> None:
    second = form_groups(world)
    large = make_world(60)
    one, other = form_groups(large), form_groups(large)
    client = Client()
    client.force_login(large.manager.user)
    get(world, "compare", one=world.draft.ref, other=second.ref)
    with CaptureQueriesContext(connection) as few:
        get(world, "compare", one=world.draft.ref, other=second.ref)

    with CaptureQueriesContext(connection) as many:
        client.get(
            reverse("groups:compare", kwargs={"ref": large.program}),
            {"one": one.ref, "other": other.ref},
        )

    assert len(many) == len(few)


def test_one_draft_alone_cannot_be_compared(world: SimpleNamespace) -> None:
    assert "There are not two drafts yet" in get(world, "compare")


def test_a_proof_is_asked_for_watched_and_told(world: SimpleNamespace) -> None:
    post(world, "proof")
    waiting = world.client.get(world.board).content.decode()
    run_jobs()
    done = world.client.get(world.board).content.decode()

    assert "Proving how good this is." in waiting
    assert "Proven: no arrangement of these people under these wishes can be" in done
    assert "Take the report" in done


def test_a_script_gets_the_proof_alone(world: SimpleNamespace) -> None:
    url = reverse("groups:proof", kwargs={"ref": world.program, "draft": world.draft})

    part = world.client.get(url, headers={"HX-Target": "section#proof"}).content.decode()
    whole = world.client.get(url).content.decode()

    assert part.lstrip().startswith('<section id="proof"')
    assert "<html" in whole


def test_the_report_says_what_it_holds_before_it_is_taken(world: SimpleNamespace) -> None:
    AttributeDefinition.objects.create(key="union", label="Union", kind="one_of", is_sensitive=True)
    Formation.objects.update(
        rules={
            "hard": [],
            "soft": [{"mix": {"attribute": "union"}}, {"mix": {"attribute": "site"}}],
        }
    )
    url = reverse("groups:report", kwargs={"ref": world.program, "draft": world.draft})

    page = world.client.get(url).content.decode()

    assert "Union" in page
    assert "sensitive" in page
    assert "Nothing is proven for this draft as it is now." in page


def test_taking_the_report_is_recorded(world: SimpleNamespace) -> None:
    post(world, "proof")
    run_jobs()

    answer = post(world, "report")

    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["report.json", "people.csv", "rules.yaml"]
    assert EventRecord.objects.filter(kind="groups.report-taken").count() == 1


def test_an_unproven_draft_has_no_report(world: SimpleNamespace) -> None:
    answer = post(world, "report")

    assert answer.status_code == 422
    assert not EventRecord.objects.filter(kind="groups.report-taken").exists()


def test_a_longer_run_begins_with_the_draft_and_keeps_who_is_pinned(
    world: SimpleNamespace,
) -> None:
    swap(world)
    pinned, _other = a_swap()
    fresh = queries.formation_of(world.program, world.draft.ref)
    post(world, "pin", person=pinned, version=fresh.version)
    place = Seat.objects.get(person__ref=pinned).group_index

    post(world, "improve")
    run_jobs()

    made = queries.newest_formation(world.program)
    assert made is not None
    assert (made.number, made.figures["from"], made.state) == (2, 1, "ready")
    assert made.figures["score"] >= fresh.figures["score"]
    assert queries.pins_of(made) == {pinned: place}
    assert made.names == fresh.names
    assert "Began with draft 1:" in world.client.get(world.board).content.decode()


def test_a_longer_run_can_be_formed_once_more_too(world: SimpleNamespace) -> None:
    swap(world)
    post(world, "improve")
    run_jobs()
    made = queries.newest_formation(world.program)

    post(world, "rerun", made)
    run_jobs()

    assert "The same groups came out, bit for bit." in get(world, "history")


def test_a_longer_run_gives_way_to_other_work(world: SimpleNamespace) -> None:
    made = actions.start_formation(
        program=world.program, actor=world.actor, now=NOW, keep=world.draft, improve=True
    )

    actions.solve_formation(
        formation_id=made.pk,
        clock=lambda: NOW,
        tell=lambda done, total, note: None,
        should_stop=lambda: False,
        gives_way=lambda: True,
    )

    made = queries.formation_of(world.program, made.ref)
    assert (made.state, made.figures["gave_way"]) == ("ready", True)
    assert made.figures["stopped_at"] is not None


def test_a_draft_of_other_people_is_not_improved(world: SimpleNamespace) -> None:
    Seat.objects.filter(formation=world.draft).first().delete()

    answer = post(world, "improve")

    assert answer.status_code == 422
    assert Formation.objects.count() == 1


def test_a_proof_holds_for_every_draft_of_the_same_people_and_rules(
    world: SimpleNamespace,
) -> None:
    post(world, "proof")
    run_jobs()

    second = form_groups(world)

    first = queries.formation_of(world.program, world.draft.ref)
    assert second.figures["proof"] == first.figures["proof"]


def test_where_people_may_ask_to_be_kept_apart_no_page_and_no_report_tells_the_seed(
    world: SimpleNamespace,
) -> None:
    Organization.objects.filter(pk=world.organization.pk).update(keeps_apart=True)
    draft = form_groups(world)
    post(world, "proof", draft)
    run_jobs()
    post(world, "rerun", draft)
    run_jobs()

    pages = [get(world, "history"), world.client.get(world.board).content.decode()]
    report = zipfile.ZipFile(io.BytesIO(post(world, "report", draft).content))

    assert "The same groups came out, bit for bit." in pages[0]
    assert [page.count("The seed is kept secret") for page in pages] == [1, 1]
    assert json.loads(report.read("report.json"))["seed"] is None
