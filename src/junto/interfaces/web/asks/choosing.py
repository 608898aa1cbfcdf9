"""One ask: whom it goes to, sending it, pausing and ending it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from junto.domain.asks import actions, policies, queries, sending
from junto.domain.asks.enums import MOST_PEOPLE, AskState, Every, K
from junto.domain.organizations import queries as organizations
from junto.domain.people import queries as people
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.toasts import toast
from junto.kernel import anonymity

MOST_WORDS = 100
SHOWN = 12

owns = requires(policies.own_ask, load=queries.get_ask)


@owns
@require_safe
def page(request: HttpRequest, ask: Any) -> HttpResponse:
    """What is asked, whom, a search, and what happened so far."""
    actor = request.actor  # type: ignore[attr-defined]
    search = request.GET.get("q", "").replace("\0", "").strip()[:MOST_WORDS]
    group = queries.group_of(ask)
    context = {
        "ask": ask,
        "group": group,
        "rounds": queries.rounds_of(ask),
        "is_choosing": ask.state == AskState.CHOOSING,
        "is_going": ask.state == AskState.GOING,
        "is_paused": ask.state == AskState.PAUSED,
        "is_ended": ask.state == AskState.ENDED,
        "repeats": ask.every != Every.ONCE,
        "changes": ask.state == AskState.CHOOSING or ask.next_on is not None,
        "can_mix": sending.can_mix(len(group)),
        "reads_words": len(group) > anonymity.WORD_FOR_WORD,
        "k": K,
        "fewest": K + 1,
        "is_full": len(group) >= MOST_PEOPLE,
        "most": MOST_PEOPLE,
        "search": search,
        "found": queries.people_to_ask(ask, search=search, actor=actor, limit=SHOWN),
        "home": reverse("asks:home", kwargs={"ref": _organization(ask).address}),
        "section": "feedback",
    }
    return render(request, "asks/ask.html", context)


@owns
@require_POST
def add(request: HttpRequest, ask: Any) -> HttpResponse:
    """Put somebody into the group."""
    person = people.find_here(_ref(request))
    try:
        actions.add(ask=ask, person=person, actor=_actor(request), now=timezone.now())
    except actions.HasEnough:
        toast(request, _has_enough([person]))
    except actions.NotOneself:
        toast(request, _("You are not asked yourself. Choose somebody else."))
    except actions.Full:
        toast(request, _("Twelve people are asked at most."))
    except actions.TooLate:
        toast(request, _("This ask has ended."))
    return redirect(_address(ask))


@owns
@require_POST
def take_off(request: HttpRequest, ask: Any) -> HttpResponse:
    """Leave somebody out."""
    person = people.find_here(_ref(request))
    actions.take_off(ask=ask, person=person, actor=_actor(request), now=timezone.now())
    return redirect(_address(ask))


@owns
@require_POST
def send(request: HttpRequest, ask: Any) -> HttpResponse:
    """Ask everybody."""
    try:
        sending.send(ask=ask, actor=_actor(request), now=timezone.now())
    except actions.HasEnough as trouble:
        toast(request, _has_enough(trouble.people))
    except actions.NobodyThere:
        toast(request, _("Choose somebody first."))
    except actions.NotThatDay:
        toast(request, _("Its last day is too close: people need one day. Begin it anew."))
    except actions.TooLate:
        toast(request, _("It was sent already."))
    else:
        toast(request, _("Sent. You read what people say once it has closed."))
    return redirect(_address(ask))


@owns
@require_POST
def throw_away(request: HttpRequest, ask: Any) -> HttpResponse:
    """Forget what was never sent."""
    home = reverse("asks:home", kwargs={"ref": _organization(ask).address})
    try:
        actions.throw_away(ask=ask, actor=_actor(request), now=timezone.now())
    except actions.TooLate:
        toast(request, _("It was sent already."))
        return redirect(_address(ask))
    return redirect(home)


@owns
@require_POST
def pause(request: HttpRequest, ask: Any) -> HttpResponse:
    """Send nothing more for now."""
    sending.pause(ask=ask, actor=_actor(request), now=timezone.now())
    return redirect(_address(ask))


@owns
@require_POST
def go_on(request: HttpRequest, ask: Any) -> HttpResponse:
    """Send again."""
    sending.go_on(ask=ask, actor=_actor(request), now=timezone.now())
    return redirect(_address(ask))


@owns
@require_POST
def end(request: HttpRequest, ask: Any) -> HttpResponse:
    """Send it no more."""
    sending.end(ask=ask, actor=_actor(request), now=timezone.now())
    return redirect(_address(ask))


def _has_enough(found: Any) -> str:
    """No more than needed: not how many, from whom or until when."""
    names = ", ".join(each.full_name for each in found)
    return _("%(names)s: enough requests for now. Choose somebody else, or ask later.") % {
        "names": names
    }


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _organization(ask: Any) -> Any:
    return organizations.get_organization_by_id(ask.organization_id)


def _ref(request: HttpRequest) -> str:
    return request.POST.get("person", "").replace("\0", "")[:12]


def _address(ask: Any) -> str:
    return reverse("asks:ask", kwargs={"ref": ask.address})
