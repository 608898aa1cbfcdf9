"""What a pair or a mentoring circle keeps between its people."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.groups import mentoring, pairs, policies, queries, vetoes
from junto.domain.groups.enums import GroupKind
from junto.domain.organizations import queries as organizations
from junto.domain.sessions import queries as sessions
from junto.foundation import tenancy
from junto.foundation.access.views import requires
from junto.interfaces.web.mentoring import words
from junto.interfaces.web.ui.forms import Form
from junto.interfaces.web.ui.toasts import toast

ours = requires(policies.meet_in_group, load=queries.get_group)


def _area() -> forms.Textarea:
    return forms.Textarea(attrs={"class": "in said", "rows": 3, "dir": "auto"})


class ExpectationsForm(Form):
    """Four questions; one answer is enough."""

    want = forms.CharField(
        label=gettext_lazy("What do we want from this?"),
        required=False,
        max_length=pairs.LONGEST,
        widget=_area(),
    )
    how_often = forms.CharField(
        label=gettext_lazy("How often do we meet, and how long?"),
        required=False,
        max_length=pairs.LONGEST,
        widget=_area(),
    )
    reach = forms.CharField(
        label=gettext_lazy("How do we reach each other in between?"),
        required=False,
        max_length=pairs.LONGEST,
        widget=_area(),
    )
    between_us = forms.CharField(
        label=gettext_lazy("What stays between us?"),
        required=False,
        max_length=pairs.LONGEST,
        widget=_area(),
    )


def _matched(group: Any) -> list[Any]:
    """The pairs of a group; a group that was not matched has no such page."""
    found = pairs.pairs_in(group)
    if not found:
        raise tenancy.NotFound(group.ref)
    return found


def _circle(group: Any) -> None:
    """Challenges are stated in circles."""
    _matched(group)
    if not pairs.is_circle(group):
        raise tenancy.NotFound(group.ref)


def _page(
    request: HttpRequest, group: Any, form: ExpectationsForm | None = None, problem: str = ""
) -> HttpResponse:
    me = request.actor.person_id  # type: ignore[attr-defined]
    found = _matched(group)
    written = pairs.expectations_in(group, me)
    people = queries.members_of(group)
    is_circle = pairs.is_circle(group)
    initial = (
        {name: getattr(written.mine, name) for name in pairs.QUESTIONS} if written.mine else {}
    )
    blank = ExpectationsForm(initial=initial)
    context = {
        "group": group,
        "kind": group.get_kind_display(),
        "is_circle": is_circle,
        "is_mutual": group.kind == GroupKind.PAIR,
        "is_mentor": any(pair.mentor_id == me for pair in found),
        "reasons": [_reasons(pair) for pair in found if is_circle or me in _ids(pair)],
        "others": [person for person in people if person.pk != me],
        "mentor": found[0].mentor,
        "written": written,
        "answers": [(row.person, _answers(row)) for row in written.others],
        "missing": len(people) - 1 - written.count,
        "form": form or blank,
        "challenges": _challenges(group, me) if is_circle else [],
        "sessions": _sessions(group) if is_circle else [],
        "support": mentoring.support_of(group.program),
        "contacts": organizations.support_contacts(),
        "is_asked": _is_asked(people, me),
        "longest": pairs.LONGEST,
        "problems": [problem] if problem else [],
        "has_errors": bool(problem),
        "section": "home",
    }
    status = 422 if form is not None or problem else 200
    return render(request, "mentoring/pair.html", context, status=status)


def _is_asked(people: list[Any], me: int) -> bool:
    """Whether one of them is somebody whom the reader asked to be kept apart from."""
    mine = next((person for person in people if person.pk == me), None)
    others = [person.ref for person in people if person.pk != me]
    return mine is not None and vetoes.breaks(mine, others)


def _ids(pair: Any) -> tuple[int, int]:
    return pair.mentee_id, pair.mentor_id


def _reasons(pair: Any) -> tuple[Any, list[str]]:
    one, other = pair.mentee, pair.mentor
    return pair, words.reasons(pair.reasons, one.call_name, other.call_name)


def _answers(row: Any) -> list[tuple[str, str]]:
    fields = ExpectationsForm.base_fields
    return [
        (str(fields[name].label), getattr(row, name))
        for name in pairs.QUESTIONS
        if getattr(row, name)
    ]


def _challenges(group: Any, me: int) -> list[dict[str, Any]]:
    """Everybody's challenge, one's own first."""
    titles = {each.ref: each for each in sessions.sessions_of(group)}
    rows = [
        {
            "challenge": row,
            "is_mine": row.person_id == me,
            "lines": [(line, titles.get(line.session_ref)) for line in row.shown],
        }
        for row in pairs.challenges_in(group)
    ]
    return sorted(rows, key=lambda row: not row["is_mine"])


def _sessions(group: Any) -> list[Any]:
    """Sessions a line of progress can belong to, the newest first."""
    now = timezone.now()
    return [each for each in reversed(sessions.sessions_of(group)) if each.starts_at <= now]


@ours
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, group: Any) -> HttpResponse:
    """What the two, or the circle, expect of each other; a POST keeps one's own words."""
    if request.method != "POST":
        return _page(request, group)
    _matched(group)
    form = ExpectationsForm(request.POST)
    if not form.is_valid():
        return _page(request, group, form)
    try:
        pairs.write_expectations(
            group=group,
            words=form.cleaned_data,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except pairs.NothingWritten:
        form.add_error("want", _("Answer one of the four at least"))
        return _page(request, group, form)
    toast(request, _("Kept. You both read it once you both have written."))
    return redirect("mentoring:pair", ref=group)


@ours
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, group: Any) -> HttpResponse:
    """Not the right match: said once, without a reason."""
    found = _matched(group)
    me = request.actor.person_id  # type: ignore[attr-defined]
    if request.method != "POST":
        context = {
            "group": group,
            "is_circle": pairs.is_circle(group),
            "is_mentor": any(pair.mentor_id == me for pair in found),
            "support": mentoring.support_of(group.program),
            "section": "home",
        }
        return render(request, "mentoring/end.html", context)
    pairs.end_match(
        group=group,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("It has ended, without fault. You will hear of a new match."))
    return redirect("mentoring:mine", ref=group.program)


@ours
@require_POST
def challenge(request: HttpRequest, group: Any) -> HttpResponse:
    """State one's current challenge."""
    _circle(group)
    try:
        pairs.state_challenge(
            group=group,
            text=request.POST.get("text", ""),
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except pairs.NothingWritten:
        return _page(request, group, problem=_("Say in a sentence what you work on."))
    toast(request, _("Your circle can read it now."))
    return redirect("mentoring:pair", ref=group)


@ours
@require_POST
def line(request: HttpRequest, group: Any) -> HttpResponse:
    """Add advice to somebody's challenge, or a line on how far one's own is."""
    _circle(group)
    known = {each.ref for each in sessions.sessions_of(group)}
    session = request.POST.get("session", "")[:12]
    try:
        pairs.add_line(
            group=group,
            challenge=request.POST.get("challenge", "")[:12],
            text=request.POST.get("text", ""),
            session_ref=session if session in known else "",
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except pairs.NothingWritten:
        return _page(request, group, problem=_("There are no words to keep yet."))
    toast(request, _("Your circle can read it now."))
    return redirect("mentoring:pair", ref=group)
