"""Whom somebody has met through programs, and whom they could meet."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from junto.domain.groups import advice
from junto.domain.groups.models import GroupMember
from junto.domain.people import queries as people_queries
from junto.foundation.access import Actor

if TYPE_CHECKING:
    from datetime import datetime

    from junto.domain.people.models import Person

MOST_SHOWN = 12


@dataclass
class Face:
    """Somebody met: in which groups, and whether one of them still meets with both in it."""

    person: "Person"
    groups: list[str] = field(default_factory=list)
    is_together: bool = False
    # True when they met first in the newest program.
    is_new: bool = True


@dataclass(frozen=True)
class Faces:
    """The people somebody has met, those of now first."""

    met: tuple[Face, ...]
    # The program of the newest group; empty for who is in none.
    program: str
    new: int


def people_met(person: "Person") -> Faces:
    """Everybody who was in a group at the same time as this person, and is still here."""
    mine = list(
        GroupMember.objects.filter(person=person)
        .select_related("group__program")
        .order_by("-group__published_at", "-pk")
    )
    newest = mine[0].group.program_id if mine else None
    spans: dict[int, list[GroupMember]] = {}
    for seat in mine:
        spans.setdefault(seat.group_id, []).append(seat)
    found: dict[int, Face] = {}
    rows = GroupMember.objects.filter(group_id__in=spans, person__ended_at=None)
    others = list(rows.exclude(person=person).select_related("person", "group"))
    for row in sorted(others, key=lambda row: (row.group.published_at, row.pk), reverse=True):
        if not any(_overlap(seat, row) for seat in spans[row.group_id]):
            continue
        face = found.setdefault(row.person_id, Face(row.person))
        if row.group.name not in face.groups:
            face.groups.append(row.group.name)
        ends = (row.ended_at, row.group.ended_at, *(each.ended_at for each in spans[row.group_id]))
        face.is_together = face.is_together or ends.count(None) == len(ends)
        face.is_new = face.is_new and row.group.program_id == newest
    for label, other in people_queries.met_before(person):
        face = found.setdefault(other.pk, Face(other))
        face.groups.append(label)
        face.is_new = False
    met = sorted(
        found.values(),
        key=lambda face: (not face.is_together, face.person.full_name, face.person.pk),
    )
    name = mine[0].group.program.name if mine else ""
    return Faces(tuple(met), name, sum(face.is_new for face in met))


def _overlap(one: GroupMember, other: GroupMember) -> bool:
    def is_before(end: "datetime | None", start: "datetime") -> bool:
        return end is not None and end <= start

    return not is_before(one.ended_at, other.joined_at) and not is_before(
        other.ended_at, one.joined_at
    )


def could_meet(faces: Faces, *, actor: Actor) -> list[advice.Listing]:
    """People one has not met who let everybody here find them: those who offer advice.

    Nobody else is shown: who takes part in programs is not told to other people.
    """
    known = {face.person.pk for face in faces.met}
    listed = advice.directory(actor=actor)
    return [each for each in listed if each.person.pk not in known][:MOST_SHOWN]
