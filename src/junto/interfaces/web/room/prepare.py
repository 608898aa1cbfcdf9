"""Prepare for a session: one question a page, private until shared, stop anywhere."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from junto.domain.catalog.queries import localized
from junto.domain.people import queries as people
from junto.domain.sessions import room_actions as actions
from junto.domain.sessions import room_policies
from junto.domain.sessions import room_queries as queries
from junto.foundation import drafts
from junto.foundation.access.views import requires
from junto.interfaces.web.room.views import session_url

MINUTES_EACH = 3


@requires(room_policies.prepare, load=queries.get_session)
@require_GET
def begin(request: HttpRequest, session: Any) -> HttpResponse:
    """Go to the first question that has no answer yet."""
    asked = _questions(request, session)
    if not asked:
        return render(request, "room/prepared.html", {"back": session_url(session)})
    open_ = [place for place, each in enumerate(asked, start=1) if not each.text]
    return redirect("room:question", ref=session, number=open_[0] if open_ else 1)


@requires(room_policies.prepare, load=queries.get_session)
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, session: Any, number: int) -> HttpResponse:
    """One question."""
    asked = _questions(request, session)
    if not 1 <= number <= len(asked):
        raise Http404
    chosen = asked[number - 1]
    trouble = ""
    if request.method == "POST":
        go = request.POST.get("go", "stop")
        try:
            _save(request, session, chosen, go)
        except actions.TooLong:
            trouble = _("Shorten it to 8,000 characters.")
        else:
            return redirect(_where(session, number, len(asked), go))
    context = _context(request, session, asked, number, trouble)
    return render(request, "room/prepare.html", context, status=422 if trouble else 200)


def _save(request: HttpRequest, session: Any, chosen: Any, go: str) -> None:
    share = go == "share" or (chosen.is_shared and go != "private")
    actions.save_preparation(
        session=session,
        key=chosen.key,
        text=request.POST.get("text", ""),
        share=share,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    drafts.discard(user_id=request.user.pk, form=_draft(session, chosen.key))


def _where(session: Any, number: int, total: int, go: str) -> str:
    if go in ("share", "private"):
        return reverse("room:question", kwargs={"ref": session, "number": number})
    if go == "next" and number < total:
        return reverse("room:question", kwargs={"ref": session, "number": number + 1})
    return session_url(session)


def _context(
    request: HttpRequest, session: Any, asked: list[Any], number: int, trouble: str
) -> dict[str, Any]:
    chosen = asked[number - 1]
    draft = _draft(session, chosen.key)
    kept = drafts.load(user_id=request.user.pk, form=draft).get("text", "")
    is_restored = bool(kept) and kept.strip() != chosen.text
    text = request.POST.get("text", "") if trouble else kept if is_restored else chosen.text
    return {
        "session": session,
        "number": number,
        "total": len(asked),
        "next": number < len(asked),
        "prompt": localized(chosen.prompt),
        "text": text,
        "is_shared": chosen.is_shared,
        "may_share": chosen.visibility != "author",
        "is_restored": is_restored,
        "trouble": trouble,
        "has_errors": bool(trouble),
        "draft": draft,
        "minutes_left": MINUTES_EACH * (len(asked) - number + 1),
        "back": reverse("room:question", kwargs={"ref": session, "number": number - 1})
        if number > 1
        else "",
    }


def _draft(session: Any, key: str) -> str:
    return f"prepare:{session.ref}:{key}"


def _questions(request: HttpRequest, session: Any) -> list[Any]:
    me = people.person_of(request.actor)  # type: ignore[attr-defined]
    return queries.questions(session, me) if me else []
