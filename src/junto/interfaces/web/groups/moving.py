"""Would you change your group? Asked of one person, who answers without a reason."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from junto.domain.groups import moves, moves_policies
from junto.domain.groups import queries as groups
from junto.domain.groups.enums import MoveState
from junto.domain.people import queries as people
from junto.domain.sessions import queries as sessions
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.toasts import toast


@requires(moves_policies.answer_move, load=moves.get_question)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, question: Any) -> HttpResponse:
    """The group they would come to: who is in it, when it meets; and two answers."""
    now = timezone.now()
    if request.method == "POST":
        says_yes = request.POST.get("say") == "yes"
        actor = request.actor  # type: ignore[attr-defined]
        try:
            moves.answer(question=question, says_yes=says_yes, actor=actor, now=now)
        except moves.NotOpen:
            toast(request, _("That is no longer asked. Nothing has changed for you."))
        else:
            toast(
                request,
                _("Thank you. You hear when it is done; until then nothing changes.")
                if says_yes
                else _("You stay where you are. Thank you for answering."),
            )
        return redirect("groups:move-question", ref=question.ref)
    me = people.person_of(request.actor)  # type: ignore[attr-defined]
    target = question.target
    context = {
        "question": question,
        "members": groups.members_of(target) if target else [],
        "next": sessions.next_session(target, now) if target else None,
        "zone": me.time_zone if me else "UTC",
        "is_open": moves.is_open(question, today=now.date()),
        "says_yes": question.state == MoveState.YES,
        "stays": question.state == MoveState.STAYS,
        "is_done": question.state == MoveState.DONE,
        "section": "home",
    }
    return render(request, "groups/move.html", context)
