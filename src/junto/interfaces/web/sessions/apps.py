"""Django app of the session screens."""

from django.apps import AppConfig


class SessionScreensConfig(AppConfig):
    """When groups meet, what a session is, calendars and invitations."""

    name = "junto.interfaces.web.sessions"
    label = "session_screens"
