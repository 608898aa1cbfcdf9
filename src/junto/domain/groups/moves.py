"""Asking people whether they would change their group.

A way to mend the groups is carried out once everybody who would move has said yes: here, or to
the manager. Nobody is told why they are asked, and a no needs no reason: the manager reads that
somebody would rather stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from junto.domain.groups import events, mending, moves_mail, moves_policies, policies, queries
from junto.domain.groups.enums import MoveState
from junto.domain.groups.models import MoveQuestion
from junto.foundation import idempotency, tenancy
from junto.foundation.access import Actor
from junto.foundation.events import publish

if TYPE_CHECKING:
    from junto.domain.programs.models import Program

OPEN_FOR = timedelta(days=7)
OPEN = (MoveState.ASKED, MoveState.YES, MoveState.STAYS)


class NobodyMoves(ValueError):
    """In this way nobody changes their group, so nobody is asked."""


class NotOpen(ValueError):
    """The question is answered for good, taken back, or its time is over."""


# ---------------------------------------------------------------- read


def get_question(ref: str) -> MoveQuestion:
    """The question with this reference (NotFound when there is none)."""
    return tenancy.find(MoveQuestion, ref)


def is_open(question: MoveQuestion, *, today: date) -> bool:
    """Whether it can be answered, and the answer changed."""
    return question.state in OPEN and today <= question.expires_on


def questions_for(person_id: int, *, today: date) -> list[MoveQuestion]:
    """What somebody is asked and has not answered."""
    rows = MoveQuestion.objects.filter(
        person_id=person_id, state=MoveState.ASKED, expires_on__gte=today
    )
    return list(rows.select_related("source", "target").order_by("expires_on", "pk"))


@dataclass(frozen=True)
class Answers:
    """How far a way is: who was asked, and what they said."""

    by_person: Mapping[str, str]
    until: date

    def count(self, state: MoveState) -> int:
        """How many are in a state."""
        return sum(each == state for each in self.by_person.values())

    @property
    def is_agreed(self) -> bool:
        """Whether everybody who was asked said yes."""
        return all(each == MoveState.YES for each in self.by_person.values())


def answers_in(program: "Program", *, today: date) -> dict[str, Answers]:
    """Way -> what those who would move have said; ways nobody is asked about are left out."""
    rows = MoveQuestion.objects.filter(program=program, state__in=OPEN, expires_on__gte=today)
    rows = rows.select_related("person")
    found: dict[str, list[MoveQuestion]] = {}
    for row in rows:
        found.setdefault(row.way, []).append(row)
    return {
        way: Answers(
            {row.person.ref: row.state for row in those}, min(row.expires_on for row in those)
        )
        for way, those in found.items()
    }


def agreed_way(program: "Program", *, today: date) -> str:
    """A way that everybody who was asked said yes to; empty for none. One query."""
    rows = MoveQuestion.objects.filter(program=program, state__in=OPEN, expires_on__gte=today)
    said: dict[str, set[str]] = {}
    for way, state in rows.values_list("way", "state"):
        said.setdefault(way, set()).add(state)
    return next((way for way, states in sorted(said.items()) if states == {MoveState.YES}), "")


# ---------------------------------------------------------------- write


@transaction.atomic
def ask(*, program: "Program", key: str, actor: Actor, now: datetime) -> int:
    """Ask everybody who would change their group in this way; return how many.

    Raises
    ------
    mending.Changed
        When the groups or their people are others by now.
    NobodyMoves
        When nobody would.
    """
    policies.form_groups.check(actor, program)
    found = mending.mending(program, now=now)
    way = next((each for each in found.every_way if each.key == key), None)
    if way is None:
        raise mending.Changed
    if not way.moved:
        raise NobodyMoves
    groups = {group.name: group for group in queries.groups_of(program)}
    until = now.date() + OPEN_FOR
    asked = 0
    for step in way.moved:
        row, made = MoveQuestion.objects.get_or_create(
            organization_id=program.organization_id,
            program=program,
            way=key,
            person=step.person,
            defaults={
                "source": groups[step.source],
                "target": groups.get(step.target),
                "target_name": step.target,
                "expires_on": until,
            },
        )
        if not made and not is_open(row, today=now.date()):
            row.state, row.expires_on = MoveState.ASKED, until
            row.save(update_fields=["state", "expires_on"])
            made = True
        if made:
            moves_mail.ask(row, now=now)
            asked += 1
    if asked:
        told = events.MovesAsked(program_ref=program.ref)
        publish(told, actor=actor, now=now)
    return asked


@transaction.atomic
def answer(*, question: MoveQuestion, says_yes: bool, actor: Actor, now: datetime) -> None:
    """Say whether one would change; changed as often as one likes until it is carried out.

    No event: the log of the organization tells nobody what somebody said.

    Raises
    ------
    NotOpen
        When it is no longer asked.
    """
    moves_policies.answer_move.check(actor, question)
    row = MoveQuestion.objects.select_for_update().get(pk=question.pk)
    if not is_open(row, today=now.date()):
        raise NotOpen
    idempotency.claim()
    row.state = MoveState.YES if says_yes else MoveState.STAYS
    row.save(update_fields=["state"])


@transaction.atomic
def take_back(*, program: "Program", key: str, actor: Actor, now: datetime) -> None:
    """Ask nobody about this way any more."""
    policies.form_groups.check(actor, program)
    rows = MoveQuestion.objects.filter(program=program, way=key, state__in=OPEN)
    if rows.update(state=MoveState.WITHDRAWN):
        told = events.MovesTakenBack(program_ref=program.ref)
        publish(told, actor=actor, now=now)


@transaction.atomic
def carry_out(
    *, program: "Program", key: str, agreed: Sequence[str], actor: Actor, now: datetime
) -> tuple[mending.Way, list[Any]]:
    """Mend the groups this way; who said yes here need not be named. Raises as `mending.mend`."""
    said = answers_in(program, today=now.date()).get(key)
    states = said.by_person if said else {}
    # Whoever would rather stay stays, whatever was ticked.
    known = {ref for ref in agreed if states.get(ref) != MoveState.STAYS}
    known |= {ref for ref, state in states.items() if state == MoveState.YES}
    rows = MoveQuestion.objects.filter(program=program, state__in=OPEN)
    rows.filter(way=key).update(state=MoveState.DONE)
    return mending.mend(program=program, key=key, agreed=known, actor=actor, now=now)


def void(program_ref: str) -> None:
    """Ask nobody any more: the groups are others than those the questions were about."""
    rows = MoveQuestion.objects.filter(program__ref=program_ref, state__in=OPEN)
    rows.update(state=MoveState.WITHDRAWN)
