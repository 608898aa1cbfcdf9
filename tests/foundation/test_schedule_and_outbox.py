"""Periodic tasks run when due, on one worker; a delivery leaves at most once."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail

from factories import NOW
from junto.foundation import outbox, schedule
from junto.foundation.outbox import sending
from junto.foundation.outbox.enums import Status
from junto.foundation.outbox.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticks(monkeypatch):
    seen = []
    task = schedule.Periodic("tests.tick", timedelta(minutes=1), seen.append)
    monkeypatch.setattr(schedule, "_tasks", {"tests.tick": task})
    return seen


def test_a_task_runs_when_due_and_not_before(ticks):
    schedule.run_due(now=NOW)
    schedule.run_due(now=NOW + timedelta(seconds=59))
    schedule.run_due(now=NOW + timedelta(seconds=60))
    assert ticks == [NOW, NOW + timedelta(seconds=60)]


@pytest.fixture
def mail_server(settings):
    settings.EMAIL_HOST = "127.0.0.1"


@pytest.fixture
def message(monkeypatch):
    monkeypatch.setitem(
        outbox._renderers,
        "tests.hello",
        lambda payload: outbox.Mail(payload["to"], "Hello", "Body") if payload["to"] else None,
    )

    def post(to="amara@people.example"):
        outbox.post(kind="tests.hello", recipient=to, event_ref="e1", payload={"to": to}, now=NOW)

    return post


def test_a_delivery_is_sent_once(mail_server, message):
    message()
    message()
    assert sending.send_waiting(now=NOW) == 1
    assert sending.send_waiting(now=NOW) == 0
    assert [sent.to for sent in mail.outbox] == [["amara@people.example"]]


def test_without_a_mail_server_deliveries_wait(settings, message):
    settings.EMAIL_HOST = ""
    message()
    assert sending.send_waiting(now=NOW) == 0
    assert Delivery.objects.get().status == Status.WAITING


def test_somebody_who_may_no_longer_know_gets_nothing(mail_server, message):
    message(to="")
    assert sending.send_waiting(now=NOW) == 0
    assert (Delivery.objects.get().status, mail.outbox) == (Status.DROPPED, [])


def test_a_broken_line_leaves_the_delivery_unclear_and_never_repeats_it(
    mail_server, message, monkeypatch
):
    def drop(self, *args, **kwargs):
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", drop)
    message()
    sending.send_waiting(now=NOW)
    sending.send_waiting(now=NOW)
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.trouble) == (Status.UNCLEAR, "gone")


def test_a_sender_that_died_leaves_its_claim_unclear(mail_server, message):
    message()
    Delivery.objects.update(status=Status.CLAIMED, claimed_at=NOW)
    sending.send_waiting(now=NOW + timedelta(minutes=6))
    assert Delivery.objects.get().status == Status.UNCLEAR
