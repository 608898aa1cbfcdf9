"""What a group has between its sessions, in the browser."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories import NOW
from factories.rooms import make_room_world
from junto.domain.circle import health, queries
from junto.domain.circle.enums import CheckItem
from junto.domain.groups.models import GroupFacilitator
from junto.domain.people.models import Person
from junto.domain.sessions.enums import SessionState
from junto.domain.sessions.models import Series, Session
from junto.foundation import tenancy


@pytest.fixture
def world(db: None) -> Iterator[SimpleNamespace]:
    """Five people of one circle, and who looks after it."""
    made: Any = make_room_world(5, kind="circle", facilitator=True)
    with tenancy.scope(made.organization.pk):
        GroupFacilitator.objects.create(group=made.group, person=made.guide, since=NOW)
        yield made


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def page(name: str, ref: Any) -> str:
    return reverse(f"circle:{name}", kwargs={"ref": ref})


def test_a_broken_promise_is_told_answered_and_taken_back(world: SimpleNamespace) -> None:
    first, guide = signed_in(world.members[0]), signed_in(world.guide)
    sent = {"to": world.guide.ref, "text": "It was told outside."}
    told = first.post(page("in-confidence", world.group), sent)
    heard = guide.get(told["Location"])
    guide.post(told["Location"], {"text": "Let us talk."})
    answered = first.get(told["Location"])
    [row] = queries.confidences_of(world.group, world.guide.pk)
    first.post(page("confidence-back", row))

    assert "It was told outside." in heard.content.decode()
    assert "Let us talk." in answered.content.decode()
    assert guide.get(told["Location"]).status_code == 404


def test_whom_one_may_not_tell_is_no_choice(world: SimpleNamespace) -> None:
    first = signed_in(world.members[0])
    sent = {"to": world.members[0].ref, "text": "It was told outside."}

    assert first.post(page("in-confidence", world.group), sent).status_code == 422


def test_five_taps_are_kept_changed_and_taken_back(world: SimpleNamespace) -> None:
    series = Series.objects.create(
        group=world.group, zone="UTC", starts_on=NOW.date(), count=2, minutes=60,
        state="agreed", created_at=NOW,
    )  # fmt: skip
    Session.objects.filter(pk=world.session.pk).update(series=series, state=SessionState.ENDED)
    world.session.refresh_from_db()
    health.open_check(world.session, now=timezone.now())
    first, address = signed_in(world.members[0]), page("health", world.group)
    five = dict.fromkeys(CheckItem.values, "4")
    answers = [first.post(address, sent).status_code for sent in ({"kept": "4"}, five)]
    kept = first.get(address).content.decode()
    first.post(page("health-back", world.group))

    assert answers == [422, 302]
    assert (kept.count(" checked"), first.get(address).content.decode().count(" checked")) == (5, 0)


def test_a_topic_is_begun_answered_read_changed_and_erased(world: SimpleNamespace) -> None:
    first, second = (signed_in(each) for each in world.members[:2])
    topics = page("topics", world.group)
    topic = first.post(topics, {"title": "Hours", "text": "Friday?"})["Location"]
    second.post(topic, {"text": "Yes."})
    is_new = ">New<" in first.get(topics).content.decode()
    [row] = queries.topics_of(world.group, world.members[0].pk)
    first.post(page("topic-read", row.topic), {"number": "2"})
    answer = queries.posts_of(row.topic)[1]
    second.post(page("post", answer), {"text": "Maybe."})
    changed = first.get(topic).content.decode()
    second.post(page("post-delete", answer))

    assert (is_new, ">New<" in first.get(topics).content.decode()) == (True, False)
    assert ("Maybe." in changed, "Maybe." in first.get(topic).content.decode()) == (True, False)
    assert first.get(page("post", answer)).status_code == 404


def test_mail_on_topics_is_off_until_it_is_switched_on(world: SimpleNamespace) -> None:
    first, group = signed_in(world.members[0]), world.group
    found = [queries.wishes_mail(group, world.members[0].pk)]
    for wants in ("yes", "no"):
        first.post(page("topics-mail", group), {"wants": wants})
        found.append(queries.wishes_mail(group, world.members[0].pk))

    assert found == [False, True, False]


def test_a_proposed_group_is_started_by_the_manager(world: SimpleNamespace) -> None:
    first, manager = signed_in(world.members[0]), signed_in(world.manager)
    sent = {"name": "Plover", "why": "My own team.", "norms": "We ask before we advise."}
    again = [first.post(page("spin-off", world.group), sent).status_code for _ in range(2)]
    shown = manager.get(page("spin-offs", world.program)).content.decode()
    [row] = queries.spin_offs_of(world.program)
    manager.post(page("spin-off-start", row))

    assert again == [302, 422]
    assert ("My own team." in shown, "We ask before" in shown) == (True, False)
    assert "Plover" in first.get(page("spin-off", world.group)).content.decode()
