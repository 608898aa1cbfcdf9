"""What each database needs so that a closed round leaves no trace of who answered when."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from junto.domain.assessments.models import (
    OpenAnswers,
    OpenDraft,
    OpenParticipation,
    OpenWords,
    Round,
)

OPEN_TABLES = (OpenAnswers, OpenWords, OpenDraft, OpenParticipation)
TRIES = 3
# Writing so many rows takes a few milliseconds; most rounds are smaller.
MIXED_AT_ONCE = 48


def mix_open_rows(round_: Round, person_id: int, handle: str, chance: random.Random) -> None:
    """Write rows of an open round anew in random order; call it in the transaction of an answer.

    Rows lie in the order in which they were last written: in a dump that is made while the round
    is open the n-th of those who answered would stand beside the n-th set of answers. Of a large
    round the rows of this person are written among some others.
    """
    by_handle = {"handle": handle}
    found: list[tuple[Any, dict[str, Any]]] = [
        (OpenParticipation, {"person_id": person_id}),
        (OpenAnswers, by_handle),
        (OpenWords, by_handle),
    ]
    for model, mine in found:
        rows = model.objects.filter(round=round_)
        own = rows.filter(**mine).values_list("pk", flat=True)
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        if len(keys) > MIXED_AT_ONCE:
            keys = list({*chance.sample(keys, MIXED_AT_ONCE), *own})
        kept = list(rows.filter(pk__in=keys).select_for_update().order_by("pk"))
        if not kept:
            continue
        chance.shuffle(kept)
        rows.filter(pk__in=keys).delete()
        model.objects.bulk_create(kept)


def erase_open_rows(*rounds: Round) -> None:
    """Remove the rows of open rounds for good; call it in the transaction that closes them."""
    keys = [row.pk for row in rounds]
    if connection.vendor == "postgresql":
        _rewrite_open_tables(keys)
        return
    # `secure_delete` overwrites them with zeros.
    for model in OPEN_TABLES:
        model.objects.filter(round__in=keys).delete()


def _rewrite_open_tables(keys: list[int]) -> None:
    """Begin new files for the rows of other open rounds, in random order; the old files are gone.

    A deleted row stays readable in its file with the number of its transaction, which tells the
    order. A truncated table is a new file.
    """
    with connection.cursor() as cursor:
        # Checks of foreign keys that still wait would forbid it.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in OPEN_TABLES:
            table = connection.ops.quote_name(model._meta.db_table)
            kept = connection.ops.quote_name(f"kept_{model._meta.db_table}")
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            copy = f"CREATE TEMPORARY TABLE {kept} AS SELECT * FROM {table}"  # noqa: S608
            cursor.execute(f"{copy} WHERE round_id <> ALL(%s)", [keys])
            cursor.execute(f"TRUNCATE TABLE {table}")
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {kept} ORDER BY random()")  # noqa: S608
            cursor.execute(f"DROP TABLE {kept}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def leave_no_trace(patience: timedelta | None = None) -> bool:
    """Empty SQLite's write-ahead log, which still holds what was overwritten; True when it is.

    `patience` is how long to wait for whoever still reads, if not as long as any writer does.

    Raises
    ------
    django.db.transaction.TransactionManagementError
        Inside a transaction, which would hold the log in use.
    """
    if connection.vendor == "postgresql":
        return True
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("the log cannot be emptied in a transaction")
    with connection.cursor() as cursor, _waiting(cursor, patience):
        for _ in range(TRIES if patience is None else 1):
            # Waits for readers; 0 says that nobody is in the way.
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if cursor.fetchone()[0] == 0:
                return True
    return False


@contextmanager
def _waiting(cursor: Any, patience: timedelta | None) -> Iterator[None]:
    """Let the connection wait no longer than that for the others."""
    if patience is None:
        yield
        return
    cursor.execute("PRAGMA busy_timeout")
    usual = int(cursor.fetchone()[0])
    cursor.execute(f"PRAGMA busy_timeout={int(patience.total_seconds() * 1000)}")
    try:
        yield
    finally:
        cursor.execute(f"PRAGMA busy_timeout={usual}")
