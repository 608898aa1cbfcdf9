"""Django app of assessments."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Assessments."""

    name = "junto.domain.assessments"
    label = "assessments"

    def ready(self) -> None:
        """Close rounds by the clock."""
        from junto.domain.assessments import jobs, policies, quiz_policies  # noqa: F401
