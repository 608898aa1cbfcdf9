"""Reading accounts."""

import hashlib
from datetime import datetime

from junto.domain.accounts.models import SetupCode, User


def digest_of(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(code.encode()).hexdigest()


def open_setup_code(code: str, *, now: datetime) -> SetupCode | None:
    """The unused, unexpired code, or None."""
    return SetupCode.objects.filter(
        digest=digest_of(code), used_at=None, expires_at__gt=now
    ).first()


def anybody_here() -> bool:
    """True once there is a user who can sign in."""
    return User.objects.filter(is_active=True).exists()


def user_by_email(email: str) -> User | None:
    """The user with this address, in any case."""
    return User.objects.filter(email=email.strip().lower()).first()


def user_by_id(user_id: int | None) -> User | None:
    """The user with this id who may sign in, or None."""
    return User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
