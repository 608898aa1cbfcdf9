"""Django app of jobs."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Long work and its progress."""

    name = "junto.foundation.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Register the house's own periodic tasks."""
        from junto.foundation.jobs import housekeeping  # noqa: F401
