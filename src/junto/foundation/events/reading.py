"""Reading recorded events."""

from typing import Any

from django.db.models import Subquery, TextField
from django.db.models.functions import Cast

from junto.foundation.events.models import EventRecord


def newest(beside: Any) -> tuple[int, Any]:
    """The number of the newest event of the organization in scope, and one value beside it.

    Parameters
    ----------
    beside
        A query set of one value, which is asked for in the same breath.

    Returns
    -------
    tuple
        0 and None while nothing has happened.
    """
    newest = EventRecord.objects.order_by("-id").annotate(beside=Subquery(beside))
    return newest.values_list("id", "beside").first() or (0, None)


def kinds_naming(ref: str) -> set[str]:
    """Kinds of events of the organization in scope that name what has this reference."""
    told = EventRecord.objects.annotate(told=Cast("payload", TextField()))
    return set(told.filter(told__contains=ref).values_list("kind", flat=True))
