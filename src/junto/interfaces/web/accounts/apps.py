"""Django app of the sign-in screens."""

from django.apps import AppConfig


class AccountsScreensConfig(AppConfig):
    """Sign-in, first steps and the look into the sample."""

    name = "junto.interfaces.web.accounts"
    label = "accounts_screens"

    def ready(self) -> None:
        """Listen for people who come in."""
        from junto.interfaces.web.accounts import arrivals  # noqa: F401
