"""Mail about asks: that somebody is asked, a reminder, that answers are there, thanks.

None tells what was said or who answered, and none carries the title: a subject line is read by
whoever stands beside.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from junto.domain.asks.enums import AskedState, Stage
from junto.domain.asks.models import Asked, AskRound
from junto.domain.organizations import queries as organization_queries
from junto.foundation import outbox, tenancy
from junto.foundation.outbox import Mail, renders
from junto.foundation.outbox.sending import mail_is_set_up

ASKED, REMINDED = "asks.asked", "asks.reminded"
READY, THANKED = "asks.answers-ready", "asks.thanked"


def ask(asked: Asked, *, now: datetime) -> None:
    """Tell somebody that they are asked."""
    _post(ASKED, asked, asked.person, f"{asked.ref}", now)


def remind(asked: Asked, *, now: datetime) -> None:
    """Remind somebody who is asked, whether or not they have answered: nobody can tell."""
    _post(REMINDED, asked, asked.person, f"{asked.ref}:reminder", now)


def tell_answers(round_: AskRound, *, now: datetime) -> None:
    """Tell whoever asked that it has closed."""
    _post(READY, round_, round_.ask.asker, f"{round_.ref}:answers", now)


def thank(asked: Asked, *, now: datetime) -> None:
    """Pass thanks on to somebody who was asked, whether or not they answered."""
    _post(THANKED, asked, asked.person, f"{asked.ref}:thanks", now)


def _post(kind: str, row: Any, person: Any, event_ref: str, now: datetime) -> None:
    if not (person.email and mail_is_set_up()):
        return
    if organization_queries.is_sample(row.organization_id):
        return
    payload = {"organization": row.organization_id, "row": row.pk}
    outbox.post(kind=kind, recipient=person.ref, event_ref=event_ref, payload=payload, now=now)


@renders(ASKED)
def render_asked(payload: dict[str, Any]) -> Mail | None:
    """Who asks, how long it takes, until when."""
    return _to_asked(
        payload,
        gettext_noop("%(asker)s asks you for feedback"),
        gettext_noop(
            "Hello %(name)s,\n\n"
            "%(asker)s asks a few people of their own choice, and you are one of them. It takes"
            " about five minutes, until %(day)s. You choose how you answer; before you send"
            " anything you see who will read what.\n\n"
            "%(link)s\n\n"
            'You may say "not this time"; nobody asks why.'
        ),
        open_only=True,
    )


@renders(REMINDED)
def render_reminded(payload: dict[str, Any]) -> Mail | None:
    """The same for whoever has answered and whoever has not."""
    return _to_asked(
        payload,
        gettext_noop("%(asker)s reads what people say after %(day)s"),
        gettext_noop(
            "Hello %(name)s,\n\n"
            "everybody whom %(asker)s asked gets this mail once, because nobody can see who has"
            " answered. If you have, thank you; you can change it until %(day)s.\n\n"
            "%(link)s"
        ),
        open_only=True,
    )


@renders(THANKED)
def render_thanked(payload: dict[str, Any]) -> Mail | None:
    """Thanks to everybody who was asked; the words themselves are read in Junto."""
    return _to_asked(
        payload,
        gettext_noop("%(asker)s thanks everybody they asked"),
        gettext_noop(
            "Hello %(name)s,\n\n"
            "%(asker)s read what people said and thanks everybody they asked. This goes to all"
            " of them, because nobody is told who answered.\n\n"
            "%(link)s"
        ),
        open_only=False,
    )


@renders(READY)
def render_ready(payload: dict[str, Any]) -> Mail | None:
    """That it has closed; nothing of what was said, nor whether anybody answered."""
    with tenancy.scope(payload["organization"]):
        rows = AskRound.objects.select_related("ask__asker__user")
        round_ = rows.filter(pk=payload["row"], stage=Stage.DONE).first()
        if round_ is None or round_.ask.asker.ended_at is not None:
            return None
        asker = round_.ask.asker
        address = reverse("asks:round", kwargs={"ref": round_.address})
        with _language(asker):
            words = {"name": asker.call_name, "link": f"{settings.PUBLIC_URL}{address}"}
            title = _("What you asked has closed")
            body = _(
                "Hello %(name)s,\n\n"
                "what you asked a few people has closed. Take ten quiet minutes for it.\n\n"
                "%(link)s\n\n"
                "Only you can open it."
            )
            return Mail(to=asker.email, subject=title, body=body % words)


def _to_asked(payload: dict[str, Any], title: str, body: str, *, open_only: bool) -> Mail | None:
    with tenancy.scope(payload["organization"]):
        rows = Asked.objects.select_related("person__user", "round__ask__asker")
        asked = rows.filter(pk=payload["row"], state=AskedState.ASKED).first()
        if asked is None or asked.person.ended_at is not None:
            return None
        asker = asked.round.ask.asker
        if asker.ended_at is not None or asked.round.stage == Stage.CANCELLED:
            return None
        if open_only and asked.round.stage != Stage.ASKING:
            return None
        with _language(asked.person):
            words = {
                "name": asked.person.call_name,
                "asker": asker.full_name,
                "day": f"{asked.round.closes_at.astimezone(_zone(asked.person)):%Y-%m-%d}",
                "link": f"{settings.PUBLIC_URL}{_address(asked, open_only)}",
            }
            return Mail(to=asked.person.email, subject=_(title) % words, body=_(body) % words)


def _address(asked: Asked, is_open: bool) -> str:
    if is_open:
        return reverse("asks:give", kwargs={"ref": asked.address})
    organization = organization_queries.get_organization_by_id(asked.organization_id)
    return reverse("asks:home", kwargs={"ref": organization.address})


def _zone(person: Any) -> ZoneInfo:
    return ZoneInfo(person.time_zone)


def _language(person: Any) -> Any:
    language = person.user.language if person.user else ""
    return translation.override(language or settings.LANGUAGE_CODE)
