"""Send what waits: claim first, then send, then say so."""

import json
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from junto.foundation.outbox import renderer_of
from junto.foundation.outbox.enums import Status
from junto.foundation.outbox.models import Delivery

BATCH = 50
UNCLEAR_AFTER = timedelta(minutes=5)


def mail_is_set_up() -> bool:
    """True when the operator named a mail server."""
    return bool(settings.EMAIL_HOST)


def send_waiting(*, now: datetime) -> int:
    """Send waiting deliveries; returns how many left. Without a mail server they wait."""
    if not mail_is_set_up():
        return 0
    Delivery.objects.filter(status=Status.CLAIMED, claimed_at__lt=now - UNCLEAR_AFTER).update(
        status=Status.UNCLEAR, trouble="The sender stopped while sending."
    )
    waiting = list(Delivery.objects.filter(status=Status.WAITING).order_by("id")[:BATCH])
    return sum(_send_one(delivery, now=now) for delivery in waiting)


def _claim(delivery: Delivery, *, now: datetime) -> bool:
    claimed = Delivery.objects.filter(pk=delivery.pk, status=Status.WAITING).update(
        status=Status.CLAIMED, claimed_at=now
    )
    return claimed == 1


def _close(delivery: Delivery, status: Status, *, now: datetime, trouble: str = "") -> None:
    Delivery.objects.filter(pk=delivery.pk).update(
        status=status, sent_at=now if status == Status.SENT else None, trouble=trouble[:300]
    )


def _send_one(delivery: Delivery, *, now: datetime) -> int:
    if not _claim(delivery, now=now):
        return 0
    mail = renderer_of(delivery.kind)(json.loads(delivery.payload))
    if mail is None:
        _close(delivery, Status.DROPPED, now=now, trouble="No longer allowed to know.")
        return 0
    try:
        EmailMessage(subject=mail.subject, body=mail.body, to=[mail.to]).send()
    except (SMTPException, OSError) as trouble:
        # It may have left before the line broke: never send it twice on a guess.
        _close(delivery, Status.UNCLEAR, now=now, trouble=str(trouble))
        return 0
    _close(delivery, Status.SENT, now=now)
    return 1
