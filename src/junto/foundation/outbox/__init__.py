"""What leaves the house: mail today, chat and webhooks later, each at most once.

A delivery is written in the transaction of the event it tells of, is claimed before it is sent, and
is rendered at send time by the context that registered its kind, which checks again who may know.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from junto.foundation.outbox.enums import Status


@dataclass(frozen=True)
class Mail:
    """One plain-text message to one recipient."""

    to: str
    subject: str
    body: str


Renderer = Callable[[dict[str, Any]], Mail | None]
_renderers: dict[str, Renderer] = {}


def renders(kind: str) -> Callable[[Renderer], Renderer]:
    """Register the decorated `render(payload) -> Mail | None` for deliveries of `kind`.

    None means that the recipient may no longer know: nothing is sent.
    """

    def register(renderer: Renderer) -> Renderer:
        _renderers[kind] = renderer
        return renderer

    return register


def renderer_of(kind: str) -> Renderer:
    """The renderer of a kind."""
    return _renderers[kind]


def post(
    *, kind: str, recipient: str, event_ref: str, payload: dict[str, Any], now: datetime
) -> None:
    """Queue one delivery; a second one of the same kind for the same event is ignored."""
    import json

    from junto.foundation.outbox.models import Delivery

    Delivery.objects.get_or_create(
        event_ref=event_ref,
        recipient=recipient,
        channel="mail",
        kind=kind,
        defaults={
            "payload": json.dumps(payload),
            "status": Status.WAITING,
            "created_at": now,
        },
    )
