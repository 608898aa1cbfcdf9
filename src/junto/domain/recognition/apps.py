"""Django app of recognition."""

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    """Recognition."""

    name = "junto.domain.recognition"
    label = "recognition"

    def ready(self) -> None:
        """Declare who may."""
        from junto.domain.recognition import policies  # noqa: F401
