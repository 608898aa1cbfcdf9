"""Mail that there is something about advice: neither who asks nor what."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from junto.domain.groups.enums import AdviceState
from junto.domain.groups.models import AdviceRequest
from junto.domain.organizations import queries as organization_queries
from junto.foundation import outbox, tenancy
from junto.foundation.outbox import Mail, renders
from junto.foundation.outbox.sending import mail_is_set_up

ASKED, ANSWERED = "groups.advice-asked", "groups.advice-answered"


def post(kind: str, request: AdviceRequest, person: Any, *, now: datetime) -> None:
    """Queue one mail to one of the two; nothing goes to the invented people of a sample."""
    if not (person.email and mail_is_set_up()):
        return
    if organization_queries.is_sample(request.organization_id):
        return
    outbox.post(
        kind=kind,
        recipient=person.ref,
        event_ref=f"{request.ref}.{request.state}",
        payload={
            "organization": request.organization_id,
            "request": request.pk,
            "state": request.state,
        },
        now=now,
    )


@renders(ASKED)
def render_asked(payload: dict[str, Any]) -> Mail | None:
    """Somebody would like your advice, unless they took it back."""
    return _worded(payload, to_adviser=True)


@renders(ANSWERED)
def render_answered(payload: dict[str, Any]) -> Mail | None:
    """There is news about what you asked."""
    return _worded(payload, to_adviser=False)


def _worded(payload: dict[str, Any], *, to_adviser: bool) -> Mail | None:
    with tenancy.scope(payload["organization"]):
        rows = AdviceRequest.objects.select_related("asker__user", "adviser__user")
        request = rows.filter(pk=payload["request"], state=payload["state"]).first()
        if request is None:
            return None
        person = request.adviser if to_adviser else request.asker
        if person.ended_at is not None:
            return None
        language = person.user.language if person.user else ""
        with translation.override(language or settings.LANGUAGE_CODE):
            page = settings.PUBLIC_URL + reverse("advice:request", kwargs={"ref": request.ref})
            return Mail(person.email, *_words(person, request, page, to_adviser=to_adviser))


def _words(person: Any, request: AdviceRequest, page: str, *, to_adviser: bool) -> tuple[str, str]:
    if to_adviser:
        subject = _("Somebody would like your advice")
        told = _("Somebody would like your advice. “Not this time” is a good answer too.")
    elif request.state == AdviceState.ANSWERED:
        subject, told = (
            _("There is an answer for you"),
            _("You asked for advice and have an answer."),
        )
    else:
        subject, told = _("News about your request"), _("There is news about what you asked.")
    lines = [
        _("Hello %(name)s,") % {"name": person.call_name},
        told,
        _("Read it here: %(page)s") % {"page": page},
        _("Only the two of you can."),
        "",
    ]
    return subject, "\n".join(lines)
