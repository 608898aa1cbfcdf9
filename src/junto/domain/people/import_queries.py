"""Reading imports, and what an import compares with."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from junto.domain.people import queries
from junto.domain.people.enums import ImportState, RowState
from junto.domain.people.importing import people as known_people
from junto.domain.people.importing.columns import Known as KnownAttribute
from junto.domain.people.importing.columns import Table, Use
from junto.domain.people.importing.exporting import table_of
from junto.domain.people.models import (
    AttributeDefinition,
    ColumnMemory,
    ImportBatch,
    ImportChange,
    ImportRow,
    Person,
)
from junto.foundation import tenancy
from junto.foundation.access import Actor

_EXTRA = ("pk", "ref", "attributes", "manager_id", "time_zone_assumed", "ended_at")


def get_import(ref: str) -> ImportBatch:
    """The import with this reference (NotFound when there is none)."""
    return tenancy.find(ImportBatch, ref)


def get_import_by_id(batch_id: int) -> ImportBatch:
    """The import with this id, in the organization in scope."""
    return ImportBatch.objects.select_related("created_by", "organization").get(pk=batch_id)


def open_imports(actor: Actor, program_ref: str = "") -> list[ImportBatch]:
    """The actor's imports that wait for something, newest first."""
    return list(
        ImportBatch.objects.filter(
            created_by_id=actor.person_id,
            program_ref=program_ref,
            state__in=(ImportState.READING, ImportState.CHECKING, ImportState.COMMITTING),
        ).order_by("-created_at")[:5]
    )


def actor_of_user(user_id: int) -> Actor:
    """Who asked for a commit, with the roles held by now."""
    return queries.actor_for(
        user=SimpleNamespace(pk=user_id), organization_id=tenancy.current_organization_id()
    )


def known_index(*, with_left: bool = True) -> known_people.Index:
    """People of the organization in scope, as an import compares with them."""
    rows = Person.objects.order_by("full_name", "id")
    if not with_left:
        rows = rows.filter(ended_at=None)
    names = (*_EXTRA, *known_people.PERSON_FIELDS)
    return known_people.Index.of(
        known_people.Known(
            id=row[0],
            ref=row[1],
            attributes=row[2],
            manager_id=row[3],
            time_zone_assumed=row[4],
            has_left=row[5] is not None,
            values=dict(zip(known_people.PERSON_FIELDS, row[len(_EXTRA) :], strict=True)),
        )
        for row in rows.values_list(*names).iterator(chunk_size=2000)
    )


def known_attributes() -> list[KnownAttribute]:
    """Attributes the organization keeps, as an import matches them."""
    return [
        KnownAttribute(row.key, row.label, row.kind, row.is_sensitive)
        for row in AttributeDefinition.objects.order_by("position", "label")
    ]


def remembered() -> dict[str, str]:
    """How headings were used before."""
    return dict(ColumnMemory.objects.values_list("heading", "field"))


def staged_table(batch: ImportBatch) -> Table:
    """The staged cells."""
    cells = ImportRow.objects.filter(batch=batch).order_by("number").values_list("number", "cells")
    return Table(batch.headings, list(cells.iterator(chunk_size=2000)))


def staged_outcomes(batch: ImportBatch) -> dict[int, tuple[str, dict[str, Any], list[Any]]]:
    """Row number -> state, values and issues as they are stored."""
    rows = ImportRow.objects.filter(batch=batch).values_list("number", "state", "values", "issues")
    return {number: (state, values, issues) for number, state, values, issues in rows}


def added_rows(batch: ImportBatch) -> dict[int, str]:
    """Row number -> reference of the person it became."""
    rows = ImportRow.objects.filter(batch=batch, state=RowState.ADDED, person__isnull=False)
    return dict(rows.values_list("number", "person__ref"))


def uses_of(batch: ImportBatch) -> list[Use]:
    """The use of each column."""
    return [Use.decode(batch.mapping.get(str(p), "skip")) for p in range(len(batch.headings))]


def rows_in(batch: ImportBatch, state: str) -> Any:
    """Rows of an import in one state, in the file's order."""
    return ImportRow.objects.filter(batch=batch, state=state).order_by("number")


def rows_with(batch: ImportBatch, kind: str, column: int, found: str) -> list[int]:
    """Numbers of the rows that wait for the same repair."""
    rows = rows_in(batch, RowState.TO_FIX).values_list("number", "issues")
    return [number for number, issues in rows if [kind, column, found] in issues]


def rows_to_fix(batch: ImportBatch) -> Iterator[list[str]]:
    """Headings and the rows that wait, as they are in the file."""
    yield list(batch.headings)
    for row in rows_in(batch, RowState.TO_FIX):
        yield list(row.cells)


def changes_of(batch: ImportBatch) -> list[tuple[int, dict[str, Any] | None]]:
    """Person ids with what they were before; None for somebody the import added."""
    rows = ImportChange.objects.filter(batch=batch).order_by("-pk")
    return list(rows.values_list("person_id", "before"))


def export_table(person_id: int | None) -> list[list[str]]:
    """Everybody who has not left, as a table that imports again unchanged.

    For somebody: the people they manage are there by name alone.
    """
    people = known_index(with_left=False).people
    return table_of(people, known_attributes(), manager_id=person_id)
