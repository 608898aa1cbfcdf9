"""Giving feedback: keep, change, take back. A mixed answer is no event, no job and no form key."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from junto.domain.assessments import actions as assessment_actions
from junto.domain.feedback import instruments, policies, queries
from junto.domain.feedback.actions import TooLate, asked_by
from junto.domain.feedback.enums import NAMED
from junto.domain.feedback.models import NamedAnswers, Rater
from junto.foundation import drafts
from junto.foundation.access import Actor

NotAnAnswer = assessment_actions.NotAnAnswer
TooLong = assessment_actions.TooLong
RoundClosed = assessment_actions.RoundClosed


def give(
    *,
    rater: Rater,
    values: Mapping[str, int],
    words: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> None:
    """Keep what somebody says about somebody, in place of what they said before.

    Raises
    ------
    TooLate, RoundClosed
        When the round does not take answers any more; what was typed is given back to its writer.
    NotAnAnswer, TooLong
        When something was answered that was not asked, or at too great length.
    """
    policies.answer.check(actor, rater)
    if not queries.takes_from(rater, now=now):
        raise TooLate
    if rater.category in NAMED:
        _give_named(rater, values, words)
        return
    round_ = queries.answers_of(rater.subject)
    if round_ is None:
        raise TooLate
    assessment_actions.answer(round_=round_, values=values, words=words, actor=actor, now=now)


@transaction.atomic
def _give_named(rater: Rater, values: Mapping[str, int], words: Mapping[str, str]) -> None:
    asked = asked_by(rater.subject.round)
    for item, value in values.items():
        low, high = asked.items.get(item, (1, 0))
        if type(value) is not int or not low <= value <= high:
            raise NotAnAnswer
    texts = {key: text.strip() for key, text in words.items() if text.strip()}
    if not texts.keys() <= asked.words.keys():
        raise NotAnAnswer
    if any(len(text) > instruments.LONGEST_WORDS for text in texts.values()):
        raise TooLong
    NamedAnswers.objects.update_or_create(
        organization_id=rater.organization_id,
        rater=rater,
        defaults={"values": dict(values), "words": json.dumps(texts)},
    )


def keep_draft(*, rater: Rater, form: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Keep what somebody has typed so far where only they find it.

    A mixed draft lies beside the answers, under the same handle; it is destroyed with the seal.

    Raises
    ------
    TooLate, RoundClosed
        When the round does not take answers any more.
    junto.foundation.drafts.TooLarge
        When it is more than a few fields of text.
    """
    policies.answer.check(actor, rater)
    if not queries.takes_from(rater, now=now):
        raise TooLate
    round_ = queries.answers_of(rater.subject)
    if rater.category in NAMED or round_ is None:
        return
    text = json.dumps(dict(form), ensure_ascii=False)
    if len(text.encode()) > drafts.MAX_BYTES:
        raise drafts.TooLarge(rater.ref)
    assessment_actions.save_draft(round_=round_, text=text, actor=actor, now=now)


def take_back(*, rater: Rater, actor: Actor, now: datetime) -> None:
    """Forget what somebody said, as if they had not answered."""
    policies.answer.check(actor, rater)
    if not queries.takes_from(rater, now=now):
        raise TooLate
    if rater.category in NAMED:
        with transaction.atomic():
            NamedAnswers.objects.filter(rater=rater).delete()
        return
    round_ = queries.answers_of(rater.subject)
    if round_ is None:
        raise TooLate
    assessment_actions.take_back_answers(round_=round_, actor=actor, now=now)
