"""Asking people: the first invitations, more time, not this time, a later close."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from junto.domain.assessments import actions as assessment_actions
from junto.domain.assessments import changing
from junto.domain.assessments.enums import RoundKind
from junto.domain.feedback import coaching, deliveries, events, instruments, policies, queries
from junto.domain.feedback.enums import (
    HIGHEST,
    LOWEST,
    MIXED,
    NAMED,
    Category,
    RaterState,
    RoundStage,
)
from junto.domain.feedback.models import FeedbackRound, Rater, Subject
from junto.domain.feedback.refusals import (
    NoMoreTime,
    NotApproved,
    NotEnough,
    OverAsked,
    TooLate,
    TooSoon,
)
from junto.foundation import idempotency, jobs
from junto.foundation.access import Actor, system
from junto.foundation.events import publish

SHORTEST = timedelta(hours=24)


# ---------------------------------------------------------------- begin


@transaction.atomic
def begin_asking(*, round_: FeedbackRound, actor: Actor, now: datetime) -> None:
    """Send the invitations; from now on nothing of the promise is weakened.

    Whoever has left is neither asked nor asked about, and whoever is somebody's manager today
    answers with their name.

    Raises
    ------
    NotEnough
        When figures about somebody could never exist: `ReadsFirst` when somebody has no coach who
        could be one, `NotApproved` when their choice waits to be looked at, `OverAsked` when
        somebody would be asked more often than one person may be.
    TooSoon
        When the round would close within a day.
    TooLate
        When people are asked already.
    """
    policies.run_round.check(actor, round_)
    row = FeedbackRound.objects.select_for_update().get(pk=round_.pk)
    if row.stage != RoundStage.CHOOSING:
        raise TooLate
    if row.closes_at < now + SHORTEST:
        raise TooSoon
    _forget_leavers(row)
    _settle_managers(row)
    seen = queries.coverage(row)
    _refuse_gaps(row, seen)
    coaching.refuse_gaps(row)
    row.stage, row.asked_at = RoundStage.ASKING, now
    row.save(update_fields=["stage", "asked_at"])
    began = events.AskingBegan(program_ref=row.program.ref, round_ref=row.ref, subjects=len(seen))
    publish(began, actor=actor, now=now)
    jobs.enqueue("feedback.ask", row.pk, now=now, organization_id=row.organization_id)


def _forget_leavers(round_: FeedbackRound) -> None:
    Subject.objects.filter(round=round_, person__ended_at__isnull=False).delete()
    Rater.objects.filter(subject__round=round_, person__ended_at__isnull=False).delete()


def _settle_managers(round_: FeedbackRound) -> None:
    """Nobody is both: who became somebody's manager since the plan is no peer of theirs."""
    named = Rater.objects.filter(subject__round=round_, category=Category.MANAGER)
    before = {rater.subject_id: rater for rater in named}
    for subject in Subject.objects.filter(round=round_).select_related("person"):
        manager_id, rater = subject.person.manager_id, before.get(subject.pk)
        if rater and rater.person_id == manager_id:
            continue
        if rater:
            rater.delete()
        if manager_id is not None:
            Rater.objects.update_or_create(
                organization_id=subject.organization_id,
                subject=subject,
                person_id=manager_id,
                defaults={"category": Category.MANAGER},
            )


def _refuse_gaps(round_: FeedbackRound, seen: Sequence[queries.Coverage]) -> None:
    lacking = [each.subject.person for each in seen if not each.is_enough(round_.k)]
    if lacking or not seen:
        raise NotEnough(lacking)
    waiting = [each.subject.person for each in seen if not each.subject.is_approved]
    if round_.needs_approval and waiting:
        raise NotApproved(waiting)
    over = queries.asked_too_often(round_)
    if over:
        raise OverAsked(over)


def ask_everybody(*, round_: FeedbackRound, now: datetime) -> int:
    """Open the answers of everybody a round is about, one transaction each; return how many."""
    opened = 0
    for subject in queries.subjects_in(round_):
        if subject.answers_ref or round_.stage != RoundStage.ASKING:
            continue
        with transaction.atomic():
            raters = Rater.objects.filter(subject=subject, state=RaterState.PROPOSED)
            ask(subject, list(raters.select_related("person")), now)
        opened += 1
    return opened


def ask(subject: Subject, raters: Sequence[Rater], now: datetime) -> None:
    """Ask these people from now on, each by one mail that names nobody."""
    round_ = subject.round
    mixed = [each for each in raters if each.category in MIXED]
    answers = assessment_actions.open_round(
        topic=queries.topic_of(subject),
        pool=f"feedback:{round_.ref}",
        people=[each.person for each in mixed],
        day=now.date(),
        closes_at=round_.seals_at,
        actor=system(subject.organization_id),
        now=now,
        asked=asked_by(round_),
        categories={each.person_id: each.category for each in mixed},
    )
    Rater.objects.filter(pk__in=[each.pk for each in raters]).update(state=RaterState.ASKED)
    Subject.objects.filter(pk=subject.pk).update(answers_ref=answers.ref)
    subject.answers_ref = answers.ref
    for rater in raters:
        deliveries.invite(rater, now=now)


def asked_by(round_: FeedbackRound) -> assessment_actions.Asked:
    """What a round asks, as its sealed answers keep it."""
    items = [key for each in instruments.chosen(round_.competencies) for key, _ in each.items()]
    return assessment_actions.Asked(
        kind=RoundKind.FEEDBACK,
        items=dict.fromkeys(items, (LOWEST, HIGHEST)),
        words={each.key: instruments.LONGEST_WORDS for each in instruments.QUESTIONS},
        k=round_.k,
    )


# ---------------------------------------------------------------- while it is open


@transaction.atomic
def decline(*, rater: Rater, actor: Actor, now: datetime) -> None:
    """Say "not this time", without a reason. Whom it is about only sees that somebody did.

    Raises
    ------
    TooLate
        When the round is over, or an answer is in: that is taken back first.
    """
    policies.answer.check(actor, rater)
    if not queries.takes_from(rater, now=now):
        raise TooLate
    if rater.category not in NAMED and not _excused(rater, now):
        raise TooLate
    idempotency.claim()
    Rater.objects.filter(pk=rater.pk).update(state=RaterState.DECLINED)


def _excused(rater: Rater, now: datetime) -> bool:
    answers = queries.answers_of(rater.subject)
    return answers is not None and changing.excuse(
        round_=answers,
        person_id=rater.person_id,
        actor=system(rater.organization_id),
        now=now,
    )


@transaction.atomic
def take_more_time(*, rater: Rater, actor: Actor, now: datetime) -> None:
    """Give oneself the days that the round keeps for this; nobody else learns of it.

    Whether somebody has answered plays no part, and the day of the reports stays the same. It
    writes no event and no form key: taking it twice is taking it once.

    Raises
    ------
    NoMoreTime
        When the round keeps no days for this.
    TooLate
        After the day on which the round closes.
    """
    policies.answer.check(actor, rater)
    if not rater.subject.round.more_days:
        raise NoMoreTime
    if not queries.takes_from(rater, now=now):
        raise TooLate
    Rater.objects.filter(pk=rater.pk).update(has_more_time=True)


@transaction.atomic
def extend(*, round_: FeedbackRound, closes_at: datetime, actor: Actor, now: datetime) -> None:
    """Close later, for everybody in the round.

    Raises
    ------
    TooLate
        When the round is over.
    TooSoon
        When that is no later than announced.
    """
    policies.run_round.check(actor, round_)
    row = FeedbackRound.objects.select_for_update().get(pk=round_.pk)
    if row.stage not in (RoundStage.CHOOSING, RoundStage.ASKING):
        raise TooLate
    if row.stage == RoundStage.ASKING and now >= row.closes_at:
        raise TooLate
    if closes_at <= max(now, row.closes_at):
        raise TooSoon
    row.closes_at = closes_at
    row.save(update_fields=["closes_at"])
    for subject in queries.subjects_in(row):
        answers = queries.answers_of(subject)
        if answers is not None:
            changing.move_close(
                round_=answers,
                closes_at=row.seals_at,
                actor=system(row.organization_id),
                now=now,
            )
    told = events.RoundExtended(program_ref=row.program.ref, round_ref=row.ref)
    publish(told, actor=actor, now=now)
