"""One fact, one event: what happened, kept for good, told to whoever subscribed.

Events carry references, never personal text and never a rater of an anonymous round.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.db import connection

from junto.foundation.access import Actor

_kinds: dict[str, type["Event"]] = {}
_subscribers: dict[str, list[Callable[..., None]]] = defaultdict(list)

Kind = TypeVar("Kind", bound="Event")


class OutsideTransaction(RuntimeError):
    """An event must commit together with the change it tells of."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events; sub-classes set `kind = "context.past-participle"`."""

    kind: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.kind in _kinds:
            raise ValueError(f"event {cls.kind} is declared twice")
        _kinds[cls.kind] = cls


def kinds() -> dict[str, type[Event]]:
    """All declared events, by kind."""
    return dict(sorted(_kinds.items()))


def subscribe(event: type[Kind]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run the decorated `handler(event, actor=, now=)` in the publisher's transaction."""

    def register(handler: Callable[..., None]) -> Callable[..., None]:
        _subscribers[event.kind].append(handler)
        return handler

    return register


def publish(event: Event, *, actor: Actor, now: datetime) -> None:
    """Record `event` and run its subscribers, all in the caller's transaction.

    Raises
    ------
    OutsideTransaction
        When there is no transaction to belong to.
    """
    from junto.foundation import idempotency
    from junto.foundation.events.models import EventRecord

    if not connection.in_atomic_block:
        raise OutsideTransaction(event.kind)
    idempotency.claim()
    EventRecord.objects.create(
        kind=event.kind, payload=asdict(event), actor_person_id=actor.person_id, occurred_at=now
    )
    for handler in _subscribers[event.kind]:
        handler(event, actor=actor, now=now)
