"""Django app of asking a few people."""

from django.apps import AppConfig


class AsksConfig(AppConfig):
    """Asking a few people one trusts."""

    name = "junto.domain.asks"
    label = "asks"

    def ready(self) -> None:
        """Declare who may, word its mail, tell when answers are sealed, and send the next one."""
        from junto.domain.asks import deliveries, jobs, policies, subscribers  # noqa: F401
