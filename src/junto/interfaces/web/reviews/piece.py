"""One piece of work: what each of the two writes until both texts open together."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from junto.domain.programs import queries as programs
from junto.domain.reviews import actions, policies, queries, writing
from junto.domain.reviews.enums import UNOPENED, PieceState
from junto.foundation import drafts
from junto.foundation.access.views import requires
from junto.interfaces.web.reviews.forms import (
    OutcomeForm,
    PersonForm,
    PostForm,
    ReviewForm,
    WorkForm,
)
from junto.interfaces.web.ui.toasts import toast

reads = requires(policies.read, load=queries.get_piece)
authors = requires(policies.author, load=queries.get_piece)
reviews = requires(policies.review, load=queries.get_piece)


def show(request: HttpRequest, row: Any, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page as one of the two sees it, with forms that came back."""
    me = request.actor.person_id  # type: ignore[attr-defined]
    is_author = row.author_id == me
    own, other = queries.views_of(row, me)
    is_open = row.state not in UNOPENED
    context = {
        "piece": row,
        "program": row.program,
        "work": queries.work_of(row),
        "is_author": is_author,
        "other": row.reviewer if is_author else row.author,
        "is_open": is_open,
        "is_finished": row.state == PieceState.FINISHED,
        "is_asked": row.state == PieceState.ASKED,
        "is_waiting": row.state == PieceState.WAITING,
        "is_written": bool(own if is_author else other),
        "other_is_there": bool(row.other_view if is_author else row.own_view),
        "answers": list(zip(row.questions, own, other, strict=True)) if is_open else [],
        "posts": [(each, each.writer_id == me) for each in queries.posts_of(row)],
        "may_agree": bool(row.outcome) and not row.agreed_on and row.worded_by_id != me,
        "section": "feedback",
        "draft": _draft(row, "author" if is_author else "reviewer"),
        "post_form": forms.get("post_form") or PostForm(auto_id="post-%s"),
        "outcome_form": forms.get("outcome_form")
        or OutcomeForm(initial={"outcome": row.outcome}, auto_id="outcome-%s"),
        "has_errors": status == 422,
        "form": next(iter(forms.values()), None),
        **_writing(request, row, is_author, own if is_author else other),
        **forms,
    }
    return render(request, "reviews/piece.html", context, status=status)


def _writing(request: HttpRequest, row: Any, is_author: bool, written: list[str]) -> dict[str, Any]:
    """Forms of before the texts open: the author's, or the reviewer's."""
    if row.state not in UNOPENED:
        return {}
    kept = drafts.load(
        user_id=request.user.pk or 0, form=_draft(row, "author" if is_author else "reviewer")
    )
    initial: dict[str, Any] = {f"q{number}": text for number, text in enumerate(written)}
    if not is_author:
        form = ReviewForm(questions=row.questions, initial={**initial, **kept}, auto_id="view-%s")
        return {"review_form": form}
    work = queries.work_of(row)
    named = {
        "title": work.title,
        "tried": work.tried,
        "look_at": work.look_at,
        "links": "\n".join(work.links),
    }
    return {
        "work_form": WorkForm(
            questions=row.questions, initial={**named, **initial, **kept}, auto_id="view-%s"
        ),
        "person_form": PersonForm(people=_askable(row), auto_id="ask-%s"),
    }


def _askable(row: Any) -> list[Any]:
    gone = {each.pk for each in row.declined.all()}
    people = programs.enrolled_people(row.program)
    return [each for each in people if each.pk != row.author_id and each.pk not in gone]


def _draft(row: Any, who: str) -> str:
    return f"piece-{row.ref}-{who}"


def _done(request: HttpRequest, row: Any, who: str, words: str) -> HttpResponse:
    drafts.discard(user_id=request.user.pk or 0, form=_draft(row, who))
    toast(request, words)
    return redirect("reviews:piece", ref=row)


def _too_late(request: HttpRequest, row: Any) -> HttpResponse:
    toast(request, _("This has moved on meanwhile. Here is where it is now."))
    return redirect("reviews:piece", ref=row)


@reads
@require_safe
def page(request: HttpRequest, row: Any) -> HttpResponse:
    """The page."""
    return show(request, row)


@authors
@require_POST
def name_work(request: HttpRequest, row: Any) -> HttpResponse:
    """Keep what the author wants looked at, with their own view."""
    form = WorkForm(request.POST, questions=row.questions, auto_id="view-%s")
    if not form.is_valid():
        return show(request, row, status=422, work_form=form)
    try:
        kept = writing.name_work(
            piece=row,
            work=form.work,
            view=form.view,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.TooLate:
        return show(request, queries.get_piece(row.ref), status=409, kept_text=form.view)
    except (writing.NotALink, actions.TooLong):
        form.add_error("links", _("Five links at most, each beginning with https://"))
        return show(request, row, status=422, work_form=form)
    except writing.NothingSaid:
        form.add_error(None, _("A few words are needed in each field."))
        return show(request, row, status=422, work_form=form)
    return _done(request, row, "author", _told(kept))


@reviews
@require_POST
def write_review(request: HttpRequest, row: Any) -> HttpResponse:
    """Keep the review."""
    form = ReviewForm(request.POST, questions=row.questions, auto_id="view-%s")
    if not form.is_valid():
        return show(request, row, status=422, review_form=form)
    try:
        kept = writing.write_review(
            piece=row,
            view=form.view,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.TooLate:
        return show(request, queries.get_piece(row.ref), status=409, kept_text=form.view)
    except writing.NothingSaid:
        form.add_error(None, _("A few words are needed in each field."))
        return show(request, row, status=422, review_form=form)
    return _done(request, row, "reviewer", _told(kept))


def _told(row: Any) -> str:
    if row.state == PieceState.OPEN:
        return _("Both texts are there: they are open now.")
    return _("Kept. Both open once the other one has written.")


@authors
@require_POST
def ask_another(request: HttpRequest, row: Any) -> HttpResponse:
    """Ask somebody else to review it."""
    others = _askable(row)
    form = PersonForm(request.POST, people=others, auto_id="ask-%s")
    if not form.is_valid():
        return show(request, row, status=422, person_form=form)
    chosen = next(each for each in others if each.ref == form.cleaned_data["to"])
    try:
        actions.ask_another(
            piece=row,
            reviewer=chosen,
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except (actions.TooLate, actions.NotThatPerson):
        return _too_late(request, row)
    toast(request, _("%(name)s is asked.") % {"name": chosen.full_name})
    return redirect("reviews:piece", ref=row)


@reviews
@require_POST
def say_yes(request: HttpRequest, row: Any) -> HttpResponse:
    """I review it."""
    try:
        actions.say_yes(piece=row, actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]
    except actions.TooLate:
        return _too_late(request, row)
    return redirect("reviews:piece", ref=row)


@reviews
@require_POST
def step_back(request: HttpRequest, row: Any) -> HttpResponse:
    """Not this time."""
    try:
        actions.step_back(piece=row, actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]
    except actions.TooLate:
        return _too_late(request, row)
    toast(request, _("All right. Nobody asks why."))
    return redirect("reviews:home", ref=row.organization)


@authors
@require_POST
def take_back(request: HttpRequest, row: Any) -> HttpResponse:
    """Erase my piece and everything about it."""
    organization = row.organization
    writing.take_back(piece=row, actor=request.actor, now=timezone.now())  # type: ignore[attr-defined]
    toast(request, _("Erased, with everything the two of you wrote about it."))
    return redirect("reviews:home", ref=organization)
