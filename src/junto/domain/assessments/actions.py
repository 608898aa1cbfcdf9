"""Writing rounds: open, answer, close, seal."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.assessments import events, figures, policies, sealing
from junto.domain.assessments.enums import FIGURED, RoundKind, RoundState, pulse_asks
from junto.domain.assessments.models import (
    FEWEST,
    Answers,
    Figure,
    OpenAnswers,
    OpenDraft,
    OpenParticipation,
    OpenWords,
    Participation,
    Round,
    Words,
)
from junto.foundation import roundkeys, tenancy
from junto.foundation.access import Actor, system
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person

chance = random.SystemRandom()


class RoundClosed(ValueError):
    """The round takes no answers any more."""


class OutOfReach(RoundClosed):
    """The round's key was lost: answers that are in stay in, and cannot be found to be changed."""


class NotAnAnswer(ValueError):
    """A question that was not asked, one that was left out, or an answer that is none of its."""


class TooLong(ValueError):
    """A text is longer than the round takes."""


# ---------------------------------------------------------------- open


@dataclass(frozen=True)
class Asked:
    """What a round asks, fixed when it opens.

    `items` are questions with the lowest and the highest answer, `words` those answered in words,
    with the most characters; `needs_all` tells whether every item has to be answered. `k` is the
    fewest people any figure of the round will rest on.
    """

    kind: RoundKind = RoundKind.PULSE
    items: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    words: Mapping[str, int] = field(default_factory=dict)
    needs_all: bool = False
    k: int = FEWEST

    def to_data(self) -> dict[str, Any]:
        """As a round keeps it."""
        items = {key: list(ends) for key, ends in self.items.items()}
        return {"items": items, "words": dict(self.words), "all": self.needs_all}


@transaction.atomic
def open_round(
    *,
    topic: str,
    pool: str,
    people: Iterable["Person"],
    day: date,
    closes_at: datetime,
    actor: Actor,
    now: datetime,
    asked: Asked | None = None,
    categories: Mapping[int, str] | None = None,
) -> Round:
    """Ask these people; where the topic is open already, they join those who are asked.

    Parameters
    ----------
    topic
        What it is about, for whoever opens it: opaque here.
    pool
        Rounds of one pool are added up week by week.
    asked
        What is asked; the three questions of a pulse when left out.
    categories
        Person's key -> as whom they are asked.
    """
    policies.open_round.check(actor, tenancy.current_organization_id())
    monday = day - timedelta(days=day.weekday())
    round_, made = Round.objects.get_or_create(
        organization_id=tenancy.current_organization_id(),
        topic=topic,
        defaults={
            "pool": pool,
            "day": day,
            "week": monday,
            "closes_at": closes_at,
            "kind": asked.kind if asked else RoundKind.PULSE,
            "asks": asked.to_data() if asked else pulse_asks(),
            "k": asked.k if asked else FEWEST,
        },
    )
    if round_.state != RoundState.OPEN:
        return round_
    named = OpenParticipation.objects.filter(round=round_).values_list("person_id", flat=True)
    known = set(named)
    new = [person for person in people if person.pk not in known]
    chance.shuffle(new)
    OpenParticipation.objects.bulk_create(
        [
            OpenParticipation(
                round=round_, person=person, category=(categories or {}).get(person.pk, "")
            )
            for person in new
        ]
    )
    if made:
        publish(events.RoundOpened(round_ref=round_.ref), actor=actor, now=now)
    return round_


@transaction.atomic
def ask_more(
    *, round_: Round, items: Mapping[str, tuple[int, int]], actor: Actor, now: datetime
) -> Round:
    """Add questions to an open round, such as what was put up for a vote while it ran.

    Raises
    ------
    RoundClosed
        When it is too late.
    """
    policies.open_round.check(actor, round_.organization_id)
    _hold_open(round_, now)
    row = Round.objects.get(pk=round_.pk)
    known = row.asks["items"]
    new = {key: list(ends) for key, ends in items.items() if key not in known}
    if new:
        # By name: the order in which they were put up is nobody's business.
        row.asks = {**row.asks, "items": dict(sorted({**known, **new}.items()))}
        row.save(update_fields=["asks"])
    return row


# ---------------------------------------------------------------- answer


@transaction.atomic
def answer(
    *,
    round_: Round,
    values: Mapping[str, int],
    words: Mapping[str, str] | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep one person's answers, in place of those they gave before.

    No event, no job, no key of the form and no time: the participation, which is unique, is what
    makes a repeat harmless. A draft of them is forgotten.

    Raises
    ------
    NotAnAnswer
        When something was answered that was not asked, or in another way.
    TooLong
        When a text is longer than the round takes.
    RoundClosed
        When it is too late, or the round's key was lost and a second set would be added.
    """
    policies.answer.check(actor, round_)
    texts = {item: text.strip() for item, text in (words or {}).items() if text.strip()}
    _check(round_, values, texts)
    _hold_open(round_, now)
    handle = _own_handle(round_, actor)
    mine = OpenParticipation.objects.get(round=round_, person_id=actor.person_id or 0)
    OpenAnswers.objects.update_or_create(
        organization_id=round_.organization_id,
        round=round_,
        handle=handle,
        defaults={"values": dict(values), "category": mine.category},
    )
    if round_.kind != RoundKind.PULSE:
        _keep_words(round_, handle, texts)
        OpenDraft.objects.filter(round=round_, handle=handle).delete()
    _mark(round_, actor, has_answered=True)
    sealing.mix_open_rows(round_, actor.person_id or 0, handle, chance)


def _keep_words(round_: Round, handle: str, texts: Mapping[str, str]) -> None:
    OpenWords.objects.filter(round=round_, handle=handle).exclude(item__in=texts).delete()
    for item, text in texts.items():
        OpenWords.objects.update_or_create(
            organization_id=round_.organization_id,
            round=round_,
            handle=handle,
            item=item,
            defaults={"text": text},
        )


def answer_pulse(*, round_: Round, answers: Mapping[str, int], actor: Actor, now: datetime) -> None:
    """Keep one person's answers to the questions of a pulse; raises as `answer` does."""
    values = {item: answers[item] for item in round_.asks["items"] if item in answers}
    answer(round_=round_, values=values, actor=actor, now=now)


def _check(round_: Round, values: Mapping[str, int], texts: Mapping[str, str]) -> None:
    items, longest = round_.asks["items"], round_.asks["words"]
    if not (values.keys() <= items.keys() and texts.keys() <= longest.keys()):
        raise NotAnAnswer
    if round_.asks["all"] and values.keys() != items.keys():
        raise NotAnAnswer
    for item, value in values.items():
        low, high = items[item]
        if type(value) is not int or not low <= value <= high:
            raise NotAnAnswer
    if any(len(text) > longest[item] for item, text in texts.items()):
        raise TooLong


@transaction.atomic
def save_draft(*, round_: Round, text: str, actor: Actor, now: datetime) -> None:
    """Keep what somebody began to answer, where only they find it, until the round is sealed.

    Raises
    ------
    RoundClosed
        When it is too late.
    """
    policies.answer.check(actor, round_)
    _hold_open(round_, now)
    OpenDraft.objects.update_or_create(
        organization_id=round_.organization_id,
        round=round_,
        handle=roundkeys.handle(round_.ref, actor.person_id or 0),
        defaults={"text": text},
    )


@transaction.atomic
def take_back_answers(*, round_: Round, actor: Actor, now: datetime) -> None:
    """Forget one person's answers.

    Raises
    ------
    RoundClosed
        When it is too late: nobody can tell any more which they were.
    """
    policies.answer.check(actor, round_)
    _hold_open(round_, now)
    handle = _own_handle(round_, actor)
    for model in (OpenAnswers, OpenWords, OpenDraft):
        model.objects.filter(round=round_, handle=handle).delete()
    _mark(round_, actor, has_answered=False)
    sealing.mix_open_rows(round_, actor.person_id or 0, handle, chance)


def _hold_open(round_: Round, now: datetime) -> None:
    """Keep the round from being closed until this transaction ends."""
    row = Round.objects.select_for_update().get(pk=round_.pk)
    if row.state != RoundState.OPEN or now >= row.closes_at:
        raise RoundClosed(round_.ref)


def _own_handle(round_: Round, actor: Actor) -> str:
    handle = roundkeys.handle(round_.ref, actor.person_id or 0)
    asked = OpenParticipation.objects.get(round=round_, person_id=actor.person_id or 0)
    given = OpenAnswers.objects.filter(round=round_, handle=handle)
    if asked.has_answered and not given.exists():
        raise OutOfReach(round_.ref)
    return handle


def _mark(round_: Round, actor: Actor, *, has_answered: bool) -> None:
    mine = OpenParticipation.objects.filter(round=round_, person_id=actor.person_id or 0)
    mine.update(has_answered=has_answered)


# ---------------------------------------------------------------- close and seal


@transaction.atomic
def close_round(*, round_: Round, actor: Actor, now: datetime) -> None:
    """Write everything anew in random order under random keys, without handles."""
    close_rounds(rounds=[round_], actor=actor, now=now)


@transaction.atomic
def close_rounds(*, rounds: Sequence[Round], actor: Actor, now: datetime) -> None:
    """Close some rounds of one organization at once: what is erased is erased in one go."""
    policies.open_round.check(actor, tenancy.current_organization_id())
    keys = [row.pk for row in rounds]
    rows = Round.objects.select_for_update().filter(pk__in=keys, state=RoundState.OPEN)
    still_open = list(rows.order_by("pk"))
    if not still_open:
        return
    for row in still_open:
        _write_anew(row)
    sealing.erase_open_rows(*still_open)
    Round.objects.filter(pk__in=[row.pk for row in still_open]).update(state=RoundState.CLOSED)


def _write_anew(row: Round) -> None:
    asked = list(OpenParticipation.objects.filter(round=row).select_related("person"))
    given = list(OpenAnswers.objects.filter(round=row))
    written = list(OpenWords.objects.filter(round=row))
    for rows in (asked, given, written):
        chance.shuffle(rows)
    names = figures.merged_categories(asked, row.k)
    if not {each.category for each in given} <= names.keys():
        # Whoever was asked in that category is erased: what they said stands beside all others.
        names = dict.fromkeys([*names, *(each.category for each in given)], "")
    Participation.objects.bulk_create(
        [
            Participation(
                round=row,
                person=each.person,
                category=names[each.category],
                has_answered=each.has_answered,
            )
            for each in asked
        ]
    )
    Answers.objects.bulk_create(
        [Answers(round=row, category=names[each.category], values=each.values) for each in given]
    )
    Words.objects.bulk_create(
        [Words(round=row, item=each.item, text=each.text) for each in written]
    )


def seal_closed(
    *, rounds: Iterable[Round], now: datetime, patience: timedelta | None = None
) -> int:
    """Destroy the keys of closed rounds, leave nothing in the files, and work out their figures.

    Call it outside any transaction. Where somebody still reads the database the traces cannot be
    removed yet: nothing is sealed, and the next call tries again. `patience` is how long to wait
    for readers; as long as any writer does when left out.
    """
    closed = list(rounds)
    if not closed:
        return 0
    roundkeys.destroy([row.ref for row in closed])
    if not sealing.leave_no_trace(patience):
        return 0
    for row in closed:
        with tenancy.scope(row.organization_id):
            _seal(row, now)
    return len(closed)


@transaction.atomic
def _seal(round_: Round, now: datetime) -> None:
    won = Round.objects.filter(pk=round_.pk, state=RoundState.CLOSED)
    if not won.update(state=RoundState.SEALED):
        return
    if round_.kind in FIGURED:
        Figure.objects.get_or_create(
            organization_id=round_.organization_id,
            round=round_,
            defaults=figures.of_round(round_),
        )
    publish(events.RoundSealed(round_ref=round_.ref), actor=system(), now=now)


@transaction.atomic
def record_invented_round(
    *,
    topic: str,
    pool: str,
    day: date,
    asked: Sequence["Person"],
    answers: Sequence[Mapping[str, int]],
    chance: random.Random,
    actor: Actor,
    now: datetime,
    questions: Asked | None = None,
) -> Round:
    """Write a sealed round of a sample at once: nobody is behind its answers.

    Parameters
    ----------
    asked, answers
        Whoever is asked, and what some of them are said to have answered.
    chance
        Draws who answered and the keys: the same seed writes the same rows.
    questions
        What was asked; the three questions of a pulse when left out.
    """
    policies.open_round.check(actor, tenancy.current_organization_id())
    round_ = Round.objects.create(
        topic=topic,
        pool=pool,
        day=day,
        week=day - timedelta(days=day.weekday()),
        closes_at=now,
        kind=questions.kind if questions else RoundKind.PULSE,
        asks=questions.to_data() if questions else pulse_asks(),
        state=RoundState.SEALED,
    )
    people, values = list(asked), list(answers)
    chance.shuffle(people)
    chance.shuffle(values)
    Participation.objects.bulk_create(
        [
            Participation(
                id=chance.getrandbits(63), round=round_, person=person, has_answered=n < len(values)
            )
            for n, person in enumerate(people)
        ]
    )
    Answers.objects.bulk_create(
        [Answers(id=chance.getrandbits(63), round=round_, values=dict(each)) for each in values]
    )
    Figure.objects.create(**figures.of_round(round_), round=round_)
    publish(events.RoundSealed(round_ref=round_.ref), actor=actor, now=now)
    return round_


@transaction.atomic
def add_up_week(*, pool: str, week: date, actor: Actor) -> None:
    """Work out the figure of a pool's whole week, once every round of it is sealed."""
    policies.open_round.check(actor, tenancy.current_organization_id())
    rounds = list(Round.objects.filter(pool=pool, week=week, kind=RoundKind.PULSE))
    if not rounds or any(row.state != RoundState.SEALED for row in rounds):
        return
    Figure.objects.get_or_create(
        organization_id=tenancy.current_organization_id(),
        pool=pool,
        week=week,
        round=None,
        defaults=figures.of_week(pool, week, rounds),
    )
