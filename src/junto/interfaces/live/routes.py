"""Addresses of live connections."""

from django.urls import re_path

from junto.interfaces.live.notes import NoteSocket
from junto.interfaces.live.room import RoomSocket

ROUTES = [
    re_path(r"^live/notes/(?P<ref>(?:[-\w]+-)?[0-9a-z]{12})/?$", NoteSocket.as_asgi()),
    re_path(r"^live/sessions/(?P<ref>(?:[-\w]+-)?[0-9a-z]{12})$", RoomSocket.as_asgi()),
]
