"""Who held which role, how evenly the group is heard where all want to know, and the minutes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from junto.domain.catalog.queries import localized
from junto.domain.groups import queries as groups
from junto.domain.overview import balance
from junto.domain.sessions import fairness, giving, policies, room_queries, wishes
from junto.domain.sessions import queries as sessions
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.toasts import toast


@requires(policies.list_sessions, load=groups.get_group)
@require_safe
def page(request: HttpRequest, group: Any) -> HttpResponse:
    """The page of a group."""
    me = request.actor.person_id  # type: ignore[attr-defined]
    members = groups.members_of(group)
    is_mine = any(person.pk == me for person in members)
    held = list(sessions.sessions_of(group))
    last = next((each for each in reversed(held) if each.ended_at and each.timeline), None)
    coming = next((each for each in held if not each.ended_at), None)
    fmt = room_queries.find_format((last or coming).format_id) if last or coming else None
    context = {
        "group": group,
        "is_mine": is_mine,
        "mine": _mine(group, coming, fmt, me) if is_mine else [],
        "coming": coming,
        "roles": _roles(fairness.ledger(group), members, fmt, wishes.left_out(group)),
        "forecast": _forecast(coming, members, fmt) if coming else [],
        "minutes": _minutes(last, fmt) if last else [],
        "last": last,
        "is_on": fairness.is_trend_on(group),
        "wants": is_mine and fairness.wants_trend(group, me),
        "trend": _trend(group, me) if is_mine else [],
        "balance": _balance(group, me) if is_mine else [],
        "all_had": giving.everybody_had_a_turn(group, [each.pk for each in members]),
        "section": "home" if is_mine else "groups",
    }
    return render(request, "circle/fairness.html", context)


def _balance(group: Any, me: int) -> list[dict[str, Any]]:
    """What the reader gave and received, as pairs of words and figures; nothing while all are 0."""
    found = balance.balance_of(group, me)
    rows = [
        (
            _("Own matters brought"),
            found.turns.brought,
            _("Helped with others' matters"),
            found.turns.consulted,
        ),
        (_("Was coached"), found.turns.was_coached, _("Coached"), found.turns.coached),
        (_("Reviews received"), found.reviews_received, _("Reviews given"), found.reviews_given),
        (_("Thanks received"), found.thanks_received, _("Thanks given"), found.thanks_given),
    ]
    most = max(max(received, given) for _r, received, _g, given in rows)
    return [
        {"to_me": to_me, "received": received, "from_me": from_me, "given": given, "most": most}
        for to_me, received, from_me, given in rows
        if received or given
    ]


def _roles(ledger: Any, members: list[Any], fmt: Any, left_out: Any) -> dict[str, Any]:
    """A table of the roles that are held by one: everybody, their times and the last one."""
    here = {each.pk for each in members}
    roles = [
        role
        for role in (fmt.roles if fmt else ())
        if role.count == 1 and here.intersection(ledger.get(role.id, ()))
    ]
    people = [
        {
            "name": each.full_name,
            "ref": each.ref,
            "held": [ledger[role.id].get(each.pk) for role in roles],
        }
        for each in members
    ]
    columns = []
    for role in roles:
        # Fairness is counted among those who take the role.
        takes = [each for each in members if each.ref not in left_out.get(role.id, ())]
        times = [held.times if (held := ledger[role.id].get(each.pk)) else 0 for each in takes]
        gap = max(times, default=0) - min(times, default=0)
        columns.append({"title": localized(role.title), "gap": gap})
    return {"columns": columns, "people": people} if columns else {}


def _mine(group: Any, coming: Any, fmt: Any, me: int) -> list[dict[str, Any]]:
    """The roles that go round, and whether the reader takes each."""
    if fmt is None or fmt.rotation is None or fmt.rotation.strategy == "latin":
        return []
    out, not_ready = wishes.own(group, coming, me)
    roles = [role for role in fmt.roles if role.count == 1 and not role.external]
    return [
        {
            "id": role.id,
            "title": localized(role.title),
            "is_out": role.id in out,
            "is_not_ready": role.id in not_ready,
        }
        for role in roles
    ]


def _forecast(coming: Any, members: list[Any], fmt: Any) -> list[dict[str, Any]]:
    names = {each.ref: each.known_as or each.full_name for each in members}
    when = (_("Next time"), _("Then"), _("After that"))
    return [
        {
            "when": label,
            "roles": [
                f"{localized(role.title)}: {names[held[role.id]]}"
                for role in (fmt.roles if fmt else ())
                if held.get(role.id) in names
            ],
        }
        for label, held in zip(when, room_queries.roles_to_come(coming), strict=False)
    ]


def _minutes(session: Any, fmt: Any) -> list[dict[str, Any]]:
    titles = {stage.id: localized(stage.title) for stage in fmt.all_stages()} if fmt else {}
    found = fairness.minutes_of(session)
    most = max((max(each.planned, each.took) for each in found), default=1) or 1
    return [
        {
            "title": titles.get(each.stage, each.stage),
            "planned": each.planned,
            "took": each.took,
            "most": most,
        }
        for each in found
    ]


def _trend(group: Any, me: int) -> list[dict[str, Any]]:
    return [
        {
            "number": row.session.number,
            "balance": row.balance,
            "least": min(100, row.least_heard),
            "least_heard": row.least_heard,
        }
        for row in fairness.trend_of(group, me)
    ]


@requires(policies.wish_trend, load=groups.get_group)
@require_POST
def wish(request: HttpRequest, group: Any) -> HttpResponse:
    """Say yes or no to the trend."""
    wants = request.POST.get("wants") == "yes"
    fairness.wish_trend(
        group=group,
        wants=wants,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    if wants and not fairness.is_trend_on(group):
        toast(request, _("Kept. It begins once everybody in the group has said yes."))
    return redirect("circle:fairness", ref=group)


@requires(policies.wish_trend, load=groups.get_group)
@require_POST
def roles(request: HttpRequest, group: Any) -> HttpResponse:
    """Leave a role out, take it again, or say that one is not ready this time."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    role = request.POST.get("role", "").replace("\0", "")
    do = request.POST.get("do", "")
    if do in ("out", "in"):
        wishes.leave_out(group=group, role=role, out=do == "out", actor=actor, now=now)
    coming = next((each for each in sessions.sessions_of(group) if not each.ended_at), None)
    if do in ("not-ready", "ready") and coming is not None:
        wishes.not_ready(session=coming, role=role, out=do == "not-ready", actor=actor, now=now)
    return redirect("circle:fairness", ref=group)
