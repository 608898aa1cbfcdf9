"""What happens to notes and deliverables. The log names the group; no words and no readers."""

from dataclasses import dataclass

from junto.foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class NoteStarted(Event):
    """A note was begun in a group."""

    kind = "notes.note-started"
    group_ref: str


@dataclass(frozen=True, kw_only=True)
class NoteDeleted(Event):
    """Somebody's own note was deleted."""

    kind = "notes.note-deleted"
    group_ref: str


@dataclass(frozen=True, kw_only=True)
class DeliverableMade(Event):
    """A group has begun something to hand over."""

    kind = "notes.deliverable-made"
    group_ref: str
    deliverable_ref: str


@dataclass(frozen=True, kw_only=True)
class DeliverableChanged(Event):
    """What a group makes was changed; whoever agreed before is asked anew."""

    kind = "notes.deliverable-changed"
    group_ref: str
    deliverable_ref: str
    edition: int


@dataclass(frozen=True, kw_only=True)
class ConsentAsked(Event):
    """A group is asked whether something may leave it."""

    kind = "notes.consent-asked"
    group_ref: str
    deliverable_ref: str
    edition: int


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(Event):
    """A member agreed that it leaves the group."""

    kind = "notes.consent-given"
    group_ref: str
    deliverable_ref: str
    edition: int


@dataclass(frozen=True, kw_only=True)
class ConsentTakenBack(Event):
    """A member's yes was taken back before it was out."""

    kind = "notes.consent-taken-back"
    group_ref: str
    deliverable_ref: str
    edition: int


@dataclass(frozen=True, kw_only=True)
class DeliverableHandedOver(Event):
    """Something left the group with everybody's yes."""

    kind = "notes.deliverable-handed-over"
    group_ref: str
    deliverable_ref: str
    edition: int
