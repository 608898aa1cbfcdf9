"""What I ask a few people, what a few people ask me, and thanks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from junto.domain.asks import policies, queries
from junto.domain.asks.enums import AskState, Stage
from junto.domain.organizations import queries as organizations
from junto.domain.people import queries as people
from junto.foundation.access.views import requires


@requires(policies.have_asks, load=organizations.get_organization)
@require_safe
def page(request: HttpRequest, organization: Any) -> HttpResponse:
    """Two lists: theirs first, because somebody waits."""
    me = people.person_of(request.actor)  # type: ignore[attr-defined]
    assert me is not None
    now = timezone.now()
    asked = queries.asked_of(me, now=now)
    sent = queries.sent_by(me, asked)
    context = {
        "asked": [{"row": row, "is_sent": row.pk in sent} for row in asked],
        "mine": [_mine(ask) for ask in queries.asks_of(me)],
        "thanks": queries.thanks_to(me, now=now),
        "organization": organization,
        "section": "feedback",
    }
    return render(request, "asks/home.html", context)


def _mine(ask: Any) -> dict[str, Any]:
    kept = [row for row in ask.sent if row.stage != Stage.CANCELLED]
    return {
        "ask": ask,
        "people": ask.people,
        "is_choosing": ask.state == AskState.CHOOSING,
        "is_paused": ask.state == AskState.PAUSED,
        "open": next((row for row in kept if row.stage == Stage.ASKING), None),
        "done": next((row for row in kept if row.stage == Stage.DONE), None),
    }
