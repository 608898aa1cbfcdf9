"""Writing asks: begin one, choose whom it goes to, decline, keep what is told, thank people.

An ask is between its asker and the people asked: no event and no log tells of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction

from junto.domain.asks import deliveries, policies, queries
from junto.domain.asks.enums import (
    LONGEST_CONTEXT,
    LONGEST_QUESTION,
    LONGEST_THANKS,
    LONGEST_TITLE,
    MOST_ASKS,
    MOST_PEOPLE,
    MOST_QUESTIONS,
    About,
    AskedState,
    AskState,
    Every,
    QuestionKind,
    Stage,
)
from junto.domain.asks.models import Ask, Asked, AskMember, AskRound, NamedAnswer
from junto.domain.assessments import changing
from junto.domain.people import queries as people_queries
from junto.foundation import idempotency
from junto.foundation.access import Actor, Forbidden, system

if TYPE_CHECKING:
    from junto.domain.organizations.models import Organization
    from junto.domain.people.models import Person

SHORTEST, CLOSE = timedelta(hours=24), time(17)
# The longest people are given, so that one sending is over before the next begins.
LONGEST_DAYS = {Every.ONCE: 90, Every.MONTH: 21, Every.QUARTER: 60}


class NothingAsked(ValueError):
    """An ask has a title and one to five questions."""


class TooLong(ValueError):
    """A title, a question or the words around them are too long."""


class NotThatDay(ValueError):
    """People have a day at least, and a sending is over before the next one begins."""


class TooManyAsks(ValueError):
    """Somebody keeps so many asks going that no other is begun."""


class NobodyThere(ValueError):
    """An ask goes to one person at least."""


class NotOneself(ValueError):
    """Nobody asks themselves."""


class Full(ValueError):
    """An ask goes to twelve people at most."""


class TooLate(ValueError):
    """It is no longer where this can be done."""


class HasEnough(ValueError):
    """Some people have as many requests as anybody gets at a time; `people` are they."""

    def __init__(self, people: Sequence["Person"]) -> None:
        super().__init__(", ".join(each.ref for each in people))
        self.people = tuple(people)


# ---------------------------------------------------------------- begin


@dataclass(frozen=True)
class Wish:
    """What somebody would like to hear about; `questions` are texts, each with its kind."""

    about: About
    title: str
    questions: Sequence[tuple[str, QuestionKind]]
    until: date
    context: str = ""
    every: Every = Every.ONCE


@transaction.atomic
def begin(*, organization: "Organization", wish: Wish, actor: Actor, now: datetime) -> Ask:
    """Keep what is to be asked; nobody is asked before it is sent.

    Raises
    ------
    NothingAsked, TooLong, NotThatDay, TooManyAsks
        When the wish does not hold.
    """
    policies.have_asks.check(actor, organization)
    asker = people_queries.person_of(actor)
    if asker is None:
        raise Forbidden(policies.have_asks.name)
    questions = _questions(wish)
    _check_until(wish, asker, now)
    if Ask.objects.filter(asker=asker).exclude(state=AskState.ENDED).count() >= MOST_ASKS:
        raise TooManyAsks
    idempotency.claim()
    return Ask.objects.create(
        asker=asker,
        about=wish.about,
        title=wish.title.strip(),
        context=wish.context.strip(),
        questions=questions,
        every=wish.every,
        until=wish.until,
        created_at=now,
    )


def _questions(wish: Wish) -> list[dict[str, str]]:
    texts = [(text.strip(), kind) for text, kind in wish.questions if text.strip()]
    if not wish.title.strip() or not 1 <= len(texts) <= MOST_QUESTIONS:
        raise NothingAsked
    if len(wish.title.strip()) > LONGEST_TITLE or len(wish.context) > LONGEST_CONTEXT:
        raise TooLong
    if any(len(text) > LONGEST_QUESTION for text, _kind in texts):
        raise TooLong
    return [
        {"key": f"q{number}", "text": text, "kind": str(kind)}
        for number, (text, kind) in enumerate(texts, start=1)
    ]


def _check_until(wish: Wish, asker: "Person", now: datetime) -> None:
    latest = today_of(asker, now) + timedelta(days=LONGEST_DAYS[wish.every])
    if close_of(asker, wish.until) < now + SHORTEST or wish.until > latest:
        raise NotThatDay


def today_of(person: "Person", now: datetime) -> date:
    """The day it is for this person."""
    return now.astimezone(ZoneInfo(person.time_zone)).date()


def close_of(person: "Person", day: date) -> datetime:
    """Five in the afternoon of a day where the asker is."""
    return datetime.combine(day, CLOSE, ZoneInfo(person.time_zone))


# ---------------------------------------------------------------- whom it goes to


@transaction.atomic
def add(*, ask: Ask, person: "Person", actor: Actor, now: datetime) -> None:
    """Put somebody into the group; they are asked when it is sent the next time.

    Raises
    ------
    NotOneself, Full, HasEnough, TooLate
        When that cannot be.
    """
    policies.own_ask.check(actor, ask)
    row = Ask.objects.select_for_update().get(pk=ask.pk)
    if row.state == AskState.ENDED:
        raise TooLate
    if person.pk == row.asker_id or person.ended_at is not None:
        raise NotOneself
    if len(_others(row, person)) >= MOST_PEOPLE:
        raise Full
    if queries.has_enough(person.pk):
        raise HasEnough([person])
    idempotency.claim()
    AskMember.objects.get_or_create(organization_id=row.organization_id, ask=row, person=person)


def _others(ask: Ask, person: "Person") -> list[AskMember]:
    return [each for each in queries.group_of(ask) if each.person_id != person.pk]


@transaction.atomic
def take_off(*, ask: Ask, person: "Person", actor: Actor, now: datetime) -> None:
    """Leave somebody out from the next sending on; an open one is not changed."""
    policies.own_ask.check(actor, ask)
    idempotency.claim()
    AskMember.objects.filter(ask=ask, person=person).delete()


@transaction.atomic
def throw_away(*, ask: Ask, actor: Actor, now: datetime) -> None:
    """Forget an ask that was never sent.

    Raises
    ------
    TooLate
        When it was sent.
    """
    policies.own_ask.check(actor, ask)
    idempotency.claim()
    if not Ask.objects.filter(pk=ask.pk, state=AskState.CHOOSING).delete()[0]:
        raise TooLate


# ---------------------------------------------------------------- after the close


@transaction.atomic
def keep_told(*, round_: AskRound, told: str, now: datetime) -> None:
    """Keep what is told of mixed answers, once; from now on named ones are read too."""
    won = AskRound.objects.filter(pk=round_.pk, stage=Stage.ASKING).update(
        stage=Stage.DONE, told=told
    )
    if not won:
        return
    Asked.objects.filter(round=round_).update(place=None)
    Ask.objects.filter(pk=round_.ask_id, every=Every.ONCE).update(state=AskState.ENDED)
    deliveries.tell_answers(round_, now=now)


@transaction.atomic
def thank(*, round_: AskRound, words: str, actor: Actor, now: datetime) -> None:
    """Thank everybody who was asked, whoever answered: nobody learns who did. Once.

    Raises
    ------
    TooLong
        When it is more than a sentence or two.
    TooLate
        When it was said before, or answers are still coming in.
    """
    policies.read_round.check(actor, round_)
    text = words.strip()
    if len(text) > LONGEST_THANKS:
        raise TooLong
    row = AskRound.objects.select_for_update().get(pk=round_.pk)
    if row.stage != Stage.DONE or row.thanked_on is not None:
        raise TooLate
    idempotency.claim()
    row.thanks, row.thanked_on = text, now.date()
    row.save(update_fields=["thanks", "thanked_on"])
    for each in queries.asked_in(row):
        deliveries.thank(each, now=now)


@transaction.atomic
def remind(*, round_: AskRound, now: datetime) -> bool:
    """Remind everybody who is asked, once, whoever has answered; False when that was done."""
    if not AskRound.objects.filter(pk=round_.pk, reminded_at=None).update(reminded_at=now):
        return False
    for each in queries.asked_in(round_):
        deliveries.remind(each, now=now)
    return True


@transaction.atomic
def decline(*, asked: Asked, actor: Actor, now: datetime) -> None:
    """Say "not this time", without a reason; nobody is told, whoever asked neither.

    Raises
    ------
    TooLate
        When it is over, or an answer is in: that is taken back first.
    """
    policies.answer.check(actor, asked)
    answers = queries.answers_of(asked.round)
    if answers is None or NamedAnswer.objects.filter(asked=asked).exists():
        raise TooLate
    house = system(asked.organization_id)
    if not changing.excuse(round_=answers, person_id=asked.person_id, actor=house, now=now):
        raise TooLate
    idempotency.claim()
    Asked.objects.filter(pk=asked.pk).update(state=AskedState.DECLINED, place=None)
