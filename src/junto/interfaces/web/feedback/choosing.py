"""Choosing whom to ask for feedback on oneself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from junto.domain.feedback import actions, policies, queries
from junto.domain.feedback.enums import MIXED, NAMED, Category, RoundStage
from junto.domain.people import queries as people
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.toasts import toast

MOST_WORDS = 100
SHOWN = 12

chooses = requires(policies.choose, load=queries.get_subject)


@chooses
@require_safe
def page(request: HttpRequest, subject: Any) -> HttpResponse:
    """Whom I ask, how many more, and a search."""
    search = request.GET.get("q", "").replace("\0", "").strip()[:MOST_WORDS]
    raters = queries.raters_of(subject)
    mixed = [each for each in raters if each.category in MIXED]
    round_ = subject.round
    count = queries.mixed_count(subject)
    is_asking = round_.stage == RoundStage.ASKING
    context = {
        "subject": subject,
        "round": round_,
        "named": [each for each in raters if each.category in NAMED],
        "mixed": mixed,
        "has_declined": queries.has_declined(subject),
        # While answers come in a number would tell how many said not this time.
        "missing": 0 if is_asking else max(0, round_.wanted - count),
        "least": round_.k,
        "is_asking": is_asking,
        "is_over": is_asking and timezone.now() >= round_.closes_at,
        "is_full": count >= round_.most,
        "can_hand_in": round_.needs_approval and not is_asking and count >= round_.k,
        "search": search,
        "found": queries.people_to_ask(subject, search=search, limit=SHOWN),
        "categories": [(each.value, each.label) for each in MIXED],
        "section": "feedback",
    }
    return render(request, "feedback/choose.html", context)


@chooses
@require_POST
def propose(request: HttpRequest, subject: Any) -> HttpResponse:
    """Ask somebody."""
    category = request.POST.get("category", "")
    try:
        actions.propose(
            subject=subject,
            person=people.find_here(_ref(request, "person")),
            category=Category(category) if category in MIXED else Category.PEERS,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.NotOneself:
        toast(request, _("You answer for yourself, and your manager answers with their name."))
    except actions.ReadsFirst:
        toast(request, _("They coach you and read your report first, so they do not answer."))
    except actions.TooManyAsks:
        toast(request, _("They are asked by as many people as this round allows. Choose another."))
    except actions.Full:
        toast(request, _("Nobody is asked twice, and no more than the round allows."))
    except actions.TooLate:
        toast(request, _("The round takes no more answers."))
    return redirect(_address(subject))


@chooses
@require_POST
def take_back(request: HttpRequest, subject: Any) -> HttpResponse:
    """Not ask somebody after all."""
    rater = queries.get_rater(_ref(request, "rater"))
    try:
        actions.take_back_proposal(
            rater=rater,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.TooLate:
        toast(request, _("They have been asked already."))
    return redirect(_address(subject))


@chooses
@require_POST
def hand_in(request: HttpRequest, subject: Any) -> HttpResponse:
    """Say that I have chosen, for the program to look at it."""
    try:
        actions.hand_in(
            subject=subject,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.NotEnough:
        toast(request, _("Choose a few more first: of fewer nothing is ever shown."))
    except actions.TooLate:
        toast(request, _("Nobody waits for your choice any more."))
    return redirect(_address(subject))


def _ref(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "")[:12]


def _address(subject: Any) -> str:
    return reverse("feedback:choose", kwargs={"ref": subject.address})
