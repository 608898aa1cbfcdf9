"""A kind word to somebody who was away twice: asked of the facilitator, who knows the group.

The mail names nobody. Whoever may see who was away finds it on the page it leads to.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from junto.domain.groups import queries as group_queries
from junto.domain.organizations import queries as organization_queries
from junto.domain.people import queries as people_queries
from junto.domain.programs import queries as program_queries
from junto.foundation import outbox, tenancy
from junto.foundation.outbox import Mail, renders
from junto.foundation.outbox.sending import mail_is_set_up

if TYPE_CHECKING:
    from junto.domain.groups.models import Group
    from junto.domain.people.models import Person

CHECK_IN = "sessions.check-in"


def whom_to_ask(group: "Group") -> list["Person"]:
    """The facilitators of the group's program who can be written to."""
    if not mail_is_set_up() or organization_queries.is_sample(group.organization_id):
        return []
    return [each for each in program_queries.facilitators_of(group.program) if each.email]


def ask(group: "Group", *, occasion: str, now: datetime) -> int:
    """Ask the facilitators for a check-in, once for each occasion; returns how many are asked."""
    people = whom_to_ask(group)
    for person in people:
        outbox.post(
            kind=CHECK_IN,
            recipient=person.ref,
            event_ref=occasion[:64],
            payload={
                "organization": group.organization_id,
                "group": group.ref,
                "person": person.pk,
            },
            now=now,
        )
    return len(people)


def words(group_name: str) -> tuple[str, str]:
    """Subject and text of what is asked."""
    subject = _("Somebody in %(group)s was away twice: a short word from you?") % {
        "group": group_name
    }
    text = _(
        "Somebody in %(group)s was away from the last two sessions. A short word from you helps"
        " most: that they are missed, and that nobody asks for a reason. It asks, it does not"
        " chase."
    ) % {"group": group_name}
    return subject, text


@renders(CHECK_IN)
def render(payload: dict[str, Any]) -> Mail | None:
    """The request, for whoever still facilitates the program."""
    with tenancy.scope(payload["organization"]):
        group = group_queries.get_group(payload["group"])
        people = people_queries.people_by_ids([payload["person"]])
        asked = {each.pk for each in program_queries.facilitators_of(group.program)}
        if not people or people[0].pk not in asked or group.ended_at is not None:
            return None
        person = people[0]
        language = person.user.language if person.user else ""
        with translation.override(language or settings.LANGUAGE_CODE):
            subject, text = words(group.name)
            page = settings.PUBLIC_URL + reverse("sessions:group", kwargs={"ref": group})
            lines = [
                _("Hello %(name)s,") % {"name": person.call_name},
                text,
                _("Who was away stands with its sessions: %(page)s") % {"page": page},
                group.program.name,
                "",
            ]
            return Mail(person.email, subject, "\n".join(lines))
