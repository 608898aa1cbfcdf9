"""What every template can use."""

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject


def form_token(request: HttpRequest) -> dict[str, object]:
    """The form token, masked once per page: Django's own masks it again for every form."""
    return {"csrf_token": SimpleLazyObject(lambda: get_token(request))}
