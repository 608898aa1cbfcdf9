"""Django app of the event log."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The event log."""

    name = "junto.foundation.events"
    label = "events"
