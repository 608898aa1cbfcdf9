"""Django app of live connections."""

from django.apps import AppConfig

from junto.foundation import ports


class LiveConfig(AppConfig):
    """Sockets of rooms and notes."""

    name = "junto.interfaces.live"
    label = "live"

    def ready(self) -> None:
        """Be told of news in rooms and notes."""
        from junto.interfaces.live import push

        ports.provide("sessions.news", push.tell)
        ports.provide("notes.news", push.tell_of_note)
