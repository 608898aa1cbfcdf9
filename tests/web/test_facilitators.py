"""Facilitators look after groups they are not in, as evenly as can be."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import NOW, make_person
from factories.boards import form_groups, make_world
from junto.domain.groups import actions, facilitating
from junto.domain.people.models import Person
from junto.domain.programs.models import Program, ProgramStaff
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[SimpleNamespace]:
    made = make_world()
    made.client = Client()
    made.client.force_login(made.manager.user)
    with tenancy.scope(made.organization.pk):
        yield made


def facilitator(world: SimpleNamespace, name: str, **fields: Any) -> Person:
    person = make_person(world.organization, roles=("facilitator",), full_name=name, **fields)
    with tenancy.scope(world.organization.pk):
        ProgramStaff.objects.create(program=world.program, person=person, role="facilitator")
    return person


def publish(world: SimpleNamespace) -> list[facilitating.Row]:
    draft = form_groups(world)
    with tenancy.scope(world.organization.pk):
        actions.publish_groups(
            formation=draft, version=draft.version, replace=True, actor=world.actor, now=NOW
        )
        return facilitating.rows_of(world.program)


def url(world: SimpleNamespace) -> str:
    return reverse("programs:facilitators", kwargs={"ref": world.program})


def test_groups_that_become_real_get_a_facilitator_each(world: SimpleNamespace) -> None:
    one, other = facilitator(world, "Nils Berg"), facilitator(world, "Rosa Lund")

    rows = publish(world)

    names = sorted(row.facilitator.full_name for row in rows if row.facilitator)
    assert names == ["Nils Berg"] * 2 + ["Rosa Lund"] * 2
    assert facilitating.facilitator_of(rows[0].group) in (one, other)
    assert len(facilitating.stored_about(one.pk)) == 2
    page = world.client.get(
        reverse("groups:circle", kwargs={"ref": rows[0].group})
    ).content.decode()
    assert f"<bdi>{rows[0].facilitator.full_name}</bdi> looks after this group." in page


def test_nobody_looks_after_their_manager_or_report_however_far_away(
    world: SimpleNamespace,
) -> None:
    between = make_person(world.organization, full_name="Between Them")
    lead = facilitator(world, "Nils Berg")
    facilitator(world, "Rosa Lund")
    Person.objects.filter(pk=between.pk).update(manager=lead)
    Person.objects.filter(pk=world.members[0].pk).update(manager=between)

    rows = publish(world)

    theirs = [row for row in rows if row.facilitator == lead]
    home = next(row for row in rows if row.group.members.filter(person=world.members[0]).exists())
    assert (len(theirs), home in theirs) == (2, False)
    answer = world.client.post(url(world), {"act": "set", f"group_{home.group.ref}": lead.ref})
    assert answer.status_code == 422
    assert "manages or reports to somebody there" in answer.content.decode()


def test_too_little_room_is_named_before_and_after(world: SimpleNamespace) -> None:
    facilitator(world, "Nils Berg")
    rules = reverse("programs:rules", kwargs={"ref": world.program})
    checked = world.client.post(rules, {"act": "check", "staff_groups": "2"}).content.decode()
    world.client.post(rules, {"act": "save", "staff_groups": "2"})
    world.program.refresh_from_db()

    rows = publish(world)
    page = world.client.get(url(world)).content.decode()

    assert (
        "1 facilitator looks after 2 groups at most; 12 people make 4 groups at least." in checked
    )
    assert [
        "Let each facilitator look after 4 groups." in checked,
        "Make groups of" in checked,
    ] == [
        True,
        True,
    ]
    assert Program.objects.get(pk=world.program.pk).rules["staff"] == {"groups": 2}
    assert sum(row.facilitator is None for row in rows) == 2
    assert "can only be looked after by Nils Berg, with room for 2 in all." in page


def test_facilitators_are_named_let_go_and_chosen_by_hand(world: SimpleNamespace) -> None:
    rows = publish(world)
    person = make_person(world.organization, roles=("mentor",), full_name="Nils Berg")
    nobody = world.client.post(url(world), {"person": "nothing"})

    world.client.post(url(world), {"person": person.ref})
    world.client.post(url(world), {"act": "assign"})
    everywhere = [row.facilitator for row in facilitating.rows_of(world.program)]
    world.client.post(url(world), {"act": "set", f"group_{rows[0].group.ref}": ""})
    by_hand = [row.facilitator for row in facilitating.rows_of(world.program)]
    world.client.post(url(world), {"remove": person.ref})

    assert (nobody.status_code, everywhere) == (422, [person] * 4)
    assert by_hand == [None, person, person, person]
    assert [row.facilitator for row in facilitating.rows_of(world.program)] == [None] * 4


def test_hours_that_are_not_known_are_told_and_stop_nothing(world: SimpleNamespace) -> None:
    facilitator(world, "Nils Berg", time_zone="")
    Person.objects.filter(full_name__startswith="Person").update(time_zone="UTC")
    world.program.rules = {"hard": [{"shared_hours": {"hours": 2}}], "soft": []}
    world.program.save()

    rows = publish(world)
    page = world.client.get(url(world)).content.decode()

    assert [row.facilitator for row in rows] == [None] * 4
    assert "No time zone that we know is kept of Nils Berg." in page


def test_the_page_asks_the_database_as_often_for_many_groups(world: SimpleNamespace) -> None:
    def count(people: int) -> int:
        made = make_world(people=people)
        facilitator(made, "Nils Berg")
        publish(made)
        client = Client()
        client.force_login(made.manager.user)
        client.get(url(made))
        with CaptureQueriesContext(connection) as found:
            assert client.get(url(made)).status_code == 200
        return len(found)

    assert count(6) == count(30)
