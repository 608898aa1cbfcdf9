"""Toasts: what was done, with one way back."""

from django.contrib import messages
from django.http import HttpRequest

_UNDO = "undo:"


def toast(request: HttpRequest, text: str, *, undo_url: str = "") -> None:
    """Say on the next page what was done; `undo_url` is posted to by its Undo button.

    Only reversible acts get an Undo. Pass the text translated.
    """
    messages.success(request, text, extra_tags=f"{_UNDO}{undo_url}" if undo_url else "")


def undo_url_of(message: messages.storage.base.Message) -> str:
    """The address that takes the message's act back, or nothing."""
    tags = message.extra_tags or ""
    return tags.removeprefix(_UNDO) if tags.startswith(_UNDO) else ""
