"""The mail on the day of a next step."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from junto.domain.goals import links, queries
from junto.domain.goals.models import Commitment
from junto.foundation import tenancy
from junto.foundation.outbox import Mail, renders

KIND = "goals.step-day"


@renders(KIND)
def render_step_day(payload: dict[str, Any]) -> Mail | None:
    """One question and one link; nothing when the step is not open on that day any more."""
    try:
        step = queries.get_step(payload["step"])
    except tenancy.NotFound:
        return None
    with tenancy.scope(step.organization_id):
        person, group = step.person, step.group
        gone = person.ended_at is not None or not person.email
        if gone or not step.is_open or step.by.isoformat() != payload["by"]:
            return None
        words = {
            "name": person.known_as or person.full_name,
            "group": group.name,
            "link": f"{settings.PUBLIC_URL}{_address(step)}",
        }
        subject = _("Today is the day of your next step from %(group)s") % words
        body = _(
            "Hello %(name)s,\n\n"
            "today is the day of your next step. Done, another day, or let go on purpose:"
            " one tap says so.\n\n"
            "%(link)s\n\n"
            "Only you and %(group)s can see it."
        )
        return Mail(to=person.email, subject=subject, body=body % words)


def _address(step: Commitment) -> str:
    return reverse("after:step-day", kwargs={"token": links.token_of(step)})
