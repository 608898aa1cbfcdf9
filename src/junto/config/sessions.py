"""Sessions in the database that do not tell when somebody signed in."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """End every session at a midnight: the exact time would tell the minute it began.

    Times of coming and going, fine enough, put the answers of an anonymous round in order.
    """

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row = super().create_model_instance(data)
        row.expire_date = row.expire_date.combine(
            row.expire_date.date() + timedelta(days=1), time(), row.expire_date.tzinfo
        )
        return row
