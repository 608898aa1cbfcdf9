"""Django app of round keys."""

from django.apps import AppConfig


class RoundKeysConfig(AppConfig):
    """Keys of open anonymous rounds."""

    name = "junto.foundation.roundkeys"
    label = "roundkeys"
