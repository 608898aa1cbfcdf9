"""What programs do when something happens elsewhere."""

from datetime import datetime

from junto.domain.people import queries as people_queries
from junto.domain.people.events import (
    ImportCommitted,
    ImportContinued,
    ImportUndone,
    PersonAdded,
    PersonLeft,
)
from junto.domain.programs import actions, queries
from junto.foundation.access import Actor
from junto.foundation.events import subscribe


@subscribe(ImportCommitted)
@subscribe(ImportContinued)
def enroll_imported(
    event: ImportCommitted | ImportContinued, *, actor: Actor, now: datetime
) -> None:
    """People imported from a program's page take part in it."""
    if event.program_ref:
        actions.enroll_people(
            program=queries.get_program(event.program_ref),
            people=people_queries.people_by_ids(event.person_ids),
            actor=actor,
            now=now,
        )


@subscribe(PersonAdded)
@subscribe(PersonLeft)
def note_person(event: PersonAdded | PersonLeft, *, actor: Actor, now: datetime) -> None:
    """Somebody who leaves, or comes back, changes who takes part in their programs."""
    actions.note_changed_people(ref=event.person_ref, now=now)


@subscribe(ImportCommitted)
@subscribe(ImportContinued)
def note_returned(event: ImportCommitted | ImportContinued, *, actor: Actor, now: datetime) -> None:
    """A file can bring back people who had left."""
    actions.note_changed_people(pk__in=event.person_ids, now=now)


@subscribe(ImportUndone)
def note_removed(event: ImportUndone, *, actor: Actor, now: datetime) -> None:
    """And an import that is taken back can make them leave."""
    actions.note_changed_people(pk__in=event.removed_ids, now=now)


@subscribe(ImportUndone)
def withdraw_undone(event: ImportUndone, *, actor: Actor, now: datetime) -> None:
    """People whose import was taken back leave the program."""
    if event.program_ref:
        actions.withdraw_people(
            program=queries.get_program(event.program_ref),
            person_ids=event.removed_ids,
            actor=actor,
            now=now,
        )
