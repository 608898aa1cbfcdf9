"""The notary chains committed events by hash, per organization, a few seconds after the fact.

Chaining inside the writer's transaction forks or deadlocks under several writers, so it is done
by one process afterwards; until then an event belongs to the unchained tail, which `verify` names.
"""

import hashlib
import json
from dataclasses import dataclass

from django.db import transaction

from junto.foundation import tenancy
from junto.foundation.events.models import EventLink, EventRecord

GENESIS = "0" * 64
BATCH = 500


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: links checked, events still unchained, first broken position."""

    links: int
    unchained: int
    broken_at: int | None


def digest(previous: str, event: EventRecord) -> str:
    """sha256 over the previous link and the event's canonical JSON."""
    body = json.dumps(
        [
            previous,
            event.ref,
            event.kind,
            event.payload,
            event.actor_person_id,
            event.occurred_at.isoformat(),
        ],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(body.encode()).hexdigest()


def chain_everything() -> int:
    """Chain the tails of all organizations; returns how many events were chained."""
    with tenancy.unscoped("the notary serves every organization in turn"):
        waiting = list(
            EventRecord.objects.filter(link=None)
            .order_by()
            .values_list("organization_id", flat=True)
            .distinct()
        )
    return sum(_chain_one(organization_id) for organization_id in waiting)


def _chain_one(organization_id: int) -> int:
    with tenancy.scope(organization_id):
        events = list(EventRecord.objects.filter(link=None).order_by("id")[:BATCH])
        last = EventLink.objects.order_by("-position").first()
        previous, position = (last.digest, last.position) if last else (GENESIS, 0)
        links = []
        for event in events:
            previous, position = digest(previous, event), position + 1
            links.append(EventLink(event=event, position=position, digest=previous))
        with transaction.atomic():
            EventLink.objects.bulk_create(links)
        return len(links)


def verify() -> Verdict:
    """Walk the chain of the organization in scope from its first link."""
    previous, count = GENESIS, 0
    for link in EventLink.objects.select_related("event").order_by("position").iterator():
        count += 1
        expected = digest(previous, link.event)
        if link.digest != expected or link.position != count:
            return Verdict(count, EventRecord.objects.filter(link=None).count(), link.position)
        previous = link.digest
    return Verdict(count, EventRecord.objects.filter(link=None).count(), None)
