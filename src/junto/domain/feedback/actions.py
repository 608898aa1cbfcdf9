"""Writing rounds of feedback: plan, change the plan, cancel, and what comes after the close.

Choosing whom to ask stands in `choosing`, asking in `asking`, the reasons for refusals in
`refusals`; who writes finds them all here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.assessments import changing
from junto.domain.feedback import (
    coaching,
    cohorts,
    deliveries,
    events,
    instruments,
    policies,
    queries,
)
from junto.domain.feedback.asking import (
    SHORTEST,
    ask_everybody,
    asked_by,
    begin_asking,
    decline,
    extend,
    take_more_time,
)
from junto.domain.feedback.choosing import (
    LONGEST_WORD_BACK,
    approve,
    fill_up,
    hand_in,
    propose,
    send_back,
    take_back_proposal,
)
from junto.domain.feedback.enums import NAMED, Category, RoundStage, Told, Use
from junto.domain.feedback.models import FeedbackRound, NamedAnswers, Rater, Subject
from junto.domain.feedback.refusals import (
    Full,
    NobodyThere,
    NoMoreTime,
    NotApproved,
    NotEnough,
    NotForJudging,
    NotOneself,
    NotThatMany,
    OverAsked,
    Promised,
    ReadsFirst,
    TooLate,
    TooManyAsks,
    TooSoon,
)
from junto.domain.feedback.sharing import MOST_OF_ANYBODY as MOST_WANTED
from junto.domain.feedback.sharing import Filled
from junto.foundation import drafts, idempotency
from junto.foundation.access import Actor, system
from junto.foundation.events import publish
from junto.kernel import anonymity

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

__all__ = [
    "LONGEST_WORD_BACK",
    "MOST_WANTED",
    "SHORTEST",
    "Filled",
    "Full",
    "NoMoreTime",
    "NobodyThere",
    "NotApproved",
    "NotEnough",
    "NotForJudging",
    "NotOneself",
    "NotThatMany",
    "OverAsked",
    "Plan",
    "Promised",
    "ReadsFirst",
    "TooLate",
    "TooManyAsks",
    "TooSoon",
    "approve",
    "ask_everybody",
    "asked_by",
    "begin_asking",
    "book_debrief",
    "cancel",
    "change_plan",
    "decline",
    "destroy_answers",
    "extend",
    "fill_up",
    "hand_in",
    "keep_report",
    "open_report",
    "plan_round",
    "propose",
    "send_back",
    "take_back_proposal",
    "take_more_time",
]

LONGEST_TITLE, MOST_MORE_DAYS = 120, 7


# ---------------------------------------------------------------- plan


@dataclass(frozen=True)
class Plan:
    """What a round is to be; the defaults are for a first one: words, told by theme."""

    title: str
    closes_at: datetime
    competencies: Sequence[str] = ()
    told: Told = Told.THEMES
    wanted: int = 6
    most: int = 8
    k: int = anonymity.FEEDBACK_CATEGORY
    needs_approval: bool = False
    needs_debrief: bool = True
    more_days: int = 0
    use: Use = Use.GROWING


@transaction.atomic
def plan_round(
    *, program: "Program", plan: Plan, people: Iterable["Person"], actor: Actor, now: datetime
) -> FeedbackRound:
    """Begin a round about these people of the program; they choose whom to ask.

    Each is asked about themselves, and their manager, where they have one, about them: with
    their names, which everybody is told.

    Raises
    ------
    NobodyThere, NotThatMany, TooSoon
        When the plan does not hold.
    NotForJudging
        When it is to be used for appraisal, pay or promotion.
    """
    policies.plan_round.check(actor, program)
    chosen = list(people)
    if not chosen:
        raise NobodyThere
    _check(plan, now)
    round_ = FeedbackRound.objects.create(program=program, created_at=now, **_fields(plan))
    _add_subjects(round_, chosen)
    told = events.RoundPlanned(program_ref=program.ref, round_ref=round_.ref)
    publish(told, actor=actor, now=now)
    return round_


@transaction.atomic
def change_plan(*, round_: FeedbackRound, plan: Plan, actor: Actor, now: datetime) -> None:
    """Plan a round otherwise, until the first invitation goes out.

    Raises
    ------
    Promised
        Once people are asked: they were told what holds, and it stays so.
    NotThatMany, TooSoon, NotForJudging
        When the plan does not hold.
    """
    policies.run_round.check(actor, round_)
    row = FeedbackRound.objects.select_for_update().get(pk=round_.pk)
    if row.stage != RoundStage.CHOOSING:
        raise Promised
    _check(plan, now)
    idempotency.claim()
    FeedbackRound.objects.filter(pk=row.pk).update(**_fields(plan))


def _fields(plan: Plan) -> dict[str, Any]:
    return {
        "title": plan.title.strip()[:LONGEST_TITLE],
        "competencies": [each.key for each in instruments.chosen(plan.competencies)],
        "told": plan.told,
        "k": plan.k,
        "wanted": plan.wanted,
        "most": plan.most,
        "needs_approval": plan.needs_approval,
        "needs_debrief": plan.needs_debrief,
        "closes_at": plan.closes_at,
        "more_days": plan.more_days,
    }


def _check(plan: Plan, now: datetime) -> None:
    if plan.use != Use.GROWING:
        raise NotForJudging
    if not anonymity.FEEDBACK_CATEGORY_LEAST <= plan.k <= plan.wanted <= MOST_WANTED:
        raise NotThatMany
    if not plan.wanted <= plan.most <= MOST_WANTED:
        raise NotThatMany
    if not 0 <= plan.more_days <= MOST_MORE_DAYS:
        raise NotThatMany
    if plan.closes_at < now + SHORTEST:
        raise TooSoon


def _add_subjects(round_: FeedbackRound, people: Sequence["Person"]) -> None:
    subjects = Subject.objects.bulk_create(
        [Subject(round=round_, person=person) for person in people]
    )
    raters = []
    for subject in subjects:
        person = subject.person
        raters.append(Rater(subject=subject, person=person, category=Category.SELF))
        if person.manager_id is not None:
            raters.append(
                Rater(subject=subject, person_id=person.manager_id, category=Category.MANAGER)
            )
    Rater.objects.bulk_create(raters)


# ---------------------------------------------------------------- cancel


def cancel(*, round_: FeedbackRound, actor: Actor, now: datetime) -> None:
    """Cancel a round and destroy everything answered in it. There is no way back.

    Raises
    ------
    TooLate
        When answers are sealed, or the reports are there.
    """
    policies.run_round.check(actor, round_)
    with transaction.atomic():
        row = FeedbackRound.objects.select_for_update().get(pk=round_.pk)
        is_open = row.stage == RoundStage.ASKING and now < row.seals_at
        if row.stage != RoundStage.CHOOSING and not is_open:
            raise TooLate
        row.stage = RoundStage.CANCELLED
        row.save(update_fields=["stage"])
        told = events.RoundCancelled(program_ref=row.program.ref, round_ref=row.ref)
        publish(told, actor=actor, now=now)
    destroy_answers(round_=row)


def destroy_answers(*, round_: FeedbackRound) -> None:
    """Destroy what was answered in a cancelled round; may be called again. Not in a transaction."""
    with transaction.atomic():
        named = Rater.objects.filter(subject__round=round_, category__in=NAMED)
        NamedAnswers.objects.filter(rater__in=named).delete()
        for rater in named.select_related("person"):
            if rater.person.user_id:
                drafts.discard(user_id=rater.person.user_id, form=queries.draft_of(rater))
        Rater.objects.filter(subject__round=round_).update(has_more_time=False)
    for subject in queries.subjects_in(round_):
        answers = queries.answers_of(subject)
        if answers is not None:
            changing.cancel_round(round_=answers, actor=system(round_.organization_id))


# ---------------------------------------------------------------- after the close


@transaction.atomic
def book_debrief(
    *, subject: Subject, debriefer: "Person", on: Any, actor: Actor, now: datetime
) -> None:
    """Say with whom the report is talked through, and on which day."""
    policies.read_report.check(actor, subject)
    if debriefer.pk == subject.person_id:
        raise NotOneself
    idempotency.claim()
    Subject.objects.filter(pk=subject.pk).update(debriefer=debriefer, debrief_on=on)


@transaction.atomic
def open_report(*, subject: Subject, actor: Actor, now: datetime) -> None:
    """Note that the report was opened, by day."""
    policies.read_report.check(actor, subject)
    if subject.opened_on is None:
        Subject.objects.filter(pk=subject.pk, opened_on=None).update(opened_on=now.date())


@transaction.atomic
def keep_report(*, subject: Subject, report: Mapping[str, Any], now: datetime) -> None:
    """Keep what is shown of a subject's answers, once; the round is done when all have theirs."""
    won = Subject.objects.filter(pk=subject.pk, report__isnull=True).update(report=dict(report))
    if not won:
        return
    # Every row alike: what is written here tells of nobody.
    Rater.objects.filter(subject=subject).update(has_more_time=False)
    round_ = subject.round
    if Subject.objects.filter(round=round_, report__isnull=True).exists():
        return
    done = FeedbackRound.objects.filter(pk=round_.pk, stage=RoundStage.ASKING)
    summary = cohorts.summarize(round_)
    if done.update(stage=RoundStage.DONE, done_at=now, summary=summary):
        told = events.ReportsReady(program_ref=round_.program.ref, round_ref=round_.ref)
        publish(told, actor=system(round_.organization_id), now=now)
        for each in queries.subjects_in(round_):
            if coaching.waits_for_coach(each):
                deliveries.tell_coach(each, now=now)
            else:
                deliveries.tell_report(each, now=now)
