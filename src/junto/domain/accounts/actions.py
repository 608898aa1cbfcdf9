"""Writing accounts."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from junto.domain.accounts import queries
from junto.domain.accounts.models import SetupCode, User

CODE_LIFETIME = timedelta(hours=24)


class CodeSpent(ValueError):
    """The code was used or has expired."""


@transaction.atomic
def create_setup_code(*, now: datetime) -> str:
    """A fresh one-time code for the first administrator; earlier unused ones stop working."""
    SetupCode.objects.filter(used_at=None).delete()
    code = secrets.token_urlsafe(24)
    SetupCode.objects.create(
        digest=queries.digest_of(code), created_at=now, expires_at=now + CODE_LIFETIME
    )
    return code


@transaction.atomic
def spend_setup_code(*, code: str, now: datetime) -> None:
    """Use the code up.

    Raises
    ------
    CodeSpent
        When it was used before or has expired.
    """
    spent = SetupCode.objects.filter(
        digest=queries.digest_of(code), used_at=None, expires_at__gt=now
    ).update(used_at=now)
    if not spent:
        raise CodeSpent


@transaction.atomic
def create_user(*, email: str, name: str, password: str | None, now: datetime) -> User:
    """Create somebody who can sign in (by code only without a password)."""
    return User.objects.create_user(
        email=email, name=name, password=password, last_seen_on=now.date()
    )


def note_seen(*, user: User, now: datetime) -> None:
    """Keep the day somebody was here, not the minute."""
    if user.last_seen_on != now.date():
        User.objects.filter(pk=user.pk).update(last_seen_on=now.date())


def change_account(
    *, user: User, name: str, language: str, single_keys: bool | None = None
) -> None:
    """Somebody's own name and language, and whether single letters act (None: as before)."""
    keys = {} if single_keys is None else {"single_keys": single_keys}
    User.objects.filter(pk=user.pk).update(name=name, language=language, **keys)
