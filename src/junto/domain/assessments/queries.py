"""Reading rounds: one's own answers while a round is open, figures once it is sealed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from junto.domain.assessments.enums import RoundKind, RoundState
from junto.domain.assessments.models import (
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
from junto.foundation.tenancy import statements


def get_round(ref: str) -> Round:
    """The round with this reference (NotFound when there is none)."""
    return tenancy.find(Round, ref)


def round_about(topic: str) -> Round | None:
    """The round about a topic, in the organization in scope."""
    return Round.objects.filter(topic=topic).first()


def rounds_about(prefix: str, *, state: RoundState | None = None) -> list[Round]:
    """Rounds whose topic begins like this, in that state when one is named; in no order."""
    rows = Round.objects.filter(topic__startswith=prefix)
    return list(rows.filter(state=state) if state else rows)


def asked_in(round_: Round) -> set[int]:
    """Keys of whoever an open round asks; not for showing beside who answered."""
    return set(OpenParticipation.objects.filter(round=round_).values_list("person_id", flat=True))


def answered_so_far(round_: Round) -> int:
    """How many have answered an open round; to be told in steps of the threshold alone."""
    return OpenParticipation.objects.filter(round=round_, has_answered=True).count()


def is_asked(round_: Round, person_id: int) -> bool:
    """True while the round is open and asks this person."""
    return OpenParticipation.objects.filter(round=round_, person_id=person_id).exists()


def takes_answers(round_: Round, *, now: datetime) -> bool:
    """True until the round closes."""
    return round_.state == RoundState.OPEN and now < round_.closes_at


def own_answers(round_: Round, person_id: int) -> dict[str, int]:
    """What this person has answered so far in an open round; for nobody else's eyes."""
    mine = OpenParticipation.objects.filter(round=round_, person_id=person_id, has_answered=True)
    if not mine.exists():
        return {}
    found = OpenAnswers.objects.filter(
        round=round_, handle=roundkeys.handle(round_.ref, person_id)
    ).first()
    return dict(found.values) if found else {}


def answered_topics(person_id: int) -> set[str]:
    """Topics of open rounds that this person has answered; for nobody else's eyes."""
    rows = OpenParticipation.objects.filter(person_id=person_id, has_answered=True)
    return set(rows.values_list("round__topic", flat=True))


def own_words(round_: Round, person_id: int) -> dict[str, str]:
    """What this person has written so far in an open round; for nobody else's eyes."""
    if not is_asked(round_, person_id):
        return {}
    handle = roundkeys.handle(round_.ref, person_id)
    return {row.item: row.text for row in OpenWords.objects.filter(round=round_, handle=handle)}


def own_draft(round_: Round, person_id: int) -> str:
    """What this person began to answer, as their form keeps it; '' when there is nothing."""
    if not is_asked(round_, person_id):
        return ""
    handle = roundkeys.handle(round_.ref, person_id)
    row = OpenDraft.objects.filter(round=round_, handle=handle).first()
    return row.text if row else ""


@dataclass(frozen=True)
class Own:
    """What somebody has answered, written and begun in an open round; for nobody else's eyes."""

    has_answered: bool = False
    values: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    draft: str = ""


def own_in(topic: str, person_id: int) -> Own:
    """All that a person has in the round about a topic, in as few questions as a form can take."""
    mine = statements.first(_asked_about, topic=topic, person_id=person_id)
    handle = mine and roundkeys.handles_if_open(mine.round.ref, [person_id]).get(person_id)
    if not handle:
        return Own()
    begun = statements.first(_draft_under, round_id=mine.round_id, handle=handle)
    draft = begun.text if begun else ""
    if not mine.has_answered:
        return Own(draft=draft)
    found = statements.first(_answers_under, round_id=mine.round_id, handle=handle)
    written = statements.rows(_words_under, round_id=mine.round_id, handle=handle)
    words = {row.item: row.text for row in written}
    return Own(
        has_answered=True, values=dict(found.values) if found else {}, words=words, draft=draft
    )


def has_answered(topic: str, person_id: int) -> bool:
    """Whether a person has answered the open round about a topic; for nobody else's eyes."""
    mine = statements.first(_asked_about, topic=topic, person_id=person_id)
    return bool(mine and mine.has_answered)


def _asked_about(topic: str, person_id: int) -> Any:
    rows = OpenParticipation.objects.filter(round__topic=topic, person_id=person_id)
    return rows.select_related("round")[:1]


def _draft_under(round_id: int, handle: str) -> Any:
    return OpenDraft.objects.filter(round_id=round_id, handle=handle)[:1]


def _answers_under(round_id: int, handle: str) -> Any:
    return OpenAnswers.objects.filter(round_id=round_id, handle=handle)[:1]


def _words_under(round_id: int, handle: str) -> Any:
    return OpenWords.objects.filter(round_id=round_id, handle=handle)


def open_topics(person_id: int, *, now: datetime) -> list[tuple[str, datetime]]:
    """Topics this person is asked about and has not answered, with the close; the nearest first."""
    rows = OpenParticipation.objects.filter(
        person_id=person_id, has_answered=False, round__state=RoundState.OPEN
    )
    rows = rows.filter(round__closes_at__gt=now).order_by("round__closes_at", "round__topic")
    return list(rows.values_list("round__topic", "round__closes_at"))


# ---------------------------------------------------------------- by the clock

OPEN_FOR = timedelta(days=3)
WEEK = timedelta(days=7)


def due(*, now: datetime) -> list[Round]:
    """Open rounds whose time is over, in every organization."""
    with tenancy.unscoped("rounds close by the clock in every organization"):
        return list(Round.objects.filter(state=RoundState.OPEN, closes_at__lte=now))


def closed() -> list[Round]:
    """Closed rounds that wait to be sealed, in every organization."""
    with tenancy.unscoped("rounds are sealed by the clock in every organization"):
        return list(Round.objects.filter(state=RoundState.CLOSED))


def complete_weeks(*, now: datetime) -> list[tuple[int, str, date]]:
    """Organization, pool and Monday of weeks that can be added up and are not yet."""
    last = now.date() - WEEK - OPEN_FOR
    with tenancy.unscoped("weeks are added up by the clock in every organization"):
        done = Figure.objects.filter(
            organization_id=OuterRef("organization_id"),
            pool=OuterRef("pool"),
            week=OuterRef("week"),
            round=None,
        )
        rows = Round.objects.filter(week__lte=last, kind=RoundKind.PULSE).exclude(Exists(done))
        return list(rows.values_list("organization_id", "pool", "week").distinct())


# ---------------------------------------------------------------- what was sealed


@dataclass(frozen=True)
class Sealed:
    """One set of answers of a sealed round: whose, nobody knows."""

    key: int
    category: str
    values: Mapping[str, int]


def sealed_answers(round_: Round) -> list[Sealed]:
    """The answers of a sealed round, in no order; none before it is sealed.

    Not for showing: figures of them go through the plan of `kernel.anonymity`.
    """
    if round_.state != RoundState.SEALED:
        return []
    rows = Answers.objects.filter(round=round_).order_by("pk")
    return [Sealed(row.pk, row.category, row.values) for row in rows]


def sealed_words(round_: Round) -> dict[str, list[str]]:
    """What was written in a sealed round, by question, in no order; nothing before."""
    if round_.state != RoundState.SEALED:
        return {}
    found: dict[str, list[str]] = {}
    for row in Words.objects.filter(round=round_).order_by("pk"):
        found.setdefault(row.item, []).append(row.text)
    return found


def answered_in(round_: Round) -> dict[str, int]:
    """Category -> how many answered in a sealed round; not for showing as it is."""
    rows = Participation.objects.filter(round=round_, has_answered=True)
    found: dict[str, int] = {}
    for category in rows.values_list("category", flat=True):
        found[category] = found.get(category, 0) + 1
    return found


def answerers_of(round_: Round) -> frozenset[int | str]:
    """Whoever answered a sealed round: shown to nobody, for planning what may be told of it.

    Somebody who is erased stays somebody: each of their rows counts as one more person.
    """
    if round_.state != RoundState.SEALED:
        return frozenset()
    rows = Participation.objects.filter(round=round_, has_answered=True)
    found = rows.values_list("person_id", "pk")
    return frozenset(person_id or f"gone-{row_id}" for person_id, row_id in found)


# ---------------------------------------------------------------- figures


@dataclass(frozen=True)
class Mean:
    """The mean of one question, told exactly or as a range."""

    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        """True for a mean that is told as it is."""
        return self.low == self.high


@dataclass(frozen=True)
class Result:
    """What may be shown of a round: nothing before it is sealed."""

    topic: str
    day: date
    is_sealed: bool
    is_shown: bool
    at_least: int
    means: Mapping[str, Mean]


def results(topics: Iterable[str]) -> dict[str, Result]:
    """What may be shown about each of these topics that was asked about."""
    rounds = list(Round.objects.filter(topic__in=list(topics)))
    figures = {row.round_id: row for row in Figure.objects.filter(round__in=rounds)}
    return {row.topic: _result(row, figures.get(row.pk)) for row in rounds}


def results_of(pool: str) -> list[Result]:
    """What may be shown of each round of a pool, the newest first."""
    rounds = list(Round.objects.filter(pool=pool).order_by("-day", "topic"))
    figures = {row.round_id: row for row in Figure.objects.filter(pool=pool, round__isnull=False)}
    return [_result(row, figures.get(row.pk)) for row in rounds]


def weeks_of(pool: str) -> list[Result]:
    """What may be shown of each whole week of a pool, the oldest first."""
    rows = Figure.objects.filter(pool=pool, round=None).order_by("week")
    return [
        Result(pool, row.week, True, row.is_shown, row.at_least, _means(row.means)) for row in rows
    ]


def figures_of(pool: str, topics: Iterable[str]) -> tuple[list[Result], dict[str, Result]]:
    """What may be shown of a pool's weeks, oldest first, and of these topics: in one query."""
    about = Q(round=None) | Q(round__topic__in=list(topics))
    names = ("round__topic", "week", "is_shown", "at_least", "means")
    weeks, found = [], {}
    for topic, week, is_shown, at_least, means in (
        Figure.objects.filter(about, pool=pool).order_by("week").values_list(*names)
    ):
        result = Result(topic or pool, week, True, is_shown, at_least, _means(means))
        if topic:
            found[topic] = result
        else:
            weeks.append(result)
    return weeks, found


def newest_figure(pool: str) -> Any:
    """The number of a pool's newest figure, as a query to be asked beside another."""
    return Figure.objects.filter(pool=pool).order_by("-pk").values_list("pk", flat=True)[:1]


def _result(round_: Round, figure: Any) -> Result:
    sealed = round_.state == RoundState.SEALED and figure is not None
    return Result(
        topic=round_.topic,
        day=round_.day,
        is_sealed=sealed,
        is_shown=sealed and figure.is_shown,
        at_least=figure.at_least if sealed else 0,
        means=_means(figure.means) if sealed else {},
    )


def _means(stored: Mapping[str, list[float]]) -> dict[str, Mean]:
    return {item: Mean(low, high) for item, (low, high) in stored.items()}
