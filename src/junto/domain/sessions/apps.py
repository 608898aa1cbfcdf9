"""Django app of sessions. Django's own app of that name has the label `sessions`."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Sessions."""

    name = "junto.domain.sessions"
    label = "peer_sessions"
