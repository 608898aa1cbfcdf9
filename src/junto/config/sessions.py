"""Sessions in the database that do not tell when somebody signed in."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from junto.foundation.tenancy import statements

# Where django-allauth notes how somebody signed in, each time with the second it happened.
SIGN_INS = "account_authentication_methods"
DAY = 24 * 60 * 60


class SessionStore(db.SessionStore):
    """End every session at a midnight: the exact time would tell the minute it began.

    How somebody signed in is kept with its day alone, for the same reason.

    Times of coming and going, fine enough, put the answers of an anonymous round in order.
    """

    def _get_session_from_db(self) -> Any:
        """Every request asks this first: with SQL that is written once, not each time."""
        key = self.session_key or ""
        row = statements.first(_with_key, model=self.model, session_key=key) if key else None
        if row is not None and row.expire_date > timezone.now():
            return row
        self._session_key = None
        return None

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row = super().create_model_instance(data)
        row.expire_date = row.expire_date.combine(
            row.expire_date.date() + timedelta(days=1), time(), row.expire_date.tzinfo
        )
        return row

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Write the session down, with sign-ins by day."""
        kept = session_dict
        if session_dict.get(SIGN_INS):
            by_day = [{**each, "at": each["at"] // DAY * DAY} for each in session_dict[SIGN_INS]]
            kept = {**session_dict, SIGN_INS: by_day}
        return str(super().encode(kept))


def _with_key(model: Any, session_key: str) -> Any:
    return model.objects.filter(session_key=session_key)[:1]
