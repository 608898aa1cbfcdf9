"""Thanking those who were asked: all of them alike, since nobody knows who answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.feedback import deliveries, policies
from junto.domain.feedback.enums import Category, RaterState
from junto.domain.feedback.models import Rater, Subject, ThankYou
from junto.foundation import idempotency
from junto.foundation.access import Actor, Forbidden

if TYPE_CHECKING:
    from junto.domain.people.models import Person

LONGEST = 500
# So long it stands on the pages of those it is meant for.
SHOWN_FOR = timedelta(days=30)


class NothingSaid(ValueError):
    """Thanks have words."""


class TooLong(ValueError):
    """Thanks are longer than what is kept."""


class ThankedAlready(ValueError):
    """Those who were asked have been thanked."""


@transaction.atomic
def thank(*, subject: Subject, words: str, actor: Actor, now: datetime) -> ThankYou:
    """Say thank you to everybody who was asked, once.

    Raises
    ------
    NothingSaid, TooLong, ThankedAlready
        When it cannot be said.
    Forbidden
        To whoever has no report yet.
    """
    policies.read_report.check(actor, subject)
    if subject.report is None:
        raise Forbidden("feedback.read-report")
    said = words.strip()
    if not said:
        raise NothingSaid
    if len(said) > LONGEST:
        raise TooLong
    idempotency.claim()
    if ThankYou.objects.filter(subject=subject).exists():
        raise ThankedAlready
    made = ThankYou.objects.create(subject=subject, words=said, on=now.date())
    for rater in _asked(subject):
        deliveries.thank(rater, now=now)
    return made


def _asked(subject: Subject) -> Sequence[Rater]:
    rows = Rater.objects.filter(subject=subject, state=RaterState.ASKED)
    rows = rows.exclude(category=Category.SELF).select_related("person")
    return list(rows.order_by("person__full_name", "pk"))


def thanks_of(subject: Subject) -> ThankYou | None:
    """What the subject said to those they asked, or None."""
    return ThankYou.objects.filter(subject=subject).first()


def thanks_to(person: "Person", *, now: datetime) -> list[ThankYou]:
    """What those whom a person was asked about said to everybody they asked, the newest first."""
    mine = Rater.objects.filter(person=person, state=RaterState.ASKED)
    mine = mine.exclude(category=Category.SELF)
    rows = ThankYou.objects.filter(
        subject__in=mine.values("subject"), on__gt=(now - SHOWN_FOR).date()
    )
    return list(rows.select_related("subject__person").order_by("-on", "-pk"))
