"""Who gives advice, asking for it once, and what becomes of a request."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.groups import advice, advice_policies
from junto.domain.groups.enums import AdviceState
from junto.domain.organizations import queries as organizations
from junto.domain.people import policies as people_policies
from junto.domain.people import queries as people
from junto.foundation.access.views import requires
from junto.interfaces.web.advice.forms import AnswerForm, AskForm, OfferForm, ThanksForm
from junto.interfaces.web.ui.toasts import toast

MOST_WORDS = 100

finds = requires(advice_policies.find_advice, load=organizations.get_organization)
reads = requires(advice_policies.read_request, load=advice.get_request)

TAGS = {
    AdviceState.ASKED: "tag-floor",
    AdviceState.ACCEPTED: "tag-info",
    AdviceState.ANSWERED: "tag-ok",
}


@finds
@require_safe
def directory(request: HttpRequest, organization: Any) -> HttpResponse:
    """Who gives advice, by topic; above them what was asked of me, and what I asked."""
    actor = request.actor  # type: ignore[attr-defined]
    search = request.GET.get("q", "").replace("\0", "").strip()[:MOST_WORDS]
    page = Paginator(advice.directory(actor=actor, search=search), advice.PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    mine, to_me = advice.requests_of(actor.person_id)
    keeps = people_policies.list_people(actor, organization)
    context = {
        "organization": organization,
        "search": search,
        "page_obj": page,
        "mine": [(row, TAGS.get(AdviceState(row.state), "")) for row in mine],
        "to_me": [(row, TAGS.get(AdviceState(row.state), "")) for row in to_me],
        "own": advice.own_offer(actor.person_id),
        "counts": advice.counts() if keeps else None,
        "keeps": keeps,
        "section": "advice",
    }
    return render(request, "advice/directory.html", context)


@finds
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, organization: Any) -> HttpResponse:
    """What I give advice on."""
    actor = request.actor  # type: ignore[attr-defined]
    own = advice.own_offer(actor.person_id)
    names = ("about", "minutes", "places", "is_paused")
    initial = {name: getattr(own, name) for name in names} if own else {"minutes": 30, "places": 2}
    initial["topics"] = "\n".join(own.topics) if own else ""
    form = OfferForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        advice.offer_advice(**form.cleaned_data, actor=actor, now=timezone.now())
        toast(request, _("Your topics are kept."))
        return redirect("advice:directory", ref=organization)
    context = {"organization": organization, "form": form, "own": own, "section": "advice"}
    return render(request, "advice/offer.html", context, status=422 if form.is_bound else 200)


@finds
@require_POST
def end(request: HttpRequest, organization: Any) -> HttpResponse:
    """Offer nothing any more."""
    if advice.end_offer(actor=request.actor, now=timezone.now()):  # type: ignore[attr-defined]
        toast(request, _("You stand in the directory no longer."))
    return redirect("advice:directory", ref=organization)


@requires(advice_policies.ask_for_advice, load=advice.get_offer)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, offer: Any) -> HttpResponse:
    """Ask one person, once."""
    actor = request.actor  # type: ignore[attr-defined]
    listing = advice.listing(offer, actor=actor)
    mine = [row for row in advice.requests_of(actor.person_id)[0] if row.state in advice.OPEN]
    form = AskForm(request.POST if request.method == "POST" else None)
    trouble = ""
    if form.is_bound and form.is_valid():
        try:
            made = advice.ask(
                offer=offer, text=form.cleaned_data["text"], actor=actor, now=timezone.now()
            )
        except advice.TooManyOpen:
            trouble = _("Three of your requests are open. Take one back, or wait for an answer.")
        except advice.NotNow:
            trouble = _("They have enough to answer for now. Ask somebody else, or later.")
        else:
            toast(request, _("Sent. Only the two of you can read it."))
            return redirect("advice:request", ref=made.ref)
    context = {
        "listing": listing,
        "form": form,
        "open": next((row for row in mine if row.adviser_id == offer.person_id), None),
        "is_full": len(mine) >= advice.MOST_OPEN,
        "most": advice.MOST_OPEN,
        "problems": [trouble] if trouble else [],
        "has_errors": form.is_bound,
        "section": "advice",
    }
    return render(request, "advice/ask.html", context, status=422 if form.is_bound else 200)


# ---------------------------------------------------------------- a request


@reads
@require_safe
def request_page(request: HttpRequest, asked: Any) -> HttpResponse:
    """What was asked, and what became of it."""
    return _page(request, asked)


def _page(request: HttpRequest, asked: Any, **forms: Any) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    me = people.person_of(actor)
    is_asker = asked.asker_id == actor.person_id
    context = {
        "asked": asked,
        "is_asker": is_asker,
        "other": asked.adviser if is_asker else asked.asker,
        "zone": me.time_zone if me else "UTC",
        "is_open": asked.state in advice.OPEN,
        "can_answer": not is_asker and asked.state in (*advice.OPEN, AdviceState.ANSWERED),
        "can_close": is_asker and asked.state in (*advice.OPEN, AdviceState.ANSWERED),
        "tag": TAGS.get(AdviceState(asked.state), ""),
        "answering": forms.get("answering") or _answer_form(asked, me),
        "thanking": forms.get("thanking") or ThanksForm(),
        "form": next(iter(forms.values()), None),
        "section": "advice",
    }
    return render(request, "advice/request.html", context, status=422 if forms else 200)


def _answer_form(asked: Any, me: Any, data: Any = None) -> AnswerForm:
    """The form on the adviser's own clock."""
    with timezone.override(ZoneInfo(me.time_zone)):
        talk_at = timezone.localtime(asked.talk_at).replace(tzinfo=None) if asked.talk_at else None
        form = AnswerForm(data, initial={"text": asked.answer, "talk_at": talk_at})
        if data is not None:
            form.is_valid()
    return form


def _does(act: Callable[..., None], words: Callable[[], str]) -> Callable[..., HttpResponse]:
    """A view that acts on a request and goes back to it, or to the directory where it is gone."""

    @reads
    @require_POST
    def view(request: HttpRequest, asked: Any) -> HttpResponse:
        actor = request.actor  # type: ignore[attr-defined]
        try:
            act(request=asked, actor=actor, now=timezone.now())
        except advice.NotAsked:
            toast(request, _("This has moved on in the meantime."))
            return redirect("advice:request", ref=asked.ref)
        toast(request, words())
        now = advice.get_request(asked.ref)
        if advice_policies.read_request(actor, now):
            return redirect("advice:request", ref=asked.ref)
        return redirect("advice:directory", ref=asked.organization)

    return view


accept = _does(advice.accept, lambda: _("Kept. Answer when it suits you."))
decline = _does(advice.decline, lambda: _("Not this time: they are told so, and no reason."))
withdraw = _does(advice.withdraw, lambda: _("Taken back; what was written is erased."))


@reads
@require_POST
def answer(request: HttpRequest, asked: Any) -> HttpResponse:
    """Answer in words, with a time to talk, or both."""
    actor = request.actor  # type: ignore[attr-defined]
    if asked.adviser_id != actor.person_id:
        raise Http404
    form = _answer_form(asked, people.person_of(actor), request.POST)
    if form.is_valid():
        try:
            advice.answer(request=asked, **form.cleaned_data, actor=actor, now=timezone.now())
        except advice.NothingSaid:
            form.add_error("text", _("Write an answer, or choose a time that lies ahead"))
        except advice.NotAsked:
            toast(request, _("This has moved on in the meantime."))
            return redirect("advice:request", ref=asked.ref)
        else:
            toast(request, _("Your answer is there."))
            return redirect("advice:request", ref=asked.ref)
    return _page(request, asked, answering=form)


@reads
@require_POST
def close(request: HttpRequest, asked: Any) -> HttpResponse:
    """Mark what I asked as answered, with thanks if I like."""
    actor = request.actor  # type: ignore[attr-defined]
    form = ThanksForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, thanking=form)
    try:
        advice.close(request=asked, **form.cleaned_data, actor=actor, now=timezone.now())
    except advice.NotAsked:
        toast(request, _("This has moved on in the meantime."))
    else:
        toast(request, _("Marked as answered."))
    return redirect("advice:request", ref=asked.ref)
