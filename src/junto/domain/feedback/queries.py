"""Reading feedback: what is asked of whom, and what may be shown."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from junto.domain.assessments import queries as answers
from junto.domain.feedback.enums import LIVE, MIXED, NAMED, Category, RaterState, RoundStage
from junto.domain.feedback.models import FeedbackRound, NamedAnswers, Rater, Subject
from junto.domain.groups import queries as group_queries
from junto.domain.people import queries as people_queries
from junto.foundation import tenancy
from junto.foundation.tenancy import statements

if TYPE_CHECKING:
    from junto.domain.assessments.models import Round
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

FEWEST_ASKED = 20
LONGEST_MORE = timedelta(days=7)


def get_round(ref: str) -> FeedbackRound:
    """The round with this reference (NotFound when there is none)."""
    return tenancy.find(FeedbackRound, ref)


def get_subject(ref: str) -> Subject:
    """Whom a round is about (NotFound when there is nobody)."""
    return tenancy.find(Subject, ref)


def get_rater(ref: str) -> Rater:
    """Somebody who is asked, with all that a form shows (NotFound when there is nobody)."""
    found = tenancy.find(Rater, ref)
    with tenancy.scope(found.organization_id):
        rater: Rater = statements.first(_rater, pk=found.pk) or found
        return rater


def _rater(pk: int) -> Any:
    rows = Rater.objects.select_related(
        "organization", "subject__person", "subject__round__program"
    )
    return rows.filter(pk=pk)[:1]


def rounds_of(program: "Program") -> list[FeedbackRound]:
    """The program's rounds, the newest first."""
    rows = FeedbackRound.objects.filter(program=program)
    return list(rows.annotate(subject_count=Count("subjects")).order_by("-created_at", "-pk"))


def answers_of(subject: Subject) -> "Round | None":
    """The round its mixed answers are in, once people are asked."""
    return answers.round_about(topic_of(subject)) if subject.answers_ref else None


def answer_rounds(round_: FeedbackRound) -> list["Round"]:
    """The rounds of mixed answers of everybody it is about; none before people are asked."""
    found = [answers_of(subject) for subject in Subject.objects.filter(round=round_).order_by("pk")]
    return [row for row in found if row is not None]


def topic_of(subject: Subject) -> str:
    """What its round of answers is about."""
    return f"feedback:{subject.ref}"


def draft_of(rater: Rater) -> str:
    """Under which name a draft lies that carries its writer's name."""
    return f"feedback:{rater.ref}"


def takes_from(rater: Rater, *, now: datetime) -> bool:
    """True as long as this rater can answer; nobody else is told how long that is."""
    round_ = rater.subject.round
    until = round_.seals_at if rater.has_more_time else round_.closes_at
    return round_.stage == RoundStage.ASKING and now < until


def takes_answers(subject: Subject, *, now: datetime) -> bool:
    """True from the first invitation until the round closes."""
    return subject.round.stage == RoundStage.ASKING and now < subject.round.closes_at


# ---------------------------------------------------------------- for one person


@dataclass(frozen=True)
class Given:
    """What somebody has answered so far about somebody; for their own eyes."""

    values: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    is_sent: bool = False


def asked_of(person: "Person", *, now: datetime) -> list[Rater]:
    """Whom somebody is asked about and can still answer, the nearest close first."""
    rows = Rater.objects.filter(
        person=person,
        state=RaterState.ASKED,
        subject__person__ended_at=None,
        subject__round__stage=RoundStage.ASKING,
        subject__round__closes_at__gt=now - LONGEST_MORE,
    )
    rows = rows.select_related("subject__person", "subject__round")
    rows = rows.order_by("subject__round__closes_at", "subject__person__full_name", "pk")
    return [each for each in rows if takes_from(each, now=now)]


def sent_by(person: "Person", raters: Sequence[Rater]) -> set[int]:
    """Keys of those of a person's raters who have answered; for that person's eyes alone."""
    topics = answers.answered_topics(person.pk)
    named = NamedAnswers.objects.filter(rater__in=raters).values_list("rater_id", flat=True)
    mixed = {row.pk for row in raters if topic_of(row.subject) in topics}
    return mixed.union(named)


def subjects_of(person: "Person") -> list[Subject]:
    """The rounds somebody takes part in to hear about themselves, the newest first."""
    live = Q(raters__category__in=MIXED) & ~Q(raters__state=RaterState.DECLINED)
    rows = Subject.objects.filter(person=person).exclude(round__stage=RoundStage.CANCELLED)
    rows = rows.annotate(mixed=Count("raters", filter=live))
    return list(rows.select_related("round__program").order_by("-round__created_at", "-pk"))


def given(rater: Rater) -> Given:
    """What a rater has answered so far."""
    if rater.category in NAMED:
        row = NamedAnswers.objects.filter(rater=rater).first()
        if row is None:
            return Given()
        return Given(row.values, json.loads(row.words or "{}"), is_sent=True)
    own = answers.own_in(topic_of(rater.subject), rater.person_id)
    return Given(own.values, own.words, is_sent=bool(own.values or own.words))


def is_sent(rater: Rater) -> bool:
    """Whether a rater has answered; for their own eyes alone."""
    if rater.category in NAMED:
        return NamedAnswers.objects.filter(rater=rater).exists()
    return answers.has_answered(topic_of(rater.subject), rater.person_id)


def kept(rater: Rater) -> tuple[dict[str, Any], Given]:
    """What a rater who is mixed began to answer, as the form keeps it, and what they sent."""
    own = answers.own_in(topic_of(rater.subject), rater.person_id)
    given_ = Given(own.values, own.words, is_sent=own.has_answered)
    return (dict(json.loads(own.draft)) if own.draft else {}), given_


# ---------------------------------------------------------------- whom to ask


def raters_of(subject: Subject) -> list[Rater]:
    """Whom the subject asks, by category and name.

    Those who said not this time stand among them: a list that gets shorter would tell who did.
    """
    rows = Rater.objects.filter(subject=subject)
    found = rows.select_related("person").order_by("person__full_name", "pk")
    order = list(Category.values)
    return sorted(found, key=lambda each: order.index(each.category))


def mixed_count(subject: Subject) -> int:
    """How many people's answers will be mixed, if all of them answer."""
    rows = Rater.objects.filter(subject=subject, category__in=MIXED)
    return rows.exclude(state=RaterState.DECLINED).count()


def declined_count(subject: Subject) -> int:
    """How many said not this time; not for showing: one number more would tell who answered."""
    return Rater.objects.filter(subject=subject, state=RaterState.DECLINED).count()


def has_declined(subject: Subject) -> bool:
    """Whether somebody said not this time; who, and how many, is nobody's business."""
    return Rater.objects.filter(subject=subject, state=RaterState.DECLINED).exists()


def waits_for_a_look(subject: Subject) -> bool:
    """True where somebody's choice was handed in and nobody has looked at it."""
    return subject.round.needs_approval and subject.is_handed_in and not subject.is_approved


@dataclass(frozen=True)
class Choice:
    """Whom somebody would like to ask; of a round that runs, whom they added."""

    subject: Subject
    raters: tuple[Rater, ...]


def choices_in(round_: FeedbackRound) -> list[Choice]:
    """Everybody's choice that waits to be asked, by name; never who was asked and what they did."""
    rows = Rater.objects.filter(
        subject__round=round_, category__in=MIXED, state=RaterState.PROPOSED
    )
    chosen: dict[int, list[Rater]] = {}
    for rater in rows.select_related("person").order_by("person__full_name", "pk"):
        chosen.setdefault(rater.subject_id, []).append(rater)
    subjects = Subject.objects.filter(round=round_).select_related("person", "round")
    return [
        Choice(row, tuple(chosen.get(row.pk, ())))
        for row in subjects.order_by("person__full_name", "pk")
    ]


def loads_everywhere() -> dict[int, int]:
    """Person's key -> how many others they are asked about in all rounds under way."""
    rows = Rater.objects.filter(subject__round__stage__in=LIVE, category__in=MIXED)
    counted = rows.exclude(state=RaterState.DECLINED).values("person_id").annotate(n=Count("pk"))
    return {row["person_id"]: row["n"] for row in counted.order_by()}


def asked_too_often(round_: FeedbackRound) -> list["Person"]:
    """Whom a round would ask more often than it may, counting all rounds under way."""
    everywhere = loads_everywhere()
    over = [key for key in loads(round_) if everywhere.get(key, 0) > round_.most]
    return list(people_queries.people().filter(pk__in=over)) if over else []


def subjects_in(round_: FeedbackRound) -> list[Subject]:
    """Everybody a round is about, in no order that says anything."""
    rows = Subject.objects.filter(round=round_).select_related("person", "round", "coach")
    return list(rows.order_by("pk"))


def loads(round_: FeedbackRound) -> dict[int, int]:
    """Person's key -> how many others they are asked about in a round."""
    rows = Rater.objects.filter(subject__round=round_, category__in=MIXED)
    counted = rows.exclude(state=RaterState.DECLINED).values("person_id").annotate(n=Count("pk"))
    return {row["person_id"]: row["n"] for row in counted.order_by()}


def people_to_ask(subject: Subject, *, search: str, limit: int) -> list["Person"]:
    """Who may be asked and is not yet: those a search finds, else those of one's own groups."""
    taken = set(Rater.objects.filter(subject=subject).values_list("person_id", flat=True))
    taken |= {subject.person_id, subject.person.manager_id or 0}
    if search:
        found = list(people_queries.people(search=search)[: limit + len(taken)])
    else:
        groups = group_queries.groups_with(subject.person_id)
        members = [each for group in groups for each in group_queries.members_of(group)]
        found = list(dict.fromkeys(members))
    return [each for each in found if each.pk not in taken and each.ended_at is None][:limit]


def group_of(subject: Subject) -> Any:
    """The subject's own group in the round's program, or None."""
    here = subject.round.program_id
    groups = group_queries.groups_with(subject.person_id)
    return next((group for group in groups if group.program_id == here), None)


# ---------------------------------------------------------------- for the program


@dataclass(frozen=True)
class Coverage:
    """A person of a round, and whether enough people are asked about them."""

    subject: Subject
    mixed: int
    has_manager: bool
    # With those who said not this time: a number that falls would tell that somebody did.
    asked: int = 0

    def is_enough(self, k: int) -> bool:
        """Whether figures can exist at all, if everybody answers."""
        return self.mixed >= k


def coverage(round_: FeedbackRound) -> list[Coverage]:
    """Everybody a round is about, by name, with how many are asked; never who answered."""
    live = ~Q(raters__state=RaterState.DECLINED)
    rows = Subject.objects.filter(round=round_).select_related("person", "round")
    rows = rows.annotate(
        mixed=Count("raters", filter=Q(raters__category__in=MIXED) & live),
        managers=Count("raters", filter=Q(raters__category=Category.MANAGER)),
        asked=Count("raters", filter=Q(raters__category__in=MIXED)),
    )
    return [
        Coverage(row, row.mixed, bool(row.managers), row.asked)
        for row in rows.order_by("person__full_name", "pk")
    ]


# ---------------------------------------------------------------- by the clock


def round_by_id(round_id: int) -> FeedbackRound:
    """A round of the organization in scope."""
    return FeedbackRound.objects.select_related("program").get(pk=round_id)


def subject_about(topic: str) -> Subject | None:
    """Whose answers a topic is about, in the organization in scope."""
    kind, _, ref = topic.partition(":")
    if kind != "feedback":
        return None
    rows = Subject.objects.select_related("round__program", "person")
    return rows.filter(ref=ref).first()


def kept_by_coaches(*, before: datetime) -> list[Subject]:
    """Subjects of every organization whose coach has had the report since before then."""
    with tenancy.unscoped("reports open by the clock in every organization"):
        rows = Subject.objects.filter(
            round__coach_first=True,
            round__stage=RoundStage.DONE,
            round__done_at__lte=before,
            coach__isnull=False,
            released_on=None,
        )
        return list(rows.select_related("round", "person", "coach"))


def closing_in(days: Iterable[int], *, now: datetime) -> list[FeedbackRound]:
    """Rounds that close within so many days from now, of every organization."""
    wanted = set(days)
    with tenancy.unscoped("reminders go out by the clock in every organization"):
        rows = FeedbackRound.objects.filter(
            stage=RoundStage.ASKING,
            closes_at__gt=now,
            closes_at__lte=now + timedelta(days=max(wanted)),
        )
        return [row for row in rows if (row.closes_at - now).days + 1 in wanted]


def asked_in(round_: FeedbackRound) -> list[Rater]:
    """Everybody who is asked in a round; whether they have answered plays no part."""
    rows = Rater.objects.filter(subject__round=round_, state=RaterState.ASKED)
    rows = rows.filter(person__ended_at=None, subject__person__ended_at=None)
    return list(rows.select_related("person").order_by("pk"))


def answered_share(seen: Sequence[Coverage]) -> int | None:
    """How many of all who were asked answered at least, in steps of ten in a hundred.

    None until every report is there, or where fewer than twenty were asked.
    """
    asked = sum(each.mixed for each in seen)
    if asked < FEWEST_ASKED or any(each.subject.report is None for each in seen):
        return None
    reports = [each.subject.report or {} for each in seen]
    answered = sum(each.get("answered", {}).get("all", 0) for each in reports)
    return int(answered * 10 // asked * 10)
