"""Mail about feedback: that somebody is asked, that a report is there. Never who answered."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from junto.domain.feedback.enums import NAMED, Category, RaterState, RoundStage
from junto.domain.feedback.models import Rater, Subject
from junto.domain.organizations import queries as organization_queries
from junto.foundation import outbox, tenancy
from junto.foundation.outbox import Mail, renders
from junto.foundation.outbox.sending import mail_is_set_up
from junto.kernel import anonymity

ASKED, REMINDED, READY = "feedback.asked", "feedback.reminded", "feedback.report-ready"
THANKED, TO_COACH = "feedback.thanked", "feedback.to-coach"


def invite(rater: Rater, *, now: datetime) -> None:
    """Tell somebody that they are asked."""
    _post(ASKED, rater, rater.person, f"{rater.ref}", now)


def remind(rater: Rater, *, days: int, now: datetime) -> None:
    """Remind somebody who is asked, whether or not they have answered: nobody can tell."""
    _post(REMINDED, rater, rater.person, f"{rater.ref}:{days}", now)


def thank(rater: Rater, *, now: datetime) -> None:
    """Pass a subject's thanks on to somebody who was asked, whether or not they answered."""
    _post(THANKED, rater, rater.person, f"{rater.ref}:thanks", now)


def tell_coach(subject: Subject, *, now: datetime) -> None:
    """Tell a coach that a report waits for them."""
    if subject.coach is not None:
        _post(TO_COACH, subject, subject.coach, f"{subject.ref}:coach", now)


def tell_report(subject: Subject, *, now: datetime) -> None:
    """Tell somebody that their report is there."""
    _post(READY, subject, subject.person, f"{subject.ref}:report", now)


def _post(kind: str, row: Any, person: Any, event_ref: str, now: datetime) -> None:
    if not (person.email and mail_is_set_up()):
        return
    if organization_queries.is_sample(row.organization_id):
        return
    payload = {"organization": row.organization_id, "row": row.pk}
    outbox.post(kind=kind, recipient=person.ref, event_ref=event_ref, payload=payload, now=now)


@renders(ASKED)
def render_asked(payload: dict[str, Any]) -> Mail | None:
    """Who would like to hear, how long it takes, until when."""
    return _to_rater(
        payload,
        gettext_noop("%(subject)s would like to hear from you"),
        gettext_noop(
            "Hello %(name)s,\n\n"
            "%(subject)s takes part in a round of feedback and asks for yours. It takes about ten"
            " minutes, until %(day)s. Before you send anything you see who will read what. It is"
            " for growing: it goes into no appraisal.%(warning)s\n\n"
            "%(link)s\n\n"
            'You may say "not this time"; nobody asks why.'
        ),
    )


@renders(REMINDED)
def render_reminded(payload: dict[str, Any]) -> Mail | None:
    """The same for whoever has answered and whoever has not."""
    return _to_rater(
        payload,
        gettext_noop("Feedback for %(subject)s is open until %(day)s"),
        gettext_noop(
            "Hello %(name)s,\n\n"
            "everybody who was asked for feedback on %(subject)s gets this mail, because nobody"
            " can see who has answered. If you have, thank you; you can change it until"
            " %(day)s. It goes into no appraisal.\n\n"
            "%(link)s"
        ),
    )


@renders(TO_COACH)
def render_to_coach(payload: dict[str, Any]) -> Mail | None:
    """That it is there, for whom, and that it opens by itself."""
    with tenancy.scope(payload["organization"]):
        rows = Subject.objects.select_related("coach__user", "person", "round")
        subject = rows.filter(pk=payload["row"], released_on=None).first()
        if subject is None or subject.coach is None or subject.coach.ended_at is not None:
            return None
        address = reverse("feedback:coach", kwargs={"ref": subject.address})
        with _language(subject.coach):
            words = {
                "name": subject.coach.call_name,
                "subject": subject.person.full_name,
                "link": f"{settings.PUBLIC_URL}{address}",
            }
            body = _(
                "Hello %(name)s,\n\n"
                "the report for %(subject)s is there, and you read it first. Pass it on when you"
                " are ready to talk it through; after two weeks it opens by itself.\n\n"
                "%(link)s"
            )
            title = _("A report waits for you: %(subject)s")
            return Mail(to=subject.coach.email, subject=title % words, body=body % words)


@renders(THANKED)
def render_thanked(payload: dict[str, Any]) -> Mail | None:
    """What the subject says to everybody they asked."""
    with tenancy.scope(payload["organization"]):
        rows = Rater.objects.select_related("person__user", "subject__person", "subject__thank_you")
        rater = rows.filter(pk=payload["row"], subject__thank_you__isnull=False).first()
        if rater is None or rater.person.ended_at is not None:
            return None
        with _language(rater.person):
            words = {
                "name": rater.person.call_name,
                "subject": rater.subject.person.full_name,
                "words": rater.subject.thank_you.words,
            }
            body = _(
                "Hello %(name)s,\n\n"
                "%(subject)s asked you and others for feedback, and says to all of you:\n\n"
                "%(words)s\n\n"
                "Everybody who was asked gets this mail. Nobody can see who answered."
            )
            title = _("%(subject)s says thank you for feedback")
            return Mail(to=rater.person.email, subject=title % words, body=body % words)


@renders(READY)
def render_ready(payload: dict[str, Any]) -> Mail | None:
    """That it is there; nothing of what it says."""
    with tenancy.scope(payload["organization"]):
        rows = Subject.objects.select_related("person__user", "round")
        subject = rows.filter(pk=payload["row"], round__stage=RoundStage.DONE).first()
        if subject is None or subject.person.ended_at is not None:
            return None
        address = reverse("feedback:report", kwargs={"ref": subject.address})
        with _language(subject.person):
            words = {"name": subject.person.call_name, "link": f"{settings.PUBLIC_URL}{address}"}
            body = _(
                "Hello %(name)s,\n\n"
                "your feedback report is there. Take twenty quiet minutes for it.\n\n"
                "%(link)s\n\n"
                "Only you can open it. It is for growing, and goes into no appraisal."
            )
            title = _("Your feedback report is there")
            return Mail(to=subject.person.email, subject=title, body=body % words)


def _to_rater(payload: dict[str, Any], title: str, body: str) -> Mail | None:
    with tenancy.scope(payload["organization"]):
        rows = Rater.objects.select_related("person__user", "subject__person", "subject__round")
        rater = rows.filter(pk=payload["row"], state=RaterState.ASKED).first()
        if rater is None or rater.subject.round.stage != RoundStage.ASKING:
            return None
        if rater.person.ended_at or rater.subject.person.ended_at:
            return None
        address = reverse("feedback:give", kwargs={"ref": rater.address})
        with _language(rater.person):
            mine = rater.category == Category.SELF
            words = {
                "name": rater.person.call_name,
                "subject": _("Your own view") if mine else rater.subject.person.full_name,
                "day": f"{rater.subject.round.closes_at:%Y-%m-%d}",
                "link": f"{settings.PUBLIC_URL}{address}",
                "warning": _warning(rater),
            }
            return Mail(to=rater.person.email, subject=_(title) % words, body=_(body) % words)


def _warning(rater: Rater) -> str:
    """What is said aloud where figures rest on three."""
    if rater.category in NAMED or rater.subject.round.k > anonymity.FEEDBACK_CATEGORY_LEAST:
        return ""
    return " " + _("Figures are shown from three people on: two together can expose the third.")


def _language(person: Any) -> Any:
    language = person.user.language if person.user else ""
    return translation.override(language or settings.LANGUAGE_CODE)
