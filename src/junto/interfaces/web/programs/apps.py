"""Django app of the program screens."""

from django.apps import AppConfig


class ProgramScreensConfig(AppConfig):
    """Programs and the steps of setting one up."""

    name = "junto.interfaces.web.programs"
    label = "program_screens"
