"""One's own part in a program's mentoring: what one offers and seeks, and whom one wishes for."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.groups import mentoring, pairs, policies
from junto.domain.groups.enums import MentoringForm, Side
from junto.domain.programs import queries as programs
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.forms import Form
from junto.interfaces.web.ui.toasts import toast

own = requires(policies.wish_for, load=programs.get_program)
PAGE = 20
LINES = mentoring.MOST_TOPICS * (mentoring.LONGEST_TOPIC + 2)


class ProfileForm(Form):
    """What somebody offers and seeks, one topic a line."""

    seeks = forms.CharField(
        label=gettext_lazy("What would you like to get better at?"),
        help_text=gettext_lazy("One topic a line, in few words, at most twelve."),
        required=False,
        max_length=LINES,
        widget=forms.Textarea(attrs={"class": "in", "rows": 4, "dir": "auto"}),
    )
    offers = forms.CharField(
        label=gettext_lazy("What can others learn from you?"),
        help_text=gettext_lazy("One topic a line, in few words, at most twelve."),
        required=False,
        max_length=LINES,
        widget=forms.Textarea(attrs={"class": "in", "rows": 4, "dir": "auto"}),
    )
    places = forms.IntegerField(
        label=gettext_lazy("How many mentees do you have room for?"),
        help_text=gettext_lazy("0 when you need a break."),
        required=False,
        min_value=0,
        max_value=mentoring.MOST_PLACES,
    )


def _page(
    request: HttpRequest, program: Any, form: ProfileForm | None = None, problem: str = ""
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    plan = mentoring.plan_of(program)
    members = mentoring.members_of(program, plan)
    me = next(each for each in members if each.person.pk == actor.person_id)
    offered = mentoring.on_offer(program, actor.person_id, members)
    by_ref = {each.ref: each for each in offered}
    wishes = [ref for ref in mentoring.wishes_of(program, actor.person_id) if ref in by_ref]
    search = request.GET.get("q", "").replace("\0", "").strip()[:100]
    shown = [each for each in offered if each.ref not in wishes and _fits(each, search)]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    is_mutual = plan.form == MentoringForm.RECIPROCAL
    initial = {
        "seeks": "\n".join(me.seeks),
        "offers": "\n".join(me.offers),
        "places": me.places,
    }
    context = {
        "program": program,
        "member": me,
        "is_mentor": me.side == Side.MENTOR and not is_mutual,
        "is_mutual": is_mutual,
        "is_out": me.side == Side.NEITHER,
        "side": dict(Side.choices)[me.side],
        "form": form or ProfileForm(initial=initial),
        "wishes": [by_ref[ref] for ref in wishes],
        "is_full": len(wishes) >= mentoring.MOST_WISHES,
        "most": mentoring.MOST_WISHES,
        "page_obj": page,
        "search": search,
        "count": len(shown),
        "offered": len(offered),
        "groups": pairs.own_groups(program, actor.person_id),
        "support": mentoring.support_of(program, plan),
        "problems": [{"text": problem, "href": "#wishes"}] if problem else [],
        "has_errors": bool(problem),
        "section": "home",
    }
    status = 422 if form is not None or problem else 200
    return render(request, "mentoring/mine.html", context, status=status)


def _fits(member: mentoring.Member, search: str) -> bool:
    wanted = search.casefold()
    words = (member.person.full_name, member.person.unit, *member.offers, *member.seeks)
    return any(wanted in word.casefold() for word in words)


@own
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, program: Any) -> HttpResponse:
    """What one offers, seeks and wishes; a POST keeps the first two."""
    if request.method != "POST":
        return _page(request, program)
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _page(request, program, form)
    values = form.cleaned_data
    mentoring.save_profile(
        program=program,
        profile=mentoring.Profile(
            offers=values["offers"].splitlines(),
            seeks=values["seeks"].splitlines(),
            places=values["places"],
        ),
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("Kept. It counts from the next matching on."))
    return redirect("mentoring:mine", ref=program)


@own
@require_POST
def wish(request: HttpRequest, program: Any) -> HttpResponse:
    """Add a wish, take one back, or move one up."""
    actor = request.actor  # type: ignore[attr-defined]
    kept = mentoring.wishes_of(program, actor.person_id)
    ref, act = request.POST.get("person", "")[:12], request.POST.get("act", "")
    wanted = [each for each in kept if each != ref]
    if act == "up" and ref in kept:
        wanted.insert(max(0, kept.index(ref) - 1), ref)
    elif act == "add":
        wanted.append(ref)
    try:
        mentoring.save_wishes(program=program, refs=wanted, actor=actor, now=timezone.now())
    except mentoring.NotOnOffer:
        problem = _("Five wishes at most, of people who are on this page.")
        return _page(request, program, problem=problem)
    return redirect(f"{reverse('mentoring:mine', kwargs={'ref': program})}#wishes")
