"""Reading thanks: one's own in full, a group's as a sum."""

from typing import TYPE_CHECKING, Any

from junto.domain.recognition.models import Thanks

if TYPE_CHECKING:
    from junto.domain.groups.models import Group

LATEST = 20


def thanks_to(person_id: int, *, limit: int = LATEST) -> list[Thanks]:
    """What somebody was thanked for, the latest first; for nobody else's eyes."""
    rows = Thanks.objects.filter(recipient_id=person_id).select_related("giver", "group")
    return list(rows.order_by("-given_on", "-pk")[:limit])


def thanks_given(session_ref: str, giver_id: int) -> list[Thanks]:
    """Whom somebody thanked after one session."""
    rows = Thanks.objects.filter(session_ref=session_ref, giver_id=giver_id)
    return list(rows.select_related("recipient").order_by("pk"))


def count_in(group: "Group") -> int:
    """How often people of the group were thanked: all that a group sees."""
    return Thanks.objects.filter(group=group).count()


def counts_of(group: "Group", person_id: int) -> tuple[int, int]:
    """How often somebody thanked and was thanked in a group; for their own eyes."""
    rows = Thanks.objects.filter(group=group)
    return rows.filter(giver_id=person_id).count(), rows.filter(recipient_id=person_id).count()


def stored_about(person_id: int) -> list[dict[str, Any]]:
    """Everything kept of thanks to somebody and from them."""
    received = Thanks.objects.filter(recipient_id=person_id)
    given = Thanks.objects.filter(giver_id=person_id)
    return [
        {
            "direction": direction,
            "moment": row.moment,
            "effect": row.effect,
            "given_on": row.given_on.isoformat(),
        }
        for direction, rows in (("received", received), ("given", given))
        for row in rows.order_by("given_on", "pk")
    ]
