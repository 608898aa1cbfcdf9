"""Django app of drafts."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """Unsent text."""

    name = "junto.foundation.drafts"
    label = "drafts"
