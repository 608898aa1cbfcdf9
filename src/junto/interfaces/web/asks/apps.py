"""Django app of the screens of asks."""

from django.apps import AppConfig


class AsksScreensConfig(AppConfig):
    """Asking a few people, answering, and reading what they say."""

    name = "junto.interfaces.web.asks"
    label = "asks_screens"
