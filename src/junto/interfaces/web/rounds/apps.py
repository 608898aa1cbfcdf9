"""Django app of the rounds planner's screens."""

from django.apps import AppConfig


class RoundsScreensConfig(AppConfig):
    """Rounds in which people meet others each time: asked for, looked at, begun."""

    name = "junto.interfaces.web.rounds"
    label = "rounds_screens"
