"""Django app of goals."""

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """Goals."""

    name = "junto.domain.goals"
    label = "goals"

    def ready(self) -> None:
        """Ask on the day."""
        from junto.domain.goals import deliveries, jobs, policies  # noqa: F401
