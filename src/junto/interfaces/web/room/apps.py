"""Django app of the room's screens."""

from django.apps import AppConfig


class RoomScreensConfig(AppConfig):
    """The room of a session, what to prepare for it, and a rehearsal."""

    name = "junto.interfaces.web.room"
    label = "room_screens"
