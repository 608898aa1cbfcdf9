"""The mail on the day of a next step, and the one that asks somebody to stand by one."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from junto.domain.goals import links, queries
from junto.domain.goals.enums import WitnessState
from junto.domain.goals.models import Commitment, Witness
from junto.domain.organizations import queries as organization_queries
from junto.foundation import outbox, tenancy
from junto.foundation.outbox import Mail, renders
from junto.foundation.outbox.sending import mail_is_set_up

KIND = "goals.step-day"
WITNESS = "goals.asked"


def post_witness(witness: Witness, *, now: datetime) -> None:
    """Queue the mail that somebody of the group asks something, without what."""
    to = witness.person
    if not to.email or not mail_is_set_up():
        return
    if organization_queries.is_sample(witness.organization_id):
        return
    outbox.post(
        kind=WITNESS,
        recipient=to.ref,
        event_ref=witness.ref,
        payload={"witness": witness.ref},
        now=now,
    )


@renders(WITNESS)
def render_witness(payload: dict[str, Any]) -> Mail | None:
    """One link; nothing once it was answered or taken back, or one of the two has left."""
    try:
        witness = queries.get_witness(payload["witness"])
    except tenancy.NotFound:
        return None
    with tenancy.scope(witness.organization_id):
        waiting = [each.pk for each in queries.stood_by(witness.person_id)]
        person = witness.person
        if witness.state != WitnessState.ASKED or witness.pk not in waiting or not person.email:
            return None
        words = {
            "name": person.known_as or person.full_name,
            "group": witness.step.group.name,
            "link": f"{settings.PUBLIC_URL}{reverse('after:stood-by')}",
        }
        body = _(
            "Hello %(name)s,\n\n"
            "somebody of %(group)s asks you something small. It is read there alone, and no is a"
            " fine answer:\n\n"
            "%(link)s"
        )
        subject = _("Somebody of %(group)s asks you something")
        return Mail(to=person.email, subject=subject % words, body=body % words)


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
            "Only you, %(group)s and whoever you show it to can see it."
        )
        return Mail(to=person.email, subject=subject, body=body % words)


def _address(step: Commitment) -> str:
    return reverse("after:step-day", kwargs={"token": links.token_of(step)})
