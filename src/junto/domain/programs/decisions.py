"""The log of what was decided about things that needed a look."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from junto.domain.people import queries as people_queries
from junto.domain.programs import events, policies
from junto.domain.programs.enums import Choice
from junto.domain.programs.models import Decision, Program
from junto.foundation.access import Actor
from junto.foundation.events import publish

LONGEST_NOTE = 1000
WAIT = timedelta(days=7)


def decisions_of(program: Program) -> list[Decision]:
    """What was decided, the latest first."""
    rows = Decision.objects.filter(program=program).select_related("person")
    return list(rows.order_by("-at", "-pk"))


def settled_keys(program: Program, today: date) -> set[str]:
    """Occasions that are decided and do not ask again yet."""
    rows = Decision.objects.filter(program=program)
    rows = rows.filter(Q(again_on=None) | Q(again_on__gt=today))
    return set(rows.values_list("key", flat=True))


@transaction.atomic
def decide(
    *, program: Program, key: str, said: str, choice: str, note: str, actor: Actor, now: datetime
) -> Decision:
    """Keep what was decided about an occasion; the occasion asks no more, or in a week again."""
    policies.manage_program.check(actor, program)
    decision = Decision.objects.create(
        program=program,
        key=key,
        said=said[:300],
        choice=choice,
        note=note,
        again_on=now.date() + WAIT if choice == Choice.WAIT else None,
        person=people_queries.person_of(actor),
        at=now,
    )
    publish(
        events.DecisionMade(program_ref=program.ref, decision_ref=decision.ref, choice=choice),
        actor=actor,
        now=now,
    )
    return decision


@transaction.atomic
def take_back(*, program: Program, ref: str, actor: Actor, now: datetime) -> None:
    """Let a decision ask again from now on; what was decided stays in the log."""
    policies.manage_program.check(actor, program)
    Decision.objects.filter(program=program, ref=ref).update(again_on=now.date())
