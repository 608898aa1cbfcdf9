"""A session in writing in the browser: begin, post, answer, take back; queries do not grow."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.rooms import make_room_world
from junto.domain.goals.models import Commitment
from junto.domain.organizations.models import SupportContact
from junto.domain.sessions.models import RoomEntry
from junto.foundation import tenancy

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum() -> Iterator[SimpleNamespace]:
    world = make_room_world(5, "discussion-forum", kind="circle", minutes=45)
    world.clients = []
    for person in world.members:
        client = Client()
        client.force_login(person.user)
        world.clients.append(client)
    world.url = reverse("room:writing", kwargs={"ref": world.session})
    with tenancy.scope(world.organization.pk):
        yield world


def act(world: SimpleNamespace, place: int, do: str, **fields: Any) -> str:
    url = reverse("room:writing-act", kwargs={"ref": world.session})
    answer = world.clients[place].post(url, {"do": do, **fields}, follow=True)
    return str(answer.content.decode())


def page(world: SimpleNamespace, place: int) -> str:
    return str(world.clients[place].get(world.url).content.decode())


def test_the_room_of_a_forum_leads_to_its_page_in_writing(forum: SimpleNamespace) -> None:
    room = reverse("room:room", kwargs={"ref": forum.session})
    answer = forum.clients[0].get(room)
    assert (answer.status_code, answer.url) == (302, forum.url)
    assert "Begin in writing" in page(forum, 0)


def test_posts_open_after_ones_own_and_answers_stand_below_them(forum: SimpleNamespace) -> None:
    act(forum, 0, "begin")
    act(forum, 0, "post", part=0, output="post", text="We moved standups to writing.")
    before = page(forum, 1)
    assert "We moved standups" not in before
    assert "What others wrote opens once you have posted." in before
    after = act(forum, 1, "post", part=0, output="post", text="We dropped ours.")
    assert "We moved standups" in after
    first = RoomEntry.objects.order_by("pk").first()
    assert first is not None
    answered = act(forum, 1, "reply", entry=first.ref, text="What came of it?")
    assert answered.index("We moved standups") < answered.index("What came of it?")
    act(forum, 0, "take-back", entry=first.ref)
    assert "We moved standups" not in page(forum, 1)
    assert "What came of it?" in page(forum, 1)


def test_a_next_step_is_kept_and_read_by_the_group(forum: SimpleNamespace) -> None:
    act(forum, 0, "begin")
    for part in range(3):
        act(forum, 0, "go-on", part=part)
        act(forum, 1, "go-on", part=part)
        act(forum, 2, "go-on", part=part)
        act(forum, 3, "go-on", part=part)
        act(forum, 4, "go-on", part=part)
    fields = {"what": "Write to Ana", "cue": "Monday", "by": "2099-01-05"}
    act(forum, 2, "step", part=3, output="try", **fields)
    assert list(Commitment.objects.values_list("do", "cue")) == [("Write to Ana", "Monday")]
    assert "Write to Ana" in page(forum, 4)
    refused = act(forum, 3, "step", part=3, output="try", what="Something", by="2001-01-01")
    assert "Choose a day that is still to come." in refused
    assert RoomEntry.objects.filter(output="try").count() == 1


def test_nothing_begins_while_a_sealed_format_has_nobody_to_turn_to(
    forum: SimpleNamespace,
) -> None:
    SupportContact.objects.all().delete()
    forum.session.format_id = "consultation-circle"
    forum.session.save()
    assert "names somebody outside the program" in act(forum, 0, "begin")
    forum.session.refresh_from_db()
    assert forum.session.writing is None


def test_a_page_with_more_posts_takes_as_many_queries(forum: SimpleNamespace) -> None:
    act(forum, 0, "begin")
    counts = []
    for more in (1, 8):
        for _ in range(more):
            for place in range(5):
                act(forum, place, "post", part=0, output="post", text="A line.")
        page(forum, 0)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(forum, 0)
        counts.append(len(queries))
    assert counts == [counts[0]] * 2
    assert counts[0] <= 25
