"""What a group talks about between its sessions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from junto.domain.circle import policies, queries, talking
from junto.domain.groups import queries as groups
from junto.foundation.access.views import requires
from junto.interfaces.web.circle.forms import PostForm, TopicForm
from junto.interfaces.web.ui.toasts import toast

ours = requires(policies.discuss, load=groups.get_group)
readable = requires(policies.read_topic, load=queries.get_topic)
own = requires(policies.own_post, load=queries.get_post)


def _page(request: HttpRequest, group: Any, form: TopicForm | None = None) -> HttpResponse:
    me = request.actor.person_id  # type: ignore[attr-defined]
    context = {
        "group": group,
        "rows": queries.topics_of(group, me),
        "wishes_mail": queries.wishes_mail(group, me),
        "form": form or TopicForm(),
        "section": "home",
    }
    return render(request, "circle/topics.html", context, status=422 if form else 200)


@ours
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, group: Any) -> HttpResponse:
    """The group's topics; a POST begins one."""
    if request.method != "POST":
        return _page(request, group)
    form = TopicForm(request.POST)
    if not form.is_valid():
        return _page(request, group, form)
    begun = talking.open_topic(
        group=group,
        title=form.cleaned_data["title"],
        text=form.cleaned_data["text"],
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    return redirect("circle:topic", ref=begun)


@ours
@require_POST
def mail(request: HttpRequest, group: Any) -> HttpResponse:
    """Switch the daily mail on or off."""
    wants = request.POST.get("wants") == "yes"
    talking.wish_for_mail(
        group=group,
        wants=wants,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(
        request,
        _("One mail a day at most, when there is something new.") if wants else _("No mail."),
    )
    return redirect("circle:topics", ref=group)


def _topic(request: HttpRequest, row: Any, form: PostForm | None = None) -> HttpResponse:
    me = request.actor.person_id  # type: ignore[attr-defined]
    read_up_to = queries.read_up_to(row, me)
    context = {
        "topic": row,
        "group": row.group,
        "posts": [
            {
                "post": each,
                "is_mine": each.author_id == me and not each.is_deleted,
                "is_new": each.number > read_up_to and not each.is_deleted,
            }
            for each in queries.posts_of(row)
        ],
        "is_unread": read_up_to < row.newest,
        "form": form or PostForm(),
        "section": "home",
    }
    return render(request, "circle/topic.html", context, status=422 if form else 200)


@readable
@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: HttpRequest, row: Any) -> HttpResponse:
    """One topic; a POST answers in it."""
    if request.method != "POST":
        return _topic(request, row)
    form = PostForm(request.POST)
    if not form.is_valid():
        return _topic(request, row, form)
    talking.write_post(
        topic=row,
        text=form.cleaned_data["text"],
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    return redirect("circle:topic", ref=row)


@readable
@require_POST
def read(request: HttpRequest, row: Any) -> HttpResponse:
    """I have read this far."""
    number = request.POST.get("number", "")
    talking.mark_read(
        topic=row,
        number=int(number) if number.isdecimal() and len(number) < 9 else 0,
        actor=request.actor,  # type: ignore[attr-defined]
    )
    return redirect("circle:topics", ref=row.group)


@own
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, row: Any) -> HttpResponse:
    """Change words of my own."""
    form = PostForm(request.POST if request.method == "POST" else None, initial={"text": row.text})
    if request.method == "POST" and form.is_valid():
        talking.edit_post(
            post=row,
            text=form.cleaned_data["text"],
            actor=request.actor,  # type: ignore[attr-defined]
            now=timezone.now(),
        )
        return redirect("circle:topic", ref=row.topic)
    context = {"post": row, "group": row.topic.group, "form": form, "section": "home"}
    status = 422 if request.method == "POST" else 200
    return render(request, "circle/post.html", context, status=status)


@own
@require_POST
def delete(request: HttpRequest, row: Any) -> HttpResponse:
    """Erase words of my own."""
    topic_, group = row.topic, row.topic.group
    is_gone = talking.delete_post(
        post=row,
        actor=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
    )
    toast(request, _("Erased."))
    if is_gone:
        return redirect("circle:topics", ref=group)
    return redirect("circle:topic", ref=topic_)
