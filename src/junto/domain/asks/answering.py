"""Answering an ask: with one's name, or mixed. Neither is an event, a job or a form key."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from junto.domain.asks import policies, queries
from junto.domain.asks.actions import TooLate
from junto.domain.asks.enums import LONGEST_WORDS, Mode
from junto.domain.asks.models import Asked, NamedAnswer
from junto.domain.asks.sending import asked_by
from junto.domain.assessments import actions as assessment_actions
from junto.foundation.access import Actor

NotAnAnswer = assessment_actions.NotAnAnswer
TooLong = assessment_actions.TooLong
RoundClosed = assessment_actions.RoundClosed


class NotMixed(ValueError):
    """Too few people are asked that answers could be mixed, or a name was on it before."""


@transaction.atomic
def give(
    *,
    asked: Asked,
    mode: Mode,
    values: Mapping[str, int],
    words: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> None:
    """Keep what somebody says, in place of what they said before.

    From mixed to named is one step; there is no way back: what once carried a name may be in a
    backup, and would tell whose the mixed one is.

    Raises
    ------
    TooLate, RoundClosed
        When it takes no answers any more; what was typed is given back to its writer.
    NotMixed
        When these answers cannot be mixed.
    NotAnAnswer, TooLong
        When nothing was answered, something that was not asked, or at too great length.
    """
    policies.answer.check(actor, asked)
    round_ = queries.answers_of(asked.round)
    if round_ is None or not queries.takes_answers(asked.round, now=now):
        raise TooLate
    if not values and not any(text.strip() for text in words.values()):
        # An empty answer would count among those it is mixed with.
        raise NotAnAnswer
    if mode == Mode.MIXED:
        if not queries.may_mix(Asked.objects.select_related("round").get(pk=asked.pk)):
            raise NotMixed
        assessment_actions.answer(round_=round_, values=values, words=words, actor=actor, now=now)
        return
    texts = {key: text.strip() for key, text in words.items() if text.strip()}
    _check(asked, values, texts)
    # Also holds the round open, and forgets the draft.
    assessment_actions.take_back_answers(round_=round_, actor=actor, now=now)
    Asked.objects.filter(pk=asked.pk).update(was_named=True)
    NamedAnswer.objects.update_or_create(
        organization_id=asked.organization_id,
        asked=asked,
        defaults={"values": dict(values), "words": json.dumps(texts)},
    )


def _check(asked: Asked, values: Mapping[str, int], texts: Mapping[str, str]) -> None:
    known = asked_by(asked.round)
    for item, value in values.items():
        low, high = known.items.get(item, (1, 0))
        if type(value) is not int or not low <= value <= high:
            raise NotAnAnswer
    if not texts.keys() <= known.words.keys():
        raise NotAnAnswer
    if any(len(text) > LONGEST_WORDS for text in texts.values()):
        raise TooLong


def keep_draft(*, asked: Asked, form: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Keep what somebody has typed so far where only they find it, whichever way they will answer.

    It lies beside the mixed answers, under the same handle, and is destroyed with the seal: a draft
    under a name would tell who wrote the mixed answer it became.
    """
    policies.answer.check(actor, asked)
    round_ = queries.answers_of(asked.round)
    if round_ is None or not queries.takes_answers(asked.round, now=now):
        raise TooLate
    text = json.dumps(dict(form))
    assessment_actions.save_draft(round_=round_, text=text, actor=actor, now=now)


@transaction.atomic
def take_back(*, asked: Asked, actor: Actor, now: datetime) -> None:
    """Forget what somebody said, as if they had not answered."""
    policies.answer.check(actor, asked)
    round_ = queries.answers_of(asked.round)
    if round_ is None or not queries.takes_answers(asked.round, now=now):
        raise TooLate
    assessment_actions.take_back_answers(round_=round_, actor=actor, now=now)
    NamedAnswer.objects.filter(asked=asked).delete()
