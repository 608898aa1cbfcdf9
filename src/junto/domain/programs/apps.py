"""Django app of programs."""

from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    """Programs."""

    name = "junto.domain.programs"
    label = "programs"

    def ready(self) -> None:
        """Listen to imports."""
        from junto.domain.programs import policies, subscribers  # noqa: F401
