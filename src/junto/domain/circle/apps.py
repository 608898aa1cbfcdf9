"""Django app of what a group keeps between its sessions."""

from django.apps import AppConfig


class CircleConfig(AppConfig):
    """Words in confidence, the health check, topics, handing over."""

    name = "junto.domain.circle"
    label = "circle"

    def ready(self) -> None:
        """Declare who may, and word its mail."""
        from junto.domain.circle import deliveries, policies  # noqa: F401
