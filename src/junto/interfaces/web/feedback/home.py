"""Feedback that is asked of me, and the rounds about me."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from junto.domain.asks import queries as asks
from junto.domain.feedback import coaching, leading, policies, practice, queries, thanks
from junto.domain.feedback.enums import Category, RoundStage
from junto.domain.organizations import queries as organizations
from junto.domain.people import queries as people
from junto.domain.programs import queries as programs
from junto.domain.reviews import queries as reviews
from junto.foundation.access.views import requires


@requires(policies.have_feedback, load=organizations.get_organization)
@require_safe
def page(request: HttpRequest, organization: Any) -> HttpResponse:
    """One list of whom I am asked about, one of what is about me."""
    me = people.person_of(request.actor)  # type: ignore[attr-defined]
    assert me is not None
    now = timezone.now()
    raters = queries.asked_of(me, now=now)
    sent = queries.sent_by(me, raters)
    asked = [_asked(rater, is_sent=rater.pk in sent) for rater in raters]
    first = next((each for each in asked if not each["is_sent"]), None)
    if first:
        first["is_next"] = True
    led = {each.program_id: each for each in programs.staffing(request.actor)}  # type: ignore[attr-defined]
    context = {
        "asked": asked,
        "mine": [_mine(subject) for subject in queries.subjects_of(me)],
        # Only who leads a program is named a coach in it.
        "to_read": coaching.to_read(me) if led else [],
        "thanks": thanks.thanks_to(me, now=now),
        "ask_first": leading.shown_to(me),
        "led": led.values(),
        "has_practiced": practice.has_practiced(me.pk),
        "asks_waiting": asks.waiting_for(me, now=now),
        "reviews_waiting": reviews.waiting_for(me.pk),
        "section": "feedback",
        "organization": organization,
    }
    return render(request, "feedback/home.html", context)


def _asked(rater: Any, *, is_sent: bool) -> dict[str, Any]:
    return {
        "rater": rater,
        "subject": rater.subject.person,
        "is_self": rater.category == Category.SELF,
        "is_sent": is_sent,
        "closes_at": _until(rater),
    }


def _until(rater: Any) -> Any:
    """When this rater's own time is over."""
    round_ = rater.subject.round
    return round_.seals_at if rater.has_more_time else round_.closes_at


def _mine(subject: Any) -> dict[str, Any]:
    return {
        "subject": subject,
        "round": subject.round,
        "chooses": subject.round.stage == RoundStage.CHOOSING,
        "is_asking": subject.round.stage == RoundStage.ASKING,
        "has_report": subject.report is not None and not coaching.waits_for_coach(subject),
        "is_with_coach": coaching.waits_for_coach(subject),
        "mixed": subject.mixed,
    }
