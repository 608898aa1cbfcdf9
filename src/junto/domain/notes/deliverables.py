"""What a group makes: it leaves the group only with the yes of every current member."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db import transaction

from junto.domain.groups import queries as group_queries
from junto.domain.notes import events, policies, queries
from junto.domain.notes.enums import Stand
from junto.domain.notes.models import Deliverable, DeliverableConsent, SharedNote
from junto.domain.people import queries as people_queries
from junto.foundation.access import Actor, Forbidden
from junto.foundation.events import Event, publish

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person

LONGEST_TITLE, LONGEST_TEXT, LONGEST_LINK = 160, 20_000, 500


class NothingMade(ValueError):
    """A deliverable has a title, and a text or a link before the group is asked."""


class TooLong(ValueError):
    """The title, the text or the link is longer than what is kept."""


class NoLink(ValueError):
    """A link begins with https:// or http://."""


class NobodyThere(ValueError):
    """Whoever looks after it is in the group."""


class IsOut(ValueError):
    """It has left the group, so its words stay as they are."""


class MovedOn(ValueError):
    """The words have changed since they were read."""


class StillWaits(ValueError):
    """Somebody of the group has not said yes."""


@dataclass(frozen=True)
class Words:
    """What a deliverable says, who looks after it and until when."""

    title: str
    text: str = ""
    link: str = ""
    owner: "Person | None" = None
    due_on: date | None = None

    def checked(self, group: "Group") -> Mapping[str, Any]:
        """The values to store.

        Raises
        ------
        NothingMade, TooLong, NoLink, NobodyThere
            When something is missing, too long, no link, or for nobody of the group.
        """
        title, text, link = self.title.strip(), self.text.strip(), self.link.strip()
        if not title:
            raise NothingMade
        if len(title) > LONGEST_TITLE or len(text) > LONGEST_TEXT or len(link) > LONGEST_LINK:
            raise TooLong
        if link and not _is_link(link):
            raise NoLink
        if self.owner is not None and not group_queries.is_member(group, self.owner.pk):
            raise NobodyThere
        return {
            "title": title,
            "text": text,
            "link": link,
            "owner": self.owner,
            "due_on": self.due_on,
        }


def _is_link(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


@transaction.atomic
def make_deliverable(
    *,
    group: "Group",
    words: Words,
    actor: Actor,
    now: datetime,
    note: SharedNote | None = None,
) -> Deliverable:
    """Begin something that the group makes, by itself or from a note that everybody reads.

    Raises
    ------
    NothingMade, TooLong, NoLink, NobodyThere
        When something is missing, too long, no link, or for nobody of the group.
    """
    policies.keep_notes.check(actor, group)
    if note is not None and (note.group_id != group.pk or not policies.write_note(actor, note)):
        raise Forbidden("notes.keep")
    made = Deliverable.objects.create(
        group=group, note=note, created_at=now, **words.checked(group)
    )
    told = events.DeliverableMade(group_ref=group.ref, deliverable_ref=made.ref)
    publish(told, actor=actor, now=now)
    return made


@transaction.atomic
def change_deliverable(
    *, deliverable: Deliverable, words: Words, edition: int, actor: Actor, now: datetime
) -> Deliverable:
    """Change the words of one edition; whoever agreed is asked anew.

    Raises
    ------
    IsOut, MovedOn
        When it is out, or somebody else changed it meanwhile.
    NothingMade, TooLong, NoLink, NobodyThere
        When something is missing, too long, no link, or for nobody of the group.
    """
    policies.make_deliverable.check(actor, deliverable)
    locked = _inside(deliverable, edition)
    for name, value in words.checked(locked.group).items():
        setattr(locked, name, value)
    locked.edition += 1
    locked.state = Stand.MAKING
    locked.save()
    locked.consents.all().delete()
    _tell(events.DeliverableChanged, locked, actor, now)
    return locked


@transaction.atomic
def ask_consent(*, deliverable: Deliverable, edition: int, actor: Actor, now: datetime) -> None:
    """Ask the group whether it may leave; whoever asks says yes with it.

    Raises
    ------
    NothingMade
        When there is neither a text nor a link.
    IsOut, MovedOn
        When it is out, or its words have changed since they were read.
    """
    policies.make_deliverable.check(actor, deliverable)
    locked = _inside(deliverable, edition)
    if not locked.text and not locked.link:
        raise NothingMade
    if locked.state == Stand.MAKING:
        locked.state = Stand.ASKED
        locked.save(update_fields=["state"])
        _tell(events.ConsentAsked, locked, actor, now)
    _say_yes(locked, actor, now)


@transaction.atomic
def give_consent(*, deliverable: Deliverable, edition: int, actor: Actor, now: datetime) -> None:
    """Say yes to its leaving the group, to the edition that was read.

    Raises
    ------
    IsOut, MovedOn
        When it is out, or its words have changed since they were read.
    """
    policies.make_deliverable.check(actor, deliverable)
    locked = _inside(deliverable, edition)
    if locked.state != Stand.ASKED:
        raise MovedOn
    _say_yes(locked, actor, now)


def _say_yes(locked: Deliverable, actor: Actor, now: datetime) -> None:
    person = people_queries.person_of(actor)
    if person is None:
        raise Forbidden("notes.make")
    _row, is_new = DeliverableConsent.objects.update_or_create(
        organization_id=locked.organization_id,
        deliverable=locked,
        person=person,
        defaults={"edition": locked.edition, "given_at": now},
    )
    if is_new:
        _tell(events.ConsentGiven, locked, actor, now)


@transaction.atomic
def take_back_consent(*, deliverable: Deliverable, actor: Actor, now: datetime) -> bool:
    """Take one's own yes back; False when there was none.

    Raises
    ------
    IsOut
        When it has left the group.
    """
    policies.make_deliverable.check(actor, deliverable)
    locked = _inside(deliverable)
    gone, _rows = locked.consents.filter(person_id=actor.person_id or 0).delete()
    if not gone:
        return False
    _tell(events.ConsentTakenBack, locked, actor, now)
    return True


@transaction.atomic
def hand_over(*, deliverable: Deliverable, edition: int, actor: Actor, now: datetime) -> None:
    """Let it leave the group: the managers and sponsors of the program read it from now on.

    Raises
    ------
    StillWaits
        When somebody who is in the group now has not said yes.
    IsOut, MovedOn
        When it is out already, or its words have changed since they were read.
    """
    policies.make_deliverable.check(actor, deliverable)
    locked = _inside(deliverable, edition)
    if locked.state != Stand.ASKED or queries.waits_for(locked):
        raise StillWaits
    locked.state = Stand.OUT
    locked.out_at = now
    locked.save(update_fields=["state", "out_at"])
    _tell(events.DeliverableHandedOver, locked, actor, now)


def _inside(deliverable: Deliverable, edition: int | None = None) -> Deliverable:
    """The deliverable, held until the transaction ends, while it is the group's own."""
    locked = Deliverable.objects.select_for_update().get(pk=deliverable.pk)
    if locked.state == Stand.OUT:
        raise IsOut
    if edition is not None and edition != locked.edition:
        raise MovedOn
    return locked


def _tell(kind: type[Event], locked: Deliverable, actor: Actor, now: datetime) -> None:
    values: dict[str, Any] = {"group_ref": locked.group.ref, "deliverable_ref": locked.ref}
    publish(kind(**values, edition=locked.edition), actor=actor, now=now)  # type: ignore[call-arg]
