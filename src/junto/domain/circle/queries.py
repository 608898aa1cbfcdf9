"""Reading what the people of a group keep between their sessions."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from junto.domain.circle.models import Confidence
from junto.domain.groups import facilitating
from junto.domain.groups import queries as group_queries
from junto.domain.programs import queries as program_queries
from junto.foundation import tenancy

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person

FACILITATOR, MANAGER, MEMBER = "facilitator", "manager", "member"


def get_confidence(ref: str) -> Confidence:
    """What was told under this reference (NotFound when there is nothing)."""
    return tenancy.find(Confidence, ref)


@dataclass(frozen=True)
class Listener:
    """Somebody to turn to, and as what."""

    person: "Person"
    role: str


def listeners_of(group: "Group", person_id: int) -> list[Listener]:
    """Whom one of the group's people may tell: its facilitator, its managers, another member."""
    guide = facilitating.facilitator_of(group)
    found = [Listener(guide, FACILITATOR)] if guide is not None else []
    found += [Listener(each, MANAGER) for each in program_queries.managers_of(group.program)]
    found += [Listener(each, MEMBER) for each in group_queries.members_of(group)]
    first = {each.person.pk: each for each in reversed(found) if each.person.pk != person_id}
    return [each for each in found if first.get(each.person.pk) is each]


def confidences_of(group: "Group", person_id: int) -> list[Confidence]:
    """What this person told or was told in a group, the latest first; for the two alone."""
    mine = Q(author_id=person_id) | Q(reader_id=person_id)
    rows = Confidence.objects.filter(mine, group=group).select_related("author", "reader")
    return list(rows.order_by("-written_on", "-pk"))


def stored_about(person_id: int) -> list[dict[str, Any]]:
    """What somebody wrote, ready for JSON; what others told them is the others'."""
    told = Confidence.objects.filter(author_id=person_id).select_related("group")
    return [
        {
            "group": row.group.name,
            "told_in_confidence": row.text,
            "promise": row.promise,
            "on": row.written_on.isoformat(),
        }
        for row in told.order_by("pk")
    ]
