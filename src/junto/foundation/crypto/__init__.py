"""Text that only its readers may see is encrypted at rest, with a key id so that keys can turn."""

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models


class UnknownKey(LookupError):
    """A stored text names a key that this server does not have."""


@lru_cache(maxsize=4)
def _cipher(key: bytes) -> Fernet:
    return Fernet(key)


def _keys() -> dict[str, bytes]:
    """Key id -> key; the first one encrypts, all of them decrypt."""
    pairs = (entry.partition(":") for entry in settings.SEALING_KEYS)
    return {key_id: f"{key:=<44}".encode() for key_id, _, key in pairs}


def encrypt(text: str) -> str:
    """`<key id>:<token>` under the current key."""
    key_id, key = next(iter(_keys().items()))
    return f"{key_id}:{_cipher(key).encrypt(text.encode()).decode()}"


def decrypt(stored: str) -> str:
    """The text behind `encrypt`.

    Raises
    ------
    UnknownKey
        When its key is not here or the text was tampered with.
    """
    key_id, _, token = stored.partition(":")
    try:
        return _cipher(_keys()[key_id]).decrypt(token.encode()).decode()
    except (KeyError, InvalidToken):
        raise UnknownKey(key_id) from None


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """A text column stored encrypted. It cannot be searched or compared, which is the point."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """Decrypt what the database holds."""
        return value if value in (None, "") else decrypt(value)

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt what goes to the database."""
        prepared = super().get_prep_value(value)
        return prepared if prepared in (None, "") else encrypt(prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only emptiness can be asked of an encrypted column."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None
