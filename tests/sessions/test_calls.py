"""Where a session has its call: pasted or made, for it and those after it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factories import NOW, actor_of, make_person
from factories.rooms import make_room_world
from junto.domain.organizations.models import Organization
from junto.domain.sessions import calls
from junto.domain.sessions.models import Session
from junto.foundation import tenancy
from junto.foundation.access import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Any:
    made = make_room_world()
    with tenancy.scope(made.organization.pk):
        yield made


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://meet.example/room", True),
        ("https://call.example/j/1?pwd=a%20b", True),
        ("http://meet.example/room", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://meet.example/<b>", False),
        ("https://[broken", False),
        ("https://meet.example/" + "x" * 500, False),
    ],
)
def test_a_link_begins_with_https_and_names_a_host(text: str, is_one: bool) -> None:
    assert calls.is_link(text) == is_one


def test_a_pasted_link_is_for_this_session_and_those_after_it(world: Any) -> None:
    actor = actor_of(world.members[0])
    calls.set_link(session=world.session, link=" https://meet.example/a ", actor=actor, now=NOW)

    assert Session.objects.get(pk=world.session.pk).call_url == "https://meet.example/a"
    with pytest.raises(calls.NotALink):
        calls.set_link(session=world.session, link="ftp://x", actor=actor, now=NOW)


def test_a_room_is_made_on_the_organizations_own_server(world: Any) -> None:
    actor = actor_of(world.members[0])
    with pytest.raises(calls.NoServer):
        calls.make_link(session=world.session, actor=actor, now=NOW)
    Organization.objects.update(call_server="https://jitsi.example")
    made = {calls.make_link(session=world.session, actor=actor, now=NOW) for _ in range(3)}

    assert len(made) == 3
    assert {len(each.removeprefix("https://jitsi.example/")) for each in made} == {24}


def test_nobody_else_says_where_a_group_talks(world: Any) -> None:
    stranger = make_person(world.organization, roles=("org_admin",))

    with pytest.raises(Forbidden):
        calls.set_link(
            session=world.session, link="https://x.example", actor=actor_of(stranger), now=NOW
        )


def test_everybody_gets_one_button(world: Any) -> None:
    client = Client()
    client.force_login(world.members[1].user)
    page = reverse("sessions:call", kwargs={"ref": world.session})
    assert client.post(page, {"link": "nonsense"}).status_code == 422
    assert b"nonsense" in client.post(page, {"link": "nonsense"}).content
    client.post(page, {"link": "https://meet.example/a"})
    room = reverse("room:room", kwargs={"ref": world.session})

    assert b'href="https://meet.example/a"' in client.get(room).content
    client.post(page, {"do": "none"})
    assert b"meet.example" not in client.get(room).content
