"""A coach who reads a report before the one it is about, and talks it through with them.

It is announced before anybody is asked, to those the round is about and to those who answer. A
coach sees what the report shows and nothing besides; they may call themes by a better name and put
some together, never take one apart. After two weeks a report opens by itself.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.feedback import deliveries, policies, queries, reports
from junto.domain.feedback.enums import MIXED, RoundStage
from junto.domain.feedback.models import FeedbackRound, Rater, Subject
from junto.domain.feedback.refusals import NotOneself, Promised, ReadsFirst
from junto.domain.people import queries as people_queries
from junto.domain.programs import queries as programs
from junto.foundation import idempotency
from junto.foundation.access import Actor

if TYPE_CHECKING:
    from junto.domain.people.models import Person

# So long a coach may keep a report to themselves.
AT_MOST = timedelta(days=14)
LONGEST_TITLE = 60


class NobodyToCoach(ValueError):
    """Nobody of the program could read somebody's report first."""


# ---------------------------------------------------------------- before anybody is asked


@transaction.atomic
def read_first(*, round_: FeedbackRound, is_on: bool, actor: Actor, now: datetime) -> None:
    """Let a coach read each report first, or nobody; everybody gets a coach who can be one.

    Raises
    ------
    Promised
        When people are asked already.
    NobodyToCoach
        When the program has nobody for somebody.
    """
    policies.run_round.check(actor, round_)
    row = _choosing(round_)
    idempotency.claim()
    row.coach_first = is_on
    row.save(update_fields=["coach_first"])
    if not is_on:
        Subject.objects.filter(round=row).update(coach=None)
        return
    found = coaches_of(row)
    turn = cycle(found)
    for subject in queries.subjects_in(row):
        if subject.coach_id is None:
            fits = (next(turn) for _each in found)
            coach = next((each for each in fits if may_coach(subject, each)), None)
            if coach is None:
                raise NobodyToCoach
            Subject.objects.filter(pk=subject.pk).update(coach=coach)


@transaction.atomic
def name_coach(*, subject: Subject, coach: "Person", actor: Actor, now: datetime) -> None:
    """Say who reads somebody's report first.

    Raises
    ------
    Promised
        When people are asked already.
    NotOneself
        For somebody who cannot be the coach: themselves, their manager, or whoever answers.
    """
    policies.run_round.check(actor, subject.round)
    _choosing(subject.round)
    if not may_coach(subject, coach):
        raise NotOneself
    idempotency.claim()
    Subject.objects.filter(pk=subject.pk).update(coach=coach)


def _choosing(round_: FeedbackRound) -> FeedbackRound:
    row = FeedbackRound.objects.select_for_update().get(pk=round_.pk)
    if row.stage != RoundStage.CHOOSING:
        raise Promised
    return row


def coaches_of(round_: FeedbackRound) -> list["Person"]:
    """Who could be a coach: the program's facilitators, then its managers."""
    program = round_.program
    found = [*programs.facilitators_of(program), *programs.managers_of(program)]
    return list(dict.fromkeys(found))


def may_coach(subject: Subject, person: "Person") -> bool:
    """Neither oneself nor one's manager; nor whoever answers: they could take their own out."""
    if person.pk in (subject.person_id, subject.person.manager_id):
        return False
    rows = Rater.objects.filter(subject=subject, person=person, category__in=MIXED)
    return not rows.exists()


def refuse_gaps(round_: FeedbackRound) -> None:
    """Refuse to ask while somebody has no coach, or one who also answers.

    Raises
    ------
    ReadsFirst
        With the people concerned.
    """
    if not round_.coach_first:
        return
    subjects = Subject.objects.filter(round=round_).select_related("person", "coach")
    lacking = [
        each.person
        for each in subjects.order_by("person__full_name", "pk")
        if each.coach is None or not may_coach(each, each.coach)
    ]
    if lacking:
        raise ReadsFirst(lacking)


# ---------------------------------------------------------------- when the report is there


def opens_by_itself(subject: Subject) -> date:
    """The day on which a report opens, whatever its coach does."""
    done = subject.round.done_at or subject.round.seals_at
    return (done + AT_MOST).date()


def waits_for_coach(subject: Subject) -> bool:
    """Whether a coach has the report and has not passed it on."""
    is_there = subject.round.coach_first and subject.coach_id is not None
    return is_there and subject.report is not None and subject.released_on is None


@transaction.atomic
def release(*, subject: Subject, actor: Actor, now: datetime) -> None:
    """Pass a report on to the one it is about."""
    policies.coach.check(actor, subject)
    _release(subject, now)


def _release(subject: Subject, now: datetime) -> None:
    rows = Subject.objects.filter(pk=subject.pk, released_on=None)
    if rows.update(released_on=now.date(), debriefer=subject.coach_id):
        deliveries.tell_report(subject, now=now)


@transaction.atomic
def release_due(*, subject: Subject, now: datetime) -> None:
    """Pass on a report that a coach has kept for two weeks."""
    _release(subject, now)


@transaction.atomic
def name_themes(
    *, subject: Subject, titles: Sequence[str], with_: Sequence[int], actor: Actor, now: datetime
) -> None:
    """Give themes a name and put some together, before the report is passed on.

    Parameters
    ----------
    titles
        A name for each theme of the report; where it is empty its words stand.
    with_
        The place of the theme each one is told with: its own place where it stands alone.
    """
    policies.coach.check(actor, subject)
    count = len(reports.read_report(subject.report or {}).themes)
    places = [at if not 0 <= place < count else place for at, place in enumerate(with_[:count])]
    groups: dict[int, list[int]] = {}
    for at, place in enumerate(places):
        groups.setdefault(place, []).append(at)
    named = [
        {"title": titles[place].strip()[:LONGEST_TITLE], "of": of} for place, of in groups.items()
    ]
    idempotency.claim()
    Subject.objects.filter(pk=subject.pk).update(themes=named)


def told_themes(subject: Subject, report: reports.Report) -> list[dict[str, Any]]:
    """The themes of a report as its coach named them: a title, perhaps none, and their words."""
    found = [words for words, _authors in report.themes]
    named = subject.themes or [{"title": "", "of": [at]} for at in range(len(found))]
    told = []
    for each in named:
        words = list(dict.fromkeys(word for at in each["of"] for word in found[at]))
        told.append({"title": each["title"], "words": ", ".join(words), "of": each["of"]})
    return told


def to_read(person: "Person") -> list[Subject]:
    """Whose reports somebody reads first and has not passed on, by name."""
    rows = Subject.objects.filter(
        coach=person, round__coach_first=True, report__isnull=False, released_on=None
    )
    rows = rows.exclude(round__stage=RoundStage.CANCELLED)
    return list(rows.select_related("person", "round").order_by("person__full_name", "pk"))


def find_coach(round_: FeedbackRound, ref: str) -> "Person":
    """Somebody who could be a coach in a round, by reference (NotOneself when they cannot)."""
    person = people_queries.find_here(ref)
    if person not in coaches_of(round_):
        raise NotOneself
    return person
