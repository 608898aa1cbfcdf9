"""Looking at whom people chose before they are asked: approve, or send back with a word."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from junto.domain.feedback import actions, policies, queries
from junto.foundation import tenancy
from junto.foundation.access.views import requires
from junto.interfaces.web.ui.toasts import toast

runs = requires(policies.run_round, load=queries.get_round)


@runs
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, row: Any) -> HttpResponse:
    """Every choice that was handed in, by name; nothing of who answers."""
    if request.method == "POST":
        _decide(request, row)
        return redirect(reverse("feedback:choices", kwargs={"ref": row.address}))
    found = queries.choices_in(row)
    context = {
        "round": row,
        "program": row.program,
        "waiting": [each for each in found if queries.waits_for_a_look(each.subject)],
        "choosing": [
            each
            for each in found
            if not (each.subject.is_approved or queries.waits_for_a_look(each.subject))
        ],
        "approved": sum(each.subject.is_approved for each in found),
        "longest": actions.LONGEST_WORD_BACK,
        "section": "feedback",
    }
    return render(request, "feedback/choices.html", context)


def _decide(request: HttpRequest, row: Any) -> None:
    subject = queries.get_subject(request.POST.get("subject", "").replace("\0", "")[:12])
    if subject.round_id != row.pk:
        raise tenancy.NotFound(subject.ref)
    how = {
        "subject": subject,
        "actor": request.actor,  # type: ignore[attr-defined]
        "now": timezone.now(),
    }
    try:
        if request.POST.get("do") == "back":
            word = request.POST.get("word", "").replace("\0", "")
            actions.send_back(word=word, **how)
            toast(request, _("Sent back, with your word."))
        else:
            actions.approve(**how)
            toast(request, _("Approved."))
    except actions.TooLate:
        toast(request, _("The round takes no more answers."))
