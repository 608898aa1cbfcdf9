"""The page of whoever gets ready to facilitate, and what the group and the manager see of it."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from factories import NOW
from factories.rooms import add_session, make_room_world
from junto.domain.sessions.enums import Learnt, Word
from junto.domain.sessions.models import ReadyShown, Training
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def world() -> SimpleNamespace:
    """Two people of a circle that meets, and a facilitator who looks after another group."""
    made: Any = make_room_world(2, kind="circle", facilitator=True)
    with tenancy.scope(made.organization.pk):
        made.coming = add_session(
            made.group, 7, "triad-coaching", minutes=60, starts_at=NOW + timedelta(days=4)
        )
    made.page = reverse("circle:training", kwargs={"ref": made.program.address})
    return made


def browser(person: Any) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def at(name: str, obj: Any) -> str:
    return reverse(f"circle:{name}", kwargs={"ref": obj.address})


def test_a_rehearsal_to_its_end_is_kept_and_no_sooner(world: SimpleNamespace, clock: Any) -> None:
    client = browser(world.guide)
    client.post(reverse("room:try-act", kwargs={"format_id": "triad-coaching"}), {"do": "open"})
    early = client.post(at("rehearsed", world.program))
    clock.shift(timedelta(minutes=3))
    late = client.post(at("rehearsed", world.program))

    assert (early.status_code, late.status_code) == (422, 302)
    assert client.get(world.page).content.decode().count('tag-ok">') == 2


def test_the_group_is_asked_on_its_page_and_says_yes_together(world: SimpleNamespace) -> None:
    guide = browser(world.guide)
    guide.post(at("sit-in", world.program), {"session": world.coming.ref})
    with tenancy.scope(world.organization.pk):
        row = Training.objects.get()
    group = reverse("groups:circle", kwargs={"ref": world.group.address})
    asks = "would like to sit in on"
    found = []
    for person in world.members:
        client = browser(person)
        found.append(asks in client.get(group).content.decode())
        client.post(at("let-sit-in", row), {"answer": "yes"})
        found.append(asks in client.get(group).content.decode())

    assert found == [True, False, True, False]
    assert "as you all agreed" in browser(world.members[0]).get(group).content.decode()


def test_what_is_not_chosen_comes_back_with_why(world: SimpleNamespace) -> None:
    guide = browser(world.guide)
    answers = [guide.post(at(name, world.program)) for name in ("sit-in", "led")]

    assert [each.status_code for each in answers] == [422, 422]
    assert "Choose a session that lies ahead" in answers[0].content.decode()


def test_the_manager_reads_ready_where_the_facilitator_wants_it(world: SimpleNamespace) -> None:
    with tenancy.scope(world.organization.pk):
        sessions = [
            add_session(world.group, n, "triad-coaching", minutes=60, starts_at=NOW, state="ended")
            for n in (8, 9)
        ]
        for kind, session in zip(
            (Learnt.REHEARSED, Learnt.SAT_IN, Learnt.LED), (None, *sessions), strict=True
        ):
            Training.objects.create(
                person=world.guide, kind=kind, session=session, state=Word.YES, on=NOW.date()
            )
    guide, manager = browser(world.guide), browser(world.manager)
    page = reverse("programs:facilitators", kwargs={"ref": world.program.address})
    found = []
    for on in ("no", "yes", "no"):
        guide.post(at("show-ready", world.program), {"on": on})
        found.append("</svg>Ready to facilitate</span>" in manager.get(page).content.decode())

    assert found == [False, True, False]
    with tenancy.scope(world.organization.pk):
        assert ReadyShown.objects.count() == 0
