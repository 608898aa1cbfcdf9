"""Django app of what a group keeps between its sessions."""

from django.apps import AppConfig


class CircleConfig(AppConfig):
    """Words in confidence, the health check, topics, handing over."""

    name = "junto.domain.circle"
    label = "circle"

    def ready(self) -> None:
        """Declare who may, word its mail, and ask halfway through a series."""
        from junto.domain.circle import deliveries, jobs, policies, subscribers  # noqa: F401
