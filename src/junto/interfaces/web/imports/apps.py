"""Django app of the import screens."""

from django.apps import AppConfig


class ImportScreensConfig(AppConfig):
    """Import screens."""

    name = "junto.interfaces.web.imports"
    label = "imports_screens"
