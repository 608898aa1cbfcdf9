"""Django app of the overview."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """What several contexts know, put together for a page."""

    name = "junto.domain.overview"
    label = "overview"

    def ready(self) -> None:
        """Register jobs."""
        from junto.domain.overview import jobs  # noqa: F401
