"""A goal and the way to it, for oneself; and what others show to their group or facilitator."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.goals import policies, progress
from junto.domain.goals.enums import ShownTo
from junto.domain.groups import facilitating
from junto.domain.groups import queries as groups
from junto.domain.people import queries as people
from junto.domain.sessions import rhythm
from junto.foundation.access.views import requires
from junto.interfaces.web.after.forms import GoalForm
from junto.interfaces.web.ui.toasts import toast

# As many days as a line has room for on a phone.
MOST_POINTS = 5

mine = requires(policies.share_steps, load=groups.get_group)


def _page(request: HttpRequest, group: Any, form: GoalForm | None = None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    person = people.person_of(actor)
    assert person is not None
    own = progress.own_progress(group, person)
    shown = progress.shown_by(group, person.pk)
    guide = facilitating.facilitator_of(group)
    context = {
        "group": group,
        "own": own,
        "points": _points(own),
        "came": rhythm.came_to(group, [person.pk]).get(person.pk),
        "form": form or GoalForm(initial={"words": own.goal.words if own.goal else ""}),
        "switches": [
            _switch(ShownTo.FACILITATOR, shown, guide.full_name if guide else ""),
            _switch(ShownTo.GROUP, shown, group.name),
        ],
        "section": "steps",
    }
    return render(request, "after/goal.html", context, status=422 if form else 200)


def _points(own: progress.Progress) -> list[tuple[str, int]]:
    """The latest numbers of a goal under their days, for a line."""
    return [
        (formats.date_format(day, "MONTH_DAY_FORMAT"), at) for day, at in own.points[-MOST_POINTS:]
    ]


def _switch(to: ShownTo, shown: set[str], name: str) -> dict[str, Any]:
    return {"to": to.value, "label": to.label, "name": name, "is_on": to.value in shown}


@mine
@require_http_methods(["GET", "HEAD", "POST"])
def goal(request: HttpRequest, group: Any) -> HttpResponse:
    """My goal in a group; a POST keeps its words and where I am today."""
    if request.method != "POST":
        return _page(request, group)
    form = GoalForm(request.POST)
    if not form.is_valid():
        return _page(request, group, form)
    progress.set_goal(
        group=group,
        **form.cleaned_data,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("Kept."))
    return redirect("after:goal", ref=group)


@mine
@require_POST
def drop(request: HttpRequest, group: Any) -> HttpResponse:
    """Forget the goal with its numbers."""
    progress.drop_goal(
        group=group,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("Forgotten, with every number of it."))
    return redirect("after:goal", ref=group)


@mine
@require_POST
def show(request: HttpRequest, group: Any) -> HttpResponse:
    """Switch on or off who may see it."""
    to = request.POST.get("to", "")
    if to in ShownTo.values:
        on = request.POST.get("on") == "yes"
        progress.show_to(
            group=group,
            to=ShownTo(to),
            on=on,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        toast(
            request, _("On. You can switch it off at any time.") if on else _("Off, from now on.")
        )
    return redirect("after:goal", ref=group)


@requires(policies.see_progress, load=groups.get_group)
@require_safe
def shown(request: HttpRequest, group: Any) -> HttpResponse:
    """What members of a group show to the reader."""
    me = request.actor.person_id  # type: ignore[attr-defined]
    rows = progress.shown_to(group, me)
    came = rhythm.came_to(group, [each.person.pk for each in rows])
    context = {
        "group": group,
        "rows": [
            {"own": each, "points": _points(each), "came": came.get(each.person.pk)}
            for each in rows
        ],
        "is_mine": groups.is_member(group, me),
        "section": "home",
    }
    return render(request, "after/progress.html", context)
