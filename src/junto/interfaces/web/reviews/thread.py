"""What the two say about a review, and what they agree on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.reviews import actions, policies, queries, writing
from junto.foundation.access.views import requires
from junto.interfaces.web.reviews.forms import OutcomeForm, PostForm
from junto.interfaces.web.reviews.piece import show
from junto.interfaces.web.ui.toasts import toast

talks = requires(policies.talk, load=queries.get_piece)
own = requires(policies.own_post, load=queries.get_post)


@talks
@require_POST
def write(request: HttpRequest, row: Any) -> HttpResponse:
    """Say something."""
    form = PostForm(request.POST, auto_id="post-%s")
    if form.is_valid():
        writing.write_post(
            piece=row,
            text=form.cleaned_data["text"],
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        return redirect("reviews:piece", ref=row)
    return show(request, row, status=422, post_form=form)


@talks
@require_POST
def outcome(request: HttpRequest, row: Any) -> HttpResponse:
    """Word what changes."""
    form = OutcomeForm(request.POST, auto_id="outcome-%s")
    if form.is_valid():
        writing.word_outcome(
            piece=row,
            text=form.cleaned_data["outcome"],
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        toast(request, _("Kept. It is agreed once the other one says so."))
        return redirect("reviews:piece", ref=row)
    return show(request, row, status=422, outcome_form=form)


@talks
@require_POST
def agree(request: HttpRequest, row: Any) -> HttpResponse:
    """Agree to what the other one worded."""
    try:
        writing.agree(
            piece=row,
            outcome=request.POST.get("outcome", "").replace("\r\n", "\n"),
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
    except actions.TooLate:
        toast(request, _("The words have changed meanwhile. Read them again."))
    else:
        toast(request, _("Agreed."))
    return redirect("reviews:piece", ref=row)


@own
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, row: Any) -> HttpResponse:
    """Change words of my own."""
    form = PostForm(request.POST if request.method == "POST" else None, initial={"text": row.text})
    if request.method == "POST" and form.is_valid():
        writing.edit_post(
            post=row,
            text=form.cleaned_data["text"],
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        return redirect("reviews:piece", ref=row.piece)
    context = {"post": row, "form": form, "section": "feedback"}
    status = 422 if request.method == "POST" else 200
    return render(request, "reviews/post.html", context, status=status)


@own
@require_POST
def delete(request: HttpRequest, row: Any) -> HttpResponse:
    """Erase words of my own."""
    piece = row.piece
    writing.delete_post(post=row, actor=request.actor)  # type: ignore[attr-defined]
    toast(request, _("Erased."))
    return redirect("reviews:piece", ref=piece)
