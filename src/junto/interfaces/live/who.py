"""Who is at the other end of a socket, asked anew each time: a sign-out counts at once."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user


def user_of(session_key: str | None) -> Any:
    """The user who is signed in by a session now; somebody anonymous when it is over."""
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return get_user(SimpleNamespace(session=session))  # type: ignore[arg-type] # all it looks at
