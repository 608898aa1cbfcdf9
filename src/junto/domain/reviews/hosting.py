"""What people say to whoever led a session: with their name, or mixed where enough could answer.

A mixed answer is no event, no job and no form key. Somebody answers in one way at a time. The one
it is for reads nothing before the close, and then everything at once.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from junto.domain.assessments import actions as assessment_actions
from junto.domain.assessments import queries as assessment_queries
from junto.domain.assessments.enums import HIGHEST, LOWEST, RoundKind
from junto.domain.groups import facilitating
from junto.domain.reviews import mixed, policies, queries
from junto.domain.reviews.enums import MOMENT, HostItem
from junto.domain.reviews.models import HostFeedback, HostWord
from junto.domain.sessions import hosting as session_hosting
from junto.domain.sessions import pulses
from junto.foundation import idempotency
from junto.foundation.access import Actor, system
from junto.kernel import anonymity

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.sessions.models import Session

FEWEST = anonymity.GROUP_PULSE
OPEN_FOR = timedelta(days=3)
LONGEST = 2_000

NotAnAnswer = assessment_actions.NotAnAnswer
TooLong = assessment_actions.TooLong
RoundClosed = assessment_actions.RoundClosed


class TooLate(ValueError):
    """It is closed; what was typed is given back to its writer."""


class NotMixed(ValueError):
    """Too few people could answer here: only with one's name."""


def asks() -> assessment_actions.Asked:
    """Two questions, both of them, and one moment in words."""
    return assessment_actions.Asked(
        kind=RoundKind.FEEDBACK,
        items=dict.fromkeys(HostItem.values, (LOWEST, HIGHEST)),
        words={MOMENT: LONGEST},
        needs_all=True,
        k=FEWEST,
    )


def open_feedback(session: "Session", *, now: datetime) -> list[HostFeedback]:
    """Let people say something to whoever led a session; once for each of those."""
    there = pulses.people_to_ask(session)
    return [
        _open(session, leader, [each for each in there if each.pk != leader.pk], now)
        for leader in leaders_of(session)
    ]


def leaders_of(session: "Session") -> list["Person"]:
    """Who held a role that leads, and who looks after the group."""
    found = {each.pk: each for each in session_hosting.leaders_of(session)}
    guide = facilitating.facilitator_of(session.group)
    if guide is not None:
        found[guide.pk] = guide
    return [found[key] for key in sorted(found)]


@transaction.atomic
def _open(
    session: "Session", leader: "Person", people: list["Person"], now: datetime
) -> HostFeedback:
    row, made = HostFeedback.objects.get_or_create(
        organization_id=session.organization_id,
        session=session,
        person=leader,
        defaults={"closes_at": now + OPEN_FOR},
    )
    # One more than a figure rests on: otherwise a figure would tell that everybody answered.
    if not made or len(people) <= FEWEST:
        return row
    round_ = assessment_actions.open_round(
        topic=f"host:{row.ref}",
        # A pool of its own: nothing is ever added up over hosts or sessions.
        pool=f"host:{row.ref}",
        people=people,
        day=session.date,
        closes_at=row.closes_at,
        actor=system(session.organization_id),
        now=now,
        asked=asks(),
    )
    row.answers_ref, row.asked = round_.ref, len(people)
    row.save(update_fields=["answers_ref", "asked"])
    return row


def _check(about: HostFeedback, actor: Actor, now: datetime) -> None:
    policies.tell_host.check(actor, about)
    if now >= about.closes_at:
        raise TooLate


@transaction.atomic
def say_with_name(
    *,
    about: HostFeedback,
    values: Mapping[str, int],
    moment: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep what somebody says with their name, in place of what they said before, mixed or not.

    Raises
    ------
    TooLate, NotAnAnswer, TooLong
        When it is closed, or not what was asked.
    """
    _check(about, actor, now)
    words = moment.replace("\0", "").strip()
    if values.keys() != set(HostItem.values):
        raise NotAnAnswer
    if not all(type(each) is int and LOWEST <= each <= HIGHEST for each in values.values()):
        raise NotAnAnswer
    if len(words) > LONGEST:
        raise TooLong
    _forget_mixed(about, actor, now)
    HostWord.objects.update_or_create(
        organization_id=about.organization_id,
        about=about,
        person_id=actor.person_id or 0,
        defaults={"values": dict(values), "moment": words},
    )


@transaction.atomic
def say_mixed(
    *,
    about: HostFeedback,
    values: Mapping[str, int],
    moment: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep what somebody says among others, in place of what they said before, named or not.

    Raises
    ------
    TooLate, NotAnAnswer, TooLong
        When it is closed, or not what was asked.
    NotMixed
        Where too few could answer.
    """
    _check(about, actor, now)
    round_ = queries.mixed_round_of(about)
    if round_ is None or not queries.may_mix(about, actor.person_id or 0, now=now):
        raise NotMixed
    HostWord.objects.filter(about=about, person_id=actor.person_id or 0).delete()
    assessment_actions.answer(
        round_=round_,
        values=values,
        words={MOMENT: moment.replace("\0", "")},
        actor=actor,
        now=now,
    )


@transaction.atomic
def take_back(*, about: HostFeedback, actor: Actor, now: datetime) -> None:
    """Forget what somebody said, as if they had not; raises TooLate once it is closed."""
    _check(about, actor, now)
    HostWord.objects.filter(about=about, person_id=actor.person_id or 0).delete()
    _forget_mixed(about, actor, now)


def _forget_mixed(about: HostFeedback, actor: Actor, now: datetime) -> None:
    round_ = queries.mixed_round_of(about)
    if round_ is not None and queries.may_mix(about, actor.person_id or 0, now=now):
        assessment_actions.take_back_answers(round_=round_, actor=actor, now=now)


def keep_draft(*, about: HostFeedback, text: str, actor: Actor, now: datetime) -> bool:
    """Keep what is being typed beside the mixed answers; False where there are none to be."""
    _check(about, actor, now)
    round_ = queries.mixed_round_of(about)
    if round_ is None or not queries.may_mix(about, actor.person_id or 0, now=now):
        return False
    assessment_actions.save_draft(round_=round_, text=text, actor=actor, now=now)
    return True


@transaction.atomic
def keep_report(*, about: HostFeedback, now: datetime) -> None:
    """Work out, once, what the host may read of mixed answers."""
    policies.tell_host.check(system(about.organization_id), about)
    idempotency.claim()
    round_ = queries.mixed_round_of(about)
    if round_ is None or about.report is not None:
        return
    named = HostWord.objects.filter(about=about).count()
    could = about.asked - named
    rows = assessment_queries.sealed_answers(round_)
    report = mixed.told(rows, {mixed.ALL: could}, HostItem.values, k=FEWEST)
    if report:
        report["themes"] = mixed.themes(assessment_queries.sealed_words(round_))
    HostFeedback.objects.filter(pk=about.pk, report__isnull=True).update(report=report)
