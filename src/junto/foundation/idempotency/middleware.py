"""Answers a repeated form with what the first one was answered."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from junto.foundation.idempotency import FIELD, HEADER, AlreadyDone, PendingKey, current
from junto.foundation.idempotency.models import ProcessedKey


def _owner(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"session:{request.session.session_key or ''}"


class IdempotencyMiddleware:
    """Runs after authentication; only POST requests that carry a key are touched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request, once per key."""
        if request.method != "POST":
            return self.get_response(request)
        key = request.headers.get(HEADER) or request.POST.get(FIELD, "")
        if not key:
            return self.get_response(request)
        pending = PendingKey(owner=_owner(request), key=key[:64])
        done = ProcessedKey.objects.filter(owner=pending.owner, key=pending.key).first()
        if done is not None:
            return self._repeat(request, done)
        token = current.set(pending)
        try:
            response = self.get_response(request)
        finally:
            current.reset(token)
        if pending.claimed:
            self._remember(pending, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Two at once: the slower one is told what the faster one did."""
        if not isinstance(exception, AlreadyDone):
            return None
        key = request.headers.get(HEADER) or request.POST.get(FIELD, "")
        done = ProcessedKey.objects.get(owner=_owner(request), key=key[:64])
        return self._repeat(request, done)

    @staticmethod
    def _remember(pending: PendingKey, response: HttpResponse) -> None:
        location = response.headers.get("Location", "")
        if location:
            ProcessedKey.objects.filter(owner=pending.owner, key=pending.key).update(
                location=location
            )

    @staticmethod
    def _repeat(request: HttpRequest, done: ProcessedKey) -> HttpResponse:
        # Without a remembered answer (the server died in between) the page itself shows the state.
        return HttpResponseRedirect(done.location or request.get_full_path())
