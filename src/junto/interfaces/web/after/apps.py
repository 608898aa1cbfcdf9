"""Django app of the screens after a session."""

from django.apps import AppConfig


class AfterScreensConfig(AppConfig):
    """After a session, next steps, the pulse."""

    name = "junto.interfaces.web.after"
    label = "after_screens"
