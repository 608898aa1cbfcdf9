"""Writing rounds of feedback: plan, choose whom to ask, ask, decline, extend, cancel."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.assessments import actions as assessment_actions
from junto.domain.assessments import changing
from junto.domain.assessments.enums import RoundKind
from junto.domain.feedback import deliveries, events, instruments, policies, queries
from junto.domain.feedback.enums import (
    HIGHEST,
    LOWEST,
    MIXED,
    NAMED,
    Category,
    RaterState,
    RoundStage,
    Told,
)
from junto.domain.feedback.models import FeedbackRound, Rater, Subject
from junto.domain.groups import queries as group_queries
from junto.domain.programs import queries as program_queries
from junto.foundation import idempotency, jobs
from junto.foundation.access import Actor, system
from junto.foundation.events import publish
from junto.kernel import anonymity

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

MOST_WANTED, LONGEST_TITLE = 20, 120
SHORTEST = timedelta(hours=24)


class NotThatMany(ValueError):
    """How many each hears from, and is asked for, is from the threshold up to twenty."""


class TooSoon(ValueError):
    """A round stays open for a day at least."""


class NobodyThere(ValueError):
    """A round is about somebody."""


class Promised(ValueError):
    """What was announced with the first invitation does not change."""


class NotEnough(ValueError):
    """About some people too few are asked; `people` are they."""

    def __init__(self, people: Sequence["Person"]) -> None:
        super().__init__(", ".join(each.ref for each in people))
        self.people = tuple(people)


class NotOneself(ValueError):
    """Nobody asks themselves, and the own manager is asked with their name."""


class TooManyAsks(ValueError):
    """Somebody is asked about as many people as the round allows already."""


class Full(ValueError):
    """Enough people are asked already."""


class TooLate(ValueError):
    """The round is no longer where this can be done."""


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
    """
    policies.plan_round.check(actor, program)
    chosen = list(people)
    _check(plan, chosen, now)
    round_ = FeedbackRound.objects.create(
        program=program,
        title=plan.title.strip()[:LONGEST_TITLE],
        competencies=[each.key for each in instruments.chosen(plan.competencies)],
        told=plan.told,
        k=plan.k,
        wanted=plan.wanted,
        most=plan.most,
        needs_approval=plan.needs_approval,
        needs_debrief=plan.needs_debrief,
        closes_at=plan.closes_at,
        created_at=now,
    )
    _add_subjects(round_, chosen)
    told = events.RoundPlanned(program_ref=program.ref, round_ref=round_.ref)
    publish(told, actor=actor, now=now)
    return round_


def _check(plan: Plan, people: Sequence["Person"], now: datetime) -> None:
    if not people:
        raise NobodyThere
    if not anonymity.FEEDBACK_CATEGORY_LEAST <= plan.k <= plan.wanted <= MOST_WANTED:
        raise NotThatMany
    if not plan.wanted <= plan.most <= MOST_WANTED:
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


# ---------------------------------------------------------------- whom to ask


@transaction.atomic
def propose(
    *, subject: Subject, person: "Person", category: Category, actor: Actor, now: datetime
) -> Rater:
    """Ask somebody for feedback on oneself, once the round begins; at once where it has begun.

    Raises
    ------
    NotOneself
        For oneself, the own manager, or a category that is not mixed.
    TooManyAsks, Full
        When that person, or the subject, has as many as the round allows.
    """
    policies.choose.check(actor, subject)
    if category not in MIXED or person.pk in (subject.person_id, subject.person.manager_id):
        raise NotOneself
    round_ = FeedbackRound.objects.select_for_update().get(pk=subject.round_id)
    if queries.mixed_count(subject) >= round_.most:
        raise Full
    if queries.loads(round_).get(person.pk, 0) >= round_.most:
        raise TooManyAsks
    idempotency.claim()
    asked = round_.stage == RoundStage.ASKING
    rater, made = Rater.objects.get_or_create(
        organization_id=subject.organization_id,
        subject=subject,
        person=person,
        defaults={"category": category},
    )
    if not made and rater.state == RaterState.DECLINED:
        # Not this time means not this time: nobody is asked twice in a round.
        raise Full
    if made and asked:
        _ask(subject, [rater], now)
    return rater


@transaction.atomic
def take_back_proposal(*, rater: Rater, actor: Actor, now: datetime) -> None:
    """Not ask somebody after all.

    Raises
    ------
    TooLate
        When they have been asked already.
    """
    policies.choose.check(actor, rater.subject)
    if rater.category in NAMED or rater.state != RaterState.PROPOSED:
        raise TooLate
    idempotency.claim()
    Rater.objects.filter(pk=rater.pk, state=RaterState.PROPOSED).delete()


@transaction.atomic
def approve(*, subject: Subject, actor: Actor, now: datetime) -> None:
    """Say that the people somebody chose are a fair choice."""
    policies.run_round.check(actor, subject.round)
    idempotency.claim()
    Subject.objects.filter(pk=subject.pk).update(is_approved=True)


@transaction.atomic
def fill_up(*, round_: FeedbackRound, actor: Actor, now: datetime) -> "Filled":
    """Propose people for everybody who has too few, so that all give about the same.

    Whom people chose stays. Those of one's groups come first; a manager and their report are
    never mixed with others.
    """
    from junto.kernel.matching.giving import share_giving

    policies.run_round.check(actor, round_)
    if round_.stage != RoundStage.CHOOSING:
        raise TooLate
    people = {each.ref: each for each in program_queries.enrolled_people(round_.program)}
    subjects = {row.person.ref: row for row in _subjects(round_) if row.person.ref in people}
    rows = Rater.objects.filter(subject__round=round_, category__in=MIXED)
    rows = rows.select_related("person", "subject__person")
    fixed = [(row.person.ref, row.subject.person.ref) for row in rows]
    outside = {giver for giver, _ in fixed} - people.keys()
    made = share_giving(
        [*people, *sorted(outside)],
        wanted=dict.fromkeys(subjects, round_.wanted),
        most=round_.most,
        fixed=[pair for pair in fixed if pair[1] in people],
        barred=_barred(people),
        preferred=_together(round_),
    )
    if made.short:
        names = [people[ref].full_name for ref in made.short.receivers if ref in people]
        return Filled(0, tuple(names), made.short.wanted, made.short.possible)
    known = set(fixed)
    new = [
        Rater(
            subject=subjects[receiver],
            person=people[giver],
            category=_category(people[giver], people[receiver]),
        )
        for giver, receivers in made.gives.items()
        for receiver in receivers
        if (giver, receiver) not in known and receiver in subjects
    ]
    idempotency.claim()
    Rater.objects.bulk_create(new)
    return Filled(len(new))


@dataclass(frozen=True)
class Filled:
    """How many were proposed; or who cannot hear from enough people, and why."""

    proposed: int
    short: tuple[str, ...] = ()
    wanted: int = 0
    possible: int = 0


def _subjects(round_: FeedbackRound) -> list[Subject]:
    return list(Subject.objects.filter(round=round_).select_related("person", "round"))


def _barred(people: Mapping[str, "Person"]) -> list[tuple[str, str]]:
    """Managers give with their name, so they are never among those who are mixed."""
    by_key = {each.pk: ref for ref, each in people.items()}
    return [
        (by_key[person.manager_id], ref)
        for ref, person in people.items()
        if person.manager_id in by_key
    ]


def _together(round_: FeedbackRound) -> list[tuple[str, str]]:
    """Those who meet in a group of the program have seen each other at work."""
    pairs = []
    for group in group_queries.groups_of(round_.program):
        refs = [person.ref for person in group_queries.members_of(group)]
        pairs += [(one, other) for one in refs for other in refs if one != other]
    return pairs


def _category(giver: "Person", receiver: "Person") -> Category:
    return Category.REPORTS if giver.manager_id == receiver.pk else Category.PEERS


# ---------------------------------------------------------------- ask


@transaction.atomic
def begin_asking(*, round_: FeedbackRound, actor: Actor, now: datetime) -> None:
    """Send the invitations; from now on nothing of the promise is weakened.

    Raises
    ------
    NotEnough
        When figures about somebody could never exist.
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
    seen = queries.coverage(row)
    lacking = [
        each.subject.person
        for each in seen
        if not each.is_enough(row.k) or (row.needs_approval and not each.subject.is_approved)
    ]
    if lacking:
        raise NotEnough(lacking)
    row.stage, row.asked_at = RoundStage.ASKING, now
    row.save(update_fields=["stage", "asked_at"])
    began = events.AskingBegan(program_ref=row.program.ref, round_ref=row.ref, subjects=len(seen))
    publish(began, actor=actor, now=now)
    jobs.enqueue("feedback.ask", row.pk, now=now, organization_id=row.organization_id)


def ask_everybody(*, round_: FeedbackRound, now: datetime) -> int:
    """Open the answers of everybody a round is about, one transaction each; return how many."""
    opened = 0
    for subject in _subjects(round_):
        if subject.answers_ref or round_.stage != RoundStage.ASKING:
            continue
        with transaction.atomic():
            raters = Rater.objects.filter(subject=subject, state=RaterState.PROPOSED)
            _ask(subject, list(raters.select_related("person")), now)
        opened += 1
    return opened


def _ask(subject: Subject, raters: Sequence[Rater], now: datetime) -> None:
    """Ask these people from now on, each by one mail that names nobody."""
    round_ = subject.round
    mixed = [each for each in raters if each.category in MIXED]
    answers = assessment_actions.open_round(
        topic=queries.topic_of(subject),
        pool=f"feedback:{round_.ref}",
        people=[each.person for each in mixed],
        day=now.date(),
        closes_at=round_.closes_at,
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
    for subject in _subjects(row):
        answers = queries.answers_of(subject)
        if answers is not None:
            changing.move_close(
                round_=answers,
                closes_at=closes_at,
                actor=system(row.organization_id),
                now=now,
            )
    row.closes_at = closes_at
    row.save(update_fields=["closes_at"])
    told = events.RoundExtended(program_ref=row.program.ref, round_ref=row.ref)
    publish(told, actor=actor, now=now)


def cancel(*, round_: FeedbackRound, actor: Actor, now: datetime) -> None:
    """Cancel a round and destroy everything answered in it. There is no way back.

    Raises
    ------
    TooLate
        When the reports are there.
    """
    policies.run_round.check(actor, round_)
    with transaction.atomic():
        row = FeedbackRound.objects.select_for_update().get(pk=round_.pk)
        if row.stage not in (RoundStage.CHOOSING, RoundStage.ASKING):
            raise TooLate
        row.stage = RoundStage.CANCELLED
        row.save(update_fields=["stage"])
        told = events.RoundCancelled(program_ref=row.program.ref, round_ref=row.ref)
        publish(told, actor=actor, now=now)
    destroy_answers(round_=row)


def destroy_answers(*, round_: FeedbackRound) -> None:
    """Destroy what was answered in a cancelled round; may be called again. Not in a transaction."""
    for subject in _subjects(round_):
        with transaction.atomic():
            for rater in Rater.objects.filter(subject=subject, category__in=NAMED):
                named = getattr(rater, "named", None)
                if named is not None:
                    named.delete()
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
    round_ = subject.round
    if Subject.objects.filter(round=round_, report__isnull=True).exists():
        return
    done = FeedbackRound.objects.filter(pk=round_.pk, stage=RoundStage.ASKING)
    if done.update(stage=RoundStage.DONE, done_at=now):
        told = events.ReportsReady(program_ref=round_.program.ref, round_ref=round_.ref)
        publish(told, actor=system(round_.organization_id), now=now)
        for each in _subjects(round_):
            deliveries.tell_report(each, now=now)
