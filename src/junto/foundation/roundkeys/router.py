"""Which tables live where: round keys in the database of keys, everything else beside them."""

from typing import Any

from junto.foundation.roundkeys import DATABASE

APP = "roundkeys"


class KeysApart:
    """Django's database router."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        """Keys are read from their own database."""
        return DATABASE if model._meta.app_label == APP else None

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        """Keys are written to their own database."""
        return self.db_for_read(model)

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool | None:
        """Nothing points at a key, and a key points at nothing."""
        return False if APP in (one._meta.app_label, other._meta.app_label) else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Keep each table in the one database it belongs to."""
        return (db == DATABASE) == (app_label == APP)
