"""Django app of the screens between sessions."""

from django.apps import AppConfig


class CircleScreensConfig(AppConfig):
    """In confidence, health, topics, handing over."""

    name = "junto.interfaces.web.circle"
    label = "circle_screens"
