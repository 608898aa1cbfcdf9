"""Rounds of feedback of the sample: nobody is behind what is said in them."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.assessments import invented as invented_answers
from junto.domain.feedback import actions, policies, queries
from junto.domain.feedback.enums import Category, RaterState, RoundStage
from junto.domain.feedback.models import (
    AsksFirst,
    FeedbackRound,
    NamedAnswers,
    Rater,
    Subject,
    ThankYou,
)
from junto.foundation.access import Actor, system

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program


@dataclass(frozen=True)
class Said:
    """What is said of one person: by how many who are mixed, in words, and by themselves."""

    answers: Sequence[Mapping[str, int]] = ()
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    own: Mapping[str, int] = field(default_factory=dict)
    own_words: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def record_round(
    *,
    program: "Program",
    plan: actions.Plan,
    raters: Mapping["Person", Sequence["Person"]],
    said: Mapping["Person", Said],
    chance: random.Random,
    actor: Actor,
    began: datetime,
    now: datetime,
) -> FeedbackRound:
    """Write a round in which people are asked; with what is `said` it is done, else open.

    Parameters
    ----------
    raters
        Whom it is about -> whose answers are mixed.
    chance
        Draws keys: the same seed writes the same rows.
    """
    round_ = actions.plan_round(
        program=program, plan=plan, people=list(raters), actor=actor, now=began
    )
    policies.run_round.check(actor, round_)
    FeedbackRound.objects.filter(pk=round_.pk).update(stage=RoundStage.ASKING, asked_at=began)
    round_.refresh_from_db()
    for person, mixed in raters.items():
        subject = Subject.objects.get(round=round_, person=person)
        _ask(subject, mixed, chance, began)
        if person in said:
            _say(subject, said[person], chance, now)
    round_.refresh_from_db()
    return round_


def _ask(subject: Subject, mixed: Sequence["Person"], chance: random.Random, now: datetime) -> None:
    Rater.objects.bulk_create(
        [Rater(subject=subject, person=each, category=Category.PEERS) for each in mixed]
    )
    Rater.objects.filter(subject=subject).update(state=RaterState.ASKED)
    opened = invented_answers.record_open(
        topic=queries.topic_of(subject),
        pool=f"feedback:{subject.round.ref}",
        day=now.date(),
        closes_at=subject.round.seals_at,
        people=mixed,
        categories={each.pk: Category.PEERS for each in mixed},
        asked=actions.asked_by(subject.round),
        chance=chance,
        actor=system(subject.organization_id),
        now=now,
    )
    Subject.objects.filter(pk=subject.pk).update(answers_ref=opened.ref)
    subject.answers_ref = opened.ref


def _say(subject: Subject, said: Said, chance: random.Random, now: datetime) -> None:
    own = Rater.objects.filter(subject=subject, category=Category.SELF).first()
    if own and (said.own or said.own_words):
        NamedAnswers.objects.create(
            rater=own, values=dict(said.own), words=json.dumps(dict(said.own_words))
        )
    sealed = queries.answers_of(subject)
    if sealed is not None:
        invented_answers.record_sealed(
            round_=sealed,
            answers=said.answers,
            words=said.words,
            chance=chance,
            actor=system(subject.organization_id),
            now=now,
        )


@transaction.atomic
def record_debrief(*, subject: Subject, debriefer: "Person", on: date) -> None:
    """Say that the talk about a report of the sample is booked."""
    Subject.objects.filter(pk=subject.pk).update(debriefer=debriefer, debrief_on=on)


@transaction.atomic
def record_thanks(*, subject: Subject, words: str, on: date) -> None:
    """Say that somebody of the sample has thanked those they asked."""
    ThankYou.objects.create(subject=subject, words=words, on=on)


@transaction.atomic
def record_asks_first(*, program: "Program", person: "Person", sentence: str) -> None:
    """Say that somebody of the sample shows that they ask for feedback."""
    AsksFirst.objects.create(program=program, person=person, sentence=sentence)
