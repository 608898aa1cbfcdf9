"""Django app of the interface kit."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, template tags and static files that every screen shares."""

    name = "junto.interfaces.web.ui"
    label = "ui"
