"""Asks of the sample: nobody is behind what is said in them."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.asks import actions, queries
from junto.domain.asks.enums import AskState
from junto.domain.asks.models import Ask, Asked, AskMember, AskRound, NamedAnswer
from junto.domain.asks.sending import asked_by, can_mix, next_day
from junto.domain.assessments import invented as invented_answers
from junto.foundation.access import Actor, system

if TYPE_CHECKING:
    from junto.domain.organizations.models import Organization
    from junto.domain.people.models import Person


@dataclass(frozen=True)
class Said:
    """What is said to somebody: by whom with their name, and mixed."""

    named: Mapping["Person", tuple[Mapping[str, int], Mapping[str, str]]] = field(
        default_factory=dict
    )
    mixed: Sequence[Mapping[str, int]] = ()
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)


@transaction.atomic
def record_ask(
    *,
    organization: "Organization",
    wish: actions.Wish,
    people: Sequence["Person"],
    said: Said | None,
    chance: random.Random,
    actor: Actor,
    began: datetime,
) -> AskRound:
    """Write an ask that was sent; with what is `said` it has closed, else it is open.

    Parameters
    ----------
    chance
        Draws keys: the same seed writes the same rows.
    """
    ask = actions.begin(organization=organization, wish=wish, actor=actor, now=began)
    AskMember.objects.bulk_create([AskMember(ask=ask, person=each) for each in people])
    today = actions.today_of(ask.asker, began)
    Ask.objects.filter(pk=ask.pk).update(
        state=AskState.GOING,
        first_on=today,
        next_on=next_day(ask, today),
        days=(ask.until - today).days,
    )
    round_ = AskRound.objects.create(
        ask=ask,
        number=1,
        questions=ask.questions,
        mixes=can_mix(len(people)),
        sent_at=began,
        closes_at=actions.close_of(ask.asker, ask.until),
    )
    Asked.objects.bulk_create(
        [
            Asked(round=round_, person=each, place=min(set(range(5)) - queries.places_of(each.pk)))
            for each in people
        ]
    )
    house = system(ask.organization_id)
    answers = invented_answers.record_open(
        topic=queries.topic_of(round_),
        pool=f"asks:{ask.ref}",
        day=began.date(),
        closes_at=round_.closes_at,
        people=people,
        categories={},
        asked=asked_by(round_),
        chance=chance,
        actor=house,
        now=began,
    )
    if said is None:
        return round_
    for row in Asked.objects.filter(round=round_, person__in=said.named).order_by("pk"):
        values, words = said.named[row.person]
        NamedAnswer.objects.create(
            asked=row, values=dict(values), words=json.dumps(dict(words), ensure_ascii=False)
        )
        Asked.objects.filter(pk=row.pk).update(was_named=True)
    invented_answers.record_sealed(
        round_=answers,
        answers=said.mixed,
        words=said.words,
        chance=chance,
        actor=house,
        now=round_.closes_at,
    )
    return AskRound.objects.get(pk=round_.pk)
