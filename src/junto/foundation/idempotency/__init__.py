"""The same click, sent twice, has the effect of once.

Every form carries a random `_key`. The first event that a request publishes writes that key in the
same transaction, under a unique constraint: a crash between commit and answer therefore cannot
make a repeat count twice. The middleware answers a repeat with what the first one was answered.
"""

from contextvars import ContextVar
from dataclasses import dataclass

from django.db import IntegrityError, transaction

FIELD = "_key"
HEADER = "Idempotency-Key"


class AlreadyDone(Exception):
    """This key was processed before."""


@dataclass(slots=True)
class PendingKey:
    """The key of the request being served."""

    owner: str
    key: str
    claimed: bool = False


current: ContextVar[PendingKey | None] = ContextVar("idempotency_key", default=None)


def claim() -> None:
    """Write the request's key in the current transaction; the first call of a request counts.

    Raises
    ------
    AlreadyDone
        When another request has committed this key.
    """
    from junto.foundation.idempotency.models import ProcessedKey

    pending = current.get()
    if pending is None or pending.claimed:
        return
    try:
        with transaction.atomic():
            ProcessedKey.objects.create(owner=pending.owner, key=pending.key)
    except IntegrityError:
        raise AlreadyDone(pending.key) from None
    pending.claimed = True
