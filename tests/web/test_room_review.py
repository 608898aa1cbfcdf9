"""What people wanted to try opens their next session."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factories import NOW
from factories.rooms import make_room_world
from junto.domain.goals import actions as goals
from junto.domain.goals.enums import StepState
from junto.domain.goals.models import Commitment
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db

WORDS = "Ask before I answer"


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def triad(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    world = make_room_world()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    world.clients = [signed_in(person) for person in world.members]
    world.url = reverse("room:room", kwargs={"ref": world.session})
    world.act = reverse("room:act", kwargs={"ref": world.session})
    with tenancy.scope(world.organization.pk):
        goals.make_step(
            group=world.group,
            do=WORDS,
            by=(NOW + timedelta(days=3)).date(),
            actor=world.actors[0],
            now=NOW,
        )
    for client in world.clients:
        client.post(world.act, {"do": "arrive"})
    world.clients[0].post(world.act, {"do": "open"})
    return world


def title(world: SimpleNamespace) -> str:
    return str(world.clients[0].get(world.url).context["title"])


def go_to_review(world: SimpleNamespace) -> None:
    for _ in range(4):
        view = world.clients[0].get(world.url).context["view"]
        if view.kind == "review":
            return
        world.clients[0].post(world.act, {"do": "next", "step": view.position})


def test_the_open_next_steps_are_shown_while_the_group_looks_back(triad: SimpleNamespace) -> None:
    assert WORDS not in triad.clients[0].get(triad.url).content.decode()

    go_to_review(triad)
    mine, theirs = (client.get(triad.url).content.decode() for client in triad.clients[:2])

    assert (title(triad), WORDS in mine, WORDS in theirs) == ("Since last time", True, True)
    assert ('value="step-done"' in mine, 'value="step-done"' in theirs) == (True, False)


def test_one_press_settles_ones_own_step_and_nobody_elses(triad: SimpleNamespace) -> None:
    go_to_review(triad)
    with tenancy.scope(triad.organization.pk):
        ref = Commitment.objects.get().ref

    triad.clients[1].post(triad.act, {"do": "step-done", "settled": ref})
    with tenancy.scope(triad.organization.pk):
        after_another = Commitment.objects.get().state
    triad.clients[0].post(triad.act, {"do": "step-done", "settled": ref})

    with tenancy.scope(triad.organization.pk):
        assert (after_another, Commitment.objects.get().state) == (StepState.OPEN, StepState.DONE)
    assert WORDS not in triad.clients[0].get(triad.url).content.decode()
