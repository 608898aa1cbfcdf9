"""Those who lead a program and choose to show that they ask for feedback first."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from junto.domain.feedback import policies
from junto.domain.feedback.models import AsksFirst
from junto.domain.programs import queries as program_queries
from junto.foundation import idempotency
from junto.foundation.access import Actor

if TYPE_CHECKING:
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program

LONGEST_SENTENCE = 200


class NothingSaid(ValueError):
    """A signal is a sentence of one's own."""


@transaction.atomic
def show(*, program: "Program", sentence: str, actor: Actor) -> None:
    """Show to everybody in the program that one asks for feedback, in a sentence of one's own.

    Raises
    ------
    NothingSaid
        Without a sentence: none is written for anybody.
    """
    policies.ask_first.check(actor, program)
    text = " ".join(sentence.split())[:LONGEST_SENTENCE]
    if not text:
        raise NothingSaid
    idempotency.claim()
    AsksFirst.objects.update_or_create(
        organization_id=program.organization_id,
        program=program,
        person_id=actor.person_id or 0,
        defaults={"sentence": text},
    )


@transaction.atomic
def hide(*, program: "Program", actor: Actor) -> None:
    """Show it no more; nothing says that it was shown."""
    policies.ask_first.check(actor, program)
    idempotency.claim()
    AsksFirst.objects.filter(program=program, person_id=actor.person_id or 0).delete()


def own_sentence(program: "Program", actor: Actor) -> str:
    """What somebody shows in a program; '' when they show nothing."""
    row = AsksFirst.objects.filter(program=program, person_id=actor.person_id or 0).first()
    return row.sentence if row else ""


def shown_to(person: "Person") -> list[AsksFirst]:
    """Who leads a program that somebody takes part in, and shows that they ask; by name."""
    rows = AsksFirst.objects.filter(
        program__staff__person=F("person"),
        program__enrollments__person=person,
        program__enrollments__state__in=program_queries.TAKING_PART,
        person__ended_at=None,
    )
    return list(rows.select_related("person").distinct().order_by("person__full_name", "pk"))
