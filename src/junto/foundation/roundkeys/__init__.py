"""Keys of open anonymous rounds, in a database apart from the data and outside every backup.

Under its round's key a person has a *handle*: it finds their answers again while the round is open.
Once the key is destroyed nobody, nobody at all, can tell whose answers they were. A copy of the
data alone never holds the key.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from typing import Any

from django.db import connections, transaction

from junto.foundation.tenancy import statements

DATABASE = "keys"


def handle(round_ref: str, person_id: int) -> str:
    """What a person's answers are filed under while the round is open.

    Callers hold the lock of their own transaction and have seen that the round is open: a key that
    was destroyed would be made anew.
    """
    return handles(round_ref, [person_id])[person_id]


def handles(round_ref: str, person_ids: Collection[int]) -> dict[int, str]:
    """Handles of several people under one key, by person; the same holds for callers."""
    from junto.foundation.roundkeys.models import RoundKey

    row, _made = RoundKey.objects.get_or_create(
        round_ref=round_ref, defaults={"key": secrets.token_hex(32)}
    )
    return _handles(row.key, person_ids)


def handles_if_open(round_ref: str, person_ids: Collection[int]) -> dict[int, str]:
    """As `handles`, but nothing when there is no key: any caller may ask, no key is made anew."""
    found = statements.first(_key_of, round_ref=round_ref)
    return _handles(found[0], person_ids) if found else {}


def _key_of(round_ref: str) -> Any:
    from junto.foundation.roundkeys.models import RoundKey

    return RoundKey.objects.filter(round_ref=round_ref).values_list("key")[:1]


def _handles(hex_key: str, person_ids: Collection[int]) -> dict[int, str]:
    key = bytes.fromhex(hex_key)
    return {
        each: hmac.new(key, str(each).encode(), hashlib.sha256).hexdigest() for each in person_ids
    }


def destroy(round_refs: Collection[str]) -> None:
    """Destroy the keys of rounds that are closed, so that not even the file remembers them."""
    from junto.foundation.roundkeys.models import RoundKey

    with transaction.atomic(using=DATABASE):
        if connections[DATABASE].vendor != "postgresql":
            # `secure_delete` overwrites what is deleted, and this database has no write-ahead log.
            RoundKey.objects.filter(round_ref__in=round_refs).delete()
            return
        # PostgreSQL leaves deleted rows lying about: a truncated table begins a new file.
        table = connections[DATABASE].ops.quote_name(RoundKey._meta.db_table)
        with connections[DATABASE].cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            others = list(RoundKey.objects.exclude(round_ref__in=round_refs))
            cursor.execute(f"TRUNCATE TABLE {table}")
        RoundKey.objects.bulk_create(others)


def exist(round_refs: Collection[str]) -> set[str]:
    """Those of these rounds that still have a key."""
    from junto.foundation.roundkeys.models import RoundKey

    found = RoundKey.objects.filter(round_ref__in=round_refs)
    return set(found.values_list("round_ref", flat=True))
