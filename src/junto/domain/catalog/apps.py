"""Django app of the catalog."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Session formats and program templates."""

    name = "junto.domain.catalog"
    label = "catalog"

    def ready(self) -> None:
        """Declare who may."""
        from junto.domain.catalog import policies  # noqa: F401
