"""“I could use a hand”, to one's own group between two sessions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.circle import hands, policies, queries
from junto.domain.groups import queries as groups
from junto.foundation.access.views import requires
from junto.interfaces.web.circle.forms import HandAnswerForm, HandForm
from junto.interfaces.web.ui.toasts import toast

lending = requires(policies.lend_a_hand, load=hands.get_hand)


def _page(
    request: HttpRequest, group: Any, *, form: Any = None, refused: Any = None, problem: str = ""
) -> HttpResponse:
    me = request.actor.person_id  # type: ignore[attr-defined]
    rows = hands.standing_in(group, me, now=timezone.now())
    is_refused = bool(form is not None or problem)
    context = {
        "group": group,
        "mine": next((each for each in rows if each.is_mine), None),
        "rows": [(each, _answer_form(each, refused, form)) for each in rows if not each.is_mine],
        "ask": form if form is not None and refused is None else HandForm(),
        "form": form,
        "problems": [problem] if problem else None,
        "has_errors": is_refused,
        "ends": hands.KEPT_FOR,
        "wishes_mail": queries.wishes_mail(group, me),
        "section": "home",
    }
    return render(request, "circle/hand.html", context, status=422 if is_refused else 200)


def _answer_form(row: hands.Asked, refused: Any, form: Any) -> Any:
    if refused is not None and refused.pk == row.hand.pk:
        return form
    given = row.own.text if row.own else ""
    return HandAnswerForm(initial={"text": given}, auto_id=f"{row.hand.ref}-%s")


@requires(policies.ask_a_hand, load=groups.get_group)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, group: Any) -> HttpResponse:
    """What people of the group could use a hand with; a POST asks."""
    if request.method != "POST":
        return _page(request, group)
    form = HandForm(request.POST)
    if not form.is_valid():
        return _page(request, group, form=form)
    try:
        hands.ask(
            group=group,
            text=form.cleaned_data["text"],
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except hands.OneIsOpen:
        return _page(request, group, problem=_("You have asked already: take that back first."))
    toast(request, _("Asked. It is gone in seven days, or when you take it back."))
    return redirect("circle:hand", ref=group)


@lending
@require_POST
def lend(request: HttpRequest, hand: Any) -> HttpResponse:
    """Offer help with one tap, or answer in confidence."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    name = hand.person.full_name
    if request.POST.get("do") == "offer":
        hands.lend(hand=hand, actor=actor, now=now)
        toast(
            request,
            _("%(name)s sees that you would help. You arrange it between you.") % {"name": name},
        )
        return redirect("circle:hand", ref=hand.group)
    form = HandAnswerForm(request.POST, auto_id=f"{hand.ref}-%s")
    if not form.is_valid():
        return _page(request, hand.group, form=form, refused=hand)
    hands.lend(hand=hand, text=form.cleaned_data["text"], actor=actor, now=now)
    toast(request, _("%(name)s reads it, and nobody else.") % {"name": name})
    return redirect("circle:hand", ref=hand.group)


@lending
@require_POST
def withdraw(request: HttpRequest, hand: Any) -> HttpResponse:
    """Take back what one offered or answered."""
    hands.withdraw(
        hand=hand,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("Taken back."))
    return redirect("circle:hand", ref=hand.group)


@requires(policies.own_hand, load=hands.get_hand)
@require_POST
def take_back(request: HttpRequest, hand: Any) -> HttpResponse:
    """Take back what one asked, with all answers."""
    group = hand.group
    hands.take_back(
        hand=hand,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("Taken back. It is erased, with every answer."))
    return redirect("groups:circle", ref=group)
