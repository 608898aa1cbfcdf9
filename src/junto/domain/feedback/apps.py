"""Django app of feedback."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Feedback."""

    name = "junto.domain.feedback"
    label = "feedback"

    def ready(self) -> None:
        """Make reports when answers are sealed, and remind."""
        from junto.domain.feedback import (  # noqa: F401
            deliveries,
            jobs,
            policies,
            subscribers,
        )
