"""Django app of the group screens."""

from django.apps import AppConfig


class GroupScreensConfig(AppConfig):
    """The board, and a group as its people see it."""

    name = "junto.interfaces.web.groups"
    label = "group_screens"
