"""Django app of the home pages."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Home pages, and the frame around every page."""

    name = "junto.interfaces.web.home"
    label = "home_screens"

    def ready(self) -> None:
        """Say what surrounds a page."""
        from junto.interfaces.web.home.frame import frame_of
        from junto.interfaces.web.ui import shell

        shell.provide(frame_of)
