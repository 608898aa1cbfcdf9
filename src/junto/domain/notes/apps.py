"""Django app of notes."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    """Notes and deliverables."""

    name = "junto.domain.notes"
    label = "notes"

    def ready(self) -> None:
        """Declare who may."""
        from junto.domain.notes import policies  # noqa: F401
