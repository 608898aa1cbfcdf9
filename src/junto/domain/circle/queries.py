"""Reading what the people of a group keep between their sessions."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from junto.domain.circle.models import Confidence, MailWish, Post, Reading, SpinOff, Topic
from junto.domain.groups import facilitating
from junto.domain.groups import queries as group_queries
from junto.domain.programs import queries as program_queries
from junto.foundation import tenancy

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

FACILITATOR, MANAGER, MEMBER = "facilitator", "manager", "member"


def get_confidence(ref: str) -> Confidence:
    """What was told under this reference (NotFound when there is nothing)."""
    return tenancy.find(Confidence, ref)


@dataclass(frozen=True)
class Listener:
    """Somebody to turn to, and as what."""

    person: "Person"
    role: str


def listeners_of(group: "Group", person_id: int) -> list[Listener]:
    """Whom one of the group's people may tell: its facilitator, its managers, another member."""
    guide = facilitating.facilitator_of(group)
    found = [Listener(guide, FACILITATOR)] if guide is not None else []
    found += [Listener(each, MANAGER) for each in program_queries.managers_of(group.program)]
    found += [Listener(each, MEMBER) for each in group_queries.members_of(group)]
    first = {each.person.pk: each for each in reversed(found) if each.person.pk != person_id}
    return [each for each in found if first.get(each.person.pk) is each]


def confidences_of(group: "Group", person_id: int) -> list[Confidence]:
    """What this person told or was told in a group, the latest first; for the two alone."""
    mine = Q(author_id=person_id) | Q(reader_id=person_id)
    rows = Confidence.objects.filter(mine, group=group).select_related("author", "reader")
    return list(rows.order_by("-written_on", "-pk"))


# ---------------------------------------------------------------- topics


def get_topic(ref: str) -> Topic:
    """The topic with this reference (NotFound when there is none)."""
    return tenancy.find(Topic, ref)


def get_post(ref: str) -> Post:
    """The post with this reference (NotFound when there is none)."""
    return tenancy.find(Post, ref)


@dataclass(frozen=True)
class TopicLine:
    """A topic in a list, and whether somebody has read all of it."""

    topic: Topic
    is_unread: bool


def topics_of(group: "Group", person_id: int) -> list[TopicLine]:
    """The topics of a group, where something was written last first."""
    read = dict(
        Reading.objects.filter(topic__group=group, person_id=person_id).values_list(
            "topic_id", "number"
        )
    )
    rows = Topic.objects.filter(group=group).order_by("-changed_at", "-pk")
    return [TopicLine(row, read.get(row.pk, 0) < row.newest) for row in rows]


def posts_of(topic: Topic) -> list[Post]:
    """The posts of a topic in their order, those deleted too."""
    return list(topic.posts.select_related("author").order_by("number"))


def read_up_to(topic: Topic, person_id: int) -> int:
    """The number of the last post somebody has read; 0 for none."""
    row = Reading.objects.filter(topic=topic, person_id=person_id).first()
    return row.number if row else 0


def wishes_mail(group: "Group", person_id: int) -> bool:
    """True for somebody who has switched the daily mail on."""
    return MailWish.objects.filter(group=group, person_id=person_id).exists()


def get_wish(ref: str) -> MailWish:
    """The wish for mail with this reference (NotFound when it was switched off)."""
    return tenancy.find(MailWish, ref)


def mail_wishes(*, told_before: datetime) -> list[MailWish]:
    """Wishes for mail of people who were not told since, in every organization."""
    with tenancy.unscoped("people of every organization are told of new posts once a day"):
        rows = MailWish.objects.filter(told_at__lt=told_before, person__ended_at=None)
        return list(rows.select_related("group__program", "person").order_by("pk"))


def has_news(wish: MailWish) -> bool:
    """True where others wrote since the last mail, and it was not read."""
    news = Post.objects.filter(
        topic__group_id=wish.group_id, written_at__gt=wish.told_at, is_deleted=False
    ).exclude(author_id=wish.person_id)
    read = Reading.objects.filter(person_id=wish.person_id, topic__group_id=wish.group_id)
    seen = dict(read.values_list("topic_id", "number"))
    return any(
        seen.get(topic_id, 0) < number
        for topic_id, number in news.values_list("topic_id", "number")
    )


# ---------------------------------------------------------------- groups like one's own


def get_spin_off(ref: str) -> SpinOff:
    """The proposal with this reference (NotFound when there is none)."""
    return tenancy.find(SpinOff, ref)


def spin_offs_of(program: "Program") -> list[SpinOff]:
    """What people of a program proposed to start, the latest first."""
    rows = SpinOff.objects.filter(program=program).select_related("origin", "made", "person")
    return list(rows.order_by("-asked_on", "-pk"))


def spin_offs_by(group: "Group", person_id: int) -> list[SpinOff]:
    """What somebody proposed to start from one group, the latest first."""
    rows = SpinOff.objects.filter(origin=group, person_id=person_id).select_related("made")
    return list(rows.order_by("-asked_on", "-pk"))


# ---------------------------------------------------------------- what is stored about somebody


def stored_about(person_id: int) -> list[dict[str, Any]]:
    """What somebody wrote, ready for JSON; what others told them is the others'."""
    told = Confidence.objects.filter(author_id=person_id).select_related("group")
    posts = Post.objects.filter(author_id=person_id, is_deleted=False)
    wishes = MailWish.objects.filter(person_id=person_id).select_related("group")
    return [
        *(
            {
                "group": row.group.name,
                "told_in_confidence": row.text,
                "promise": row.promise,
                "on": row.written_on.isoformat(),
            }
            for row in told.order_by("pk")
        ),
        *(
            {
                "group": row.topic.group.name,
                "posted": row.text,
                "on": row.written_at.date().isoformat(),
            }
            for row in posts.select_related("topic__group").order_by("pk")
        ),
        *(
            {"proposed_group": row.name, "why": row.why, "on": row.asked_on.isoformat()}
            for row in SpinOff.objects.filter(person_id=person_id).order_by("pk")
        ),
        *({"group": row.group.name, "mail_on_posts": True} for row in wishes.order_by("pk")),
    ]
