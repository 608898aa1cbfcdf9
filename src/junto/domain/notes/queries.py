"""Reading notes and what groups make."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from junto.domain.groups import queries as group_queries
from junto.domain.notes.enums import Audience, Stand
from junto.domain.notes.models import Deliverable, DeliverableConsent, SharedNote
from junto.domain.sessions.enums import SessionState
from junto.foundation import tenancy

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person
    from junto.domain.programs.models import Program
    from junto.domain.sessions.models import Session


def get_note(ref: str) -> SharedNote:
    """The note with this reference (NotFound when there is none)."""
    return tenancy.find(SharedNote, ref)


def get_deliverable(ref: str) -> Deliverable:
    """The deliverable with this reference (NotFound when there is none)."""
    return tenancy.find(Deliverable, ref)


def notes_for(
    group: "Group", person_id: int, *, session: "Session | None" = None
) -> list[SharedNote]:
    """The notes of a group that one of its people may read, the latest first."""
    everybodys = Q(audience__in=[Audience.GROUP, Audience.NAMELESS])
    own = Q(audience__in=[Audience.AUTHOR, Audience.RECIPIENT]) & (
        Q(owner_id=person_id) | Q(about_id=person_id)
    )
    is_over = Q(session__state__in=[SessionState.ENDED, SessionState.CALLED_OFF])
    handed = Q(audience=Audience.PRESENTER) & (~is_over | Q(about_id=person_id))
    rows = SharedNote.objects.filter(everybodys | own | handed, group=group)
    if session is not None:
        rows = rows.filter(session=session)
    return list(rows.select_related("session", "owner", "about").order_by("-changed_at", "-pk"))


def deliverables_of(group: "Group") -> list[Deliverable]:
    """What a group makes, what is not out yet first."""
    rows = Deliverable.objects.filter(group=group).select_related("owner")
    return sorted(rows.order_by("-pk"), key=lambda row: row.state == Stand.OUT)


def handed_over(program: "Program") -> list[Deliverable]:
    """What groups of a program handed over, the latest first."""
    rows = Deliverable.objects.filter(group__program=program, state=Stand.OUT)
    return list(rows.select_related("group", "owner").order_by("-out_at", "-pk"))


def who_agreed(deliverable: Deliverable) -> set[int]:
    """Ids of the people who said yes to the edition that holds now."""
    rows = DeliverableConsent.objects.filter(deliverable=deliverable, edition=deliverable.edition)
    return set(rows.values_list("person_id", flat=True))


def waits_for(deliverable: Deliverable) -> list["Person"]:
    """Current members whose yes is missing, by name."""
    agreed = who_agreed(deliverable)
    members: Sequence[Any] = group_queries.members_of(deliverable.group)
    return [person for person in members if person.pk not in agreed]


def stored_about(person_id: int) -> list[dict[str, Any]]:
    """What somebody owns or agreed to, ready for JSON; the words of notes are the group's."""
    notes = SharedNote.objects.filter(Q(owner_id=person_id) | Q(about_id=person_id))
    consents = DeliverableConsent.objects.filter(person_id=person_id)
    owned = Deliverable.objects.filter(owner_id=person_id)
    return [
        *(
            {
                "note": row.title,
                "audience": row.audience,
                "began": row.created_at.date().isoformat(),
            }
            for row in notes.order_by("pk")
        ),
        *(
            {"agreed_to_hand_over": row.deliverable.title, "on": row.given_at.date().isoformat()}
            for row in consents.select_related("deliverable").order_by("pk")
        ),
        *({"looks_after": row.title} for row in owned.order_by("pk")),
    ]
