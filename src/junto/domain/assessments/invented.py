"""Rounds of the sample: nobody is behind what is answered in them."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.assessments import events, policies
from junto.domain.assessments.actions import Asked
from junto.domain.assessments.enums import RoundState
from junto.domain.assessments.models import (
    Answers,
    OpenParticipation,
    Participation,
    Round,
    Words,
)
from junto.foundation import tenancy
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person


@transaction.atomic
def record_open(
    *,
    topic: str,
    pool: str,
    day: date,
    closes_at: datetime,
    people: Sequence["Person"],
    categories: Mapping[int, str],
    asked: Asked,
    chance: random.Random,
    actor: Actor,
    now: datetime,
) -> Round:
    """Open a round for these people; the same seed writes the same rows."""
    policies.open_round.check(actor, tenancy.current_organization_id())
    round_ = Round.objects.create(
        topic=topic,
        pool=pool,
        day=day,
        week=day - timedelta(days=day.weekday()),
        closes_at=closes_at,
        kind=asked.kind,
        asks=asked.to_data(),
        k=asked.k,
    )
    mixed = list(people)
    chance.shuffle(mixed)
    OpenParticipation.objects.bulk_create(
        [
            OpenParticipation(
                id=chance.getrandbits(63),
                round=round_,
                person=person,
                category=categories.get(person.pk, ""),
            )
            for person in mixed
        ]
    )
    publish(events.RoundOpened(round_ref=round_.ref), actor=actor, now=now)
    return round_


@transaction.atomic
def record_sealed(
    *,
    round_: Round,
    answers: Sequence[Mapping[str, int]],
    words: Mapping[str, Sequence[str]],
    chance: random.Random,
    actor: Actor,
    now: datetime,
) -> None:
    """Seal an open round of the sample with these answers, of as many of those who are asked."""
    policies.open_round.check(actor, round_.organization_id)
    asked = list(OpenParticipation.objects.filter(round=round_).order_by("pk"))
    chance.shuffle(asked)
    Participation.objects.bulk_create(
        [
            Participation(
                id=chance.getrandbits(63),
                round=round_,
                person_id=each.person_id,
                has_answered=at < len(answers),
            )
            for at, each in enumerate(asked)
        ]
    )
    Answers.objects.bulk_create(
        [Answers(id=chance.getrandbits(63), round=round_, values=dict(each)) for each in answers]
    )
    Words.objects.bulk_create(
        [
            Words(id=chance.getrandbits(63), round=round_, item=item, text=text)
            for item, texts in words.items()
            for text in texts
        ]
    )
    OpenParticipation.objects.filter(round=round_).delete()
    round_.state = RoundState.SEALED
    round_.save(update_fields=["state"])
    publish(events.RoundSealed(round_ref=round_.ref), actor=actor, now=now)
