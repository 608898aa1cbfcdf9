"""Sessions keep people signed in and keep quiet about when they came."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.sessions.models import Session

from junto.config.sessions import SessionStore


@pytest.mark.django_db
def test_the_minute_a_session_began_is_not_kept():
    with time_machine.travel(datetime(2026, 11, 22, 9, 41, 7, tzinfo=UTC), tick=False):
        store = SessionStore()
        store["theme"] = "dark"
        store.create()
        row = Session.objects.get(session_key=store.session_key)
        assert row.expire_date == datetime(2026, 12, 7, 0, 0, tzinfo=UTC)
        assert SessionStore(store.session_key)["theme"] == "dark"
