"""Pairs and circles that meet: what they expect of each other, what they work on, how they end.

What two wrote is seen by the two alone, and by neither before both have written. A pair ends on the
word of either, without a reason; who it was is told to nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.groups import events, matchings, mentoring, policies
from junto.domain.groups.enums import GroupKind, LineKind
from junto.domain.groups.models import (
    ChallengeLine,
    Expectations,
    Group,
    GroupMember,
    MemberChallenge,
    MentoringPair,
)
from junto.domain.people import queries as people_queries
from junto.foundation import tenancy
from junto.foundation.access import Actor, Forbidden, system
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

QUESTIONS = ("want", "how_often", "reach", "between_us")
LONGEST = 1_000


class NothingWritten(ValueError):
    """There are no words to keep."""


# ---------------------------------------------------------------- one pair or circle


def pairs_in(group: Group) -> list[MentoringPair]:
    """The pairs of a group that meets, with both people, by name."""
    rows = MentoringPair.objects.filter(group=group, ended_at=None)
    return list(rows.select_related("mentee", "mentor").order_by("mentee__full_name", "pk"))


def is_matched(group: Group) -> bool:
    """True for a group that came of a matching."""
    return MentoringPair.objects.filter(group=group).exists()


def is_circle(group: Group) -> bool:
    """True where one mentors several."""
    return group.kind == GroupKind.MENTORING_CIRCLE


@dataclass(frozen=True)
class Written:
    """What is written of expectations: one's own, the other's once both have, and who has."""

    mine: Expectations | None
    others: tuple[Expectations, ...]
    # How many of the others have written.
    count: int


def expectations_in(group: Group, person_id: int) -> Written:
    """What a member may read: their own words, and others' when theirs stand too."""
    rows = Expectations.objects.filter(group=group).select_related("person")
    written = list(rows.order_by("written_at", "pk"))
    mine = next((row for row in written if row.person_id == person_id), None)
    others = tuple(row for row in written if row.person_id != person_id)
    return Written(mine, others if mine is not None else (), len(others))


@transaction.atomic
def write_expectations(
    *, group: Group, words: Mapping[str, str], actor: Actor, now: datetime
) -> None:
    """Write down what one expects; what was there before is replaced.

    Raises
    ------
    NothingWritten
        When every answer is empty.
    """
    policies.meet_in_group.check(actor, group)
    kept = {name: words.get(name, "").replace("\0", "").strip()[:LONGEST] for name in QUESTIONS}
    if not any(kept.values()):
        raise NothingWritten
    Expectations.objects.update_or_create(
        organization_id=group.organization_id,
        group=group,
        person=_own(actor),
        defaults={**kept, "written_at": now},
    )
    told = events.ExpectationsWritten(group_ref=group.ref)
    publish(told, actor=system(group.organization_id), now=now)


def _own(actor: Actor) -> "Person":
    person = people_queries.person_of(actor)
    if person is None:
        raise Forbidden("groups.meet")
    return person


# ---------------------------------------------------------------- challenges in a circle


def challenges_in(group: Group) -> list[Any]:
    """The members' current challenges, each with `shown`: its lines, oldest first."""
    rows = MemberChallenge.objects.filter(group=group, ended_at=None).select_related("person")
    found: list[Any] = list(rows.order_by("stated_at", "pk"))
    by_id: dict[int, list[ChallengeLine]] = {row.pk: [] for row in found}
    lines = ChallengeLine.objects.filter(challenge__in=list(by_id)).select_related("person")
    for line in lines.order_by("written_at", "pk"):
        by_id[line.challenge_id].append(line)
    for row in found:
        row.shown = by_id[row.pk]
    return found


def challenge_of(group: Group, ref: str) -> MemberChallenge:
    """A current challenge of the group (NotFound when there is none)."""
    found = MemberChallenge.objects.filter(group=group, ref=ref, ended_at=None).first()
    if found is None:
        raise tenancy.NotFound(ref)
    return found


@transaction.atomic
def state_challenge(*, group: Group, text: str, actor: Actor, now: datetime) -> MemberChallenge:
    """Say what one works on now; the challenge before is over.

    Raises
    ------
    NothingWritten
        When there are no words.
    """
    policies.meet_in_group.check(actor, group)
    words = _words(text)
    person = _own(actor)
    MemberChallenge.objects.filter(group=group, person=person, ended_at=None).update(ended_at=now)
    made = MemberChallenge.objects.create(group=group, person=person, text=words, stated_at=now)
    _tell_circle(group, actor, now)
    return made


@transaction.atomic
def add_line(
    *, group: Group, challenge: str, text: str, session_ref: str = "", actor: Actor, now: datetime
) -> ChallengeLine:
    """Add a line: on one's own challenge how far it is, on another's a piece of advice.

    Raises
    ------
    NothingWritten
        When there are no words.
    """
    policies.meet_in_group.check(actor, group)
    found = challenge_of(group, challenge)
    person = _own(actor)
    is_own = found.person_id == person.pk
    line = ChallengeLine.objects.create(
        challenge=found,
        kind=LineKind.PROGRESS if is_own else LineKind.ADVICE,
        person=person,
        text=_words(text),
        session_ref=session_ref[:12] if is_own else "",
        written_at=now,
    )
    _tell_circle(group, actor, now)
    return line


def _words(text: str) -> str:
    words = text.replace("\0", "").strip()[:LONGEST]
    if not words:
        raise NothingWritten
    return words


def _tell_circle(group: Group, actor: Actor, now: datetime) -> None:
    told = events.ChallengeStated(group_ref=group.ref)
    publish(told, actor=system(actor.organization_id), now=now)


# ---------------------------------------------------------------- not the right match


@transaction.atomic
def end_match(*, group: Group, actor: Actor, now: datetime) -> None:
    """Say that it is not the right match: without fault, without a reason, nobody is named.

    A pair ends, and a circle whose mentor says so. A mentee leaves their circle.
    """
    policies.meet_in_group.check(actor, group)
    person = _own(actor)
    found = MentoringPair.objects.filter(group=group, ended_at=None)
    if not found.exists():
        raise tenancy.NotFound(group.ref)
    mine = found.filter(mentee=person)
    is_whole = not is_circle(group) or not mine.exists() or found.count() == 1
    ended = found if is_whole else mine
    count = ended.update(ended_at=now, is_set_free=True)
    house = system(group.organization_id)
    if is_whole:
        matchings.end_groups([group], actor=house, now=now)
    else:
        seats = GroupMember.objects.filter(group=group, person=person, ended_at=None)
        seats.update(ended_at=now)
    for _each in range(count):
        publish(events.PairEnded(program_ref=group.program.ref), actor=house, now=now)


def own_groups(program: "Program", person_id: int) -> list[Group]:
    """Matched groups of a program in which somebody meets, by name."""
    rows = Group.objects.filter(
        program=program,
        ended_at=None,
        pairs__isnull=False,
        members__person_id=person_id,
        members__ended_at=None,
    )
    return list(rows.distinct().order_by("name", "pk"))


def stored_about(person_id: int) -> dict[str, Any]:
    """What mentoring keeps of somebody, ready for JSON: their own words and wishes."""
    sides = mentoring.sides_stored(person_id)
    expectations = Expectations.objects.filter(person_id=person_id).select_related("group")
    challenges = MemberChallenge.objects.filter(person_id=person_id).select_related("group")
    lines = ChallengeLine.objects.filter(person_id=person_id).order_by("pk")
    return {
        **sides,
        "expectations": [
            {"group": row.group.name, **{name: getattr(row, name) for name in QUESTIONS}}
            for row in expectations.order_by("pk")
        ],
        "challenges": [
            {"group": row.group.name, "text": row.text} for row in challenges.order_by("pk")
        ],
        "lines": [{"kind": row.kind, "text": row.text} for row in lines],
    }
