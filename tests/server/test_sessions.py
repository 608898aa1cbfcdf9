"""Sessions keep people signed in and keep quiet about when they came."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from factories import UserFactory
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


@pytest.mark.django_db
def test_the_minute_of_a_sign_in_is_not_kept():
    user = UserFactory(email="amara@people.example", password="correct horse 7")
    client = Client()
    with time_machine.travel(datetime(2026, 11, 22, 9, 41, 7, tzinfo=UTC), tick=False):
        client.post(reverse("account_login"), {"login": user.email, "password": "correct horse 7"})
    kept = Session.objects.get().get_decoded()

    moments = [each["at"] for each in kept["account_authentication_methods"]]
    assert moments == [datetime(2026, 11, 22, tzinfo=UTC).timestamp()]
