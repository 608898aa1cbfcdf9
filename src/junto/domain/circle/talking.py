"""Topics of a group between its sessions. Nobody is mentioned, nothing is liked or counted."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.circle import policies
from junto.domain.circle.models import MailWish, Post, Reading, Topic
from junto.domain.people import queries as people_queries
from junto.foundation import idempotency
from junto.foundation.access import Actor, Forbidden

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person

LONGEST_TITLE, LONGEST = 120, 4000


class NothingSaid(ValueError):
    """A topic has a title, a post has words."""


class TooLong(ValueError):
    """A title is a line, a post is two pages at most."""


@transaction.atomic
def open_topic(*, group: "Group", title: str, text: str, actor: Actor, now: datetime) -> Topic:
    """Begin a topic with its first post.

    Raises
    ------
    NothingSaid, TooLong
        When the title or the post is empty or too long.
    """
    policies.discuss.check(actor, group)
    idempotency.claim()
    topic = Topic.objects.create(group=group, title=_readable(title, LONGEST_TITLE), changed_at=now)
    _add(topic, text, _own(actor), now)
    return topic


@transaction.atomic
def write_post(*, topic: Topic, text: str, actor: Actor, now: datetime) -> Post:
    """Answer in a topic; whoever answers has read what was there.

    Raises
    ------
    NothingSaid, TooLong
        When the post is empty or too long.
    """
    policies.read_topic.check(actor, topic)
    idempotency.claim()
    return _add(Topic.objects.select_for_update().get(pk=topic.pk), text, _own(actor), now)


def _add(topic: Topic, text: str, author: "Person", now: datetime) -> Post:
    post = Post.objects.create(
        topic=topic,
        number=topic.newest + 1,
        author=author,
        text=_readable(text, LONGEST),
        written_at=now,
    )
    topic.newest, topic.changed_at = post.number, now
    topic.save(update_fields=["newest", "changed_at"])
    _note_reading(topic, author.pk, post.number)
    return post


@transaction.atomic
def edit_post(*, post: Post, text: str, actor: Actor, now: datetime) -> None:
    """Put other words in place of one's own; the earlier ones are gone.

    Raises
    ------
    NothingSaid, TooLong
        When the post is empty or too long.
    """
    policies.own_post.check(actor, post)
    idempotency.claim()
    post.text, post.edited_at = _readable(text, LONGEST), now
    post.save(update_fields=["text", "edited_at"])


@transaction.atomic
def delete_post(*, post: Post, actor: Actor, now: datetime) -> bool:
    """Erase one's own words; their place stays, so that answers still make sense.

    A topic without any words left goes with them: then this returns True.
    """
    policies.own_post.check(actor, post)
    idempotency.claim()
    topic = Topic.objects.select_for_update().get(pk=post.topic_id)
    post.text, post.is_deleted = "", True
    post.save(update_fields=["text", "is_deleted"])
    if topic.posts.filter(is_deleted=False).exists():
        return False
    topic.delete()
    return True


@transaction.atomic
def mark_read(*, topic: Topic, number: int, actor: Actor) -> None:
    """Note how far one has read; never less far than before."""
    policies.read_topic.check(actor, topic)
    idempotency.claim()
    _note_reading(topic, _own(actor).pk, min(number, topic.newest))


def _note_reading(topic: Topic, person_id: int, number: int) -> None:
    row, is_new = Reading.objects.get_or_create(
        organization_id=topic.organization_id,
        topic=topic,
        person_id=person_id,
        defaults={"number": number},
    )
    if not is_new and row.number < number:
        row.number = number
        row.save(update_fields=["number"])


@transaction.atomic
def wish_for_mail(*, group: "Group", wants: bool, actor: Actor, now: datetime) -> None:
    """Switch the daily mail on new posts on or off; it is off until somebody switches it on."""
    policies.discuss.check(actor, group)
    idempotency.claim()
    mine = MailWish.objects.filter(group=group, person_id=_own(actor).pk)
    if not wants:
        mine.delete()
        return
    MailWish.objects.get_or_create(
        organization_id=group.organization_id,
        group=group,
        person=_own(actor),
        defaults={"told_at": now},
    )


@transaction.atomic
def note_told(*, wish: MailWish, actor: Actor, now: datetime) -> None:
    """The house has told somebody of what was new."""
    policies.discuss.check(actor, wish.group)
    idempotency.claim()
    MailWish.objects.filter(pk=wish.pk).update(told_at=now)


def _own(actor: Actor) -> "Person":
    person = people_queries.person_of(actor)
    if person is None:
        raise Forbidden("circle.discuss")
    return person


def _readable(text: str, longest: int) -> str:
    words = text.replace("\0", "").strip()
    if not words:
        raise NothingSaid
    if len(words) > longest:
        raise TooLong
    return words
