"""What each database needs so that a closed round leaves no trace of who answered when."""

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
