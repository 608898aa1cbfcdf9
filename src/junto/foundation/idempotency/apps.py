"""Django app of processed keys."""

from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    """Keys of forms that were processed."""

    name = "junto.foundation.idempotency"
    label = "idempotency"
