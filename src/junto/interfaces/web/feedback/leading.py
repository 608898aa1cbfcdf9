"""Showing that one asks for feedback first: chosen by each who leads, in their own sentence."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from junto.domain.feedback import leading, policies
from junto.domain.programs import queries as programs
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.toasts import toast


@requires(policies.ask_first, load=programs.get_program)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, program: Any) -> HttpResponse:
    """What I show to those who take part; nothing until I write it."""
    actor = request.actor  # type: ignore[attr-defined]
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        sentence = request.POST.get("sentence", "").replace("\0", "")
        if request.POST.get("do") == "hide":
            leading.hide(program=program, actor=actor)
            toast(request, _("It is shown no more."))
            return redirect(_address(program))
        try:
            leading.show(program=program, sentence=sentence, actor=actor)
        except leading.NothingSaid:
            problems = [{"text": _("Write a sentence of your own."), "href": "#sentence"}]
        else:
            toast(request, _("Everybody in the program sees it on their feedback page."))
            return redirect(_address(program))
    context = {
        "program": program,
        "sentence": leading.own_sentence(program, actor),
        "longest": leading.LONGEST_SENTENCE,
        "problems": problems,
        "has_errors": bool(problems),
        "section": "feedback",
    }
    return render(request, "feedback/first.html", context, status=422 if problems else 200)


def _address(program: Any) -> str:
    return reverse("feedback:first", kwargs={"ref": program.address})
