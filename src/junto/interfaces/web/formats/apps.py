"""Django app of the format screens."""

from django.apps import AppConfig


class FormatScreensConfig(AppConfig):
    """The catalog of formats and the builder of own ones."""

    name = "junto.interfaces.web.formats"
    label = "format_screens"
