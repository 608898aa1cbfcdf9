"""Erasing people whom nothing has touched but the import that added them."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q

from junto.domain.people.enums import Role
from junto.domain.people.events import PersonChanged, RolesChanged
from junto.domain.people.models import ImportBatch, Person
from junto.foundation.events.models import EventRecord

# A database takes only so many ids in one question.
PART = 10_000


def untouched(ids: Sequence[int], *, batch: ImportBatch) -> list[int]:
    """Those of `ids` whom nobody signed in as, changed, grouped or otherwise worked with."""
    touched = _changed_by_hand(batch)
    everybody = set(ids)
    for part in _parts(ids):
        touched |= set(
            Person.objects.filter(pk__in=part, user__isnull=False).values_list("pk", flat=True)
        )
        for relation in _relations():
            rows = relation.related_model.objects.filter(**{f"{relation.field.name}__in": part})
            rows = rows.exclude(_of_the_import(relation, batch))
            pairs = rows.values_list(relation.field.attname, "pk")
            if relation.related_model is Person:
                touched |= {boss for boss, member in pairs if member not in everybody}
            else:
                touched |= {person for person, _row in pairs}
    return [pk for pk in ids if pk not in touched]


def erase(ids: Sequence[int]) -> None:
    """Delete people and the rows that only say that they were added."""
    for part in _parts(ids):
        for relation in _relations():
            rows = relation.related_model.objects.filter(**{f"{relation.field.name}__in": part})
            if relation.field.null:
                rows.update(**{relation.field.name: None})
            else:
                rows.delete()
    for part in _parts(ids):
        people = Person.objects.filter(pk__in=part)
        # What refers to them is gone: Django need not look for it once more for each.
        people._raw_delete(people.db)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), PART):
        yield ids[start : start + PART]


def _relations() -> list[Any]:
    """Every foreign key that points to a person, of whatever context."""
    fields = Person._meta.get_fields(include_hidden=True)
    return [each for each in fields if each.auto_created and (each.one_to_many or each.one_to_one)]


def _of_the_import(relation: Any, batch: ImportBatch) -> Q:
    """Rows that stand there because of the import itself."""
    match relation.related_model._meta.label:
        case "people.RoleAssignment":
            return Q(role=Role.PARTICIPANT)
        case "people.ImportRow" | "people.ImportChange":
            return Q(batch=batch)
        case "programs.Enrollment" if batch.program_ref:
            return Q(program__ref=batch.program_ref)
    return Q(pk__in=[])


def _changed_by_hand(batch: ImportBatch) -> set[int]:
    """Whom somebody edited, or gave a role, since the import."""
    kinds = (PersonChanged.kind, RolesChanged.kind)
    rows = EventRecord.objects.filter(kind__in=kinds, occurred_at__gte=batch.committed_at)
    refs = {payload["person_ref"] for payload in rows.values_list("payload", flat=True)}
    return set(Person.objects.filter(ref__in=refs).values_list("pk", flat=True)) if refs else set()
