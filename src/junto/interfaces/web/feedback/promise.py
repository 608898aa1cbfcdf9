"""What Junto promises about anonymous answers, and what nobody can: for everybody to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from junto.foundation.access.views import public
from junto.kernel.anonymity import thresholds


@public("whoever is asked, and whoever stands up for them, reads it before signing in")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """In plain words, with the numbers the code itself uses."""
    context = {
        "thresholds": thresholds,
        "section": "feedback",
    }
    return render(request, "feedback/promise.html", context)
