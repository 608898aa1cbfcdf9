"""After a session: one next step, three taps, thanks. Skipping any of it is fine."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from junto.domain.assessments import actions as assessment_actions
from junto.domain.assessments import queries as assessments
from junto.domain.catalog.queries import localized
from junto.domain.goals import actions as goal_actions
from junto.domain.goals import queries as goals
from junto.domain.groups import queries as groups
from junto.domain.overview import fitting
from junto.domain.people import queries as people
from junto.domain.recognition import actions as thanks_actions
from junto.domain.recognition import queries as recognition
from junto.domain.reviews import queries as reviews
from junto.domain.sessions import (
    fairness,
    feedback_cards,
    missed,
    pulse_policies,
    pulse_queries,
    room_actions,
)
from junto.domain.sessions.enums import SessionState
from junto.foundation import drafts
from junto.foundation.access import Forbidden
from junto.foundation.access.views import requires
from junto.interfaces.web.after.forms import PulseForm, StepForm, ThanksForm
from junto.interfaces.web.ui.toasts import toast

NEXT_WEEK = timedelta(days=7)
get = pulse_queries.get_session
look_back = requires(pulse_policies.look_back, load=get)
TWO_ARE_OPEN = gettext_lazy("Two next steps are open already. Close one first: two are enough.")


@look_back
@require_safe
def after(request: HttpRequest, session: Any) -> HttpResponse:
    """The page."""
    return _page(request, session)


@look_back
@require_POST
def make_step(request: HttpRequest, session: Any) -> HttpResponse:
    """Keep a next step."""
    today = _today(request)
    form = StepForm(request.POST, today=today, by=today + NEXT_WEEK)
    if not form.is_valid():
        return _page(request, session, step=form)
    try:
        goal_actions.make_step(
            group=session.group,
            session_ref=session.ref,
            **form.cleaned_data,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except goal_actions.TwoAreOpen:
        return _page(request, session, step=form, problems=[str(TWO_ARE_OPEN)])
    drafts.discard(user_id=_user(request), form=_draft("step", session))
    toast(request, _("Kept. Your group sees it when you meet next."))
    return redirect("after:session", ref=session)


@look_back
@require_POST
def write_missed(request: HttpRequest, session: Any) -> HttpResponse:
    """Keep what somebody writes who left early or was away."""
    output = request.POST.get("output", "")
    try:
        with suppress(Forbidden):
            made = missed.write(
                session=session,
                output=output,
                text=request.POST.get("text", "").replace("\0", ""),
                actor=request.actor,  # type: ignore[attr-defined]
                now=timezone.now(),
            )
            if made is not None:
                drafts.discard(user_id=_user(request), form=_draft(f"missed-{output}", session))
                toast(request, _("Kept. It stands with what the others wrote."))
    except room_actions.TooLong:
        toast(request, _("That is longer than 8,000 characters. Shorten it and send it again."))
    return redirect("after:session", ref=session)


@look_back
@require_POST
def delete_share(request: HttpRequest, session: Any) -> HttpResponse:
    """Delete what stood here about one's own share of the floor."""
    fairness.delete_line(session=session, actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]
    return redirect("after:session", ref=session)


@look_back
@require_POST
def answer(request: HttpRequest, session: Any) -> HttpResponse:
    """Keep three taps. No toast: it would write into the session what was done when."""
    round_ = pulse_queries.round_of(session)
    form = PulseForm(request.POST)
    closed = [_("The three questions are closed.")]
    if round_ is None or not _may_answer(request, round_):
        return _page(request, session, pulse=form, problems=closed)
    if not form.is_valid():
        return _page(request, session, pulse=form)
    try:
        assessment_actions.answer_pulse(
            round_=round_,
            answers=form.cleaned_data,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except (assessment_actions.RoundClosed, Forbidden):
        # It closed a moment ago.
        return _page(request, session, pulse=form, problems=closed)
    return redirect("after:session", ref=session)


@look_back
@require_POST
def take_back(request: HttpRequest, session: Any) -> HttpResponse:
    """Forget three taps."""
    round_ = pulse_queries.round_of(session)
    if round_ is not None and _may_answer(request, round_):
        with suppress(assessment_actions.RoundClosed, Forbidden):
            assessment_actions.take_back_answers(
                round_=round_,
                actor=request.actor,  # type: ignore[attr-defined]
                now=timezone.now(),
            )
    return redirect("after:session", ref=session)


@look_back
@require_POST
def thank(request: HttpRequest, session: Any) -> HttpResponse:
    """Thank somebody."""
    others = _others(request, session)
    form = ThanksForm(request.POST, people=others)
    if not form.is_valid():
        return _page(request, session, thanks=form)
    given = form.cleaned_data
    recipient = next(person for person in others if person.ref == given["to"])
    thanks_actions.give_thanks(
        group=session.group,
        session_ref=session.ref,
        recipient=recipient,
        moment=given["moment"],
        effect=given["effect"],
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    drafts.discard(user_id=_user(request), form=_draft("thanks", session))
    toast(request, _("%(name)s will read it.") % {"name": recipient.full_name})
    return redirect("after:session", ref=session)


# ---------------------------------------------------------------- the page


def _page(
    request: HttpRequest,
    session: Any,
    *,
    step: StepForm | None = None,
    pulse: PulseForm | None = None,
    thanks: ThanksForm | None = None,
    problems: list[str] | None = None,
) -> HttpResponse:
    me = request.actor.person_id  # type: ignore[attr-defined]
    today = _today(request)
    refused = step or pulse or thanks
    mine = goals.open_steps_of(me)
    context = {
        "session": session,
        "group": session.group,
        "fit": fitting.question_about(session.group, me),
        "is_over": session.state == SessionState.ENDED,
        "made": goals.made_in(session.ref, me),
        "is_full": len(mine) >= 2,
        "step": step
        or StepForm(
            today=today,
            by=today + NEXT_WEEK,
            initial=_kept(request, "step", session),
            auto_id="step-%s",
        ),
        "thanks": thanks
        or ThanksForm(
            people=_others(request, session),
            initial=_kept(request, "thanks", session),
            auto_id="thanks-%s",
        ),
        "hosts": reviews.host_feedback_after(session.pk, me, now=timezone.now()),
        "share": fairness.own_line(session, me),
        "cards": _cards(request, session),
        "missed": _missed(request, session),
        "given": recognition.thanks_given(session.ref, me),
        "step_draft": _draft("step", session),
        "thanks_draft": _draft("thanks", session),
        "form": refused,
        "problems": problems,
        "has_errors": bool(refused),
        **_pulse(request, session, pulse),
    }
    return render(request, "after/session.html", context, status=422 if refused else 200)


def _cards(request: HttpRequest, session: Any) -> list[dict[str, str]]:
    """The cards of feedback that others wrote to the reader."""
    person = people.person_of(request.actor)  # type: ignore[attr-defined]
    found = feedback_cards.cards_for(session, person) if person is not None else []
    names = {each.ref: each.full_name for each in groups.members_of(session.group)} if found else {}
    return [
        {"text": each.text, "name": names.get(each.author) or _("Former member")} for each in found
    ]


def _missed(request: HttpRequest, session: Any) -> list[dict[str, Any]]:
    """What the reader may still write, and who will read it."""
    person = people.person_of(request.actor)  # type: ignore[attr-defined]
    found = missed.missed_by(session, person, timezone.now()) if person is not None else []
    refs = {ref for each in found for ref in each.readers}
    names = {each.ref: each.full_name for each in groups.members_of(session.group)} if refs else {}
    return [
        {
            "id": each.output.id,
            "title": localized(each.stage.title),
            "prompt": localized(next(iter(each.stage.prompt.values()), "")),
            "is_private": each.output.visibility == "author",
            "reader": names.get(each.readers[0], "")
            if each.output.visibility in ("recipient", "presenter")
            else "",
            "draft": _draft(f"missed-{each.output.id}", session),
            "text": _kept(request, f"missed-{each.output.id}", session).get("text", ""),
        }
        for each in found
    ]


def _pulse(request: HttpRequest, session: Any, form: PulseForm | None) -> dict[str, Any]:
    """The three questions as the reader may see them: to be answered, answered, or closed."""
    round_ = pulse_queries.round_of(session)
    if round_ is None:
        return {"questions": []}
    if not _may_answer(request, round_):
        return {"questions": [], "is_closed": True}
    me = request.actor.person_id  # type: ignore[attr-defined]
    given = assessments.own_answers(round_, me)
    chosen = form.data if form is not None else given
    return {
        "questions": PulseForm.shown(chosen, form),
        "is_answered": bool(given),
        "closes_at": round_.closes_at,
        "is_pooled": round_.topic.startswith("small:"),
    }


def _may_answer(request: HttpRequest, round_: Any) -> bool:
    me = request.actor.person_id  # type: ignore[attr-defined]
    is_open = assessments.takes_answers(round_, now=timezone.now())
    return is_open and assessments.is_asked(round_, me)


def _others(request: HttpRequest, session: Any) -> list[Any]:
    me = request.actor.person_id  # type: ignore[attr-defined]
    return [person for person in groups.members_of(session.group) if person.pk != me]


def _today(request: HttpRequest) -> date:
    person = people.person_of(request.actor)  # type: ignore[attr-defined]
    now = timezone.now()
    return goal_actions.today_of(person, now) if person is not None else now.date()


def _user(request: HttpRequest) -> int:
    return int(request.user.pk)  # type: ignore[arg-type]


def _draft(what: str, session: Any) -> str:
    return f"after-{what}:{session.ref}"


def _kept(request: HttpRequest, what: str, session: Any) -> dict[str, Any]:
    return drafts.load(user_id=_user(request), form=_draft(what, session))
