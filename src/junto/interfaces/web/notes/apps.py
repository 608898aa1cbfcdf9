"""Django app of the screens of notes."""

from django.apps import AppConfig


class NotesScreensConfig(AppConfig):
    """Notes, deliverables."""

    name = "junto.interfaces.web.notes"
    label = "notes_screens"
