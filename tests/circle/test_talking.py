"""A group talks between its sessions: its own people, in their own words."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection

from factories import NOW, actor_of
from junto.domain.circle import deliveries, jobs, policies, queries, talking
from junto.domain.circle.models import MailWish, Post, Topic
from junto.domain.groups import membership
from junto.domain.overview import queries as overview
from junto.foundation.access import Forbidden
from junto.foundation.events.models import EventRecord
from junto.foundation.outbox.models import Delivery

TOMORROW = NOW + timedelta(days=1, hours=3)


def begun(world: SimpleNamespace, text: str = "Friday at three?", at: datetime = NOW) -> Topic:
    return talking.open_topic(
        group=world.group, title="Hours", text=text, actor=world.actors[0], now=at
    )


def leave(world: SimpleNamespace, place: int) -> None:
    membership.leave_group(
        group=world.group,
        person=world.members[place],
        actor=actor_of(world.manager, "program_manager"),
        now=NOW,
    )


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that sends mail."""
    for module in (deliveries, jobs):
        monkeypatch.setattr(module, "mail_is_set_up", lambda: True)


def test_the_group_reads_it_and_nobody_who_runs_the_program(world: SimpleNamespace) -> None:
    topic = begun(world)
    people = [*world.members, world.guide, world.manager]
    may_read = [each for each in people if policies.read_topic(actor_of(each), topic)]
    leave(world, 4)

    assert may_read == world.members
    assert policies.read_topic(world.actors[4], topic) is False


def test_words_are_stored_encrypted_and_leave_no_event(world: SimpleNamespace) -> None:
    before = EventRecord.objects.count()
    begun(world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM circle_topic UNION ALL SELECT text FROM circle_post")
        stored = " ".join(str(value) for (value,) in cursor.fetchall())

    assert ("Hours" in stored, "Friday" in stored) == (False, False)
    assert EventRecord.objects.count() == before


def test_what_others_wrote_is_unread_until_one_says_so(world: SimpleNamespace) -> None:
    topic = begun(world)
    talking.write_post(topic=topic, text="Yes.", actor=world.actors[1], now=NOW)
    topic.refresh_from_db()

    def unread() -> list[bool]:
        return [
            row.is_unread
            for each in world.members[:3]
            for row in queries.topics_of(world.group, each.pk)
        ]

    before = unread()
    talking.mark_read(topic=topic, number=99, actor=world.actors[0])
    talking.mark_read(topic=topic, number=1, actor=world.actors[0])

    assert (before, unread()) == ([True, False, True], [False, False, True])


def test_one_changes_and_erases_ones_own_alone(world: SimpleNamespace) -> None:
    topic = begun(world)
    post = talking.write_post(topic=topic, text="Yes.", actor=world.actors[1], now=NOW)
    with pytest.raises(Forbidden):
        talking.edit_post(post=post, text="No.", actor=world.actors[0], now=NOW)
    talking.edit_post(post=post, text="Maybe.", actor=world.actors[1], now=NOW)
    is_gone = talking.delete_post(post=post, actor=world.actors[1], now=NOW)
    post.refresh_from_db()

    assert (is_gone, post.text, post.is_deleted) == (False, "", True)
    assert policies.own_post(world.actors[1], post) is False


def test_a_topic_goes_with_its_last_words(world: SimpleNamespace) -> None:
    topic = begun(world)
    [post] = queries.posts_of(topic)

    assert talking.delete_post(post=post, actor=world.actors[0], now=NOW) is True
    assert queries.topics_of(world.group, world.members[0].pk) == []


@pytest.mark.parametrize(
    ("text", "refusal"), [(" ", talking.NothingSaid), ("x" * 4001, talking.TooLong)]
)
def test_nothing_or_too_much_is_refused(
    world: SimpleNamespace, text: str, refusal: type[ValueError]
) -> None:
    with pytest.raises(refusal):
        begun(world, text)


def test_words_of_somebody_erased_stay_without_a_name(world: SimpleNamespace) -> None:
    topic = begun(world)
    world.members[0].delete()
    [post] = queries.posts_of(topic)

    assert (post.author, post.text) == (None, "Friday at three?")


def test_mail_comes_once_a_day_to_whoever_wished_it(world: SimpleNamespace, mail: None) -> None:
    for actor in world.actors[:2]:
        talking.wish_for_mail(group=world.group, wants=True, actor=actor, now=NOW)
    begun(world, at=NOW + timedelta(hours=1))
    for moment in (NOW + timedelta(hours=2), TOMORROW, TOMORROW + timedelta(hours=1)):
        jobs.tell_of_posts(moment)

    assert list(Delivery.objects.values_list("recipient", flat=True)) == [world.members[1].ref]


def test_the_mail_tells_nothing_and_nobody_who_left(world: SimpleNamespace, mail: None) -> None:
    talking.wish_for_mail(group=world.group, wants=True, actor=world.actors[1], now=NOW)
    begun(world, at=NOW + timedelta(hours=1))
    payload = {"wish": MailWish.objects.get().ref, "since": NOW.isoformat()}
    told = deliveries.render_news(payload)
    leave(world, 1)

    assert told is not None
    assert [word in told.subject + told.body for word in ("Hours", "Friday", "Amara")] == [
        False
    ] * 3
    assert deliveries.render_news(payload) is None


def test_what_one_wrote_is_told_to_oneself(world: SimpleNamespace) -> None:
    begun(world)
    talking.wish_for_mail(group=world.group, wants=True, actor=world.actors[0], now=NOW)
    talking.wish_for_mail(group=world.group, wants=False, actor=world.actors[0], now=NOW)

    assert overview.everything_about(world.members[0])["circle"] == [
        {"group": "Kestrel", "posted": "Friday at three?", "on": NOW.date().isoformat()}
    ]
    assert Post.objects.count() == 1
