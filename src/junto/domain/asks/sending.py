"""Sending an ask: the first time, again when its day comes; pause, end and cancel."""

import calendar
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from junto.domain.asks import deliveries, policies, queries
from junto.domain.asks.actions import (
    SHORTEST,
    HasEnough,
    NobodyThere,
    NotThatDay,
    TooLate,
    close_of,
    today_of,
)
from junto.domain.asks.enums import (
    HIGHEST,
    LONGEST_WORDS,
    LOWEST,
    MONTHS,
    MOST_AT_ONCE,
    AskState,
    Every,
    K,
    Stage,
)
from junto.domain.asks.models import Ask, Asked, AskRound, NamedAnswer
from junto.domain.assessments import actions as assessment_actions
from junto.domain.assessments import changing
from junto.domain.assessments.enums import RoundKind
from junto.foundation import idempotency
from junto.foundation.access import Actor, system

if TYPE_CHECKING:
    from junto.domain.people.models import Person


@transaction.atomic
def send(*, ask: Ask, actor: Actor, now: datetime) -> AskRound:
    """Ask everybody in the group for the first time.

    Raises
    ------
    TooLate
        When it was sent before.
    NobodyThere, NotThatDay, HasEnough
        When it cannot be sent as it is.
    """
    policies.own_ask.check(actor, ask)
    row = Ask.objects.select_for_update().select_related("asker").get(pk=ask.pk)
    if row.state != AskState.CHOOSING:
        raise TooLate
    today = today_of(row.asker, now)
    if close_of(row.asker, row.until) < now + SHORTEST:
        raise NotThatDay
    people = [each.person for each in queries.group_of(row)]
    if not people:
        raise NobodyThere
    idempotency.claim()
    row.state, row.first_on, row.days = AskState.GOING, today, (row.until - today).days
    row.next_on = next_day(row, today)
    row.save(update_fields=["state", "first_on", "days", "next_on"])
    round_, busy = _ask_all(row, 1, people, close_of(row.asker, row.until), now)
    if busy:
        raise HasEnough(busy)
    return round_


@transaction.atomic
def send_next(*, ask: Ask, actor: Actor, now: datetime) -> AskRound | None:
    """Ask the group once more, when its day has come; None when there is nobody to ask.

    Whoever has enough requests is left out this time.
    """
    policies.own_ask.check(actor, ask)
    row = Ask.objects.select_for_update().select_related("asker").get(pk=ask.pk)
    today = today_of(row.asker, now)
    if row.state != AskState.GOING or row.next_on is None or row.next_on > today:
        return None
    if queries.sent_to(row) is not None:
        return None
    number = AskRound.objects.filter(ask=row).count() + 1
    row.next_on = next_day(row, today)
    row.save(update_fields=["next_on"])
    people = [each.person for each in queries.group_of(row)]
    free = [each for each in people if not queries.has_enough(each.pk)]
    if not free:
        return None
    closes_at = close_of(row.asker, today + timedelta(days=row.days))
    return _ask_all(row, number, free, closes_at, now)[0]


def _ask_all(
    ask: Ask, number: int, people: Sequence["Person"], closes_at: datetime, now: datetime
) -> tuple[AskRound, list["Person"]]:
    """Ask these people; those who have enough requests are told apart and are not asked."""
    round_ = AskRound.objects.create(
        ask=ask,
        number=number,
        questions=ask.questions,
        mixes=can_mix(len(people)),
        sent_at=now,
        closes_at=closes_at,
    )
    asked, busy = [], []
    for person in people:
        made = _place(round_, person)
        if made is None:
            busy.append(person)
        else:
            asked.append(made)
    house = system(ask.organization_id)
    assessment_actions.open_round(
        topic=queries.topic_of(round_),
        pool=f"asks:{ask.ref}",
        people=[each.person for each in asked],
        day=now.date(),
        closes_at=closes_at,
        actor=house,
        now=now,
        asked=asked_by(round_),
    )
    for each in asked:
        deliveries.ask(each, now=now)
    return round_, busy


def can_mix(people: int) -> bool:
    """Whether answers of so many people can be mixed: each has enough others beside them."""
    return people - 1 >= K


def asked_by(round_: AskRound) -> assessment_actions.Asked:
    """What a sending asks, as its sealed answers keep it."""
    return assessment_actions.Asked(
        kind=RoundKind.FEEDBACK,
        items={each["key"]: (LOWEST, HIGHEST) for each in queries.scales(round_.questions)},
        words={each["key"]: LONGEST_WORDS for each in queries.worded(round_.questions)},
        k=K,
    )


def _place(round_: AskRound, person: "Person") -> Asked | None:
    """Ask somebody, in the first of their places that is free; None where none is."""
    taken = queries.places_of(person.pk)
    free = next((place for place in range(MOST_AT_ONCE) if place not in taken), None)
    if free is None:
        return None
    try:
        with transaction.atomic():
            return Asked.objects.create(round=round_, person=person, place=free)
    except IntegrityError:
        # Somebody else asked them in the same moment.
        return None


def next_day(ask: Ask, day: date) -> date | None:
    """The first day of its series after this one; None where it is asked once.

    Days are counted from the first, so that they do not drift in short months.
    """
    months = MONTHS.get(Every(ask.every))
    if months is None:
        return None
    first, number = ask.first_on or day, 1
    while (found := months_later(first, months * number)) <= day:
        number += 1
    return found


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


# ---------------------------------------------------------------- pause, end, cancel


@transaction.atomic
def pause(*, ask: Ask, actor: Actor, now: datetime) -> None:
    """Send nothing more until it goes on; what is open stays open."""
    policies.own_ask.check(actor, ask)
    idempotency.claim()
    Ask.objects.filter(pk=ask.pk, state=AskState.GOING, next_on__isnull=False).update(
        state=AskState.PAUSED
    )


@transaction.atomic
def go_on(*, ask: Ask, actor: Actor, now: datetime) -> None:
    """Send again from the next day of the series on; days that passed are not made up for."""
    policies.own_ask.check(actor, ask)
    row = Ask.objects.select_for_update().select_related("asker").get(pk=ask.pk)
    if row.state != AskState.PAUSED:
        return
    idempotency.claim()
    row.state, row.next_on = AskState.GOING, next_day(row, today_of(row.asker, now))
    row.save(update_fields=["state", "next_on"])


@transaction.atomic
def end(*, ask: Ask, actor: Actor, now: datetime) -> None:
    """Send it no more; what is open stays open until it closes."""
    policies.own_ask.check(actor, ask)
    idempotency.claim()
    Ask.objects.filter(pk=ask.pk).update(state=AskState.ENDED, next_on=None)


def cancel(*, round_: AskRound, actor: Actor, now: datetime) -> None:
    """Cancel an open sending and destroy everything answered in it. There is no way back.

    Raises
    ------
    TooLate
        When it has closed.
    """
    policies.own_ask.check(actor, round_.ask)
    with transaction.atomic():
        row = AskRound.objects.select_for_update().get(pk=round_.pk)
        if not queries.takes_answers(row, now=now):
            raise TooLate
        idempotency.claim()
        row.stage = Stage.CANCELLED
        row.save(update_fields=["stage"])
        NamedAnswer.objects.filter(asked__round=row).delete()
        Asked.objects.filter(round=row).update(place=None)
        Ask.objects.filter(pk=row.ask_id, every=Every.ONCE).update(state=AskState.ENDED)
    answers = queries.answers_of(row)
    if answers is not None:
        changing.cancel_round(round_=answers, actor=system(row.organization_id))
