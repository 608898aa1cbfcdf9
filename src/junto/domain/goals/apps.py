"""Django app of goals."""

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """Goals."""

    name = "junto.domain.goals"
    label = "goals"

    def ready(self) -> None:
        """Declare who may."""
        from junto.domain.goals import policies  # noqa: F401
