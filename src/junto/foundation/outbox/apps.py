"""Django app of deliveries."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Deliveries."""

    name = "junto.foundation.outbox"
    label = "outbox"
