"""Django app of the mentoring screens."""

from django.apps import AppConfig


class MentoringScreensConfig(AppConfig):
    """The mentoring board, one's own part in it, and what a pair keeps between two."""

    name = "junto.interfaces.web.mentoring"
    label = "mentoring_screens"
