"""Somebody's data are walled off from their own manager, who sees a name and who looks after it."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import actor_of, make_person
from factories.boards import form_groups, make_world
from factories.schedules import make_schedule_world
from junto.domain.people import actions as people_actions
from junto.domain.people.import_queries import export_table
from junto.domain.people.models import Person
from junto.domain.programs.models import ProgramStaff
from junto.domain.sessions.models import Invitation
from junto.foundation import tenancy
from junto.foundation.access import Forbidden

pytestmark = pytest.mark.django_db

SECRET = {"email": "secret@report.example", "unit": "Hidden unit", "site": "Hidden site"}
WORDS = tuple(SECRET.values())


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    made = make_world()
    made.report = made.members[0]
    with tenancy.scope(made.organization.pk):
        Person.objects.filter(pk=made.report.pk).update(
            **SECRET, full_name="Devika Rao", known_as="Dev", manager=made.manager
        )
        made.report.refresh_from_db()
        made.client = Client()
        made.client.force_login(made.manager.user)
        yield made


def second(world: SimpleNamespace) -> Person:
    person = make_person(world.organization, roles=("program_manager",), full_name="Jonas Lind")
    ProgramStaff.objects.create(program=world.program, person=person, role="manager")
    return person


def shown(client: Client, name: str, ref: Any, query: str = "") -> str:
    return client.get(reverse(name, kwargs={"ref": ref}) + query).content.decode()


def told(page: str) -> list[str]:
    return [word for word in WORDS if word in page]


def pages_about(world: SimpleNamespace, client: Client) -> dict[str, str]:
    return {
        "list": shown(client, "people:list", world.organization),
        "person": shown(client, "people:person", world.report.ref),
        "program": shown(client, "programs:people", world.program),
        "rules": shown(client, "programs:rules", world.program),
    }


def test_their_manager_sees_the_name_alone(world: SimpleNamespace) -> None:
    pages = pages_about(world, world.client)

    datalist = pages["rules"][: pages["rules"].index("</datalist>")]
    assert 'value="Devika Rao"' in datalist
    assert [told(page) for name, page in pages.items() if name == "person"] == [[]]
    assert ["secret@report.example" in page for page in pages.values()] == [False] * 4
    assert ["<td>Hidden" in page for page in pages.values()] == [False] * 4
    assert ["Devika Rao" in page for page in pages.values()] == [True] * 4
    assert ["Name a second manager" in pages[name] for name in ("list", "person", "program")] == [
        True
    ] * 3


def test_a_second_manager_is_named_and_looks_after_them(world: SimpleNamespace) -> None:
    jonas = second(world)
    client = Client()
    client.force_login(jonas.user)

    walled, open_pages = pages_about(world, world.client), pages_about(world, client)

    assert [
        "Jonas Lind looks after them" in walled[name] for name in ("list", "person", "program")
    ] == [True] * 3
    assert told(open_pages["person"]) == list(WORDS)
    assert "secret@report.example" in open_pages["program"]


def test_nobody_is_found_by_what_is_walled_off(world: SimpleNamespace) -> None:
    found = [
        "Devika Rao" in shown(world.client, "people:list", world.organization, query)
        for query in ("?q=Devika", "?q=secret", "?q=Dev", "?unit=Hidden unit", "?site=Hidden site")
    ]
    in_program = shown(world.client, "programs:people", world.program, "?q=secret")

    assert found == [True, False, True, False, False]
    assert "Devika Rao" not in in_program


def test_their_manager_changes_and_exports_nothing_of_them(world: SimpleNamespace) -> None:
    table = export_table(world.manager.pk)
    row = next(row for row in table if "Devika Rao" in row)
    edit = world.client.get(reverse("people:edit", kwargs={"ref": world.report.ref}))
    removed = world.client.post(reverse("people:remove", kwargs={"ref": world.report.ref}))

    assert [cell for cell in row if cell] == [world.report.ref, "Devika Rao"]
    assert [cell for line in table for cell in line if cell in WORDS] == []
    assert (edit.status_code, removed.status_code) == (404, 404)
    with pytest.raises(Forbidden):
        people_actions.change_person(
            person=world.report,
            fields={"unit": "Known"},
            actor=actor_of(world.manager),
            now=world.report.created_at,
        )


def test_the_board_says_nothing_of_them_but_their_place(world: SimpleNamespace) -> None:
    draft = form_groups(world)
    url = reverse("groups:draft", kwargs={"ref": world.program, "draft": draft})
    jonas = Client()
    jonas.force_login(second(world).user)

    mine = world.client.get(f"{url}?person={world.report.ref}").content.decode()
    theirs = jonas.get(f"{url}?person={world.report.ref}").content.decode()

    panel = mine[mine.index('data-chosen="') :]
    panel = panel[: panel.index("</section>")]
    assert "Jonas Lind looks after them" in panel
    assert "Hidden" not in panel
    assert 'class="reasons' not in panel
    assert "Hidden" in theirs[theirs.index('data-chosen="') :]


def test_a_manager_names_another_and_lets_them_go(world: SimpleNamespace) -> None:
    jonas = make_person(world.organization, roles=("program_manager",), full_name="Jonas Lind")
    stranger = make_person(world.organization, full_name="No Keeper")
    page = reverse("programs:staff", kwargs={"ref": world.program})

    before = world.client.get(page).content.decode()
    refused = world.client.post(page, {"person": stranger.ref})
    named = world.client.post(page, {"person": jonas.ref})
    after = world.client.get(page).content.decode()
    world.client.post(page, {"remove": jonas.ref})
    last = world.client.post(page, {"remove": world.manager.ref})

    assert "Name a second manager to look after them" in before
    assert (refused.status_code, named.status_code, last.status_code) == (422, 302, 422)
    assert "Jonas Lind looks after them" in after
    assert ProgramStaff.objects.filter(role="manager").count() == 1


def test_somebody_sees_all_of_their_own_details(world: SimpleNamespace) -> None:
    own = make_person(world.organization, manager=world.manager, unit="Hidden unit")
    client = Client()
    client.force_login(own.user)

    assert "Hidden unit" in shown(client, "people:person", own.ref)


@pytest.mark.parametrize(
    ("route", "what"), [("people:list", "organization"), ("programs:people", "program")]
)
def test_many_reports_cost_no_more_questions_than_one(
    world: SimpleNamespace, route: str, what: str
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(world.client, route, getattr(world, what))
        return len(queries)

    count()
    one = count()
    Person.objects.filter(user=None).update(manager=world.manager)

    assert count() == one


def test_nobody_gets_the_personal_link_of_somebody_they_manage() -> None:
    made = make_schedule_world()
    with tenancy.scope(made.organization.pk):
        report: Person = made.people["Kestrel"][0]
        Person.objects.filter(pk=report.pk).update(
            user=None, email=SECRET["email"], manager=made.manager
        )
    client = Client()
    client.force_login(made.manager.user)
    client.post(reverse("sessions:make-links", kwargs={"ref": made.program}))

    page = shown(client, "sessions:invitations", made.program)
    data = client.get(reverse("sessions:links-file", kwargs={"ref": made.program})).content

    with tenancy.scope(made.organization.pk):
        token = Invitation.objects.get(person=report).token
    assert [token in page, token in data.decode(), SECRET["email"] in data.decode()] == [False] * 3
    assert report.full_name in page
    assert "Name a second manager" in page
