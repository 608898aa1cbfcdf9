"""Feedback to hosts of the sample: nobody is behind what is said in it."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.assessments import invented as invented_answers
from junto.domain.reviews import hosting, policies
from junto.domain.reviews.enums import MOMENT
from junto.domain.reviews.models import HostFeedback, HostWord
from junto.foundation.access import system

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.sessions.models import Session


@dataclass(frozen=True)
class Said:
    """What is said to a host: mixed answers, mixed words, and words with names."""

    answers: Sequence[Mapping[str, int]] = ()
    words: Sequence[str] = ()
    named: Mapping["Person", tuple[Mapping[str, int], str]] = field(default_factory=dict)


@transaction.atomic
def record_host_feedback(
    *,
    session: "Session",
    host: "Person",
    people: Sequence["Person"],
    closes_at: datetime,
    said: Said | None,
    chance: random.Random,
    now: datetime,
) -> HostFeedback:
    """Write feedback with what is `said`, sealed, or open; the same seed writes the same rows."""
    house = system(session.organization_id)
    row = HostFeedback(session=session, person=host, closes_at=closes_at, asked=len(people))
    policies.tell_host.check(house, row)
    row.save()
    opened = invented_answers.record_open(
        topic=f"host:{row.ref}",
        pool=f"host:{row.ref}",
        day=session.date,
        closes_at=closes_at,
        people=people,
        categories={},
        asked=hosting.asks(),
        chance=chance,
        actor=house,
        now=session.ends_at,
    )
    row.answers_ref = opened.ref
    row.save(update_fields=["answers_ref"])
    if said is None:
        return row
    for person, (values, moment) in said.named.items():
        HostWord.objects.create(about=row, person=person, values=dict(values), moment=moment)
    invented_answers.record_sealed(
        round_=opened,
        answers=said.answers,
        words={MOMENT: list(said.words)},
        chance=chance,
        actor=house,
        now=now,
    )
    row.refresh_from_db()
    return row
