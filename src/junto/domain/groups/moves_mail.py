"""The mail that asks whether somebody would change their group: never why."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from junto.domain.groups.enums import MoveState
from junto.domain.groups.models import MoveQuestion
from junto.domain.organizations import queries as organization_queries
from junto.foundation import outbox, tenancy
from junto.foundation.outbox import Mail, renders
from junto.foundation.outbox.sending import mail_is_set_up

KIND = "groups.move-asked"


def ask(question: MoveQuestion, *, now: datetime) -> None:
    """Queue the mail; nothing goes to the invented people of a sample."""
    person = question.person
    if not (person.email and mail_is_set_up()):
        return
    if organization_queries.is_sample(question.organization_id):
        return
    outbox.post(
        kind=KIND,
        recipient=person.ref,
        event_ref=f"{question.ref}:{question.expires_on}",
        payload={"organization": question.organization_id, "question": question.pk},
        now=now,
    )


@renders(KIND)
def render_move_asked(payload: dict[str, Any]) -> Mail | None:
    """From which group to which, and that staying is fine; nothing when it is no longer asked."""
    with tenancy.scope(payload["organization"]):
        rows = MoveQuestion.objects.select_related("person__user", "source")
        question = rows.filter(pk=payload["question"], state=MoveState.ASKED).first()
        if question is None or question.person.ended_at is not None:
            return None
        if timezone.now().date() > question.expires_on:
            return None
        person = question.person
        language = person.user.language if person.user else ""
        with translation.override(language or settings.LANGUAGE_CODE):
            address = reverse("groups:move-question", kwargs={"ref": question.ref})
            words = {
                "name": person.call_name,
                "source": question.source.name,
                "target": question.target_name,
                "link": f"{settings.PUBLIC_URL}{address}",
            }
            subject = _("Would you change to %(target)s?") % words
            body = _(
                "Hello %(name)s,\n\n"
                "%(target)s could use somebody like you. Would you change from %(source)s?"
                " Staying is a good answer too, and nobody asks why.\n\n"
                "%(link)s"
            )
            return Mail(to=person.email, subject=subject, body=body % words)
