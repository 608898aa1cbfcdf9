"""Saying something to whoever led a session, and what people said to me.

A mixed answer leaves no trace of when: no toast, no form key, its draft under the round's handle.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from junto.domain.assessments import queries as assessments
from junto.domain.assessments.enums import HIGHEST, LOWEST, PulseAnswer
from junto.domain.people import queries as people
from junto.domain.reviews import hosting, mixed, policies, queries
from junto.domain.reviews.enums import MOMENT, HostItem
from junto.foundation import drafts, tenancy
from junto.foundation.access.views import actor_of, requires, signed_in
from junto.interfaces.web.reviews.forms import MIXED, NAMED, HostForm

tells = requires(policies.tell_host, load=queries.get_host_feedback)
KEPT = (*HostItem.values, MOMENT, "how")


def _me(request: HttpRequest) -> int:
    return request.actor.person_id or 0  # type: ignore[attr-defined]


def _form(request: HttpRequest, about: Any, data: Any = None) -> HostForm:
    may_mix = queries.may_mix(about, _me(request), now=timezone.now())
    return HostForm(
        data,
        may_mix=may_mix,
        is_small=about.asked < 2 * hosting.FEWEST,
        initial=_given(request, about),
        auto_id="id_%s",
    )


def _given(request: HttpRequest, about: Any) -> dict[str, Any]:
    """What was said or typed so far; for its writer alone."""
    me, now = _me(request), timezone.now()
    named = queries.named_word(about, me)
    if named is not None:
        return {**named.values, MOMENT: named.moment, "how": NAMED}
    if not queries.may_mix(about, me, now=now):
        return drafts.load(user_id=request.user.pk or 0, form=_draft(about))
    round_ = queries.mixed_round_of(about)
    assert round_ is not None
    values = assessments.own_answers(round_, me)
    if values:
        words = assessments.own_words(round_, me)
        return {**values, MOMENT: words.get(MOMENT, ""), "how": MIXED}
    kept = assessments.own_draft(round_, me)
    return dict(json.loads(kept)) if kept else {}


def _is_said(request: HttpRequest, about: Any) -> bool:
    me = _me(request)
    if queries.named_word(about, me) is not None:
        return True
    round_ = queries.mixed_round_of(about)
    return round_ is not None and bool(assessments.own_answers(round_, me))


def _draft(about: Any) -> str:
    return f"host-{about.ref}"


def _show(request: HttpRequest, about: Any, form: HostForm | None = None) -> HttpResponse:
    shown = form or _form(request, about)
    chosen = form.data if form is not None else shown.initial
    is_closed = timezone.now() >= about.closes_at
    context = {
        "about": about,
        "session": about.session,
        "group": about.session.group,
        "host": about.person,
        "form": shown,
        "questions": HostForm.shown(chosen, form),
        "may_mix": "how" in shown.fields,
        "is_said": not is_closed and _is_said(request, about),
        "is_closed": is_closed,
        "fewest": hosting.FEWEST,
        "has_errors": form is not None,
        "section": "feedback",
    }
    return render(request, "reviews/host.html", context, status=422 if form is not None else 200)


@tells
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, about: Any) -> HttpResponse:
    """Two taps and one moment."""
    if request.method != "POST":
        return _show(request, about)
    if timezone.now() >= about.closes_at:
        return _given_back(request, about)
    form = _form(request, about, request.POST)
    if not form.is_valid():
        return _show(request, about, form)
    is_mixed = form.cleaned_data.get("how") == MIXED
    say = hosting.say_mixed if is_mixed else hosting.say_with_name
    try:
        say(
            about=about,
            values=form.values,
            moment=form.cleaned_data["moment"],
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except (hosting.TooLate, hosting.RoundClosed, hosting.NotMixed):
        return _given_back(request, about)
    if not is_mixed:
        drafts.discard(user_id=request.user.pk or 0, form=_draft(about))
    return redirect("reviews:host", ref=about)


def _given_back(request: HttpRequest, about: Any) -> HttpResponse:
    context = {
        "written": [request.POST.get(MOMENT, "").replace("\0", "")],
        "title": _("Feedback for %(name)s is closed") % {"name": about.person.full_name},
        "section": "feedback",
    }
    return render(request, "reviews/closed.html", context, status=409)


@tells
@require_POST
def keep(request: HttpRequest, about: Any) -> HttpResponse:
    """Keep what is being typed, where only its writer finds it."""
    now = timezone.now()
    fields = {key: request.POST[key].replace("\0", "") for key in KEPT if key in request.POST}
    try:
        actor = request.actor  # type: ignore[attr-defined]
        text = json.dumps(fields)
        is_kept = hosting.keep_draft(about=about, text=text, actor=actor, now=now)
        if not is_kept:
            drafts.save(user_id=request.user.pk or 0, form=_draft(about), fields=fields, now=now)
    except (hosting.TooLate, hosting.RoundClosed, drafts.TooLarge):
        return HttpResponse(status=204)
    return HttpResponse(status=204)


@tells
@require_POST
def take_back(request: HttpRequest, about: Any) -> HttpResponse:
    """Forget what I said."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        hosting.take_back(about=about, actor=actor, now=timezone.now())
    except (hosting.TooLate, hosting.RoundClosed):
        return _show(request, about)
    return redirect("reviews:host", ref=about)


# ---------------------------------------------------------------- what people said to me


@signed_in
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """What people said to me about sessions that I led; for nobody else."""
    shown: list[dict[str, Any]] = []
    now = timezone.now()
    for place in people.memberships_of(request.user):
        with tenancy.scope(place.organization_id):
            person = people.person_of(actor_of(request, place.organization_id))
            rows = queries.received(person.pk, now=now) if person is not None else []
            shown += [_received(each) for each in rows]
    points = [each for each in reversed(shown) if not each["is_sealing"]]
    context = {
        "rows": shown,
        "trends": [
            {"label": item.label, "points": [(each["name"], each["mean"][item]) for each in points]}
            for item in HostItem
        ]
        if any(each["items"] for each in points)
        else [],
        "fewest": hosting.FEWEST,
        "lowest": LOWEST,
        "highest": HIGHEST,
        "section": "home",
    }
    return render(request, "reviews/received.html", context)


def _point(mean: list[float] | None) -> float | None:
    """Where a mean lies on a line: a range at an end of the scale at its inner end."""
    if mean is None:
        return None
    low, high = mean
    return low if high == HIGHEST else high


def _received(row: Any) -> dict[str, Any]:
    report = row.report or {}
    means = report.get(mixed.ALL, {}).get("means", {})
    words = dict(PulseAnswer.choices)
    return {
        "session": row.session,
        "group": row.session.group,
        "name": f"{row.session.group.name} {row.session.number}",
        "is_sealing": bool(row.answers_ref) and row.report is None,
        "could_mix": bool(row.answers_ref),
        "items": [(item.label, *means[item]) for item in HostItem if item in means],
        "mean": {item: _point(means.get(item)) for item in HostItem},
        "themes": report.get("themes", []),
        "named": [
            {
                "person": each.person,
                "moment": each.moment,
                "taps": [(item.label, words[each.values[item]]) for item in HostItem],
            }
            for each in queries.named_words(row)
        ],
    }
